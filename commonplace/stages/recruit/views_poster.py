"""What is hung up and passed on, so that a call is found: its poster and its QR code."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.doors import SignedInRequest, address_for_others
from commonplace.stages.recruit import posters
from commonplace.stages.recruit.models import Call
from commonplace.stages.recruit.rules import call_in_hand_of


def _open_call(request: SignedInRequest, community: Community) -> tuple[Call, str]:
    """The call in hand of a community whose page strangers may see, and its address. Raises Http404."""
    call = call_in_hand_of(community)
    if call is None or community.audience != Audience.OPEN or community.closed_at is not None:
        raise Http404
    path = f"{community.address}join/"
    return call, address_for_others(request, path) or settings.ADDRESS + path


def _file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
@carrying
def code(request: SignedInRequest, community: Community) -> HttpResponse:
    """The QR code of the call's address."""
    _call, address = _open_call(request, community)
    return _file(posters.qr_code(address), "image/svg+xml", f"{community.slug}.svg")


@require_safe
@carrying
def poster(request: SignedInRequest, community: Community, size: str) -> HttpResponse:
    """The call as a poster on paper of this size."""
    call, address = _open_call(request, community)
    try:
        made = posters.poster_of(community, call, address, size=size, commons=request.commons)
    except posters.LettersMissing:
        messages.warning(
            request,
            _(
                "This machine has no font for some letters of the poster. Whoever keeps it can install one, such as "
                "Noto; until then, print the call’s own page."
            ),
        )
        return HttpResponseRedirect(f"{community.address}call/")
    return _file(made, "application/pdf", f"{community.slug}-{size}.pdf")
