"""An open space of 300 sessions and 3,000 people, the same on every machine; and how near filling it comes to the best known.

The instance is made from a seed with nothing but `random.Random.random`, whose numbers are the same in every version of Python
(docs.python.org, “Notes on Reproducibility”); `DIGEST` tells that it is.
"""

import hashlib
import json
import random
import time
from itertools import accumulate
from typing import Any

from commonplace.stages.open_space.filling import fill
from commonplace.stages.open_space.planning import Problem, Value, is_sound, times_of, value_at, value_of

SESSIONS, PEOPLE, TIMES, TOPICS = 300, 3_000, 14, 24
# What `digest` has to say of it.
DIGEST = "c5dbcea6a3a24d890087a8b9076b4b6f2c72759255658c67060d2d7be14fa685"
# The best board known, each session's time as a letter: found by 100 million swaps, beginning with seed 12.
BEST = (
    "hmggikmiddnmlbefgafljaeabbjebfnendnhhhaeeknbigfkjgfafbaekbhggfnalkfmacbggbdajckdmafdmhcljffmdlgegkbd"
    "dnhjeachilbnnklinkgbkedcflgljcfmbbnjillikkicmghjdjcmmilgfgcgmhejdjgchknlcjheddehnhnfkcdeaikfjbijlika"
    "jafcidbeeibdkmbmnaifnljinmlicacnmchlccjaekgfdleickdbigbnbjdgmfceeiejellcjkimkhknmcahajmffmahhihhldml"
)
# 22 rooms in 14 times: 308 places.
HOLDS = (400, 300, 200, 200, 150, 150, 120, 120, 100, 100, 80, 80, 80, 60, 60, 60, 50, 50, 40, 40, 30, 30)


def instance(seed: int = 1985) -> Problem:
    """People like a few topics, and some sessions draw more than others. Every sixth host has two sessions."""
    chance = random.Random(seed).random
    topics = [f"topic {int(chance() * TOPICS)}" for _session in range(SESSIONS)]
    draws = [1 / (1 + 12 * chance()) for _session in range(SESSIONS)]
    hosts = [frozenset({number - 1 if number % 6 == 5 else number}) for number in range(SESSIONS)]
    wishers: list[set[int]] = [set(people) for people in hosts]
    for person in range(PEOPLE):
        liked = {f"topic {int(chance() * TOPICS)}" for _topic in range(3)}
        sums = list(accumulate(draw * (8 if topic in liked else 1) for draw, topic in zip(draws, topics, strict=True)))
        for _wish in range(4 + int(chance() * 8)):
            at = chance() * sums[-1]
            wishers[next(number for number, reached in enumerate(sums) if reached > at)].add(person)
    return Problem(tuple(map(frozenset, wishers)), tuple(hosts), tuple(topics), HOLDS, TIMES)


def digest(problem: Problem) -> str:
    """What the instance is, in 64 letters."""
    said = [[sorted(people) for people in problem.wishers], [sorted(people) for people in problem.hosts]]
    return hashlib.sha256(json.dumps([*said, problem.topics, problem.holds, problem.times]).encode()).hexdigest()


def best_known(problem: Problem) -> Value:
    """What the best board known costs, counted anew. Raises ValueError where the instance is not the one it was found for."""
    times = [ord(letter) - ord("a") for letter in BEST]
    if digest(problem) != DIGEST or not is_sound(problem, times):
        raise ValueError("this is not the instance that the best board known was found for")
    return value_of(problem, times)


def measure() -> dict[str, Any]:
    """Fill the board as the site does. `from_best` is by how many percent it costs more than the best board known."""
    problem = instance()
    best = best_known(problem)
    begun = time.monotonic()
    filled = fill(problem)
    seconds = time.monotonic() - begun
    if not is_sound(problem, times_of(filled.places)):
        raise ValueError("the board is not sound")
    value = value_at(problem, filled.places)
    return {
        "bench": "open space",
        "sessions": SESSIONS,
        "people": PEOPLE,
        "wishes": problem.wishes,
        "unmet": value.unmet,
        "best_known": best.unmet,
        "from_best": round(100 * (value.cost / best.cost - 1), 2),
        "seconds": round(seconds, 1),
    }


def table(line: dict[str, Any]) -> str:
    """The same for eyes."""
    heads = f"\n{'':24}{'wishes':>9}{'unmet':>9}{'best known':>14}{'from best':>14}{'s':>9}\n"
    from_best = f"{line['from_best']} %"
    return heads + (
        f"{'open space, filled':24}{line['wishes']:>9,}{line['unmet']:>9,}{line['best_known']:>14,}"
        f"{from_best:>14}{line['seconds']:>9}\n"
    )
