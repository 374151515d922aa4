"""Calendars as other programs read them (RFC 5545).

They are written line by line here, since a feed may hold two thousand. Moments are written in UTC,
so that no program has to know our zones. The link to a room is never written, since calendar files are passed on. Lines are folded,
which may part a name, so the veil is laid over the words before that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.veil import veil
from commonplace.ground import ids
from commonplace.ground.text import clean, clean_line
from commonplace.stages.gather.within import Part

_MAKER = "-//Commonplace//Commonplace//EN"
_LOOK_AGAIN = "PT1H"
# Octets that a line may have (RFC 5545, 3.1).
_LINE = 75


def uid_of(thing: Entry | int) -> str:
    """The event's name for ever (RFC 5545, 3.8.4.7), of a gathering or by the key of what is within one."""
    key = thing if isinstance(thing, int) else thing.pk
    return f"{ids.written(key)}@{urlsplit(settings.ADDRESS).hostname or 'localhost'}"


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _written(moment: datetime) -> str:
    return f"{_whole_second(moment):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Words as they stand in a line (RFC 5545, 3.3.11)."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return words.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line, going on in further ones where it is too long, with no letter parted (RFC 5545, 3.1)."""
    octets, begins, room = line.encode(), 0, _LINE
    if len(octets) <= room:
        return line
    parts = []
    while len(octets) - begins > room:
        ends = begins + room
        while octets[ends] & 0xC0 == 0x80:  # within a letter of UTF-8
            ends -= 1
        parts.append(octets[begins:ends])
        begins, room = ends, _LINE - 1  # further ones begin with a space
    return b"\r\n ".join([*parts, octets[begins:]]).decode()


def _event(entry: Entry, shown: Callable[[str], str], organizer: str) -> Iterator[str]:
    gathering = entry.as_gathering
    address, changed_at = settings.ADDRESS + entry.address, _written(entry.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{uid_of(entry)}"
    yield f"DTSTAMP:{changed_at}"
    yield f"LAST-MODIFIED:{changed_at}"
    yield f"SEQUENCE:{gathering.sequence}"
    yield f"DTSTART:{_written(gathering.starts_at)}"
    yield f"DTEND:{_written(gathering.ends_at)}"
    yield f"SUMMARY:{_text(shown(clean_line(entry.title)))}"
    yield f"STATUS:{'CANCELLED' if gathering.cancelled_at else 'CONFIRMED'}"
    if gathering.place:
        yield f"LOCATION:{_text(shown(clean_line(gathering.place)))}"
    words = [shown(gathering.cancel_reason) if gathering.cancelled_at else "", shown(entry.summary), address]
    yield "DESCRIPTION:" + _text(clean("\n\n".join(part for part in words if part)))
    yield f"URL:{address}"
    if organizer:
        yield organizer
    yield "END:VEVENT"


def _part(part: Part, shown: Callable[[str], str]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid_of(part.key)}"
    yield f"DTSTAMP:{_written(part.changed_at)}"
    yield f"LAST-MODIFIED:{_written(part.changed_at)}"
    yield f"SEQUENCE:{part.sequence}"
    yield f"DTSTART:{_written(part.starts_at)}"
    yield f"DTEND:{_written(part.ends_at)}"
    yield f"SUMMARY:{_text(shown(clean_line(part.title)))}"
    yield f"STATUS:{'CANCELLED' if part.is_cancelled else 'CONFIRMED'}"
    yield f"LOCATION:{_text(shown(clean_line(part.place)))}"
    yield "DESCRIPTION:" + _text(clean(shown(part.words)))
    yield f"URL:{part.address}"
    yield f"RELATED-TO:{uid_of(part.gathering)}"
    yield "END:VEVENT"


def said_in(entry: Entry) -> tuple[str, str, str, str]:
    """The words of a gathering that stand in a calendar."""
    gathering = entry.as_gathering
    return entry.title, entry.summary, gathering.place, gathering.cancel_reason


def _shown_to_strangers(events: Sequence[Entry | Part], name: str) -> Callable[[str], str]:
    said = ((one.title, one.place, one.words) if isinstance(one, Part) else said_in(one) for one in events)
    return veil([name, *(text for texts in said for text in texts)])


def event_of(event: Entry | Part, shown: Callable[[str], str] = str, organizer: str = "") -> str:
    """A gathering, or what is within one, as it stands in a calendar, in folded lines; `shown` is laid over its words."""
    lines = _part(event, shown) if isinstance(event, Part) else _event(event, shown, organizer)
    return "\r\n".join(map(_folded, lines))


def calendar_of(
    events: Iterable[Entry | Part | str],
    name: str,
    *,
    for_strangers: bool = False,
    method: str = "PUBLISH",
    sender: str = "",
) -> bytes:
    """A calendar of gatherings, such as `feeds.gatherings_for` gives, and of what is within them. The same give the same bytes.

    What is written already (`written`) is taken as it is. In a letter a calendar has a `method`, PUBLISH or CANCEL, and names
    who sends it as the organiser (RFC 5546, sections 3.2.1 and 3.2.5).
    """
    events = list(events)
    unwritten = [event for event in events if not isinstance(event, str)]
    shown = _shown_to_strangers(unwritten, name) if for_strangers else str
    called = shown(clean_line(name))
    unquoted = called.replace('"', "'")  # a parameter holds none (3.2)
    organizer = f'ORGANIZER;CN="{unquoted}":mailto:{sender}' if sender else ""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_MAKER}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        f"NAME:{_text(called)}",
        f"X-WR-CALNAME:{_text(called)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_LOOK_AGAIN}",
    ]
    lines = [event if isinstance(event, str) else event_of(event, shown, organizer) for event in events]
    return "\r\n".join([*map(_folded, head), *lines, "END:VCALENDAR", ""]).encode()


def letter_calendar(
    entries: Iterable[Entry], name: str, *, for_strangers: bool = False, method: str = "PUBLISH"
) -> tuple[str, str]:
    """A calendar as it goes with a letter: its method, and what it says."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return method, calendar_of(entries, name, for_strangers=for_strangers, method=method, sender=sender).decode()


def calendar_links(entry: Entry, *, for_strangers: bool = False) -> list[tuple[str, str]]:
    """Where calendars on the web take a gathering over by an address alone: their names, and the addresses.

    Neither is documented by an RFC; other programs read the file.
    """
    gathering = entry.as_gathering
    shown = _shown_to_strangers([entry], "") if for_strangers else str
    title, place = shown(clean_line(entry.title)), shown(clean_line(gathering.place))
    words, spans = settings.ADDRESS + entry.address, (gathering.starts_at, gathering.ends_at)
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": "/".join(map(_written, spans)),
        "location": place,
        "details": words,
    }
    starts, ends = (f"{_whole_second(moment):%Y-%m-%dT%H:%M:%SZ}" for moment in spans)
    outlook = {"rru": "addevent", "subject": title, "startdt": starts, "enddt": ends, "location": place, "body": words}
    return [
        ("Google", f"https://calendar.google.com/calendar/render?{urlencode(google)}"),
        ("Outlook.com", f"https://outlook.live.com/calendar/0/action/compose?{urlencode(outlook)}"),
        ("Microsoft 365", f"https://outlook.office.com/calendar/0/action/compose?{urlencode(outlook)}"),
    ]
