"""Dealing a round so that interests meet, by min-cost flow of OR-Tools, which is in the extra `planning`.

Of few works every pair is weighed. Of many, each is weighed with a part of the others: with those next to it in orders in which
works of like interests stand together, and in orders by chance. Of these the best few of each reader and of each work are left
to the flow, and more where it finds too few.
"""

from collections import Counter
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from commonplace.stages.critique.allocation import Round
from commonplace.stages.critique.circle import Hand, Pair, may_pair

Numbers = NDArray[np.int64]

# Up to so many works every pair is weighed.
_ALL = 500
# Of more: with so many next to it in each order, and so many of these are left to the flow.
_NEXT, _BEST = 8, 8
# Orders that put like interests together, and orders by chance, in which so many next to it stay.
_LIKE, _CHANCE, _STAY = 12, 1, 4
# What no more people than these may read is weighed with all that they made: chance would hardly ever lay it beside them.
_FEW = 40
# The flow counts in whole numbers: so many to a fit of 1.
_UNITS = 1000
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


def best_pairs(this: Round) -> list[Pair]:
    """Pairs of works, k to each, that suit best of those that were weighed."""
    count = len(this.makers)
    if not count:
        return []
    wide = 1
    while True:
        pairs = _flow(this, *_candidates(this, wide))
        is_full = len(pairs) * (2 if this.is_exchange else 1) >= this.k * (count - count % 2 * this.is_exchange)
        if is_full or count <= _ALL or wide >= 4:
            break
        wide *= 2
    if not this.is_exchange:
        return pairs
    hand = Hand(this, range(count))
    for one, other in pairs:
        hand.put(one, other)
    hand.mend()
    return hand.pairs()


def _candidates(this: Round, wide: int) -> tuple[Numbers, Numbers, Numbers]:
    """Who may read what, and what it is worth in units."""
    count = len(this.makers)
    if count <= _ALL:
        low, high = (side.astype(np.int64) for side in np.triu_indices(count, 1))
        stays = np.ones(len(low), dtype=bool)
    else:
        low, high, stays = _next_to_each_other(this, wide)
    if this.is_exchange:
        # Two halves: the pairs of an exchange are then a flow from one to the other.
        apart = low % 2 != high % 2
        low, high, stays = low[apart], high[apart], stays[apart]
        is_onward = low % 2 == 0
    else:
        keys = np.array(this.keys or range(count), dtype=np.int64)
        is_onward = _is_onward(this.seed, keys[low], keys[high])
    one, other = np.where(is_onward, low, high), np.where(is_onward, high, low)
    allowed = _allowed(this, one, other)
    one, other, stays = one[allowed], other[allowed], stays[allowed]
    worth = _worth(this, one, other)
    if this.is_exchange:
        worth = (worth + _worth(this, other, one)) // 2
    best = stays | _best_of_each(one, worth, _BEST * wide) | _best_of_each(other, worth, _BEST * wide)
    return one[best], other[best], worth[best]


def _next_to_each_other(this: Round, wide: int) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Pairs of works that stand next to each other in some order, each pair once, the lower number first.

    And which of them stand so by chance: these are left to the flow however little they suit, since like works alone hang together
    in clusters in which k cannot be kept.
    """
    count = len(this.makers)
    chance = np.random.default_rng(this.seed)
    carried = _bits(this.works_carry) > 0
    pairs = []
    for turn in range(_LIKE + _CHANCE):
        order = chance.permutation(count)
        if turn < _LIKE and carried.shape[1]:
            # As in a dictionary, with interests for letters in an order by chance, those stand together that share the first
            # (Broder, On the Resemblance and Containment of Documents, 1997: so often as the sets are alike).
            letters = np.packbits(carried[:, chance.permutation(carried.shape[1])], axis=1)
            order = order[np.lexsort(letters[order].T[::-1])]
        for step in range(1, _NEXT * wide + 1):
            beside = np.roll(order, step)
            pair = np.minimum(order, beside) * count + np.maximum(order, beside)
            pairs.append(2 * pair + (turn < _LIKE or step > _STAY * wide))
    pairs.append(2 * _of_few(this))
    marked = np.sort(np.concatenate(pairs))
    pair = marked // 2
    once = np.r_[True, pair[1:] != pair[:-1]]
    pair, marked = pair[once], marked[once]
    return pair // count, pair % count, marked % 2 == 0


def _of_few(this: Round) -> Numbers:
    """Pairs with works that few may read, such as a team's, as one number each."""
    count, people = len(this.makers), len(this.people_follow)
    unseen = Counter(chain.from_iterable(one for one in this.unseen if len(one) < count))
    blind = sum(len(one) == count for one in this.unseen)
    few = {work for work, so_many in unseen.items() if people - blind - so_many <= _FEW}
    return np.array(
        [
            min(work, own) * count + max(work, own)
            for person, works in enumerate(this.works_of)
            for work in few - this.unseen[person]
            for own in works
            if own != work
        ],
        dtype=np.int64,
    )


