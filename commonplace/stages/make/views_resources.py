"""Pages of what people here learn from and was made elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import taking_part
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.make.actions import change_resource, share_resource
from commonplace.stages.make.editing import Theirs, based_on, entry_to_edit, theirs
from commonplace.stages.make.forms import ResourceForm
from commonplace.stages.make.models import Resource


@taking_part
def new_resource(request: SignedInRequest, community: Community) -> HttpResponse:
    """Tell the community of something worth learning from."""
    form = ResourceForm(request.POST or None, person=request.person, community=community)
    if request.method != "POST":
        return _page(request, form, community=community)
    if not form.is_valid():
        return _page(request, form, community=community, status=422)
    given = {**form.cleaned_data, "interests": interests_named(form.cleaned_data["interests"])}
    resource = share_resource(request.person, community=community, **given)
    messages.success(request, _("It is on the shelf."))
    return HttpResponseRedirect(resource.entry.address)


@signed_in
def edit_resource(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is said of a resource."""
    resource = _resource_to_edit(request, pk)
    entry = resource.entry
    form = ResourceForm(
        request.POST or None, person=request.person, community=entry.community, entry=entry, initial=said_of(resource)
    )
    if request.method != "POST":
        return _page(request, form, resource=resource)
    form.bring_together(entry.version)
    if not form.is_valid():
        return _page(request, form, resource=resource, status=422)
    given = {**form.cleaned_data, "interests": interests_named(form.cleaned_data["interests"])}
    try:
        change_resource(resource, request.person, based_on=based_on(form), **given)
    except EditedMeanwhile:
        current = _resource_to_edit(request, pk)
        other = theirs(current.entry, "link", "made_by", "source", kind="resource")
        return _page(request, form, resource=current, other=other, status=409)
    messages.success(request, _("What you changed is kept."))
    return HttpResponseRedirect(entry.address)


def _resource_to_edit(request: SignedInRequest, pk: int) -> Resource:
    entry = entry_to_edit(request, pk, "resource", _("Only those who put it here change it."), "page")
    resource: Resource = entry.as_resource
    resource.entry = entry
    return resource


def said_of(resource: Resource) -> dict[str, Any]:
    """What stands of a resource, as its form begins with it."""
    entry = resource.entry
    return {
        "title": entry.title,
        "body": entry.body,
        "link": resource.link,
        "made_by": resource.made_by,
        "source": resource.source,
        "licence": entry.licence,
        "interests": list(entry.interests.order_by("name").values_list("name", flat=True)),
        "audience": entry.audience,
    }


def _page(
    request: SignedInRequest,
    form: ResourceForm,
    *,
    community: Community | None = None,
    resource: Resource | None = None,
    other: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    entry = resource.entry if resource else None
    context = {"form": form, "entry": entry, "community": entry.community if entry else community, "other": other}
    return render(request, "make/resource_form.html", context, status=status)
