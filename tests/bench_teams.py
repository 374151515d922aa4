"""People to form teams of, the same on every machine, in any number; and what teams of them are worth that are formed as the site does.

They are of the shape of the instances of 40 and 400 that this project did not make: six or so stretches of free hours around a time of
day that depends on where somebody lives, two outcomes of ten of which some draw more, six weighted values, six backgrounds, and one in
eight in a group. Made from a seed with nothing but `random.Random.random`, whose numbers are the same in every version of Python
(docs.python.org, “Notes on Reproducibility”); `DIGEST` tells that they are. The published ones themselves are measured, too, where
COMMONPLACE_VECTORS names a folder that holds them. Beside each row stands what is to be reached on two cores, and in how many seconds.
"""

import hashlib
import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from commonplace.stages.team.apart import formed_apart
from commonplace.stages.team.scoring import WEEK, Problem, Said, figures_of, is_sound, sizes_for, whole_of
from commonplace.stages.team.tests.published import problem_of

TEAM = 4
SIZES = (40, 400, 4_000, 40_000)
PUBLISHED_SIZES = (40, 400)
# What teams of so many have to be worth, and in how many seconds they are formed; of 40 it has to be proved that nothing is better.
TO_REACH = {40: (0.6114, 30), 400: (0.785, 25), 4_000: (0.83, 90), 40_000: (0.8, 600)}
# What `digest` has to say of the instance of 4,000.
DIGEST = "43aafb57dcbcaf70e335edf60f0c49365ece899442c6147be4636b55b782a521"
_MIDDLES = (4, 7, 8, 9, 10, 11, 12, 13, 16, 18, 19, 20, 21)  # of people's free time, in hours UTC
_STRETCHES = 12
_OUTCOMES = (20, 16, 15, 11, 10, 9, 9, 6, 4, 3)
_BACKGROUNDS = (34, 27, 16, 9, 8, 6)
_VALUES = 6
_IN_GROUP = 0.12


def instance(people: int, seed: int = 1871) -> Problem:
    """So many people, in teams of four."""
    chance = random.Random(seed).random
    said, group = [], set()
    for number in range(people):
        said.append(Said(_hours(chance), _outcomes(chance), _values(chance), _drawn(chance, _BACKGROUNDS)))
        if chance() < _IN_GROUP:
            group.add(number)
    return Problem(tuple(said), sizes_for(people, TEAM), groups=(frozenset(group),))


def _hours(chance: Callable[[], float]) -> int:
    middle, busy, hours = _MIDDLES[int(chance() * len(_MIDDLES))], 0.15 + 0.5 * chance(), 0
    for _stretch in range(_STRETCHES):
        if chance() > busy:
            begins = 24 * int(chance() * 7) + middle - 5 + int(chance() * 10)
            for hour in range(begins, begins + 2 + int(chance() * 3)):
                hours |= 1 << hour % WEEK
    return hours


def _outcomes(chance: Callable[[], float]) -> frozenset[int]:
    first = second = _drawn(chance, _OUTCOMES)
    while second == first:
        second = _drawn(chance, _OUTCOMES)
    return frozenset({first, second})


def _values(chance: Callable[[], float]) -> tuple[float, ...]:
    weighed = [(-math.log(1 - chance())) ** 1.35 for _value in range(_VALUES)]
    length = math.sqrt(sum(value * value for value in weighed))
    return tuple(round(value / length, 6) for value in weighed)


def _drawn(chance: Callable[[], float], weights: tuple[int, ...]) -> int:
    at = chance() * sum(weights)
    for number, weight in enumerate(weights):
        at -= weight
        if at < 0:
            return number
    return len(weights) - 1


def digest(problem: Problem) -> str:
    """What the instance is, in 64 letters."""
    said = [[one.hours, sorted(one.outcomes), one.values, one.background] for one in problem.people]
    return hashlib.sha256(json.dumps([said, [sorted(group) for group in problem.groups]]).encode()).hexdigest()


def measure(people: int, published: Problem | None = None) -> dict[str, Any]:
    """Form teams as the site does, of our own people or of `published` ones.

    `soon` is what teams were worth after an eighth of the work, and `soon_s` when that was.
    `waiting` is how many processes wanted a processor at the end, ours among them (the load of the last minute).
    """
    problem = published or instance(people)
    if published is None and people == 4_000 and digest(problem) != DIGEST:
        raise ValueError("these are not the people that they are said to be")
    begun, soon = time.monotonic(), None
    last = None
    for last in formed_apart(problem):
        soon = soon or ((last, time.monotonic() - begun) if last.share >= 0.125 else None)
    seconds = time.monotonic() - begun
    if last is None or soon is None or not is_sound(problem, last.teams):
        raise ValueError("these are no teams of the right sizes")
    whole = whole_of(problem, [figures_of(problem, team) for team in last.teams])
    return {
        "bench": "teams",
        "people": people,
        "published": published is not None,
        "worth": round(whole.worth, 4),
        "is_best": last.is_best,
        "alone": whole.alone,
        "without_an_hour": whole.without_an_hour,
        "soon": round(soon[0].value / whole.teams, 4),
        "soon_s": round(soon[1], 1),
        "seconds": round(seconds, 1),
        "waiting": round(os.getloadavg()[0], 1),
        "reached": _reached(people, whole.worth, seconds, is_best=last.is_best, is_published=published is not None),
    }


def _reached(people: int, worth: float, seconds: float, *, is_best: bool, is_published: bool) -> bool:
    """Whether it is what has to be reached. What 40 are worth at best is known of the published ones alone."""
    least, within = TO_REACH.get(people, (0.0, math.inf))
    if people == min(TO_REACH):
        return is_best and seconds <= within and (round(worth, 4) == least or not is_published)
    return worth >= least and seconds <= within


def published_instances() -> dict[int, Problem]:
    """Those that this project did not make, where they are there."""
    folder = Path(os.environ.get("COMMONPLACE_VECTORS", ""), "vectors", "teams")
    files = {people: folder / f"synthetic_{people}.json" for people in PUBLISHED_SIZES}
    return {people: problem_of(json.loads(file.read_text())) for people, file in files.items() if file.is_file()}


def measure_all() -> Iterator[dict[str, Any]]:
    """Every row, as it is measured."""
    for people, problem in published_instances().items():
        yield measure(people, problem)
    for people in SIZES:
        yield measure(people)


def table(lines: list[dict[str, Any]]) -> str:
    """The same for eyes."""
    rows = [
        f"\n{'':24}{'people':>9}{'worth':>9}{'the best':>14}{'alone':>9}{'soon':>9}{'after s':>9}{'s':>9}{'to reach':>20}"
    ]
    for line in lines:
        is_best = "proved" if line["is_best"] else ""
        least, within = TO_REACH.get(line["people"], (0.0, math.inf))
        to_reach = f"{'proved' if line['people'] == 40 else least} in {within} s"
        called = "teams, published" if line["published"] else "teams, generated"
        rows.append(
            f"{called:24}{line['people']:>9,}{line['worth']:>9}{is_best:>14}{line['alone']:>9}"
            f"{line['soon']:>9}{line['soon_s']:>9}{line['seconds']:>9}"
            f"{to_reach:>20}{'' if line['reached'] else ' NOT REACHED'}"
        )
    return "\n".join(rows) + "\n"


def main() -> None:
    """Teams alone: `python -m tests.bench_teams`, perhaps with how many people."""
    lines = [measure(people) for people in map(int, sys.argv[1:])] or list(measure_all())
    sys.stdout.write("".join(json.dumps(line) + "\n" for line in lines) + table(lines))


if __name__ == "__main__":
    main()
