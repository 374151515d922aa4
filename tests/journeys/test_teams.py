"""Learners say on a phone what they would like; staff have teams proposed, move people by mouse, finger and keyboard, and tell."""

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from commonplace.ground import clock
from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
HERE = "/c/the-mending-table/team-up/"
LEARNERS = """
from commonplace.commons.communities.actions import agree_to_norms, welcome_member
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Account, Person

table = Community.objects.get(slug="the-mending-table")
for name in ("wen", "dov", "safi", "tom", "uma"):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    person = Person.objects.create(account=account, name=name, display_name=name.capitalize(), age_band="adult")
    agree_to_norms(welcome_member(table, person))
"""
# Two teams are proposed; what each move between them costs is known.
PROPOSED = """
from datetime import timedelta
from commonplace.ground import clock
from commonplace.stages.team.actions import begin_forming, lay
from commonplace.stages.team.saying import Told, say
from commonplace.stages.team.standing import Standing

nkechi = Person.objects.get(name="nkechi")
forming = begin_forming(table, nkechi, closes_at=clock.now() + timedelta(days=9), size=3, outcomes=["A film"])
people = {person.name: person for person in Person.objects.all()}
for name, hours in (("wen", 7), ("dov", 7), ("safi", 7), ("tom", 56), ("uma", 56)):
    say(forming, people[name], Told(hours=hours, outcomes=[0], background=name))
standing = Standing(forming)
names = {name: standing.number[people[name].pk] for name in ("ines", "wen", "dov", "safi", "tom", "uma")}
lay(forming, standing, [[names[name] for name in team] for team in (("ines", "wen", "tom"), ("dov", "safi", "uma"))], is_best=False)
forming.save()
"""


