"""Beginning a community of one's own from a case study: with no more of the other one than one may read.

Where the design behind the case study is open to whoever begins, it is copied. Where it is not, the new design begins with
what the case study itself shows to them: values with their practices, how it began, its days, and what it needed.

Beneath a day stands the skeleton of what happened in its gathering: for how long, and what; neither who led it nor what was
said there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.local_time import local_parts
from commonplace.stages.design.actions import start_with
from commonplace.stages.design.document import Document, document_of, document_with, written
from commonplace.stages.design.models import Design
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.briefs import copy_briefs
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.reading import Said, said_in
from commonplace.stages.room.models import AgendaItem

# As long as the name of a day can be, and the title of one.
_LONGEST_DAY = 40
_LONGEST_TITLE = 120
_LONGEST_WORDS = 4000


@dataclass(frozen=True)
class Beginning:
    """What a new design begins with, and the entry in which its reader may read that."""

    said: Document
    entry: Entry

    @property
    def is_design(self) -> bool:
        return self.entry.kind == "design"


def beginning_of(case_study: CaseStudy, reader: Person) -> Beginning:
    """What `reader` can begin with: the design where they may see it, else what the case study tells them."""
    seen = Entry.objects.visible_to(reader).filter(as_design__community=case_study.community)
    design = Design.objects.filter(entry__in=seen).select_related("entry", "community").first()
    if design is not None:
        said = document_of(design)
        return Beginning({**said, "arc": _with_agendas(said["arc"], _held_on(said["arc"], reader))}, design.entry)
    return Beginning(_told(case_study, reader), case_study.entry)


@transaction.atomic
def start_from_case_study(case_study: CaseStudy, by: Person, *, name: str) -> Community:
    """Begin a community from what this person may read of another's case study and design."""
    beginning = beginning_of(case_study, by)
    community = start_with(case_study.community, by, beginning.said, made_from=beginning.entry, name=name)
    copy_briefs(case_study.community, by, community)
    return community


def _told(case_study: CaseStudy, reader: Person) -> Document:
    source = case_study.community
    is_seen = Community.objects.visible_to(reader).filter(pk=source.pk).exists()
    purpose = source.purpose if is_seen else case_study.entry.summary
    said = said_in([case_study.pk], reader, [Section.BEGINNING, Section.ARC, Section.NEEDED])[case_study.pk]
    began = [one.words for one in said if one.section == Section.BEGINNING and one.words.strip() != purpose.strip()]
    return document_with(
        purpose=purpose,
        form=source.form,
        own_form=source.own_form,
        zone=source.zone,
        need="\n\n".join(began),
        values=[
            {"key": value.key, "own_name": "" if value.key else value.name, "practices": value.practice_lines}
            for value in case_study.values.all()
        ],
        tools="\n\n".join(one.words for one in said if one.section == Section.NEEDED),
        arc=_days([one for one in said if one.section == Section.ARC], source.zone),
    )


def _days(told: list[Said], zone: str) -> list[dict[str, Any]]:
    """The days that are told, in their rhythm as far as the reader may see the gatherings that they tell of."""
    sources = [one.source.pk for one in told if one.source]
    gatherings = Gathering.objects.in_bulk(sources) if sources else {}
    first = min((local_parts(one.starts_at, zone)[0] for one in gatherings.values()), default=None)
    days = []
    for one in told:
        title, words = _title_and_words(one.words)
        day: dict[str, Any] = {
            "id": one.source.pk if one.source else None,
            "title": title,
            "words": words,
            "on": None,
            "starts": None,
            "minutes": 90,
            "offset": None,
        }
        gathering = gatherings.get(one.source.pk) if one.source else None
        if gathering and first:
            on, starts = local_parts(gathering.starts_at, zone)
            minutes = int((gathering.ends_at - gathering.starts_at).total_seconds() // 60)
            day |= {"starts": written(starts), "minutes": min(minutes, 1440), "offset": (on - first).days}
        days.append(day)
    return _with_agendas(days, {key: key for key in gatherings})


def _held_on(arc: Iterable[Mapping[str, Any]], reader: Person) -> dict[int, int]:
    """For the days of a design, the first gathering held on each that its reader may see."""
    days = [row["id"] for row in arc if row.get("id")]
    seen = Entry.objects.visible_to(reader).filter(pk=OuterRef("entry"), shared_at__isnull=False)
    rows = Gathering.objects.filter(Exists(seen), arc_day__in=days, cancelled_at=None).order_by("-starts_at")
    return dict(rows.values_list("arc_day", "pk"))


def _with_agendas(days: Iterable[Mapping[str, Any]], held: Mapping[int, int]) -> list[dict[str, Any]]:
    """The days, beneath the words of each the skeleton of what happened in its gathering; `held` names that by the day's id."""
    planned: dict[int, list[str]] = {}
    for gathering, title, minutes in AgendaItem.objects.filter(gathering__in=held.values()).values_list(
        "gathering", "title", "minutes"
    ):
        planned.setdefault(gathering, []).append(
            _("- %(minutes)d minutes: %(title)s") % {"minutes": minutes, "title": title}
        )
    with_agendas = []
    for day in days:
        skeleton = "\n".join(planned.get(held.get(day.get("id") or 0, 0), []))
        words = f"{day['words']}\n\n{skeleton}".strip() if skeleton else day["words"]
        with_agendas.append({**day, "id": None, "words": words[:_LONGEST_WORDS]})
    return with_agendas


def _title_and_words(told: str) -> tuple[str, str]:
    """“Saturday 4 July: Plugs. We opened nine.” without its day, as a title and what follows it."""
    day, _colon, rest = told.partition(": ")
    words = rest if rest and len(day) < _LONGEST_DAY else told
    title, _stop, more = " ".join(words.split()).partition(". ")
    if len(title) > _LONGEST_TITLE:
        return title[: _LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …", words.strip()
    return title.rstrip("."), more.strip()
