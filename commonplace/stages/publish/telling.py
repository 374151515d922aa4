"""A case study as one reader gets it, for every form in which it is given: its page, paper, Markdown."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.consents import may_be_read
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.narrowing import words_of_value
from commonplace.stages.publish.reading import Said, said_in

Numbered = list[tuple[int, Said]]


@dataclass(frozen=True)
class Telling:
    """What `reader` may read of it: values as slug, name and practices; sections with numbered statements.

    `design` is what values and practices came from, where the reader may see that.
    """

    entry: Entry
    study: CaseStudy
    values: list[tuple[str, str, list[str]]]
    sections: list[tuple[Section, Numbered]]
    cover: Attachment | None
    design: Entry | None = None


def told_to(entry: Entry, reader: Person | None) -> Telling:
    """The case study with this entry, which was fetched as visible to `reader`."""
    study = CaseStudy.objects.filter(pk=entry.pk).select_related("entry__cover").first() or CaseStudy(entry=entry)
    values = (
        [(value.slug, words_of_value(value.slug, value.name), value.practice_lines) for value in study.values.all()]
        if study.pk
        else []
    )
    cover = study.entry.cover
    seen = cover and Entry.objects.visible_to(reader).filter(pk=cover.entry_id).exists()
    shown = cover if cover and seen and may_be_read(study, cover, reader) else None
    design = next(iter(_designs(reader=reader, community=entry.community_id or 0)), None) if values else None
    return Telling(entry, study, values, _numbered(said_in([entry.pk], reader)[entry.pk]), shown, design)


@prepared
def _designs(reader: Person | None, community: int) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(reader).filter(as_design__community=community, shared_at__isnull=False)
    return seen.only("id", "title", "kind")


def _numbered(said: list[Said]) -> list[tuple[Section, Numbered]]:
    """The sections that say something, each statement with the number of its note in the margin, or 0."""
    number = 0
    sections: dict[Section, Numbered] = {}
    order = list(Section.values)
    for one in sorted(said, key=lambda one: order.index(one.section)):
        number += 1 if one.source else 0
        sections.setdefault(Section(one.section), []).append((number if one.source else 0, one))
    return list(sections.items())
