"""Pages of critique: the protocols, asking for it, giving it, and saying what becomes of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.rules import is_open, refuse_closed
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.rules import may_share
from commonplace.commons.people.doors import Request, SignedInRequest, holding_to_norms, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.critique.actions import (
    answer_points,
    ask_for_critique,
    change_critique,
    said_in,
    say_somewhere,
    stop_asking,
    take_point_away,
    write_critique,
)
from commonplace.stages.critique.forms import AnswersForm, AskForm, CritiqueForm, PointForm
from commonplace.stages.critique.looking_again import what_to_look_at
from commonplace.stages.critique.models import Asking, Critique, Point
from commonplace.stages.critique.own_protocols import all_for, protocol_of
from commonplace.stages.critique.places import laid_beside
from commonplace.stages.critique.protocols import PROTOCOLS, Protocol
from commonplace.stages.critique.rules import ASKED_OF, may_answer_critique, may_ask_for_critique, may_give_critique
from commonplace.stages.critique.showing import pieces_of, told_in
from commonplace.stages.make.editing import Theirs, based_on, entry_to_edit, theirs
from commonplace.stages.room import seconds

_MOST_LISTED = 30


@require_safe
def protocols(request: Request) -> HttpResponse:
    """The ways to give critique, each to be done alone or together."""
    return render(request, "critique/protocols.html", {"protocols": PROTOCOLS})


@signed_in
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """What one was told and has not answered, what one has begun, and what became of one's words."""
    seen = Entry.objects.visible_to(request.person).of_kind("critique").select_related("community").only(*LEAN)
    unanswered = Exists(Point.objects.filter(critique=OuterRef("pk"), answer=""))
    answered = Exists(Point.objects.filter(critique=OuterRef("pk")).exclude(answer=""))
    told = seen.filter(unanswered, as_critique__of__authorships__person=request.person, shared_at__isnull=False)
    mine = seen.filter(authorships__person=request.person)
    context = {
        "told": _listed(told.newest_first(), request),
        "begun": _listed(mine.filter(shared_at=None).order_by("-changed_at"), request),
        "became": _listed(mine.filter(answered, shared_at__isnull=False).newest_first(), request),
    }
    return render(request, "critique/own.html", context)


def _listed(rows: QuerySet[Entry], request: SignedInRequest) -> list[Entry]:
    return with_names(rows[:_MOST_LISTED], request.person)


def _entry(request: SignedInRequest, pk: int) -> Entry:
    seen = Entry.objects.visible_to(request.person).select_related("community", "team")
    return get_object_or_404(seen, pk=pk)


def _asked_of(entry: Entry | None) -> Asking | None:
    """What is asked about an entry, where anything is."""
    asking = Asking.objects.filter(entry=entry).first() if entry else None
    if asking is not None and entry is not None:
        asking.entry = entry
    return asking


def _as_seen(asking: Asking | None, viewer: Person) -> Asking | None:
    """What is asked, without a piece that is not for whoever reads."""
    if asking is not None and asking.piece_id is not None:
        asking.piece = Attachment.objects.beside_seen(viewer).filter(pk=asking.piece_id).first()
    return asking


def _asker(request: SignedInRequest, pk: int) -> Entry:
    entry = _entry(request, pk)
    if not may_ask_for_critique(request.person, entry):
        refuse_paused(request.person)
        refuse_closed(entry.community)
        raise PermissionDenied(_("Critique can be asked for by those who wrote something, once others can see it."))
    return entry


@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for critique of what one wrote, or ask something else."""
    entry = _asker(request, pk)
    asking = _asked_of(entry)
    pieces = pieces_of(entry, request.person)
    protocols = all_for(entry.community)
    form = AskForm(request.POST or None, of=entry, pieces=pieces, protocols=protocols, asking=asking)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ask_for_critique(
            entry,
            request.person,
            question=said["question"],
            not_about=said["not_about"],
            protocol=said["protocol"],
            peers_first=said["peers_first"],
            somewhere=form.somewhere(),
        )
        messages.success(request, _("It is asked. Whoever can see the page can answer it."))
        return HttpResponseRedirect(entry.address)
    context = {"form": form, "entry": entry, "asking": asking, "pieces": pieces}
    return render(request, "critique/ask.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def ask_no_more(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back that one asks. What was said stays."""
    entry = _asker(request, pk)
    kept = stop_asking(entry, request.person)
    if kept is not None:
        tell_gone(request, kept)
    return HttpResponseRedirect(entry.address)


