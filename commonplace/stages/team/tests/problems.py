"""Problems as hypothesis draws them: a few people who said anything or nothing, and who wish for and refuse each other."""

import random
from typing import Any

from hypothesis import strategies as some

from commonplace.stages.team.scoring import Problem, Said, Teams, Weights, sizes_for

_said = some.builds(
    Said,
    hours=some.none() | some.integers(0, 2**12 - 1).map(lambda bits: bits | bits << 140),
    outcomes=some.frozensets(some.integers(0, 4), max_size=3),
    values=some.just(()) | some.tuples(*[some.sampled_from([0.0, 1.0, 2.5])] * 3),
    background=some.none() | some.integers(0, 5),
)
_weights = some.builds(Weights, needs_an_hour=some.booleans(), is_fair=some.booleans())


@some.composite
def problems(draw: Any, most: int = 14) -> Problem:
    """Up to so many people in teams of two to five."""
    people = draw(some.lists(_said, min_size=2, max_size=most))
    numbers = some.integers(0, len(people) - 1)
    pairs = some.frozensets(some.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]), max_size=4)
    groups = some.lists(some.frozensets(numbers, max_size=4), max_size=2).map(tuple)
    return Problem(
        tuple(people),
        sizes_for(len(people), draw(some.integers(2, 5))),
        draw(_weights),
        groups=draw(groups),
        wishes=draw(pairs),
        refusals=draw(pairs),
    )


def teams_of(problem: Problem, chance: random.Random) -> Teams:
    """Any teams of the right sizes."""
    order = list(range(len(problem.people)))
    chance.shuffle(order)
    teams = []
    for size in problem.sizes:
        teams.append(order[:size])
        order = order[size:]
    return teams
