"""Inviting by e-mail: for those who carry a community."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.recruit import inviting
from commonplace.stages.recruit.forms_inviting import AddressesForm
from commonplace.stages.recruit.models import InvitedAddress
from commonplace.stages.recruit.rules import call_in_hand_of, may_invite_by_mail, may_take_invitation_back

_A_PAGE = 40
# So many addresses are named of those that got no letter.
_NAMED = 8


@never_cache
@carrying
def letters(request: SignedInRequest, community: Community) -> HttpResponse:
    """Invite people by e-mail; see who has answered, and take invitations back."""
    call = call_in_hand_of(community)
    form = AddressesForm(
        request.POST if request.method == "POST" else None,
        community=community,
        left=inviting.left_today(request.person),
        has_call=call is not None,
    )
    if request.method == "POST":
        refuse_closed(community)
        if settings.MAIL_IS_SENT and may_invite_by_mail(request.person, community) and form.is_valid():
            data = form.cleaned_data
            _say(request, inviting.invite_addresses(community, request.person, data["addresses"], data["way"]))
            return HttpResponseRedirect(f"{community.address}invitations/letters/")
    rows = InvitedAddress.objects.filter(community=community).select_related("by", "letter").order_by("-pk")
    shown: dict[str, Any] = {
        "community": community,
        "form": form,
        "has_call": call is not None,
        "page": Paginator(rows, _A_PAGE).get_page(request.GET.get("page")),
        "mail_is_sent": settings.MAIL_IS_SENT,
        "invites": may_invite_by_mail(request.person, community),
        "takes_back": may_take_invitation_back(request.person, community),
        "most": inviting.MOST_A_DAY,
    }
    return render(request, "recruit/letters.html", shown, status=422 if form.errors else 200)


def _say(request: SignedInRequest, written: inviting.Written) -> None:
    count = len(written.invited)
    if count:
        words = ngettext("One letter is on its way.", "%(count)s letters are on their way.", count)
        messages.success(request, words % {"count": count})
    for addresses, words in (
        (written.here_already, _("Here already, so no letter went out: %(addresses)s")),
        (written.invited_already, _("Invited already, so no second letter went out: %(addresses)s")),
        (written.left_alone, _("They want no letters from you, so none went out: %(addresses)s")),
        (
            written.often_enough,
            _("Invited often enough this week, so no letter went out. Try again in a few days: %(addresses)s"),
        ),
    ):
        if addresses:
            messages.info(request, words % {"addresses": _few(addresses)})


def _few(addresses: list[str]) -> str:
    """The first of them: what is said once travels in a cookie, and is lost where it is long."""
    more = len(addresses) - _NAMED
    shown = ", ".join(addresses[:_NAMED])
    return shown if more <= 0 else _("%(addresses)s, and %(count)s more") % {"addresses": shown, "count": more}


@require_POST
@carrying
def take_back(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Make the link in somebody's letter worthless."""
    refuse_closed(community)
    invited = get_object_or_404(InvitedAddress.objects.select_related("community"), community=community, pk=number)
    kept = inviting.take_back(invited, request.person)
    if kept:
        tell_gone(request, kept)
    return HttpResponseRedirect(f"{community.address}invitations/letters/")
