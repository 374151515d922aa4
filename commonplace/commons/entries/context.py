from typing import Any

from django.http import HttpRequest

from commonplace.commons.entries.models import Notice


class _Unread:
    """How many notices wait that can still be read, counted only where a page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.number: int | None = None

    def __int__(self) -> int:
        if self.number is None:
            person = getattr(self.request, "person", None)
            self.number = Notice.objects.readable_by(person).filter(read_at=None).count() if person else 0
        return self.number

    def __bool__(self) -> bool:
        return int(self) > 0

    def __str__(self) -> str:
        return str(int(self))


def unread(request: HttpRequest) -> dict[str, Any]:
    """`unread`: the number of notices that somebody has not read."""
    return {"unread": _Unread(request)}
