"""What django-oauth-toolkit asks while it hands out tokens and looks at them, where we know better than it does."""

import hashlib
from typing import Any

from django.utils.crypto import constant_time_compare
from oauth2_provider.models import Grant
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request

from commonplace.edges.bridge import programs


def digest_of(secret: str) -> str:
    """As which the secret of a program is kept. It has some 500 random bits, so that no slow digest is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Validator(OAuth2Validator):
    """No token is good without an agreement that stands, and a code is exchanged once even where it is sent twice at a time."""

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        # A public program has none, and none is as good as any: RFC 7636 stands in for it.
        return bool(stored_secret) and constant_time_compare(digest_of(provided_secret), stored_secret)

    def validate_code(self, client_id: str, code: str, client: Any, request: Request, *args: Any, **more: Any) -> bool:
        # Whoever comes second waits here, and finds it gone.
        Grant.objects.select_for_update().filter(code=code).first()
        return bool(super().validate_code(client_id, code, client, request, *args, **more)) and _stands(request, client)

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Request, *args: Any, **more: Any
    ) -> bool:
        good = bool(super().validate_refresh_token(refresh_token, client, request, *args, **more))
        return good and _stands(request, client)

    def validate_bearer_token(self, token: str, scopes: list[str], request: Request) -> bool:
        if not super().validate_bearer_token(token, scopes, request):
            return False
        if _stands(request, request.client):
            return True
        request.oauth2_error = {"error": "invalid_token", "error_description": "It was taken back."}
        return False

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **more: Any) -> None:
        super().save_bearer_token(token, request, *args, **more)
        programs.note_use(request.user.pk, request.client.pk)


def _stands(request: Request, client: Any) -> bool:
    return request.user is not None and programs.stands(request.user.pk, client.pk)
