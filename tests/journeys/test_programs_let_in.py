"""A wallet on somebody's own device is let in over plain sockets and a browser without scripts, reads the backpack, and is ended."""

import base64
import hashlib
import http.server
import json
import os
import secrets
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
GIVEN = """
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.stages.recognise.awarding import offer, say_yes
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.drawing import PLAIN
from commonplace.stages.recognise.sealing import renew_seal

table, nkechi = Community.objects.get(), Person.objects.get(name="nkechi")
renew_seal(table, nkechi)
badge = design_badge(table, nkechi, drawn=PLAIN, name="Can mend", says="Mends.", criteria="Mend a kettle.")
say_yes(offer(badge, nkechi, nkechi), nkechi)
"""
SCOPE = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly"


@pytest.fixture
def wallet() -> Iterator[tuple[str, list[str]]]:
    """Where a program on this device waits for whoever comes back to it, and with what they came."""
    came: list[str] = []

    class Waits(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the library asks for
            if self.path.startswith("/back"):
                came.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Wallet</title><h1>You can go back to your wallet</h1>")

        def log_message(self, *_said: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Waits)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/back", came
    server.shutdown()
    server.server_close()


def _ask(address: str, said: Any = None, *, kind: str = "application/json", token: str = "") -> Any:
    data = None if said is None else (json.dumps(said) if kind == "application/json" else urlencode(said)).encode()
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=30) as answer:
        return json.loads(answer.read())


def test_a_wallet_is_let_in_reads_the_backpack_and_is_ended(
    serve: Callable[..., Server], visit: Callable[..., Page], told: Path, tmp_path: Path, wallet: tuple[str, list[str]]
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    server = serve(home=home)
    run_in(home, GIVEN, COMMONPLACE_URL=server.address)
    back, came = wallet
    api = f"{server.address}/ims/ob/v3p0"
    scheme = _ask(f"{api}/discovery")["components"]["securitySchemes"]["OAuth2ACG"]
    where = scheme["flows"]["authorizationCode"]
    here = {name: server.address + urlsplit(where[name]).path for name in ("authorizationUrl", "tokenUrl")}
    registers_at = server.address + urlsplit(scheme["x-imssf-registrationUrl"]).path
    told_back = _ask(
        registers_at,
        {"client_name": "Pocket", "redirect_uris": [back], "scope": SCOPE, "token_endpoint_auth_method": "none"},
    )
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asking = {
        "response_type": "code", "client_id": told_back["client_id"], "redirect_uri": back, "scope": SCOPE, "state": "7",
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    leads_to = here["authorizationUrl"] + "?" + urlencode(asking)

    looking = visit(server.address, width=320)
    sign_in(looking, "nkechi")
    looking.wait_for_url(lambda address: "sign-in" not in address)
    looking.goto(leads_to)
    look_once(looking)
    _picture(looking, "let-in")

    page = visit(server.address, width=320, scripts=False)
    page.goto(leads_to)
    page.locator("#id_name").fill("nkechi")
    page.locator("#id_passphrase").fill("a kettle is a pot")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Let Pocket in?")).to_be_visible()
    page.get_by_role("button", name="Let it in").click()
    expect(page.get_by_role("heading", name="You can go back to your wallet")).to_be_visible()

    brought = {name: values[0] for name, values in parse_qs(urlsplit(came[0]).query).items()}
    assert brought["state"] == "7"
    sent = {
        "grant_type": "authorization_code", "code": brought["code"], "redirect_uri": back, "code_verifier": verifier,
        "client_id": told_back["client_id"],
    }  # fmt: skip
    tokens = _ask(here["tokenUrl"], sent, kind="application/x-www-form-urlencoded")
    read = _ask(f"{api}/credentials", token=tokens["access_token"])
    assert [one["name"] for one in read["credential"]] == ["Can mend"]

    looking.goto("/me/programs/")
    look_once(looking)
    _picture(looking, "programs")
    page.goto(server.address + "/me/programs/")
    page.get_by_role("button", name="End this").click()
    expect(page.get_by_text("“Pocket” acts for you no longer.")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        _ask(f"{api}/credentials", token=tokens["access_token"])
    looking.goto("/me/programs/")
    _picture(looking, "none")


def _picture(page: Page, name: str) -> None:
    if not (folder := os.environ.get("API_PICTURES")):
        return
    for width in (320, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="light")
