"""Letting somebody in, once it is clear who they are."""

from datetime import timedelta

from django.contrib.auth import login

from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock

_BACKEND = "commonplace.commons.people.backend.AccountBackend"
_BY_LINK = "came_by_link_at"
_YEAR = timedelta(days=365)


def enter(request: Request, account: Account, *, by_link: bool = False) -> None:
    """Sign somebody in, with a new session key."""
    login(request, account, backend=_BACKEND)
    if by_link:
        request.session[_BY_LINK] = clock.now().timestamp()


def came_by_link_just_now(request: Request) -> bool:
    """Whether a letter, and no passphrase, brought them in within the last half hour."""
    return clock.now().timestamp() - request.session.get(_BY_LINK, 0) < timedelta(minutes=30).total_seconds()


def is_due_for_age(person: Person) -> bool:
    """Whether a year has gone since somebody last said how old they are."""
    return clock.now() - person.age_asked_at > _YEAR
