"""Works and resources as kinds of entries."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, register
from commonplace.commons.entries.models import Entry
from commonplace.stages.make.models import Resource, Work
from commonplace.stages.make.rules import may_make_from


def _work(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    work = Work.objects.filter(pk=entry.pk).first() or Work(entry=entry)
    return {"work": work, "may_make_from": may_make_from(request.person, entry)}  # type: ignore[attr-defined]


def _resource(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    resource = Resource.objects.filter(pk=entry.pk).first() or Resource(entry=entry)
    return {"resource": resource, "may_make_from": may_make_from(request.person, entry)}  # type: ignore[attr-defined]


WORK = register(
    Kind(
        "work",
        _("Work"),
        template="make/work.html",
        context=_work,
        edit=lambda entry: f"{entry.address}work/",
        shared_by_button=True,
    )
)
RESOURCE = register(
    Kind(
        "resource",
        _("Resource"),
        template="make/resource.html",
        context=_resource,
        edit=lambda entry: f"{entry.address}resource/",
    )
)
