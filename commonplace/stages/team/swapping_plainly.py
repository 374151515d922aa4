"""Bettering teams by swapping people, where numpy is not here: what `swapping` does, one swap after the other, and so more slowly."""

import math
import random

from commonplace.stages.team.scoring import Problem, Teams, brings


class Swapping:
    """Some people and their teams, being bettered round by round; deterministic for a seed."""

    def __init__(self, problem: Problem, teams: Teams, seed: int) -> None:
        self._problem = problem
        self._teams = [list(team) for team in teams]
        self._chance = random.Random(seed)  # noqa: S311 - a seed, so that it can be told again
        self._brings = [brings(problem, team) for team in self._teams]
        self._best, self._best_teams = self.value, self._copied()

    @property
    def value(self) -> float:
        """What these teams bring together."""
        return math.fsum(self._brings)

    @property
    def best(self) -> tuple[float, Teams]:
        """What the best teams that were seen where they were looked at bring, and those teams."""
        return self._best, self._best_teams

    def look(self) -> None:
        """Keep the teams where they are the best so far."""
        if self.value > self._best:
            self._best, self._best_teams = self.value, self._copied()

    def round(self, heat: float) -> None:
        """Try one swap of each two teams that chance pairs."""
        order = self._chance.sample(range(len(self._teams)), len(self._teams))
        for left, right in zip(order[::2], order[1::2], strict=False):
            self._try(left, right, heat)

    def _try(self, left: int, right: int, heat: float) -> None:
        one, other = list(self._teams[left]), list(self._teams[right])
        # An empty seat of the smaller team is swapped like somebody.
        seats = max(len(one), len(other))
        mine, theirs = self._chance.randrange(seats), self._chance.randrange(seats)
        goes, comes = one[mine : mine + 1], other[theirs : theirs + 1]
        if len(goes) != len(comes) and abs(len(one) - len(other)) != 1:
            return
        one[mine : mine + 1], other[theirs : theirs + 1] = comes, goes
        after = brings(self._problem, one), brings(self._problem, other)
        now = self._brings[left], self._brings[right]
        if self._problem.weights.is_fair:
            heat *= now[0] * now[1]
        if sum(after) - sum(now) >= heat * math.log(self._chance.random() or 1e-300):
            self._teams[left], self._teams[right] = one, other
            self._brings[left], self._brings[right] = after

    def _copied(self) -> Teams:
        return [list(team) for team in self._teams]