class Finger:
    """A finger on the screen, as the browser hears of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def _put(self, kind: str, *points: tuple[float, float]) -> None:
        self._line.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    def draw(self, first: Locator, last: Locator, meanwhile: Callable[[], None] = lambda: None) -> None:
        """From one thing to another, which both are in sight; `meanwhile` is what one looks at before the finger is lifted."""
        (left, top), (right, bottom) = _middle(first), _middle(last)
        self._put("touchStart", (left, top))
        for step in range(1, 11):
            self._put("touchMove", (left + (right - left) * step / 10, top + (bottom - top) * step / 10))
        meanwhile()
        self._put("touchEnd")


def _middle(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box is not None
    return box["x"] + min(box["width"] / 2, 60), box["y"] + box["height"] / 2


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, LEARNERS)
    return serve(home=home)


def _ask(staff: Page) -> None:
    staff.goto("/c/the-mending-table/teams/")
    staff.get_by_role("link", name="Ask learners what they would like").click()
    staff.get_by_role("link", name="Ask what they would like").click()
    staff.get_by_label("Last day").fill(str((clock.now() + timedelta(days=9)).date()))
    staff.get_by_label("People in a team").fill("3")
    staff.get_by_label("What a team could bring about").fill("A film\nA garden")
    staff.get_by_label("What people can value").fill("Care\nPlay")
    look_once(staff)
    staff.get_by_role("button", name="Ask them").click()
    expect(staff.locator("main")).to_contain_text("There are 6 learners. Nobody said anything yet.")


def _say(wen: Page) -> None:
    wen.goto(HERE)
    wen.get_by_label("A garden").check()
    wen.get_by_role("group", name="Care").get_by_label("most of all").check()
    wen.get_by_label("Tuesday 21", exact=True).scroll_into_view_if_needed()
    Finger(wen).draw(wen.get_by_label("Monday 18", exact=True), wen.get_by_label("Tuesday 20", exact=True))
    expect(wen.locator("main")).to_contain_text("Hours that are ticked: 6")
    wen.get_by_label("Tuesday 20", exact=True).uncheck()
    expect(wen.locator("main")).to_contain_text("Hours that are ticked: 5")
    wen.get_by_label("Whom I would like to be with").fill("Dov, somebody")
    wen.get_by_role("button", name="Keep what I say").click()
    expect(wen.get_by_role("alert")).to_contain_text("Nobody here is called somebody.")
    expect(wen.get_by_label("Monday 19", exact=True)).to_be_checked()
    wen.get_by_label("Whom I would like to be with").fill("Dov")
    wen.get_by_role("button", name="Keep what I say").click()
    expect(wen.locator("main")).to_contain_text("It is kept.")
    expect(wen.get_by_label("Monday 19", exact=True)).to_be_checked()
    look_once(wen)


def _bring(staff: Page) -> None:
    """A list of what two answered elsewhere, of whom one has said it here."""
    staff.goto(HERE)
    staff.get_by_role("link", name="Bring in a list").click()
    look_once(staff)
    text = "Who,Mon,Wish\nDov,18-20,A film\nWen,9,\nSomebody,9,\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    staff.get_by_label("List of answers").set_input_files(file)  # type: ignore[arg-type]
    staff.get_by_role("button", name="Look at it first").click()
    staff.get_by_label("Who", exact=True).select_option("name")
    staff.get_by_label("Wish", exact=True).select_option("what they want to bring about")
    staff.get_by_role("button", name="Look at it again").click()
    expect(staff.locator("main")).to_contain_text("No learner here is called Somebody.")
    expect(staff.locator("main")).to_contain_text("Where somebody has said it here themselves, that stands.")
    look_once(staff)
    staff.get_by_role("button", name="Keep what 2 people said").click()
    expect(staff.locator("main")).to_contain_text("The list is kept.")


def test_teams_are_formed_and_everybody_reads_why(server: Server, visit: Callable[..., Page]) -> None:
    staff, wen = visit(server.address), visit(server.address, width=320)
    sign_in(staff, "nkechi")
    _ask(staff)
    sign_in(wen, "wen")
    _say(wen)

    _bring(staff)
    staff.goto(HERE)
    staff.get_by_role("button", name="Propose teams").click()
    # How far it is, and the teams at last, come by themselves.
    expect(staff.get_by_role("heading", name="Team 2")).to_be_visible(timeout=60_000)
    expect(staff.get_by_role("listitem").filter(has_text="Team 1").first).to_contain_text("Hours that all are free in")
    look_once(staff)

    staff.get_by_role("link", name=re.compile(r"Move.*Tom")).focus()
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", name="Move Tom")).to_be_visible()
    look_once(staff)
    staff.get_by_role("radio").first.focus()
    staff.keyboard.press("Space")
    staff.keyboard.press("Enter")
    expect(staff.locator("main")).to_contain_text("Tom is in another team now.")
    staff.get_by_role("button", name="Tell everybody").click()

    wen.goto(HERE)
    expect(wen.get_by_role("heading", name="You are in team")).to_be_visible()
    look_once(wen)
    wen.get_by_role("button", name="Accept this seat").click()
    expect(wen.locator("main")).to_contain_text("You accepted your seat.")
    staff.goto(HERE)
    expect(staff.get_by_role("listitem").filter(has_text="Wen").last).to_contain_text("accepts it")
    staff.get_by_role("link", name="Give it up").click()
    expect(staff.get_by_role("heading", name="Form no teams")).to_be_visible()
    look_once(staff)
    staff.get_by_role("link", name="Not now").click()
    staff.get_by_role("link", name="Settle the teams").click()
    expect(staff.get_by_role("heading", name="Settle the teams")).to_be_visible()
    look_once(staff)
    staff.get_by_label("Name of team 1").fill("Kettles")
    staff.get_by_role("button", name="Settle them").click()
    expect(staff.get_by_role("heading", name="Kettles")).to_be_visible()

    wen.goto(HERE)
    expect(wen.get_by_role("heading", name="Your team")).to_be_visible()
    look_once(wen)


def _proposed(server: Server, visit: Callable[..., Page], **how: object) -> Page:
    run_in(server.home, LEARNERS.partition("for name in")[0] + PROPOSED)
    staff = visit(server.address, **how)
    sign_in(staff, "nkechi")
    staff.goto(HERE)
    return staff


def _team(page: Page, number: int) -> Locator:
    return page.locator(f"#team-{number}")


def _seat(page: Page, name: str) -> Locator:
    return page.locator(f"[data-seat][data-name={name}] > span > bdi")


def test_people_are_dragged_by_mouse_and_finger_and_each_move_says_what_it_costs(
    server: Server, visit: Callable[..., Page]
) -> None:
    desk = _proposed(server, visit)
    tom, uma, dov = _seat(desk, "Tom"), _seat(desk, "Uma"), _seat(desk, "Dov")
    tom.scroll_into_view_if_needed()
    desk.evaluate("document.querySelector('#team-1').scrollIntoView({ block: 'center' })")
    says = desk.get_by_role("status").last
    desk.mouse.move(*_middle(tom))
    desk.mouse.down()
    desk.mouse.move(*_middle(uma), steps=5)
    expect(says).to_contain_text(re.compile(r"Tom to team 2, in exchange for Uma: (changes little|costs \d|gains \d)"))
    assert _team(desk, 2).locator("[data-points]").count() == 4, "each move says what it changes, and so does one more"
    desk.mouse.move(*_middle(dov), steps=5)
    expect(says).to_contain_text(re.compile(r"Tom to team 2, in exchange for Dov: gains \d+\s*hours in common: 0 → 3"))
    desk.keyboard.press("Escape")
    desk.mouse.up()
    expect(_team(desk, 1)).to_contain_text("Tom")
    desk.mouse.move(*_middle(tom))
    desk.mouse.down()
    desk.mouse.move(*_middle(dov), steps=5)
    expect(says).to_contain_text("gains")
    desk.mouse.up()
    expect(desk.locator("main")).to_contain_text("Tom is in another team now.")
    expect(_team(desk, 2)).to_contain_text("Tom")
    expect(_team(desk, 1)).to_contain_text("Dov")

    phone = visit(server.address, width=320)
    sign_in(phone, "nkechi")
    phone.goto(HERE)
    phone.evaluate("document.querySelector('#team-2').scrollIntoView({ block: 'center' })")
    grip = _team(phone, 2).locator("li").filter(has_text="Tom").locator(".grip")
    other = _team(phone, 2).locator("h3")

    def looked_at() -> None:
        expect(phone.get_by_role("status").last).to_contain_text("Tom stays.")

    Finger(phone).draw(grip, other, looked_at)
    expect(_team(phone, 2)).to_contain_text("Tom")
    phone.evaluate("document.querySelector('#team-1 .facts').scrollIntoView()")
    grip = _team(phone, 2).locator("li").filter(has_text="Safi").locator(".grip")

    def costs() -> None:
        expect(phone.get_by_role("status").last).to_contain_text(re.compile(r"Safi to team 1: (gains|costs) \d"))

    Finger(phone).draw(grip, _team(phone, 1).locator(".facts dt").last, costs)
    expect(phone.locator("main")).to_contain_text("Safi is in another team now.")
    expect(_team(phone, 1)).to_contain_text("Safi")
    # Whoever looks on sees it at once.
    expect(_team(desk, 1)).to_contain_text("Safi", timeout=30_000)
    look_once(phone)


def test_all_of_it_by_keyboard_alone(server: Server, visit: Callable[..., Page]) -> None:
    page = visit(server.address)
    sign_in(page, "nkechi")
    page.goto("/c/the-mending-table/teams/")
    staff = Keyboard(page)
    staff.follow("Ask learners what they would like…")
    staff.follow("Ask what they would like")
    staff.day("Last day on which people can say what they want", (clock.now() + timedelta(days=9)).date())
    staff.write("People in a team", "3", role="spinbutton")
    staff.press("Ask them")

    page = visit(server.address)
    sign_in(page, "wen")
    page.goto(HERE)
    wen = Keyboard(page)
    wen.tick("Monday 0")
    for key in (*["ArrowDown"] * 9, "Space", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert wen.focused().name == "Tuesday 11"
    wen.to("textbox", "Where I come from, in my own words")
    wen.reads("Hours that are ticked: 5")
    wen.press("Keep what I say")
    expect(page.get_by_label("Tuesday 11", exact=True)).to_be_checked()
    expect(page.get_by_label("Tuesday 10", exact=True)).not_to_be_checked()

    staff.press("Propose teams")
    expect(staff.page.get_by_role("heading", name="Team 2")).to_be_visible(timeout=60_000)
    staff.follow("Move…")
    staff.pick("Where to", "Team")
    staff.press("Show")
    staff.choose("to team…")
    staff.press("Move")
    staff.hears("is in another team now.")
    staff.press("Tell everybody where they are")
    page.goto(HERE)
    wen.arrive()
    wen.press("Accept this seat")
    wen.hears("You accepted your seat.")


def test_it_works_without_scripts(server: Server, visit: Callable[..., Page]) -> None:
    staff = _proposed(server, visit, scripts=False)
    expect(staff.locator(".grip").first).to_be_hidden()
    wen = visit(server.address, width=320, scripts=False)
    sign_in(wen, "wen")
    wen.goto(HERE)
    wen.get_by_label("Friday 7", exact=True).check()
    expect(wen.get_by_text("Draw over the hours")).to_be_hidden()
    wen.get_by_role("button", name="Keep what I say").click()
    expect(wen.get_by_label("Friday 7", exact=True)).to_be_checked()
    staff.get_by_role("link", name=re.compile("Move.*Tom")).click()
    staff.get_by_role("radio").first.check()
    staff.get_by_role("button", name="Move", exact=True).click()
    expect(staff.locator("main")).to_contain_text("Tom is in another team now.")
    staff.get_by_role("button", name="Propose teams anew").click()
    for _turn in range(100):
        if not staff.get_by_text("is done.").count():
            break
        staff.wait_for_timeout(250)
        staff.goto(HERE)
    expect(staff.get_by_role("heading", name="Team 2")).to_be_visible()
