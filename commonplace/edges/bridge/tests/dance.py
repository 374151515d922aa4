"""A program as tests play it: it registers, leads somebody to us, takes the code that comes back, and goes on from there."""

import base64
import hashlib
import html
import json
import re
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client

from commonplace.edges.bridge.scopes import ADD, CHANGE_PROFILE, OFFLINE, READ, READ_PROFILE

ALL = f"{READ} {ADD} {READ_PROFILE} {CHANGE_PROFILE} {OFFLINE}"
BACK = "https://wallet.example/back?in=1"


def _fields(page: str) -> dict[str, str]:
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if "code_challenge" in one)
    inputs = re.findall(r"<input\b[^>]*>", form)
    named = {re.search(r'name="([^"]*)"', one)[1]: re.search(r'value="([^"]*)"', one) for one in inputs}
    return {name: html.unescape(value[1]) if value else "" for name, value in named.items()}


class Wallet:
    """A program with a secret, or without one where it is `public`."""

    def __init__(self, *, public: bool = False, back: str = BACK, scope: str = ALL, **more: Any) -> None:
        self.http = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        self.back, self.scope = back, scope
        told = self.http.post(
            "/oauth/register/",
            {
                "client_name": "Pocket",
                "redirect_uris": [back],
                "scope": scope,
                "token_endpoint_auth_method": "none" if public else "client_secret_basic",
                **more,
            },
            content_type="application/json",
        )
        assert told.status_code == 201, told.content
        self.told = told.json()
        self.verifier = secrets.token_urlsafe(48)

    @property
    def asking(self) -> dict[str, str]:
        """What it asks for, as it leads somebody to us."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        return {
            "response_type": "code",
            "client_id": self.told["client_id"],
            "redirect_uri": self.back,
            "scope": self.scope,
            "state": "26357667",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }

    def page(self, somebody: Client, **other: str | None) -> HttpResponse:
        """The page on which somebody agrees; `other` changes what is asked, None leaves it out."""
        asking = {name: value for name, value in (self.asking | other).items() if value is not None}
        return somebody.get("/oauth/authorize/?" + urlencode(asking))

    def back_with(self, somebody: Client, *, allow: bool = True, **other: str | None) -> dict[str, str]:
        """What comes back with somebody who agreed, or did not."""
        page = self.page(somebody, **other)
        assert page.status_code == 200, page.content
        sent = _fields(page.content.decode()) | ({"allow": "True"} if allow else {})
        answer = somebody.post(page.wsgi_request.get_full_path(), sent)
        assert answer.status_code == 302, answer.content
        assert answer["Location"].startswith(self.back), answer["Location"]
        return dict(parse_qsl(urlsplit(answer["Location"]).query))

    def post(self, address: str, sent: dict[str, str], **headers: str) -> HttpResponse:
        """Ask what a program asks with its secret, or with its name alone where it has none."""
        if "client_secret" in self.told:
            basic = base64.b64encode(f"{self.told['client_id']}:{self.told['client_secret']}".encode()).decode()
            headers = {"HTTP_AUTHORIZATION": f"Basic {basic}"} | headers
        else:
            sent = {"client_id": self.told["client_id"]} | sent
        return self.http.post(address, urlencode(sent), content_type="application/x-www-form-urlencoded", **headers)

    def exchange(self, code: str, **other: str) -> HttpResponse:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": self.verifier,
        }
        return self.post("/oauth/token/", sent | other)

    def renew(self, token: str, **other: str) -> HttpResponse:
        return self.post("/oauth/token/", {"grant_type": "refresh_token", "refresh_token": token} | other)

    def revoke(self, token: str, **other: str) -> HttpResponse:
        return self.post("/oauth/revoke/", {"token": token} | other)

    def tokens(self, somebody: Client, **other: str | None) -> dict[str, Any]:
        """All of it, up to the tokens."""
        answer = self.exchange(self.back_with(somebody, **other)["code"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    def asks(
        self, method: str, path: str, token: str, body: Any = None, kind: str = "application/json"
    ) -> HttpResponse:
        """Ask the API with a token."""
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        return self.http.generic(method, "/ims/ob/v3p0" + path, data, kind, HTTP_AUTHORIZATION=f"Bearer {token}")
