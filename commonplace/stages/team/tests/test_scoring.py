"""What a team is worth, counted by hand; and laws of figures and of sizes, whoever the people are."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonplace.stages.team.scoring import (
    Problem,
    Said,
    Weights,
    brings,
    figures_of,
    sizes_for,
    total,
    weighed,
    whole_of,
)
from commonplace.stages.team.tests.problems import problems, teams_of


def hours(*which: int) -> int:
    return sum(1 << hour for hour in which)


def test_a_team_counted_by_hand() -> None:
    people = (
        Said(hours(1, 2, 3, 60), frozenset({0, 1}), (1.0, 0.0), 0),
        Said(hours(2, 3, 4), frozenset({1, 2}), (0.0, 2.0), 0),
        Said(hours(2, 3, 99), frozenset({1}), (3.0, 4.0), 1),
        Said(hours(0, 2, 3), frozenset({0}), (1.0, 0.0), 2),
    )
    problem = Problem(people, (4,), groups=(frozenset({0}), frozenset({1, 2})))
    figures = figures_of(problem, [0, 1, 2, 3])
    assert (figures.common_hours, figures.wanting_the_same, figures.backgrounds, figures.alone) == (2, 3, 3, 1)
    cosines = [0.0, 0.6, 1.0, 0.8, 0.0, 0.6]
    assert figures.alike == pytest.approx(sum(cosines) / 6)
    expected = 0.35 * 2 / 4 + 0.25 * 2 / 3 + 0.25 * 3 / 6 + 0.15 * 2 / 3 - 0.5
    assert figures.worth == pytest.approx(expected)
    assert total(problem, [[0, 1, 2, 3]]) == pytest.approx(expected)


def test_more_than_four_hours_in_common_are_worth_no_more() -> None:
    free = hours(*range(20))
    assert figures_of(Problem((Said(free), Said(free)), (2,)), [0, 1]).worth == pytest.approx(0.35)


def test_whoever_said_nothing_neither_helps_nor_harms() -> None:
    said = Said(hours(5, 6), frozenset({1}), (1.0, 2.0), 3)
    problem = Problem((said, said, Said()), (3,))
    pair, three = figures_of(problem, [0, 1]), figures_of(problem, [0, 1, 2])
    assert three.common_hours == pair.common_hours == 2
    assert three.backgrounds == 1
    silent = figures_of(problem, [2])
    assert (silent.common_hours, silent.worth) == (0, 0.0)


def test_wishes_and_refusals_have_a_price_beside_what_a_team_is_worth() -> None:
    people = (Said(), Said(), Said(), Said())
    problem = Problem(people, (2, 2), wishes=frozenset({(0, 1), (1, 0)}), refusals=frozenset({(2, 3)}))
    assert brings(problem, [0, 1]) == pytest.approx(2 * problem.weights.wish)
    assert brings(problem, [2, 3]) == pytest.approx(-problem.weights.refusal)
    assert total(problem, [[0, 2], [1, 3]]) == 0
    assert figures_of(problem, [2, 3]).worth == 0


def test_a_common_hour_can_have_to_be() -> None:
    people = (Said(hours(1)), Said(hours(2)))
    soft, hard = Problem(people, (2,)), Problem(people, (2,), Weights(needs_an_hour=True))
    assert brings(hard, [0, 1]) == brings(soft, [0, 1]) - hard.weights.hour


def test_a_fair_sum_prefers_that_the_team_which_has_least_has_more() -> None:
    one, all_day = hours(1), hours(*range(9))
    people = (Said(all_day), Said(all_day), Said(one), Said(all_day), Said(hours(2)), Said(hours(2)))
    fair = Problem(people, (2, 2, 2), Weights(is_fair=True))
    assert fair.above_zero == 1.0
    figures = figures_of(fair, [0, 1])
    assert weighed(fair, figures) == pytest.approx(-1 / (0.35 + 1))


@pytest.mark.parametrize(
    ("people", "size", "expected"),
    [
        (40, 4, (4,) * 10),
        (41, 4, (5, *(4,) * 9)),
        (43, 4, (*(4,) * 10, 3)),
        (30, 4, (5, 5, 4, 4, 4, 4, 4)),
        (5, 4, (5,)),
        (6, 4, (3, 3)),
        (1, 4, (1,)),
        (11, 7, (6, 5)),
        (3, 1, (1, 1, 1)),
    ],
)
def test_sizes(people: int, size: int, expected: tuple[int, ...]) -> None:
    assert sizes_for(people, size) == expected


@given(some.integers(1, 400), some.integers(1, 12))
def test_sizes_hold_everybody_and_are_as_near_as_can_be(people: int, size: int) -> None:
    sizes = sizes_for(people, size)
    assert sum(sizes) == people
    assert max(sizes) - min(sizes) <= 1
    nearest = min(max(abs(-(-people // teams) - size), abs(people // teams - size)) for teams in range(1, people + 1))
    assert max(abs(one - size) for one in sizes) == nearest


def test_nobody_is_no_team() -> None:
    with pytest.raises(ValueError, match="nobody"):
        sizes_for(0, 4)
    with pytest.raises(ValueError, match="nobody"):
        sizes_for(4, 0)


def test_what_is_no_problem_is_refused() -> None:
    two = (Said(), Said())
    for asked, why in (
        (lambda: Problem(two, (3,)), "exactly these"),
        (lambda: Problem((Said(),) * 201, (201,)), "200"),
        (lambda: Problem(two, (2,), wishes=frozenset({(1, 1)})), "themselves"),
        (lambda: Problem((Said(values=(1.0,)), Said(values=(1.0, 2.0))), (2,)), "different values"),
        (lambda: Problem((Said(values=(-1.0,)), Said()), (2,)), "less than nothing"),
    ):
        with pytest.raises(ValueError, match=why):
            asked()


@given(problems(), some.randoms(use_true_random=False))
def test_figures_of_teams_add_up_to_the_whole(problem: Problem, chance: random.Random) -> None:
    teams = teams_of(problem, chance)
    figures = [figures_of(problem, team) for team in teams]
    whole = whole_of(problem, figures)
    assert whole.people == len(problem.people) == sum(one.size for one in figures)
    assert math.isclose(whole.worth * whole.teams, math.fsum(one.worth for one in figures), abs_tol=1e-9)
    assert math.isclose(sum(whole.parts), whole.worth, abs_tol=1e-9)
    assert whole.wishes_met <= whole.wishes
    assert math.isclose(math.fsum(weighed(problem, one) for one in figures), total(problem, teams), abs_tol=1e-9)


@given(problems())
def test_no_team_is_worth_so_little_that_a_fair_sum_could_not_tell(problem: Problem) -> None:
    everybody = list(range(len(problem.people)))
    assert figures_of(problem, everybody).worth + problem.above_zero > 0
