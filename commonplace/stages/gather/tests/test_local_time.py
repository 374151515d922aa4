"""Local times and the moments that they name, across the nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.ground.local_time import NoSuchTime, local_parts, moment_at, nearest_moment

ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Gaza", "UTC"]
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))


@given(moment=MOMENTS, zone=ZONES)
def test_what_a_clock_shows_names_its_moment_or_the_one_an_hour_before(moment, zone):
    moment = moment.replace(second=0, microsecond=0)
    day, clock_time = local_parts(moment, zone)
    named = moment_at(day, clock_time, zone)
    assert local_parts(named, zone) == (day, clock_time)
    assert timedelta(0) <= moment - named <= timedelta(hours=1)


@given(day=st.dates(date(1990, 1, 1), date(2037, 1, 1)), minute=st.integers(0, 24 * 60 - 1), zone=ZONES)
def test_a_time_exists_or_is_refused(day, minute, zone):
    clock_time = time(minute // 60, minute % 60)
    try:
        assert local_parts(moment_at(day, clock_time, zone), zone) == (day, clock_time)
    except NoSuchTime:
        assert local_parts(nearest_moment(day, clock_time, zone), zone) > (day, clock_time)


def test_the_hour_that_is_jumped_over_and_the_hour_that_comes_twice():
    with pytest.raises(NoSuchTime):
        moment_at(date(2027, 3, 28), time(1, 30), "Europe/London")
    first = moment_at(date(2027, 10, 31), time(1, 30), "Europe/London")
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert moment_at(date(2027, 10, 31), time(1, 30), "Europe/London", after=first) == first + timedelta(hours=1)
