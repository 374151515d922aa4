"""Moving a community's dates: say how far, see what moves, and only then have it moved."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.gather.moved import OtherThanShown, move_dates
from commonplace.stages.gather.moving import changes_between
from commonplace.stages.gather.moving_forms import MoveDatesForm
from commonplace.stages.gather.rules import may_move_dates
from commonplace.stages.gather.untold import tell_of_moves


@carrying
def move(request: SignedInRequest, community: Community) -> HttpResponse:
    """Say how far everything moves; see it, with nothing moved; leave some out; have it moved."""
    if not may_move_dates(request.person, community):
        refuse_closed(community)
    data = request.POST if request.method == "POST" else None
    form = MoveDatesForm(data, person=request.person, community=community)
    if request.method != "POST" or not form.is_valid():
        return _page(request, community, form, status=422 if form.errors else 200)
    if "move" not in request.POST or form.cleaned_data["shown"] != form.as_shown:
        return _page(request, community, form, shows_moves=True)
    if not form.chosen:
        form.add_error(None, _("Leave a tick at one of them, at least."))
    elif form.ends_before_it_begins:
        form.add_error(None, _("Like this, something would end before it begins. Move both its days, or neither."))
    if form.errors:
        return _page(request, community, form, shows_moves=True, status=422)
    try:
        kept = move_dates(community, request.person, form.shift, form.chosen)
    except OtherThanShown:
        messages.warning(request, _("Something changed in this very moment. Look once more, and press again."))
        return _page(request, community, form.looked_at_again(), shows_moves=True, status=409)
    tell_gone(request, kept)
    return HttpResponseRedirect(f"{community.address}gatherings/")


def _page(
    request: SignedInRequest, community: Community, form: MoveDatesForm, *, shows_moves: bool = False, status: int = 200
) -> HttpResponse:
    moves = form.moves if shows_moves else []
    shown = {
        "community": community,
        "form": form,
        "moves": moves,
        "chosen": set(form.chosen) if shows_moves else set(),
        "clock_changes": changes_between(moves),
    }
    return render(request, "gather/move.html", shown, status=status)


@carrying
def tell(request: SignedInRequest, community: Community) -> HttpResponse:
    """Tell whoever is concerned of what moved, without waiting any longer."""
    if request.method == "POST":
        tell_of_moves(community.pk)
        messages.success(request, _("They are told now."))
    return HttpResponseRedirect(f"{community.address}gatherings/")
