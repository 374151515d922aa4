"""One's own calendar for other programs: making its secret address, ending it, and what is read there."""

from typing import cast

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commonplace.commons.people.doors import Request, SignedInRequest, address_for_others, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.gather.feeds import MOST_IN_CALENDARS, RECENT, ended_since
from commonplace.stages.gather.models import CalendarAddress
from commonplace.stages.gather.own_calendar import concerning, end_address, make_address, whose
from commonplace.stages.gather.views_calendar import calendar_file
from commonplace.stages.gather.written import with_parts

# Where the address waits that was made a moment ago, to be shown once.
_MADE = "calendar-made"


@never_cache
@signed_in
def own(request: SignedInRequest) -> HttpResponse:
    """Make an address for one's own calendar, make it anew, or end it."""
    session = cast(SessionBase, request.session)
    if request.method == "POST":
        if "end" in request.POST:
            kept = end_address(request.person)
            if kept:
                tell_gone(request, kept)
        else:
            # Shown by the next page once, and kept nowhere after that.
            session[_MADE] = make_address(request.person)
        return HttpResponseRedirect("/me/calendar/")
    made = session.pop(_MADE, "")
    path = f"/calendar/{made}.ics"
    shown = {
        "link": (address_for_others(request, path) or request.build_absolute_uri(path)) if made else "",
        "has_address": CalendarAddress.objects.filter(person=request.person).first(),
    }
    return render(request, "gather/own_calendar.html", shown)


@require_safe
def by_secret(request: Request, token: str) -> HttpResponse:
    """What concerns whoever the secret belongs to. It lies with others' programs then, so it is veiled as for strangers."""
    person = whose(token)
    if person is None:
        raise Http404
    recent = ended_since(concerning(person), RECENT)
    entries = [(entry.pk, entry) for entry in recent[:MOST_IN_CALENDARS]]
    name = request.commons.name
    return calendar_file(request, with_parts(person, entries, own=True), name, name, is_private=True)
