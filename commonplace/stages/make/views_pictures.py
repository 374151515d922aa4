"""The page of a work's pictures: their order, what they show, their captions, and more of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.entries.actions import remove_attachments
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.make.actions import arrange_pictures
from commonplace.stages.make.forms import KeptPictureForm, PictureRows
from commonplace.stages.make.pictures import take_in


@signed_in
def pictures(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add pictures to a work, put them in order, say what they show, take some away."""
    entry = get_object_or_404(
        Entry.objects.visible_to(request.person).of_kind("work").select_related("community"), pk=pk
    )
    if not may_edit(request.person, entry):
        raise PermissionDenied(why_not_changed(request.person, entry, _("Only those who made it change its pictures.")))
    if request.method != "POST":
        return _page(request, entry, _kept(request, entry), PictureRows(person=request.person, entry=entry))
    kept = _kept(request, entry, request.POST)
    more = PictureRows(request.POST, request.FILES, person=request.person, entry=entry)
    # Each is asked, so that every error is shown at once.
    is_valid = not [one for one in [*kept, more] if not one.is_valid()]
    if is_valid:
        _arrange(request, entry, kept)
    if not take_in(entry, more) or not is_valid:
        fresh = _kept(request, entry) if is_valid else kept
        return _page(request, entry, fresh, more, status=more.trouble_status)
    messages.success(request, _("The pictures are kept as you put them."))
    stays = "move" in request.POST or more.chosen()
    return HttpResponseRedirect(f"{entry.address}pictures/" if stays else entry.address)


def _kept(request: SignedInRequest, entry: Entry, data: Any = None) -> list[KeptPictureForm]:
    there = [one for one in entry.attachments.all() if one.is_picture]
    return [KeptPictureForm(data, person=request.person, entry=entry, picture=picture) for picture in there]


def _arrange(request: SignedInRequest, entry: Entry, forms: list[KeptPictureForm]) -> None:
    going = [form.picture for form in forms if form.cleaned_data["remove"]]
    if going:
        tell_gone(request, remove_attachments(entry, going, request.person))
    staying = [form for form in forms if not form.cleaned_data["remove"]]
    ordered = _moved(staying, request.POST.get("move", ""))
    rows = [(form.picture, form.cleaned_data["shows"], form.cleaned_data["caption"]) for form in ordered]
    arrange_pictures(entry, request.person, rows, _cover(request, [form.picture for form in ordered]))


def _moved(forms: list[KeptPictureForm], move: str) -> list[KeptPictureForm]:
    """The rows with one of them a place further up or down: `<number of the picture>:up`."""
    which, _colon, where = move.partition(":")
    ordered = list(forms)
    for place, form in enumerate(forms):
        other = place + {"up": -1, "down": 1}.get(where, 0)
        if str(form.picture.pk) == which and 0 <= other < len(forms):
            ordered[place], ordered[other] = ordered[other], ordered[place]
    return ordered


def _cover(request: SignedInRequest, pictures: list[Attachment]) -> Attachment | None:
    chosen = next((picture for picture in pictures if str(picture.pk) == request.POST.get("cover")), None)
    return chosen or next(iter(pictures), None)


def _page(
    request: SignedInRequest, entry: Entry, kept: list[KeptPictureForm], more: PictureRows, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"entry": entry, "kept": kept, "more": more}
    return render(request, "make/pictures.html", context, status=status)
