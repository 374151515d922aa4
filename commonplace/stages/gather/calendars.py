"""Calendars as other programs read them (RFC 5545), written by the icalendar library, which folds and escapes.

Moments are written in UTC, so that no program has to know our zones. The link to a room is never written, since
calendar files are passed on. Lines are folded, which may part a name, so the veil is laid over the words before that.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.veil import veil
from commonplace.ground import ids
from commonplace.ground.text import clean, clean_line

_MAKER = "-//Commonplace//Commonplace//EN"
_LOOK_AGAIN = timedelta(hours=1)


def uid_of(entry: Entry) -> str:
    """The event's name for ever (RFC 5545, 3.8.4.7)."""
    return f"{ids.written(entry.pk)}@{urlsplit(settings.ADDRESS).hostname or 'localhost'}"


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _event(entry: Entry, shown: Callable[[str], str]) -> Event:
    gathering = entry.as_gathering
    address = settings.ADDRESS + entry.address
    event = Event()
    event.add("uid", uid_of(entry))
    event.add("dtstamp", _whole_second(entry.changed_at))
    event.add("last-modified", _whole_second(entry.changed_at))
    event.add("sequence", gathering.sequence)
    event.add("dtstart", _whole_second(gathering.starts_at))
    event.add("dtend", _whole_second(gathering.ends_at))
    event.add("summary", shown(clean_line(entry.title)))
    event.add("status", "CANCELLED" if gathering.cancelled_at else "CONFIRMED")
    if gathering.place:
        event.add("location", shown(clean_line(gathering.place)))
    words = [shown(gathering.cancel_reason) if gathering.cancelled_at else "", shown(entry.summary), address]
    event.add("description", clean("\n\n".join(part for part in words if part)))
    event.add("url", address)
    return event


def _shown_to_strangers(entries: list[Entry], name: str) -> Callable[[str], str]:
    said = [(one.title, one.summary, one.as_gathering.place, one.as_gathering.cancel_reason) for one in entries]
    return veil([name, *(text for texts in said for text in texts)])


def calendar_of(
    entries: Iterable[Entry], name: str, *, for_strangers: bool = False, method: str = "PUBLISH", sender: str = ""
) -> bytes:
    """A calendar of gatherings, such as `feeds.gatherings_for` gives. The same gatherings give the same bytes.

    In a letter it has a `method`, PUBLISH or CANCEL, and names who sends it as the organiser (RFC 5546, sections 3.2.1
    and 3.2.5).
    """
    entries = list(entries)
    shown = _shown_to_strangers(entries, name) if for_strangers else str
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("name", shown(clean_line(name)))
    calendar.add("x-wr-calname", shown(clean_line(name)))
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = _event(entry, shown)
        if sender:
            event.add("organizer", f"mailto:{sender}", parameters={"CN": shown(clean_line(name))})
        calendar.add_component(event)
    return calendar.to_ical()


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
        "dates": "/".join(f"{_whole_second(moment):%Y%m%dT%H%M%SZ}" for moment in spans),
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
