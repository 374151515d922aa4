"""Pages of briefs: those of a community, posing one, and changing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonplace.commons.communities.doors import seeing, taking_part
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.rules import may_take_part
from commonplace.commons.entries.actions import EditedMeanwhile, share_entry
from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_make_from, may_share
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.ground import ids
from commonplace.stages.make.briefs import change_brief, pose_brief
from commonplace.stages.make.editing import Theirs, based_on, entry_to_edit, theirs
from commonplace.stages.make.forms_briefs import BriefForm
from commonplace.stages.make.models import Brief

A_PAGE = 30


@seeing
def briefs(request: Request, community: Community) -> HttpResponse:
    """The briefs of a community, newest first."""
    seen = Entry.objects.visible_to(request.person).of_kind("brief").filter(community=community)
    rows: QuerySet[Entry] = seen.filter(shared_at__isnull=False).newest_first()
    rows = rows.select_related("community", "as_brief").only(*LEAN, "as_brief__answered_by", "as_brief__matters")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "community": community,
        "page": page,
        "briefs": with_names(page.object_list, request.person),
        "may_pose": may_take_part(request.person, community),
    }
    return render(request, "make/briefs.html", context)


@taking_part
@require_http_methods(["GET", "POST"])
def new_brief(request: SignedInRequest, community: Community) -> HttpResponse:
    """Pose a brief in a community; `?from=` begins with the words of another."""
    source = _copied(request)
    initial = BriefForm.said_in(source) | {"answered_by": None, "audience": Audience.COMMUNITY} if source else None
    made_from = source.entry if source else None
    form = BriefForm(
        request.POST or None, person=request.person, community=community, made_from=made_from, initial=initial
    )
    if request.method != "POST":
        return _page(request, form, community=community, source=source)
    if not form.is_valid():
        return _page(request, form, community=community, source=source, status=422)
    share = "draft" not in request.POST
    brief = pose_brief(request.person, community=community, share=share, made_from=made_from, **_said(form))
    messages.success(
        request, _("It is posed. Each answers it in a form of their own.") if share else _("It is kept as a draft.")
    )
    return HttpResponseRedirect(brief.entry.address)


@signed_in
@require_safe
def elsewhere(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where one could pose a brief anew: the communities that one belongs to."""
    entry = _to_build_upon(request, pk).entry
    there = Community.objects.of(request.person).filter(closed_at=None).order_by("name")
    return render(request, "make/elsewhere.html", {"entry": entry, "communities": there})


def _copied(request: SignedInRequest) -> Brief | None:
    """The brief to begin with, where the address names one that may be built upon."""
    try:
        pk = ids.read(request.GET.get("from", ""))
    except ValueError:
        return None
    return _to_build_upon(request, pk)


def _to_build_upon(request: SignedInRequest, pk: int) -> Brief:
    seen = Entry.objects.visible_to(request.person).of_kind("brief").select_related("as_brief", "community")
    entry = get_object_or_404(seen, pk=pk)
    if not may_make_from(request.person, entry):
        raise PermissionDenied(_("Whoever made this has not said that others may build on it. You could ask them."))
    brief: Brief = entry.as_brief
    brief.entry = entry
    return brief


def _said(form: BriefForm) -> dict[str, Any]:
    return {**form.cleaned_data, "interests": interests_named(form.cleaned_data["interests"])}


@signed_in
@require_http_methods(["GET", "POST"])
def edit_brief(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a brief, or share one that was a draft."""
    brief = _brief_to_edit(request, pk)
    entry = brief.entry
    community = _community_of(entry)
    form = BriefForm(
        request.POST or None,
        person=request.person,
        community=community,
        entry=entry,
        made_from=entry.made_from,
        initial=BriefForm.said_in(brief),
    )
    if request.method != "POST":
        return _page(request, form, brief=brief)
    form.bring_together(entry.version)
    if not form.is_valid():
        return _page(request, form, brief=brief, status=422)
    try:
        change_brief(brief, request.person, based_on=based_on(form), **_said(form))
    except EditedMeanwhile:
        current = _brief_to_edit(request, pk)
        return _page(request, form, brief=current, other=theirs(current.entry, "matters"), status=409)
    if "share" in request.POST and entry.is_draft and may_share(request.person, entry):
        share_entry(entry, request.person)
        messages.success(request, _("It is posed. Each answers it in a form of their own."))
    else:
        messages.success(request, _("What you changed is kept."))
    return HttpResponseRedirect(entry.address)


def _community_of(entry: Entry) -> Community:
    if entry.community is None:
        raise PermissionDenied(_("The community that it was posed in is gone. It stays as it is."))
    return entry.community


def _brief_to_edit(request: SignedInRequest, pk: int) -> Brief:
    entry = entry_to_edit(request, pk, "brief", _("Only those who posed it change it."))
    brief: Brief = entry.as_brief
    brief.entry = entry
    return brief


def _page(
    request: SignedInRequest,
    form: BriefForm,
    *,
    community: Community | None = None,
    brief: Brief | None = None,
    source: Brief | None = None,
    other: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    entry = brief.entry if brief else None
    context = {
        "form": form,
        "entry": entry,
        "community": entry.community if entry else community,
        "source": source.entry if source else None,
        "other": other,
    }
    return render(request, "make/brief_form.html", context, status=status)
