"""Proposing a session, reading it, changing it, taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.open_space import actions
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.doors import refuse, session_of, space_seen
from commonplace.stages.open_space.forms import ProposalForm
from commonplace.stages.open_space.models import OpenSpace, Proposal
from commonplace.stages.open_space.rules import (
    may_arrange_open_space,
    may_change_proposal,
    may_propose,
    may_take_back_proposal,
)
from commonplace.stages.open_space.showing import Shown, expected


@signed_in
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose a session."""
    space = space_seen(request, pk)
    if not may_propose(request.person, space):
        refuse(request.person, space, _("Members of the community propose sessions, until the gathering is over."))
    form = ProposalForm(request.POST if request.method == "POST" else None, person=request.person, space=space)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, space, form, status=422 if form.errors else 200)
    actions.propose(space, request.person, **form.said())
    messages.success(request, _("Your session is proposed. Everybody who sees the gathering can want to go to it."))
    return HttpResponseRedirect(f"{space.address}#proposed")


def _form_page(
    request: SignedInRequest,
    space: OpenSpace,
    form: ProposalForm,
    *,
    status: int = 200,
    proposal: Proposal | None = None,
    theirs: Proposal | None = None,
) -> HttpResponse:
    shown = {"space": space, "gathering": space.gathering, "form": form, "proposal": proposal, "theirs": theirs}
    return render(request, "open_space/proposal_form.html", shown, status=status)


@never_cache
def session(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """A session: what it is about, who hosts it, where and when."""
    space = space_seen(request, pk)
    proposal = session_of(space, session_pk, request.person)
    board = Board(space, beside=proposal)
    shown = Shown(board, request.person)
    one = shown.sessions[proposal.pk]
    if not one.title:
        raise Http404  # strangers read no words of people under 18
    place = board.places.get(proposal.pk)
    slot = next((slot for slot in board.slots if place and slot.pk == place.slot_id), None)
    may_arrange = may_arrange_open_space(request.person, space.gathering)
    context = {
        "space": space,
        "gathering": space.gathering,
        "session": one,
        "row": shown.row(slot, [proposal]) if slot else None,
        "hidden_at": proposal.hidden_at,
        "report": proposal.by_id is None or request.person is None or proposal.by_id != request.person.pk,
        "expected": expected(len(board.wishers[proposal.pk])) if may_arrange else "",
        "may_arrange": may_arrange and space.agreed_at is None and proposal.hidden_at is None,
        "may_change": may_change_proposal(request.person, proposal),
        "may_take_back": may_take_back_proposal(request.person, proposal),
    }
    return render(request, "open_space/session.html", context)


@signed_in
def change(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Change the words of a session."""
    space = space_seen(request, pk)
    proposal = session_of(space, session_pk, request.person)
    if not may_change_proposal(request.person, proposal):
        refuse(request.person, space, _("Whoever proposed a session changes its words."))
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(data, person=request.person, space=space, proposal=proposal)
    if data is None or not form.is_valid():
        return _form_page(request, space, form, status=422 if form.errors else 200, proposal=proposal)
    try:
        actions.change_proposal(proposal, request.person, based_on=form.cleaned_data["based_on"] or 0, **form.said())
    except actions.EditedMeanwhile as overtaken:
        form.data = {**request.POST.dict(), "based_on": str(overtaken.current.version)}
        return _form_page(request, space, form, status=409, proposal=proposal, theirs=overtaken.current)
    except actions.HostElsewhere as busy:
        words = _("%(names)s would host two sessions at once then. Have one of them moved first.") % {"names": busy}
        form.add_error("with_whom", words)
        return _form_page(request, space, form, status=422, proposal=proposal)
    messages.success(request, _("Your session is changed."))
    return HttpResponseRedirect(proposal.address)


@signed_in
def delete(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Ask, and take a session back."""
    space = space_seen(request, pk)
    proposal = session_of(space, session_pk, request.person)
    if not may_take_back_proposal(request.person, proposal):
        raise PermissionDenied(_("Whoever proposed a session takes it back, or whoever makes the board."))
    if request.method == "POST":
        tell_gone(request, actions.take_back(proposal, request.person))
        return HttpResponseRedirect(space.address)
    shown = {"space": space, "gathering": space.gathering, "proposal": proposal}
    return render(request, "open_space/session_deletion.html", shown)
