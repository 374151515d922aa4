"""A badge goes to somebody without an account, who takes it along and has it looked at, all of it without a script; pages by link."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
DESIGNED = """
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.stages.recognise.awarding import make_code, offer, say_yes
from commonplace.stages.recognise.backpack import hand_on, link_to
from commonplace.stages.recognise.bulk import begin_bulk, work_through
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.letters import token_of
from commonplace.stages.recognise.models import Award
from commonplace.stages.recognise.sealing import renew_seal

table, nkechi = Community.objects.get(), Person.objects.get(name="nkechi")
renew_seal(table, nkechi)
badge = design_badge(
    table, nkechi, drawn={"shape": "shield", "mark": "spark", "colour": "moss"}, name="Can mend",
    says="Mends things with a plug.", criteria="Mend a kettle.",
)
work_through(begin_bulk(badge, nkechi, [("zo@elsewhere.example", "Three kettles")]))
kept = say_yes(offer(badge, nkechi, nkechi), nkechi)
hand_on(kept, by_link=True)
print(token_of(Award.objects.get(person=None)), link_to(kept), make_code(badge, nkechi, places=5).code)
"""


def _look_at(visit: Callable[..., Page], server: Server, path: str, *, who: str = "") -> None:
    """With scripts, which axe is one of."""
    page = visit(server.address, width=320)
    if who:
        sign_in(page, who)
        page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto(path)
    look_once(page)


def test_a_badge_is_taken_along_without_an_account_and_looked_at_elsewhere(
    serve: Callable[..., Server], visit: Callable[..., Page], told: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    server = serve(home=home)
    token, link, code = run_in(home, DESIGNED, COMMONPLACE_URL=server.address).split()

    page = visit(server.address, width=320, scripts=False)
    page.goto(f"/badge/{token}/")
    expect(page.get_by_text("Three kettles")).to_be_visible()
    _look_at(visit, server, f"/badge/{token}/")
    page.get_by_role("button", name="Yes, I want it").click()
    expect(page.get_by_text("It is yours.")).to_be_visible()
    _look_at(visit, server, f"/badge/{token}/")
    for words in ("A picture, PNG", "A picture, SVG", "What it says, JSON"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=words).click()
        file = tmp_path / coming.value.suggested_filename
        coming.value.save_as(file)
        other = visit(server.address, width=320, scripts=False)
        other.goto("/verify/")
        other.get_by_label("A file").set_input_files(file)
        other.get_by_role("button", name="Look at it").click()
        expect(other.get_by_role("heading", name="It holds.")).to_be_visible()
        expect(other.get_by_role("heading", name="Can mend")).to_be_visible()

    _look_at(visit, server, link)
    _look_at(visit, server, f"{link}embed/")
    _look_at(visit, server, f"/badge/{token}/stop/")
    _look_at(visit, server, f"/badges/claim/{code}/", who="ines")
    page.goto(f"/badge/{token}/stop/")
    page.get_by_role("button", name="No more letters").click()
    expect(page.get_by_text("writes to you no more")).to_be_visible()
