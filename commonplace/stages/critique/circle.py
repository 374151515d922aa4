"""Works in a circle, each of whose makers read those who stand next: a way to deal a round that keeps k and heeds no interests.

And what is needed wherever a round is dealt: which pairs may be, and mending what was dealt until nobody is short.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from commonplace.stages.critique.allocation import Round, mixed

# Two works: with fresh eyes the first one's makers read the second; in an exchange each other's.
Pair = tuple[int, int]

# Where more than so many are short, no more are tried for each: then it is blocks that stand in the way, and not the order.
_TRIED = 12


def readers_between(this: Round, one: int, other: int) -> list[int]:
    """Those makers of work `one` who may be given work `other` for it.

    Who made several works reads each of the others' for one of theirs only, and so never twice.
    """
    return [
        person
        for person in sorted(this.makers[one])
        if this.works_of[person][other % len(this.works_of[person])] == one and this.may_be_given(person, other)
    ]


def may_pair(this: Round, one: int, other: int) -> bool:
    """Whether `one` may read `other`, and in an exchange the other way round, too."""
    if one == other or not readers_between(this, one, other):
        return False
    return not this.is_exchange or bool(readers_between(this, other, one))


def in_a_circle(this: Round) -> list[Pair]:
    """Everybody reads those who stand next to them in a circle, whose order is a hash."""
    hand = Hand(this, range(len(this.makers)))
    count, order = len(hand.order), hand.order
    furthest = count // 2
    short = order
    for step in range(1, furthest + 1):
        short = [one for one in short if hand.gives[one] < this.k]
        for one in short:
            hand.take(one, order[(hand.at[one] + step) % count])
    hand.mend()
    return hand.pairs()


@dataclass
class Hand:
    """Pairs that were taken, and what may be taken beside them.

    With fresh eyes each work may read those in the half of a circle that begins beside it, so that no two read each other.
    """

    this: Round
    works: Iterable[int]
    reads: dict[int, set[int]] = field(default_factory=dict)
    gives: list[int] = field(default_factory=list)
    gets: list[int] = field(default_factory=list)
    _could_read: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = sorted(self.works, key=lambda work: mixed(self.this.seed, work))
        self.at = {work: place for place, work in enumerate(self.order)}
        self.reads = {work: set() for work in self.order}
        self.gives, self.gets = [0] * len(self.this.makers), [0] * len(self.this.makers)

    def is_ahead(self, one: int, other: int) -> bool:
        """Whether `other` stands in the half of the circle that begins beside `one`."""
        ahead, count = (self.at[other] - self.at[one]) % len(self.order), len(self.order)
        return 0 < 2 * ahead < count or (2 * ahead == count and self.at[one] < self.at[other])

    def may_take(self, one: int, other: int) -> bool:
        """Whether `one` may read `other` beside what is taken, however many each has."""
        return other not in self.reads[one] and self.could_take(one, other)

    def could_take(self, one: int, other: int) -> bool:
        """Whether `one` may read `other` at all."""
        ahead = self.this.is_exchange or self.is_ahead(one, other)
        return ahead and may_pair(self.this, one, other)

    def could_read(self, other: int) -> list[int]:
        """All who may read `other` at all. Where a work is a team's they are few, and looked for once."""
        if other not in self._could_read:
            self._could_read[other] = [one for one in self.order if self.could_take(one, other)]
        return self._could_read[other]

    def put(self, one: int, other: int) -> None:
        """Take a pair; in an exchange both ways."""
        for reader, read in ((one, other), (other, one)) if self.this.is_exchange else ((one, other),):
            self.reads[reader].add(read)
            self.gives[reader] += 1
            self.gets[read] += 1

    def drop(self, one: int, other: int) -> None:
        """Put a pair back."""
        for reader, read in ((one, other), (other, one)) if self.this.is_exchange else ((one, other),):
            self.reads[reader].remove(read)
            self.gives[reader] -= 1
            self.gets[read] -= 1

    def take(self, one: int, other: int) -> None:
        """Take a pair where both still need it."""
        k = self.this.k
        if self.gives[one] < k and self.gets[other] < k and self.may_take(one, other):
            self.put(one, other)

    def pairs(self) -> list[Pair]:
        """What was taken, each pair of an exchange once."""
        taken = [(one, other) for one in self.order for other in sorted(self.reads[one])]
        return [(one, other) for one, other in taken if one < other] if self.this.is_exchange else taken

    def mend(self) -> None:
        """Give to those who are short, by having others read someone else where they read what these may read."""
        k = self.this.k
        givers = [one for one in self.order for _missing in range(k - self.gives[one])]
        for giver in givers:
            if self.gives[giver] < k:
                self._mend(giver)
        if self.this.is_exchange:
            self._one_too_many()

    def _mend(self, giver: int) -> None:
        k = self.this.k
        short = (one for one in self.order if self.gets[one] < k and self._may_get_more(one))
        for getter in list(islice(short, _TRIED)):
            if self.this.is_exchange and getter == giver and self.gets[getter] > k - 2:
                continue  # it lacks one, and going between two others would give it two
            if self.may_take(giver, getter):
                self.put(giver, getter)
                return
            for one in self.could_read(getter):
                if getter in self.reads[one]:
                    continue
                for other in sorted(self.reads[one]):
                    if {one, other} & {giver, getter} and self.this.is_exchange:
                        continue
                    if self.may_take(giver, other):
                        self.drop(one, other)
                        self.put(giver, other)
                        self.put(one, getter)
                        return

    def _may_get_more(self, other: int) -> bool:
        return any(other not in self.reads[one] for one in self.could_read(other))

    def _one_too_many(self) -> None:
        k = self.this.k
        for one in self.order:
            if self.gives[one] == k - 1:
                other = next((it for it in self.order if self.gives[it] == k and self.may_take(one, it)), None)
                if other is not None:
                    self.put(one, other)
