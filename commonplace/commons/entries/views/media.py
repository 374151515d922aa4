"""The pieces of entries, served through the entry's audience and so that they cannot run."""

import logging
from pathlib import PurePosixPath

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Attachment, Authorship
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import AgeBand
from commonplace.ground import ids
from commonplace.ground.ranges import part_of
from commonplace.ground.views import trouble_page

logger = logging.getLogger(__name__)

# What browsers may show in place. Everything else is offered as a download, and named by our own list alone.
_SHOWN = frozenset(
    {"image/webp", "image/avif", "image/jpeg", "image/png", "audio/mp4", "audio/mpeg", "video/mp4", "video/webm"}
)
_ENDINGS = {
    "image/webp": "webp",
    "image/avif": "avif",
    "image/jpeg": "jpeg",
    "image/png": "png",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
_OTHERS = frozenset(
    {
        "application/pdf", "application/zip", "application/gzip", "application/rtf", "application/x-7z-compressed",
        "application/x-midi", "audio/ogg", "text/plain", "video/quicktime", "video/x-matroska",
    }
)  # fmt: skip
_HOUR = 60 * 60


@require_safe
def media(request: Request, pk: int, small: bool = False) -> HttpResponseBase:
    """One file of an entry, for whoever may see the entry.

    Of what a minor had a part in strangers get nothing, but for the pictures of what somebody watches over.
    """
    found = _piece_seen(request, pk)
    if not found.file:  # links and code have none
        raise Http404
    if small and found.small:
        return _handed_out(request, found, found.small, "image/webp")
    return _handed_out(request, found, found.file, found.media_type)


@require_safe
def rendition(request: Request, pk: int, width: int, ending: str) -> HttpResponseBase:
    """A picture in another size, or a film as browsers play it, for whoever may see the entry."""
    found = _piece_seen(request, pk)
    types = {ending: media_type for media_type, ending in _ENDINGS.items()}
    made = get_object_or_404(found.renditions.all(), width=width % 2**31, media_type=types.get(ending, ""))
    return _handed_out(request, found, made.file, made.media_type)


@require_safe
def captions(request: Request, pk: int) -> HttpResponseBase:
    """What is said in a film, as its player shows it."""
    found = _piece_seen(request, pk)
    if not found.captions:
        raise Http404
    response = HttpResponse(found.captions)
    _harmless(response, found, "text/vtt")
    response["Content-Type"] = "text/vtt; charset=utf-8"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-cache"
    return response


def _piece_seen(request: Request, pk: int) -> Attachment:
    seen = Attachment.objects.visible_to(request.person).select_related("entry")
    found: Attachment = get_object_or_404(seen, pk=pk)
    is_watched_over = found.is_picture and found.entry.is_accompanied
    if request.person is None and not is_watched_over and _has_a_minors_part(found.entry_id):
        raise Http404
    return found


def _handed_out(request: Request, found: Attachment, file: FieldFile, media_type: str) -> HttpResponseBase:
    try:
        response = part_of(file.storage.open(file.name or ""), file.size, request.headers.get("Range", ""))
    except FileNotFoundError:
        return _missing(request, found)
    _harmless(response, found, media_type)
    # What somebody watches over goes back at once: no cache hands it on.
    is_public = request.person is None and found.entry.audience == Audience.OPEN and not found.entry.is_accompanied
    response["Cache-Control"] = f"{'public' if is_public else 'private'}, max-age={_HOUR}"
    response["Content-Encoding"] = "identity"  # it is compressed as it is
    return response


def _has_a_minors_part(entry_id: int) -> bool:
    return (
        Authorship.objects.filter(entry=entry_id)
        .exclude(person__age_band=AgeBand.ADULT, person__shown_openly=True)
        .exists()
    )


def _missing(request: Request, attachment: Attachment) -> HttpResponseBase:
    logger.warning("The file %s is missing; `commonplace doctor` says what to do.", attachment.file.name)
    words = _(
        "The file was lost from the disk of this commons; its words are still there. Whoever made it can add it again, "
        "and the host can bring it back from a backup."
    )
    return trouble_page(request, 404, _("This picture or file is missing"), words)


def _harmless(response: HttpResponseBase, attachment: Attachment, media_type: str) -> None:
    """Headers by which no browser takes the file for a page or runs anything in it."""
    kind = media_type if media_type in _SHOWN or media_type in _OTHERS else "application/octet-stream"
    response["Content-Type"] = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Vary"] = "Cookie"
    # What is kept as it is has an ending that was chosen by what it is (`ground/kept_files.py`).
    ending = _ENDINGS.get(kind) or PurePosixPath(attachment.file.name or "").suffix.lstrip(".") or "bin"
    how = "inline" if kind in _SHOWN else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{ids.written(attachment.pk)}.{ending}"'
