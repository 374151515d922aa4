"""Filling a small board by CP-SAT, of OR-Tools, which is in the extra `planning`: it proves where no other board is better.

Large boards are filled by `planning.anneal` alone: of 300 sessions, CP-SAT bettered not even two times of a board that was
filled by swapping (docs/decisions/0018).
"""

from collections import Counter
from dataclasses import dataclass

from ortools.sat.python import cp_model

from commonplace.stages.open_space.planning import NOWHERE, PAIRS, Problem, Times


@dataclass(frozen=True)
class Solved:
    """A board, and whether no other is better."""

    times: Times
    is_best: bool


def solve(problem: Problem, times: Times, *, effort: float, seed: int, seconds: float) -> Solved:
    """Fill a board, beginning with `times`.

    `effort` is counted in CP-SAT's deterministic seconds, so that the same seed gives the same board; `seconds` by the clock
    end it in any case.
    """
    moving = [one for one in range(len(times)) if one not in problem.fixed]
    model = cp_model.CpModel()
    is_at = {(one, at): model.new_bool_var(f"{one} at {at}") for one in moving for at in range(problem.times)}
    for one in moving:
        model.add_at_most_one(is_at[one, at] for at in range(problem.times))
    worth: list[cp_model.LinearExprT] = []
    for at in range(problem.times):
        staying = [one for one, (when, _room) in problem.fixed.items() if when == at]
        _keep_hosts_apart(model, problem, moving, staying, is_at, at)
        worth += _rooms(model, problem, moving, staying, is_at, at)
        worth += _people(model, problem, moving, staying, is_at, at)
        worth += _topics(model, problem, moving, staying, is_at, at)
    for (one, at), here in is_at.items():
        model.add_hint(here, times[one] == at)
    model.maximize(sum(worth))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1  # more of them would make it another board each time
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    found = solver.solve(model)
    if found not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Solved(times, is_best=False)
    filled = list(times)
    for one in moving:
        filled[one] = next((at for at in range(problem.times) if solver.boolean_value(is_at[one, at])), NOWHERE)
    return Solved(filled, is_best=found == cp_model.OPTIMAL)


_IsAt = dict[tuple[int, int], cp_model.IntVar]


def _keep_hosts_apart(
    model: cp_model.CpModel, problem: Problem, moving: list[int], staying: list[int], is_at: _IsAt, at: int
) -> None:
    for one in moving:
        for other in problem.apart[one]:
            if other in staying:
                model.add(is_at[one, at] == 0)
            elif other > one and (other, at) in is_at:
                model.add_at_most_one(is_at[one, at], is_at[other, at])


def _rooms(
    model: cp_model.CpModel, problem: Problem, moving: list[int], staying: list[int], is_at: _IsAt, at: int
) -> list[cp_model.LinearExprT]:
    """No more sessions than rooms; and what it costs that a session has a room too small for it."""
    taken = {problem.fixed[one][1] for one in staying}
    most = max((len(problem.wishers[one]) for one in moving), default=0)
    free = [
        most if holds is None else min(holds, most) for room, holds in enumerate(problem.holds) if room not in taken
    ]
    model.add(sum(is_at[one, at] for one in moving) <= len(free))
    spaces = Counter(free)
    if len(spaces) < 2:
        tight = [(one, len(problem.wishers[one]) - free[0]) for one in moving if free]
        return [-PAIRS * over * is_at[one, at] for one, over in tight if over > 0]
    costs: list[cp_model.LinearExprT] = []
    fits = {(one, space): model.new_bool_var("") for one in moving for space in spaces}
    for one in moving:
        model.add(sum(fits[one, space] for space in spaces) == is_at[one, at])
        for space in spaces:
            over = len(problem.wishers[one]) - space
            if over > 0:
                costs.append(-PAIRS * over * fits[one, space])
    for space, count in spaces.items():
        model.add(sum(fits[one, space] for one in moving) <= count)
    return costs


def _people(
    model: cp_model.CpModel, problem: Problem, moving: list[int], staying: list[int], is_at: _IsAt, at: int
) -> list[cp_model.LinearExprT]:
    """A wish is worth PAIRS; of those that somebody has at one time, one is met. People with the same wishes count together."""
    met_already: set[int] = set().union(*(problem.wishers[one] for one in staying))
    wanted: dict[int, list[int]] = {}
    for one in moving:
        for person in problem.wishers[one] - met_already:
            wanted.setdefault(person, []).append(one)
    worth: list[cp_model.LinearExprT] = []
    for sessions, people in Counter(map(tuple, wanted.values())).items():
        if len(sessions) == 1:
            worth.append(PAIRS * people * is_at[sessions[0], at])
        else:
            is_met = model.new_bool_var("")
            model.add(is_met <= sum(is_at[one, at] for one in sessions))
            worth.append(PAIRS * people * is_met)
    return worth


def _topics(
    model: cp_model.CpModel, problem: Problem, moving: list[int], staying: list[int], is_at: _IsAt, at: int
) -> list[cp_model.LinearExprT]:
    costs: list[cp_model.LinearExprT] = []
    for number, one in enumerate(moving):
        topic = problem.topics[one]
        if not topic:
            continue
        beside = sum(problem.topics[other] == topic for other in staying)
        costs += [-beside * is_at[one, at]] if beside else []
        for other in moving[number + 1 :]:
            if problem.topics[other] == topic:
                both = model.new_bool_var("")
                model.add(both >= is_at[one, at] + is_at[other, at] - 1)
                costs.append(-both)
    return costs
