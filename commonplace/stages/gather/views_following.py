"""Following calendars elsewhere: which ones, how it goes, one more, and no more."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.gather.following import FollowsAlready, follow, stop_following
from commonplace.stages.gather.following_forms import FollowForm
from commonplace.stages.gather.rules import may_bring_calendar


@carrying
def following(request: SignedInRequest, community: Community) -> HttpResponse:
    """The calendars that a community follows, and a form to follow another."""
    if not may_bring_calendar(request.person, community):
        refuse_closed(community)
    form = FollowForm(request.POST if request.method == "POST" else None, community=community)
    if request.method == "POST" and form.is_valid():
        try:
            follow(community, request.person, **form.cleaned_data)
        except FollowsAlready as trouble:
            form.add_error("address", str(trouble))
        else:
            messages.success(request, _("It is being read. What is to come in it stands in the calendar in a moment."))
            return HttpResponseRedirect(f"{community.address}gatherings/follow/")
    followed = community.followed_calendars.annotate(count=Count("gatherings")).order_by("pk")
    shown = {"community": community, "form": form, "followed": followed}
    return render(request, "gather/following.html", shown, status=422 if form.errors else 200)


@require_POST
@carrying
def stop(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """Follow a calendar no more."""
    followed = get_object_or_404(community.followed_calendars.select_related("community"), pk=number)
    tell_gone(request, stop_following(followed, request.person))
    return HttpResponseRedirect(f"{community.address}gatherings/follow/")
