"""Case studies as a kind of entry."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.kinds import Kind, parts_said, register
from commonplace.commons.entries.models import Entry
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.narrowing import words_of_value
from commonplace.stages.publish.neighbours import neighbours_of
from commonplace.stages.publish.reading import Said, said_in
from commonplace.stages.publish.rules import may_start_from


def _case_study(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    reader = request.person  # type: ignore[attr-defined]
    study = CaseStudy.objects.filter(pk=entry.pk).select_related("entry__cover").first() or CaseStudy(entry=entry)
    said = said_in([entry.pk], reader)[entry.pk]
    values = (
        [(value.slug, words_of_value(value.slug, value.name), value.practice_lines) for value in study.values.all()]
        if study.pk
        else []
    )
    cover = study.entry.cover
    entry.by, entry.by_words = [], ""  # type: ignore[attr-defined] # a case study carries its community's name
    seen = cover and Entry.objects.visible_to(reader).filter(pk=cover.entry_id).exists()
    return {
        "study": study,
        "sections": _numbered(said),
        "values": values,
        "cover": cover if seen else None,
        "neighbours": neighbours_of(study, reader) if study.pk and not entry.is_draft else None,
        "grown_communities": _grown(entry, reader),
        "may_start_from": may_start_from(reader, entry),
    }


def _numbered(said: list[Said]) -> list[tuple[Section, list[tuple[int, Said]]]]:
    """The sections that say something, each statement with the number of its note in the margin, or 0."""
    number = 0
    sections: dict[Section, list[tuple[int, Said]]] = {}
    order = list(Section.values)
    for one in sorted(said, key=lambda one: order.index(one.section)):
        number += 1 if one.source else 0
        sections.setdefault(Section(one.section), []).append((number if one.source else 0, one))
    return list(sections.items())


def _grown(entry: Entry, reader: Any) -> list[Community]:
    seen = Community.objects.visible_to(reader).filter(started_from=entry.community_id, started_from__isnull=False)
    return list(seen.order_by("name")[:20])


def said_then(words: dict[str, Any]) -> list[tuple[str, str]]:
    """What a revision of a case study says. Its summary is one of its parts: nobody makes that from other words."""
    summary = words.get("summary")
    return ([(gettext("In a sentence or two"), summary)] if summary else []) + parts_said(words)


CASE_STUDY = register(
    Kind(
        "case study",
        _("Case study"),
        template="publish/case_study.html",
        context=_case_study,
        edit=lambda entry: f"{entry.community.address}case-study/" if entry.community else entry.address,
        said=said_then,
    )
)