def _bits(sets: tuple[int, ...]) -> NDArray[np.float32]:
    """Sets that are given as bits, as rows of length 1."""
    wide = max((one.bit_length() for one in sets), default=0)
    size = -(-wide // 8)
    packed = np.frombuffer(b"".join(one.to_bytes(size, "little") for one in sets), dtype=np.uint8)
    rows = np.unpackbits(packed.reshape(len(sets), size), axis=1, bitorder="little").astype(np.float32)
    long = np.sqrt(rows.sum(axis=1, keepdims=True))
    return np.divide(rows, long, out=rows, where=long > 0)


def _worth(this: Round, one: Numbers, other: Numbers) -> Numbers:
    """How much of what the makers of each work follow the other carries."""
    follow = []
    for makers in this.makers:
        follows = 0
        for person in makers:
            follows |= this.people_follow[person]
        follow.append(follows)
    rows = _bits((*follow, *this.works_carry))
    readers, works = rows[: len(follow)], rows[len(follow) :]
    worth = np.empty(len(one), dtype=np.int64)
    for begin in range(0, len(one), 1 << 17):
        part = slice(begin, begin + (1 << 17))
        worth[part] = np.rint(np.einsum("ij,ij->i", readers[one[part]], works[other[part]]) * _UNITS)
    return worth


def _is_onward(seed: int, low: Numbers, high: Numbers) -> NDArray[np.bool_]:
    """Whether the lower of each pair reads the higher: what `Round.reads` says, of many pairs at once."""
    word = np.zeros(len(low), dtype=np.uint64)
    for numbers in (np.uint64(seed), low.astype(np.uint64), high.astype(np.uint64)):
        word = word + numbers + _MIX[2]
        word = (word ^ (word >> np.uint64(30))) * _MIX[0]
        word = (word ^ (word >> np.uint64(27))) * _MIX[1]
        word ^= word >> np.uint64(31)
    return (word & np.uint64(1)) == 1


def _allowed(this: Round, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """Which pairs may be."""
    people = len(this.people_follow)
    asked = [len(this.works_of[person]) > 1 or this.unseen[person] or this.blocked[person] for person in range(people)]
    in_question = np.array(
        [len(makers) != 1 or any(asked[one] for one in makers) for makers in this.makers], dtype=bool
    )
    doubtful = in_question[one] | (in_question[other] if this.is_exchange else False)
    keep = np.ones(len(one), dtype=bool)
    keep[doubtful] = [
        may_pair(this, int(reader), int(read)) for reader, read in zip(one[doubtful], other[doubtful], strict=True)
    ]
    return keep


def _best_of_each(side: Numbers, worth: Numbers, most: int) -> NDArray[np.bool_]:
    """Which pairs are among the `most` best of the work on this side."""
    order = np.argsort(side * (_UNITS + 1) + (_UNITS - worth), kind="stable")
    of = side[order]
    begins = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    place = np.arange(len(of)) - np.repeat(begins, np.diff(np.r_[begins, len(of)]))
    best = np.zeros(len(side), dtype=bool)
    best[order[place < most]] = True
    return best


def _flow(this: Round, one: Numbers, other: Numbers, worth: Numbers) -> list[Pair]:
    count, k = len(this.makers), this.k
    flow = min_cost_flow.SimpleMinCostFlow()
    works = np.arange(count)
    source, sink = 2 * count, 2 * count + 1
    pairs = flow.add_arcs_with_capacity_and_unit_cost(one, count + other, np.ones_like(one), _UNITS - worth)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(count, source), works, np.full(count, k), np.zeros(count, dtype=int)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        works + count, np.full(count, sink), np.full(count, k), np.zeros(count, dtype=int)
    )
    flow.set_node_supply(source, k * count)
    flow.set_node_supply(sink, -k * count)
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        return []
    taken = np.flatnonzero(flow.flows(pairs))
    return [(int(reader), int(read)) for reader, read in zip(one[taken], other[taken], strict=True)]
