"""Staff fill a programme from a pasted roster, print cards, write to the teams of one stage, confirm hours, fetch the record."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.homes import run_in
from tests.journeys.conftest import Server
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
TERM = """
from datetime import timedelta
from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Stage
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock
from commonplace.stages.gather.actions import plan_gathering

nkechi = Person.objects.get(name="nkechi")
account = Account.objects.create_user("wen", "wen@example.org", "a kettle is a pot")
wen = Person.objects.create(account=account, name="wen", display_name="Wen", age_band="adult")
term = start_community(nkechi, name="The Long Term", form="programme", audience=Audience.COMMONS)
for name, stage in (("Kettles", Stage.DESIGN), ("Sums", Stage.GATHER)):
    start_community(wen, name=name, parent=term, audience=Audience.COMMONS, stage=stage)
then = clock.now() - timedelta(hours=20)
plan_gathering(term, nkechi, title="First check-in", starts_at=then, ends_at=then + timedelta(hours=2))
"""
# As it comes out of a spreadsheet: headings, an empty line, 40 people, three of them with something wrong.
PEOPLE = [f"Person {number}\t\t{'Paper' if number % 2 else 'Stone'}\t" for number in range(1, 38)]
WRONG = ["Ana Lind\t\tPaper\tsoon 17", "\t\tStone\t", "Bo\tbo@example\tPaper\t"]
MENDED = ["Ana Lind\t\tPaper\t16-17", "Cy\t\tStone\t", "Bo\tbo@example.org\tPaper\t"]
HEADINGS = ["Name\tE-mail\tTeam\tAge", ""]


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, TERM)
    return serve(home=home)


def _sign_in(page: Page, name: str, passphrase: str) -> None:
    page.goto("/sign-in/")
    page.locator("#id_name").fill(name)
    page.locator("#id_passphrase").fill(passphrase)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def _fill_from_roster(staff: Page) -> str:
    """Paste, mend, do; the code on the card of Ana Lind."""
    staff.goto("/c/the-long-term/")
    staff.get_by_role("link", name="Programme", exact=True).click()
    staff.get_by_role("link", name="Roster").click()
    staff.get_by_label("Your list").fill("\n".join([*HEADINGS, *PEOPLE, *WRONG]))
    staff.get_by_role("button", name="Look at it first").click()
    expect(staff.get_by_role("alert")).to_contain_text("3 lines need another look.")
    staff.get_by_role("button", name="Put 37 people on the roster").click()
    expect(staff.get_by_label("Your list")).to_have_value("\n".join([HEADINGS[0], *WRONG]))
    staff.get_by_label("Your list").fill("\n".join([HEADINGS[0], *MENDED]))
    staff.get_by_role("button", name="Look at it again").click()
    staff.get_by_role("button", name="Put 3 people on the roster").click()
    expect(staff.locator("main")).to_contain_text("40 cards can be printed")
    pdf = PdfReader(io.BytesIO(staff.request.get("/c/the-long-term/programme/roster/cards-a4.pdf").body()))
    assert len(pdf.pages) == 5
    code = staff.get_by_role("listitem").filter(has_text="Ana Lind").locator("bdi.whole").inner_text()
    # Where the address may be broken stands a space without width, which the file holds as a part of the letter before it.
    assert code in "".join(page.extract_text() for page in pdf.pages).replace("\u200b", "")
    return code


def _come_in(ana: Page, code: str) -> None:
    ana.goto(f"/card/{code.replace('-', '')}/")
    ana.get_by_role("link", name="Come in without e-mail").click()
    expect(ana.get_by_label("Your name")).to_have_value("Ana Lind")
    ana.get_by_label("A name to sign in by").fill("ana.lind")
    ana.get_by_label("Passphrase").fill("the pot is a kettle")
    ana.get_by_label("16 or 17").check()
    ana.get_by_label("I have read the norms").check()
    ana.locator("main form button[type=submit]").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("The Long Term")
    ana.context.clear_cookies()
    _sign_in(ana, "ana.lind", "the pot is a kettle")


def test_a_programme_is_filled_from_a_roster_and_looked_after(server: Server, visit: Callable[..., Page]) -> None:
    staff, ana, wen = (visit(server.address, width=width, scripts=width > 320) for width in (1280, 320, 320))
    _sign_in(staff, "nkechi", "a kettle is a pot")
    code = _fill_from_roster(staff)
    holder = visit(server.address, width=320)
    holder.goto(f"/card/{code.replace('-', '')}/")
    look_once(holder)
    _come_in(ana, code)

    staff.get_by_role("link", name="Write to many").click()
    staff.get_by_label("To whom").select_option("Design")
    staff.get_by_label("What it is about").fill("Bring one page")
    staff.get_by_label("Your words").fill("On *Wednesday*.")
    staff.get_by_role("button", name="Look at it first").click()
    expect(staff.locator("main")).to_contain_text("It reaches one person.")
    staff.get_by_role("button", name="Send it").click()
    expect(staff.locator("main")).to_contain_text("Written before")
    _sign_in(wen, "wen", "a kettle is a pot")
    wen.goto("/notices/")
    for _turn in range(40):
        if wen.get_by_role("link", name="Bring one page").count():
            break
        wen.wait_for_timeout(250)
        wen.reload()
    wen.get_by_role("link", name="Bring one page").click()
    expect(wen.locator("main")).to_contain_text("On Wednesday.")

    staff.goto("/c/the-long-term/programme/hours/")
    staff.get_by_role("link", name="First check-in").click()
    staff.get_by_label("Ana Lind").check()
    staff.get_by_role("button", name="Confirm").click()
    ana.goto("/c/the-long-term/")
    ana.get_by_role("link", name="Your hours").click()
    expect(ana.locator("main")).to_contain_text("Hours confirmed: 2.")
    staff.get_by_role("link", name="Record").click()
    with staff.expect_download() as fetching:
        staff.get_by_role("link", name="Hours", exact=True).last.click()
    text = Path(fetching.value.path()).read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["what"], row["hours"], row["confirmed_by"]) == (
        "Ana Lind",
        "First check-in",
        "2",
        "Nkechi",
    )
