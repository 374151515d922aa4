"""Every time that is shown is one of the reader's clock, or of a clock that is named beside it; and so is its zone."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock
from commonplace.ground.local_time import moment_at
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.publish.drafting import Gathered, Record, draft
from tests.test_bad_input import opened, people_of_everything

pytestmark = pytest.mark.django_db

THERE, HERE, COMMONS = "Europe/Lisbon", "Asia/Kathmandu", "America/St_Johns"
# Called by these in the pages: in every season, and on the days on which they are read here.
NAMES = {
    THERE: (
        "Western European Time (Lisbon)",
        THERE,
        "Western European Summer Time (Lisbon)",
        "Western European Standard Time (Lisbon)",
    ),
    HERE: ("Nepal Time (Kathmandu)",),
    COMMONS: ("Newfoundland Time (St. John’s)", "Newfoundland Daylight Time", "Newfoundland Standard Time"),
}
CLOCK = re.compile(r"(?<![\d:.+−-])([01]\d|2[0-3]):([0-5]\d)(?![\d:])")
BLOCKS = {"p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "h4", "legend", "label", "summary", "div", "section"}
# What people type, and what a form holds, is not ours to name.
NOT_OURS = {"script", "style", "textarea", "option", "select", "template"}
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)


class Times(HTMLParser):
    """The blocks of a page in which a time of day stands: their words, and the moment that `<time>` gives for each time."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, datetime | None]]]] = []
        self.all = ""
        self._words, self._times = "", list[tuple[str, datetime | None]]()
        self._moment: datetime | None = None
        self._left_out, self._lasts = 0, False
        self.feed(page)
        self._end_block()

    def _end_block(self) -> None:
        if self._times:
            self.found.append((" ".join(self._words.split()), self._times))
        self._words, self._times = "", []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_block()
        said = dict(attrs).get("datetime") if tag == "time" else None
        # How long something lasts, or after how long it comes: minutes and seconds, and of no clock.
        self._lasts = tag == "time" and (said or "").startswith("PT")
        self._left_out += tag in NOT_OURS or self._lasts
        if said and not self._lasts and len(said) > len("2026-10-20"):
            self._moment = datetime.fromisoformat(said)
            assert self._moment.tzinfo, f"a time without its zone: {said}"

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end_block()
        self._left_out -= tag in NOT_OURS or self._lasts
        if tag == "time":
            self._moment, self._lasts = None, False

    def handle_data(self, data: str) -> None:
        if self._left_out:
            return
        self._words += data
        self.all += data
        self._times += [(match[0], self._moment) for match in CLOCK.finditer(data)]


def _wrong(page: str, zone: str) -> Iterator[str]:
    """Times that stand there without `<time>` and name no zone beside them, or are those of no clock that is named."""
    times = Times(page)
    named = [other for other in NAMES if any(name in times.all for name in NAMES[other])]
    if times.found and zone not in named:
        yield "the reader's zone is not named"
    for words, found in times.found:
        beside = [other for other in NAMES if any(name in words for name in NAMES[other])]
        for said, moment in found:
            if moment is None and not beside:
                yield f"no zone: {words}"
            elif moment and said not in {_shown(moment, one) for one in [zone, *beside]}:
                yield f"of no clock that is named: {words}"


