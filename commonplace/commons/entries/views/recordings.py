"""The page of an entry's recordings: one more, what is said in them, and taking some away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.entries.actions import remove_attachments
from commonplace.commons.entries.file_forms import KeptRecordingForm, RecordingRow
from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.pieces import keep_pieces
from commonplace.commons.entries.recordings import put_into_words, take_in_recording
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.entries.uploading import takes_uploads
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone


@signed_in
@takes_uploads
@require_http_methods(["GET", "POST"])
def recordings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add one's voice to what one made, say in words what is said, take a recording away."""
    entry = entry_seen(request, pk)
    if not kind_of(entry).takes_recordings:
        raise Http404
    if not may_edit(request.person, entry):
        raise PermissionDenied(
            why_not_changed(request.person, entry, _("Only those who made it change its recordings."))
        )
    data = (request.POST, request.files_sent) if request.method == "POST" else ()
    more = RecordingRow(*data)
    more.heed_entry(request.person, entry.community, entry)
    if request.method != "POST":
        return _page(request, entry, _kept(request, entry), more)
    is_valid = more.is_valid()  # which reads a recording, and takes long
    with transaction.atomic():
        # Nobody else changes them from here on, so that what stands now is what is brought together.
        Entry.objects.select_for_update(no_key=True).values_list("pk").get(pk=entry.pk)
        kept = _kept(request, entry, *data[:1])
        # Each is asked, so that every error is shown at once; what can be kept is.
        is_valid = not [one for one in kept if one.is_bound and not one.is_valid()] and is_valid
        is_overtaken = any(one.is_overtaken for one in kept)
        if is_valid and not is_overtaken:
            _change(request, entry, kept)
    is_taken = take_in_recording(entry, more)
    keep_pieces(entry, request.person)
    if is_overtaken:
        return _page(request, entry, kept, more, status=409)
    if not is_taken or not is_valid:
        return _page(request, entry, _kept(request, entry) if is_valid else kept, more, status=more.trouble_status)
    messages.success(request, _("What you changed is kept."))
    return redirect(entry.address)


def _kept(request: SignedInRequest, entry: Entry, data: Any = None) -> list[KeptRecordingForm]:
    there = [one for one in entry.attachments.all() if one.sort == "recording"]
    return [KeptRecordingForm(data, person=request.person, entry=entry, recording=one) for one in there]


def _change(request: SignedInRequest, entry: Entry, forms: list[KeptRecordingForm]) -> None:
    forms = [form for form in forms if form.is_bound]
    going = [form.recording for form in forms if form.cleaned_data["remove"]]
    if going:
        tell_gone(request, remove_attachments(entry, going, request.person))
    for form in forms:
        if form.recording not in going and form.has_changed():
            put_into_words(form.recording, request.person, form.cleaned_data["words"])


def _page(
    request: SignedInRequest, entry: Entry, kept: list[KeptRecordingForm], more: RecordingRow, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"entry": entry, "kept": kept, "more": more}
    return render(request, "entries/recordings.html", context, status=status)
