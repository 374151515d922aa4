"""Pictures and recordings of entries, served through the entry's audience and so that they cannot run."""

import logging

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponseBase
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
_SHOWN = frozenset({"image/webp", "audio/mp4", "audio/mpeg"})
_KNOWN = frozenset({*_SHOWN, "application/pdf", "text/plain", "audio/ogg", "video/mp4", "video/webm"})
_ENDINGS = {
    "image/webp": "webp",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "application/pdf": "pdf",
    "text/plain": "txt",
}
_HOUR = 60 * 60


@require_safe
def media(request: Request, pk: int, small: bool = False) -> HttpResponseBase:
    """One file of an entry, for whoever may see the entry.

    Of what a minor had a part in strangers get nothing, but for the pictures of what somebody watches over.
    """
    seen = Attachment.objects.visible_to(request.person).select_related("entry")
    found = get_object_or_404(seen, pk=pk)
    is_watched_over = found.is_picture and found.entry.is_accompanied
    if request.person is None and not is_watched_over and _has_a_minors_part(found.entry_id):
        raise Http404
    file: FieldFile = found.small if small and found.small else found.file
    try:
        response = part_of(file.storage.open(file.name or ""), file.size, request.headers.get("Range", ""))
    except FileNotFoundError:
        return _missing(request, found)
    _harmless(response, found)
    is_public = request.person is None and found.entry.audience == Audience.OPEN
    response["Cache-Control"] = f"{'public' if is_public else 'private'}, max-age={_HOUR}"
    response["Vary"] = "Cookie"
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


def _harmless(response: HttpResponseBase, attachment: Attachment) -> None:
    """Headers by which no browser takes the file for a page or runs anything in it."""
    kind = attachment.media_type if attachment.media_type in _KNOWN else "application/octet-stream"
    response["Content-Type"] = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    how = "inline" if kind in _SHOWN else "attachment"
    name = f"{ids.written(attachment.pk)}.{_ENDINGS.get(kind, 'bin')}"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
