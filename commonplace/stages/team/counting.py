"""Counting many teams at once, by numpy, which is in the extra `planning`: `scoring.weighed`, for all of them together.

What people said are rows, a column for each person and a last one for nobody: an empty seat of a team that is smaller than others.
Teams are the last axis everywhere, since numpy is fast along a long one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonplace.stages.team.scoring import ENOUGH_BACKGROUNDS, ENOUGH_HOURS, WEEK, Problem, Said

# Rows of whatever is counted; then seats; then teams.
Rows = NDArray[Any]
# [seats, teams]: the columns of people.
Members = NDArray[np.int64]

_WORD = 64
_WORDS = -(-(WEEK + 1) // _WORD)
# Of somebody who said nothing of when they are free: every hour, and the bit after the week's, which nobody else has.
_UNSAID = (1 << (WEEK + 1)) - 1


class Counting:
    """People as arrays. `people` are the numbers of those who are counted, in the order of their columns.

    What is counted lies in three arrays, so that few steps count everything: what all of a team have to have in common, as bits, for
    which "some have it" is written as "not all lack it"; what is counted one by one; and what is added up. Single precision is
    fast, and tells teams apart well enough while they are bettered.
    """

    def __init__(self, problem: Problem, people: Sequence[int], seats: int, precision: type = np.float32) -> None:
        self.people, self.nobody, self.seats, self._precision = list(people), len(people), seats, precision
        said = [problem.people[one] for one in people]
        self.column = {one: column for column, one in enumerate(people)}
        self._weights, self._above_zero = problem.weights, problem.above_zero
        hours = _bits([*(_UNSAID if one.hours is None else one.hours for one in said), _UNSAID], _WORDS)
        self._some_unsaid = any(one.hours is None for one in said)
        backgrounds, own_background = _backgrounds(said)
        self._common = np.concatenate((hours, ~backgrounds))
        wants, groups = _wants(said), [[one in group for one in [*people, -1]] for group in problem.groups]
        self.is_somebody = np.array([True] * len(people) + [False], dtype=np.uint8)
        self._outcomes = len(wants)
        self._counts = np.concatenate(
            (wants, [self.is_somebody, own_background], *([groups] if groups else [])), dtype=np.uint8
        )
        values = _values(said)
        self._sums: Rows = np.concatenate((values, (values**2).sum(axis=0, keepdims=True))).astype(precision)
        self._tables()

    def _tables(self) -> None:
        """What one more of each is worth, by the size of the team."""
        sizes = np.arange(self.seats + 1)
        others = np.where(sizes > 1, 1 / np.maximum(sizes - 1, 1), 0)
        weights, enough = self._weights, np.minimum(sizes, ENOUGH_BACKGROUNDS)
        different = np.where(enough > 1, 1 / np.maximum(enough - 1, 1), 0)
        self._of_outcomes: Rows = (weights.outcomes * others).astype(self._precision)
        self._of_values: Rows = (weights.values * others / np.maximum(sizes, 1)).astype(self._precision)
        self._of_difference: Rows = (weights.difference * different).astype(self._precision)

    def members(self, teams: Sequence[Sequence[int]]) -> Members:
        """Teams of people as [seats, teams] of columns."""
        members = np.full((self.seats, len(teams)), self.nobody, dtype=np.int64)
        for number, team in enumerate(teams):
            members[: len(team), number] = [self.column[one] for one in team]
        return members

    def teams(self, members: Members) -> list[list[int]]:
        """The other way round."""
        return [[self.people[one] for one in team if one != self.nobody] for team in members.T.tolist()]

    def brings(self, members: Members) -> NDArray[np.floating[Any]]:
        """What each team brings, without ties."""
        return self._brings(
            np.bitwise_and.reduce(self._common[:, members], axis=1),
            self._counts[:, members].sum(axis=1, dtype=np.uint8),
            self._sums[:, members].sum(axis=1),
        )

    def brings_swapped(self, members: Members) -> NDArray[np.floating[Any]]:
        """The same after each swap of one of the first half of these teams for one of its fellow in the second half.

        [the seat that is left, the seat of the other team whose person comes, teams]
        """
        pairs, flat = members.shape[1] // 2, members.ravel()

        def after(rows: Rows, others: Callable[[Rows], Rows], joined: Callable[[Rows, Rows], Rows]) -> Rows:
            here = rows.take(flat, axis=1).reshape(len(rows), *members.shape)
            there = np.concatenate((here[..., pairs:], here[..., :pairs]), axis=-1)
            return joined(others(here)[:, :, None], there[:, None])

        return self._brings(
            after(self._common, _common_of_others, np.bitwise_and),
            after(self._counts, _sum_of_others, np.add),
            after(self._sums, _sum_of_others, np.add),
        )

    def _brings(self, common: Rows, counts: Rows, sums: Rows) -> NDArray[np.floating[Any]]:
        """`scoring.weighed`, of what was counted."""
        weights, one, number = self._weights, np.uint8(1), self._precision
        hours = np.bitwise_count(common[:_WORDS]).sum(axis=0, dtype=np.uint8)
        if self._some_unsaid:
            hours[hours > WEEK] = 0
        sizes, different, groups = counts[self._outcomes], counts[self._outcomes + 1], counts[self._outcomes + 2 :]
        if int(sizes.min()) == self.seats:
            sizes = np.array(self.seats)  # one size is faster to look up than many that are the same
        worth: Rows = np.minimum(hours, ENOUGH_HOURS) * number(weights.hours / ENOUGH_HOURS)
        if self._outcomes:
            worth += (np.maximum(counts[: self._outcomes].max(axis=0), one) - one) * self._of_outcomes[sizes]
        values = sums[:-1]
        worth += ((values * values).sum(axis=0) - sums[-1]) * self._of_values[sizes]
        different = different + np.bitwise_count(~common[_WORDS:]).sum(axis=0, dtype=np.uint8)
        worth += (np.maximum(different, one) - one) * self._of_difference[sizes]
        for group in groups:
            worth -= number(weights.alone) * (group == 1)
        if weights.is_fair:
            worth = -1 / (worth + number(self._above_zero))
        if weights.needs_an_hour:
            worth -= number(weights.hour) * (hours == 0)
        return worth


def _bits(masks: Sequence[int], words: int) -> NDArray[np.uint64]:
    each = (1 << _WORD) - 1
    return np.array([[mask >> (_WORD * word) & each for mask in masks] for word in range(words)], dtype=np.uint64)


def _wants(people: Sequence[Said]) -> NDArray[np.uint8]:
    """What only one of them wants is left out: it makes no team worth more."""
    counts = Counter(outcome for said in people for outcome in said.outcomes)
    rows = [
        [outcome in said.outcomes for said in people] + [False] for outcome, many in sorted(counts.items()) if many > 1
    ]
    return np.array(rows, dtype=np.uint8).reshape(len(rows), len(people) + 1)


def _values(people: Sequence[Said]) -> NDArray[np.float64]:
    width = max((len(said.values) for said in people), default=0)
    rows = [said.direction or (0.0,) * width for said in people] + [(0.0,) * width]
    return np.array(rows).reshape(len(rows), width).T.copy()


def _backgrounds(people: Sequence[Said]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """Backgrounds that several have, as bits; and who has one that nobody else has."""
    counts = Counter(said.background for said in people if said.background is not None)
    bit = {background: at for at, background in enumerate(sorted(key for key, many in counts.items() if many > 1))}
    masks = [1 << bit[said.background] if said.background in bit else 0 for said in people]
    own = [said.background is not None and said.background not in bit for said in people]
    return _bits([*masks, 0], 1 + len(bit) // _WORD), np.array([*own, False], dtype=np.uint8)


def _sum_of_others(rows: Rows) -> Rows:
    return rows.sum(axis=1, dtype=rows.dtype, keepdims=True) - rows


def _common_of_others(rows: Rows) -> Rows:
    """For each seat, what the others of the team have in common: those before it and those after it."""
    seats = rows.shape[1]
    out = np.empty_like(rows)
    out[:, 0] = ~np.uint64(0)
    for seat in range(1, seats):
        np.bitwise_and(out[:, seat - 1], rows[:, seat - 1], out=out[:, seat])
    after = rows[:, -1].copy()
    for seat in range(seats - 2, -1, -1):
        out[:, seat] &= after
        after &= rows[:, seat]
    return out
