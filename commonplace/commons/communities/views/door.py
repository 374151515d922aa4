"""The door of a community, and of the commons: invitations and class codes."""

from typing import Any

import segno
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.communities import invitations
from commonplace.commons.communities.doors import carrying, refuse_paused
from commonplace.commons.communities.forms import ClassCodeForm, InvitationForm
from commonplace.commons.communities.models import Community, Invitation
from commonplace.commons.people.doors import Request, SignedInRequest, address_for_others, host_only
from commonplace.commons.people.joining import NoLongerOpen
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.ground import clock

_MADE = "invitation_made"


def qr_code(address: str) -> str:
    """An address as a square that a telephone's camera reads, as inline SVG: dark on light in either scheme."""
    return segno.make(address, error="m").svg_inline(
        border=3, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )


def _link_made_just_now(request: SignedInRequest, rows: list[Invitation]) -> str:
    """The link of the invitation that was made a moment ago on this page; told once."""
    made: dict[str, Any] = request.session.get(_MADE) or {}
    if not any(row.pk == made.get("invitation") for row in rows):
        return ""
    del request.session[_MADE]
    path = f"/invitation/{made['token']}/"
    return address_for_others(request, path) or request.build_absolute_uri(path)


def _invitations_page(request: SignedInRequest, community: Community | None, here: str) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None, with_role=community is not None)
    if request.method == "POST" and form.is_valid():
        made = invitations.invite(request.person, community, **form.cleaned_data)
        # Shown by the next page once, and kept nowhere after that.
        request.session[_MADE] = {"invitation": made.invitation.pk, "token": made.token}
        return redirect(here)
    open_ones = Invitation.objects.filter(
        community=community, revoked_at=None, lapses_at__gt=clock.now(), used__lt=F("places")
    )
    rows = list(open_ones.select_related("by").order_by("-created_at"))
    link = _link_made_just_now(request, rows)
    context: dict[str, Any] = {
        "community": community,
        "form": form,
        "invitations": rows,
        "own_address": here,
        "link": link,
    }
    context["reaches_others"] = bool(address_for_others(request, here))
    context["qr"] = qr_code(link) if link and context["reaches_others"] else ""
    return render(request, "communities/invitations.html", context, status=422 if form.errors else 200)


@never_cache
@carrying
def invitations_of_community(request: SignedInRequest, community: Community) -> HttpResponse:
    """Make links that let people into a community; list and revoke them."""
    return _invitations_page(request, community, f"{community.address}invitations/")


@never_cache
@host_only
def invitations_of_commons(request: SignedInRequest) -> HttpResponse:
    """The same for the commons itself, where joining is by invitation."""
    return _invitations_page(request, None, "/host/invitations/")


def _revoke(invitation: Invitation, by: Person, request: SignedInRequest) -> None:
    kept = invitations.revoke_invitation(invitation, by)
    if kept:
        tell_gone(request, kept)


@require_POST
@carrying
def revoke_of_community(request: SignedInRequest, community: Community, invitation_id: int) -> HttpResponse:
    """Take a community's invitation back."""
    _revoke(get_object_or_404(Invitation, community=community, pk=invitation_id), request.person, request)
    return redirect(f"{community.address}invitations/")


@require_POST
@host_only
def revoke_of_commons(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation to the commons back."""
    _revoke(get_object_or_404(Invitation, community=None, pk=invitation_id), request.person, request)
    return redirect("/host/invitations/")


@never_cache
def invitation(request: Request, token: str) -> HttpResponse:
    """What somebody was invited to, with one button."""
    found = invitations.invitation_by(token)
    if found is None:
        return render(request, "communities/invitation_lapsed.html", {"words": ""}, status=404)
    if request.method == "POST" and request.person is not None:
        refuse_paused(request.person)
        try:
            return redirect(invitations.accept_invitation(found, request.person) or "/")
        except NoLongerOpen as closed:
            return render(request, "communities/invitation_lapsed.html", {"words": str(closed)}, status=409)
    return render(
        request, "communities/invitation.html", {"invitation": found, "community": found.community, "token": token}
    )


@carrying
def class_code(request: SignedInRequest, community: Community) -> HttpResponse:
    """Make a code by which people without e-mail join; end it; print it as a card."""
    form = ClassCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if "end" in request.POST:
            kept = invitations.end_class_codes(community, request.person)
            if kept:
                tell_gone(request, kept)
            return redirect(f"{community.address}class-code/")
        if form.is_valid():
            invitations.make_class_code(community, request.person, days=form.cleaned_data["days"])
            messages.success(request, _("The code is made. It works from now on."))
            return redirect(f"{community.address}class-code/")
    code = invitations.present_class_code(community)
    context = {
        "community": community,
        "form": form,
        "code": code,
        "qr": "",
        "address": address_for_others(request, "/join/class/"),
    }
    if code and context["address"]:
        context["qr"] = qr_code(f"{context['address']}?code={code.code}")
    return render(request, "communities/class_code.html", context, status=422 if form.errors else 200)
