"""What a request brings, read before it takes a place behind the gate: whoever sends slowly holds up nobody else."""

import errno
import tempfile
import time
from io import BytesIO
from typing import IO, Any, cast

# Several pictures of the largest size (`ground/pictures.py`) and words; no form of ours brings more.
MOST_BYTES = 128 * 1024 * 1024
# So long may it take, in seconds: at 35 KB/s a picture of the largest size is here.
PATIENCE = 600
# Up to so many bytes lie in memory, more in a file that has no name; and where the disk is full, up to so many all the same.
_IN_MEMORY = 512 * 1024
_AT_MOST_IN_MEMORY = 24 * 1024 * 1024
# A read ends when all that it asks for is here, so little is asked for at first, and again where that took long.
_SMALLEST, _LARGEST, _LONG = 64, 64 * 1024, 1.0
# Who sends fewer bytes a second than that, once the first seconds are over, is not sending a picture by a slow line.
_LEAST_PACE, _GRACE = 2048, 30.0


class TooLarge(Exception):
    """More than any form brings."""


class CutOff(Exception):
    """It ended before it was whole, or took too long."""


def has_body(environ: dict[str, Any]) -> bool:
    """Whether a request brings anything that Django would read: what tells its length (PEP 3333)."""
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"}


def read_body(environ: dict[str, Any]) -> IO[bytes]:
    """All that a request brings, from its beginning. Raises TooLarge, CutOff, or OSError where the disk takes no more."""
    length = int(environ["CONTENT_LENGTH"])
    if length > MOST_BYTES:
        raise TooLarge
    body, begun, wanted = _Body(length), time.monotonic(), _SMALLEST
    try:
        while (missing := length - body.size) > 0:
            asked = time.monotonic()
            piece = environ["wsgi.input"].read(min(wanted, missing))
            now = time.monotonic()
            if not piece or now - begun > PATIENCE:
                raise CutOff
            body.add(piece)
            if body.size < length and body.size < (now - begun - _GRACE) * _LEAST_PACE:
                raise CutOff
            wanted = _SMALLEST if now - asked > _LONG else min(wanted * 8, _LARGEST)
    except BaseException:
        body.file.close()
        raise
    body.file.seek(0)
    return body.file


class _Body:
    """What has come so far of a body of so many bytes."""

    def __init__(self, length: int) -> None:
        self.size = 0
        self._may_lie_in_memory = length <= _AT_MOST_IN_MEMORY
        self.file: IO[bytes] = BytesIO() if length <= _IN_MEMORY else self._on_disk()

    def _on_disk(self) -> IO[bytes]:
        try:
            return cast(IO[bytes], tempfile.TemporaryFile(buffering=0))
        except OSError:
            if not self._may_lie_in_memory:
                raise
            return BytesIO()

    def add(self, piece: bytes) -> None:
        try:
            if self.file.write(piece) != len(piece):
                raise OSError(errno.ENOSPC, "the disk took a part of it")
        except OSError:
            if not self._may_lie_in_memory:
                raise
            self._take_into_memory(piece)  # so that words which came with a picture are not lost with it
        self.size += len(piece)

    def _take_into_memory(self, piece: bytes) -> None:
        self.file.seek(0)
        kept = BytesIO()
        kept.write(self.file.read(self.size))
        kept.write(piece)
        self.file.close()
        self.file = kept
