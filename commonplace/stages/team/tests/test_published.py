"""Instances that this project did not make are worth what is said of them, and we form teams at least as good."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from commonplace.stages.team.apart import formed_apart
from commonplace.stages.team.forming import formed, seconds_for
from commonplace.stages.team.scoring import Problem, figures_of, is_sound, whole_of

Published = Callable[[int], tuple[Problem, dict[str, Any]]]


@pytest.mark.parametrize("people", [40, 400])
def test_teams_are_worth_what_was_published(published: Published, people: int) -> None:
    problem, told = published(people)
    assert is_sound(problem, told["best_known_teams"])
    whole = whole_of(problem, [figures_of(problem, team) for team in told["best_known_teams"]])
    assert round(whole.worth, 4) == told["best_known"]


@pytest.mark.long
def test_teams_of_400_are_formed_in_25_seconds(published: Published) -> None:
    problem, _told = published(400)
    begun = time.monotonic()
    *_before, last = formed(problem, seconds=seconds_for(400))
    assert time.monotonic() - begun <= 25
    assert is_sound(problem, last.teams)
    assert last.value / len(last.teams) >= 0.785


@pytest.mark.long
def test_teams_of_40_are_proved_to_be_the_best_in_half_a_minute(published: Published) -> None:
    problem, told = published(40)
    begun = time.monotonic()
    *_before, last = formed_apart(problem)
    assert time.monotonic() - begun <= 30
    assert last.is_best
    assert is_sound(problem, last.teams)
    assert round(last.value / len(last.teams), 4) == told["proven_optimum"] == 0.6114
