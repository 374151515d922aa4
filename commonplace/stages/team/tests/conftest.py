"""Instances that this project did not make are found through COMMONPLACE_VECTORS (see SOURCES.md there)."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonplace.stages.team.scoring import Problem, Said, sizes_for

_given = os.environ.get("COMMONPLACE_VECTORS", "")
PUBLISHED = Path(_given) / "vectors" / "teams" if _given else None
_is_there = PUBLISHED is not None and PUBLISHED.is_dir()
collect_ignore = [] if _is_there else ["test_published.py"]

if not _is_there and os.environ.get("CI") == "true":
    raise pytest.UsageError("COMMONPLACE_VECTORS has to name a folder with vectors/teams in it when CI=true.")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _is_there:
        terminalreporter.write_line(
            "Not collected, since COMMONPLACE_VECTORS is not set: teams of published instances."
        )


@pytest.fixture
def published() -> Callable[[int], tuple[Problem, dict[str, Any]]]:
    """A published instance of so many people, and all that is said of it."""

    def read(people: int) -> tuple[Problem, dict[str, Any]]:
        assert PUBLISHED is not None
        told = json.loads((PUBLISHED / f"synthetic_{people}.json").read_text())
        return problem_of(told), told

    return read


def problem_of(told: dict[str, Any]) -> Problem:
    """A published instance as we read it."""
    said = [
        Said(
            sum(1 << hour for hour in one["available_utc_hours_of_week"]),
            frozenset(one["outcomes"]),
            tuple(one["values"]),
            one["background"],
        )
        for one in told["people"]
    ]
    group = frozenset(number for number, one in enumerate(told["people"]) if one["self_described_minority"])
    return Problem(tuple(said), sizes_for(len(said), told["team_size"]), groups=(group,))
