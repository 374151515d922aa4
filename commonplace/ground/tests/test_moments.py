"""Moments as lists tell them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

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
