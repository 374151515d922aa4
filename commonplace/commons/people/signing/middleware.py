"""Whose account a request comes from."""

from typing import cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from commonplace.commons.people.models import Account


def _account_of(request: HttpRequest) -> Account | AnonymousUser:
    """The account that came with the session, if all is as Django would find it; else Django says what follows."""
    session = request.session
    held = session.get(SESSION_KEY)
    account = session.account  # type: ignore[attr-defined]
    if (
        account is not None
        and account.is_active
        and str(account.pk) == held
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    ):
        return account
    return get_user(request)


class WhoseAccount(AuthenticationMiddleware):
    """Puts `request.user` in place, without a query of its own: it came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(Account, SimpleLazyObject(lambda: _account_of(request)))
