"""Somebody says in the browser what they made; and where no microphone may be used, nothing is lost by asking."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import launched

pytestmark = pytest.mark.browser

HEARD = """audio => new Promise(done => {
  audio.onloadedmetadata = () => done(audio.duration);
  audio.onerror = () => done(0);
  audio.load();
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser whose microphone hears a beep a second."""
    with launched("--use-fake-device-for-media-stream") as made:
        yield made


@pytest.fixture(scope="module")
def address(serve: Callable[..., object]) -> str:
    return serve("--demo").address  # type: ignore[attr-defined]


def _form(visit: Callable[..., Page], address: str) -> Page:
    page = visit(f"{address}/sign-in/?next=/make/")
    page.get_by_role("button", name="Kwame").click()
    page.locator("[name=title]").fill("A bus at dawn")
    return page


@pytest.mark.long
def test_somebody_records_and_publishes_by_keyboard_alone(visit: Callable[..., Page], address: str) -> None:
    page = _form(visit, address)
    page.context.grant_permissions(["microphone"])
    told = page.locator("[data-recorder] [role=status]")
    expect(told).to_contain_text("up to five minutes")
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    expect(told).to_contain_text("Recording.")
    expect(page.locator("[data-clock]")).to_contain_text("0:01 / 5:00")
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_focused()
    stop.press("Enter")
    expect(told).to_contain_text("in the form")
    expect(page.get_by_role("button", name="Listen", exact=True)).to_be_focused()
    page.get_by_role("button", name="Discard it", exact=True).press("Enter")
    assert page.locator("[name=recording]").evaluate("field => field.files.length") == 0
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    expect(page.locator("[data-clock]")).to_contain_text("0:01 / 5:00")
    page.get_by_role("button", name="Stop", exact=True).press("Enter")
    page.get_by_role("button", name="Listen", exact=True).press("Enter")
    page.get_by_label("What you say in it, in words").fill("The bus leaves at five.")
    page.get_by_role("button", name="Share it", exact=True).press("Enter")
    expect(page.locator("h1")).to_have_text("A bus at dawn")
    expect(page.locator("main")).to_contain_text("The bus leaves at five.")
    assert 0.5 < page.locator("audio").evaluate(HEARD) < 10


@pytest.mark.long
def test_where_no_microphone_may_be_used_the_field_takes_a_file(visit: Callable[..., Page], address: str) -> None:
    page = _form(visit, address)
    page.context.clear_permissions()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("[data-recorder] [role=status]")).to_contain_text("choose a file above")
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("A bus at dawn")
    expect(page.locator("[name=recording]")).to_be_enabled()
