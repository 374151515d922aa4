"""Dealing a whole round at once: each work's makers give k critiques, and it gets k. Knows numbers only.

Works are dealt to works, and then to their makers in turn: what several made together gives k and gets k like any other. OR-Tools,
in the extra `planning`, finds who suits whom best (`solving.py`); without it everybody stands in a circle and reads those who
stand next, which keeps k as well and heeds no interests.

Where k cannot be kept (too few works, or too many blocks among them), as many are dealt as are found, and `Dealt` says which works
are short; `allocation.next_work` goes on from there. In an exchange of an odd number of works with an odd k, one pair too many
is dealt, so that nobody has one too few.
"""

from dataclasses import dataclass

from commonplace.stages.critique.allocation import Round
from commonplace.stages.critique.circle import Pair, in_a_circle, readers_between


@dataclass(frozen=True)
class Dealt:
    """Who reads what: each person with a work. For each work, how many critiques its makers give and how many it gets.

    `has_solver` is whether OR-Tools is here, which heeds interests.
    """

    given: list[tuple[int, int]]
    gives: list[int]
    gets: list[int]
    has_solver: bool

    def short(self, k: int) -> list[int]:
        """The works that get fewer than k, or whose makers give fewer."""
        return [
            work for work, (gives, gets) in enumerate(zip(self.gives, self.gets, strict=True)) if min(gives, gets) < k
        ]


def deal(this: Round) -> Dealt:
    """Deal a round, the same each time."""
    try:
        from commonplace.stages.critique.solving import best_pairs  # noqa: PLC0415 - of the extra `planning`
    except ImportError:
        return _to_people(this, in_a_circle(this), has_solver=False)
    pairs = best_pairs(this)
    if not _is_full(this, pairs):
        # Of few works chance may allow too few directions; a circle allows enough wherever there are more than 2 k.
        pairs = max(pairs, in_a_circle(this), key=len)
    return _to_people(this, pairs, has_solver=True)


def _is_full(this: Round, pairs: list[Pair]) -> bool:
    needed = this.k * len(this.makers)
    return len(pairs) * (2 if this.is_exchange else 1) >= needed


def _to_people(this: Round, pairs: list[Pair], *, has_solver: bool) -> Dealt:
    """Of each work's makers those read who have read least."""
    works, has = len(this.makers), [0] * len(this.people_follow)
    gives, gets, given = [0] * works, [0] * works, list[tuple[int, int]]()
    both_ways = [(other, one) for one, other in pairs] if this.is_exchange else []
    for one, other in sorted([*pairs, *both_ways]):
        person = min(readers_between(this, one, other), key=lambda maker: (has[maker], maker))
        has[person] += 1
        gives[one] += 1
        gets[other] += 1
        given.append((person, other))
    return Dealt(given, gives, gets, has_solver)
