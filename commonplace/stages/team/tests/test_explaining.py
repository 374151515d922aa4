"""People read why they have their seat, and nothing of what others keep to themselves; staff read what each move costs."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonplace.stages.team.explaining import Reasons, reasons_of, seat_of
from commonplace.stages.team.moving import Change, Move, change, changes, moved, welcomes
from commonplace.stages.team.scoring import (
    Problem,
    Said,
    Teams,
    Weights,
    figures_of,
    is_sound,
    sizes_for,
    total,
    weighed,
    whole_of,
)
from commonplace.stages.team.tests.problems import problems, teams_of


def reasons(problem: Problem, teams: Teams, one: int) -> Reasons:
    team = next(team for team in teams if one in team)
    return reasons_of(seat_of(problem, team, one))


@given(problems(), some.data())
def test_no_explanation_changes_with_what_another_keeps_to_themselves(problem: Problem, data: some.DataObject) -> None:
    """Whoever reads it: whatever all others wish, refuse and count themselves to, it says the same."""
    teams = teams_of(problem, data.draw(some.randoms(use_true_random=False)))
    numbers = some.integers(0, len(problem.people) - 1)
    one = data.draw(numbers)
    pairs = some.frozensets(some.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1] and pair[0] != one))
    own_wishes, own_refusals = (
        frozenset(pair for pair in asked if pair[0] == one) for asked in (problem.wishes, problem.refusals)
    )
    groups = data.draw(some.lists(some.frozensets(numbers), max_size=2))
    otherwise = replace(
        problem,
        wishes=own_wishes | data.draw(pairs),
        refusals=own_refusals | data.draw(pairs),
        groups=tuple(groups),
    )
    assert reasons(otherwise, teams, one) == reasons(problem, teams, one)


@given(problems(), some.randoms(use_true_random=False))
def test_what_is_said_is_so(problem: Problem, chance: random.Random) -> None:
    teams = teams_of(problem, chance)
    for team in teams:
        for one in team:
            said, others = reasons(problem, teams, one), [problem.people[other] for other in team if other != one]
            own = problem.people[one]
            assert set(said.outcomes) == {
                wanted for wanted in own.outcomes if any(wanted in other.outcomes for other in others)
            }
            if said.hours is not None:
                assert said.hours.bit_count() == figures_of(problem, team).common_hours
            assert {(one, other) for other in said.wished_here + said.wished_elsewhere} == {
                pair for pair in problem.wishes if pair[0] == one
            }
            assert set(said.refused_here) <= set(team)


def test_a_seat_in_words() -> None:
    people = (
        Said(0b1110, frozenset({1, 2}), (3.0, 0.0, 1.0), 0),
        Said(0b0111, frozenset({2, 3}), (1.0, 0.0, 0.1), 1),
        Said(None, frozenset({2}), (), None),
        Said(0b1000, frozenset({1}), (), 0),
    )
    problem = Problem(
        people,
        (3, 1),
        wishes=frozenset({(0, 1), (0, 3), (1, 0)}),
        refusals=frozenset({(1, 0), (2, 3)}),
        groups=(frozenset({0, 1}),),
    )
    teams = [[0, 1, 2], [3]]
    assert reasons(problem, teams, 0) == Reasons(
        hours=0b0110,
        outcomes=(2,),
        values=(0,),
        is_varied=True,
        wished_here=(1,),
        wished_elsewhere=(3,),
        kept_apart=False,
        refused_here=(),
    )
    assert reasons(problem, teams, 1).refused_here == (0,)
    assert reasons(problem, teams, 2).kept_apart
    assert reasons(problem, teams, 2).hours is None
    assert reasons(problem, teams, 3) == Reasons(None, (), (), False, (), (), False, ())


@given(problems(), some.randoms(use_true_random=False))
def test_what_a_move_costs_is_what_it_changes_of_the_whole(problem: Problem, chance: random.Random) -> None:
    teams = teams_of(problem, chance)
    before = total(problem, teams)
    one = chance.randrange(len(problem.people))
    found = changes(problem, teams, one)
    assert [change.gain for change in found] == sorted((change.gain for change in found), reverse=True)
    for move in found:
        after = moved(teams, move.move)
        assert is_sound(problem, after)
        assert math.isclose(before + move.gain, total(problem, after), abs_tol=1e-9)
        was, will_be = (whole_of(problem, [figures_of(problem, team) for team in each]) for each in (teams, after))
        _adds_up(move, was.wishes_met, will_be.wishes_met, "wishes_met")
        _adds_up(move, was.alone, will_be.alone, "alone")
    others = len(problem.people) - len(next(team for team in teams if one in team))
    assert len({(change.move.to, change.move.other) for change in found}) == len(found) >= others


def _adds_up(move: Change, was: int, will_be: int, what: str) -> None:
    two = [getattr(figures, what) for figures in (move.left_after, move.come_to_after)]
    two_before = [getattr(figures, what) for figures in (move.left_before, move.come_to_before)]
    assert will_be - was == sum(two) - sum(two_before)


def test_staff_may_make_a_team_larger_and_see_what_it_costs() -> None:
    problem = Problem((Said(0b1),) * 4, (2, 2))
    teams = [[0, 1], [2, 3]]
    larger = change(problem, teams, Move(0, 1))
    assert moved(teams, Move(0, 1)) == [[1], [2, 3, 0]]
    assert (larger.left_after.size, larger.come_to_after.size) == (1, 3)
    alone = Problem((Said(0b1),) * 2, (1, 1), Weights(needs_an_hour=True, is_fair=True))
    emptied = change(alone, [[0], [1]], Move(0, 1))
    assert emptied.left_after.size == 0
    assert emptied.gain == pytest.approx(
        weighed(alone, emptied.come_to_after) - 2 * weighed(alone, emptied.left_before)
    )


def test_moves_from_where_nobody_is_are_refused() -> None:
    for move in (Move(0, 0), Move(0, 1, 1), Move(9, 0)):
        with pytest.raises(ValueError, match="they are"):
            moved([[0, 1], [2, 3]], move)


@given(problems(), some.randoms(use_true_random=False))
def test_whoever_comes_late_gets_the_best_seat_and_sizes_stay_near(problem: Problem, chance: random.Random) -> None:
    late = chance.randrange(len(problem.people))
    here = [one for one in range(len(problem.people)) if one != late]
    chance.shuffle(here)
    teams: Teams = []
    for size in sizes_for(len(here), chance.randint(2, 5)):
        teams.append(here[:size])
        here = here[size:]
    before = total(problem, teams)
    found = welcomes(problem, teams, late)
    after = [[[*team, late] if number == one.team else team for number, team in enumerate(teams)] for one in found]
    assert all(max(map(len, each)) - min(map(len, each)) <= 1 for each in after)
    assert [before + one.gain for one in found] == pytest.approx([total(problem, each) for each in after])
    best = max(
        total(problem, [[*team, late] if team is joined else team for team in teams])
        for joined in teams
        if len(joined) == min(map(len, teams))
    )
    assert before + found[0].gain == pytest.approx(best)
    with pytest.raises(ValueError, match="already"):
        welcomes(problem, teams, teams[0][0])
