"""What is called the best is the best: all teams of a few people are counted one by one beside it."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from commonplace.stages.team.apart import formed_apart, read, written
from commonplace.stages.team.certifying import PEOPLE, can_be_certified, certify
from commonplace.stages.team.forming import dealt
from commonplace.stages.team.scoring import Problem, Said, Teams, is_sound, sizes_for, total
from commonplace.stages.team.tests.problems import problems
from tests.bench_teams import instance


def every_way(people: frozenset[int], sizes: tuple[int, ...]) -> Iterator[Teams]:
    """All ways to split people into teams of these sizes."""
    if not sizes:
        yield []
        return
    first = min(people)
    for at, size in enumerate(sizes):
        if size in sizes[:at]:
            continue
        rest = sizes[:at] + sizes[at + 1 :]
        for others in itertools.combinations(sorted(people - {first}), size - 1):
            for teams in every_way(people - {first, *others}, rest):
                yield [[first, *others], *teams]


@given(problems(most=8))
@settings(deadline=None, max_examples=40)
def test_what_is_proved_is_so(problem: Problem) -> None:
    teams = dealt(problem)
    everybody = frozenset(range(len(problem.people)))
    best = max(total(problem, ways) for ways in every_way(everybody, problem.sizes))
    certified = certify(problem, teams, seconds=60)
    assert certified.is_best
    assert is_sound(problem, certified.teams)
    assert certified.value == pytest.approx(total(problem, certified.teams))
    assert certified.value == pytest.approx(best, abs=1e-6)
    assert certified.bound == pytest.approx(best, abs=1e-6)


def test_nothing_is_called_proved_in_want_of_time() -> None:
    problem = instance(24)
    certified = certify(problem, dealt(problem), seconds=0)
    assert not certified.is_best
    assert certified.teams == dealt(problem)
    assert certified.bound > certified.value


def test_only_small_numbers_are_proved() -> None:
    assert can_be_certified(Problem((Said(),) * PEOPLE, sizes_for(PEOPLE, 4)))
    assert not can_be_certified(Problem((Said(),) * 41, sizes_for(41, 4)))
    assert not can_be_certified(Problem((Said(),) * 40, sizes_for(40, 8)))


@given(problems())
def test_a_problem_is_read_as_it_was_written(problem: Problem) -> None:
    assert read(written(problem)) == problem


def test_a_process_of_its_own_says_how_far_it_is_and_proves() -> None:
    problem = instance(12)
    seen = list(formed_apart(problem))
    assert seen[0].share == 0
    assert seen[-1].is_best
    assert is_sound(problem, seen[-1].teams)
    assert seen[-1].value == pytest.approx(total(problem, seen[-1].teams))


def test_who_has_enough_stops_the_process() -> None:
    problem = instance(400)
    asked = formed_apart(problem)
    first = next(asked)
    asked.close()
    assert is_sound(problem, first.teams)


def test_a_process_that_ends_badly_says_so() -> None:
    broken = Problem((Said(),) * 4, (2, 2))
    object.__setattr__(broken, "sizes", (3, 3))
    with pytest.raises(Exception, match="non-zero exit status"):
        list(formed_apart(broken))
