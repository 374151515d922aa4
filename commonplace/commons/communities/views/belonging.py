"""Belonging to a community: what one holds to, and going."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.communities import actions
from commonplace.commons.communities.doors import member, refuse_paused, seeing
from commonplace.commons.communities.forms import HeirForm
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.doors import Request, SignedInRequest, own_address
from commonplace.ground.text import render as rendered


def _before(community: Community, membership: Membership | None) -> str:
    """How the community's norms read before, for a member who agreed to those."""
    changed, agreed = community.norms_changed_at, membership and membership.agreed_norms_at
    return rendered(community.norms_before) if changed and agreed and agreed < changed else ""


@seeing
def norms(request: Request, community: Community) -> HttpResponse:
    """What people here hold to: the norms of the commons and of the community. Members agree here."""
    membership = community.membership_of(request.person)
    onwards = own_address(request, request.POST.get("next") or request.GET.get("next") or "", community.address)
    if request.method == "POST":
        if membership is None or request.person is None:
            return redirect(f"{community.address}norms/")
        refuse_paused(request.person)
        if community.asks_to_agree(request.person):
            actions.agree_to_norms(membership)
            messages.success(request, _("Thank you. Now you can write here."))
        return redirect(onwards)
    context = {
        "community": community,
        "membership": membership,
        "asks": community.asks_to_agree(request.person),
        "before": _before(community, membership),
        "of_commons": rendered(request.commons.norms),
        "onwards": onwards,
    }
    return render(request, "communities/norms.html", context)


@member
def leave(request: SignedInRequest, community: Community) -> HttpResponse:
    """Leave a community. The last one who carries it hands it over there and then."""
    membership = community.membership_of(request.person)
    if membership is None:
        return redirect("/c/")
    must_hand_over = actions.carries_alone(membership)
    form = (
        HeirForm(request.POST if request.method == "POST" else None, membership=membership) if must_hand_over else None
    )
    if request.method == "POST":
        try:
            if form is None:
                actions.leave_community(membership, request.person)
            elif form.is_valid():
                actions.hand_over_and_leave(membership, form.cleaned_data["heir"])
        except actions.LastOneCarrying:  # the others, or the heir, went a moment ago
            return redirect(f"{community.address}leave/")
        if form is None or form.is_valid():
            messages.success(
                request, _("You have left “%(name)s”. What you made stays yours.") % {"name": community.name}
            )
            return redirect("/c/")
    context = {"community": community, "membership": membership, "form": form}
    return render(request, "communities/leave.html", context, status=422 if form and form.errors else 200)
