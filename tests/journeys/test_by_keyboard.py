"""The whole road by keyboard alone: no pointer, no address typed; what is pressed is found as a screen reader finds it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.journeys.keyboard import Keyboard
from tests.pictures import small_picture

pytestmark = [pytest.mark.browser, pytest.mark.long]
PASSPHRASE = "listen look and touch"
NAME = "The Mending Table"


class Walk:
    """One walk of the road."""

    def __init__(self, server: Server, visit: Callable[..., Page]) -> None:
        self.server, self.visit = server, visit

    def become_host(self) -> Keyboard:
        page = self.visit(self.server.address)
        page.goto(self.server.host_link)  # printed where the commons was started
        keys = Keyboard(page)
        keys.write("What is this commons called?", "Millrace Commons")
        keys.pick("Its time zone", "London")
        keys.write("Your name", "Nkechi")
        keys.write("A name to sign in by", "nkechi")
        keys.write("Passphrase", PASSPHRASE)
        keys.choose("18 or older")
        keys.press("Begin")
        return keys

    def join(self, name: str) -> Keyboard:
        keys = Keyboard(self.visit(self.server.address))
        keys.follow("Join by e-mail or class code")
        keys.press("Join")
        self.mend(keys, "Your name")
        keys.write("Your name", name)
        keys.write("E-mail address", f"{name.lower()}@example.org")
        keys.write("Passphrase", PASSPHRASE)
        keys.choose("18 or older")
        keys.tick("I have read the norms…")
        keys.press("Join")
        return keys

    def mend(self, keys: Keyboard, label: str) -> None:
        """A form came back: the focus is on what is wrong, and from there a link leads to each field that says it too."""
        assert keys.focused().role == "alert"
        assert "another look" in keys.focused().words
        link = keys.to("link", label)
        assert link.above[-1].role, link
        keys.page.keyboard.press("Enter")
        found = keys.focused()
        assert found.name.startswith(label)
        assert found.said.get("invalid") == "true"
        assert found.description, "what is wrong is read with the field"

    def imagine(self, keys: Keyboard) -> None:
        keys.follow("Communities")
        keys.follow("Start a community")
        keys.write("What is it called?", NAME)
        keys.choose("Workshop or makerspace…")
        keys.write("What is it for?", "We want the knowing of how to mend to leave the hands of a few.")
        keys.press("Begin")

    def design(self, keys: Keyboard) -> None:
        today = date.today()
        keys.write("The need…", "I asked nine people at the bus stop. Seven have a broken kettle.")
        keys.write("Who could be left out?…", "Those without the fare: the fare lies in an envelope by the door.")
        keys.tick("equity…")
        keys.press("Put these among ours")
        keys.write("What one would see", "Fares are in an envelope by the door.")
        keys.day("First day", today - timedelta(days=1))
        keys.day("Last day", today + timedelta(days=5))
        keys.write("What happens", "Things with a plug")
        keys.day("Day", today + timedelta(days=1))
        keys.time("From", 18)
        keys.write("How many learners, at most", "8", role="spinbutton")
        keys.write("We expect that …", "People stay for the soup.")
        keys.press("Save, and call it a revision")
        keys.hears("Saved")
        keys.reads("Fares are in an envelope by the door.")

    def recruit(self, keys: Keyboard) -> None:
        keys.follow("Call")
        keys.write("What you would say to somebody at the door", "Bring what is broken, learn to open it.")
        keys.write("How many seats there are", "3", role="spinbutton")
        keys.choose("the open web…")
        keys.press("Open the call")
        keys.hears("The call is open.")

    def take_a_seat(self, keys: Keyboard) -> None:
        keys.follow("Millrace Commons")
        keys.follow(NAME)
        keys.follow("Join")
        keys.tick("I have read these norms…")
        keys.press("Take a seat")
        keys.hears("You have a seat.")
        keys.follow("Front")
        keys.reads("You are a learner here")

    def gather(self, keys: Keyboard) -> None:
        keys.follow("Gatherings")
        keys.press("Make gatherings from the design’s days")
        keys.reads("Things with a plug")
        keys.follow("Look after it")
        keys.follow("Its road")
        keys.choose("Gather and make…")
        keys.press("Move it")
        keys.hears("It stands at: Gather and make.")

    def ask_for_teams(self, keys: Keyboard) -> None:
        keys.follow("Teams")
        keys.follow("Ask learners what they would like, and have teams proposed")
        keys.follow("Ask what they would like")
        keys.day("Last day…", date.today() + timedelta(days=3))
        keys.write("What a team could bring about…", "A film")
        keys.press("Ask them")
        keys.hears("Learners are asked what they would like.")

    def say_for_teams(self, keys: Keyboard) -> None:
        keys.follow("People")
        keys.follow("Teams")
        keys.follow("Forming teams")
        keys.tick("A film")
        keys.tick("Monday 0")
        keys.to("link", "Go past the hours")
        keys.page.keyboard.press("Enter")
        keys.write("Whom I would like to be with", "Thandi")
        keys.press("Keep what I say")
        keys.hears("It is kept.")

    def form_teams(self, keys: Keyboard, learner: Keyboard) -> None:
        keys.press("Propose teams")
        for _again in range(60):  # a task of its own forms them
            if "Team 1" in keys.tree().all("main")[0].words:
                break
            keys.page.wait_for_timeout(500)
            keys.page.reload()
            keys.arrive()
        keys.press("Tell everybody where they are")
        keys.hears("Everybody reads now which team they are in and why.")
        learner.follow("People")
        learner.follow("Teams")
        learner.follow("Forming teams")
        learner.press("Accept this seat")
        learner.hears("You accepted your seat.")
        keys.follow("Settle the teams")
        keys.write("Name of team 1", "Kettles")
        keys.press("Settle them")
        keys.hears("These are the teams now.")
        keys.reads("Kettles")

    def make(self, keys: Keyboard) -> None:
        keys.follow("Front")
        keys.follow("Share a work")
        keys.write("Title", "How to open a kettle")
        keys.write("Words", "Unplug it. *Turn it over.*\n\nThree screws, one under the sticker.")
        keys.bring("File…", {"name": "kettle.png", "mimeType": "image/png", "buffer": small_picture((400, 300))})
        keys.write("What it shows", "A kettle cut in half")
        keys.pick("Who can see this", "the open web")
        keys.press("Share it")
        keys.hears("It is there, and seen by those you chose.")
        keys.reads("Three screws")

    def comment(self, keys: Keyboard) -> None:
        keys.follow("Millrace Commons")
        keys.follow(NAME)
        keys.follow("How to open a kettle")
        keys.write("What you would like to say", "At step four I stopped. Which pin? @ines")
        keys.press("Say it in the margin")
        keys.hears("Your words are in the margin.")
        keys.reads("Which pin?")

    def read_notice(self, keys: Keyboard) -> None:
        for _again in range(20):  # the task that tells runs within a second
            keys.follow("Notices…")
            if "How to open a kettle" in keys.tree().all("main")[0].words:
                break
        keys.follow("Thandi named you in “How to open a kettle”.")
        keys.reads("Which pin?")

    def ask_for_critique(self, keys: Keyboard) -> None:
        keys.follow("Ask for critique")
        keys.write("What would you like to know?", "Is it clear which pin is meant?")
        keys.choose("Warm and cool…")
        keys.press("Ask")
        keys.hears("It is asked.")

    def answer_as_a_reader(self, keys: Keyboard) -> None:
        keys.follow("Millrace Commons")
        keys.follow(NAME)
        keys.follow("How to open a kettle")
        keys.reads("Is it clear which pin is meant?")
        keys.follow("Answer as a reader")
        keys.write("Warm", "It holds where you turn it over, because one sees the screws then.")
        keys.press("Send it")
        keys.hears("It is sent.")

    def say_what_becomes_of_it(self, keys: Keyboard) -> None:
        keys.follow("Millrace Commons")
        keys.follow(NAME)
        keys.follow("How to open a kettle")
        keys.follow("Warm and cool")
        keys.follow("Say what becomes of it")
        keys.choose("Take it up")
        keys.press("Say it")
        keys.reads("Take it up")

    def reflect(self, keys: Keyboard) -> None:
        keys.follow("Millrace Commons")
        keys.follow(NAME)
        keys.follow("Reflect")
        keys.reads("People stay for the soup.")
        keys.write("What worked well", "Sitting beside one another.")
        keys.write("What matched…", "They stayed for the soup.")
        keys.write("What surprised…", "That the envelope was refilled.")
        keys.pick("Who can see this", "my community")
        keys.tick("The case study may quote me")
        keys.press("Keep it")
        keys.hears("It is kept.")

    def publish(self, keys: Keyboard) -> None:
        keys.follow("Its road")
        keys.choose("Reflect…")
        keys.press("Move it")
        keys.hears("It stands at: Reflect.")
        keys.follow("Case study")
        keys.press("Draft it from the record")
        keys.reads("envelope was refilled")
        keys.press("Save and publish …")
        keys.choose("the open web…")
        keys.press("Publish it")
        keys.hears("It is in the library.")

    def start_from_it(self, keys: Keyboard) -> None:
        keys.follow("Library")
        keys.write("A value, a practice, or any words", "equity", role="searchbox")
        keys.press("Search")
        keys.reads("Fares are in an envelope by the door.")
        keys.follow(NAME)
        keys.follow("Start from this")
        keys.write("What will yours be called", "The Mending Bench")
        keys.press("Start from this")
        keys.hears("It is begun.")
        keys.follow("Design")
        keys.reads("Fares are in an envelope by the door.")


def test_a_group_walks_the_whole_road_by_keyboard(serve: Callable[..., Server], visit: Callable[..., Page]) -> None:
    walk = Walk(serve(), visit)
    nkechi = walk.become_host()
    walk.imagine(nkechi)
    walk.design(nkechi)
    walk.recruit(nkechi)
    ines, thandi = walk.join("Ines"), walk.join("Thandi")
    for learner in (ines, thandi):
        walk.take_a_seat(learner)
    walk.gather(nkechi)
    walk.ask_for_teams(nkechi)
    walk.say_for_teams(ines)
    walk.form_teams(nkechi, ines)
    walk.make(ines)
    walk.comment(thandi)
    walk.read_notice(ines)
    walk.ask_for_critique(ines)
    walk.answer_as_a_reader(thandi)
    walk.say_what_becomes_of_it(ines)
    walk.reflect(ines)
    walk.publish(nkechi)
    walk.start_from_it(thandi)


def test_what_scripts_open_and_take_away_leaves_the_focus_in_its_place(
    serve: Callable[..., Server], visit: Callable[..., Page]
) -> None:
    """The menu of narrow screens, and words that this device kept."""
    server = serve()
    keys = Walk(server, visit).become_host()
    page = keys.page
    page.set_viewport_size({"width": 320, "height": 800})
    keys.to("button", "Menu")
    page.keyboard.press("Enter")
    keys.tab()
    assert keys.focused().name == "Close the menu"
    page.keyboard.press("Escape")
    assert keys.focused().name == "Menu"
    page.set_viewport_size({"width": 1280, "height": 900})
    Walk(server, visit).imagine(keys)
    keys.follow("Front")
    for leaves, words in (("Put it back", "A thought half written"), ("Leave it", "")):
        keys.follow("Write something")
        if "You had begun to write" not in keys.tree().told():
            keys.write("Words", "A thought half written")
            keys.follow(NAME)
            keys.follow("Write something")
        keys.hears("You had begun to write: “ A thought half written ”")
        keys.to("button", leaves)
        page.keyboard.press("Enter")
        assert keys.focused().role == "textbox"
        assert page.evaluate("document.activeElement.value") == words
        keys.follow(NAME)


def test_a_design_says_politely_that_it_is_saved(serve: Callable[..., Server], visit: Callable[..., Page]) -> None:
    walk = Walk(serve(), visit)
    keys = walk.become_host()
    walk.imagine(keys)
    keys.write("The need…", "Nobody mends.")
    expect(keys.page.locator("#saved")).to_contain_text("Saved at")
    keys.hears("Saved at")
    assert keys.focused().name.startswith("The need"), "nothing takes the focus while somebody writes"
