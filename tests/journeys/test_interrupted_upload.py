"""A learner with a telephone and a slow connection makes a work of four pictures; on the way the connection is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect

from tests.journeys.conftest import Server
from tests.journeys.looking import TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.long]

# What browsers call slow 3G: bytes a second, and milliseconds until an answer begins.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@pytest.fixture(scope="module")
def demo(serve: Callable[..., Server], own_demo: Path) -> Server:
    return serve("--demo", home=own_demo)


def _picture(folder: Path, number: int) -> Path:
    """A picture of some 300 KB, as small telephones take them: three pieces."""
    path = folder / f"page-{number}.jpg"
    Image.effect_noise((760, 570), 60 + number).convert("RGB").save(path, quality=88)
    return path


def test_four_pictures_arrive_over_a_slow_and_broken_line(
    visit: Callable[..., Page], demo: Server, tmp_path: Path
) -> None:
    page = visit(f"{demo.address}/sign-in/?next=/make/", width=360)
    page.get_by_role("button", name="Kwame").click()
    expect(page.locator("h1")).to_have_text("Share what you made")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    pieces: list[tuple[str, str]] = []

    def noted(request: Request) -> None:
        if request.method == "PATCH":
            pieces.append((request.url, request.headers["upload-offset"]))

    page.on("requestfinished", noted)
    page.locator("[name=title]").fill("A zine on kettles")
    rows = page.get_by_role("group", name="Picture").filter(visible=True)
    for number in range(4):
        row = rows.last
        row.locator("input[type=file]").set_input_files(_picture(tmp_path, number))
        row = rows.nth(number)
        row.get_by_label("What it shows").fill(f"Page {number + 1}, drawn in red")
        row.get_by_label("Caption").fill(f"Caption {number + 1}")
    told = page.locator(".uploading [role=status]")
    expect(told.first).to_contain_text("MB are here", timeout=30_000)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.uploading progress')].some((bar) => bar.value > 0.1 && bar.value < 1)",
        timeout=60_000,
    )
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    expect(page.locator(".uploading[data-state=lost]").first).to_contain_text("goes on by itself", timeout=60_000)
    # One need not wait: the form goes when everything is here.
    page.get_by_role("button", name="Share it", exact=True).click()
    expect(page.locator("[data-waiting]")).to_contain_text("the form is sent by itself")
    assert not page.evaluate(TOO_WIDE)
    line.send("Network.emulateNetworkConditions", SLOW)
    expect(page.locator("h1")).to_have_text("A zine on kettles", timeout=120_000)
    line.send(
        "Network.emulateNetworkConditions", {**SLOW, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )
    for number in range(1, 5):
        expect(page.get_by_role("img", name=f"Page {number}, drawn in red")).to_be_visible()
        expect(page.get_by_text(f"Caption {number}", exact=True)).to_be_visible()
    assert len(pieces) == len(set(pieces)), "no piece is sent twice once it is here"
    assert len({address for address, _at in pieces}) == 4
    assert any(at != "0" for _address, at in pieces), "they went on where they were"
    assert not page.evaluate(TOO_WIDE)
    shown = re.findall(r"/m/\w+/", page.content())
    assert len(set(shown)) >= 4
