"""The notes that everybody shares: writing in them, their earlier words, and bringing those back."""

from typing import cast

from django.contrib import messages as told
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.entries.views.history import set_beside
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.ground.text import render as rendered
from commonplace.stages.room import actions
from commonplace.stages.room.doors import room_seen, room_to_write_in
from commonplace.stages.room.forms import NotesForm
from commonplace.stages.room.models import NotesRevision, Room
from commonplace.stages.room.rules import may_see_earlier_notes, may_write_in_room


@signed_in
def notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write in the notes that everybody shares."""
    found = room_to_write_in(request, pk)
    if request.method != "POST":
        return _notes_page(request, found, NotesForm(person=request.person, room=found))
    with transaction.atomic():
        # Nobody else writes from here on, so that what stands now is what is brought together.
        found = actions.locked_room(found.gathering)
        form = NotesForm(request.POST, person=request.person, room=found)
        form.bring_together(found.version)
        if not form.is_valid():
            return _notes_page(request, found, form, status=422)
        if form.cleaned_data["based_on"] != found.version:
            # Sent again as it is, it is meant.
            typed = cast(QueryDict, form.data).copy()
            typed["based_on"] = str(found.version)
            form.data = typed
            return _notes_page(request, found, form, status=409)
        actions.write_notes(found.gathering, request.person, form.cleaned_data["notes"], based_on=found.version)
    told.success(request, _("Your notes are kept."))
    return HttpResponseRedirect(f"{found.gathering.entry.address}room/#room-notes")


def _notes_page(request: SignedInRequest, found: Room, form: NotesForm, status: int = 200) -> HttpResponse:
    gathering = found.gathering
    shown = {"entry": gathering.entry, "room": found, "form": form, "is_overtaken": status == 409}
    return render(request, "room/notes.html", shown, status=status)


def _earlier(request: SignedInRequest, pk: int) -> Room:
    found = room_seen(request, pk)
    if not may_see_earlier_notes(request.person, found.gathering):
        raise PermissionDenied(_("Members of the community read the earlier notes."))
    return found


def _history(found: Room) -> str:
    return f"{found.gathering.entry.address}room/notes/history/"


@signed_in
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """The earlier notes, newest first: one for each sitting."""
    found = _earlier(request, pk)
    revisions = found.gathering.notes_revisions.defer("words").select_related("by").order_by("-number")
    page = Paginator(revisions, 30).get_page(request.GET.get("page"))
    shown = {"entry": found.gathering.entry, "page": page, "history": _history(found)}
    return render(request, "room/notes_history.html", shown)


@signed_in
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """The notes of two sittings beside each other, as with the words of an entry."""
    found = _earlier(request, pk)
    shown = set_beside(request, found.gathering.notes_revisions, lambda one: [(_("The notes"), one.words)])
    return render(
        request, "room/notes_compare.html", {"entry": found.gathering.entry, "history": _history(found), **shown}
    )


@signed_in
@require_http_methods(["GET", "POST"])
def revision(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The notes of one sitting; posting makes them the present ones."""
    found = _earlier(request, pk)
    kept = get_object_or_404(found.gathering.notes_revisions.select_related("by"), number=number)
    if request.method == "POST":
        return _bring_back(request, room_to_write_in(request, pk), kept)
    is_latest = kept.words == found.notes
    shown = {
        "entry": found.gathering.entry,
        "revision": kept,
        "history": _history(found),
        "title": "",
        "version": found.version,
        "words_html": rendered(kept.words),
        "more_words": [],
        "is_latest": is_latest,
        "can_bring_back": not is_latest and may_write_in_room(request.person, found.gathering),
    }
    return render(request, "room/notes_revision.html", shown)


def _bring_back(request: SignedInRequest, found: Room, kept: NotesRevision) -> HttpResponse:
    given = request.POST.get("based_on", "")
    based_on = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
    gathering = found.gathering
    if refusal := why_not_said_again(request.person, gathering.entry, [kept.words]):
        told.warning(request, refusal)
        return redirect(_history(found))
    try:
        actions.write_notes(gathering, request.person, kept.words, based_on=based_on)
    except actions.WrittenMeanwhile:
        told.warning(request, _("Somebody wrote in the notes meanwhile. Look at them first; nothing was brought back."))
        return redirect(_history(found))
    told.success(request, _("The earlier notes are back. What stood there before is kept, too."))
    return HttpResponseRedirect(f"{gathering.entry.address}room/#room-notes")
