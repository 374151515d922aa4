"""Pages of rounds of critique in a community."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonplace.commons.communities.doors import carrying, member, taking_part
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, refuse_closed
from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import SignedInRequest
from commonplace.ground import clock
from commonplace.stages.critique import tasks
from commonplace.stages.critique.dealing_out import can_be_dealt
from commonplace.stages.critique.forms_rounds import PutInForm, RoundForm
from commonplace.stages.critique.models import Round
from commonplace.stages.critique.own_protocols import all_for, protocol_of
from commonplace.stages.critique.rounds import (
    could_be_put_in,
    end_round,
    give_one,
    kept_for,
    not_heard_yet,
    open_round,
)
from commonplace.stages.critique.rounds import put_in as put_into_round
from commonplace.stages.critique.rules import may_open_round, may_read_in_round
from commonplace.stages.critique.uptake import told_of

# So many rounds stand on the page, and so many works that nobody has said anything of.
_MOST, _MOST_NOT_HEARD = 10, 60


@member
@require_safe
def rounds(request: SignedInRequest, community: Community) -> HttpResponse:
    """The rounds that are open."""
    rows = Round.objects.filter(community=community, closes_at__gt=clock.now()).order_by("closes_at", "pk")[:_MOST]
    context = {"community": community, "rounds": list(rows), "may_open": may_open_round(request.person, community)}
    return render(request, "critique/rounds.html", context)


@member
@require_safe
def one_round(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """A round: what one put in, what is kept for one to read, and for those who carry it who has not been heard."""
    this = get_object_or_404(Round, pk=number, community=community)
    this.community = community
    seen = Entry.objects.visible_to(request.person)
    may_end = may_open_round(request.person, community)
    keys = not_heard_yet(this)[:_MOST_NOT_HEARD] if may_end else []
    not_heard = seen.filter(pk__in=keys).select_related("community").only(*LEAN).order_by("pk")
    mine = seen.filter(in_rounds__round=this, authorships__person=request.person).only("id", "title", "kind")
    context = {
        "community": community,
        "round": this,
        "address": _address(community, this),
        "protocol": protocol_of(this.protocol),
        "is_over": this.closes_at <= clock.now(),
        "may_read": may_read_in_round(request.person, this),
        "may_end": may_end,
        "may_deal": may_end and can_be_dealt(this),
        "mine": list(mine.order_by("pk")),
        "kept": kept_for(this, request.person),
        "not_heard": with_names(not_heard, request.person),
        "uptake": told_of(this) if may_end else [],
    }
    return render(request, "critique/round.html", context)


def _address(community: Community, this: Round) -> str:
    return f"{community.address}critique/{this.pk}/"


@carrying
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, community: Community) -> HttpResponse:
    """Open a round."""
    if not is_open(community):
        refuse_closed(community)
    form = RoundForm(request.POST or None, zone=community.zone, protocols=all_for(community))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        opened = open_round(
            community,
            request.person,
            title=said["title"],
            each=said["each"],
            closes_at=said["closes_on"],
            is_exchange=said["way"] == "exchange",
            protocol=said["protocol"],
            peers_first=said["peers_first"],
        )
        messages.success(request, _("It is open. Members put theirs in, and are given others’ to read."))
        return HttpResponseRedirect(_address(community, opened))
    context = {"community": community, "form": form}
    return render(request, "critique/round_form.html", context, status=422 if form.errors else 200)


def _open_round(request: SignedInRequest, community: Community, number: int) -> Round:
    this = get_object_or_404(Round, pk=number, community=community)
    this.community = community
    if not may_read_in_round(request.person, this):
        raise PermissionDenied(_("This round is over. What was said stays."))
    return this


@taking_part
@require_http_methods(["GET", "POST"])
def put_in(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Put something of one's own into a round."""
    this = _open_round(request, community, number)
    entries = could_be_put_in(this, request.person)
    form = PutInForm(request.POST or None, entries=entries)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        entry = next(one for one in entries if one.pk == said.pop("entry"))
        put_into_round(this, request.person, entry, **said)
        messages.success(request, _("It is in. Others will be given it to read."))
        return HttpResponseRedirect(_address(community, this))
    context = {"community": community, "form": form, "round": this, "entries": entries}
    return render(request, "critique/put_in.html", context, status=422 if form.errors else 200)


@taking_part
@require_POST
def read(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Be given one to read."""
    this = _open_round(request, community, number)
    entry = give_one(this, request.person)
    if entry is None:
        messages.info(request, _("There is nothing for you to read just now. You will be told if somebody has none."))
        return HttpResponseRedirect(_address(community, this))
    return HttpResponseRedirect(f"{entry.address}critique/")


@carrying
@require_POST
def deal(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Have everybody given all of theirs at once, once all are in."""
    this = _open_round(request, community, number)
    if not can_be_dealt(this):
        raise PermissionDenied(_("Somebody reads already, so the others are given theirs one at a time, too."))
    tasks.deal_out.enqueue(this.pk, request.person.pk)
    messages.success(request, _("It is being dealt. Everybody is told when theirs are there."))
    return HttpResponseRedirect(_address(community, this))


@carrying
@require_POST
def end(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """End a round."""
    this = get_object_or_404(Round, pk=number, community=community)
    if not may_open_round(request.person, community):
        refuse_closed(community)
    end_round(this, request.person)
    messages.success(request, _("The round is over. What was begun can still be sent."))
    return HttpResponseRedirect(f"{community.address}critique/")
