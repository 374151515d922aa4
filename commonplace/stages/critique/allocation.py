"""Who reads what in a round of critique. Knows numbers only: no names, no database.

People and works are numbered from 0. Nobody is ever given their own
work, one by somebody across a block, one that they may not see, or one that they were given before.

Somebody who asks is given one work (`next_work`): first one that has no critique and that nobody is reading, then one that needs
most, then the one that suits best. So nobody is left with nothing while others have plenty, whoever comes late or never comes back.
A whole round at once is dealt in `dealing.py`.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# For so many hours a work that somebody was given counts as being read.
LEASE = 24.0
# What suits is `1.5 * fit + age - 2 * [reverse pair] + 0.5 * given / k`.
_FIT, _AGE, _REVERSE, _GIVEN = 1.5, 1.0, 2.0, 0.5
_WORD = (1 << 64) - 1


@dataclass(frozen=True)
class Round:
    """What a round is made of. `k` is how many critiques each gives and gets.

    `makers` are those who made each work. `works_carry` and `people_follow` are the interests of each work and of each person,
    as bits. `unseen` are, for each person, the works that they may not see, and `blocked` the people across a block from them,
    whoever blocked whom. In an exchange pairs read each other; else eyes are fresh, and of a pair one reads the other.
    `keys` rise with the works and stay the same where works come and go, whose numbers change; else numbers are their own keys.
    """

    k: int
    makers: tuple[frozenset[int], ...]
    works_carry: tuple[int, ...]
    people_follow: tuple[int, ...]
    unseen: tuple[frozenset[int], ...]
    blocked: tuple[frozenset[int], ...]
    is_exchange: bool = False
    seed: int = 0
    keys: tuple[int, ...] = ()

    @cached_property
    def works_of(self) -> list[list[int]]:
        """The works that each person made, in their order."""
        works: list[list[int]] = [[] for _person in self.people_follow]
        for work, makers in enumerate(self.makers):
            for person in makers:
                works[person].append(work)
        return works

    def may_be_given(self, person: int, work: int) -> bool:
        """Whether somebody may be given a work at all."""
        makers = self.makers[work]
        return (
            person not in makers
            and work not in self.unseen[person]
            and (not self.blocked[person] or self.blocked[person].isdisjoint(makers))
        )

    def fit(self, person: int, work: int) -> float:
        """How much of what somebody follows a work carries: the cosine of both, from 0 to 1."""
        return cosine(self.people_follow[person], self.works_carry[work])

    def reads(self, one: int, other: int) -> bool:
        """Whether, with fresh eyes, makers of work `one` read work `other`, and not the other way round."""
        keys = (self.keys[one], self.keys[other]) if self.keys else (one, other)
        return is_onward(self.seed, *keys)


@dataclass
class Standing:
    """How far a round has come, by the hour.

    Of each work: `since` when it waits (None where it is not there), how many critiques it `received`, how many live leases it
    has, and who wrote one or holds one (`readers`). Of each person: how many they gave, and every work they were ever given.
    """

    since: list[float | None]
    received: list[int]
    leased: list[int]
    readers: list[set[int]]
    given: list[int]
    had: list[set[int]]

    @classmethod
    def at_the_beginning(cls, this: Round, since: Iterable[float | None]) -> "Standing":
        """Nothing is given out yet."""
        works, people = len(this.makers), len(this.people_follow)
        nobody: list[set[int]] = [set() for _work in range(works)]
        return cls([*since], [0] * works, [0] * works, nobody, [0] * people, [set() for _person in range(people)])

    def has_none(self, work: int) -> bool:
        """Whether a work is there that has no critique, and that nobody is reading."""
        return self.since[work] is not None and not self.received[work] and not self.leased[work]


def cosine(some: int, others: int) -> float:
    """How alike two sets are that are given as bits, from 0 to 1. What is empty is like nothing."""
    both = (some & others).bit_count()
    return both / math.sqrt(some.bit_count() * others.bit_count()) if both else 0.0


def is_onward(seed: int, one: int, other: int) -> bool:
    """Whether of two works, by their keys, makers of the first read the other, and not the other way round."""
    low, high = (one, other) if one < other else (other, one)
    return (mixed(seed, low, high) & 1 == 1) == (one == low)


def mixed(*numbers: int) -> int:
    """A hash of numbers in 64 bits, the same on every machine.

    (The finaliser of SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.)
    """
    word = 0
    for number in numbers:
        word = (word + number + 0x9E3779B97F4A7C15) & _WORD
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
        word ^= word >> 31
    return word


class Asked(NamedTuple):
    """A work that somebody who asks could be given: its `number`, how many critiques it has and how many are reading it.

    `is_reverse` is whether its makers read something of theirs already.
    """

    number: int
    received: int
    leased: int
    is_reverse: bool

    @property
    def has_none(self) -> bool:
        """Whether nobody has said anything of it, and nobody is reading it."""
        return not self.received and not self.leased


def in_order(
    k: int,
    works: Iterable[Asked],
    *,
    is_exchange: bool,
    has_given_enough: bool,
    suits: Callable[[int], float],
    is_onward: Callable[[int], bool],
) -> Iterator[int]:
    """The works that somebody who asks may be given, the one to give first. What nobody looks at is not computed.

    Whoever gave k is given one more only where somebody has none. With fresh eyes, what `is_onward` allows comes before
    what it does not; and where the makers of a work read one's own already, one gets theirs only if it has none.
    """
    waiting = list(works)
    for has_none in (True, False):
        tier = [one for one in waiting if one.has_none is has_none]
        if not (has_none or is_exchange):
            tier = [one for one in tier if not one.is_reverse]
        # Who reads each other is what an exchange is for, so there it counts the other way.
        reverse = _REVERSE if is_exchange else -_REVERSE
        by_need = defaultdict[int, list[Asked]](list)
        for one in tier:
            by_need[max(k - one.received - one.leased, 0)].append(one)
        later = []
        # One more critique that a work needs comes before whatever suits: of those that need fewer, mostly nothing is asked.
        for need in sorted(by_need, reverse=True):
            alike = by_need[need]
            worth = [suits(one.number) + reverse * one.is_reverse for one in alike]
            for place in sorted(range(len(alike)), key=worth.__getitem__, reverse=True):
                one = alike[place]
                if need and (is_exchange or (not one.is_reverse and is_onward(one.number))):
                    yield one.number
                else:
                    later.append(one.number)
        yield from later
        if has_given_enough:
            return


def suits_by(fit: float, age: float, given: int, k: int) -> float:
    """How well a work suits somebody: their interests, the share of the round for which it waits, what its makers gave."""
    return _FIT * fit + _AGE * min(max(age, 0.0), 1.0) + _GIVEN * min(given, k) / k


def next_work(this: Round, standing: Standing, person: int, *, now: float, window: float) -> int | None:
    """The work to give to somebody who asks, or None. `now` is in hours, as `standing.since` is; `window` how many there are."""
    had, mine = standing.had[person], this.works_of[person]
    reading_mine = set().union(*(standing.readers[work] for work in mine))

    def works() -> Iterator[Asked]:
        for work, since in enumerate(standing.since):
            if since is not None and work not in had and this.may_be_given(person, work):
                is_reverse = not reading_mine.isdisjoint(this.makers[work])
                yield Asked(work, standing.received[work], standing.leased[work], is_reverse)

    def suits(work: int) -> float:
        since = standing.since[work] or 0.0
        given = max((standing.given[one] for one in this.makers[work]), default=0)
        return suits_by(this.fit(person, work), (now - since) / window, given, this.k)

    ordered = in_order(
        this.k,
        works(),
        is_exchange=this.is_exchange,
        has_given_enough=standing.given[person] >= this.k,
        suits=suits,
        is_onward=lambda work: all(this.reads(own, work) for own in mine),
    )
    return next(ordered, None)
