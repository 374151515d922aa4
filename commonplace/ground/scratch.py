"""Where what is being sent or made lies until it is kept: on the disk of the home, since the system's own folder may lie in memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder for it, within the home."""
    place = Path(settings.HOME) / "uploads"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


@contextmanager
def scratch_file(ending: str = "part") -> Iterator[Path]:
    """A file to write in, which is gone when the block ends."""
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="made-", suffix=f".{ending}", delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
