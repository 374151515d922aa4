"""A year of gatherings is planned, or taken over from a calendar, in a few queries for each hundred."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonplace.commons.entries.models import Authorship, Entry, Revision
from commonplace.ground import clock
from commonplace.ground.models import Happening
from commonplace.stages.gather.actions import EndsBeforeItBegins, Plan, plan_gatherings
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.repeating import plan_series
from commonplace.stages.gather.rhythms import MOST_DAYS, Hours, Rhythm
from commonplace.stages.gather.tests.test_import import event, ics

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FIRST = date(2027, 1, 4)


def _series(table, carrier, many):
    days = [FIRST + timedelta(days=number) for number in range(many)]
    hours = Hours(time(6, 30), time(8), 0, "Europe/London")
    rhythm = Rhythm("days", times=many)
    plan_series(table, carrier, rhythm=rhythm, days=days, hours=hours, title="Bread", body="With seeds", place="Hall")


def _taking(table, carrier, many):
    lines = ["SUMMARY:Bread", "DESCRIPTION:With seeds", "LOCATION:Hall", "DURATION:PT1H30M"]
    begins = "DTSTART;TZID=Europe/London:20270104T063000"
    with clock.at(datetime(2027, 1, 1, tzinfo=UTC)):
        import_calendar(table, carrier, ics(*event(*lines, begins, f"RRULE:FREQ=DAILY;COUNT={many}")))


def _queries(way, table, carrier, many):
    with CaptureQueriesContext(connection) as found:
        way(table, carrier, many)
    return len(found)


@pytest.mark.parametrize(("way", "most"), [(_series, 21), (_taking, 28)])
def test_a_hundred_and_four_gatherings_take_a_few_queries(table, carrier, way, most):
    """Each for itself, they took 1,671 and 1,780. SQLite takes some fifty rows of a wide table at once."""
    assert _queries(way, table, carrier, MOST_DAYS) <= most
    assert Gathering.objects.count() == MOST_DAYS


@pytest.mark.parametrize("way", [_series, _taking])
def test_each_of_them_is_a_gathering_as_any_other(table, carrier, sign_in, way):
    way(table, carrier, 3)
    rows = list(Gathering.objects.select_related("entry", "series").order_by("starts_at"))
    assert [one.starts_at for one in rows] == [datetime(2027, 1, day, 6, 30, tzinfo=UTC) for day in (4, 5, 6)]
    assert {one.ends_at - one.starts_at for one in rows} == {timedelta(minutes=90)}
    assert {(one.entry.title, one.entry.body, one.place, one.zone) for one in rows} == {
        ("Bread", "With seeds", "Hall", "Europe/London")
    }
    assert {one.series for one in rows} == {Series.objects.get()}
    assert [one.series_day for one in rows] == [FIRST + timedelta(days=number) for number in range(3)]
    for one in rows:
        assert list(Authorship.objects.filter(entry=one.entry).values_list("person", "place")) == [(carrier.pk, 0)]
        revision = Revision.objects.get(entry=one.entry)
        assert revision.words["begins"] == f"{one.starts_at:%Y-%m-%d %H:%M} Europe/London"
        assert Happening.objects.get(entry_id=one.pk, kind="gathering.laid_out").community_id == table.pk
    page = sign_in(carrier).get("/search/?q=seeds").text
    assert all(one.entry.address in page for one in rows)


def test_where_one_ends_before_it_begins_none_is_planned(table, carrier, utc):
    plans = [Plan("Tea", utc(2027, 1, 4, 9), utc(2027, 1, 4, hour)) for hour in (10, 8)]
    with pytest.raises(EndsBeforeItBegins):
        plan_gatherings(table, carrier, plans)
    assert not Entry.objects.filter(kind="gathering").exists()
