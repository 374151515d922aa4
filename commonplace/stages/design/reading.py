"""The design document as it is read: section by section, with days and times in words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from commonplace.ground import moments
from commonplace.ground.text import render
from commonplace.stages.design.document import SECTIONS as WRITTEN
from commonplace.stages.design.document import Document, day_of, time_of
from commonplace.stages.design.models import Design
from commonplace.stages.design.prompts import READING, SECTIONS, Section
from commonplace.stages.design.values import known_name


@dataclass(frozen=True)
class ReadDay:
    title: str
    html: str
    day: str
    hours: str


@dataclass
class Part:
    """A section as it is read: words in HTML, or values, days, lines or facts, or nothing yet."""

    name: str
    section: Section
    html: str = ""
    values: list[tuple[str, list[str]]] = field(default_factory=list)
    days: list[ReadDay] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_said(self) -> bool:
        return bool(self.html or self.values or self.days or self.lines or self.facts)


def read_design(design: Design, said: Document) -> list[Part]:
    """The design as it stands (`said`)."""
    html = {**design.html, **{f"arc-{place}": day.words_html for place, day in enumerate(design.arc.all())}}
    return read_document(said, html)


def read_document(said: Document, html: dict[str, str] | None = None) -> list[Part]:
    """A document section by section. `html` holds what was rendered when it was written; the rest is rendered now."""
    html = html or {}
    parts = {name: Part(name, SECTIONS[name]) for name in READING}
    for name in (*WRITTEN, "purpose"):
        if said.get(name):
            parts[name].html = html.get(name) or render(said[name])
    for value in said["values"]:
        name = known_name(value["key"], value["own_name"])
        parts["values"].values.append((name, list(value["practices"])))
    for place, row in enumerate(said["arc"]):
        words = html.get(f"arc-{place}") or render(row["words"])
        parts["arc"].days.append(ReadDay(row["title"], words, *when_of(row, said["zone"])))
    parts["predictions"].lines = list(said["predictions"])
    parts["when"].facts = _dates(said)
    parts["roles"].facts = _numbers(said)
    return [parts[name] for name in READING]


def when_of(row: dict[str, Any], zone: str) -> tuple[str, str]:
    """The day of a row, and its hours in the community's zone, followed by the reader's own where that differs."""
    on, starts = day_of(row["on"]), time_of(row["starts"])
    if on is None:
        offset = row.get("offset")
        return (_("Day %(number)s") % {"number": offset + 1} if offset is not None else ""), _length(row)
    if starts is None:
        return moments.day(on), _length(row)
    begins = datetime.combine(on, starts, ZoneInfo(zone))
    ends = begins + timedelta(minutes=row["minutes"])
    there = _hours(begins, ends, zone)
    here = _hours(begins, ends, timezone.get_current_timezone_name())
    if begins.utcoffset() == timezone.localtime(begins).utcoffset():
        return moments.day(on), there
    return moments.day(on), _("%(hours)s; where you are: %(here)s") % {"hours": there, "here": here}


def _hours(begins: datetime, ends: datetime, zone: str) -> str:
    parts = {
        "from": moments.time(begins, zone),
        "to": moments.time(ends, zone),
        "zone": moments.zone_name(begins, zone),
    }
    return _("%(from)s to %(to)s, %(zone)s") % parts


def _length(row: dict[str, Any]) -> str:
    return _("%(minutes)s minutes") % {"minutes": row["minutes"]}


def _dates(said: Document) -> list[tuple[str, str]]:
    first, last = day_of(said["starts_on"]), day_of(said["ends_on"])
    facts = []
    if first and last and first <= last:
        facts.append((_("Days"), moments.span(first, last)))
    else:
        facts += [(_("First day"), moments.day(first))] if first else []
        facts += [(_("Last day"), moments.day(last))] if last else []
    return facts + ([(_("Place"), said["place"])] if said["place"] else [])


def _numbers(said: Document) -> list[tuple[str, str]]:
    words = {
        "learners": _("Learners, at most"),
        "facilitators": _("Facilitators"),
        "hours_needed": _("Hours a week it takes"),
        "hours_available": _("Hours a week there are"),
    }
    return [(words[name], str(said[name])) for name in words if said[name] is not None]
