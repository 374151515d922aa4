"""Free hours of a week, drawn in somebody's own zone, as the bits of a week in UTC that everybody's can be compared by.

The zone's clocks are read in one particular week, since summer time moves them: that in which teams begin.
"""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from commonplace.ground.local_time import zone_called
from commonplace.stages.team.scoring import WEEK

# A day from Monday, 0, and an hour of its clock.
LocalHour = tuple[int, int]


def mask_of(free: Collection[LocalHour], zone: str, week: date) -> int:
    """The hours of the week in UTC that lie wholly within free ones; bit 0 is Monday from 0:00 to 1:00.

    Where clocks stand half an hour apart from UTC, an hour there needs two here that are free.
    """
    return sum(1 << number for number in range(WEEK) if all(one in free for one in _touched(number, zone, week)))


def drawn(mask: int, zone: str, week: date) -> set[LocalHour]:
    """The other way round: those hours of the own clock of which any part is free."""
    return {one for number in range(WEEK) if mask >> number & 1 for one in _touched(number, zone, week)}


def _touched(number: int, zone: str, week: date) -> list[LocalHour]:
    monday = week - timedelta(days=week.weekday())
    begins = datetime(monday.year, monday.month, monday.day, tzinfo=UTC) + timedelta(hours=number)
    local = begins.astimezone(zone_called(zone))
    last = local + timedelta(minutes=59)
    touched = [(local.weekday(), local.hour)]
    return touched if (last.weekday(), last.hour) in touched else [*touched, (last.weekday(), last.hour)]


class NoHour(ValueError):
    """Words that name no hour of a day."""


_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(00))?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*(?:uhr|h))?")
_NAMED_HOURS = {"noon": 12, "midnight": 0}


def _hour(word: str) -> int | None:
    if word in _NAMED_HOURS:
        return _NAMED_HOURS[word]
    found = _CLOCK.fullmatch(word)
    if found is None:
        return None
    hour, half = int(found[1]), (found[3] or "").replace(".", "")
    if half:
        return hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else None
    return hour if hour <= 24 else None


def hours_named(cell: str) -> set[int]:
    """The hours of a day that words name, one by one or from one to another. Raises NoHour."""
    hours: set[int] = set()
    for said in re.split("[;,]", cell):
        word = said.strip().casefold()
        if not word:
            continue
        ends = [_hour(part.strip()) for part in re.split(r"\s*(?:-|–|to)\s*", word)]
        if len(ends) == 1 and ends[0] is not None and ends[0] < 24:
            hours.add(ends[0])
        elif len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            last = ends[1] or 24
            hours.update(range(ends[0], last) if last > ends[0] else [*range(ends[0], 24), *range(last)])
        else:
            raise NoHour(said.strip())
    return hours


def mask_written(mask: int | None) -> str:
    """Bits of a week in letters, none for None."""
    return "" if mask is None else f"{mask:042x}"


def written_mask(written: str) -> int | None:
    """The other way round."""
    return int(written, 16) if written else None
