"""What is wide on a desk is read on a phone without moving the page sideways."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Server
from tests.journeys.looking import TOO_WIDE
from tests.pictures import small_picture

pytestmark = pytest.mark.browser
# Whether words stand within what their strip shows.
IN_SIGHT = """link => {
    const [own, strip] = [link.getBoundingClientRect(), link.closest(".views").getBoundingClientRect()];
    return own.left >= strip.left - 1 && own.right <= strip.right + 1;
}"""


@pytest.fixture(scope="module")
def demo(serve: Callable[..., Server], own_demo: Path) -> Server:
    return serve("--demo", home=own_demo)


def _as(visit: Callable[..., Page], demo: Server, path: str, name: str = "Moira", **more: object) -> Page:
    page = visit(f"{demo.address}/sign-in/?next={path}", **more)
    page.get_by_role("button", name=name).click()
    expect(page.locator("h1")).not_to_have_text("Sign in")
    return page


def _tabs(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Hosting").get_by_role("link")


def test_nine_tabs_are_one_line_that_begins_at_the_present_one(visit: Callable[..., Page], demo: Server) -> None:
    page = _as(visit, demo, "/host/backups/", width=320, scripts=False)
    tabs = _tabs(page).all()
    tops = {round(box["y"]) for tab in tabs if (box := tab.bounding_box())}
    assert (len(tabs), len(tops)) == (9, 1)
    assert tabs[-1].evaluate(IN_SIGHT), "the present one is the last"
    assert not tabs[0].evaluate(IN_SIGHT)
    assert not page.evaluate(TOO_WIDE)


def test_the_keyboard_brings_each_tab_into_sight(visit: Callable[..., Page], demo: Server) -> None:
    page = _as(visit, demo, "/host/", width=320)
    tabs = _tabs(page).all()
    tabs[0].focus()
    for tab in tabs:
        expect(tab).to_be_focused()
        assert tab.evaluate(IN_SIGHT), tab.inner_text()
        assert tab.evaluate("link => getComputedStyle(link).zIndex") == "1", "it stands above the veil"
        page.keyboard.press("Tab")


def test_people_are_a_table_on_a_desk_and_stand_one_below_the_other_on_a_phone(
    visit: Callable[..., Page], demo: Server
) -> None:
    desk = _as(visit, demo, "/host/people/")
    expect(desk.get_by_role("columnheader")).to_have_text(["Name", "Signs in with", "Age", "Here since", "To know"])
    expect(desk.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(5)
    phone = _as(visit, demo, "/host/people/", width=320)
    first = phone.locator("table tbody tr").first
    left = {round(box["x"]) for cell in first.locator("td:not(:empty)").all() if (box := cell.bounding_box())}
    assert len(left) == 1
    assert "Age: " in first.locator("td").nth(2).evaluate("cell => getComputedStyle(cell, '::before').content")
    assert phone.locator("table").evaluate("table => table.scrollWidth <= table.clientWidth")
    assert not phone.evaluate(TOO_WIDE)


def test_one_empty_row_for_a_picture_is_shown_at_a_time(visit: Callable[..., Page], demo: Server) -> None:
    plain = _as(visit, demo, "/make/", "Kwame", width=320, scripts=False)
    expect(plain.get_by_role("group", name="Picture").filter(visible=True)).to_have_count(3)
    page = _as(visit, demo, "/make/", "Kwame", width=320)
    rows = page.get_by_role("group", name="Picture").filter(visible=True)
    for number in range(1, 5):
        expect(rows).to_have_count(number)
        chosen = {"name": f"{number}.png", "mimeType": "image/png", "buffer": small_picture()}
        rows.last.locator("input[type=file]").set_input_files(chosen)
    expect(rows).to_have_count(5)
    expect(rows.last.locator("input[type=file]")).to_have_value("")


def test_the_boxes_of_the_library_are_fetched_where_one_comes_to_them(visit: Callable[..., Page], demo: Server) -> None:
    page = visit(demo.address, width=320)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/library/narrow/" in request.url else None)
    page.goto("/library/?value=dignity")
    page.wait_for_load_state("networkidle")
    assert asked == [], "they stand below what was found, where nobody has looked yet"
    page.get_by_role("link", name="Narrow what is shown").click()
    expect(page.get_by_role("checkbox", name="dignity")).to_be_checked()
    assert len(asked) == 1
    page.get_by_role("checkbox", name="mastery").check()
    page.get_by_role("button", name="Show these").click()
    expect(page).to_have_url(re.compile("value=dignity&value=mastery"))


def test_where_the_boxes_cannot_be_fetched_the_link_to_them_stays(visit: Callable[..., Page], demo: Server) -> None:
    page = visit(demo.address)
    page.route("**/library/narrow/*", lambda route: route.fulfill(status=503, body="Please come again."))
    with page.expect_response("**/library/narrow/*"):
        page.goto("/library/?value=dignity")
    expect(page.get_by_role("link", name="By value, form, size, length, interest or language")).to_be_visible()
    page.get_by_role("searchbox", name="A value, a practice, or any words").fill("bread")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile("value=dignity"))
