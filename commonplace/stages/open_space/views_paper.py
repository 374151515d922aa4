"""The board on paper."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonplace.commons.people.doors import SignedInRequest, address_for_others, signed_in
from commonplace.ground import ids
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.doors import space_seen
from commonplace.stages.open_space.paper import board_on_paper
from commonplace.stages.recruit.posters import LettersMissing


@require_safe
@signed_in
def paper(request: SignedInRequest, pk: int, size: str) -> HttpResponse:
    """The board as a PDF on paper of this size, for the wall."""
    space = space_seen(request, pk)
    address = address_for_others(request, space.address) or request.build_absolute_uri(space.address)
    try:
        made = board_on_paper(Board(space), address, size=size, commons=request.commons)
    except LettersMissing:
        words = _(
            "This machine has no font for some letters of the board. Whoever keeps it can install one, such as Noto; until "
            "then, print the page itself."
        )
        messages.warning(request, words)
        return HttpResponseRedirect(space.address)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="board-{ids.written(space.pk)}-{size}.pdf"'
    return answer
