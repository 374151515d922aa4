"""What a browser keeps for somebody whose connection comes and goes, and what it keeps for nobody else."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server

pytestmark = pytest.mark.browser
WRITE = "/c/the-mending-table/write/"
AGREED = """
from commonplace.commons.communities.models import Membership
Membership.objects.update(agreed_norms_at="2026-01-01T00:00:00Z")
"""
KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('words of ')).length"


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], told: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    home = Path(shutil.copytree(told, tmp_path_factory.mktemp("commons") / "home"))
    run_in(home, AGREED)
    return serve(home=home)


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=passphrase]").fill("a kettle is a pot")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("main")).to_contain_text("You are signed out.")


def begin(page: Page, words: str) -> None:
    page.goto(WRITE)
    page.get_by_role("textbox", name="Words").fill(words)
    for _again in range(50):  # it is kept once the keys rest for a moment
        if page.evaluate(KEPT) == 1:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was kept")


def test_words_are_kept_while_one_types_and_offered_again(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address)
    sign_in(page, "ines")
    begin(page, "It was the fuse, and I did not know it.")
    page.goto("/c/the-mending-table/")
    page.goto(WRITE)
    offer = page.get_by_role("status").filter(has_text="You had begun to write")
    expect(offer).to_contain_text("It was the fuse")
    expect(page.get_by_role("textbox", name="Words")).to_have_value("")
    offer.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("textbox", name="Words")).to_have_value("It was the fuse, and I did not know it.")
    expect(page.get_by_role("textbox", name="Words")).to_be_focused()
    page.get_by_role("button", name=re.compile("draft")).click()
    expect(page.locator("main")).to_contain_text("It is kept as a draft.")
    assert page.evaluate(KEPT) == 0, "the server has them"
    begin(page, "Something else")
    page.reload()
    page.get_by_role("button", name="Leave it").click()
    assert page.evaluate(KEPT) == 0


def test_a_design_that_is_left_at_once_is_saved_and_asks_nothing_afterwards(
    server: Server, visit: Callable[..., Page]
) -> None:
    page = visit(server.address)
    sign_in(page, "nkechi")
    page.goto("/c/new/")
    page.locator("[name=name]").fill("The Kettle Clinic")
    page.get_by_role("radio", name=re.compile("Workshop")).check()
    page.get_by_role("button", name="Begin", exact=True).click()
    page.locator("[name=need]").fill("Seven of nine have a broken kettle.")
    page.goto("/")
    for _again in range(20):  # it arrives after the page is gone
        page.goto("/c/the-kettle-clinic/design/edit/")
        if page.locator("[name=need]").input_value():
            break
    expect(page.locator("[name=need]")).to_have_value("Seven of nine have a broken kettle.")
    expect(page.locator("#saved")).not_to_contain_text("This device kept words")


def test_what_is_sent_without_a_connection_is_kept_and_said_so(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address)
    sign_in(page, "ines")
    page.goto(WRITE)
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Words").fill("Written on the train.")
    page.get_by_role("button", name=re.compile("draft")).click()
    expect(page.get_by_role("alert")).to_contain_text("Your words are kept on this device.")
    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("button", name=re.compile("draft")).click()
    expect(page.locator("h1")).to_have_text("Written on the train.")
    assert page.evaluate(KEPT) == 0


def test_a_form_that_comes_back_keeps_its_words_until_the_server_has_them(
    server: Server, visit: Callable[..., Page]
) -> None:
    page = visit(server.address)
    sign_in(page, "ines")
    begin(page, "Long ago")
    page.get_by_label("Interests").fill(",".join(f"thing {count}" for count in range(14)))
    page.get_by_role("button", name=re.compile("draft")).click()
    expect(page.locator("#form-trouble")).to_be_visible()
    assert page.evaluate(KEPT) == 1
    assert page.get_by_text("You had begun to write").count() == 0, "they stand in the form already"


def test_signing_out_leaves_no_words_behind_and_nobody_finds_anothers(
    server: Server, visit: Callable[..., Page]
) -> None:
    page = visit(server.address)
    sign_in(page, "ines")
    begin(page, "Nobody else reads this.")
    page.goto("/")
    sign_out(page)
    assert page.evaluate(KEPT) == 0
    sign_in(page, "ines")
    begin(page, "Nor this.")
    page.context.clear_cookies()
    page.goto("/")
    assert page.evaluate(KEPT) == 1, "a session that ended by itself loses nothing"
    sign_in(page, "nkechi")
    page.goto(WRITE)
    assert page.evaluate(KEPT) == 0
    assert page.get_by_text("You had begun to write").count() == 0


def open_and_keep(page: Page, address: str) -> None:
    """Open a page once the browser keeps what is opened, and wait until it is kept."""
    page.goto(address)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    kept = "address => caches.open('pages').then(pages => pages.match(address)).then(found => Boolean(found))"
    for _again in range(60):
        if page.evaluate(kept, address) and page.evaluate(kept, "/offline/"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{address} was not kept")


def test_pages_that_were_opened_are_read_without_a_connection(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address)
    sign_in(page, "ines")
    open_and_keep(page, "/c/the-mending-table/")
    assert not page.locator("#as-of").is_visible()
    page.context.set_offline(True)
    page.goto("/c/the-mending-table/")
    expect(page.locator("h1")).to_contain_text("The Mending Table")
    expect(page.get_by_role("status").filter(has_text="You are offline; this is as of")).to_be_visible()
    assert re.search(r"as of .*\d\d:\d\d.*[A-Z][a-z]+", page.locator("#as-of").inner_text()), "with the zone's name"
    assert page.evaluate("() => getComputedStyle(document.body).fontFamily") != "", "and as it looks"
    page.goto("/library/")
    expect(page.locator("h1")).to_have_text("There is no connection")
    page.context.set_offline(False)
    page.goto("/c/the-mending-table/")
    assert not page.locator("#as-of").is_visible(), "with a connection nothing kept is shown"


def test_nobody_reads_offline_what_somebody_else_opened(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address)
    sign_in(page, "ines")
    open_and_keep(page, "/me/")
    sign_out(page)
    count = "() => caches.open('pages').then(pages => pages.keys()).then(keys => keys.length)"
    for _again in range(40):
        if page.evaluate(count) == 0:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(count) == 0, "signing out empties it"
    sign_in(page, "ines")
    open_and_keep(page, "/me/")
    page.context.clear_cookies()  # the session ended by itself
    sign_in(page, "nkechi")
    open_and_keep(page, "/c/")
    page.context.set_offline(True)
    page.goto("/me/")
    expect(page.locator("h1")).to_have_text("There is no connection")


def test_pages_that_must_not_be_stored_are_not_kept(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address)
    sign_in(page, "nkechi")
    open_and_keep(page, "/c/")
    page.goto("/host/people/")
    expect(page.locator("main")).to_contain_text("Ines")
    page.goto("/c/")
    page.context.set_offline(True)
    page.goto("/host/people/")
    expect(page.locator("h1")).to_have_text("There is no connection")
