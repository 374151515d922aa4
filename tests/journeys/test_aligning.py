"""By keyboard alone: a framework is brought in, found in plain words, a badge aligned to it; its credential says so, and holds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from commonplace.stages.recognise.frameworks.case import own_bytes
from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
DESIGNED = """
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.sealing import renew_seal

table, nkechi = Community.objects.get(), Person.objects.get(name="nkechi")
renew_seal(table, nkechi)
design_badge(table, nkechi, drawn={}, name="Can mend", says="Mends things.", criteria="Mend a kettle.")
"""


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, DESIGNED)
    return serve(home=home)


def test_a_badge_is_aligned_by_keyboard_and_its_credential_says_so(
    server: Server, visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit(server.address)
    sign_in(page, "nkechi")
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto("/c/the-mending-table/badges/")
    keys = Keyboard(page)
    keys.follow("Can mend")
    keys.follow("What it stands for in frameworks")
    here = page.url
    keys.reads("No frameworks yet")
    keys.follow("Bring one in")
    keys.bring("A file", {"name": "framework.json", "mimeType": "application/json", "buffer": own_bytes()})
    keys.pick("Whose badges are aligned to it", "The Mending")
    keys.press("Bring it in")
    keys.reads("It is in.")
    look_once(page)
    keys.follow("Open it")
    keys.reads("Turns something that puzzles")

    page.goto(here)
    keys.arrive()
    keys.write("In plain words, in any language, or a code", "quicksilver", role="searchbox")
    keys.press("Find")
    keys.reads("Nothing holds just these words")
    keys.write("In plain words, in any language, or a code", "why something does not work", role="searchbox")
    keys.press("Find")
    keys.press("Align the badge to it : Mends")
    keys.hears("It stands for “Mends” now.")
    look_once(page)

    keys.follow("Can mend")
    keys.reads("LT.B.3 Mends")
    keys.follow("Give it to people")
    keys.write("Who gets it, one a line", "@nkechi")
    keys.press("Offer it")
    page.goto("/me/badges/")
    keys.arrive()
    keys.press("Yes, I want it")
    page.goto("/me/badges/")
    keys.arrive()
    keys.follow("Can mend")
    keys.reads("What it stands for")
    keys.reads("Mends Learning together")
    keys.to("link", "What it says, JSON")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "badge.json")

    stranger = visit(server.address, width=320)
    stranger.goto("/verify/")
    other = Keyboard(stranger)
    said = (tmp_path / "badge.json").read_bytes()
    assert b'"targetCode": "LT.B.3"' in said
    other.bring("A file…", {"name": "badge.json", "mimeType": "application/json", "buffer": said})
    other.press("Look at it")
    other.reads("It holds.")
    other.reads("Mends Learning together")
    altered = said.replace(b"LT.B.3", b"LT.B.4")
    stranger.goto("/verify/")
    other.arrive()
    other.bring("A file…", {"name": "badge.json", "mimeType": "application/json", "buffer": altered})
    other.press("Look at it")
    other.reads("It does not hold.")


def test_without_a_script(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address, width=320, scripts=False)
    sign_in(page, "nkechi")
    page.goto("/frameworks/new/")
    page.get_by_label("Or “Learning together”").check()
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("link", name="Open it").click()
    page.goto("/c/the-mending-table/badges/")
    page.get_by_role("link", name="Can mend").first.click()
    page.get_by_role("link", name="What it stands for in frameworks").click()
    page.get_by_label("In plain words").fill("curiosity")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Align the badge to it").first.click()
    page.get_by_text("Follows a question of their own").first.wait_for()
    page.get_by_role("button", name="Take it away").click()
    page.get_by_text("does not stand for").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Take it away").wait_for()