def _shown(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def _plan(community: Community, by: Person, title: str, day: date, begins: time, hours: int = 2) -> Any:
    first = moment_at(day, begins, THERE)
    return plan_gathering(
        community, by, title=title, starts_at=first, ends_at=first + timedelta(hours=hours), audience=4
    )


@pytest.fixture
def world(person: Callable[..., Person]) -> Iterator[dict[str, Person | None]]:
    """Somebody in Kathmandu, in a community of Lisbon, on a commons of St. John's; clocks change between its days."""
    with clock.at(OCTOBER):
        people = people_of_everything(person, THERE)
        Commons.objects.update(zone=COMMONS)
        Person.objects.update(zone=HERE)
        community, carrier = Community.objects.get(slug="the-mending-table"), people["carrier"]
        _plan(community, carrier, "Before", date(2026, 10, 24), time(18))
        _plan(community, carrier, "Through the night", date(2026, 10, 25), time(0, 30))
        _plan(community, carrier, "After", date(2026, 10, 26), time(19))
        yield people


# Whoever sees most, and what only others meet.
ROUTES = {"stranger": "", "carrier": "", "member": "me/", "host": ("host/", "report")}


@pytest.mark.parametrize("who", ROUTES)
def test_every_time_is_of_a_clock_that_is_named(
    who: str, world: dict[str, Person | None], sign_in: Callable[..., Client]
) -> None:
    somebody = world[who]
    client, wrong, seen = sign_in(somebody), set[str](), 0
    for there in opened(client, ROUTES[who]):
        if there.status == 200 and "<html" in there.page:
            seen += bool(Times(there.page).found)
            wrong |= {f"{there.address}: {one}" for one in _wrong(there.page, HERE if somebody else COMMONS)}
    assert seen
    assert not wrong, "\n".join(sorted(wrong))


def test_lists_and_pages_across_the_night_on_which_clocks_change(
    world: dict[str, Person | None], sign_in: Callable[..., Client]
) -> None:
    """18:00 and 19:00 in Lisbon, before and after it leaves summer time; Nepal has none."""
    reader = sign_in(world["member"])
    lines = [
        re.sub(r"<[^>]+>", "", one)
        for one in re.findall(r'<p class="meta">.*?</p>', reader.get("/calendar/").text, re.S)
    ]
    said = [" ".join(line.split()) for line in lines if ":" in line]
    assert [line[:14] for line in said[-3:]] == ["22:45 to 00:45", "05:15 to 07:15", "00:45 to 02:45"]
    page = " ".join(re.sub(r"<[^>]+>", " ", reader.get("/c/the-mending-table/gatherings/").text).split())
    assert "Sunday 25 October, 05:15 to 07:15 , Nepal Time (Kathmandu)" in page
    assert "Tuesday 27 October, 00:45 to 02:45 , Nepal Time (Kathmandu)" in page
    Person.objects.update(zone=THERE)
    page = " ".join(re.sub(r"<[^>]+>", " ", reader.get("/c/the-mending-table/gatherings/").text).split())
    assert "Saturday 24 October, 18:00 to 20:00 , Western European Summer Time (Lisbon)" in page
    assert (
        "Sunday 25 October, 00:30 to 01:30 , Western European Summer Time (Lisbon), "
        "then Western European Standard Time (Lisbon)"
    ) in page
    assert "Monday 26 October, 19:00 to 21:00 , Western European Standard Time (Lisbon)" in page


def test_a_gathering_tells_both_clocks_where_they_differ(
    world: dict[str, Person | None], sign_in: Callable[..., Client]
) -> None:
    night = Entry.objects.get(title="Through the night")
    page = " ".join(re.sub(r"<[^>]+>", " ", sign_in(world["member"]).get(night.address).text).split())
    assert "Sunday 25 October 05:15 to 07:15 Nepal Time (Kathmandu)" in page
    assert (
        "that is, in Western European Summer Time (Lisbon), then Western European Standard Time (Lisbon): "
        "Sunday 25 October, 00:30 to 01:30"
    ) in page


def test_calendar_files_hold_moments_of_universal_time(
    world: dict[str, Person | None], sign_in: Callable[..., Client]
) -> None:
    """RFC 5545, 3.3.5, form 2: no calendar program has to know when Lisbon changes its clocks."""
    file = sign_in(None).get("/c/the-mending-table/calendar.ics").content.decode()
    said = re.findall(r"^(DTSTART|DTEND)([^\r]*)", file, re.M)
    assert all(re.fullmatch(r":\d{8}T\d{6}Z", value) for _name, value in said)
    for moment in ("20261024T170000Z", "20261024T190000Z", "20261024T233000Z", "20261025T013000Z", "20261026T190000Z"):
        assert moment in {value[1:] for _name, value in said}


def test_days_of_a_case_study_are_those_of_its_community() -> None:
    midnight = moment_at(date(2026, 10, 25), time(0, 30), THERE)
    record = Record(zone=THERE, gatherings=[Gathered(1, "Soup", "", midnight, 60)])
    with clock.at(OCTOBER):
        assert "It met once, 1 hour in all: 25 October." in [one.words for one in draft(record)]
