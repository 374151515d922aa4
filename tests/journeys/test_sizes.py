"""What a visit costs: the bytes of every page, and the bytes and requests of a first visit with nothing in the cache."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.crawl import Visitor, walk
from tests.journeys.conftest import Server

pytestmark = pytest.mark.browser

PAGE = 15 * 1024  # bytes of HTML over the wire
FIRST_VISIT = 50 * 1024  # bytes of everything but pictures
REQUESTS = 6
PASSPHRASE = "the kettle sings at four"


@pytest.fixture(scope="module")
def demo(serve: Callable[..., Server], own_demo: Path) -> Server:
    return serve("--demo", home=own_demo)


@pytest.mark.parametrize("role", ["stranger", "kwame", "pia", "safiya", "ruth", "moira"])
def test_every_page_is_small(role: str, demo: Server) -> None:
    visitor = Visitor(demo.address)
    if role != "stranger":
        visitor.sign_in(role, PASSPHRASE)
    sizes = {answer.address: answer.size for answer in walk(visitor) if answer.is_page}
    assert len(sizes) > 30, "the walk found hardly anything"
    assert not {address: size for address, size in sizes.items() if size > PAGE}


@pytest.mark.parametrize("address", ["/", "/c/the-61-gazette/"])
def test_a_first_visit_is_light(address: str, demo: Server, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    page.goto(demo.address + address, wait_until="networkidle")
    context.close()
    pictures = {request for request, kind in kinds.items() if kind == "Image"}
    assert sum(size for request, size in sizes.items() if request not in pictures) <= FIRST_VISIT
    assert len(kinds) - len(pictures) <= REQUESTS
    assert "Stylesheet" in kinds.values()
