"""Facts that this project did not write are found through COMMONPLACE_VECTORS (see SOURCES.md there)."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.stages.gather.actions import plan_gathering

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
