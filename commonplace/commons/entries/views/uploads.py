"""Where files come in pieces, in the words of tus 1.0: https://tus.io/protocols/resumable-upload."""

import base64
import binascii

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.entries import uploading
from commonplace.commons.entries.models import Upload
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.rules import may_act
from commonplace.ground.causes import Cause, cause_of

_VERSION = "1.0.0"
_PIECE = "application/offset+octet-stream"
_LONGEST_NUMBER = 12


def _answer(status: int, words: str = "", **headers: str | int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = _VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def _where(upload: Upload, status: int) -> HttpResponse:
    """How much of it is here, and until when it is kept."""
    expires = http_date((upload.changed_at + uploading.LASTS).timestamp())
    return _answer(status, Upload_Offset=upload.offset, Upload_Length=upload.size, Upload_Expires=expires)


def _number(request: SignedInRequest, name: str) -> int:
    given = request.headers.get(name, "")
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_NUMBER):
        raise uploading.NotTaken(400, f"{name}?")
    return int(given)


def _refusal(request: SignedInRequest) -> HttpResponse | None:
    if not may_act(request.person):
        raise PermissionDenied(_("You are paused on this commons. What you made before is still yours."))
    if request.headers.get("Tus-Resumable") != _VERSION:
        return _answer(412, Tus_Version=_VERSION)
    return None


@signed_in
@require_http_methods(["POST", "OPTIONS"])
def uploads(request: SignedInRequest) -> HttpResponse:
    """Begin an upload; or, asked for options, say what is understood here."""
    if request.method == "OPTIONS":
        extensions = "creation,expiration,termination"
        return _answer(204, Tus_Version=_VERSION, Tus_Extension=extensions, Tus_Max_Size=uploading.MOST_BYTES)
    refusal = _refusal(request)
    if refusal:
        return refusal
    try:
        upload = uploading.begin(request.person, _name(request), _number(request, "Upload-Length"))
    except uploading.NotTaken as failure:
        return _answer(failure.status, str(failure))
    response = _where(upload, 201)
    response["Location"] = upload.address
    return response


def _name(request: SignedInRequest) -> str:
    """What the file was called, from Upload-Metadata: keys, each with a value in Base64."""
    for pair in request.headers.get("Upload-Metadata", "")[:4000].split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                return ""
    return ""


@signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how much of an upload is here, take the next piece, or forget it. Whoever began it alone finds it."""
    refusal = _refusal(request)
    if refusal:
        return refusal
    found: Upload = get_object_or_404(Upload, person=request.person, pk=pk)
    if request.method == "HEAD":
        return _where(found, 200)
    if request.method == "DELETE":
        uploading.give_up(found)
        return _answer(204)
    if request.content_type != _PIECE:
        return _answer(415)
    try:
        length = _number(request, "Content-Length")
        found.offset = uploading.take(found, _number(request, "Upload-Offset"), request, length)  # type: ignore[arg-type]
    except uploading.NotTaken as failure:
        return _answer(failure.status, str(failure))
    except FileNotFoundError:
        return _answer(410)
    except OSError as failure:
        if cause_of(failure) is not Cause.FULL:
            raise
        return _answer(507)
    return _where(found, 204)
