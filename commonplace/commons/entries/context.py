from typing import Any

from django.http import HttpRequest


class _Unread:
    """How many notices wait, counted only where a page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.number: int | None = None

    def __int__(self) -> int:
        if self.number is None:
            person = getattr(self.request, "person", None)
            self.number = person.notices.filter(read_at=None).count() if person else 0
        return self.number

    def __bool__(self) -> bool:
        return int(self) > 0

    def __str__(self) -> str:
        return str(int(self))


def unread(request: HttpRequest) -> dict[str, Any]:
    """`unread`: the number of notices that somebody has not read."""
    return {"unread": _Unread(request)}
