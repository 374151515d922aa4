"""The one clock. Everything that asks the time asks here, so that a story can be told as if it were another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, in UTC and aware of it, or the moment pretended by `at`."""
    return _pretended.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment` (aware). The demo commons and tests tell their stories with it."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
