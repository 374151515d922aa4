"""A community whose teams are being formed. Instances that this project did not make are found through COMMONPLACE_VECTORS."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.team import actions
from commonplace.stages.team.models import Forming, Statement
from commonplace.stages.team.saying import Told, say
from commonplace.stages.team.scoring import Problem
from commonplace.stages.team.standing import Standing
from commonplace.stages.team.tests.published import problem_of

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


NAMES = ("ada", "bo", "cy", "di", "ed")


class Forms:
    """A community of five learners whose teams are being formed, in pairs."""

    def __init__(self, table: Community, carrier: Person, people: dict[str, Person]) -> None:
        self.table, self.carrier, self.people = table, carrier, people
        self.forming = actions.begin_forming(
            table,
            carrier,
            closes_at=clock.now() + timedelta(days=3),
            size=2,
            outcomes=["a film", "a garden"],
            values=["care", "play"],
            groups=["first in the family to study"],
        )

    def say(self, who: str, **told: object) -> Statement:
        return say(self.forming, self.people[who], Told(**told))  # type: ignore[arg-type]

    def now(self) -> Forming:
        self.forming = Forming.objects.get(pk=self.forming.pk)
        return self.forming

    def lay(self, *teams: str) -> Forming:
        """Propose teams as people would be called: `lay("ada bo", "cy di ed")`."""
        standing = Standing(self.now())
        numbers = [[standing.number[self.people[name].pk] for name in team.split()] for team in teams]
        actions.lay(self.forming, standing, numbers, is_best=False)
        self.forming.save()
        return self.forming

    def teams(self) -> list[set[str]]:
        return [{seat.person.name for seat in team.seats.select_related("person")} for team in self.forming.teams.all()]

    def key(self, name: str) -> int:
        return self.people[name].pk

    def move(self, who: str, to: int, other: str | None = None, based_on: int | None = None) -> Forming:
        key = self.forming.teams.get(number=to).pk
        version = self.now().version if based_on is None else based_on
        exchanged = None if other is None else self.key(other)
        return actions.move(self.forming, self.carrier, self.key(who), key, in_exchange_for=exchanged, based_on=version)

    def tell(self) -> Forming:
        return actions.tell_everybody(self.forming, self.carrier, based_on=self.now().version)


@pytest.fixture
def forms(community: Callable[..., Community], member: Callable[..., Person], person: Callable[..., Person]) -> Forms:
    carrier = person("nkechi")
    table = community(carrier)
    return Forms(table, carrier, {name: member(table, name) for name in NAMES})
