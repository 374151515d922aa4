"""What a request brings, read before it takes a place behind the gate: whoever sends slowly holds up nobody else."""

import errno
import tempfile
import time
from contextlib import ExitStack
from io import BytesIO
from types import TracebackType
from typing import IO, Any, Self, cast

from commonplace.project.shares import Shares

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


# All that was sent and not answered yet may together take so much, in each process: on the disk, since the folder for such
# files is often small or lies in memory; and in memory, apart from it, so that words get through beside pictures.
MOST_ON_DISK = 4 * MOST_BYTES
MOST_IN_MEMORY = 64 * 1024 * 1024


class TooLarge(Exception):
    """More than any form brings."""


class CutOff(Exception):
    """It ended before it was whole, or took too long."""


class NoRoom(Exception):
    """What others sent takes all the room that there is for it."""


class Room:
    """Where bodies lie until they are answered, and how much of it there is."""

    def __init__(self) -> None:
        self.on_disk, self.in_memory = Shares(MOST_ON_DISK), Shares(MOST_IN_MEMORY)


def has_body(environ: dict[str, Any]) -> bool:
    """Whether a request brings anything that Django would read: what tells its length (PEP 3333)."""
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"}


def read_body(environ: dict[str, Any], room: Room, network: str) -> "Body":
    """All that a request brings, from its beginning, to be closed when it is answered.

    Raises TooLarge, CutOff, NoRoom, or OSError where the disk takes no more.
    """
    length = int(environ["CONTENT_LENGTH"])
    if length > MOST_BYTES:
        raise TooLarge
    with ExitStack() as unfinished:
        body = unfinished.enter_context(Body(length, room, network))
        _read(environ["wsgi.input"], body, length)
        unfinished.pop_all()
    body.file.seek(0)
    return body


def _read(arrives: IO[bytes], body: "Body", length: int) -> None:
    begun, wanted = time.monotonic(), _SMALLEST
    while (missing := length - body.size) > 0:
        asked = time.monotonic()
        piece = arrives.read(min(wanted, missing))
        now = time.monotonic()
        if not piece or now - begun > PATIENCE:
            raise CutOff
        body.add(piece)
        if body.size < length and body.size < (now - begun - _GRACE) * _LEAST_PACE:
            raise CutOff
        wanted = _SMALLEST if now - asked > _LONG else min(wanted * 8, _LARGEST)


class Body:
    """What has come so far of a body of so many bytes, and the room that it takes."""

    def __init__(self, length: int, room: Room, network: str) -> None:
        self.size = 0
        self._length, self._network, self._room = length, network, room
        self._may_lie_in_memory = length <= _AT_MOST_IN_MEMORY
        self._lies_in = room.in_memory if length <= _IN_MEMORY else room.on_disk
        # All of it at once: if many found in the middle that there is no more, all of them would have sent it for nothing.
        if not self._lies_in.take(network, length):
            raise NoRoom
        try:
            self.file: IO[bytes] = BytesIO() if length <= _IN_MEMORY else self._on_disk()
        except OSError:
            self._lies_in.give_back(network, length)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, at: TracebackType | None
    ) -> None:
        self.file.close()
        self._lies_in.give_back(self._network, self._length)

    def _on_disk(self) -> IO[bytes]:
        try:
            return cast(IO[bytes], tempfile.TemporaryFile(buffering=0))
        except OSError:
            if not self._moves_into_memory():
                raise
            return BytesIO()

    def add(self, piece: bytes) -> None:
        try:
            if self.file.write(piece) != len(piece):
                raise OSError(errno.ENOSPC, "the disk took a part of it")
        except OSError:
            if not self._moves_into_memory():
                raise
            self._take_into_memory(piece)
        self.size += len(piece)

    def _moves_into_memory(self) -> bool:
        """Whether there is room for it there, so that words which came with a picture are not lost with it."""
        if not self._may_lie_in_memory or not self._room.in_memory.take(self._network, self._length):
            return False
        self._lies_in.give_back(self._network, self._length)
        self._lies_in = self._room.in_memory
        return True

    def _take_into_memory(self, piece: bytes) -> None:
        self.file.seek(0)
        kept = BytesIO()
        kept.write(self.file.read(self.size))
        kept.write(piece)
        self.file.close()
        self.file = kept
