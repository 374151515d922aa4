"""Protocols of a community: its own, and those that others opened for theirs to be made from."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonplace.commons.communities.doors import carrying, seeing
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.critique.forms_ways import ProtocolForm
from commonplace.stages.critique.models import OwnProtocol
from commonplace.stages.critique.own_protocols import (
    as_protocol,
    lineages_of,
    opened_to,
    own_of,
    put_aside,
    take_over,
    write_protocol,
)
from commonplace.stages.critique.protocols import BUILT_IN, PROTOCOLS
from commonplace.stages.critique.rules import may_write_protocol


@signed_in
@seeing
@require_safe
def ways(request: SignedInRequest, community: Community) -> HttpResponse:
    """What a community has of its own, with where it came from; and, for those who carry it, what it could be made from."""
    may_write = may_write_protocol(request.person, community)
    rows = own_of(community)
    aside = OwnProtocol.objects.filter(community=community, put_aside_at__isnull=False) if may_write else ()
    context = {
        "community": community,
        "may_write": may_write,
        "own": [
            (row, as_protocol(row), source) for row, source in zip(rows, lineages_of(rows, request.person), strict=True)
        ],
        "aside": list(aside),
        "ours": PROTOCOLS if may_write else (),
        "opened": [(row, as_protocol(row)) for row in opened_to(request.person, community)] if may_write else [],
    }
    return render(request, "critique/ways.html", context)


def _writing(request: SignedInRequest, community: Community, number: int | None = None) -> OwnProtocol | None:
    if not may_write_protocol(request.person, community):
        refuse_closed(community)
        raise PermissionDenied(_("Those who look after the community write its ways."))
    if number is None:
        return None
    rows = OwnProtocol.objects.select_related("community")
    return get_object_or_404(rows, pk=number, community=community)


@carrying
@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, community: Community, number: int | None = None) -> HttpResponse:
    """Write a protocol, or change one."""
    row = _writing(request, community, number)
    form = ProtocolForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        kept = write_protocol(community, request.person, form.words(), row)
        messages.success(request, _("It is kept. Whoever asks for critique here can choose it."))
        return HttpResponseRedirect(as_protocol(kept).address)
    context: dict[str, Any] = {"community": community, "form": form, "row": row}
    return render(request, "critique/way_form.html", context, status=422 if form.errors else 200)


@carrying
@require_POST
def take(request: SignedInRequest, community: Community) -> HttpResponse:
    """Make one's own from one of ours, or from one that another community opened."""
    _writing(request, community)
    key = request.POST.get("from", "")
    source: Any = BUILT_IN.get(key)
    if source is None and key.isascii() and key.isdecimal() and len(key) < 19:
        opened = opened_to(request.person, community)
        source = next((row for row in opened if row.pk == int(key)), None)
    if source is None:
        raise Http404
    kept = take_over(community, request.person, source)
    messages.success(request, _("It is yours now. Change whatever should be another way here."))
    return HttpResponseRedirect(f"{community.address}critique/ways/{kept.pk}/")


@carrying
@require_POST
def aside(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Put a protocol aside, or take it out again."""
    row = _writing(request, community, number)
    if row is not None:
        put_aside(row, request.person)
    return HttpResponseRedirect(f"{community.address}critique/ways/")
