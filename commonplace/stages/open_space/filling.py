"""Filling a board from its beginning to its end, in a process of its own: it computes for up to a minute, and pages go on meanwhile.

`fill` is what is meant; `fill_apart` does the same beside this process.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from commonplace.stages.open_space.planning import Places, Problem, anneal, first_board, places_of, value_of

# Swaps that are tried: so many for each session, and no more than so many, which is half a minute's on a small machine.
_STEPS, _MOST_STEPS = 20_000, 4_000_000
# Up to so many sessions it is looked for a proof that no board is better; in deterministic seconds of CP-SAT.
_SMALL, _EFFORT = 16, 8.0
# By the clock everything ends after this.
SECONDS = 55.0
_SEED = 1


@dataclass(frozen=True)
class Filled:
    """A board: each session's time and room, None for those without. `is_best` where it is proved that no board is better.

    `has_solver` is whether OR-Tools is here, which proves it.
    """

    places: Places
    is_best: bool
    has_solver: bool


def fill(problem: Problem, *, seconds: float = SECONDS, seed: int = _SEED, steps: int | None = None) -> Filled:
    """Fill a board. The same problem and seed give the same board, unless `seconds` by the clock are too short for it."""
    ends = time.monotonic() + seconds
    many = min(_MOST_STEPS, _STEPS * len(problem.hosts)) if steps is None else steps
    times = anneal(problem, first_board(problem), steps=many, seed=seed, until=ends)
    is_best, has_solver = False, True
    if len(problem.hosts) <= _SMALL and problem.holds and problem.times:
        try:
            from commonplace.stages.open_space.solving import solve  # noqa: PLC0415 - of the extra `planning`
        except ImportError:
            has_solver = False
        else:
            solved = solve(problem, times, effort=_EFFORT, seed=seed, seconds=ends - time.monotonic())
            better = value_of(problem, solved.times).cost < value_of(problem, times).cost
            times, is_best = solved.times if better else times, solved.is_best
    return Filled(places_of(problem, times), is_best, has_solver)


def written(problem: Problem) -> dict[str, Any]:
    """A problem as JSON holds it."""
    return {
        "wishers": [sorted(people) for people in problem.wishers],
        "hosts": [sorted(people) for people in problem.hosts],
        "topics": list(problem.topics),
        "holds": list(problem.holds),
        "times": problem.times,
        "fixed": [[session, *place] for session, place in sorted(problem.fixed.items())],
    }


def read(said: dict[str, Any]) -> Problem:
    """The other way round."""
    return Problem(
        tuple(map(frozenset, said["wishers"])),
        tuple(map(frozenset, said["hosts"])),
        tuple(said["topics"]),
        tuple(said["holds"]),
        said["times"],
        {session: (at, room) for session, at, room in said["fixed"]},
    )


def fill_apart(problem: Problem) -> Filled:
    """Fill a board beside this process. Raises subprocess.SubprocessError where that ends badly."""
    command = [sys.executable, "-m", "commonplace.stages.open_space.filling"]
    given = json.dumps(written(problem))
    limit = 3 * SECONDS
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=limit, check=True)  # noqa: S603 - our own module
    said = json.loads(done.stdout)
    places: Places = [None if place is None else (place[0], place[1]) for place in said["places"]]
    return Filled(places, said["is_best"], said["has_solver"])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(fill(read(json.load(sys.stdin))))))
