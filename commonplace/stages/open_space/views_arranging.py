"""Making the board: rooms and times, filling it, changing it by hand, taking steps back, agreeing on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.open_space import actions, tasks
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.doors import session_of, space_to_arrange
from commonplace.stages.open_space.forms import VenuesForm
from commonplace.stages.open_space.models import OpenSpace, Proposal
from commonplace.stages.open_space.outcomes import Change, changes_for
from commonplace.stages.open_space.showing import expected, in_few_words


def _version(request: SignedInRequest) -> int:
    """The version of the board that the page showed from which this was sent."""
    given = request.POST.get("based_on", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _changed_meanwhile(request: SignedInRequest, space: OpenSpace) -> HttpResponse:
    messages.warning(
        request, _("Somebody changed the board meanwhile, so nothing was done. Here it is as it stands now.")
    )
    return HttpResponseRedirect(space.address)


@signed_in
def venues(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name the rooms and the times."""
    space = space_to_arrange(request, pk)
    data = request.POST if request.method == "POST" else None
    form = VenuesForm(data, person=request.person, space=space)
    if data is None or not form.is_valid():
        return _venues_page(request, space, form, status=422 if form.errors else 200)
    try:
        actions.set_venues_and_times(
            space, request.person, form.venues(), form.slots, based_on=form.cleaned_data["based_on"]
        )
    except actions.BoardChanged:
        current = space_to_arrange(request, pk)
        form.data = {**request.POST.dict(), "based_on": str(current.version)}
        return _venues_page(request, current, form, status=409)
    messages.success(request, _("The rooms and times are kept."))
    return HttpResponseRedirect(space.address)


def _venues_page(request: SignedInRequest, space: OpenSpace, form: VenuesForm, status: int = 200) -> HttpResponse:
    shown = {
        "space": space,
        "gathering": space.gathering,
        "form": form,
        "theirs": Board(space) if status == 409 else None,
    }
    return render(request, "open_space/venues.html", shown, status=status)


@require_POST
@signed_in
def fill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the board filled; or lay down, or leave, one that was ready when another stood already."""
    space = space_to_arrange(request, pk)
    said = request.POST.get("said")
    if said == "lay":
        try:
            tasks.lay_waiting(space, request.person, based_on=_version(request))
        except actions.BoardChanged:
            return _changed_meanwhile(request, space)
        messages.success(request, _("The board is filled."))
    elif said == "leave":
        actions.leave_waiting(space)
        messages.success(request, _("The board stays as it is."))
    else:
        tasks.ask_to_fill(space, request.person)
    return HttpResponseRedirect(space.address)


@require_POST
@signed_in
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the last step of the board back."""
    space = space_to_arrange(request, pk)
    try:
        done = actions.take_step_back(space, request.person, based_on=_version(request))
    except actions.BoardChanged:
        return _changed_meanwhile(request, space)
    if done:
        messages.success(request, _("The board is what it was before."))
    return HttpResponseRedirect(space.address)


@require_POST
@signed_in
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the board the programme; or open it again."""
    space = space_to_arrange(request, pk)
    if request.POST.get("said") == "open":
        actions.open_again(space, request.person)
        messages.success(request, _("The board is open again, and so are proposals and wishes."))
        return HttpResponseRedirect(space.address)
    try:
        actions.agree(space, request.person, based_on=_version(request))
    except actions.BoardChanged:
        return _changed_meanwhile(request, space)
    messages.success(request, _("This is the programme now. Those who host or want to go somewhere are told."))
    return HttpResponseRedirect(space.address)


@never_cache
@signed_in
def place(request: SignedInRequest, pk: int, session_pk: int) -> HttpResponse:
    """Where a session could be, what each place would cost; and putting it there."""
    space = space_to_arrange(request, pk)
    proposal = session_of(space, session_pk, request.person)
    if proposal.hidden_at is not None:
        raise Http404  # it stands on no board
    if request.method != "POST":
        return _place_page(request, space, proposal)
    said = request.POST.get("place", "")
    try:
        if said == "loose":
            actions.let_move(proposal, request.person)
        elif said == "nowhere":
            actions.put_in(proposal, request.person, None, None, based_on=_version(request))
        else:
            slot, venue = _named(space, said)
            if slot is None or venue is None:
                return _place_page(request, space, proposal, 422, _("Choose a place first."))
            actions.put_in(proposal, request.person, slot, venue, based_on=_version(request))
    except actions.BoardChanged:
        words = _("Somebody changed the board meanwhile, so nothing was done. This is what each place costs now.")
        return _place_page(request, space_to_arrange(request, pk), proposal, 409, words)
    except actions.HostElsewhere as busy:
        words = _("%(names)s would host two sessions at once then.") % {"names": busy}
        return _place_page(request, space, proposal, 422, words)
    messages.success(request, _("The board is changed. The step can be taken back."))
    return HttpResponseRedirect(space.address)


def _named(space: OpenSpace, said: str) -> tuple[Any, Any]:
    """The time and the room that a choice names."""
    slot, _dash, venue = said.partition("-")
    if not (slot.isdecimal() and venue.isdecimal() and len(said) < 40):
        return None, None
    return space.slots.filter(pk=int(slot)).first(), space.venues.filter(pk=int(venue)).first()


def _place_page(
    request: SignedInRequest, space: OpenSpace, proposal: Proposal, status: int = 200, trouble: str = ""
) -> HttpResponse:
    board = Board(space)
    venues = {venue.pk: venue for venue in board.venues}
    rows: list[dict[str, Any]] = [
        {
            "slot": slot,
            "starts_at": slot.starts_at(space.gathering),
            "ends_at": slot.ends_at(space.gathering),
            "choices": [],
        }
        for slot in board.slots
    ]
    by_slot = {row["slot"].pk: row for row in rows}
    for change in changes_for(board, proposal.pk):
        by_slot[change.slot]["choices"].append(_choice(board, venues, change))
    shown = {
        "space": space,
        "gathering": space.gathering,
        "proposal": proposal,
        "expected": expected(len(board.wishers[proposal.pk])),
        "rows": rows,
        "stands": board.places.get(proposal.pk),
        "trouble": trouble,
    }
    return render(request, "open_space/place.html", shown, status=status)


def _choice(board: Board, venues: dict[int, Any], change: Change) -> dict[str, Any]:
    other = board.by_key[change.swaps_with] if change.swaps_with else None
    return {
        "value": f"{change.slot}-{change.venue}",
        "venue": venues[change.venue],
        "other": other,
        "is_here": change.is_here,
        "costs": in_few_words(change.costs),
        "is_dear": change.costs > 0,
        "busy": ", ".join(change.blocked_by),
    }
