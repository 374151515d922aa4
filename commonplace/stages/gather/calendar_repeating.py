"""The times at which an event of a calendar file takes place that repeats (RFC 5545, 3.8.5).

They are laid out on the clocks on which the event is written, so that half past six stays half past six there, and each lasts
as long as the first (3.8.5.3). Of what goes on for ever, only what is near is taken over.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from icalendar import Component

from commonplace.ground import clock
from commonplace.ground.local_time import zone_called
from commonplace.stages.gather.laying_out import WEEKDAYS, Effort, laid_out
from commonplace.stages.gather.rhythms import MOST_DAYS, OtherRhythm, Rhythm, rhythm_of

# Of what repeats, so much is taken over before now and after.
_BACK, _AHEAD = timedelta(days=366), timedelta(days=366)


def repeats(event: Component) -> bool:
    """Whether an event says that it takes place more than once."""
    return "RRULE" in event or "RDATE" in event


def times_of(event: Component, begins: date | datetime, zone: str, effort: Effort) -> list[datetime]:
    """When it begins each time that is near, in the order of time, `MOST_DAYS` at most.

    `begins` is its first time; what is written without a zone is on the clocks of `zone`. `effort` is what all the events of a
    calendar may cost together. Raises NoSuchRule for what cannot be laid out by days, such as every two hours.
    """
    here = begins.tzinfo if isinstance(begins, datetime) and begins.tzinfo else zone_called(zone)
    time_of_day = begins.time() if isinstance(begins, datetime) else time(0)
    now = clock.now()
    first, last = ((now + step).astimezone(here).date() for step in (-_BACK, _AHEAD))
    found = {_moment(begins, time_of_day, here)}
    for one in _written(event, "RRULE"):
        days = days_between(one.to_ical().decode(), begins, here, (first, last), effort)
        found |= {_moment(day, time_of_day, here) for day in days}
    found |= {_moment(_first_of(one.dt), time_of_day, here) for one in _dates(event, "RDATE")}
    without = [one.dt for one in _dates(event, "EXDATE")]
    left_out = {_moment(one, time_of_day, here) for one in without}
    days_left_out = {one for one in without if not isinstance(one, datetime)}
    kept = sorted(one for one in found - left_out if one.astimezone(here).date() not in days_left_out)
    return _near(kept, now)


def _near(times: list[datetime], now: datetime) -> list[datetime]:
    """What is to come goes before what was."""
    near = [one for one in times if now - _BACK <= one <= now + _AHEAD] or times
    ahead = [one for one in near if one >= now][:MOST_DAYS]
    room = MOST_DAYS - len(ahead)
    behind = [one for one in near if one < now]
    return [*(behind[-room:] if room else []), *ahead]


def rule_of(event: Component, begins: date | datetime, zone: str) -> tuple[str, str]:
    """The one rule that gives all times of an event on the clocks of `zone`, as gatherings say it, and from when on.

    Both are empty where no rule does: where days are added to it by name, or it gives others on those clocks.
    """
    rules = _written(event, "RRULE")
    if len(rules) != 1 or "RDATE" in event:
        return "", ""
    here = begins.tzinfo if isinstance(begins, datetime) and begins.tzinfo else zone_called(zone)
    first = begins.date() if isinstance(begins, datetime) else begins
    time_of_day = begins.time() if isinstance(begins, datetime) else time(0)
    rule_from = _moment(begins, time_of_day, here).astimezone(zone_called(zone)).date()
    written = rules[0].to_ical().decode()
    shift, until = rule_from - first, _until(written, here)
    rhythm = _plainer(rhythm_of(written), first).moved(shift.days)
    if rhythm is None:
        return "", ""
    return (rhythm.ending(until + shift) if until else rhythm).rule(), rule_from.isoformat()


def _plainer(rhythm: Rhythm | OtherRhythm, first: date) -> Rhythm | OtherRhythm:
    """The same, as our form says it: with its weekday, and without the day on which weeks begin where that changes nothing."""
    if isinstance(rhythm, Rhythm):
        return rhythm
    said = dict(rhythm.parts)
    if said["FREQ"] != "WEEKLY" or said.get("INTERVAL", "1") == "1" or said.get("WKST") == "MO":
        said.pop("WKST", None)
    if said["FREQ"] == "WEEKLY" and not said.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS"}:
        said["BYDAY"] = WEEKDAYS[first.weekday()]
    return rhythm_of(OtherRhythm(tuple(said.items())).rule())


def days_between(
    rule: str, begins: date | datetime, here: tzinfo, near: tuple[date, date], effort: Effort
) -> Iterator[date]:
    """The days that a rule gives up to the last that is near; those that are long ago only where they have to be counted."""
    rhythm, (first, last) = rhythm_of(rule), near
    said = dict(part.split("=", 1) for part in rhythm.rule().split(";"))
    begins_on = begins.date() if isinstance(begins, datetime) else begins
    until = _until(rule, here) or date.max
    times = int(said.get("COUNT", 0))
    # What ended long ago is taken over from its last year; what is counted has to be counted from its beginning.
    since = None if times else min(first, until - _BACK if until < first else first)
    for number, day in enumerate(laid_out(said, begins_on, since=since, until=min(until, last), effort=effort)):
        if day > until or day > last or (times and number >= times):
            return
        yield day


def _until(rule: str, here: tzinfo) -> date | None:
    """The last day that a rule may give on these clocks. A moment in UTC may be of another day there."""
    written = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part).get("UNTIL", "")
    if not written:
        return None
    if written.endswith("Z"):
        return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(here).date()
    return datetime.strptime(written[:8], "%Y%m%d").date()


def _written(event: Component, name: str) -> list[Any]:
    value = event.get(name)
    return value if isinstance(value, list) else [value] if value is not None else []


def _dates(event: Component, name: str) -> list[Any]:
    return [one for some in _written(event, name) for one in some.dts]


def _first_of(value: Any) -> Any:
    """The beginning, where a period is written."""
    return value[0] if isinstance(value, tuple) else value


def _moment(value: date | datetime, time_of_day: time, here: tzinfo) -> datetime:
    """A bare day is that day at the hour of the first; a time that clocks jump over is as much later as they jump."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=here)).astimezone(UTC)
    return datetime.combine(value, time_of_day.replace(tzinfo=None, fold=0), tzinfo=here).astimezone(UTC)
