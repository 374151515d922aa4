"""The whole road, walked in a browser by several people: from an empty commons to the library, and on from there."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.pictures import small_picture

pytestmark = pytest.mark.browser
PASSPHRASE = "listen look and touch"
NAME = "The Mending Table"


def press(page: Page, words: str) -> None:
    """Press the button that says so."""
    page.get_by_role("button", name=words, exact=True).first.click()


def follow(page: Page, words: str) -> None:
    """Follow the link in the page that says so."""
    page.locator("main").get_by_role("link", name=words).first.click()


def fill(page: Page, label: str, words: str, which: int = 0) -> None:
    page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label} (if you like)", exact=True)).nth(which).fill(
        words
    )


def no_trouble(page: Page) -> None:
    """No form came back with something to mend."""
    trouble = page.locator("#form-trouble, main [role=alert]")
    assert trouble.count() == 0, f"{page.url}: {trouble.first.inner_text()}"


class Walk:
    """One walk of the road, with scripts or without."""

    def __init__(self, server: Server, visit: Callable[..., Page], scripts: bool) -> None:
        self.server, self.scripts = server, scripts
        self.open = lambda **more: visit(server.address, scripts=scripts, **more)

    def become_host(self) -> Page:
        page = self.open()
        page.goto(self.server.host_link)
        fill(page, "What is this commons called?", "Millrace Commons")
        page.get_by_label("Its time zone").select_option("Europe/London")
        page.get_by_label("Your name").fill("Nkechi")
        page.get_by_label("A name to sign in by").fill("nkechi")
        fill(page, "Passphrase", PASSPHRASE)
        page.get_by_label("18 or older").check()
        press(page, "Begin")
        no_trouble(page)
        return page

    def join(self, name: str, band: str = "18 or older") -> Page:
        page = self.open()
        page.goto("/join/")
        page.get_by_label("Your name").fill(name)
        page.get_by_label("E-mail address").fill(f"{name.lower()}@example.org")
        fill(page, "Passphrase", PASSPHRASE)
        page.get_by_label(band).check()
        page.get_by_label(re.compile("I have read the norms")).check()
        press(page, "Join")
        no_trouble(page)
        return page

    def imagine(self, page: Page) -> str:
        """Begin a community from a name, a form and a sentence. Returns its address."""
        page.goto("/c/new/")
        fill(page, "What is it called?", NAME)
        page.get_by_role("radio", name=re.compile("Workshop or makerspace")).check()
        fill(page, "What is it for?", "We want the knowing of how to mend to leave the hands of a few.")
        press(page, "Begin")
        no_trouble(page)
        found = re.match(r"(/c/[^/]+/)", page.url.removeprefix(self.server.address))
        assert found, page.url
        return found[1]

    def design(self, page: Page, community: str) -> None:
        page.goto(community + "design/edit/")
        saves_by_itself = page.get_by_text("What you write is saved as you go.")
        expect(saves_by_itself).to_be_visible(visible=self.scripts)
        today = date.today()
        page.locator("[name=need]").fill("I asked nine people at the bus stop. Seven have a broken kettle.")
        page.locator("[name=included]").fill("Those without the fare: the fare lies in an envelope by the door.")
        page.get_by_role("checkbox", name=re.compile("^equity", re.I)).check()
        press(page, "Put these among ours")
        fill(page, "What one would see", "Fares are in an envelope by the door.")
        page.get_by_label("First day").fill((today - timedelta(days=1)).isoformat())
        page.get_by_label("Last day").fill((today + timedelta(days=5)).isoformat())
        fill(page, "What happens", "Things with a plug")
        page.get_by_label(re.compile("^Day")).last.fill((today + timedelta(days=1)).isoformat())
        fill(page, "From", "18:00")
        fill(page, "We expect that …", "People stay for the soup.")
        page.get_by_label("How many learners, at most").fill("8")
        press(page, "Save, and call it a revision")
        no_trouble(page)
        page.goto(community + "design/")
        expect(page.locator("main")).to_contain_text("Fares are in an envelope by the door.")
        expect(page.locator("main")).to_contain_text("People stay for the soup.")

    def recruit(self, page: Page, community: str) -> None:
        page.goto(community + "call/")
        page.locator("[name=words]").fill("Bring what is broken, learn to open it.")
        page.locator("[name=seats]").fill("3")
        widen = page.locator("[name=audience]")
        if widen.count():
            widen.first.select_option("4") if widen.first.evaluate("one => one.tagName") == "SELECT" else page.locator(
                "[name=audience][value='4']"
            ).check()
        press(page, "Open the call")
        no_trouble(page)

    def take_a_seat(self, page: Page, community: str) -> None:
        page.goto("/")
        follow(page, NAME)
        page.goto(community + "join/")
        page.get_by_label(re.compile("norms")).check()
        press(page, "Take a seat")
        no_trouble(page)
        page.goto(community)
        expect(page.locator("main")).to_contain_text("You are a learner here")

    def gather(self, page: Page, community: str) -> None:
        page.goto(community + "gatherings/")
        press(page, "Make gatherings from the design’s days")
        page.goto(community + "stage/")
        page.get_by_role("radio", name=re.compile("Gather and make")).check()
        press(page, "Move it")
        no_trouble(page)
        page.goto(community)
        expect(page.locator("main")).to_contain_text("Things with a plug")

    def make(self, page: Page, community: str) -> None:
        page.goto(community + "make/")
        page.locator("[name=title]").fill("How to open a kettle")
        page.locator("[name=body]").fill("Unplug it. *Turn it over.*\n\nThree screws, one under the sticker.")
        page.locator("input[type=file]").first.set_input_files(
            {"name": "kettle.png", "mimeType": "image/png", "buffer": small_picture((400, 300))}
        )
        page.get_by_label(re.compile("What it shows")).first.fill("A kettle cut in half")
        page.get_by_label("Who can see this").select_option("4")
        press(page, "Share it")
        no_trouble(page)
        expect(page.locator("h1")).to_have_text("How to open a kettle")
        expect(page.get_by_role("img", name="A kettle cut in half")).to_be_visible()

    def comment(self, page: Page, community: str) -> None:
        page.goto(community)
        follow(page, "How to open a kettle")
        page.locator("[name=words]").first.fill("At step four I stopped. Which pin? @ines")
        press(page, "Say it in the margin")
        expect(page.locator("main")).to_contain_text("Which pin?")

    def read_notice(self, page: Page) -> None:
        page.goto("/notices/")
        for _again in range(20):  # the task that tells runs within a second
            if page.get_by_text("How to open a kettle").count():
                break
            page.wait_for_timeout(250)
            page.reload()
        expect(page.locator("main")).to_contain_text("How to open a kettle")

    def reflect(self, page: Page, community: str) -> None:
        page.goto(community + "reflect/")
        expect(page.locator("main")).to_contain_text("People stay for the soup.")
        page.locator("[name=matched]").fill("They stayed for the soup.")
        page.locator("[name=surprised]").fill("That the envelope was refilled.")
        page.locator("[name=worked]").fill("Sitting beside one another.")
        page.get_by_label("Who can see this").select_option("2")
        page.locator("[name=may_quote]").check()
        press(page, "Keep it")
        no_trouble(page)

    def publish(self, page: Page, community: str) -> None:
        page.goto(community + "case-study/")
        if page.get_by_role("button", name="Draft it from the record").count():
            press(page, "Draft it from the record")
        expect(page.locator("main")).to_contain_text("envelope was refilled")
        page.goto(community + "case-study/publish/")
        page.get_by_label(re.compile("the open web", re.I)).first.check()
        press(page, "Publish it")
        no_trouble(page)

    def find_in_the_library(self, page: Page) -> None:
        page.goto("/library/?value=equity")
        expect(page.locator("main")).to_contain_text("Fares are in an envelope by the door.")
        if not self.scripts:
            follow(page, "By value, form, size, length, interest or language")
        # With scripts the boxes come in beside the list by themselves.
        expect(page.get_by_role("checkbox", name=re.compile("equity", re.I))).to_be_checked()
        page.get_by_role("checkbox", name=re.compile("equity", re.I)).uncheck()
        page.get_by_text("Practice", exact=True).click()
        page.get_by_label("Words of a practice").fill("envelope")
        press(page, "Show these")
        expect(page).to_have_url(re.compile(r"\?(?!.*value=).*practice=envelope"))
        follow(page, NAME)

    def start_from_it(self, page: Page) -> None:
        follow(page, "Start from this")
        page.locator("[name=name]").fill("The Mending Bench")
        press(page, "Start from this")
        no_trouble(page)
        expect(page.locator("main")).to_contain_text("The Mending Bench")
        address = re.match(r"(/c/[^/]+/)", page.url.removeprefix(self.server.address))
        assert address, page.url
        page.goto(address[1] + "design/")
        expect(page.locator("main")).to_contain_text("Fares are in an envelope by the door.")


@pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.long)], ids=["with scripts", "without scripts"]
)
def test_a_group_walks_the_whole_road(scripts: bool, serve: Callable[..., Server], visit: Callable[..., Page]) -> None:
    walk = Walk(serve(), visit, scripts)
    nkechi = walk.become_host()
    community = walk.imagine(nkechi)
    walk.design(nkechi, community)
    walk.recruit(nkechi, community)
    ines, thandi = walk.join("Ines"), walk.join("Thandi")
    for learner in (ines, thandi):
        walk.take_a_seat(learner, community)
    walk.gather(nkechi, community)
    walk.make(ines, community)
    walk.comment(thandi, community)
    walk.read_notice(ines)
    walk.reflect(ines, community)
    walk.publish(nkechi, community)
    stranger = walk.open()
    walk.find_in_the_library(stranger)
    walk.find_in_the_library(thandi)
    walk.start_from_it(thandi)
    nkechi.goto(community)
    (
        expect(nkechi.locator("main")).not_to_contain_text("The Mending Bench"),
        "a community that nobody was shown stays unseen",
    )
