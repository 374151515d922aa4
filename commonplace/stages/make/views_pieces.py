"""The page of a work's pieces: their order, what is said of each, more of them, and taking some away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.entries.actions import remove_attachments
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.pieces import what_could_be_said
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.entries.uploading import takes_uploads
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.make.actions import Arranged, arrange_pieces
from commonplace.stages.make.forms import PieceRows
from commonplace.stages.make.forms_pieces import KeptPieceForm
from commonplace.stages.make.taking_in import take_in


@signed_in
@takes_uploads
def pieces(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add pieces to a work, put them in order, say what they are, take some away."""
    entry = get_object_or_404(
        Entry.objects.visible_to(request.person).of_kind("work").select_related("community"), pk=pk
    )
    if not may_edit(request.person, entry):
        raise PermissionDenied(why_not_changed(request.person, entry, _("Only those who made it change its pieces.")))
    data = (request.POST, request.files_sent) if request.method == "POST" else ()
    more = PieceRows(*data, person=request.person, entry=entry)
    if request.method != "POST":
        return _page(request, entry, _kept(request, entry), more)
    is_valid = more.is_valid()  # which reads a recording, and takes long
    with transaction.atomic():
        # Nobody else arranges them from here on, so that what stands now is what is brought together.
        Entry.objects.select_for_update(no_key=True).values_list("pk").get(pk=entry.pk)
        kept = _kept(request, entry, *data)
        # Each is asked, so that every error is shown at once.
        is_valid = not [one for one in kept if one.is_bound and not one.is_valid()] and is_valid
        is_overtaken = any(one.is_overtaken for one in kept)
        if is_valid and not is_overtaken:
            _arrange(request, entry, kept)
    brought = bool(more.chosen() or more.recorded or more.brings_a_piece)
    is_taken = take_in(entry, request.person, more)
    if is_overtaken:
        return _page(request, entry, kept, more, status=409)
    if not is_taken or not is_valid:
        fresh = _kept(request, entry) if is_valid else kept
        return _page(request, entry, fresh, more, status=more.trouble_status)
    messages.success(request, _("The pieces are kept as you put them."))
    return HttpResponseRedirect(_goes_on_at(request, entry, brought))


def _goes_on_at(request: SignedInRequest, entry: Entry, brought: bool) -> str:
    """Where to look next: at the piece that was moved, at the page again where something came, else at the work."""
    moved = request.POST.get("move", "").partition(":")[0]
    if moved.isdecimal():
        return f"{entry.address}pieces/#piece-{moved}"
    return f"{entry.address}pieces/" if brought else entry.address


def _kept(request: SignedInRequest, entry: Entry, data: Any = None, files: Any = None) -> list[KeptPieceForm]:
    there = entry.attachments.all()
    return [KeptPieceForm(data, files, person=request.person, entry=entry, piece=piece) for piece in there]


def _arrange(request: SignedInRequest, entry: Entry, forms: list[KeptPieceForm]) -> None:
    going = [form.piece for form in forms if form.is_going]
    if going:
        tell_gone(request, remove_attachments(entry, going, request.person))
    staying = [form for form in forms if not form.is_going]
    ordered = _moved(staying, request.POST.get("move", ""))
    rows = [Arranged(form.piece, form.columns(), form.new_captions) for form in ordered]
    kept = arrange_pieces(entry, request.person, rows, _cover(request, entry, [form.piece for form in ordered]))
    if kept is not None:
        tell_gone(request, kept)


def _moved(forms: list[KeptPieceForm], move: str) -> list[KeptPieceForm]:
    """The rows with one of them a place further up or down: `<number of the piece>:up`."""
    which, _colon, where = move.partition(":")
    ordered = list(forms)
    for place, form in enumerate(forms):
        other = place + {"up": -1, "down": 1}.get(where, 0)
        if str(form.piece.pk) == which and 0 <= other < len(forms):
            ordered[place], ordered[other] = ordered[other], ordered[place]
    return ordered


def _cover(request: SignedInRequest, entry: Entry, there: list[Attachment]) -> Attachment | None:
    """The picture that was chosen to stand for the whole; what stands there now where nobody chose another."""
    pictures = [piece for piece in there if piece.is_picture]
    asked = request.POST.get("cover", "")
    if asked == request.POST.get("cover_was", ""):
        asked = str(entry.cover_id)
    chosen = next((picture for picture in pictures if str(picture.pk) == asked), None)
    return chosen or next(iter(pictures), None)


def _page(
    request: SignedInRequest, entry: Entry, kept: list[KeptPieceForm], more: PieceRows, status: int = 200
) -> HttpResponse:
    could = what_could_be_said([form.piece for form in kept])
    context: dict[str, Any] = {"entry": entry, "kept": kept, "more": more, "could": could}
    return render(request, "make/pieces.html", context, status=status)
