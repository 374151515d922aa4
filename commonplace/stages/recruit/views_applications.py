"""Reading the answers to a call, and deciding on them: for those who carry the community."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.stages.recruit import actions
from commonplace.stages.recruit.forms import ReplyForm
from commonplace.stages.recruit.models import Answer, Application, Call
from commonplace.stages.recruit.rules import may_give_seats
from commonplace.stages.recruit.seats import IN_LINE
from commonplace.stages.recruit.views import application_within

State = Application.State


@carrying
def applications(request: SignedInRequest, community: Community) -> HttpResponse:
    """Who waits, who is on the waitlist, and what was decided. Several who wait are decided on together."""
    call = _chosen_call(request, community)
    if request.method != "POST" or call is None:
        return _page(request, community, call)
    ticked = {int(key) for key in request.POST.getlist("who") if key.isascii() and key.isdigit() and len(key) < 19}
    form = ReplyForm(request.POST)
    if not form.is_valid() or not ticked:
        trouble = _("Tick those whom you decide on, and choose what you decide.")
        return _page(request, community, call, status=422, trouble=trouble, ticked=ticked)
    decision = form.cleaned_data["decision"]
    if decision != "decline":
        refuse_closed(community)
    try:
        count = actions.decide_together(call, request.person, ticked, decision)
    except (actions.NoSeatLeft, actions.AlreadyDecided) as trouble:
        return _page(request, community, call, status=409, trouble=str(trouble), ticked=ticked)
    messages.success(request, _said_of_several(decision, count))
    return HttpResponseRedirect(f"{community.address}applications/?call={call.pk}")


def _said_of_several(decision: str, count: int) -> str:
    words = {
        "accept": ngettext(
            "One person has a seat now, and knows it.", "%(count)s people have a seat now, and know it.", count
        ),
        "waitlist": ngettext(
            "One person is in line now, and knows it.", "%(count)s people are in line now, and know it.", count
        ),
        "decline": ngettext("One person has your answer.", "%(count)s people have your answer.", count),
    }
    return words[decision] % {"count": count}


def _chosen_call(request: SignedInRequest, community: Community) -> Call | None:
    """The call that the address asks for, or the latest."""
    asked = request.GET.get("call", "")
    calls = community.calls.order_by("-pk")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        calls = calls.filter(pk=int(asked))
    return calls.first()


def _membership_of_applicant(community: Community) -> QuerySet[Membership]:
    """By which somebody who waits may have come in another way since: by a card, say."""
    return Membership.objects.filter(community=community, person=OuterRef("person"), left_at=None)


def _page(
    request: SignedInRequest,
    community: Community,
    call: Call | None,
    *,
    status: int = 200,
    trouble: str = "",
    typed: dict[int, str] | None = None,
    ticked: Collection[int] = (),
) -> HttpResponse:
    shown: dict[str, Any] = {"community": community, "call": call, "trouble": trouble, "typed": typed or {}}
    shown["ticked"] = ticked
    shown["gives_seats"] = may_give_seats(request.person, community)
    shown["other_calls"] = [other for other in community.calls.order_by("-pk") if call and other.pk != call.pk]
    if call:
        answers = Prefetch("answers", Answer.objects.select_related("question").order_by("question__place", "pk"))
        rows = list(
            call.applications.annotate(is_here=Exists(_membership_of_applicant(community)))
            .select_related("person", "decided_by", "invited_by")
            .prefetch_related(answers)
            .order_by(*IN_LINE)
        )
        shown["waiting"] = [row for row in rows if row.state == State.WAITING]
        in_line = {State.WAITLISTED, State.OFFERED}
        shown["waitlist"] = [row for row in rows if row.state in in_line]
        shown["decided"] = [row for row in rows if row.state not in in_line | {State.WAITING}]
        shown["taken"] = sum(row.has_seat for row in rows)
        shown["seat_is_free"] = shown["taken"] < call.seats and not call.waits_for_lots
    return render(request, "recruit/applications.html", shown, status=status)


@carrying
def decide(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Accept somebody, put them on the waitlist, or say no, with a few words."""
    application = application_within(community, number)
    if request.method != "POST":
        return HttpResponseRedirect(f"{community.address}applications/?call={application.call_id}")
    form = ReplyForm(request.POST)
    typed = {application.pk: request.POST.get("reply", "")}
    if not form.is_valid():
        trouble = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _page(request, community, application.call, status=422, trouble=trouble, typed=typed)
    act = actions.DECISIONS[form.cleaned_data["decision"]]
    if act is not actions.decline:
        refuse_closed(community)
    try:
        act(application, request.person, form.cleaned_data["reply"])
    except (actions.NoSeatLeft, actions.AlreadyDecided) as trouble:
        return _page(request, community, application.call, status=409, trouble=str(trouble), typed=typed)
    messages.success(request, _said(application))
    return HttpResponseRedirect(f"{community.address}applications/?call={application.call_id}")


def _said(application: Application) -> str:
    words = {
        State.ACCEPTED: _("%(name)s has a seat now, and knows it."),
        State.WAITLISTED: _("%(name)s is on the waitlist now, and knows it."),
        State.OFFERED: _("A seat is offered to %(name)s, who knows it."),
        State.DECLINED: _("%(name)s has your answer."),
    }
    return words[State(application.state)] % {"name": application.person.display_name}
