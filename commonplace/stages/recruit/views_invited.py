"""What the links in a letter of invitation open: coming in, and being left alone. Looking changes nothing: scanners follow links."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.models import Community
from commonplace.commons.people.doors import Request
from commonplace.commons.people.joining import NoLongerOpen
from commonplace.commons.people.models import Person
from commonplace.stages.recruit import inviting
from commonplace.stages.recruit.forms import AnswerForm
from commonplace.stages.recruit.invitation_letters import whose
from commonplace.stages.recruit.models import Call, InvitedAddress
from commonplace.stages.recruit.rules import call_in_hand_of


def _lapsed(request: Request, words: str = "", status: int = 404) -> HttpResponse:
    return render(request, "communities/invitation_lapsed.html", {"words": words}, status=status)


@never_cache
def invited(request: Request, token: str) -> HttpResponse:
    """What somebody is invited to; for who is signed in, what the call asks, and one button."""
    known = whose(token)
    if known is None:
        return _lapsed(request)
    person, community = request.person, known.community
    if person and community.membership_of(person):
        return HttpResponseRedirect(community.address)
    if person and known.said == InvitedAddress.Said.CAME and known.person_id == person.pk:
        return HttpResponseRedirect(_onward(person, community))
    is_anothers = known.person_id not in {None, person.pk if person else known.person_id}
    if not known.is_waiting or community.closed_at or is_anothers:
        return _lapsed(request)
    call = call_in_hand_of(community)
    if person is None:
        return _page(request, known, call, None, token)
    form = _form(request, known, call, person)
    if request.method != "POST" or not form.is_valid():
        return _page(request, known, call, form, token)
    refuse_paused(person)
    try:
        inviting.take_up(known, person, form.answers() if form.questions else None)
    except NoLongerOpen as closed:
        return _lapsed(request, str(closed), status=409)
    community.__dict__.pop("_memberships_known", None)
    messages.success(
        request, _("You are in. Welcome.") if community.membership_of(person) else _("They have your answer.")
    )
    return HttpResponseRedirect(_onward(person, community))


def _onward(person: Person, community: Community) -> str:
    """Where somebody goes who has answered: in, or to where they see how it stands."""
    if community.membership_of(person):
        return community.address
    sees = Community.objects.visible_to(person).filter(pk=community.pk).exists()
    return f"{community.address}join/" if sees else "/"


def _form(request: Request, known: InvitedAddress, call: Call | None, person: Person) -> AnswerForm:
    asks = call is not None and inviting.wants_answers(known, call)
    questions = list(call.questions.filter(is_asked=True)) if call and asks else []
    earlier = inviting.earlier_answers(call, person) if call and questions else {}
    initial = {f"answer_{key}": words for key, words in earlier.items()}
    return AnswerForm(request.POST if request.method == "POST" else None, questions=questions, initial=initial)


def _page(
    request: Request, known: InvitedAddress, call: Call | None, form: AnswerForm | None, token: str
) -> HttpResponse:
    shown: dict[str, Any] = {
        "invited": known,
        "community": known.community,
        "call": call,
        "form": form,
        "token": token,
        "is_read_first": call is not None and call.asks_approval and not known.is_trusted,
    }
    return render(request, "recruit/invited.html", shown, status=422 if form and form.errors else 200)


@csrf_exempt  # mail programs send it without a page of ours (RFC 8058, section 3.2); the link itself shows whose it is
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """Say no, by a button, and be written to no more from there; also when the invitation has lapsed."""
    known = whose(token)
    if known is None:
        return _lapsed(request)
    if request.method == "POST":
        inviting.decline_invitation(known)
        known.refresh_from_db()
    has_stopped = inviting.is_left_alone(known)
    return render(request, "recruit/stop.html", {"community": known.community, "has_stopped": has_stopped})
