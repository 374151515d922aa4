from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest

from commonplace.commons.people.doors import is_on_loopback
from commonplace.commons.people.models import Account
from commonplace.ground.prepared import prepared

# Two may say of one address that it is theirs: one by mistake. Each costs a slow check.
_CLAIMS = 2


class AccountBackend(ModelBackend):
    """Signs in by e-mail address or sign-in name, and fetches account and person in one query."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Account | None:
        given = (username or more.get("email") or "").strip().lower()
        if not given or password is None:
            return None
        accounts = list(_accounts_of(given))
        for account in accounts:
            if account.check_password(password) and self.user_can_authenticate(account):
                return None if account.is_demo and not is_on_loopback(request) else account
        # As slow whether it is somebody's or nobody's, so that nobody learns who has an account. Of an address one could
        # tell by claiming it oneself, and seeing whether one passphrase is looked at then or two.
        for _missing in range((_CLAIMS if "@" in given else 1) - len(accounts)):
            Account().set_password(password)
        return None

    def get_user(self, user_id: int) -> Account | None:
        account = next(iter(_with_person(account=user_id)), None)
        return account if account and self.user_can_authenticate(account) else None


@prepared
def _with_person(account: int) -> QuerySet[Account]:
    return Account.objects.select_related("person").filter(pk=account)


def _accounts_of(given: str) -> "list[Account]":
    """Whose sign-in name or address this is, whoever confirmed it first."""
    first = Case(When(Q(username=given) | Q(email=given), then=Value(0)), default=Value(1))
    found = Account.objects.filter(Q(username=given) | Q(email=given) | Q(email_claimed=given))
    return list(found.order_by(first, "created_at")[:_CLAIMS])
