"""Reads the events of a calendar file (RFC 5545): each VEVENT can become a gathering.

An event that repeats becomes one for each of its times that is near, with those that were moved or taken out. Nothing is written
here: that is `calendar_taking`.
"""

import re
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from commonplace.ground import clock
from commonplace.ground.local_time import nearest_moment, zone_called
from commonplace.ground.text import clean, clean_line
from commonplace.stages.gather.calendar_lines import MOST_EVENTS, read_lines
from commonplace.stages.gather.calendar_repeating import repeats, rule_of, times_of
from commonplace.stages.gather.laying_out import Effort
from commonplace.stages.gather.rhythms import MOST_DAYS, NoSuchRule

MOST_BYTES = 2 * 1024 * 1024
_LONGEST = timedelta(days=31)
_LONGEST_WORDS = 20_000
# So many days are looked at for all that repeats in a file: of 500 events that are weekly the last two years and the next.
MOST_LOOKED_AT = 600_000
_ONE_OF_MANY = re.compile(r" \d{8}T\d{6}Z?$")
_MOMENTS = ("starts_at", "ends_at", "planned_at")
_LONGEST_UID = 235  # with a time behind it
# What the library raises for files that are broken in one way or another; it names no class of its own for them.
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, LookupError, RecursionError)


class ImportTrouble(Exception):
    """The file cannot be taken over. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Event:
    """One event, as a gathering would say it. `uid` is its name in every calendar, for ever.

    One time of an event that repeats has when that is by its rule, as `planned_at`, also where it was moved. Where one rule gives
    all its times, that is `rule`, on the clocks of the community and from `rule_from` on.
    """

    uid: str
    title: str
    body: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False
    planned_at: datetime | None = None
    rule: str = ""
    rule_from: str = ""

    def written(self) -> dict[str, Any]:
        """The event as plain data."""
        moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(self, name)) is not None}
        return asdict(self) | moments

    @classmethod
    def read(cls, written: dict[str, Any]) -> "Event":
        """The event that was `written`."""
        moments = {name: datetime.fromisoformat(written[name]) for name in _MOMENTS if written.get(name)}
        return cls(**written | moments)


@dataclass(frozen=True)
class CalendarFile:
    """What a file holds: its events, each once, in the order of time; and how many made no sense as a gathering.

    Only so many are taken over at once. `goes_on` is from when on there may be more, of the whole file under "", and of what
    repeats under the name of all its times.
    """

    events: list[Event]
    left_out: int
    goes_on: dict[str, datetime] = field(default_factory=dict)

    def may_hold(self, uid: str, starts_at: datetime | None = None) -> bool:
        """Whether that is in the file for all we know, though it is not among its events; at that time, where one is given."""
        ends = [self.goes_on[name] for name in ("", name_of_all(uid)) if name in self.goes_on]
        return any(starts_at is None or starts_at > end for end in ends)


def read_calendar(data: bytes, zone: str) -> CalendarFile:
    """The events of a file; times without a zone are those of `zone`. Raises ImportTrouble for what is no calendar.

    Single events that make no sense (no beginning, an end before it) are left out; the others are kept.
    """
    read: dict[str, Event] = {}
    goes_on: dict[str, datetime] = {}
    left_out, effort = 0, Effort(MOST_LOOKED_AT)
    components = _events(data)
    firsts = {_text(one, "UID"): _first(one, "DTSTART") for one, _off in components if "RECURRENCE-ID" not in one}
    # Where one time of a repeated event was moved, it has the same name: what is said of that time alone counts, the latest of it.
    for component, is_cancelled in sorted(components, key=lambda found: _rank(found[0])):
        events = _events_of(component, zone, is_cancelled, firsts.get(_text(component, "UID")), effort)
        left_out += not events
        for event in events:
            read.setdefault(event.uid, event)
        if len(events) == MOST_DAYS:
            goes_on[name_of_all(events[-1].uid)] = events[-1].starts_at
    if effort.is_spent:
        raise ImportTrouble(
            _(
                "What repeats in this calendar began too long ago for us to work out when it is on. Please take a smaller part."
            )
        )
    if not read:
        raise ImportTrouble(_("None of the events in this calendar has a day and a time that we can read."))
    whole = sorted(read.values(), key=lambda event: event.starts_at)
    kept = whole if len(whole) <= MOST_EVENTS else _nearest(whole)
    if kept[-1] is not whole[-1]:
        goes_on[""] = kept[-1].starts_at
    return CalendarFile(kept, left_out, goes_on)


def _nearest(events: list[Event]) -> list[Event]:
    """As many as are taken over at once: those that are on or to come go before those that were."""
    now = clock.now()
    ahead = [event for event in events if event.ends_at > now][:MOST_EVENTS]
    room = MOST_EVENTS - len(ahead)
    behind = [event for event in events if event.ends_at <= now]
    return [*(behind[-room:] if room else []), *ahead]


def _rank(component: Component) -> tuple[bool, int]:
    try:
        return "RECURRENCE-ID" not in component, -int(component.get("SEQUENCE", 0))
    except _BROKEN:
        return True, 0


def _events(data: bytes) -> list[tuple[Component, bool]]:
    """Each event, and whether the calendar it stands in takes all its events back (METHOD:CANCEL)."""
    if len(data) > MOST_BYTES:
        raise ImportTrouble(_("This calendar is larger than 2 MB. Please take a smaller part of it."))
    try:
        calendars = Calendar.from_ical(read_lines(data.decode("utf-8-sig", errors="replace")), multiple=True)
        events = [
            (event, str(calendar.get("METHOD", "")).upper() == "CANCEL")
            for calendar in calendars
            for event in calendar.walk("VEVENT")
        ]
    except _BROKEN as failure:
        raise ImportTrouble(_("This file is not a calendar that we can read. It should end in .ics.")) from failure
    if not events:
        raise ImportTrouble(_("There are no events in this calendar."))
    if len(events) > MOST_EVENTS:
        raise ImportTrouble(_("There are more than 500 events in this calendar. Please take a smaller part of it."))
    return events


def _events_of(component: Component, zone: str, is_cancelled: bool, begins: Any, effort: Effort) -> list[Event]:
    """The event as gatherings would say it, one for each of its times; none where it makes no sense as one.

    `begins` is when what repeats begins, of which this may be one time; None where that is not in the file.
    """
    try:
        event = _event_of(component, zone, is_cancelled)
        first = _first(component, "DTSTART").dt
        if "RECURRENCE-ID" in component:
            first = first if begins is None else begins.dt
            time_of_it = _moment(_first(component, "RECURRENCE-ID").dt, zone, first)
            planned_at = _whole_minute(time_of_it)
            return [replace(event, uid=_one_of(event.uid, time_of_it, first, zone), planned_at=planned_at)]
        if not repeats(component):
            return [event]
        try:
            times = times_of(component, first, zone, effort)
            rule, rule_from = rule_of(component, first, zone)
        except (NoSuchRule, *_BROKEN):
            words = f"{event.body}\n\n" + _("In the calendar that this came from, it repeats.")
            return [replace(event, body=words.strip())]
        length = event.ends_at - event.starts_at
        return [
            replace(
                event,
                uid=_one_of(event.uid, one, first, zone),
                starts_at=_whole_minute(one),
                ends_at=_whole_minute(one) + length,
                planned_at=_whole_minute(one),
                rule=rule,
                rule_from=rule_from,
            )
            for one in times
        ]
    except _BROKEN:
        return []


def _one_of(uid: str, time_of_it: datetime, first: date | datetime, zone: str) -> str:
    """The name of one time of an event that repeats, which stays when that time is moved (RFC 5545, 3.8.4.4).

    Where the first is written without a zone, so is the name: it stays when the community's zone is another one.
    """
    if isinstance(first, datetime) and first.tzinfo:
        return f"{uid[:_LONGEST_UID]} {time_of_it:%Y%m%dT%H%M%SZ}"
    return f"{uid[:_LONGEST_UID]} {time_of_it.astimezone(zone_called(zone)):%Y%m%dT%H%M%S}"


def is_one_of_many(uid: str) -> bool:
    """Whether that is the name of one time of an event that repeats."""
    return _ONE_OF_MANY.search(uid) is not None


def name_of_all(uid: str) -> str:
    """What the name of one time of an event that repeats has in common with those of its others."""
    return _ONE_OF_MANY.sub("", uid)[:_LONGEST_UID]


def _event_of(component: Component, zone: str, is_cancelled: bool) -> Event:
    starts_at, ends_at = _span(component, zone)
    return Event(
        uid=(_text(component, "UID") or f"{starts_at.isoformat()} {_text(component, 'SUMMARY')}")[:255],
        title=clean_line(_text(component, "SUMMARY"))[:200].strip() or _("Without a title"),
        body=_text(component, "DESCRIPTION").strip()[:_LONGEST_WORDS],
        place=clean_line(_text(component, "LOCATION"))[:200],
        starts_at=starts_at,
        ends_at=ends_at,
        is_cancelled=is_cancelled or _text(component, "STATUS").upper() == "CANCELLED",
    )


def _first(event: Component, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text(event: Component, name: str) -> str:
    value = _first(event, name)
    return clean(str(value)) if value is not None else ""


def _span(event: Component, zone: str) -> tuple[datetime, datetime]:
    """When it begins and ends. Without an end it lasts an hour, or the whole day where it has no time."""
    begins = _first(event, "DTSTART").dt
    starts_at = _moment(begins, zone)
    if "DTEND" in event:
        ends_at = _moment(_first(event, "DTEND").dt, zone)
    elif "DURATION" in event:
        ends_at = starts_at + _first(event, "DURATION").dt
    else:
        ends_at = starts_at
    if ends_at < starts_at or not 1900 < starts_at.year < 2200:
        raise ValueError
    if ends_at - starts_at < timedelta(minutes=1):
        ends_at = starts_at + (timedelta(hours=1) if isinstance(begins, datetime) else timedelta(days=1))
    return _whole_minute(starts_at), _whole_minute(min(ends_at, starts_at + _LONGEST))


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _moment(value: date | datetime, zone: str, at: date | datetime | None = None) -> datetime:
    """A moment; a bare day is its midnight, or the hour of `at`; a time without a zone is the community's."""
    if not isinstance(value, datetime) and isinstance(at, datetime):
        value = datetime.combine(value, at.timetz())
    if isinstance(value, datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=zone_called(zone))
        return value.astimezone(UTC)
    return nearest_moment(value, time(0), zone)
