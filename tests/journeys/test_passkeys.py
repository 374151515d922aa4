"""Passkeys, with the virtual authenticator that Chromium has for tests (W3C Web Authentication, section 11)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from commonplace.commons.people.actions import DEMO_PASSPHRASE
from tests.journeys.conftest import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serve: Callable[..., Server], own_demo: Path) -> str:
    """The demo by a name, since browsers make no passkey for a number."""
    return serve("--demo", home=own_demo).address.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(visit: Callable[..., Page], address: str) -> tuple[Page, CDPSession, str]:
    page = visit(address)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return page, tools, key


def _sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address or sign-in name").fill(name)
    page.get_by_label("Passphrase").fill(DEMO_PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))


def _make(page: Page, name: str) -> None:
    page.goto("/me/sign-in/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Make a passkey").click()


def _come_back(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/sign-in/?next=/library/")
    page.get_by_role("button", name="Use a passkey").click()


def _somebody(page: Page, number: int) -> str:
    page.goto("/sign-in/")
    return page.locator(".side form input[name=name]").nth(number).get_attribute("value") or ""


def test_a_passkey_is_made_used_renamed_and_removed(device: tuple[Page, CDPSession, str]) -> None:
    page, tools, key = device
    _sign_in(page, _somebody(page, 0))
    _make(page, "my phone")
    expect(page.get_by_text("From now on you can sign in with “my phone”.")).to_be_visible()
    [held] = tools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert held["isResidentCredential"]
    assert held["rpId"] == "localhost"
    _come_back(page)
    page.wait_for_url("**/library/")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    page.goto("/me/sign-in/")
    page.get_by_role("link", name="my phone").click()
    page.get_by_label("Name", exact=True).fill("the old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="the old phone").click()
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_role("link", name="the old phone")).to_have_count(0)
    _come_back(page)
    expect(page.get_by_role("heading", name="This passkey does not fit")).to_be_visible()


def test_a_device_that_is_not_unlocked_signs_nobody_in(device: tuple[Page, CDPSession, str]) -> None:
    page, tools, key = device
    _sign_in(page, _somebody(page, 1))
    _make(page, "key")
    expect(page.get_by_role("link", name="key", exact=True)).to_be_visible()
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    _come_back(page)
    expect(page.get_by_text("Your device gave no passkey.")).to_be_visible()


def test_without_scripts_the_page_offers_no_passkey_and_works(visit: Callable[..., Page], address: str) -> None:
    page = visit(address + "/sign-in/", scripts=False)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    _sign_in(page, _somebody(page, 0))
    page.goto("/me/sign-in/codes/")
    expect(page.get_by_label("The code that your app shows now")).to_be_visible()
