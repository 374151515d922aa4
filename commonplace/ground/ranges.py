"""Parts of files, for players that ask for the end first or seek: one range of bytes (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 64 * 1024


def part_of(file: IO[bytes], size: int, asked: str) -> HttpResponseBase:
    """The part of an open file of `size` bytes that `asked`, a Range header, names: 206, or 416 where there is none.

    The whole (200) where nothing was asked for, or something else than one range of bytes.
    """
    found = _ONE_RANGE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        response: HttpResponseBase = FileResponse(file)
    else:
        begins, ends = _bounds(found[1], found[2], size)
        response = _piece(file, begins, ends, size) if begins <= ends else _no_such_part(file, size)
    response["Accept-Ranges"] = "bytes"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte; with no first one, so many at the end."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size), size - 1)


def _piece(file: IO[bytes], begins: int, ends: int, size: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_read(file, begins, ends - begins + 1), status=206)
    response["Content-Range"] = f"bytes {begins}-{ends}/{size}"
    response["Content-Length"] = str(ends - begins + 1)
    return response


def _no_such_part(file: IO[bytes], size: int) -> HttpResponse:
    file.close()
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})


def _read(file: IO[bytes], begins: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(begins)
        while length > 0 and (piece := file.read(min(_PIECE, length))):
            length -= len(piece)
            yield piece
