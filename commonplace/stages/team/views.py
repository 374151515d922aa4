"""The page of a community's teams while they are formed: what one says oneself, one's seat and why, and how it stands."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.communities.doors import member, taking_part
from commonplace.commons.communities.models import Community, Role
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.commons.people.zones import words_of
from commonplace.ground import clock, live
from commonplace.stages.team.actions import answer_seat
from commonplace.stages.team.forms import AnswerForm, StatementForm
from commonplace.stages.team.models import Forming
from commonplace.stages.team.rules import forming_in_hand_of, may_form_teams, may_say_for_teams
from commonplace.stages.team.saying import delete_kept, said_before, say, take_back
from commonplace.stages.team.showing import overview, seat_shown, settled_shown, weekdays


@never_cache
@member
def team_up(request: SignedInRequest, community: Community) -> HttpResponse:
    """What one may say, one's seat, or what those who form the teams see of them."""
    return _page(request, community, forming_in_hand_of(community))


def _page(
    request: SignedInRequest,
    community: Community,
    forming: Forming | None,
    *,
    form: StatementForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {"community": community, "forming": forming, "zone": words_of(_zone(), clock.now())}
    shown["forming_at"] = f"{community.address}team-up/"
    shown |= {"may_form": may_form_teams(request.person, community), "may_say": False, "seat": None, "overview": None}
    if forming is not None and shown["may_form"]:
        shown["live"] = live.marked(community.pk, f"{community.address}team-up/live/")
    if forming is None:
        shown["settled"] = settled_shown(community, request.person)
    else:
        forming.community = community
        shown["may_say"] = may_say_for_teams(request.person, forming)
        if shown["may_say"]:
            said = said_before(request.person, forming)
            shown |= {"form": form or _statement_form(request, forming), "days": weekdays(), "hours": range(24)}
            shown["has_said"] = said is not None and said.forming_id == forming.pk
            shown["is_brought"] = shown["has_said"] and said is not None and said.is_brought
        if forming.told_at is not None:
            shown |= {"seat": seat_shown(forming, request.person), "answer": answer or AnswerForm()}
        if shown["may_form"]:
            shown["overview"] = overview(forming)
    return render(request, "team/team_up.html", shown, status=status)


def _zone() -> str:
    return timezone.get_current_timezone_name()


def _statement_form(request: SignedInRequest, forming: Forming) -> StatementForm:
    learners = Person.objects.shown_to(request.person).filter(
        memberships__community=forming.community, memberships__left_at=None, memberships__role=Role.LEARNER
    )
    return StatementForm(
        request.POST if request.method == "POST" else None,
        forming=forming,
        learners=learners.exclude(pk=request.person.pk).distinct(),
        zone=_zone(),
        said=said_before(request.person, forming),
    )


def _in_hand(community: Community) -> Forming:
    forming = forming_in_hand_of(community)
    if forming is None:
        raise PermissionDenied(_("No teams are being formed here at present."))
    forming.community = community
    return forming


@require_POST
@taking_part
def statement(request: SignedInRequest, community: Community) -> HttpResponse:
    """Keep what somebody says."""
    forming = _in_hand(community)
    if not may_say_for_teams(request.person, forming):
        raise PermissionDenied(_("The time to say what you want for this is over, or it is for learners only."))
    form = _statement_form(request, forming)
    if not form.is_valid():
        return _page(request, community, forming, form=form, status=422)
    say(forming, request.person, form.told())
    messages.success(request, _("It is kept. You can change it until it closes."))
    return HttpResponseRedirect(f"{community.address}team-up/")


@require_POST
@taking_part
def statement_back(request: SignedInRequest, community: Community) -> HttpResponse:
    """Take back what somebody said; where no teams are being formed, what they kept."""
    forming = forming_in_hand_of(community)
    if forming is None:
        delete_kept(community, request.person)
        messages.success(request, _("What you kept is deleted."))
        return HttpResponseRedirect(f"{community.address}team-up/")
    kept = take_back(forming, request.person)
    if kept is not None:
        tell_gone(request, kept)
    return HttpResponseRedirect(f"{community.address}team-up/")


@require_POST
@taking_part
def seat(request: SignedInRequest, community: Community) -> HttpResponse:
    """Accept one's seat, or ask to move."""
    forming = _in_hand(community)
    if request.POST.get("answer") == "accept":
        answer_seat(forming, request.person, accepts=True)
        messages.success(request, _("You accepted your seat."))
        return HttpResponseRedirect(f"{community.address}team-up/")
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, community, forming, answer=form, status=422)
    answer_seat(forming, request.person, accepts=False, words=form.cleaned_data["words"])
    messages.success(request, _("They read that you would like to move."))
    return HttpResponseRedirect(f"{community.address}team-up/")
