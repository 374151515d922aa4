"""Proving of small numbers of people that no other teams are better, by HiGHS, which is in the extra `planning`.

Every team that could be is counted, and of these such are to be chosen that everybody is in one (a set partition). If teams may be
chosen in part this is a linear program, whose best value no real choice can pass; its prices tell how much each team falls short.
What falls short by more than lies between that value and the teams that are known cannot be part of anything better and is left out
(fixing by reduced costs; Dantzig, Fulkerson and Johnson, Operations Research 2, 1954). Of the few that are left HiGHS chooses.

Run it in a process that has not OR-Tools in it: the two crash each other.
"""

import itertools
import math
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from commonplace.stages.team.counting import Counting
from commonplace.stages.team.scoring import Problem, Teams, total

# Up to so many people it is proved, and where no more teams than so many could be.
PEOPLE, COULD_BE = 40, 1_000_000
# What numbers of double precision may be off by, in what teams are worth; and how many teams are taken in at once.
_NEAR, _AT_ONCE = 1e-7, 2_000


@dataclass(frozen=True)
class Certified:
    """Teams, what they bring together, and what no teams can bring more than. Where `is_best`, that is the same."""

    teams: Teams
    value: float
    bound: float
    is_best: bool


def can_be_certified(problem: Problem) -> bool:
    """Whether there are few enough people and teams that could be."""
    many = len(problem.people)
    return many <= PEOPLE and sum(math.comb(many, size) for size in set(problem.sizes)) <= COULD_BE


def certify(problem: Problem, teams: Teams, *, seconds: float) -> Certified:
    """The best teams there are, beginning with some that are known; in about so many seconds, else the best that were found."""
    ends = time.monotonic() + seconds
    could_be = _CouldBe(problem, teams)
    prices, bound = _without_whole_teams(could_be, ends)
    known = total(problem, teams)
    if prices is None:
        return Certified(teams, known, math.inf, is_best=False)
    if bound - known > _NEAR:
        left = np.nonzero(could_be.falls_short(prices) <= bound - known + _NEAR)[0]
        chosen, bound = _with_whole_teams(could_be, left, ends)
        if chosen is not None and total(problem, chosen) > known:
            teams, known = chosen, total(problem, chosen)
    return Certified(teams, known, max(bound, known), is_best=bound - known <= _NEAR)


class _CouldBe:
    """Every team that could be: its people and what it brings. A line of the program for each person, and for each size of teams."""

    def __init__(self, problem: Problem, teams: Teams) -> None:
        many, seats = len(problem.people), max(problem.sizes)
        sizes = Counter(problem.sizes)
        self._counting = Counting(problem, range(many), seats, np.float64)
        self.lines = many + len(sizes)
        self.right = [1.0] * many + [float(count) for _size, count in sorted(sizes.items())]
        members, lines = [], []
        for number, size in enumerate(sorted(sizes)):
            drawn = itertools.chain.from_iterable(itertools.combinations(range(many), size))
            these = np.full((math.comb(many, size), seats), many, dtype=np.int64)
            these[:, :size] = np.fromiter(drawn, dtype=np.int64).reshape(-1, size)
            members.append(these)
            lines.append(np.full(len(these), many + number, dtype=np.int64))
        self.members, self.line_of_size = np.concatenate(members), np.concatenate(lines)
        self.teams_in_all = len(teams)
        self.brings = self._counting.brings(self.members.T)
        for (one, other), price in problem.ties.items():
            self.brings += price * (self._has(one) & self._has(other))
        self.first = self._to_begin_with(teams)

    def _has(self, one: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (self.members == one).any(axis=1)
        return found

    def falls_short(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much less each team brings than its people and its size cost."""
        of_people = np.append(prices[: self._counting.nobody], 0.0)
        costs: NDArray[np.float64] = of_people[self.members].sum(axis=1) + prices[self.line_of_size] - self.brings
        return costs

    def _to_begin_with(self, teams: Teams) -> NDArray[np.int64]:
        """The teams that are known, and those that bring most to each person."""
        order = np.argsort(-self.brings, kind="stable")
        known = np.sort(self._counting.members(teams).T, axis=1)
        first = [np.nonzero((np.sort(self.members, axis=1) == team).all(axis=1))[0] for team in known]
        for one in range(self._counting.nobody):
            first.append(order[self._has(one)[order]][: _AT_ONCE // 40])
        return np.unique(np.concatenate(first))

    def add_to(self, program: Any, which: NDArray[np.int64]) -> None:
        """Take teams into a program."""
        somebody = self.members[which] < self._counting.nobody
        lines = np.concatenate((self.members[which], self.line_of_size[which, None]), axis=1)
        is_in = np.concatenate((somebody, np.ones((len(which), 1), dtype=bool)), axis=1)
        starts = np.concatenate(([0], np.cumsum(is_in.sum(axis=1))[:-1])).astype(np.int32)
        entries, nothing = lines[is_in].astype(np.int32), np.zeros(len(which))
        most = np.full(len(which), highspy.kHighsInf)
        program.addCols(
            len(which), self.brings[which], nothing, most, len(entries), starts, entries, np.ones(len(entries))
        )

    def program(self) -> Any:
        """A program with its lines and no teams."""
        program = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", _NEAR / 10)):
            program.setOptionValue(name, value)
        program.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for right in self.right:
            program.addRow(right, right, 0, np.array([], dtype=np.int32), np.array([]))
        return program

    def teams(self, which: NDArray[np.int64]) -> Teams:
        """Teams as people's numbers."""
        return self._counting.teams(self.members[which].T)


def _without_whole_teams(could_be: _CouldBe, ends: float) -> tuple[NDArray[np.float64] | None, float]:
    """Prices of people and of sizes at which no team brings more than it costs, and what all cost together; None in want of time."""
    program, is_in = could_be.program(), np.zeros(len(could_be.members), dtype=bool)
    new = could_be.first
    while time.monotonic() < ends:
        could_be.add_to(program, new)
        is_in[new] = True
        program.setOptionValue("time_limit", program.getRunTime() + max(0.1, ends - time.monotonic()))
        program.run()
        if program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        prices = np.array(program.getSolution().row_dual)
        short = could_be.falls_short(prices)
        missing = np.nonzero((short < -_NEAR / len(could_be.right)) & ~is_in)[0]
        if not len(missing):
            # What is left of a team that brings a little more than it costs is added for each team there is.
            over = max(0.0, -float(short.min())) * could_be.teams_in_all
            return prices, float(prices @ np.array(could_be.right)) + over
        new = missing[np.argsort(short[missing], kind="stable")[:_AT_ONCE]]
    return None, math.inf


def _with_whole_teams(could_be: _CouldBe, left: NDArray[np.int64], ends: float) -> tuple[Teams | None, float]:
    """The best choice of these teams, None where none was found, and what no choice of them brings more than."""
    program = could_be.program()
    could_be.add_to(program, left)
    program.changeColsIntegrality(
        len(left), np.arange(len(left), dtype=np.int32), np.full(len(left), highspy.HighsVarType.kInteger)
    )
    program.setOptionValue("time_limit", max(0.1, ends - time.monotonic()))
    program.run()
    chosen = np.nonzero(np.array(program.getSolution().col_value) > 0.5)[0]
    bound = float(program.getInfo().mip_dual_bound)
    return (could_be.teams(left[chosen]) if len(chosen) == could_be.teams_in_all else None), bound
