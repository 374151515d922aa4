"""Letting somebody in once it is clear who they are, knowing how fresh that is, and ending it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import login
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.signing import log
from commonplace.commons.people.signing.browsers import browser_called
from commonplace.commons.people.signing.models import Session
from commonplace.commons.people.signing.session_store import BROWSER, MADE_AT, NOT_SEEN_FOR
from commonplace.ground import clock
from commonplace.ground.happenings import record

_BACKEND = "commonplace.commons.people.backend.AccountBackend"
_BY_OTHER_MEANS = "came_without_passphrase_at"
CONFIRMED = "confirmed_at"
_YEAR = timedelta(days=365)
_ends_too: list[Callable[[Account], None]] = []


def ends_with_sessions(end: Callable[[Account], None]) -> None:
    """Have `end` called for an account, in the same transaction, when all its sessions end. Called from `AppConfig.ready`."""
    _ends_too.append(end)


def enter(request: Request, account: Account, *, without_passphrase: bool = False) -> None:
    """Sign somebody in, with a new session key. Nothing that was in the session before stays in it."""
    request.session.flush()
    login(request, account, backend=_BACKEND)
    request.session[BROWSER] = browser_called(request.headers.get("User-Agent", ""))
    request.session[MADE_AT] = timezone.now().isoformat()
    confirm(request, without_passphrase=without_passphrase)
    log.signed_in(request, account, "link-or-passkey" if without_passphrase else "passphrase")


def confirm(request: Request, *, without_passphrase: bool = False) -> None:
    """Write down that it is them, as of now."""
    request.session[CONFIRMED] = clock.now().timestamp()
    if without_passphrase:
        request.session[_BY_OTHER_MEANS] = clock.now().timestamp()


def _since(request: Request, name: str) -> timedelta:
    return timedelta(seconds=clock.now().timestamp() - request.session.get(name, 0))


def is_confirmed(request: Request, within: timedelta) -> bool:
    """Whether they showed within this time that it is them."""
    return _since(request, CONFIRMED) < within


def came_without_passphrase_just_now(request: Request) -> bool:
    """Whether a letter or a passkey, and no passphrase, brought them in within the last half hour."""
    return _since(request, _BY_OTHER_MEANS) < timedelta(minutes=30)


def is_due_for_age(person: Person) -> bool:
    """Whether a year has gone since somebody last said how old they are."""
    return clock.now() - person.age_asked_at > _YEAR


@dataclass(frozen=True)
class Place:
    """A browser in which somebody is signed in. `mark` names it in a form, and opens nothing."""

    mark: str
    browser: str
    made_at: datetime
    seen_at: datetime
    is_here: bool


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def _live(account: Account) -> list[Session]:
    now = timezone.now()
    live = Session.objects.filter(account=account, expire_date__gt=now, seen_at__gt=now - NOT_SEEN_FOR)
    return list(live.order_by("-seen_at"))


def places(request: Request, account: Account) -> list[Place]:
    """Where somebody is signed in: here first, then by when they were last there."""
    here = request.session.session_key
    rows = sorted(_live(account), key=lambda row: row.session_key != here)
    return [Place(_mark(row.pk), row.browser, row.made_at, row.seen_at, row.pk == here) for row in rows]


@transaction.atomic
def end_one(account: Account, mark: str) -> bool:
    """Sign somebody out of one place. False where it was over already."""
    keys = [row.pk for row in _live(account) if _mark(row.pk) == mark]
    return bool(Session.objects.filter(pk__in=keys).delete()[0])


@transaction.atomic
def end_all(person: Person, but: str | None = None) -> None:
    """Sign somebody out everywhere, at once, programs that act for them too; `but` is the key of a session that goes on."""
    if person.account is None:
        return
    for end in _ends_too:
        end(person.account)
    if Session.objects.filter(account=person.account_id).exclude(pk=but or "").delete()[0]:
        record("sessions.ended", by=person)


def forget_lapsed() -> None:
    """Delete the rows of sessions that are over, which nobody can use or see any more."""
    now = timezone.now()
    Session.objects.filter(Q(expire_date__lte=now) | Q(seen_at__lte=now - NOT_SEEN_FOR)).delete()
