"""The seat that is offered to somebody in line: one page, on which they take it or let it go."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import refuse_paused, seeing
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.recruit import actions
from commonplace.stages.recruit.models import Application

State = Application.State


@signed_in
@seeing
def offer(request: SignedInRequest, community: Community) -> HttpResponse:
    """Ask whether they take it: looking at the page changes nothing, since mail scanners follow links."""
    offered = Application.objects.filter(person=request.person, call__community=community, state=State.OFFERED)
    application = offered.select_related("call").order_by("-pk").first()
    if application is None or application.stands != State.OFFERED:
        return _is_over(request, community)
    said = request.POST.get("said", "")
    act = {"take": actions.take_seat, "let go": actions.let_seat_go}.get(said)
    if request.method != "POST" or act is None:
        shown = {"community": community, "application": application}
        return render(request, "recruit/offer.html", shown, status=422 if request.method == "POST" else 200)
    if said == "take":
        refuse_paused(request.person)
        refuse_closed(community)
    try:
        act(application)
    except actions.AlreadyDecided:
        return _is_over(request, community)
    if said == "take":
        messages.success(request, _("The seat is yours. Welcome."))
        return HttpResponseRedirect(community.address)
    messages.success(request, _("You let the seat go. Whoever is next in line can have it. Thank you for saying so."))
    return HttpResponseRedirect(f"{community.address}join/")


def _is_over(request: SignedInRequest, community: Community) -> HttpResponse:
    if request.method == "POST":
        messages.warning(request, _("This offer does not hold any more. Here is how your answer stands now."))
    return HttpResponseRedirect(f"{community.address}join/")
