"""What holds of every move: hours on the clock stay, there and back is where it began, and calendars say the same."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from commonplace.commons.entries.models import Entry
from commonplace.ground.local_time import NoSuchTime, clock_changes, local_parts, moment_at, zone_called
from commonplace.stages.gather.calendars import calendar_of
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.moving import Shift, move_of
from commonplace.stages.gather.rhythms import Hours
from commonplace.stages.gather.tests.test_repeating import ZONES, rhythms

DAYS = st.dates(date(2027, 1, 1), date(2036, 1, 1))
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
FEW_DAYS = st.integers(-400, 400).filter(bool)


def planned(key, day, hours, series=None):
    starts_at, ends_at = hours.on(day)
    entry = Entry(pk=key, kind="gathering", title="Soup", changed_at=starts_at)
    gathering = Gathering(entry=entry, starts_at=starts_at, ends_at=ends_at, zone=hours.zone)
    gathering.series, gathering.series_day = series, day if series else None
    entry.as_gathering = gathering
    return gathering


def moved(gathering, shift):
    """The gathering as a move leaves it."""
    move = move_of(gathering, shift)
    (starts_at, ends_at), zone = move.becomes, move.zones[1]
    other = Gathering(entry=gathering.entry, starts_at=starts_at, ends_at=ends_at, zone=zone)
    if gathering.series:
        rows = {name: getattr(gathering.series, name) for name in ("rule", "begins", "ends", "nights")}
        other.series = Series(**rows, zone=zone, begins_on=gathering.series.begins_on)
        other.series_day = gathering.series_day + timedelta(days=shift.days)
    return other


@pytest.fixture(scope="session")
def instants(ical_js):
    """What two independent readers of our calendar make of it: when each event begins and ends."""

    def read(*gatherings):
        for gathering in gatherings:
            gathering.entry.as_gathering = gathering
        calendar = calendar_of([one.entry for one in gatherings], "Soup")
        events = [(event["DTSTART"].dt, event["DTEND"].dt) for event in Calendar.from_ical(calendar).walk("VEVENT")]
        again = [(one["starts"], one["ends"]) for one in ical_js.read(calendar)]
        assert again == sorted((starts_at.timestamp(), ends_at.timestamp()) for starts_at, ends_at in events)
        return events

    return read


def exists(day, time_of_day, zone):
    try:
        return bool(moment_at(day, time_of_day, zone))
    except NoSuchTime:
        return False


@settings(max_examples=80, deadline=None)
@given(day=DAYS, begins=TIMES, minutes=st.integers(1, 20 * 60), zone=st.sampled_from(ZONES), days=FEW_DAYS)
def test_there_and_back_is_where_it_began_and_the_hours_on_the_clock_stay(day, begins, minutes, zone, days, instants):
    end = datetime.combine(day, begins) + timedelta(minutes=minutes)
    hours = Hours(begins, end.time(), (end.date() - day).days, zone)
    first = planned(1, day, hours)
    there = moved(first, Shift(days))
    back = moved(there, Shift(-days))
    for one in (first, there, back):
        assert instants(one) == [(one.starts_at, one.ends_at)]
    was_day, was = local_parts(first.starts_at, zone)
    last_day, was_end = local_parts(first.ends_at, zone)
    step = timedelta(days=days)
    if exists(was_day + step, was, zone) and exists(last_day + step, was_end, zone):
        assert local_parts(there.starts_at, zone) == (was_day + step, was)
        assert local_parts(there.ends_at, zone) == (last_day + step, was_end)
        assert (back.starts_at, back.ends_at) == (first.starts_at, first.ends_at)


@settings(max_examples=60, deadline=None)
@given(rhythm=rhythms(), day=DAYS, begins=TIMES, zone=st.sampled_from(ZONES), days=FEW_DAYS)
def test_a_series_keeps_its_hours_also_where_clocks_jumped_over_them_on_the_way(
    rhythm, day, begins, zone, days, instants
):
    end = datetime.combine(day, begins) + timedelta(minutes=90)
    series = Series(rule=rhythm.rule(), begins_on=day, begins=begins, ends=end.time(), zone=zone)
    series.nights = (end.date() - day).days
    first = [planned(key, one, series.hours, series) for key, one in enumerate(rhythm.days(day), start=1)]
    there = [moved(one, Shift(days)) for one in first]
    back = [moved(one, Shift(-days)) for one in there]
    assert instants(*there) == [series.hours.on(one.series_day) for one in there]
    assert instants(*back) == [(one.starts_at, one.ends_at) for one in first]


@settings(max_examples=60, deadline=None)
@given(day=DAYS, begins=TIMES, zone=st.sampled_from(ZONES), other=st.sampled_from(ZONES))
def test_on_other_clocks_the_hours_stay_or_the_moments_do(day, begins, zone, other, instants):
    """“Wrong times after a zone change.”"""
    end = datetime.combine(day, begins) + timedelta(minutes=90)
    first = planned(1, day, Hours(begins, end.time(), (end.date() - day).days, zone))
    if other == zone:
        assert move_of(first, Shift(zone=other)) is None
        return
    kept = moved(first, Shift(zone=other, keeps_moments=True))
    assert instants(kept) == instants(first)
    there = moved(first, Shift(zone=other))
    shown = local_parts(first.starts_at, zone)
    if exists(*shown, other):
        assert local_parts(instants(there)[0][0], other) == shown


@settings(max_examples=60, deadline=None)
@given(day=DAYS, zone=st.sampled_from(ZONES))
def test_the_days_on_which_clocks_change_are_those_that_are_longer_or_shorter(day, zone):
    for changed, forward in clock_changes(day, day + timedelta(days=300), zone):
        here = zone_called(zone)
        first, last = (datetime.combine(changed + timedelta(days=count), time(0), here) for count in (0, 1))
        assert last.astimezone(UTC) - first.astimezone(UTC) == timedelta(days=1) - forward


def test_the_second_of_two_hours_that_clocks_show_alike_stays_the_moment_that_it_is():
    begins, ends = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (1, 2))  # the first is at 0:30 UTC
    entry = Entry(pk=1, kind="gathering", title="Night", changed_at=begins)
    night = Gathering(entry=entry, starts_at=begins, ends_at=ends, zone="Europe/London")
    assert move_of(night, Shift(zone="Africa/Lagos", keeps_moments=True)).becomes == (begins, ends)
