"""What a request brings, read before it takes a place behind the gate: whoever sends slowly holds up nobody else."""

import tempfile
import time
from typing import IO, Any, cast

# Several pictures of the largest size (`ground/pictures.py`) and words; no form of ours brings more.
MOST_BYTES = 128 * 1024 * 1024
# So long may it take, in seconds: at 35 KB/s a picture of the largest size is here.
PATIENCE = 600
# Up to so many bytes lie in memory, the rest in a file that has no name.
_IN_MEMORY = 512 * 1024
_PIECE = 64 * 1024


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
    until = time.monotonic() + PATIENCE
    body = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - closed by whoever asked
    try:
        while (missing := length - body.tell()) > 0:
            piece = environ["wsgi.input"].read(min(_PIECE, missing))
            if not piece or time.monotonic() > until:
                raise CutOff
            body.write(piece)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body
