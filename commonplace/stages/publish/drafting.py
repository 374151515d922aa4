"""Turns the record of a community into the statements of a first draft. Pure: it reads nothing and writes nothing."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.ground import moments
from commonplace.ground.local_time import local_parts
from commonplace.ground.text import plain
from commonplace.stages.publish.models import Section

_LONGEST = 600
# Between paragraphs, and before each line of a list.
_APART = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t])")


@dataclass(frozen=True)
class Gathered:
    """A gathering that took place."""

    entry_id: int
    title: str
    summary: str
    starts_at: datetime
    minutes: int
    # How many were there, as far as that was kept.
    came: int = 0


@dataclass(frozen=True)
class Made:
    """A work that readers of the case study may see."""

    entry_id: int
    title: str
    form: str


@dataclass(frozen=True)
class Reflected:
    """A reflection shared at least with the community, whose author lets it be quoted."""

    entry_id: int
    body: str
    worked: str
    did_not: str
    matched: str
    surprised: str
    differently: str


@dataclass(frozen=True)
class Kept:
    """A moment of a gathering that somebody kept, in their words."""

    moment_id: int
    words: str


@dataclass(frozen=True)
class Learnt:
    """Something made elsewhere that the community learnt from, and who made it."""

    entry_id: int
    title: str
    made_by: str


@dataclass(frozen=True)
class Record:
    """What there is to tell of a community."""

    zone: str = "UTC"
    design_id: int | None = None
    need: str = ""
    purpose: str = ""
    who: str = ""
    predictions: list[str] = field(default_factory=list)
    # Where it is, as the community says it; the rest as its design does: how many at most, and hours a week to run it.
    place: str = ""
    tools: str = ""
    roles: str = ""
    learners: int | None = None
    facilitators: int | None = None
    hours: int | None = None
    learnt_from: list[Learnt] = field(default_factory=list)
    people: int = 0
    gatherings: list[Gathered] = field(default_factory=list)
    works: list[Made] = field(default_factory=list)
    reflections: list[Reflected] = field(default_factory=list)
    moments: list[Kept] = field(default_factory=list)


@dataclass(frozen=True)
class Drafted:
    """One statement: where it stands, what it says, and the entry or the moment it came from."""

    section: str
    words: str
    source_id: int | None = None


def draft(record: Record) -> list[Drafted]:
    """Every statement that the record yields, in the order of the sections."""
    said = [*_beginning(record), *_people(record), *_arc(record), *_works(record), *_told(record), *_needed(record)]
    order = list(Section.values)
    return sorted((one for one in said if one.words), key=lambda one: order.index(one.section))


def quotable(record: Record, present: Iterable[int | None]) -> list[Drafted]:
    """The moments that can be quoted, but those that are already, wherever they stand. No draft begins with them: there are many."""
    there = set(present)
    return [Drafted(Section.VOICES, one.words, one.moment_id) for one in record.moments if one.moment_id not in there]


def suggestions(drafted: Iterable[Drafted], present: Iterable[tuple[str, str, int | None]]) -> list[Drafted]:
    """What a new draft has that the case study lacks: nothing that stands there already, also in edited words."""
    present = list(present)
    words = {(section, _bare(text)) for section, text, _source in present}
    taken = Counter((section, source) for section, _text, source in present)
    offered = []
    for one in drafted:
        if (one.section, _bare(one.words)) in words:
            taken[one.section, one.source_id] -= 1
            continue
        offered.append(one)
    left = []
    for one in offered:
        # An edited statement still answers for one of those that its source yields.
        if taken[one.section, one.source_id] > 0 and one.source_id is not None:
            taken[one.section, one.source_id] -= 1
            continue
        left.append(one)
    return left


def days_of(gatherings: Iterable[Gathered]) -> int:
    """On how many days people met."""
    return len({gathering.starts_at.date() for gathering in gatherings})


def excerpt(words: str) -> str:
    """The first sentences of somebody's words, unchanged, for a quotation."""
    words = " ".join(words.split())
    if len(words) <= _LONGEST:
        return words
    cut = words[:_LONGEST]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "。"))
    return cut[: end + 1] if end > 80 else cut.rsplit(" ", 1)[0]


def is_verbatim(words: str, source: str) -> bool:
    """Whether these words stand so in the source: only then are they set as a quotation."""
    return bool(_bare(words)) and _bare(words) in _bare(source)


