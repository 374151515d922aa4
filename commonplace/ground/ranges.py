"""Parts of files, for players that ask for the end first or seek: one range of bytes (RFC 9110, section 14)."""

import re
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase

_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
# So much is sent of a part at once: what is small needs no thread that waits for a slow reader. Half a minute of a recording.
MOST_BYTES = 256 * 1024


def part_of(file: IO[bytes], size: int, asked: str) -> HttpResponseBase:
    """The part of an open file of `size` bytes that `asked`, a Range header, names: 206, or 416 where there is none.

    Of a part no more than its first MOST_BYTES are sent; whoever asked looks in Content-Range how much came, and asks for
    more (RFC 9110, section 15.3.7), as players do. The whole (200) where nothing was asked for, or something else than one
    range of bytes.
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


def _piece(file: IO[bytes], begins: int, ends: int, size: int) -> HttpResponse:
    ends = min(ends, begins + MOST_BYTES - 1)
    with file:
        file.seek(begins)
        response = HttpResponse(file.read(ends - begins + 1), status=206)
    response["Content-Range"] = f"bytes {begins}-{ends}/{size}"
    return response


def _no_such_part(file: IO[bytes], size: int) -> HttpResponse:
    file.close()
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
