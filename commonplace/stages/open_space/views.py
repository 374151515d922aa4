"""The board of an open space, and the wishes of whoever looks at it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.entries.listening import live_part
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.ground import ids
from commonplace.stages.open_space import actions
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.doors import gathering_of, refuse, session_of, space_of, space_seen
from commonplace.stages.open_space.rules import may_arrange_open_space, may_propose
from commonplace.stages.open_space.showing import Shown, told

# So many of the sessions that were proposed stand on one page.
_A_PAGE = 60


@never_cache
def board(request: Request, pk: int) -> HttpResponse:
    """The board as it stands, one's own day, what was proposed. Whoever could begin an open space reads what it is."""
    gathering = gathering_of(request, pk)
    live = live_part(gathering.entry, request.person)
    space = space_of(gathering)
    may_arrange = may_arrange_open_space(request.person, gathering)
    if space is None:
        return _beginning(request, gathering, may_arrange=may_arrange)
    shown = Shown(Board(space), request.person)
    context: dict[str, Any] = {
        "space": space,
        "gathering": gathering,
        "live": live,
        "viewer": request.person,
        "board": shown.board,
        "shown": shown,
        "proposed": Paginator(shown.listed, _A_PAGE).get_page(request.GET.get("page")),
        "told": told(shown) if request.person is not None else None,
        "may_arrange": may_arrange,
        "may_propose": may_propose(request.person, space),
        "has_steps": may_arrange and space.steps.exists(),
    }
    return render(request, "open_space/board.html", context)


def _beginning(request: Request, gathering: Any, *, may_arrange: bool) -> HttpResponse:
    if not may_arrange or request.person is None:
        raise Http404
    if request.method == "POST":
        space = actions.begin_open_space(gathering, request.person)
        messages.success(request, _("The open space is begun. Name its rooms and times; people can propose already."))
        return HttpResponseRedirect(f"{space.address}rooms/")
    return render(request, "open_space/begin.html", {"gathering": gathering})


def _keys(given: list[str]) -> set[int]:
    found = set()
    for text in given:
        try:
            found.add(ids.read(text))
        except ValueError:
            continue
    return found


@require_POST
@signed_in
def wishes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep where somebody wants to go; or which of those that clash they would rather go to."""
    space = space_seen(request, pk)
    if not may_propose(request.person, space):
        refuse(
            request.person, space, _("Members of the community say where they want to go, until the gathering is over.")
        )
    if "rather" in request.POST:
        for key in _keys([request.POST["rather"]]):
            actions.rather_go(session_of(space, key, request.person), request.person)
        messages.success(request, _("Your other wishes of that time are taken back."))
        return HttpResponseRedirect(f"{space.address}#day")
    shown, wanted = (_keys(request.POST.getlist(name)) for name in ("shown", "wanted"))
    actions.want_to_go(space, request.person, shown=shown, wanted=wanted)
    messages.success(request, _("Your wishes are kept. Nobody else sees them."))
    page = request.POST.get("page", "")
    return HttpResponseRedirect(f"{space.address}{f'?page={page}' if page.isdecimal() else ''}#proposed")
