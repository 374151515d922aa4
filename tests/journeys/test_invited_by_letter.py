"""A facilitator invites by e-mail; one without an account comes in by the letter, another says no and is left alone."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from playwright.sync_api import Page, expect

from tests.homes import free_port, run_in
from tests.journeys.conftest import Server
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
CALLED = """
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.stages.recruit.calling import open_call

open_call(
    Community.objects.get(), Person.objects.get(name="nkechi"), words="Come and sit.", seats=3,
    questions=[("What is broken?", True)], asks_approval=True,
)
"""
LETTER = """
from commonplace.ground.models import Letter
print(Letter.objects.filter(to="{to}", words__contains="/invited/").latest("pk").words)
"""
HERE = "/c/the-mending-table/invitations/letters/"


@pytest.fixture
def smtp() -> Iterator[str]:
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def _link(home: Path, to: str) -> str:
    found = re.search(r"/invited/[^/\s]+/", run_in(home, LETTER.format(to=to)))
    assert found
    return found[0]


def _invite(staff: Page, addresses: str) -> None:
    staff.goto("/c/the-mending-table/invitations/")
    staff.get_by_role("link", name="Invite by e-mail").click()
    staff.get_by_label("E-mail addresses").fill(addresses)
    staff.get_by_label("They answer its questions, and then have a seat").check()
    staff.get_by_role("button", name="Send the letters").click()


def test_one_comes_in_by_a_letter_and_one_is_left_alone(
    serve: Callable[..., Server], visit: Callable[..., Page], told: Path, tmp_path: Path, smtp: str
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, CALLED)
    server = serve(home=home, COMMONPLACE_SMTP=smtp)
    staff = visit(server.address)
    staff.goto("/sign-in/")
    staff.locator("#id_name").fill("nkechi")
    staff.locator("#id_passphrase").fill("a kettle is a pot")
    staff.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    _invite(staff, "Ada <ada@elsewhere.example>\nbo at elsewhere")
    expect(staff.get_by_role("alert")).to_contain_text("is no address")
    look_once(staff)
    _invite(staff, "Ada <ada@elsewhere.example>\nbo@elsewhere.example")
    expect(staff.get_by_role("main")).to_contain_text("bo@elsewhere.example")
    look_once(staff)

    bo = visit(server.address, width=320)
    bo.goto(_link(home, "bo@elsewhere.example"))
    look_once(bo)
    bo.get_by_role("link", name="I want no invitations from there").click()
    look_once(bo)
    bo.get_by_role("button", name="No more invitations").click()
    expect(bo.get_by_role("heading", level=1)).to_have_text("You are left alone")

    ada = visit(server.address, width=320, scripts=False)
    ada.goto(_link(home, "ada@elsewhere.example"))
    ada.get_by_role("link", name="Make an account").click()
    ada.get_by_label("Your name").fill("Ada")
    ada.get_by_label("E-mail address").fill("ada@elsewhere.example")
    ada.get_by_label("Passphrase").fill("a pot is a kettle")
    ada.get_by_label("18 or older").check()
    ada.locator("[name=agrees]").check()
    ada.locator("main").get_by_role("button", name="Join").click()
    ada.get_by_label("What is broken?").fill("A lamp of my aunt’s.")
    ada.get_by_label("I have read these norms").check()
    ada.get_by_role("button", name="Come in").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("The Mending Table")

    _invite(staff, "bo@elsewhere.example")
    expect(staff.locator("body")).to_contain_text("They want no letters from you")
    expect(staff.get_by_role("main")).to_contain_text("took it up")
    expect(staff.get_by_role("main")).to_contain_text("said no")
