"""Calendars that other programs wrote, broken ones among them. Collected only where COMMONPLACE_VECTORS names them."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from commonplace.commons.entries.models import Entry
from commonplace.ground import clock
from commonplace.stages.gather.calendar_import import ImportTrouble
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.calendars import uid_of
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.repeating import is_in_step
from commonplace.stages.gather.tests.conftest import CALENDARS

FILES = sorted(CALENDARS.glob("*.ics"))
FEED = "/c/the-mending-table/calendar.ics"
# The newest of them repeats from then on.
TODAY = datetime(2025, 1, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_most_files_of_whole_calendars_hold_something(table, carrier):
    assert len(FILES) > 50
    taken = 0
    for file in FILES:
        with suppress(ImportTrouble):
            taken += import_calendar(table, carrier, file.read_bytes()).is_news
    assert taken >= 25
    assert Series.objects.count() >= 5


def whole(data):
    """A file that holds an event and no calendar, as the calendar that it is from."""
    return data if b"BEGIN:VCALENDAR" in data else b"BEGIN:VCALENDAR\r\n" + data + b"\r\nEND:VCALENDAR\r\n"


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_is_refused_in_words_or_comes_out_of_our_feed_with_the_same_instants(
    file, table, carrier, sign_in, ical_js
):
    data = file.read_bytes()
    with clock.at(TODAY):
        refused = None
        try:
            import_calendar(table, carrier, data)
        except ImportTrouble as trouble:
            refused = str(trouble)
        assert Gathering.objects.exists() != bool(refused)
        assert not refused or refused.endswith(".")
        assert refused or not import_calendar(table, carrier, data).is_news
        feed = sign_in(carrier).get(FEED)
    assert feed.status_code == 200
    gatherings = {uid_of(one.entry): one for one in Gathering.objects.select_related("entry")}
    assert all(one.ends_at > one.starts_at for one in gatherings.values())
    stands = {uid: (one.starts_at.timestamp(), one.ends_at.timestamp()) for uid, one in gatherings.items()}
    events = Calendar.from_ical(feed.content).walk("VEVENT")
    assert {str(one["UID"]): (one["DTSTART"].dt.timestamp(), one["DTEND"].dt.timestamp()) for one in events} == stands
    assert {one["uid"]: (one["starts"], one["ends"]) for one in ical_js.read(feed.content)} == stands
    for one in Gathering.objects.filter(series__isnull=False).select_related("series"):
        # Those that were moved in the file are the only ones that are not when their series says.
        assert is_in_step(one) or "RECURRENCE-ID" in data.decode(errors="replace")


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_another_reader_of_the_file_itself_has_the_same_beginnings(file, table, carrier, ical_js):
    """Where it can read the file at all, and knows the zone: what is taken over of each event is what it reads there."""
    with clock.at(TODAY), suppress(ImportTrouble):
        import_calendar(table, carrier, file.read_bytes())
    with suppress(ValueError):
        there = {one["starts"] // 60 for one in ical_js.read(whole(file.read_bytes())) if one["zone"] != "floating"}
        here = {int(one.starts_at.timestamp()) // 60 for one in Gathering.objects.all()}
        is_known = bool(there) and not Entry.objects.filter(kind="gathering", body__contains="it repeats").exists()
        assert not is_known or here <= there
