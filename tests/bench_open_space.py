"""An open space of 300 sessions and 3,000 people, the same on every machine; and how near filling it comes to the best known.

The instance is made from a seed with nothing but `random.Random.random`, whose numbers are the same in every version of Python
(docs.python.org, “Notes on Reproducibility”); `DIGEST` tells that it is.
"""

import hashlib
import json
import random
from itertools import accumulate

from commonplace.stages.open_space.planning import Problem

SESSIONS, PEOPLE, TIMES, TOPICS = 300, 3_000, 14, 24
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
