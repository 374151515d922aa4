"""Teams are formed in any number and size, better and better, and the same for a seed; with numpy and without."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from commonplace.stages.team import forming, swapping, swapping_plainly
from commonplace.stages.team.forming import dealt, formed
from commonplace.stages.team.scoring import Problem, Said, Weights, is_sound, sizes_for, total
from commonplace.stages.team.tests.problems import problems, teams_of
from tests.bench_teams import instance

WAYS = pytest.mark.parametrize("way", [swapping.Swapping, swapping_plainly.Swapping], ids=["numpy", "plain"])


@WAYS
@given(problem=problems(), chance=some.randoms(use_true_random=False), heat=some.sampled_from([0.001, 0.1, 5.0]))
@settings(deadline=None, max_examples=60)
def test_swapping_counts_as_scoring_does_and_keeps_sizes(
    way: type[swapping.Swapping], problem: Problem, chance: random.Random, heat: float
) -> None:
    teams = teams_of(problem, chance)
    swaps = way(problem, teams, seed=chance.randrange(99))
    before = total(problem, teams)
    assert swaps.value == pytest.approx(before, abs=1e-4)
    for _round in range(20):
        swaps.round(heat)
        swaps.look()
    value, better = swaps.best
    assert is_sound(problem, better)
    assert value == pytest.approx(total(problem, better), abs=1e-4)
    assert value >= before - 1e-4


@WAYS
def test_small_teams_are_the_best_there_are(way: type[swapping.Swapping], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five people in teams of two and three, all ways are counted one by one."""
    monkeypatch.setattr(forming, "Swapping", way)
    for seed in range(3):
        people = instance(5, seed).people
        problem = Problem(people, (3, 2), wishes=frozenset({(0, 1)}), refusals=frozenset({(1, 0), (2, 3)}))
        orders = itertools.permutations(range(5))
        best = max(total(problem, [list(order[:3]), list(order[3:])]) for order in orders)
        *_before, last = formed(problem, rounds=500)
        assert last.value == pytest.approx(best)


def test_teams_are_the_same_for_a_seed() -> None:
    problem = instance(50)
    first, again, other = (list(formed(problem, rounds=400, seed=seed))[-1] for seed in (1, 1, 2))
    assert first == again
    assert other.teams != first.teams


def test_there_are_good_teams_at_any_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "_SAY_EVERY", 0.0)
    monkeypatch.setattr(forming, "BLOCK", 40)
    problem = instance(123)
    seen = list(itertools.islice(formed(problem, rounds=2_000), 40))
    assert all(is_sound(problem, one.teams) for one in seen)
    assert all(one.value == pytest.approx(total(problem, one.teams), abs=1e-3) for one in seen)
    assert all(before.value <= after.value + 1e-6 for before, after in itertools.pairwise(seen))
    assert all(before.share <= after.share for before, after in itertools.pairwise(seen))
    assert seen[-1].share < 1
    assert seen[-1].value > seen[0].value


def test_it_ends_in_time() -> None:
    *_before, last = formed(instance(200), seconds=1.0)
    assert last.share == 1
    assert last.value / len(last.teams) > 0.6


def test_those_who_wish_for_each_other_begin_together() -> None:
    wishes = frozenset((one, one + 1) for one in range(0, 40, 2))
    problem = Problem((Said(),) * 40, sizes_for(40, 4), wishes=wishes)
    assert all({one, other} <= set(team) for one, other in wishes for team in dealt(problem) if one in team)


def test_nobody_of_a_group_is_alone_where_that_can_be() -> None:
    problem = Problem(instance(60).people, sizes_for(60, 4), Weights(), groups=(frozenset(range(7)),))
    *_before, last = formed(problem, rounds=1_500)
    assert all(len(set(team) & problem.groups[0]) != 1 for team in last.teams)


def test_one_team_is_everybody() -> None:
    *_before, last = formed(Problem((Said(), Said()), (2,)))
    assert sorted(last.teams[0]) == [0, 1]
