"""Times as they stand on the clock of a place, and the moments that they name.

When clocks go forward, some local times do not exist; when they go back, some come twice. A time that comes twice means
the first of the two, and as an end the first that lies after the beginning.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class NoSuchTime(ValueError):
    """The clocks of that place jump over this time on that day."""


def zone_called(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where no such name is known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _exists(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0)


def moment_at(day: date, clock_time: time, zone: str, *, after: datetime | None = None) -> datetime:
    """The moment at which clocks in `zone` show this. Raises NoSuchTime where they jump over it.

    Of a time that comes twice it is the first, or the first that lies after `after`.
    """
    local = datetime.combine(day, clock_time.replace(tzinfo=None, fold=0), tzinfo=zone_called(zone))
    if not _exists(local):
        raise NoSuchTime(f"{local:%Y-%m-%d %H:%M} does not exist in {zone}")
    first = local.astimezone(UTC)
    second = local.replace(fold=1).astimezone(UTC)
    return second if after is not None and first <= after < second else first


def nearest_moment(day: date, clock_time: time, zone: str) -> datetime:
    """`moment_at`, but where clocks jump over a time, it is as much later as they jump, as 2:30 for 1:30."""
    local = datetime.combine(day, clock_time.replace(tzinfo=None, fold=0), tzinfo=zone_called(zone))
    return local.astimezone(UTC)


def local_parts(moment: datetime, zone: str) -> tuple[date, time]:
    """The day and the time that clocks in `zone` show at a moment."""
    local = moment.astimezone(zone_called(zone))
    return local.date(), local.time().replace(second=0, microsecond=0)


def clock_changes(first: date, last: date, zone: str) -> Iterator[tuple[date, timedelta]]:
    """The days from `first` to `last` on which clocks in `zone` change, each with how far they go forward."""
    midnight = datetime.combine(first, time(0), tzinfo=zone_called(zone))
    while midnight.date() <= last:
        next_one = midnight + timedelta(days=1)
        forward = (next_one.utcoffset() or timedelta(0)) - (midnight.utcoffset() or timedelta(0))
        if forward:
            yield midnight.date(), forward
        midnight = next_one


def last_minute_of(day: date, zone: str) -> datetime:
    """When a day ends where clocks show the time of a zone, said so that it still names that day."""
    return nearest_moment(day, time(23, 59), zone)
