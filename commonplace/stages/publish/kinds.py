"""Case studies as a kind of entry."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, parts_said, register
from commonplace.commons.entries.models import Entry
from commonplace.stages.publish.citing import citation_in_words, study_data
from commonplace.stages.publish.growth import growth_around
from commonplace.stages.publish.models import Consent
from commonplace.stages.publish.neighbours import neighbours_of
from commonplace.stages.publish.rules import may_start_from
from commonplace.stages.publish.telling import told_to


def _case_study(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    reader = request.person  # type: ignore[attr-defined]
    told = told_to(entry, reader)
    study = told.study
    entry.by, entry.by_words = [], ""  # type: ignore[attr-defined] # a case study carries its community's name
    growth = growth_around(entry.community, reader) if entry.community else None
    return {
        "study": study,
        "sections": told.sections,
        "values": told.values,
        "design": told.design,
        "cover": told.cover,
        "citation": citation_in_words(told.entry, request.commons) if not entry.is_draft else "",  # type: ignore[attr-defined]
        "data": study_data(told, request.commons) if reader is None else "",  # type: ignore[attr-defined]
        "neighbours": neighbours_of(study, reader) if study.pk and not entry.is_draft else None,
        "growth": growth,
        "may_start_from": may_start_from(reader, entry),
        "is_asked": reader is not None and Consent.objects.filter(case_study=entry.pk, person=reader).exists(),
    }


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