def _bare(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def _beginning(record: Record) -> list[Drafted]:
    return [Drafted(Section.BEGINNING, text.strip(), record.design_id) for text in (record.need, record.purpose)]


def _people(record: Record) -> list[Drafted]:
    said = [Drafted(Section.PEOPLE, record.who.strip(), record.design_id)]
    if record.people >= FEWEST_COUNTED:
        words = ngettext("%(count)d person took part.", "%(count)d people took part.", record.people)
        said.append(Drafted(Section.PEOPLE, words % {"count": record.people}))
    if record.gatherings:
        said.append(Drafted(Section.PEOPLE, _met(record.gatherings, record.zone)))
    # One number for all of them: from one for each it could be told who stayed away.
    came = [one.came for one in record.gatherings if one.came >= FEWEST_COUNTED]
    if came:
        count = round(sum(came) / len(came))
        words = ngettext(
            "Some %(count)d person was there each time.", "Some %(count)d people were there each time.", count
        )
        said.append(Drafted(Section.PEOPLE, words % {"count": count}))
    return said


def _met(gatherings: list[Gathered], zone: str) -> str:
    hours = round(sum(gathering.minutes for gathering in gatherings) / 60)
    times = ngettext("It met once", "It met %(count)d times", len(gatherings)) % {"count": len(gatherings)}
    long = ngettext("%(count)d hour in all", "%(count)d hours in all", hours) % {"count": hours}
    span = moments.span(*(local_parts(one.starts_at, zone)[0] for one in (gatherings[0], gatherings[-1])))
    return _("%(times)s, %(long)s: %(span)s.") % {"times": times, "long": long, "span": span}


def _arc(record: Record) -> list[Drafted]:
    return [Drafted(Section.ARC, _day_told(one, record.zone), one.entry_id) for one in record.gatherings]


def _day_told(one: Gathered, zone: str) -> str:
    said = {"day": moments.day(one.starts_at, zone), "title": one.title.rstrip(".")}
    return f"{_('%(day)s: %(title)s.') % said} {one.summary}".strip()


def _works(record: Record) -> list[Drafted]:
    return [
        Drafted(Section.WORKS, f"{one.title}, {one.form}" if one.form else one.title, one.entry_id)
        for one in record.works
    ]


def _told(record: Record) -> list[Drafted]:
    said = [
        Drafted(Section.MATCHED, _("Expected beforehand: %(words)s") % {"words": words}, record.design_id)
        for words in record.predictions
    ]
    for one in record.reflections:
        said += [
            Drafted(Section.MATCHED, excerpt(one.matched), one.entry_id),
            Drafted(Section.SURPRISED, excerpt(one.surprised), one.entry_id),
            Drafted(Section.WORKED, excerpt(one.worked), one.entry_id),
            Drafted(Section.WORKED, excerpt(one.did_not), one.entry_id),
            Drafted(Section.DIFFERENTLY, excerpt(one.differently), one.entry_id),
            Drafted(Section.VOICES, excerpt(one.body), one.entry_id),
        ]
    return said


def _needed(record: Record) -> list[Drafted]:
    """What whoever starts from it has to find: a place and its tools, people in their roles, so many, and what to learn from."""
    place = (
        _("A place, as here: %(place)s") % {"place": record.place.strip().rstrip(".")} if record.place.strip() else ""
    )
    scale = [
        ngettext("Room for %(count)d learner at most.", "Room for %(count)d learners at most.", record.learners)
        % {"count": record.learners}
        if record.learners
        else "",
        ngettext("%(count)d facilitator.", "%(count)d facilitators.", record.facilitators)
        % {"count": record.facilitators}
        if record.facilitators
        else "",
        ngettext("%(count)d hour a week to run it.", "%(count)d hours a week to run it.", record.hours)
        % {"count": record.hours}
        if record.hours
        else "",
    ]
    of_design = [place, *_items(record.tools), *_items(record.roles), " ".join(filter(None, scale))]
    return [
        *(Drafted(Section.NEEDED, words, record.design_id) for words in of_design),
        *(Drafted(Section.NEEDED, _learnt(one), one.entry_id) for one in record.learnt_from),
    ]


def _items(text: str) -> list[str]:
    """The paragraphs of a text and the lines of its lists, without the marks of Markdown."""
    return [plain(part, _LONGEST) for part in _APART.split(text) if part.strip()]


def _learnt(one: Learnt) -> str:
    said = {"title": one.title, "made_by": one.made_by}
    return _("To learn from: %(title)s, by %(made_by)s") % said if one.made_by else _("To learn from: %(title)s") % said
