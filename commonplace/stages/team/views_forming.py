"""Forming teams, for those who carry a community: asking, proposing, moving, telling, settling."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.session_store import person_behind
from commonplace.ground.live import stream, wants_stream
from commonplace.stages.team import actions, tasks
from commonplace.stages.team.forms import FormingForm
from commonplace.stages.team.models import Forming
from commonplace.stages.team.rules import forming_in_hand_of, may_form_teams
from commonplace.stages.team.showing import MOST_MOVES, every_move, moves_shown


def back(community: Community, place: str = "") -> HttpResponse:
    """To the page of the forming, perhaps to a place on it."""
    return HttpResponseRedirect(f"{community.address}team-up/{place}")


def _changed_meanwhile(request: SignedInRequest, community: Community) -> HttpResponse:
    messages.warning(
        request, _("Somebody changed the teams meanwhile. Nothing was done: look at them as they are now.")
    )
    return back(community)


def in_hand(request: SignedInRequest, community: Community) -> Forming:
    """The forming that whoever asks may change. Raises Http404, PermissionDenied."""
    if not may_form_teams(request.person, community):
        refuse_closed(community)
    forming = forming_in_hand_of(community)
    if forming is None:
        raise Http404
    forming.community = community
    return forming


def _based_on(request: SignedInRequest) -> int:
    return _number(request.POST.get("based_on", ""))


def _number(given: str) -> int:
    """What was sent as a number; 0 where it is none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


@carrying
def begin(request: SignedInRequest, community: Community) -> HttpResponse:
    """Ask people what they want, or change what they are asked."""
    if not may_form_teams(request.person, community):
        refuse_closed(community)
    forming = forming_in_hand_of(community)
    form = FormingForm(request.POST if request.method == "POST" else None, zone=community.zone, forming=forming)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, community, forming, form)
        except (actions.AlreadyForming, actions.ChangedMeanwhile):
            return _changed_meanwhile(request, community)
    shown = {"community": community, "form": form, "forming": forming}
    return render(request, "team/begin.html", shown, status=422 if form.errors else 200)


def _keep(request: SignedInRequest, community: Community, forming: Forming | None, form: FormingForm) -> HttpResponse:
    fields = form.fields_of_forming()
    if forming is None:
        actions.begin_forming(community, request.person, **fields)
        messages.success(request, _("Learners are asked what they would like. They got a notice."))
    else:
        based_on = form.cleaned_data["based_on"] or 0
        actions.change_forming(forming, request.person, based_on=based_on, **fields)
        messages.success(request, _("It is changed."))
    return back(community)


@require_POST
@carrying
def propose(request: SignedInRequest, community: Community) -> HttpResponse:
    """Have teams proposed."""
    tasks.ask_to_form(in_hand(request, community), request.person)
    return back(community, "#forming-of-teams")


@require_POST
@carrying
def take_now(request: SignedInRequest, community: Community) -> HttpResponse:
    """Take the best teams so far."""
    tasks.take_now(in_hand(request, community), request.person)
    return back(community, "#forming-of-teams")


@never_cache
@carrying
def live(request: SignedInRequest, community: Community) -> HttpResponse:
    """Listen to how far it is, for as long as one may form teams here."""
    forming = in_hand(request, community)
    if not wants_stream(request):
        return back(community)
    who, paused_at, session = request.person.pk, request.person.paused_at, request.session.session_key or ""

    def may_still() -> bool:
        reader = person_behind(session)
        if reader is None or (reader.pk, reader.paused_at) != (who, paused_at):
            return False
        here = Community.objects.visible_to(reader).filter(pk=forming.community_id).first()
        return here is not None and may_form_teams(reader, here)

    listening = stream(request, community.pk, community.pk, whose=str(who), may_still=may_still)
    return cast(HttpResponse, listening)


@never_cache
@carrying
def move(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """What each move of somebody would change, and one of them carried out."""
    forming = in_hand(request, community)
    person = get_object_or_404(Person, pk=number, pk__in=forming.seats.values("person"))
    if request.method == "POST":
        team, _mark, other = request.POST.get("move", "").partition("-")
        if not (team.isascii() and team.isdigit() and other.isascii() and other.isdigit()):
            messages.warning(request, _("Choose where to first."))
            return HttpResponseRedirect(request.path)
        try:
            actions.move(
                forming,
                request.person,
                person.pk,
                int(team),
                in_exchange_for=int(other) or None,
                based_on=_based_on(request),
            )
        except actions.ChangedMeanwhile:
            return _changed_meanwhile(request, community)
        messages.success(request, _("%(name)s is in another team now.") % {"name": person.display_name})
        return back(community, f"#seat-{person.pk}")
    shown: dict[str, Any] = {"community": community, "forming": forming, "moving": person, "most": MOST_MOVES}
    shown["numbers"] = forming.teams.exclude(seats__person=person).values_list("number", flat=True)
    shown["only"] = _number(request.GET.get("team", ""))
    shown["moves"] = moves_shown(forming, person.pk, only=shown["only"])
    return render(request, "team/move.html", shown)


@never_cache
@require_safe
@carrying
def costs(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """What every move of somebody would change, for the script by which they are dragged."""
    forming = in_hand(request, community)
    person = get_object_or_404(Person, pk=number, pk__in=forming.seats.values("person"))
    moves = {
        move.value: [move.points, *move.hours_left, *move.hours_come_to] for move in every_move(forming, person.pk)
    }
    return JsonResponse({"version": forming.version, "moves": moves})


@require_POST
@carrying
def welcome(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Give somebody who comes late the best seat."""
    forming = in_hand(request, community)
    try:
        actions.welcome(forming, request.person, number)
    except actions.ChangedMeanwhile:
        return _changed_meanwhile(request, community)
    messages.success(request, _("They have a seat now."))
    return back(community)


@require_POST
@carrying
def tell(request: SignedInRequest, community: Community) -> HttpResponse:
    """Have everybody read where they are."""
    try:
        actions.tell_everybody(in_hand(request, community), request.person, based_on=_based_on(request))
    except actions.ChangedMeanwhile:
        return _changed_meanwhile(request, community)
    messages.success(request, _("Everybody reads now which team they are in and why."))
    return back(community)


@never_cache
@carrying
def settle(request: SignedInRequest, community: Community) -> HttpResponse:
    """Name the teams, and make them the community's."""
    forming = in_hand(request, community)
    teams = list(forming.teams.prefetch_related("seats__person"))
    if request.method == "POST":
        names = [
            request.POST.get(f"name_{number}", "") for number in range(1, max((t.number for t in teams), default=0) + 1)
        ]
        try:
            actions.settle(forming, request.person, based_on=_based_on(request), names=names)
        except actions.ChangedMeanwhile:
            return _changed_meanwhile(request, community)
        messages.success(request, _("These are the teams now. What people said for it is deleted."))
        return HttpResponseRedirect(f"{community.address}teams/")
    return render(request, "team/settle.html", {"community": community, "forming": forming, "teams": teams})


@carrying
def give_up(request: SignedInRequest, community: Community) -> HttpResponse:
    """Ask, and form no teams after all."""
    forming = in_hand(request, community)
    if request.method == "POST":
        actions.give_up(forming, request.person)
        messages.success(request, _("No teams are formed. What people said for it is deleted."))
        return back(community)
    return render(request, "team/give_up.html", {"community": community, "forming": forming})
