"""Changing a gathering, and cancelling it."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import why_not_changed
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.gather import actions
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.reach_forms import CancelGatheringForm, ChangeGatheringForm
from commonplace.stages.gather.repeating import cancel_later, change_later, later_than
from commonplace.stages.gather.rules import may_change_gathering


def gathering_seen(request: SignedInRequest, pk: int) -> Gathering:
    """A gathering that this person may see; else 404."""
    entries = (
        Entry.objects.visible_to(request.person)
        .of_kind("gathering")
        .select_related("as_gathering", "community", "team")
    )
    entry = get_object_or_404(entries, pk=pk)
    gathering: Gathering = entry.as_gathering
    gathering.entry = entry
    return gathering


def gathering_to_change(request: SignedInRequest, pk: int) -> Gathering:
    gathering = gathering_seen(request, pk)
    if not may_change_gathering(request.person, gathering):
        refuse_paused(request.person)
        if gathering.cancelled_at:
            raise PermissionDenied(_("This gathering was cancelled. Plan another one in its place."))
        otherwise = _("Whoever planned it changes it, or those who look after the community.")
        raise PermissionDenied(why_not_changed(request.person, gathering.entry, otherwise))
    return gathering


@signed_in
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a gathering."""
    gathering = gathering_to_change(request, pk)
    community = gathering.entry.community
    if community is None:
        raise PermissionDenied(_("Its community is gone, so it stays as it is."))
    form = ChangeGatheringForm(
        request.POST if request.method == "POST" else None,
        person=request.person,
        community=community,
        gathering=gathering,
        later=later_than(gathering, request.person),
    )
    if request.method != "POST":
        return _change_page(request, gathering, form)
    form.bring_together(gathering.entry.version)
    if not form.is_valid():
        return _change_page(request, gathering, form, status=422)
    based_on = form.cleaned_data["based_on"] or 0
    try:
        with transaction.atomic():
            keep = change_later if form.reaches_later else actions.change_gathering
            keep(gathering, request.person, based_on=based_on, **form.fields_of_gathering())
    except EditedMeanwhile:
        theirs = gathering_seen(request, pk)
        typed = cast(QueryDict, form.data).copy()
        typed["based_on"] = str(theirs.entry.version)
        form.data = typed
        return _change_page(request, theirs, form, status=409, theirs=theirs)
    is_one = not form.reaches_later
    messages.success(request, _("The gathering is changed.") if is_one else _("It and its later ones are changed."))
    return HttpResponseRedirect(gathering.entry.address)


def _change_page(
    request: SignedInRequest, gathering: Gathering, form: ChangeGatheringForm, status: int = 200, **more: Any
) -> HttpResponse:
    shown = {
        "gathering": gathering,
        "community": gathering.entry.community,
        "form": form,
        "theirs": None,
        "days": None,
        "zone": gathering.zone,
        **more,
    }
    return render(request, "gather/form.html", shown, status=status)


@signed_in
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a reason, and cancel a gathering."""
    gathering = gathering_to_change(request, pk)
    data = request.POST if request.method == "POST" else None
    later = later_than(gathering, request.person)
    form = CancelGatheringForm(data, person=request.person, entry=gathering.entry, later=later)
    if request.method == "POST" and form.is_valid():
        if form.reaches_later:
            cancel_later(gathering, request.person, form.cleaned_data["reason"])
            messages.success(request, _("They are marked as cancelled, and those who meant to come are told."))
        else:
            actions.cancel_gathering(gathering, request.person, form.cleaned_data["reason"])
            messages.success(request, _("It is marked as cancelled, and those who meant to come are told."))
        return HttpResponseRedirect(gathering.entry.address)
    shown = {"gathering": gathering, "community": gathering.entry.community, "form": form}
    return render(request, "gather/cancel.html", shown, status=422 if form.errors else 200)
