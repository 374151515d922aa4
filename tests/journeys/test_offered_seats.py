"""A seat that is given up reaches the third in line, after two who did not answer in time."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.long]
CALLED = """
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Account, Person
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import open_call

table = Community.objects.get()
call = open_call(table, Person.objects.get(name="nkechi"), words="Come and sit.", seats=1)
for name in ("amara", "wen", "dov", "hana"):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    somebody = Person.objects.create(account=account, name=name, display_name=name.capitalize(), age_band="adult")
    answer_call(call, somebody, {})
"""
# What the task does that comes by at the end of an offer, as if it were so many hours later.
LATER = """
from datetime import timedelta
from commonplace.ground import clock
from commonplace.stages.recruit.tasks import pass_on_lapsed

with clock.at(clock.now() + timedelta(hours={hours})):
    pass_on_lapsed.call()
"""


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, CALLED)
    return serve(home=home)


@pytest.fixture
def come_in(server: Server, visit: Callable[..., Page]) -> Callable[[str], Page]:
    def sign_in(name: str) -> Page:
        page = visit(server.address, width=320, scripts=False)
        page.goto("/sign-in/")
        page.locator("[name=name]").fill(name)
        page.locator("[name=passphrase]").fill("a kettle is a pot")
        page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
        page.goto("/c/the-mending-table/join/")
        return page

    return sign_in


def test_a_seat_given_up_reaches_the_third_in_line_after_two_lapsed_offers(
    server: Server, come_in: Callable[[str], Page]
) -> None:
    amara = come_in("amara")
    amara.get_by_role("link", name="Give up my seat").click()
    amara.get_by_role("button", name="Give up my seat").click()
    wen = come_in("wen")
    wen.get_by_role("link", name="Take it, or let it go").click()
    expect(wen.locator("main")).to_contain_text("It is held for you until")
    run_in(server.home, LATER.format(hours=25))
    wen.get_by_role("button", name="Take the place").click()
    expect(wen.locator("main")).to_contain_text("This offer does not hold any more.")
    expect(wen.locator("main")).to_contain_text("went to the next in line")
    run_in(server.home, LATER.format(hours=50))
    expect(come_in("dov").locator("main")).to_contain_text("went to the next in line")
    hana = come_in("hana")
    hana.goto("/notices/")
    hana.get_by_role("link", name="is offered to you").click()
    hana.get_by_role("button", name="Take the place").click()
    expect(hana.locator("main")).to_contain_text("The seat is yours. Welcome.")
    expect(hana.locator("main")).to_contain_text("You are a learner here")
    nkechi = come_in("nkechi")
    nkechi.goto("/c/the-mending-table/applications/")
    expect(nkechi.get_by_role("main").get_by_text("the offered seat went to the next in line")).to_have_count(2)
    expect(nkechi.locator("main")).to_contain_text("All seats are taken")
