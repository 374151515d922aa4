"""Bringing a calendar file into a community: choose it, see what it holds, and only then have it written."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.people.doors import SignedInRequest
from commonplace.stages.gather.calendar_import import Event, ImportTrouble, read_calendar
from commonplace.stages.gather.calendar_taking import Found, look_through, take_over
from commonplace.stages.gather.forms import BringForm, ChooseCalendarForm
from commonplace.stages.gather.rules import may_bring_calendar

# So long, in seconds, may somebody look at what a file holds before it has to be chosen again.
_A_DAY = 24 * 60 * 60


@carrying
def bring(request: SignedInRequest, community: Community) -> HttpResponse:
    """Choose a file; see what it holds, with nothing written; have it written. What was read travels in the form, signed."""
    if not may_bring_calendar(request.person, community):
        refuse_closed(community)
    if request.method != "POST":
        return _choose(request, community, ChooseCalendarForm())
    if "found" in request.POST:
        return _bring(request, community)
    form = ChooseCalendarForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, community, form, status=422)
    try:
        read = read_calendar(form.cleaned_data["calendar"].read(), community.zone)
    except ImportTrouble as trouble:
        form.add_error("calendar", str(trouble))
        return _choose(request, community, form, status=422)
    bring_form = _bring_form(request, community, read.events, read.left_out)
    return _show(request, community, read.events, read.left_out, bring_form)


def _salt(community: Community) -> str:
    return f"calendar of {community.pk}"


def _bring_form(
    request: SignedInRequest, community: Community, events: list[Event], left_out: int, data: Any = None
) -> BringForm:
    found = {"events": [event.written() for event in events], "left_out": left_out}
    signed = signing.dumps(found, salt=_salt(community), compress=True)
    return BringForm(data, person=request.person, community=community, events=events, initial={"found": signed})


def _bring(request: SignedInRequest, community: Community) -> HttpResponse:
    try:
        found = signing.loads(request.POST["found"], salt=_salt(community), max_age=_A_DAY)
    except signing.BadSignature:
        messages.warning(request, _("It is too long ago that this file was read. Please choose it again."))
        return HttpResponseRedirect(f"{community.address}gatherings/bring/")
    events, left_out = [Event.read(event) for event in found["events"]], found["left_out"]
    form = _bring_form(request, community, events, left_out, request.POST)
    if not form.is_valid():
        return _show(request, community, events, left_out, form, status=422)
    try:
        written = take_over(community, request.person, events, audience=form.cleaned_data["audience"])
    except EditedMeanwhile:
        messages.warning(
            request, _("Somebody changed a gathering in this very moment. Look once more, and press again.")
        )
        return _show(request, community, events, left_out, form, status=409)
    messages.success(request, _told(written))
    return HttpResponseRedirect(f"{community.address}gatherings/")


def _told(written: Found) -> str:
    """What was written, in a sentence for each."""
    added, changed, cancelled = len(written.added), len(written.changed), len(written.cancelled)
    parts = []
    if added:
        parts.append(ngettext("One gathering was added.", "%(count)s gatherings were added.", added) % {"count": added})
    if changed:
        parts.append(ngettext("One was changed.", "%(count)s were changed.", changed) % {"count": changed})
    if cancelled:
        parts.append(ngettext("One was cancelled.", "%(count)s were cancelled.", cancelled) % {"count": cancelled})
    return " ".join(parts) or _("Everything in it stands in the calendar already.")


def _choose(
    request: SignedInRequest, community: Community, form: ChooseCalendarForm, status: int = 200
) -> HttpResponse:
    return render(request, "gather/bring.html", {"community": community, "form": form}, status=status)


def _show(
    request: SignedInRequest,
    community: Community,
    events: list[Event],
    left_out: int,
    form: BringForm,
    status: int = 200,
) -> HttpResponse:
    found = look_through(community, request.person, events)
    shown = {
        "community": community,
        "form": form,
        "found": found,
        "left_out": left_out + len(found.never_here),
        "zone": community.zone,
    }
    return render(request, "gather/found.html", shown, status=status)
