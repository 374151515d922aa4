"""What repeats in a calendar file becomes a series where a rhythm of ours says the same; else single gatherings."""

from datetime import date, time, timedelta

import pytest

from commonplace.ground import clock
from commonplace.ground.local_time import local_parts
from commonplace.stages.gather.calendar_import import Event, read_calendar
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.repeating import cancel_later, change_later, is_in_step, later_than
from commonplace.stages.gather.rhythms import MOST_DAYS, Hours, OtherRhythm, Rhythm, rhythm_of
from commonplace.stages.gather.tests.test_import import event, ics

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_summer(utc):
    with clock.at(utc(2027, 7, 1)):
        yield


def soup(*lines, begins="DTSTART;TZID=Europe/London:20270706T183000", uid="soup"):
    return event("SUMMARY:Soup", begins, "DURATION:PT1H30M", *lines, uid=uid)


def in_order():
    return list(Gathering.objects.select_related("entry__community", "series").order_by("starts_at"))


def brought(table, carrier, *lines, **more):
    import_calendar(table, carrier, ics(*soup(*lines, **more)))
    return in_order()


def test_a_weekly_rule_becomes_a_series_across_the_autumn_change(table, carrier):
    taken = brought(table, carrier, "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20271130T183000Z")
    series = Series.objects.get()
    assert len(taken) == 22
    assert {one.series for one in taken} == {series}
    assert rhythm_of(series.rule) == Rhythm("weeks", weekdays=(1,), until=date(2027, 11, 30))
    assert (series.begins_on, series.hours) == (date(2027, 7, 6), Hours(time(18, 30), time(20), 0, "Europe/London"))
    assert [one.series_day for one in taken] == [local_parts(one.starts_at, "Europe/London")[0] for one in taken]
    assert all(is_in_step(one) for one in taken)


@pytest.mark.parametrize(
    ("rule", "becomes"),
    [
        ("FREQ=WEEKLY;COUNT=3", Rhythm("weeks", weekdays=(1,), times=3)),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=TU,TH;COUNT=5", Rhythm("weeks", weekdays=(1, 3), times=5)),
        ("FREQ=DAILY;INTERVAL=2;COUNT=4", Rhythm("days", 2, times=4)),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=4", Rhythm("months", weekdays=(1,), which=(1,), times=4)),
        ("FREQ=MONTHLY;COUNT=4", Rhythm("months", times=4)),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=4;COUNT=4",
            OtherRhythm((("FREQ", "MONTHLY"), ("COUNT", "4"), ("BYDAY", "MO,TU,WE,TH,FR"), ("BYSETPOS", "4"))),
        ),
    ],
)
def test_rules_are_said_as_the_form_says_them(table, carrier, rule, becomes):
    taken = brought(table, carrier, f"RRULE:{rule}")
    assert rhythm_of(Series.objects.get().rule) == becomes
    assert {one.series_id for one in taken} == {Series.objects.get().pk}


def test_a_rule_of_long_ago_that_goes_on_keeps_its_step(table, carrier):
    taken = brought(table, carrier, "RRULE:FREQ=WEEKLY;INTERVAL=2", begins="DTSTART;TZID=Europe/London:20200107T183000")
    series = Series.objects.get()
    assert series.begins_on == date(2020, 1, 7)
    assert len(taken) == 53
    assert all((one.series_day - date(2020, 1, 7)).days % 14 == 0 for one in taken)
    assert {one.series_id for one in taken} == {series.pk}


def test_what_is_on_another_day_here_than_there_is_a_series_of_that_day(table, carrier):
    taken = brought(table, carrier, "RRULE:FREQ=WEEKLY;COUNT=3", begins="DTSTART;TZID=Asia/Tokyo:20270707T063000")
    series = Series.objects.get()
    assert [one.series_day.weekday() for one in taken] == [1, 1, 1]
    assert rhythm_of(series.rule) == Rhythm("weeks", weekdays=(1,), times=3)
    assert series.begins == time(22, 30)