@holding_to_norms
@require_http_methods(["GET", "POST"])
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something of an entry that asks for it. Whoever has begun goes on with theirs."""
    of = _entry(request, pk)
    begun = Entry.objects.filter(as_critique__of=of, authorships__person=request.person).order_by("pk").first()
    if begun is not None and request.method != "POST":
        return HttpResponseRedirect(begun.address + ("points/" if begun.is_draft else ""))
    asking = _asked_of(of)
    if asking is None or not may_give_critique(request.person, asking):
        return _led_to_norms(request, of)
    protocol = protocol_of(asking.protocol)
    form = CritiqueForm(request.POST or None, person=request.person, of=of, protocol=protocol)
    if request.method != "POST":
        return _page(request, form, protocol, of=of)
    if not form.is_valid():
        return _page(request, form, protocol, of=of, status=422)
    if look_again := _to_look_at(request, form):
        return _page(request, form, protocol, of=of, look_again=look_again, status=422)
    if begun is not None:  # sent twice, or begun in another window
        return HttpResponseRedirect(f"{begun.address}points/")
    share = "draft" not in request.POST and "somewhere" not in request.POST
    critique = write_critique(request.person, of, protocol=protocol, said=form.said(), share=share)
    return _kept(request, critique, is_sent=share)


def _led_to_norms(request: SignedInRequest, of: Entry) -> HttpResponse:
    refuse_paused(request.person)
    community = of.community
    if community is not None and is_open(community) and community.asks_to_agree(request.person):
        return HttpResponseRedirect(f"{community.address}norms/?{urlencode({'next': request.get_full_path()})}")
    refuse_closed(community)
    if community is not None and community.membership_of(request.person) is None:
        raise PermissionDenied(_("Only members of “%(name)s” do this.") % {"name": community.name})
    raise PermissionDenied(_("No critique is asked for here, or it is yours."))


def _to_look_at(request: SignedInRequest, form: CritiqueForm) -> list[str]:
    """What to look at again before it is sent for the first time; nothing for a draft, or for whoever was told."""
    if {"draft", "somewhere"} & set(request.POST) or request.POST.get("share") == "anyway":
        return []
    return what_to_look_at(list(form.said().values()))


def _kept(request: SignedInRequest, critique: Critique, *, is_sent: bool) -> HttpResponse:
    if "somewhere" in request.POST:
        return HttpResponseRedirect(f"{critique.entry.address}points/somewhere/")
    if critique.waits_since is not None:
        messages.success(request, _("It is sent, and kept until peers have spoken. Then it goes by itself."))
    elif is_sent:
        messages.success(request, _("It is sent. You will be told what becomes of your words."))
    else:
        messages.success(request, _("It is kept as a draft. Only you see it."))
    return HttpResponseRedirect(critique.entry.address)


@signed_in
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go on with a critique that one has begun, or change one that was sent."""
    critique = _to_change(request, pk)
    entry, protocol = critique.entry, protocol_of(critique.protocol)
    somewhere = [point for point in critique.points.select_related("piece") if point.is_somewhere]
    form = CritiqueForm(
        request.POST or None,
        person=request.person,
        of=critique.of,
        protocol=protocol,
        entry=entry,
        has_points_somewhere=bool(somewhere),
        initial=said_in(critique),
    )
    if request.method != "POST":
        return _page(request, form, protocol, critique=critique)
    form.bring_together(entry.version)
    if not form.is_valid():
        return _page(request, form, protocol, critique=critique, status=422)
    is_sent = entry.is_draft and "share" in request.POST and may_share(request.person, entry)
    look_again = _to_look_at(request, form) if is_sent else []
    if look_again:
        return _page(request, form, protocol, critique=critique, look_again=look_again, status=422)
    try:
        change_critique(
            critique,
            request.person,
            based_on=based_on(form),
            said=form.said(),
            share=is_sent,
            keeps_back="draft" in request.POST,
        )
    except EditedMeanwhile:
        current = _to_change(request, pk)
        return _page(request, form, protocol, critique=current, other=theirs(current.entry), status=409)
    return _kept(request, critique, is_sent=is_sent or not entry.is_draft)


