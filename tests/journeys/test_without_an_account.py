"""A guest comes without an account, is reminded, changes their mind, and the next in line is offered the place."""

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
PLANNED = """
from datetime import timedelta
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.places import say_coming

table = Community.objects.get()
Community.objects.update(audience=Audience.OPEN)
nkechi = Person.objects.get(name="nkechi")
begins = clock.now() + timedelta(days=3)
plan_gathering(
    table, nkechi, title="Kettles", starts_at=begins, ends_at=begins + timedelta(hours=2), capacity=1,
    audience=Audience.OPEN,
)
"""
NEXT_IN_LINE = """
from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming

print(say_coming(Gathering.objects.latest("pk"), Person.objects.get(name="nkechi"), "yes").answer)
"""
REMINDED = """
from datetime import timedelta
from commonplace.ground import clock
from commonplace.stages.gather.tasks import remind

with clock.at(clock.now() + timedelta(hours=25)):
    remind.call()
    remind.call()
"""
LETTERS = """
from commonplace.ground.models import Letter
print("|||".join(Letter.objects.filter(to="ada@elsewhere.example").order_by("pk").values_list("words", flat=True)))
"""
ANSWERS = """
from commonplace.stages.gather.models import Coming
print(*Coming.objects.order_by("pk").values_list("answer", flat=True))
"""


@pytest.fixture
def smtp() -> Iterator[str]:
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def _look_at(visit: Callable[..., Page], server: Server, link: str) -> None:
    """With scripts, which axe is one of."""
    page = visit(server.address, width=320)
    page.goto(link)
    look_once(page)


def test_a_guest_comes_without_an_account_and_whoever_joins_later_by_that_address_has_what_they_said(
    serve: Callable[..., Server], visit: Callable[..., Page], told: Path, tmp_path: Path, smtp: str
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, PLANNED)
    server = serve(home=home, COMMONPLACE_SMTP=smtp)

    def letters() -> list[str]:
        return run_in(home, LETTERS).strip().split("|||")

    page = visit(server.address, width=320, scripts=False)
    page.goto("/c/the-mending-table/gatherings/")
    page.get_by_role("link", name="Kettles").click()
    page.get_by_role("link", name="Come without an account").click()
    page.get_by_label("18 or older").check()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@elsewhere.example")
    page.get_by_role("button", name="Send me the letter").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    link = re.search(r"/guests/\S+", letters()[0])
    assert link
    _look_at(visit, server, link[0])
    page.goto(link[0])
    page.get_by_role("button", name="Yes, I am coming").click()
    expect(page.get_by_role("heading", name="You are coming")).to_be_visible()
    expect(page.get_by_role("link", name="Google")).to_have_attribute("href", re.compile("calendar.google.com"))
    assert run_in(home, NEXT_IN_LINE).strip() == "waitlisted"
    _look_at(visit, server, link[0])

    run_in(home, REMINDED, COMMONPLACE_SMTP=smtp)
    _asking, confirming, reminder = letters()
    assert link[0] in confirming
    assert link[0] in reminder
    page.goto(link[0])
    page.get_by_role("button", name="I cannot come").click()
    expect(page.get_by_role("heading", name="You are not coming")).to_be_visible()
    assert run_in(home, ANSWERS).split() == ["no", "offered"]

    page.goto("/join/")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@elsewhere.example")
    page.get_by_label("Passphrase").fill("a kettle is a pot")
    page.get_by_label("18 or older").check()
    page.locator("[name=agrees]").check()
    page.locator("main").get_by_role("button", name="Join").click()
    page.wait_for_url("**/me/interests/")
    confirm = re.search(r"/sign-in/address/\S+", letters()[-1])
    assert confirm
    page.goto(confirm[0])
    page.get_by_role("button", name="Yes, it is mine").click()
    for _again in range(40):
        if page.goto(link[0]).status == 404:
            break
        page.wait_for_timeout(250)
    else:
        raise AssertionError("what Ada said as a guest was never claimed")
    page.goto("/c/the-mending-table/gatherings/")
    page.get_by_role("link", name="Kettles").click()
    expect(page.get_by_text("You have said: I cannot come.")).to_be_visible()
