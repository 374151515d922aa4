"""Moments as lists tell them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from hypothesis import example, given
from hypothesis import strategies as st

from commonplace.ground import clock, moments

NOON = datetime(2026, 10, 25, 12, tzinfo=UTC)


def test_a_list_tells_people_and_machines_the_same() -> None:
    """The minute of today and yesterday, by a clock that changed in between; before that the day, as it was there."""
    with clock.at(NOON), timezone.override(ZoneInfo("Europe/Lisbon")), translation.override("en"):
        ago = moments.telling_ago()
        assert ago(NOON - timedelta(seconds=1)) == '<time datetime="2026-10-25T11:59Z">Today, 11:59</time>'
        assert ago(NOON - timedelta(hours=14)) == '<time datetime="2026-10-24T22:00Z">Yesterday, 23:00</time>'
        elsewhere = datetime(2026, 10, 25, 17, 30, tzinfo=ZoneInfo("Asia/Kathmandu"))
        assert ago(elsewhere) == '<time datetime="2026-10-25T11:45Z">Today, 11:45</time>'
        assert (
            ago(datetime(2026, 10, 20, 23, 30, tzinfo=UTC))
            == '<time datetime="2026-10-21">Wednesday, 21 October</time>'
        )
        assert ago(datetime(2025, 10, 20, tzinfo=UTC)) == '<time datetime="2025-10-20">20 October 2025</time>'


# Clocks that change by half an hour, at midnight, or never.
ZONES = [
    "Europe/Lisbon",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
]


@given(
    zone=st.sampled_from(ZONES),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    since=st.timedeltas(timedelta(days=-1), timedelta(days=3)),
)
@example(zone="Asia/Beirut", now=datetime(2026, 3, 28, 23, 30), since=timedelta(hours=2))
@example(zone="Australia/Lord_Howe", now=datetime(2026, 4, 4, 16), since=timedelta(hours=1, minutes=15))
def test_today_and_yesterday_are_those_of_the_readers_clock(zone: str, now: datetime, since: timedelta) -> None:
    """Whatever clocks do in between."""
    here, moment = ZoneInfo(zone), now.replace(tzinfo=UTC) - since
    local, today = moment.astimezone(here), now.replace(tzinfo=UTC).astimezone(here).date()
    words = {today: f"Today, {local:%H:%M}", today - timedelta(days=1): f"Yesterday, {local:%H:%M}"}
    with clock.at(now.replace(tzinfo=UTC)), timezone.override(here), translation.override("en"):
        told = moments.ago(moment)
    assert words.get(local.date(), f'datetime="{local.date()}"') in told
    assert ("day, " in told and f'datetime="{moment:%Y-%m-%dT%H:%M}Z"' in told) == (local.date() in words)
