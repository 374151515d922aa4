"""Takes events over from a calendar file (RFC 5545): each VEVENT becomes a gathering.

An event that repeats is taken once, with a line that says so. The same file taken twice makes nothing twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.local_time import nearest_moment, zone_called
from commonplace.ground.text import clean, clean_line
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 500
_LONGEST = timedelta(days=31)
# What the library raises for files that are broken in one way or another; it names no class of its own for them.
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, LookupError, RecursionError)


class ImportTrouble(Exception):
    """The file cannot be taken over. Its words say why, for the person who chose it."""


def import_calendar(community: Community, by: Person, data: bytes) -> list[Gathering]:
    """Make gatherings of the events in a calendar file, in its order. Raises ImportTrouble for what is no calendar.

    Single events that make no sense (no beginning, an end before it) are left out; the others are kept.
    """
    events = [found for event in _events(data) if (found := _gathering_of(event, community.zone))]
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        known = set(
            Gathering.objects.filter(entry__community=community)
            .exclude(calendar_uid="")
            .values_list("calendar_uid", flat=True)
        )
        made = []
        for fields in events:
            uid = fields["calendar_uid"]
            if uid in known:
                continue
            known.add(uid)
            made.append(plan_gathering(community, by, record_as="gathering.laid_out", **fields))
        if made:
            record("gatherings.planned", by=by, community=community, count=len(made))
    return made


def _events(data: bytes) -> list[Component]:
    if len(data) > MOST_BYTES:
        raise ImportTrouble(_("This calendar is larger than 2 MB. Please take a smaller part of it."))
    try:
        calendars = Calendar.from_ical(data.decode("utf-8-sig", errors="replace"), multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except _BROKEN as failure:
        raise ImportTrouble(_("This file is not a calendar that we can read. It should end in .ics.")) from failure
    if not events:
        raise ImportTrouble(_("There are no events in this calendar."))
    if len(events) > MOST_EVENTS:
        raise ImportTrouble(_("There are more than 500 events in this calendar. Please take a smaller part of it."))
    return events


def _gathering_of(event: Component, zone: str) -> dict[str, Any] | None:
    """The event as `plan_gathering` wants it; None where it makes no sense as a gathering."""
    try:
        starts_at, ends_at = _span(event, zone)
        words = _text(event, "DESCRIPTION")
        if "RRULE" in event or "RDATE" in event:
            words = f"{words}\n\n" + _("In the calendar that this came from, it repeats.")
        return {
            "title": clean_line(_text(event, "SUMMARY")) or _("Without a title"),
            "body": words.strip(),
            "place": clean_line(_text(event, "LOCATION")),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "calendar_uid": (_text(event, "UID") or f"{starts_at.isoformat()} {_text(event, 'SUMMARY')}")[:255],
        }
    except _BROKEN:
        return None


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
    return starts_at, min(ends_at, starts_at + _LONGEST)


def _moment(value: date | datetime, zone: str) -> datetime:
    """A moment; a bare day is its midnight, and a time without a zone is the community's."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=zone_called(zone))
        return value.astimezone(UTC)
    return nearest_moment(value, time(0), zone)
