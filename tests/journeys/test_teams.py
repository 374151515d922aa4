"""Learners say on a phone what they would like; staff have teams proposed, move somebody by keyboard and tell."""

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from commonplace.ground import clock
from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
HERE = "/c/the-mending-table/team-up/"
LEARNERS = """
from commonplace.commons.communities.actions import agree_to_norms, welcome_member
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Account, Person

table = Community.objects.get(slug="the-mending-table")
for name in ("wen", "dov", "safi", "tom", "uma"):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    person = Person.objects.create(account=account, name=name, display_name=name.capitalize(), age_band="adult")
    agree_to_norms(welcome_member(table, person))
"""


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, LEARNERS)
    return serve(home=home)


def _ask(staff: Page) -> None:
    staff.goto("/c/the-mending-table/teams/")
    staff.get_by_role("link", name="Ask learners what they would like").click()
    staff.get_by_role("link", name="Ask what they would like").click()
    staff.get_by_label("Last day").fill(str((clock.now() + timedelta(days=9)).date()))
    staff.get_by_label("People in a team").fill("3")
    staff.get_by_label("What a team could bring about").fill("A film\nA garden")
    staff.get_by_label("What people can value").fill("Care\nPlay")
    look_once(staff)
    staff.get_by_role("button", name="Ask them").click()
    expect(staff.locator("main")).to_contain_text("There are 6 learners. Nobody said anything yet.")


def _say(wen: Page) -> None:
    wen.goto(HERE)
    wen.get_by_label("A garden").check()
    wen.get_by_label("Care").select_option("most of all")
    for hour in ("Monday 18", "Monday 19", "Sunday 9"):
        wen.get_by_label(hour, exact=True).check()
    wen.get_by_label("Whom I would like to be with").fill("Dov, somebody")
    wen.get_by_role("button", name="Keep what I say").click()
    expect(wen.get_by_role("alert")).to_contain_text("Nobody here is called somebody.")
    expect(wen.get_by_label("Monday 19", exact=True)).to_be_checked()
    wen.get_by_label("Whom I would like to be with").fill("Dov")
    wen.get_by_role("button", name="Keep what I say").click()
    expect(wen.locator("main")).to_contain_text("It is kept.")
    expect(wen.get_by_label("Monday 19", exact=True)).to_be_checked()
    look_once(wen)


def test_teams_are_formed_and_everybody_reads_why(server: Server, visit: Callable[..., Page]) -> None:
    staff, wen = visit(server.address), visit(server.address, width=320)
    sign_in(staff, "nkechi")
    _ask(staff)
    sign_in(wen, "wen")
    _say(wen)

    staff.goto(HERE)
    staff.get_by_role("button", name="Propose teams").click()
    for _turn in range(100):
        if staff.get_by_role("heading", name="Team 2").count():
            break
        staff.wait_for_timeout(250)
        staff.goto(HERE)
    expect(staff.get_by_role("listitem").filter(has_text="Team 1").first).to_contain_text("Wishes met")
    look_once(staff)

    staff.get_by_role("link", name=re.compile(r"Move.*Tom")).focus()
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", name="Move Tom")).to_be_visible()
    look_once(staff)
    staff.get_by_role("radio").first.focus()
    staff.keyboard.press("Space")
    staff.keyboard.press("Enter")
    expect(staff.locator("main")).to_contain_text("Tom is in another team now.")
    staff.get_by_role("button", name="Tell everybody").click()

    wen.goto(HERE)
    expect(wen.get_by_role("heading", name="You are in team")).to_be_visible()
    look_once(wen)
    wen.get_by_role("button", name="Accept this seat").click()
    expect(wen.locator("main")).to_contain_text("You accepted your seat.")
    staff.goto(HERE)
    expect(staff.get_by_role("listitem").filter(has_text="Wen").last).to_contain_text("accepts it")
    staff.get_by_role("link", name="Give it up").click()
    expect(staff.get_by_role("heading", name="Form no teams")).to_be_visible()
    look_once(staff)
    staff.get_by_role("link", name="Not now").click()
    staff.get_by_role("link", name="Settle the teams").click()
    expect(staff.get_by_role("heading", name="Settle the teams")).to_be_visible()
    look_once(staff)
    staff.get_by_label("Name of team 1").fill("Kettles")
    staff.get_by_role("button", name="Settle them").click()
    expect(staff.get_by_role("heading", name="Kettles")).to_be_visible()
