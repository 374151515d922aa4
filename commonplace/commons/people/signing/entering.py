"""From a passphrase or a link that held, by way of the second step where one is set up, to where somebody wanted to go."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Account
from commonplace.commons.people.signing import second_step
from commonplace.commons.people.signing.sessions import enter, is_due_for_age
from commonplace.ground import clock

_WAITING = "second_step"
_WAITS = 10 * 60  # seconds


def go_in(request: Request, account: Account, onward: str, *, without_passphrase: bool = False) -> HttpResponse:
    """Sign in and go on, by way of the yearly question where it is due."""
    enter(request, account, without_passphrase=without_passphrase)
    if is_due_for_age(account.person):
        return redirect("/me/age/?" + urlencode({"next": onward}))
    return redirect(onward)


def let_in(request: Request, account: Account, onward: str, *, without_passphrase: bool = False) -> HttpResponse:
    """Sign in, or ask for a code first."""
    if not second_step.is_asked(account):
        return go_in(request, account, onward, without_passphrase=without_passphrase)
    request.session.flush()
    request.session[_WAITING] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "onward": onward,
        "without_passphrase": without_passphrase,
        "at": clock.now().timestamp(),
    }
    return redirect("/sign-in/code/")


def waiting(request: Request) -> tuple[Account, dict[str, Any]] | None:
    """Who still has to give a code, and what they came for. Over after ten minutes, and when the passphrase changed."""
    held = request.session.get(_WAITING)
    if not held or clock.now().timestamp() - held["at"] > _WAITS:
        return None
    account = Account.objects.select_related("person").filter(pk=held["account"], is_active=True).first()
    if account is None or not hasattr(account, "person"):
        return None
    return (account, held) if constant_time_compare(held["hash"], account.get_session_auth_hash()) else None
