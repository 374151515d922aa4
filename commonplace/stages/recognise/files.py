"""A badge as a file to take along: what it says as JSON, or its picture with that in it."""

from django.http import Http404, HttpResponse

from commonplace.stages.recognise import drawing
from commonplace.stages.recognise.backpack import said_by
from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.models import Credential

# No types over which the veil is laid: a letter changed would break what is signed.
_TYPES = {"json": "application/vc", "svg": "application/octet-stream", "png": "image/png"}


def as_file(credential: Credential, ending: str) -> HttpResponse:
    """The file of this ending: json, svg or png. Raises Http404 for others."""
    if ending not in _TYPES:
        raise Http404
    content = credential.text.encode() if ending == "json" else _baked(credential, ending)
    response = HttpResponse(content, content_type=_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="badge.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def _baked(credential: Credential, ending: str) -> bytes:
    """Its own picture with the badge in it, where it has one of this kind; a plain one otherwise."""
    media_type, own = drawing.within(said_by(credential).picture)
    name = credential.name or "Badge"
    plain = drawing.as_svg({}, name).encode() if ending == "svg" else _drawn(credential)
    if media_type == ("image/svg+xml" if ending == "svg" else "image/png"):
        try:
            return baking.bake(own, credential.text)
        except (baking.NoPicture, ValueError):
            pass  # a picture from elsewhere that carries nothing
    return baking.bake(plain, credential.text)


def _drawn(credential: Credential) -> bytes:
    award = credential.award
    return drawing.as_png(award.badge.drawn if award is not None else {})
