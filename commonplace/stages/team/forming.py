"""Forming teams from the beginning to the end, with good teams at any moment of it. Run as a module by `apart`.

Teams are bettered by swapping people (`swapping`), in two passes: a short one, and one that takes its time. Where there are many
people, each pass goes through them in blocks. Of few it is then looked for a proof that no other teams are better (`certifying`).
"""

import itertools
import json
import math
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace

from commonplace.stages.team.apart import Formed, read
from commonplace.stages.team.scoring import Problem, Teams, total

try:
    from commonplace.stages.team.swapping import Swapping
except ImportError:  # numpy is in the extra `planning`
    from commonplace.stages.team.swapping_plainly import Swapping  # type: ignore[assignment]

# People are looked at in blocks of so many: what is known of more does not fit into the memory that is near to a processor.
BLOCK = 2_000
# How hot it is at first and at last, in what teams are worth; how hot while all settles, and what share of the rounds that takes.
_HOT, _COLD, _SETTLED, _SETTLING = 0.06, 0.011, 0.002, 0.08
# The first pass over all blocks is short, so that there are good teams soon; this is its share.
_FIRST = 0.125
_SEED = 1
# For so long a proof is looked for. It takes a second or two of most groups of forty.
_PROOF_SECONDS = 20.0
# How often it is said how far it is, in seconds, and after how many rounds it is looked whether to.
_SAY_EVERY, _LOOK_EVERY = 1.0, 64


def seconds_for(people: int) -> float:
    """How long forming teams of so many may take, by the clock."""
    return min(560.0, 22.0 * max(1.0, people / 400) ** 0.6)


def rounds_for(people: int) -> int:
    """How often each team is looked at: what takes a third to two thirds of `seconds_for` on a small machine."""
    return round(160_000 * min(1.0, people / 200, (400 / people) ** 0.3))


def heat_at(share: float) -> float:
    """How hot it is when this share of the rounds is done, in what teams are worth.

    A swap that costs so much is taken about once in three times.
    """
    return _HOT * (_COLD / _HOT) ** (share / (1 - _SETTLING)) if share < 1 - _SETTLING else _SETTLED


def dealt(problem: Problem, seed: int = _SEED) -> Teams:
    """Teams to begin with, by chance alone, but that those who wish for each other are dealt one after the other."""
    chance = random.Random(seed)  # noqa: S311 - a seed, so that it can be told again
    left, order = set(range(len(problem.people))), []
    for first in chance.sample(range(len(problem.people)), len(problem.people)):
        waiting = [first] if first in left else []
        left.discard(first)
        while waiting:
            one = waiting.pop()
            order.append(one)
            for other, price in problem.tied_to.get(one, {}).items():
                if price > 0 and other in left:
                    left.remove(other)
                    waiting.append(other)
    ends = [0]
    for size in problem.sizes:
        ends.append(ends[-1] + size)
    return [order[begin:end] for begin, end in itertools.pairwise(ends)]


def formed(
    problem: Problem,
    teams: Teams | None = None,
    *,
    rounds: int | None = None,
    seconds: float = math.inf,
    seed: int = _SEED,
) -> Iterator[Formed]:
    """Teams that get better, about once a second, beginning with `teams`; whoever has enough of it stops asking.

    The same seed gives the same teams in the end, unless `seconds` by the clock are too short for all rounds; then it cools
    faster, and ends in time.
    """
    chance, begun = random.Random(seed), time.monotonic()  # noqa: S311 - a seed, so that it can be told again
    rounds = rounds_for(len(problem.people)) if rounds is None else rounds
    kept = [list(team) for team in teams] if teams is not None else dealt(problem, seed)
    value, said = total(problem, kept), begun
    yield Formed(kept, value, 0.0)
    for begins, ends in ((0.0, _FIRST), (_FIRST, 1.0)):
        blocks = _blocks(kept, chance)
        each = (ends - begins) / len(blocks)
        for number, block in enumerate(blocks):
            share = begin = begins + number * each
            swapping = Swapping(problem, [kept[team] for team in block], chance.getrandbits(32))
            before, many, done = swapping.best[0], max(1, round(rounds * (ends - begins))), 0
            while share < begin + each:
                for _round in range(_LOOK_EVERY):
                    swapping.round(heat_at((share - begin) / each))
                done += _LOOK_EVERY
                swapping.look()
                share = max(begin + each * done / many, (time.monotonic() - begun) / seconds)
                if time.monotonic() - said > _SAY_EVERY:
                    said = time.monotonic()
                    yield _with(kept, block, swapping, value - before, min(share, 1.0))
            latest = _with(kept, block, swapping, value - before, begin + each)
            kept, value = latest.teams, latest.value
    yield Formed(kept, total(problem, kept), 1.0)


def _blocks(teams: Teams, chance: random.Random) -> list[list[int]]:
    """The numbers of the teams that are bettered together, drawn anew each time."""
    order = list(range(len(teams)))
    chance.shuffle(order)
    many = max(1, round(sum(map(len, teams)) / BLOCK))
    return [order[number::many] for number in range(many)]


def _with(teams: Teams, block: list[int], swapping: Swapping, rest: float, share: float) -> Formed:
    """All teams, with the best of a block in it."""
    value, better = swapping.best
    teams = list(teams)
    for team, people in zip(block, better, strict=True):
        teams[team] = people
    return Formed(teams, rest + value, share)


def formed_and_proved(problem: Problem, teams: Teams | None = None) -> Iterator[Formed]:
    """The same in the time that the site takes, and proved where that can be."""
    last = None
    for one in formed(problem, teams, seconds=seconds_for(len(problem.people))):
        last = one
        yield one
    try:
        from commonplace.stages.team.certifying import can_be_certified, certify  # noqa: PLC0415 - of the extra `planning`
    except ImportError:
        return
    if last is not None and can_be_certified(problem):
        certified = certify(problem, last.teams, seconds=_PROOF_SECONDS)
        yield replace(last, teams=certified.teams, value=certified.value, is_best=certified.is_best)


def main() -> None:
    """Read a problem, and write teams as they get better, a line each."""
    asked = json.load(sys.stdin)
    # HiGHS greets whoever reads along; what is read here is ours alone.
    with os.fdopen(os.dup(1), "w") as told, open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        for one in formed_and_proved(read(asked["problem"]), asked["teams"]):
            told.write(json.dumps(asdict(one)) + "\n")
            told.flush()


if __name__ == "__main__":
    main()