def _to_change(request: SignedInRequest, pk: int) -> Critique:
    entry = entry_to_edit(request, pk, "critique", _("Only whoever wrote a critique changes it."))
    critique: Critique = entry.as_critique
    critique.entry = entry
    return critique


@signed_in
@require_http_methods(["GET", "POST"])
def somewhere(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say one thing of somewhere in what one reads: of some words, of a region of a picture, of a time in a recording."""
    critique = _to_change(request, pk)
    of = get_object_or_404(Entry.objects.visible_to(request.person), pk=critique.of_id or 0)
    protocol, pieces = protocol_of(critique.protocol), pieces_of(of, request.person)
    form = PointForm(
        request.POST or None, person=request.person, entry=critique.entry, of=of, pieces=pieces, protocol=protocol
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        say_somewhere(critique, request.person, part=said["part"], words=said["words"], somewhere=form.somewhere())
        messages.success(request, _("It stands beside that place."))
        again = "again" in request.POST
        return HttpResponseRedirect(f"{critique.entry.address}points/{'somewhere/' if again else ''}")
    context = {
        "form": form,
        "critique": critique,
        "entry": critique.entry,
        "of": of,
        "pieces": pieces,
        "protocol": protocol,
    }
    return render(request, "critique/somewhere.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def take_away(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Take back what one said of somewhere."""
    critique = _to_change(request, pk)
    point = get_object_or_404(critique.points, pk=number)
    point.critique = critique
    take_point_away(point, request.person)
    messages.success(request, _("It is taken away."))
    return HttpResponseRedirect(f"{critique.entry.address}points/")


@signed_in
@require_safe
def beside(request: SignedInRequest, pk: int) -> HttpResponse:
    """What somebody made, with what readers said of it beside what they mean."""
    of = _entry(request, pk)
    if of.kind not in ASKED_OF:
        raise Http404
    context = {"entry": of, "page": laid_beside(of, request.person), "said": seconds.said}
    return render(request, "critique/place_by_place.html", context)


def _page(
    request: SignedInRequest,
    form: CritiqueForm,
    protocol: Protocol,
    *,
    of: Entry | None = None,
    critique: Critique | None = None,
    look_again: list[str] | None = None,
    other: Theirs | None = None,
    status: int = 200,
) -> HttpResponse:
    if critique is not None and critique.of_id is not None:
        of = Entry.objects.visible_to(request.person).filter(pk=critique.of_id).first()
    context: dict[str, Any] = {
        "form": form,
        "protocol": protocol,
        "of": of,
        "asking": _as_seen(_asked_of(of), request.person),
        "critique": critique,
        "entry": critique.entry if critique else of,
        "somewhere": [
            point for one in told_in(critique, request.person)[1] for point in one.points if point.is_somewhere
        ]
        if critique
        else [],
        "look_again": look_again or [],
        "other": other,
        "said": seconds.said,
    }
    return render(request, "critique/give.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say of each point of a critique what becomes of it."""
    seen = Entry.objects.visible_to(request.person).of_kind("critique")
    entry = get_object_or_404(seen.select_related("community", "as_critique__of"), pk=pk)
    critique: Critique = entry.as_critique
    critique.entry = entry
    if not may_answer_critique(request.person, critique):
        raise PermissionDenied(_("Those who made what was read say what becomes of it."))
    _protocol, told = told_in(critique, request.person)
    points = [point for one in told for point in one.points]
    form = AnswersForm(request.POST or None, person=request.person, entry=entry, points=points)
    if request.method == "POST" and form.is_valid():
        answer_points(critique, request.person, form.answers())
        messages.success(request, _("It is said. Whoever wrote it will read it."))
        return HttpResponseRedirect(entry.address)
    context = {"form": form, "entry": entry, "told": told, "said": seconds.said}
    return render(request, "critique/answer.html", context, status=422 if form.errors else 200)
