"""Programs of others, where somebody leaves the commons or the commons is put back to what it was."""

from collections.abc import Callable

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from commonplace.commons.people.models import Person
from commonplace.edges.bridge.models import Agreement
from commonplace.edges.bridge.tests.dance import Wallet
from commonplace.edges.own.archive import kept_models
from commonplace.edges.own.leaving import leave

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("keep", [True, False])
def test_whoever_leaves_leaves_no_program_behind(
    keep: bool, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    amara, wallet = person("amara"), Wallet()
    here = sign_in(amara)
    told, code = wallet.tokens(here), wallet.back_with(here)["code"]
    leave(amara, keep=keep)
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 401
    assert wallet.renew(told["refresh_token"]).json()["error"] == "invalid_grant"
    assert wallet.exchange(code).json()["error"] == "invalid_grant"
    for model in (Agreement, AccessToken, RefreshToken, Grant):
        assert not model.objects.exists()


def test_a_backup_holds_programs_and_agreements_and_no_tokens() -> None:
    """What was revoked since the backup was made would be good again."""
    kept = {model._meta.label_lower for model in kept_models()}
    assert {"oauth2_provider.application", "bridge.program", "bridge.agreement"} <= kept
    assert {label for label in kept if label.startswith("oauth2_provider.")} == {"oauth2_provider.application"}