@pytest.mark.parametrize(
    "lines",
    [
        # At another hour here once our clocks change and theirs do not.
        {"begins": "DTSTART:20271012T183000Z", "rule": "FREQ=WEEKLY;COUNT=6"},
        {"begins": "DTSTART;TZID=Asia/Tokyo:20270708T063000", "rule": "FREQ=MONTHLY;BYDAY=2TH;COUNT=3"},
        {"rule": "FREQ=WEEKLY;COUNT=3", "more": "RDATE;TZID=Europe/London:20270709T120000"},
        # The first one is no Thursday.
        {"rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=3"},
        {"rule": "FREQ=WEEKLY;COUNT=1"},
        {"rule": "FREQ=HOURLY;COUNT=3"},
    ],
)
def test_others_stay_single_gatherings_of_the_same_instants(table, carrier, lines):
    data = ics(
        *soup(
            f"RRULE:{lines['rule']}",
            lines.get("more", "X-NOTHING:more"),
            begins=lines.get("begins", "DTSTART;TZID=Europe/London:20270706T183000"),
        )
    )
    import_calendar(table, carrier, data)
    assert [one.starts_at for one in in_order()] == [one.starts_at for one in read_calendar(data, table.zone).events]
    assert not Series.objects.exists()


def test_what_was_moved_or_left_out_in_the_file_is_so_in_the_series(table, carrier, utc):
    moved = event(
        "SUMMARY:Soup, late",
        "DTSTART;TZID=Europe/London:20270714T200000",
        "DURATION:PT3H",
        "RECURRENCE-ID;TZID=Europe/London:20270713T183000",
        uid="soup",
    )
    rule = soup("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/London:20270720T183000")
    import_calendar(table, carrier, ics(*rule, *moved))
    first, late, last = in_order()
    assert {first.series, late.series, last.series} == {Series.objects.get()}
    assert [one.series_day for one in (first, late, last)] == [date(2027, 7, day) for day in (6, 13, 27)]
    assert [is_in_step(one) for one in (first, late, last)] == [True, False, True]
    assert late.starts_at == utc(2027, 7, 14, 19)
    assert not import_calendar(table, carrier, ics(*rule, *moved)).is_news


def test_it_is_changed_moved_and_cancelled_as_a_series(table, carrier, utc):
    data = ics(*soup("RRULE:FREQ=WEEKLY;COUNT=5"))
    import_calendar(table, carrier, data)
    second = in_order()[1]
    assert len(later_than(second, carrier)) == 3
    times = {name: getattr(second, name) + timedelta(days=1, hours=1) for name in ("starts_at", "ends_at")}
    change_later(second, carrier, based_on=second.entry.version, title="Stew", **times)
    assert [one.entry.title for one in in_order()] == ["Soup", *["Stew"] * 4]
    assert [one.starts_at for one in in_order()][1:] == [utc(2027, 7, day, 18, 30) for day in (14, 21, 28)] + [
        utc(2027, 8, 4, 18, 30)
    ]
    assert not import_calendar(table, carrier, data).is_news
    assert cancel_later(in_order()[3], carrier) == 2


def test_the_next_times_join_the_series_that_stands_here(table, carrier, utc):
    data = ics(*soup("RRULE:FREQ=WEEKLY"))
    import_calendar(table, carrier, data)
    series, before = Series.objects.get(), Gathering.objects.count()
    with clock.at(utc(2027, 8, 1)):
        import_calendar(table, carrier, data)
    assert Gathering.objects.count() == before + 4
    assert set(Gathering.objects.values_list("series", flat=True)) == {series.pk}


def test_they_do_not_join_one_that_was_moved_here_since(table, carrier, utc):
    data = ics(*soup("RRULE:FREQ=WEEKLY"))
    import_calendar(table, carrier, data)
    first = in_order()[0]
    times = {name: getattr(first, name) + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    change_later(first, carrier, based_on=first.entry.version, **times)
    with clock.at(utc(2027, 8, 1)):
        added = import_calendar(table, carrier, data).added
    assert len(added) == 4
    assert Gathering.objects.filter(series=None).count() == 4


def test_its_page_says_how_often_and_offers_later_ones(table, carrier, sign_in):
    first = brought(table, carrier, "RRULE:FREQ=WEEKLY;COUNT=5")[0]
    page = sign_in(carrier).get(first.entry.address).text
    assert "Every week, on Tuesday" in page
    form = sign_in(carrier).get(f"{first.entry.address}gathering/").text
    assert "later ones" in form


def test_what_travels_in_the_form_makes_the_same_series(table, carrier):
    read = read_calendar(ics(*soup("RRULE:FREQ=WEEKLY;COUNT=5")), table.zone).events
    assert [Event.read(one.written()) for one in read] == read


def test_daily_for_a_year_is_a_series_of_as_many_as_are_taken_over(table, carrier):
    taken = brought(table, carrier, "RRULE:FREQ=DAILY")
    assert len(taken) == MOST_DAYS
    assert {one.series for one in taken} == {Series.objects.get()}
