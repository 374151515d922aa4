"""Frameworks: which there are, what they say, bringing one in, and what a badge stands for in them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.ground.text import clean_line
from commonplace.stages.recognise import aligning
from commonplace.stages.recognise.bringing_frameworks import (
    AT_ONCE,
    NotBegun,
    bring_framework,
    bring_in_framework,
    fetching,
    named_openly,
    put_framework_in,
)
from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.finding_items import find
from commonplace.stages.recognise.forms_frameworks import FrameworkForm, places_for
from commonplace.stages.recognise.frameworks.case import NotAFramework, frameworks_at
from commonplace.stages.recognise.models import Alignment, Badge, Framework, Incoming, Item
from commonplace.stages.recognise.rules import may_design_badges, may_keep_framework
from commonplace.stages.recognise.views_badges import badge_seen, refuse

_A_PAGE, _ITEMS = 30, 100
_LONGEST = 200
# So long a service is asked what it offers.
_SECONDS = 20.0


def framework_seen(person: Person | None, pk: int) -> Framework:
    """The framework, where this person may read it; else 404."""
    return get_object_or_404(Framework.objects.visible_to(person).select_related("community"), pk=pk)


def _asked(request: Request) -> str:
    return clean_line(request.GET.get("q", ""))[:_LONGEST]


@never_cache
@require_safe
def frameworks(request: Request) -> HttpResponse:
    """Frameworks by their title, and items of all of them found in plain words."""
    seen, asked = Framework.objects.visible_to(request.person), _asked(request)
    rows = seen.select_related("community").defer("said").order_by("title", "pk")
    shown = {
        "page": Paginator(rows, _A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "found": find(asked, seen) if asked else None,
        "may_bring": request.person is not None and bool(places_for(request.person)),
    }
    return render(request, "recognise/frameworks.html", shown)


@never_cache
@require_safe
def framework(request: Request, framework_pk: int) -> HttpResponse:
    """A framework: its items in their order, or those found in it."""
    found, asked = framework_seen(request.person, framework_pk), _asked(request)
    items = found.items.filter(withdrawn_at=None).defer("said").order_by("place")
    shown = {
        "framework": found,
        "page": Paginator(items, _ITEMS).get_page(request.GET.get("page")),
        "asked": asked,
        "found": find(asked, Framework.objects.filter(pk=found.pk)) if asked else None,
        "may_keep": may_keep_framework(request.person, found),
    }
    return render(request, "recognise/framework.html", shown)


@never_cache
@require_safe
def item(request: Request, number: int) -> HttpResponse:
    """An item: what it says, where it stands, what is under it, and badges that stand for it."""
    seen = Framework.objects.visible_to(request.person)
    rows = Item.objects.select_related("framework__community")
    found = get_object_or_404(rows, pk=number)
    get_object_or_404(seen, pk=found.framework_id)
    aligned = Badge.objects.visible_to(request.person).filter(alignments__item=found, closed_at=None)
    shown = {
        "item": found,
        "framework": found.framework,
        "under": _under(found),
        "badges": list(aligned.select_related("community").order_by("name")[:_A_PAGE]),
    }
    return render(request, "recognise/item.html", shown)


def _under(item: Item) -> list[Item]:
    """What stands right under an item, as far as it is near."""
    after = Item.objects.filter(framework=item.framework_id, place__gt=item.place, withdrawn_at=None)
    under = []
    for one in after.defer("said").order_by("place")[:_ITEMS]:
        if one.depth <= item.depth or item.withdrawn_at is not None:
            break
        under += [one] if one.depth == item.depth + 1 else []
    return under


@never_cache
@signed_in
def bring_in(request: SignedInRequest) -> HttpResponse:
    """Bring a framework in. A small one is there at once; a task brings in a large one, or one from an address."""
    places = places_for(request.person)
    if not places:
        refuse_paused(request.person)
        raise PermissionDenied(_("Those who look after a community bring frameworks in for it, and hosts for all."))
    form = FrameworkForm(*_sent(request), by=request.person, places=places)
    return _brought(request, form, {"form": form, "again": None})


@never_cache
@signed_in
def bring_again(request: SignedInRequest, framework_pk: int) -> HttpResponse:
    """Bring a framework up to date, from a newer file or from where it came."""
    found = _kept(request, framework_pk)
    form = FrameworkForm(*_sent(request), by=request.person, places=[found.community], again=found)
    return _brought(request, form, {"form": form, "again": found})


def _sent(request: SignedInRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _brought(request: SignedInRequest, form: FrameworkForm, shown: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        if form.endpoint:
            return _offered(request, form, shown)
        said = form.cleaned_data
        try:
            incoming = bring_framework(
                request.person,
                form.community,
                given=form.given,
                address="" if form.given else said["address"],
                is_open=said["is_open"],
            )
        except NotBegun as trouble:
            form.add_error(None, str(trouble))
        else:
            if form.read is not None and len(form.read.items) + len(form.read.associations) <= AT_ONCE:
                put_framework_in(incoming)
            else:
                bring_in_framework.enqueue(incoming.pk)
            return HttpResponseRedirect(incoming.address)
    return render(request, "recognise/framework_form.html", shown, status=422 if form.errors else 200)


def _offered(request: SignedInRequest, form: FrameworkForm, shown: dict[str, Any]) -> HttpResponse:
    """What a service offers, each with a button that brings it in."""
    try:
        offered = frameworks_at(form.endpoint, fetching(_SECONDS))
    except (NotFetched, NotAFramework) as trouble:
        form.add_error("address", str(trouble))
        return render(request, "recognise/framework_form.html", shown, status=422)
    return render(request, "recognise/frameworks_offered.html", {**shown, "offered": offered})


@never_cache
@signed_in
@require_safe
def coming(request: SignedInRequest, incoming_pk: int) -> HttpResponse:
    """How far a framework is that somebody brings in, and what became of it: for them alone."""
    mine = Incoming.objects.filter(by=request.person).select_related("framework")
    return render(request, "recognise/framework_coming.html", {"incoming": get_object_or_404(mine, pk=incoming_pk)})


def _kept(request: SignedInRequest, framework_pk: int) -> Framework:
    found = framework_seen(request.person, framework_pk)
    if not may_keep_framework(request.person, found):
        if found.community is not None:
            refuse(request.person, found.community)
        refuse_paused(request.person)
        raise PermissionDenied(_("Hosts do this. Ask one of them."))
    return found


@require_POST
@signed_in
def show(request: SignedInRequest, framework_pk: int) -> HttpResponse:
    """Let strangers and programs read it, or those here alone."""
    found = _kept(request, framework_pk)
    openly = request.POST.get("openly") == "1"
    if openly:
        texts = (words for pair in found.items.values_list("statement", "name") for words in pair)
        about = str(found.said.get("description", ""))
        if named := named_openly(request.person, found.community, [found.title, found.creator, about, *texts]):
            messages.warning(request, named)
            return HttpResponseRedirect(found.address)
    aligning.show_framework(found, request.person, openly=openly)
    messages.success(request, _("Anybody may read it now.") if openly else _("It is for those here alone now."))
    return HttpResponseRedirect(found.address)


@require_POST
@signed_in
def delete(request: SignedInRequest, framework_pk: int) -> HttpResponse:
    """Delete a framework that no badge stands for."""
    tell_gone(request, aligning.delete_framework(_kept(request, framework_pk), request.person))
    return HttpResponseRedirect("/frameworks/")


@never_cache
@signed_in
def alignments(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """What a badge stands for: items found in plain words, aligned, and taken away."""
    badge = badge_seen(request.person, badge_pk)
    if not may_design_badges(request.person, badge.community):
        refuse(request.person, badge.community)
    usable = Framework.objects.for_badges_of(badge.community, request.person)
    if request.method == "POST":
        return _aligned(request, badge, usable)
    asked = _asked(request)
    present = list(badge.alignments.select_related("item__framework").defer("item__said", "item__framework__said"))
    shown = {
        "badge": badge,
        "community": badge.community,
        "present": present,
        "aligned": {one.item_id for one in present},
        "asked": asked,
        "found": find(asked, usable) if asked else None,
        "has_frameworks": bool(asked) or usable.exists(),
        "may_bring": bool(places_for(request.person)),
    }
    return render(request, "recognise/alignments.html", shown)


def _aligned(request: SignedInRequest, badge: Badge, usable: Any) -> HttpResponse:
    key = request.POST.get("item", "")
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 20 else 0
    if "gone" in request.POST:
        made = Alignment.objects.filter(badge=badge, item=number).select_related("badge__community", "item").first()
        if made is not None:
            tell_gone(request, aligning.align_no_more(made, request.person))
    else:
        there = Item.objects.filter(Exists(usable.filter(pk=OuterRef("framework"))), withdrawn_at=None)
        item = get_object_or_404(there, pk=number)
        aligning.align(badge, request.person, item)
        messages.success(request, _("It stands for “%(item)s” now.") % {"item": item.name})
    return HttpResponseRedirect(request.get_full_path())
