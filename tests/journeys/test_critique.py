"""Critique on a phone, with a finger; by keyboard alone; and together, with one time that all see."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.keyboard import Keyboard
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
READERS = """
from datetime import timedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from commonplace.commons.communities.actions import agree_to_norms, welcome_member
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import add_picture, write_entry
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock
from commonplace.ground.recordings import prepare
from commonplace.stages.critique.actions import ask_for_critique
from commonplace.stages.gather.actions import plan_gathering
from tests.pictures import small_picture
from tests.recordings import sound

table = Community.objects.get(slug="the-mending-table")
nkechi, ines = Person.objects.get(name="nkechi"), Person.objects.get(name="ines")
agree_to_norms(table.memberships.get(person=ines))
for name in ("wen", "dov"):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    person = Person.objects.create(account=account, name=name, display_name=name.capitalize(), age_band="adult")
    agree_to_norms(welcome_member(table, person))
begins = clock.now() - timedelta(minutes=5)
plan_gathering(table, nkechi, title="An evening", starts_at=begins, ends_at=begins + timedelta(hours=2))
made = write_entry(ines, "post", title="A kettle that sings", body="Hear it.", community=table)
add_picture(made, SimpleUploadedFile("kettle.png", small_picture(), "image/png"), alternative="A kettle", caption="")
add_recording(made, prepare(SimpleUploadedFile("voice.m4a", sound())), words="It sings")
ask_for_critique(made, ines, question="Is it too loud?", protocol="see")
"""


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], told: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    home = Path(shutil.copytree(told, tmp_path_factory.mktemp("critique") / "home"))
    run_in(home, READERS)
    return serve(home=home)


def _keep(page: Page, name: str) -> None:
    """Pictures of it for eyes, where a folder for them is named."""
    folder = os.environ.get("LOOKED_AT")
    if not folder:
        return
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 900})


def _draw(page: Page) -> None:
    """A region, from a quarter to three quarters of the picture."""
    page.get_by_role("button", name="Draw a region with a finger or the mouse").click()
    box = page.locator("figure:not([hidden]) .region-of").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.75)
    page.mouse.up()


def _from_a_post(page: Page, title: str = "A kettle, mended") -> None:
    page.goto("/c/the-mending-table/")
    page.get_by_role("link", name=title).first.click()


def test_asked_read_and_answered(server: Server, visit: Callable[..., Page]) -> None:
    maker, reader = Keyboard(visit(server.address)), visit(server.address, width=320)
    sign_in(maker.page, "ines")
    _from_a_post(maker.page)
    maker.arrive()
    maker.follow("Ask for critique")
    maker.write("What would you like to know?", "Is it clear where the fuse was?")
    _keep(maker.page, "ask")
    maker.choose("What I see, what it makes me ask…")
    maker.press("Ask")
    maker.reads("It is asked.")

    sign_in(reader, "wen")
    _from_a_post(reader)
    reader.get_by_role("link", name="Answer as a reader").click()
    look_once(reader)
    reader.get_by_label("What I see").fill("You always mend.")
    reader.get_by_role("button", name="Send it", exact=True).click()
    expect(reader.get_by_role("alert")).to_contain_text("a second look?")
    _keep(reader, "second-look")
    reader.get_by_label("What I see").fill("A kettle that stands in the light, and a lamp beside it that is not lit.")
    reader.get_by_role("button", name="Say something of one place in it").click()
    reader.get_by_label("Picture 1: A kettle").check()
    _draw(reader)
    expect(reader.get_by_label("From the left")).to_have_value("25")
    expect(reader.get_by_label("How wide")).to_have_value("50")
    reader.get_by_label("What do you say of it?").fill("Here it shines.")
    look_once(reader)
    _keep(reader, "somewhere")
    reader.get_by_role("button", name="Put it there, and go to another place").click()
    reader.get_by_text("Its words", exact=True).click()
    reader.evaluate("getSelection().selectAllChildren(document.querySelector('[data-words] em'))")
    reader.get_by_role("button", name="Take the words that are marked").click()
    expect(reader.get_by_label("Which words of it?")).to_have_value("fuse")
    reader.get_by_label("What do you say of it?").fill("I had to look this up.")
    reader.get_by_role("button", name="Put it there", exact=True).click()
    _keep(reader, "giving")
    reader.get_by_role("button", name="Send it", exact=True).click()
    expect(reader.locator("main")).to_contain_text("It is sent.")
    _keep(reader, "given")

    maker.page.goto("/me/critique/")
    maker.arrive()
    maker.follow("What I see, what it makes me ask")
    maker.reads("Here it shines.")
    maker.follow("Say what becomes of it")
    maker.choose("Take it up")
    maker.write("A word on 1", "I light the lamp now.")
    _keep(maker.page, "answering")
    maker.press("Say it")
    maker.reads("It is said.")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("I light the lamp now.")
    look_once(reader)
    _from_a_post(reader)
    reader.get_by_role("link", name="Read it with what was said beside its places").click()
    expect(reader.locator("mark")).to_have_text("fuse")
    look_once(reader)
    _keep(reader, "places")
    _beside(reader)


def _beside(page: Page) -> None:
    """On a wide screen a note stands in the margin, level with what it is about; on a phone under it."""
    places = ".leaf:has(> .notes) > :is(figure, .words)"
    page.set_viewport_size({"width": 1280, "height": 900})
    about, note = page.locator(places).first.bounding_box(), page.locator(".notes").first.bounding_box()
    assert about is not None
    assert note is not None
    assert note["x"] >= about["x"] + about["width"]
    assert abs(note["y"] - about["y"]) < 40
    page.set_viewport_size({"width": 320, "height": 900})
    about, note = page.locator(places).first.bounding_box(), page.locator(".notes").first.bounding_box()
    assert about is not None
    assert note is not None
    assert note["y"] >= about["y"] + about["height"]


def test_a_region_of_a_picture_and_a_time_are_chosen_by_keyboard_alone(
    server: Server, visit: Callable[..., Page]
) -> None:
    """What a finger draws, four numbers say, and the picture shows what they mean."""
    reader = Keyboard(visit(server.address, width=320))
    sign_in(reader.page, "dov")
    _from_a_post(reader.page, "A kettle that sings")
    reader.arrive()
    reader.follow("Answer as a reader")
    reader.press("Say something of one place in it")
    reader.choose("Picture 1: A kettle")
    for name, hundredths in (("From the left", "10"), ("From the top", "20"), ("How wide", "30"), ("How high", "40")):
        reader.write(name, hundredths, role="spinbutton")
    drawn = reader.page.locator("figure:not([hidden]) .region-of rect").first
    assert [drawn.get_attribute(name) for name in ("x", "y", "width", "height")] == ["10", "20", "30", "40"]
    reader.write("What do you say of it?", "This corner is dark, and I wonder why.")
    _keep(reader.page, "region-by-keyboard")
    reader.press("Put it there, and go to another place")
    reader.choose("Recording 1…")
    reader.write("At which time?", "0:01")
    reader.write("What do you say of it?", "Here it begins to sing.")
    _keep(reader.page, "time-by-keyboard")
    reader.press("Put it there")
    assert reader.find("link", "00:01…").said["url"].endswith("#t=1")
    reader.reads("Here it begins to sing.")
    reader.reads("From 10 % of its left and 20 % of its top, 30 % wide and 40 % high.")
    reader.reads("This corner is dark, and I wonder why.")


def test_together_with_one_time_for_all(server: Server, visit: Callable[..., Page]) -> None:
    keeper, phone = Keyboard(visit(server.address)), visit(server.address, width=320)
    plain = visit(server.address, width=320, scripts=False)
    for page, name in ((keeper.page, "nkechi"), (phone, "dov"), (plain, "wen")):
        sign_in(page, name)
        page.goto("/c/the-mending-table/gatherings/")
        page.get_by_role("link", name="An evening").first.click()
        page.get_by_role("link", name="Give critique together").click()
    expect(phone.locator("main")).to_contain_text("Nobody has begun yet.")
    keeper.arrive()
    keeper.choose("What I see, what it makes me ask…")
    keeper.press("Begin with the first step")
    keeper.reads("All look, and say nothing.")
    # The phone is told by a stream, and counts the time by itself.
    expect(phone.get_by_role("heading", name="All look, and say nothing.")).to_be_visible()
    expect(phone.get_by_role("button", name="Begin with the first step")).to_have_count(0)
    before = phone.get_by_role("timer").inner_text()
    expect(phone.get_by_role("timer")).not_to_have_text(before)
    look_once(phone)
    _keep(phone, "together")
    # Without scripts the page is opened again.
    plain.reload()
    expect(plain.get_by_role("heading", name="All look, and say nothing.")).to_be_visible()
    expect(plain.get_by_role("link", name="Look again")).to_be_visible()
    keeper.press("Next step")
    expect(phone.get_by_role("heading", name="What I see: only what is there, and no guesses.")).to_be_visible()
    phone.get_by_role("button", name="One more minute").click()
    phone.get_by_role("button", name="End it here").click()
    expect(keeper.page.locator("main")).to_contain_text("It is done.")
    plain.get_by_role("link", name="Look again").click()
    expect(plain.locator("main")).to_contain_text("It is done.")
