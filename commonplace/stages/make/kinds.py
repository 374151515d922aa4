"""Works and resources as kinds of entries."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.languages import languages
from commonplace.commons.entries.kinds import Kind, register
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.pieces import parted, what_could_be_said
from commonplace.ground.prepared import prepared
from commonplace.stages.make.answered import answered_by
from commonplace.stages.make.models import Resource, Work


@prepared
def _works(entry: int) -> QuerySet[Work]:
    return Work.objects.filter(pk=entry)


@prepared
def _resources(entry: int) -> QuerySet[Resource]:
    return Resource.objects.filter(pk=entry)


def _work(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    work = next(iter(_works(entry=entry.pk)), None) or Work(entry=entry)
    first, then = parted(entry.attached)  # type: ignore[attr-defined]
    return {
        "work": work,
        "brief": answered_by(work, request.person),  # type: ignore[attr-defined]
        "first": first,
        "then": then,
        "spoken_in": entry.language or (entry.community.language if entry.community else "") or get_language(),
        "written_in": dict(languages()).get(entry.language, ""),
        "could": what_could_be_said(entry.attached),  # type: ignore[attr-defined]
    }


def _resource(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    resource = next(iter(_resources(entry=entry.pk)), None) or Resource(entry=entry)
    return {"resource": resource}


def _made_by(entry: Entry) -> str:
    return next((resource.made_by for resource in _resources(entry=entry.pk)), "")


WORK = register(
    Kind(
        "work",
        _("Work"),
        template="make/work.html",
        context=_work,
        edit=lambda entry: f"{entry.address}work/",
        shared_by_button=True,
        takes_recordings=True,
    )
)
RESOURCE = register(
    Kind(
        "resource",
        _("Resource"),
        template="make/resource.html",
        context=_resource,
        edit=lambda entry: f"{entry.address}resource/",
        made_by=_made_by,
    )
)
