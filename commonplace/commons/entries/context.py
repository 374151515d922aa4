from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared

# Nobody needs to know of more.
_MOST = 99


@prepared
def _waiting(person: Person) -> QuerySet[Any]:
    return Notice.objects.readable_by(person).filter(read_at=None).order_by().values_list("pk")[:_MOST]


def unread_by(person: Person | None) -> int:
    """How many notices wait for somebody that they can still read, counted up to 99."""
    return len(_waiting(person=person)) if person else 0


class _Unread:
    """How many notices wait that can still be read, counted only where a page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.number: int | None = None

    def __int__(self) -> int:
        if self.number is None:
            person = getattr(self.request, "person", None)
            self.number = unread_by(person)
        return self.number

    def __bool__(self) -> bool:
        return int(self) > 0

    def __str__(self) -> str:
        return str(int(self))


def unread_of(request: HttpRequest) -> _Unread:
    """How many notices wait for whoever asks, asked for once however many want to know."""
    known: _Unread = request.__dict__.setdefault("unread_notices", _Unread(request))
    return known


def unread(request: HttpRequest) -> dict[str, Any]:
    """`unread`: the number of notices that somebody has not read."""
    return {"unread": unread_of(request)}
