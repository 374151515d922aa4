"""The shelf of a community, bringing resources in, and how far that is."""

from typing import Any, NoReturn

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import carrying, seeing, taking_part
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import may_take_part, refuse_closed
from commonplace.commons.entries.listening import live_part
from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_edit
from commonplace.commons.people.doors import Request, SignedInRequest
from commonplace.stages.make.forms import ResourceForm
from commonplace.stages.make.views_resources import said_of
from commonplace.stages.resources.bringing import NotBegun, bring_in
from commonplace.stages.resources.forms import AddressForm, SourceForm
from commonplace.stages.resources.keeping import OUTCOMES
from commonplace.stages.resources.models import Brought
from commonplace.stages.resources.reading_addresses import Found, look_at
from commonplace.stages.resources.rules import may_bring_in

A_PAGE, _LINES = 30, 100


@seeing
def shelf(request: Request, community: Community) -> HttpResponse:
    """What a community learns from, newest first. What hangs together is one row."""
    seen = Entry.objects.visible_to(request.person).of_kind("resource")
    rows = seen.filter(community=community, shared_at__isnull=False).newest_first()
    fields = ("as_resource__link", "as_resource__made_by", "as_resource__source")
    rows = rows.select_related("community", "as_resource").only(*LEAN, *fields)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = with_names(page.object_list, request.person)
    seen_pages = Entry.objects.visible_to(request.person).filter(pk=OuterRef("entry"), kind="page")
    counts = Brought.objects.filter(Exists(seen_pages), collection__in=[one.pk for one in shown])
    pages = dict(counts.values("collection").annotate(count=Count("pk")).values_list("collection", "count"))
    context = {
        "community": community,
        "page": page,
        "resources": [(one, pages.get(one.pk, 0)) for one in shown],
        "may_add": may_take_part(request.person, community),
        "may_bring": may_bring_in(request.person, community),
    }
    return render(request, "resources/shelf.html", context)


def _refuse(community: Community) -> NoReturn:
    refuse_closed(community)
    raise PermissionDenied(_("Those who look after “%(name)s” do this. Ask one of them.") % {"name": community.name})


@carrying
def bring(request: SignedInRequest, community: Community) -> HttpResponse:
    """Bring in a file, or a folder as a ZIP."""
    if not may_bring_in(request.person, community):
        _refuse(community)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SourceForm(*sent, community=community)
    if sent and form.is_valid():
        said = form.cleaned_data
        try:
            begun = bring_in(
                community,
                request.person,
                said["file"],
                audience=said["audience"],
                licence=said["licence"],
                deleted_too=said.get("deleted_too", False),
            )
        except NotBegun as trouble:
            form.add_error("file", str(trouble))
        else:
            return HttpResponseRedirect(begun.address)
    return _bring_page(request, community, form, AddressForm())


def _bring_page(
    request: SignedInRequest, community: Community, form: SourceForm | None, by_address: AddressForm
) -> HttpResponse:
    latest = community.bringings.select_related("community").defer("pieces", "report").order_by("-pk")[:10]
    shown: dict[str, Any] = {"community": community, "form": form, "by_address": by_address}
    shown["latest"] = list(latest) if form is not None else []
    wrong = by_address.errors or (form is not None and form.errors)
    return render(request, "resources/bring.html", shown, status=422 if wrong else 200)


@taking_part
def look_up(request: SignedInRequest, community: Community) -> HttpResponse:
    """Look at what an address says of itself, and show it in the form, to be corrected before anything is kept."""
    sent = request.POST if request.method == "POST" else None
    asked = AddressForm(sent)
    if sent is None or not asked.is_valid():
        form = SourceForm(community=community) if may_bring_in(request.person, community) else None
        return _bring_page(request, community, form, asked)
    address = asked.cleaned_data["address"]
    found = look_at(address)
    there = _on_the_shelf(request, community, {address, found.link})
    if there is not None and (said := _said_anew(request, there, found)):
        filled = ResourceForm(person=request.person, community=community, entry=there, initial=said)
        told = _("It stands on the shelf already. Here is what it says of itself now: save what is to change.")
        context = {"form": filled, "entry": there, "community": community, "other": None, "told": told}
        return render(request, "make/resource_form.html", context)
    if there is not None:
        messages.info(request, _("It stands on the shelf already: here it is."))
        return HttpResponseRedirect(there.address)
    initial = {
        name: getattr(found, name) for name in ("title", "link", "made_by", "source", "body", "licence", "interests")
    }
    filled = ResourceForm(person=request.person, community=community, initial=initial)
    told = found.trouble or _("This is what it says of itself. Look it through, and put right what is not.")
    context = {"form": filled, "entry": None, "community": community, "other": None, "told": told}
    return render(request, "make/resource_form.html", context)


def _said_anew(request: SignedInRequest, there: Entry, found: Found) -> dict[str, Any]:
    """What stands on the shelf, with what the page says of itself since; empty where that is the same, or not theirs to change.

    What people here wrote about it, and the interests that they named, stay as they are.
    """
    says_nothing = found.trouble and not found.made_by
    if says_nothing or not may_edit(request.person, there):
        return {}
    stands = said_of(there.as_resource)
    names = ("title", "made_by", "source", "licence", *(() if stands["body"] else ("body",)))
    anew = {name: getattr(found, name) for name in names if getattr(found, name) not in ("", stands[name])}
    return {**stands, **anew} if anew else {}


def _on_the_shelf(request: SignedInRequest, community: Community, links: set[str]) -> Entry | None:
    seen = Entry.objects.visible_to(request.person).of_kind("resource", "page").filter(community=community)
    same = Q(as_resource__link__in={*links, *(link.rstrip("/") for link in links), *(f"{link}/" for link in links)})
    seen = seen.select_related("as_resource", "community")
    return seen.filter(same).exclude(as_resource__link="").order_by("pk").first()


@carrying
def brought(request: SignedInRequest, community: Community, pk: int) -> HttpResponse:
    """How far something is that is being brought in, and what became of it in the end."""
    found = get_object_or_404(
        community.bringings.select_related("community", "collection__community").defer("pieces"), pk=pk
    )
    live = live_part(found.collection, request.person) if found.collection and not found.ended_at else ""
    lines = [{"entry": "", "broken": [], "missing": [], **line} for line in found.report]
    counts = {kind: sum(line["outcome"] == kind for line in lines) for kind in OUTCOMES}
    worth = [line for line in lines if line["why"] or line["outcome"] in {"kept", "left out"}]
    leading_nowhere = [line for line in lines if line["broken"] or line["missing"]]
    context = {
        "community": community,
        "found": found,
        "live": live,
        "counts": counts,
        "worth_telling": worth[:_LINES],
        "leading_nowhere": leading_nowhere,
        "page": Paginator([line for line in lines if line["entry"]], _LINES).get_page(request.GET.get("page")),
    }
    response = render(request, "resources/brought.html", context)
    if not found.ended_at and not live:
        response["Refresh"] = "3"  # nothing is there yet that could be listened to; without a script, too
    return response
