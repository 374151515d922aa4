"""Any program can register itself, within bounds, and is told where everything is."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some
from oauth2_provider.models import Application

from commonplace.edges.bridge.models import Program
from commonplace.edges.bridge.registering import NotRegistered, _redirect_addresses
from commonplace.edges.bridge.scopes import KNOWN, READ
from commonplace.edges.bridge.tests.dance import ALL, Wallet

pytestmark = [pytest.mark.django_db, pytest.mark.database]

GOOD = {"client_name": "Pocket", "redirect_uris": ["https://wallet.example/back"]}


def _register(said: Any) -> Any:
    body = said if isinstance(said, str | bytes) else json.dumps(said)
    return Client(SERVER_NAME="localhost").generic("POST", "/oauth/register/", body, "application/json")


def test_a_program_is_told_what_was_registered() -> None:
    """The request is that of Open Badges 3.0, section 7.1.1.2."""
    asked = {
        "client_name": "Example Client Application",
        "client_uri": "https://client.1edtech.org/",
        "logo_uri": "https://client.1edtech.org/logo.png",
        "tos_uri": "https://client.1edtech.org/terms",
        "policy_uri": "https://client.1edtech.org/privacy",
        "software_id": "c88b6ed8-269e-448e-99be-7e2ff47167d1",
        "software_version": "v4.0.30319",
        "redirect_uris": ["https://client.1edtech.org/Authorize"],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": f"{READ} offline_access",
    }
    answer = _register(asked)
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    told = answer.json()
    assert {name: told[name] for name in asked} == asked
    assert told["client_secret_expires_at"] == 0
    assert told["client_id_issued_at"] > 0
    assert len(told["client_secret"]) == 128


def test_what_nobody_named_is_passed_over_and_what_is_not_known_is_left_out() -> None:
    told = _register(
        GOOD | {"scope": f"{READ} openid", "jwks_uri": "https://x.example/", "application_type": "web"}
    ).json()
    assert told["scope"] == READ
    assert "jwks_uri" not in told
    assert _register(GOOD).json()["scope"].split() == KNOWN


def test_nobody_reaches_further_than_it_registered_for() -> None:
    wallet = Wallet(scope=READ)
    assert Program.objects.get(application__client_id=wallet.told["client_id"]).scope == READ


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uris": None}, {"redirect_uris": []}, {"redirect_uris": "https://a.example/"}, {"redirect_uris": [7]},
        {"redirect_uris": ["http://wallet.example/back"]}, {"redirect_uris": ["com.example.app:/back"]},
        {"redirect_uris": ["javascript:alert(1)"]}, {"redirect_uris": ["https://a.example/#there"]},
        {"redirect_uris": ["https://me@a.example/"]}, {"redirect_uris": ["https://a.example/ https://b.example/"]},
        {"redirect_uris": ["https://*.example/"]}, {"redirect_uris": ["https://a.example:99999/"]},
        {"redirect_uris": ["https:///back"]}, {"redirect_uris": ["//a.example/"]}, {"redirect_uris": ["https://é.example/"]},
        {"redirect_uris": ["https://a.example\\@b.example/"]}, {"redirect_uris": ["https://a.example;x/"]},
        {"redirect_uris": ["https://a.example/" + "x" * 600]}, {"redirect_uris": ["https://a.example/"] * 11},
        {"redirect_uris": ["http://127.0.0.1.evil.example/"]}, {"redirect_uris": ["https://a.example/\n"]},
    ],
    ids=str,
)  # fmt: skip
def test_addresses_are_https_or_ones_own_device(wrong: dict[str, Any]) -> None:
    answer = _register(GOOD | wrong)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_redirect_uri"
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/back", "http://[::1]:8080/", "http://localhost:3000/x", "https://a.example"]
)
def test_a_program_on_ones_own_device_may_have_no_certificate(address: str) -> None:
    assert _register({"redirect_uris": [address]}).status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        "{", "[]", "null", b"\xff", "[" * 10_000, GOOD | {"client_name": 7}, GOOD | {"client_name": "x" * 81},
        GOOD | {"grant_types": ["password"]}, GOOD | {"grant_types": "authorization_code"}, GOOD | {"response_types": ["token"]},
        GOOD | {"token_endpoint_auth_method": "private_key_jwt"}, GOOD | {"token_endpoint_auth_method": []},
        GOOD | {"scope": "openid"}, GOOD | {"scope": [READ]},
        GOOD | {"policy_uri": "http://a.example/"}, GOOD | {"policy_uri": "javascript:alert(1)"}, GOOD | {"contacts": [{}]},
        GOOD | {"software_id": "x" * 201},
    ],
    ids=lambda one: repr(one)[-60:],
)  # fmt: skip
def test_what_does_not_do_is_said_and_nothing_is_kept(wrong: Any) -> None:
    answer = _register(wrong)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_client_metadata"
    assert not Application.objects.exists()


def test_too_much_is_refused() -> None:
    assert _register("x" * 30_000).status_code == 413
    for _count in range(29):
        assert _register("{").status_code == 400
    answer = _register(GOOD)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert not Application.objects.exists()


@given(some.text())
def test_no_address_is_taken_that_could_end_a_line_a_list_or_a_policy(text: str) -> None:
    try:
        taken = _redirect_addresses(["https://a.example/" + text])
    except NotRegistered:
        return
    assert taken[0].isascii()
    assert not set(taken[0]) & set(" \t\r\n;,'\"<>#*\\")


def test_where_everything_is_stands_at_the_known_address() -> None:
    told = Client(SERVER_NAME="localhost").get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == settings.ADDRESS
    assert told["registration_endpoint"] == f"{settings.ADDRESS}/oauth/register/"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token"]


def test_the_service_description_leads_to_registration() -> None:
    answer = Client(SERVER_NAME="localhost").get("/ims/ob/v3p0/discovery")
    assert answer["Content-Type"] == "application/json"
    told = answer.json()
    assert told["openapi"].startswith("3.0.")
    scheme = told["components"]["securitySchemes"]["OAuth2ACG"]
    assert scheme["x-imssf-registrationUrl"] == f"{settings.ADDRESS}/oauth/register/"
    assert scheme["x-imssf-name"] == told["info"]["title"] == "Commonplace"
    flow = scheme["flows"]["authorizationCode"]
    assert set(flow) == {"authorizationUrl", "tokenUrl", "refreshUrl", "scopes"}
    assert set(flow["scopes"]) == set(ALL.split())
    operations = {one["operationId"] for path in told["paths"].values() for one in path.values()}
    assert operations == {"getServiceDescription", "getCredentials", "upsertCredential", "getProfile", "putProfile"}
    refused = Client(SERVER_NAME="localhost").post("/ims/ob/v3p0/discovery")
    assert refused.status_code == 405
    for page in (told["info"]["termsOfService"], told["info"]["x-imssf-privacyPolicyUrl"]):
        assert Client(SERVER_NAME="localhost").get(page.removeprefix(settings.ADDRESS)).status_code == 200
