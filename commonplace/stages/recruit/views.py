"""Opening, changing and ending a call; answering it and taking the answer back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.communities import opening
from commonplace.commons.communities.actions import LastOneCarrying, change_community
from commonplace.commons.communities.doors import carrying, seeing
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.recruit import actions, calling
from commonplace.stages.recruit.forms import LEAVE, AnswerForm, CallForm, lines_asked
from commonplace.stages.recruit.models import Application, Call
from commonplace.stages.recruit.rules import call_in_hand_of, may_answer_call, may_open_call
from commonplace.stages.recruit.seats import seats_taken

State = Application.State


@carrying
def call(request: SignedInRequest, community: Community) -> HttpResponse:
    """Open a community's call, or change the one that it has."""
    if not may_open_call(request.person, community):
        refuse_closed(community)
    in_hand = call_in_hand_of(community)
    if request.method != "POST":
        return _call_page(request, community, in_hand, CallForm(community=community, by=request.person, call=in_hand))
    if "more" in request.POST:
        typed = request.POST.dict() | {"lines": str(lines_asked(request.POST.get("lines")) + 1)}
        return _call_page(
            request, community, in_hand, CallForm(community=community, by=request.person, call=in_hand, initial=typed)
        )
    form = CallForm(request.POST, community=community, by=request.person, call=in_hand)
    if not form.is_valid():
        return _call_page(request, community, in_hand, form, status=422)
    try:
        _keep_call(request, community, form)
    except calling.CallChangedMeanwhile as meanwhile:
        return _call_page(request, community, meanwhile.current, form, status=409, theirs=meanwhile.current)
    return HttpResponseRedirect(f"{community.address}call/")


@transaction.atomic
def _keep_call(request: SignedInRequest, community: Community, form: CallForm) -> None:
    chosen = form.cleaned_data.get("audience", LEAVE)
    if form.call and form.cleaned_data["based_on"] is not None:
        changed = calling.change_call(
            form.call, request.person, based_on=form.cleaned_data["based_on"], **form.fields_of_call()
        )
        messages.success(request, _("The call is changed."))
        if changed.asks_no_more:
            tell_gone(request, changed.asks_no_more)
    else:
        calling.open_call(community, request.person, **form.fields_of_call())
        address = request.build_absolute_uri(f"{community.address}join/")
        messages.success(request, _("The call is open. Pass its address on: %(address)s") % {"address": address})
    if chosen != LEAVE:
        change_community(community, request.person, audience=Audience(int(chosen)))
        opening.open_ticked(community, request.person, form.cleaned_data)


def _call_page(
    request: SignedInRequest,
    community: Community,
    in_hand: Call | None,
    form: CallForm,
    *,
    status: int = 200,
    theirs: Call | None = None,
) -> HttpResponse:
    standing = in_hand if in_hand and in_hand.ended_at is None else None
    shown: dict[str, Any] = {"community": community, "call": standing, "form": form, "theirs": theirs}
    if standing:
        shown["taken"] = seats_taken(standing)
        shown["somebody_waits"] = standing.applications.filter(state__in=[State.WAITING, State.WAITLISTED]).exists()
    if theirs:
        # Sent again, the form stands on what the other has written, which is on the same page.
        is_over = theirs.ended_at is not None
        form.data = request.POST.dict() | {"based_on": "" if is_over else str(theirs.version)}
        shown["their_questions"] = list(theirs.questions.filter(is_asked=True))
    return render(request, "recruit/call.html", shown, status=status)


@carrying
def end(request: SignedInRequest, community: Community) -> HttpResponse:
    """Ask, and end the call."""
    in_hand = call_in_hand_of(community)
    if in_hand is None:
        return HttpResponseRedirect(f"{community.address}call/")
    if request.method == "POST":
        calling.end_call(in_hand, request.person)
        messages.success(
            request, _("The call has ended. Nobody can answer it any more; those who wait can still be let in.")
        )
        return HttpResponseRedirect(f"{community.address}applications/")
    return render(request, "recruit/end.html", {"community": community, "call": in_hand})


@seeing
def join(request: Request, community: Community) -> HttpResponse:
    """What the call says; and, for somebody signed in, answering it or seeing how one's answer stands."""
    open_call = call_in_hand_of(community)
    known = _application_of(request, community, open_call)
    if request.method != "POST" or open_call is None or request.person is None:
        return _join_page(request, community, open_call, known)
    form = AnswerForm(request.POST, questions=open_call.questions.filter(is_asked=True))
    if not form.is_valid():
        return _join_page(request, community, open_call, known, form, status=422)
    try:
        actions.answer_call(open_call, request.person, form.answers())
    except actions.CannotAnswer as trouble:
        return _join_page(request, community, open_call, known, form, status=409, trouble=str(trouble))
    return HttpResponseRedirect(f"{community.address}join/")


def _application_of(request: Request, community: Community, call: Call | None) -> Application | None:
    """This person's answer to the call; to the last one that they answered, where none is open."""
    if request.person is None:
        return None
    answered = Application.objects.filter(person=request.person, call__community=community).select_related("call")
    return answered.filter(call=call).first() if call else answered.order_by("-pk").first()


def _join_page(
    request: Request,
    community: Community,
    call: Call | None,
    known: Application | None,
    form: AnswerForm | None = None,
    *,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    shown: dict[str, Any] = {"community": community, "call": call, "known": known, "trouble": trouble, "form": form}
    shown["membership"] = community.membership_of(request.person)
    answers_again = known is None or known.can_be_sent_again
    if call:
        call.community = community
        shown["taken"] = seats_taken(call)
        shown["somebody_waits"] = call.applications.filter(state=State.WAITLISTED).exists()
        shown["questions"] = questions = list(call.questions.filter(is_asked=True))
        shown["may_answer"] = may_answer_call(request.person, call) and answers_again
        shown["form"] = form or AnswerForm(questions=questions)
        shown["words_html"] = call.words_html
    return render(request, "recruit/join.html", shown, status=status)


@signed_in
@seeing
def withdraw(request: SignedInRequest, community: Community) -> HttpResponse:
    """Ask, and take one's answer back."""
    held = Application.objects.filter(person=request.person, call__community=community)
    held = held.filter(state__in=actions.NOT_OVER).select_related("call").order_by("-pk")
    application = held.first()
    if application is None:
        return HttpResponseRedirect(f"{community.address}join/")
    if request.method != "POST":
        return render(request, "recruit/withdraw.html", {"community": community, "application": application})
    try:
        actions.withdraw(application)
    except (actions.AlreadyDecided, LastOneCarrying) as trouble:
        messages.warning(request, str(trouble))
        return HttpResponseRedirect(f"{community.address}join/")
    messages.success(request, _("Your answer is taken back. You can answer again while the call is open."))
    # Whoever gave up a seat may not be able to open the community's page any more.
    still_sees = Community.objects.visible_to(request.person).filter(pk=community.pk).exists()
    return HttpResponseRedirect(f"{community.address}join/" if still_sees else "/")


def application_within(community: Community, number: int) -> Application:
    """An answer to one of the community's calls; 404 for any other."""
    return get_object_or_404(Application.objects.select_related("person", "call"), pk=number, call__community=community)
