"""Facts that this project did not write are found through COMMONPLACE_VECTORS (see SOURCES.md there)."""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.stages.gather.actions import plan_gathering
from tests.javascript import CalendarReader, NotInstalled

_given = os.environ.get("COMMONPLACE_VECTORS", "")
CALENDARS = Path(_given) / "real" / "calendars" if _given else None
_is_there = CALENDARS is not None and CALENDARS.is_dir()
collect_ignore = [] if _is_there else ["test_real_calendars.py"]

if not _is_there and os.environ.get("CI") == "true":
    raise pytest.UsageError("COMMONPLACE_VECTORS has to name a folder with real/calendars in it when CI=true.")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _is_there:
        terminalreporter.write_line("Not collected, since COMMONPLACE_VECTORS is not set: imports of real calendars.")


@pytest.fixture
def carrier(person):
    return person("nkechi", zone="Europe/London")


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN, zone="Europe/London")


@pytest.fixture
def gathering(table, carrier):
    """Plan something: `gathering("Things with a plug", hours=3)` from now, open to everybody unless told otherwise."""

    def make(
        title="Things with a plug", *, starts_at=None, hours=24, audience=Audience.OPEN, by=None, into=None, **fields
    ):
        from commonplace.ground import clock

        begins = starts_at or clock.now().replace(second=0, microsecond=0) + timedelta(hours=hours)
        fields.setdefault("ends_at", begins + timedelta(hours=2))
        return plan_gathering(into or table, by or carrier, title=title, starts_at=begins, audience=audience, **fields)

    return make


@pytest.fixture
def utc():
    return lambda *parts: datetime(*parts, tzinfo=UTC)


@pytest.fixture
def march_table(carrier):
    """It is 1 March 2027, and a community's days are the 16th to the 30th, with a design and a call.

    Before the last, on the 28th, clocks go forward in London.
    """
    from commonplace.commons.communities.models import Community
    from commonplace.ground import clock
    from commonplace.stages.design.actions import start, write_design
    from commonplace.stages.gather.actions import plan_from_design
    from commonplace.stages.recruit.calling import open_call

    with clock.at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        table = start(carrier, name="The Mending Table", audience=Audience.OPEN, zone="Europe/London")
        write_design(
            table.design,
            carrier,
            based_on=table.design.entry.version,
            fields={"starts_on": date(2027, 3, 16), "ends_on": date(2027, 3, 30)},
            arc=[
                {"title": "Kettles", "on": date(2027, 3, 16), "starts": time(18, 30), "minutes": 90},
                {"title": "An idea", "on": date(2027, 3, 23), "starts": None, "minutes": 60},
            ],
        )
        plan_from_design(table.design, carrier)
        open_call(table, carrier, words="Come", seats=9, closes_at=datetime(2027, 3, 14, 20, tzinfo=UTC))
        yield Community.objects.get(pk=table.pk)


@pytest.fixture
def kettles(march_table):
    from commonplace.stages.gather.models import Gathering

    return Gathering.objects.select_related("entry").get(entry__title="Kettles", community=march_table)


@pytest.fixture
def move():
    """Move what a page would show but what is left out: `move(table, carrier, Shift(14), "Kettles")`."""
    from commonplace.stages.gather.moved import move_dates
    from commonplace.stages.gather.moving import what_moves

    def press(community, by, shift, *left_out):
        shown = [one.as_shown for one in what_moves(community, by, shift) if one.words not in left_out]
        return move_dates(community, by, shift, shown)

    return press


@pytest.fixture(scope="session")
def ical_js():
    """Another reader of calendars than the library that wrote ours: npm's `ical.js`."""
    try:
        reader = CalendarReader()
    except NotInstalled as trouble:
        pytest.skip(f"NO ICAL.JS: npm could not install it, so that our calendars are not read by it: {trouble}")
    yield reader
    reader.end()
