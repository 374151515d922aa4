"""Filling a board: what holds of every one of them, on boards that are made up."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.stages.open_space.filling import fill, fill_apart, read, written
from commonplace.stages.open_space.planning import PAIRS, Places, Problem, Value, value_at
from commonplace.stages.open_space.solving import solve

ORDINARY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to nine sessions, four rooms and four times; hosts with several sessions; some sessions fixed where they can be."""
    count, rooms, times = draw(st.integers(0, 9)), draw(st.integers(0, 4)), draw(st.integers(0, 4))
    people = st.frozensets(st.integers(0, 11), max_size=7)
    hosts = [draw(st.frozensets(st.integers(0, 5), min_size=1, max_size=2)) for _one in range(count)]
    wishers = [draw(people) | own for own in hosts]
    topics = [draw(st.sampled_from(["", "wood", "wool"])) for _one in range(count)]
    holds = [draw(st.one_of(st.none(), st.integers(1, 6))) for _room in range(rooms)]
    fixed: dict[int, tuple[int, int]] = {}
    for session in range(count if rooms and times else 0):
        place = draw(st.one_of(st.none(), st.tuples(st.integers(0, times - 1), st.integers(0, rooms - 1))))
        busy = {host for one, (at, _room) in fixed.items() if place and at == place[0] for host in hosts[one]}
        if place and place not in fixed.values() and not busy & hosts[session]:
            fixed[session] = place
    return Problem(tuple(wishers), tuple(hosts), tuple(topics), tuple(holds), times, fixed)


def _counted_anew(problem: Problem, places: Places) -> Value:
    """What a board costs, person by person, with nothing of ours."""
    at = {session: place for session, place in enumerate(places) if place is not None}
    clashing = 0
    for person in set().union(*problem.wishers) if problem.wishers else set():
        wanted = Counter(at[one][0] for one, people in enumerate(problem.wishers) if person in people and one in at)
        clashing += sum(count - 1 for count in wanted.values())
    over = 0
    for session, (_time, room) in at.items():
        holds = problem.holds[room]
        over += max(0, len(problem.wishers[session]) - holds) if holds is not None else 0
    nowhere = sum(len(people) for one, people in enumerate(problem.wishers) if one not in at)
    pairs = sum(
        1
        for one in at
        for other in at
        if one < other
        and at[one][0] == at[other][0]
        and problem.topics[one]
        and problem.topics[one] == problem.topics[other]
    )
    return Value(clashing, over, nowhere, pairs)


def _is_sound(problem: Problem, places: Places) -> bool:
    """No room used twice at a time, no host in two places at once, what is fixed stays."""
    taken = [place for place in places if place is not None]
    hosting = Counter((place[0], host) for one, place in enumerate(places) if place for host in problem.hosts[one])
    stays = all(places[session] == place for session, place in problem.fixed.items())
    return len(set(taken)) == len(taken) and all(count == 1 for count in hosting.values()) and stays


@ORDINARY
@given(problems(), st.integers(0, 3))
def test_a_board_that_was_filled_is_sound_and_costs_what_is_said(problem: Problem, seed: int) -> None:
    filled = fill(problem, seed=seed, steps=3_000)
    assert _is_sound(problem, filled.places)
    assert value_at(problem, filled.places) == _counted_anew(problem, filled.places)


@ORDINARY
@given(problems())
def test_the_same_seed_gives_the_same_board(problem: Problem) -> None:
    assert fill(problem, steps=2_000) == fill(problem, steps=2_000)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_what_is_proved_to_be_best_is_not_bettered_by_trying_everything(problem: Problem) -> None:
    small = replace(
        problem,
        wishers=problem.wishers[:4],
        hosts=problem.hosts[:4],
        topics=problem.topics[:4],
        fixed={one: place for one, place in problem.fixed.items() if one < 4},
    )
    filled = fill(small, steps=500)
    if not (small.holds and small.times):
        return
    assert filled.is_best
    best = min(value_at(small, places).cost for places in _every(small))
    assert value_at(small, filled.places).cost == best


def _every(problem: Problem) -> list[Places]:
    """Every sound board there is."""
    options = [None, *((at, room) for at in range(problem.times) for room in range(len(problem.holds)))]
    boards: list[Places] = [[]]
    for session in range(len(problem.hosts)):
        here = [problem.fixed[session]] if session in problem.fixed else options
        boards = [[*board, place] for board in boards for place in here if place is None or place not in board]
    return [board for board in boards if _is_sound(problem, board)]


def test_a_problem_survives_being_written() -> None:
    problem = Problem(
        (frozenset({1, 2}), frozenset({2})), (frozenset({1}), frozenset({2})), ("", "wool"), (3, None), 2, {1: (0, 1)}
    )
    assert read(json.loads(json.dumps(written(problem)))) == problem


def test_filling_beside_this_process_gives_the_same() -> None:
    people = tuple(frozenset({one, 7, 8 + one % 2}) for one in range(6))
    problem = Problem(people, tuple(frozenset({one}) for one in range(6)), ("",) * 6, (4, 4, 2), 2)
    assert fill_apart(problem) == fill(problem)


def test_sessions_of_one_topic_are_kept_apart_where_it_costs_nothing() -> None:
    hosts = tuple(frozenset({one}) for one in range(4))
    problem = Problem(hosts, hosts, ("wood", "wood", "wool", "wool"), (None, None), 2)
    filled = fill(problem, steps=2_000)
    assert value_at(problem, filled.places) == Value(0, 0, 0, 0)
    assert PAIRS > 1


def test_ten_of_one_host_take_ten_times() -> None:
    """With fewer times than sessions of one host, the others have no place, and nobody is in two at once."""
    hosts = tuple(frozenset({0}) for _one in range(10))
    problem = Problem(hosts, hosts, ("",) * 10, (None, None, None), 4)
    filled = fill(problem, steps=2_000)
    assert sum(place is not None for place in filled.places) == 4
    assert _is_sound(problem, filled.places)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_solver_keeps_a_board_that_it_cannot_better_in_time(seed: int) -> None:
    hosts = tuple(frozenset({one}) for one in range(4))
    problem = Problem(hosts, hosts, ("",) * 4, (None, None), 2)
    solved = solve(problem, [0, 0, 1, 1], effort=5, seed=seed, seconds=20)
    assert solved.is_best
    assert sorted(solved.times) == [0, 0, 1, 1]
