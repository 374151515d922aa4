"""Pages of collections: beginning one, putting something in, and putting it in order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonplace.commons.communities.doors import refuse_paused, taking_part
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.doors import SignedInRequest, holding_to_norms, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.edges.collections.actions import MOST, TooMany, begin_collection, change_choices, choose, take_out
from commonplace.edges.collections.forms import ChoiceForm, CollectionForm, ReasonsForm, entry_to_choose
from commonplace.edges.collections.models import Collection
from commonplace.edges.collections.reading import seen_in
from commonplace.ground import ids


@holding_to_norms
@require_safe
def collect(request: SignedInRequest) -> HttpResponse:
    """Which collection something is to go into, one of one's own or a new one."""
    refuse_paused(request.person)
    entry = entry_to_choose(request.person, request.GET.get("entry", ""))
    if entry is None:
        raise Http404
    own = Entry.objects.visible_to(request.person).of_kind("collection").filter(authors=request.person)
    rows = own.exclude(pk=entry.pk).select_related("community").order_by("-changed_at", "-pk")[:60]
    there = [one for one in rows if may_edit(request.person, one)]
    belongs = Community.objects.of(request.person).filter(closed_at=None).order_by("name")
    return render(request, "collections/collect.html", {"entry": entry, "collections": there, "communities": belongs})


@holding_to_norms
@require_http_methods(["GET", "POST"])
def new_collection(request: SignedInRequest) -> HttpResponse:
    """Begin a collection in one's own book."""
    refuse_paused(request.person)
    return _new(request, None)


@taking_part
@require_http_methods(["GET", "POST"])
def new_collection_here(request: SignedInRequest, community: Community) -> HttpResponse:
    """Begin a collection in a community, with others if one likes."""
    return _new(request, community)


def _new(request: SignedInRequest, community: Community | None) -> HttpResponse:
    form = CollectionForm(request.POST or None, person=request.person, community=community)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        said["interests"] = interests_named(said["interests"])
        share = "draft" not in request.POST
        collection = begin_collection(request.person, community=community, share=share, **said)
        messages.success(request, _("Now put something in, and say why."))
        return redirect(f"{collection.entry.address}choices/" + _adding(request))
    context = {"form": form, "community": community, "first": _first(request)}
    return render(request, "collections/new.html", context, status=422 if form.errors else 200)


def _first(request: SignedInRequest) -> Entry | None:
    return entry_to_choose(request.person, request.GET.get("entry", ""))


def _adding(request: SignedInRequest) -> str:
    first = _first(request)
    return f"?add={ids.written(first.pk)}" if first else ""


def _collection_to_edit(request: SignedInRequest, pk: int) -> Collection:
    entry = entry_seen(request, pk)
    if entry.kind != "collection":
        raise Http404
    if not may_edit(request.person, entry):
        raise PermissionDenied(why_not_changed(request.person, entry, _("Only those who put it together change it.")))
    return Collection(entry=entry)


@signed_in
@require_http_methods(["GET", "POST"])
def choices(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why each thing is here, put them in order, take some out."""
    collection = _collection_to_edit(request, pk)
    if request.method != "POST":
        return _page(request, collection)
    entry, seen = collection.entry, seen_in(pk, request.person)
    form = ReasonsForm(request.POST, person=request.person, entry=entry, seen=seen)
    form.bring_together(entry.version)
    if not form.is_valid():
        return _page(request, collection, form, status=422)
    try:
        change_choices(
            collection,
            request.person,
            based_on=_number(form.data.get("based_on", "")),
            reasons=form.reasons(),
            move=_move(request),
            among=[one.choice.pk for one in seen],
        )
    except EditedMeanwhile:
        return _page(request, _collection_to_edit(request, pk), form, status=409, is_overtaken=True)
    going = [one.choice for one in seen if str(one.choice.pk) in request.POST.getlist("remove")]
    if going:
        tell_gone(request, take_out(collection, request.person, going))
    else:
        messages.success(request, _("What you changed is kept."))
    return redirect(f"{entry.address}choices/" if going or "move" in request.POST else entry.address)


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _move(request: SignedInRequest) -> tuple[int, int] | None:
    """Which is to go where: `<number of the choice>:up`."""
    which, _colon, where = request.POST.get("move", "").partition(":")
    step = {"up": -1, "down": 1}.get(where)
    return (int(which), step) if step and which.isdecimal() and len(which) < 19 else None


@signed_in
@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put something into a collection."""
    collection = _collection_to_edit(request, pk)
    form = ChoiceForm(request.POST, person=request.person, entry=collection.entry)
    if not form.is_valid():
        return _page(request, collection, adding=form, status=422)
    try:
        choose(collection, request.person, form.cleaned_data["what"], form.cleaned_data["reason"])
    except TooMany:
        form.add_error(
            "what", _("A collection holds %(most)s things. Begin another, or take one out.") % {"most": MOST}
        )
        return _page(request, collection, adding=form, status=422)
    messages.success(request, _("It is in. Those who may see it meet it here."))
    return redirect(f"{collection.entry.address}choices/")


def _page(
    request: SignedInRequest,
    collection: Collection,
    form: ReasonsForm | None = None,
    *,
    adding: ChoiceForm | None = None,
    is_overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    entry = collection.entry
    if form is None:
        form = ReasonsForm(person=request.person, entry=entry, seen=seen_in(entry.pk, request.person))
    first = entry_to_choose(request.person, request.GET.get("add", ""))
    if adding is None:
        initial = {"what": f"{request.build_absolute_uri(first.address)}"} if first else None
        adding = ChoiceForm(person=request.person, entry=entry, initial=initial)
    context = {"entry": entry, "form": form, "adding": adding, "first": first, "is_overtaken": is_overtaken}
    return render(request, "collections/choices.html", context, status=status)
