from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from commonplace.commons.people.models import Account


class AccountBackend(ModelBackend):
    """Signs in by e-mail address or sign-in name, and fetches account and person in one query."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any) -> Account | None:
        given = (username or more.get("email") or "").strip().lower()
        if not given or password is None:
            return None
        account = Account.objects.filter(Q(username=given) | Q(email=given)).first()
        if account is None:
            Account().set_password(password)  # as slow as a wrong password, so that nobody learns who has an account
            return None
        return account if account.check_password(password) and self.user_can_authenticate(account) else None

    def get_user(self, user_id: int) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
