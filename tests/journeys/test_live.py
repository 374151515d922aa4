"""Two people tick one list: each sees what the other did, and neither loses what they are at."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server
from tests.journeys.test_lost_connection import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.long]

PLANNED = """
from datetime import timedelta
from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.places import say_coming
table, nkechi = Community.objects.get(slug="the-mending-table"), Person.objects.get(name="nkechi")
people = {"nkechi": nkechi, "ines": Person.objects.get(name="ines")}
for name in ("dov", "wen"):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    people[name] = Person.objects.create(account=account, name=name, display_name=name.capitalize(), age_band="adult")
    welcome_member(table, people[name])
Membership.objects.filter(person__name="dov").update(role="facilitator")
Membership.objects.update(agreed_norms_at=clock.now())
begins = clock.now() + timedelta(minutes=30)
made = plan_gathering(table, nkechi, title="An evening", starts_at=begins, ends_at=begins + timedelta(hours=2), company=3)
for name in ("ines", "wen"):
    say_coming(made, people[name], "yes", 0)
print(made.entry.address)
"""


@pytest.fixture(scope="module")
def served(serve: Callable[..., Server], told: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, str]:
    home = Path(shutil.copytree(told, tmp_path_factory.mktemp("live") / "home"))
    address = run_in(home, PLANNED).strip()
    return serve(home=home), address


def opened(visit: Callable[..., Page], served: tuple[Server, str], name: str, path: str = "", **how: object) -> Page:
    server, address = served
    page = visit(server.address, **how)
    sign_in(page, name)
    page.goto(address + path)
    return page


def test_what_one_ticks_the_other_sees_without_loading_the_page(
    served: tuple[Server, str], visit: Callable[..., Page]
) -> None:
    one = opened(visit, served, "nkechi", "check-in/")
    other = opened(visit, served, "dov", "check-in/", width=320)
    one.evaluate("() => { window.isTheSame = true; }")
    button = one.locator(".ticked", has_text="Wen").get_by_role("button")
    button.focus()
    expect(one.get_by_role("status")).to_have_text("0 of 2 are here")
    other.locator(".ticked", has_text="Ines").get_by_role("button", name="Is here").click()
    expect(other.get_by_role("status")).to_have_text("1 of 2 is here")
    expect(one.get_by_role("status")).to_have_text("1 of 2 is here")
    expect(one.locator(".ticked", has_text="Ines").get_by_role("button", name="Undo")).to_be_visible()
    expect(button).to_be_focused()
    # Somebody who had not said so comes into the upper list, and the focus stays where it was.
    other.locator(".ticked", has_text="Nkechi").get_by_role("button", name="Is here").click()
    expect(one.locator("#listed .ticked")).to_have_count(3)
    expect(one.locator("#others .ticked", has_text="Nkechi")).to_have_count(0)
    expect(button).to_be_focused()
    assert one.evaluate("() => window.isTheSame"), "the page was not loaded again"


def test_what_is_being_typed_stays_where_the_page_changes(
    served: tuple[Server, str], visit: Callable[..., Page]
) -> None:
    page = opened(visit, served, "wen")
    page.locator("[name=words]").fill("I bring the ")
    other = opened(visit, served, "dov")
    other.locator("form.with-company").get_by_role("button").click()
    expect(page.locator("#who-comes")).to_contain_text("Dov")
    field = page.locator("[name=words]")
    expect(field).to_be_focused()
    page.keyboard.type("soldering iron")
    expect(field).to_have_value("I bring the soldering iron")


def test_without_scripts_one_loads_the_page_again(served: tuple[Server, str], visit: Callable[..., Page]) -> None:
    page = opened(visit, served, "nkechi", "check-in/", scripts=False)
    other = opened(visit, served, "dov", "check-in/")
    said = page.get_by_role("status").text_content() or ""
    other.locator(".ticked", has_text="Wen").get_by_role("button").click()
    expect(other.get_by_role("status")).not_to_have_text(said)
    expect(page.get_by_role("status")).to_have_text(said)
    page.reload()
    expect(page.get_by_role("status")).not_to_have_text(said)


def test_whoever_is_let_in_no_longer_is_told_so(served: tuple[Server, str], visit: Callable[..., Page]) -> None:
    server, _address = served
    page = opened(visit, served, "ines")
    expect(page.locator("#who-comes")).to_contain_text("Wen")
    lost = "from commonplace.commons.communities.models import Membership\n"
    run_in(server.home, lost + "Membership.objects.filter(person__name='ines').update(left_at='2026-01-01T00:00:00Z')")
    told = page.get_by_role("alert").filter(has_text="You no longer see here what is new.")
    expect(told).to_be_visible()
    told.get_by_role("link", name=re.compile("again")).click()
    expect(page.locator("#main")).to_contain_text("There is no such page for you")
