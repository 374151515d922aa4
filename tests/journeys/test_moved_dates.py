"""A community moves by two weeks across a day on which clocks change, and everyone's calendar follows."""

import email
import shutil
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import Message
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar, Event
from playwright.sync_api import Page, expect

from tests.homes import free_port, run_in
from tests.journeys.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.long]
LONDON = ZoneInfo("Europe/London")
# Two evenings a week apart, the second of them ten days before clocks change next but one at most.
PLANNED = """
from datetime import date, time, timedelta
from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.local_time import clock_changes, nearest_moment
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.places import say_coming

table, keeper = Community.objects.get(), Person.objects.get(name="nkechi")
today = clock.now().date()
change = next(day for day, _far in clock_changes(today + timedelta(days=20), today + timedelta(days=400), "Europe/London"))
first = change - timedelta(days=10)
change_community(table, keeper, zone="Europe/London", starts_on=first, ends_on=change - timedelta(days=3), audience=4)
ines = Person.objects.get(name="ines")
Person.objects.update(mail_rhythm="at once", zone="Europe/London")
for count, name in enumerate(("Kettles", "Toasters")):
    begins = nearest_moment(first + timedelta(days=7 * count), time(18, 30), "Europe/London")
    planned = plan_gathering(
        table, keeper, title=name, starts_at=begins, ends_at=begins + timedelta(hours=2), audience=4
    )
    say_coming(planned, ines, "yes")
print(first)
"""


class Letterbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.original_content or b""))
        return "250 kept"

    def of_moves(self) -> list[Message]:
        return [letter for letter in self.letters if "moved" in str(letter["Subject"])]


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box, port = Letterbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def feed(server: Server) -> dict[str, Event]:
    with urllib.request.urlopen(f"{server.address}/c/the-mending-table/calendar.ics", timeout=10) as answer:
        return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.read()).walk("VEVENT")}


def at_half_past_six(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, 30, tzinfo=LONDON)


def test_a_community_moves_by_two_weeks_and_everyones_calendar_follows(
    serve: Callable[..., Server],
    told: Path,
    tmp_path: Path,
    letterbox: tuple[Letterbox, int],
    visit: Callable[..., Page],
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    first = date.fromisoformat(run_in(home, PLANNED).strip())
    days = {"Kettles": first, "Toasters": first + timedelta(days=7)}
    box, port = letterbox
    server = serve(home=home, COMMONPLACE_SMTP=f"smtp://127.0.0.1:{port}")
    before = feed(server)
    assert {name: event["DTSTART"].dt for name, event in before.items()} == {
        name: at_half_past_six(day) for name, day in days.items()
    }

    page = visit(server.address, width=320, scripts=False)
    page.goto("/sign-in/")
    page.locator("[name=name]").fill("nkechi")
    page.locator("[name=passphrase]").fill("a kettle is a pot")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/c/the-mending-table/gatherings/")
    page.get_by_role("link", name="Move the dates").click()
    page.get_by_label("By how many").fill("2")
    page.get_by_role("button", name="Show what moves").click()
    expect(page.get_by_text("In London clocks go")).to_be_visible()
    assert {name: event["SEQUENCE"] for name, event in feed(server).items()} == dict.fromkeys(days, 0)
    page.get_by_role("button", name="Move what is ticked").click()
    expect(page.get_by_text("2 gatherings are moved.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    then = {name: at_half_past_six(day + timedelta(weeks=2)) for name, day in days.items()}
    assert then["Kettles"].utcoffset() != at_half_past_six(first).utcoffset()
    _is_moved(before, feed(server), then)
    assert box.of_moves() == []
    page.get_by_role("button", name="Tell them now").click()
    deadline = time.monotonic() + 30
    while not box.of_moves() and time.monotonic() < deadline:
        time.sleep(0.2)
    (letter,) = box.of_moves()
    assert letter["To"] == "ines@example.org"
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert (part.get_param("method"), calendar["METHOD"]) == ("PUBLISH", "PUBLISH")
    _is_moved(before, {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}, then)


def _is_moved(before: dict[str, Event], now: dict[str, Event], then: dict[str, datetime]) -> None:
    """The same events, at other moments, which calendars take for newer."""
    assert {name: event["DTSTART"].dt for name, event in now.items()} == then
    for name, event in now.items():
        assert event["UID"] == before[name]["UID"]
        assert event["SEQUENCE"] > before[name]["SEQUENCE"]
        assert event["STATUS"] == "CONFIRMED"
