"""Every page of the demo, as a screen reader has it: what is on it is named, and no two things alike are called the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.crawl import Visitor, walk
from tests.journeys.conftest import Server
from tests.journeys.keyboard import tree_of
from tests.journeys.test_accessible import PASSPHRASE, ROLES, browse

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def demo(serve: Callable[..., Server], own_demo: Path) -> Server:
    return serve("--demo", home=own_demo)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_on_a_page_can_be_told_apart_by_ear(role: str, demo: Server, browser: Browser) -> None:
    visitor = Visitor(demo.address, role)
    if role != "stranger":
        visitor.sign_in(role, PASSPHRASE)
    context = browse(browser, visitor)
    page, wrong, seen = context.new_page(), set[str](), 0
    for answer in walk(visitor):
        if answer.is_page and answer.status == 200:
            page.goto(answer.address)
            wrong |= {f"{answer.address}: {fault}" for fault in tree_of(page).faults()}
            seen += 1
    context.close()
    assert seen > 20
    assert not wrong, f"{len(wrong)} things:\n" + "\n".join(sorted(wrong))
