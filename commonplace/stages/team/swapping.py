"""Bettering teams by swapping people: at first also where that costs something, later only where it does not.

Teams are paired by chance, and each pair is looked at together with all swaps of one person of the one for one of the other; all pairs
at once, by numpy, which is in the extra `planning`. Of each pair's swaps one is taken, or none, by what they bring and how hot it
still is. (Simulated annealing: Kirkpatrick, Gelatt and Vecchi, Science 220, 1983; choosing by the largest of sums with noise: Gumbel.)

A team that is one smaller than others has an empty seat: nobody, numbered after all people, is swapped like somebody.
"""

import numpy as np
from numpy.typing import NDArray

from commonplace.stages.team.counting import Counting, Members, Rows
from commonplace.stages.team.scoring import Problem, Teams

# So many numbers of chance are drawn once, and used again from another beginning in each round.
_NOISE = 1 << 20


class Swapping:
    """Some people and their teams, being bettered round by round; deterministic for a seed.

    A round costs about as much as counting each team anew as often as it has people.
    """

    def __init__(self, problem: Problem, teams: Teams, seed: int) -> None:
        people, seats = [one for team in teams for one in team], max(map(len, teams))
        self._counting = Counting(problem, people, seats)
        self._members = self._counting.members(teams)
        self._tied_to, self._ties = _ties(problem, self._counting.column)
        self._is_fair = problem.weights.is_fair
        self._chance = np.random.Generator(np.random.PCG64(seed))
        self._noise = -np.log(-np.log(self._chance.uniform(1e-7, 1 - 1e-7, _NOISE))).astype(np.float32)
        self._seats = seats
        self._sizes = (self._members != self._counting.nobody).sum(axis=0)
        self._is_even = bool((self._sizes == seats).all())
        self._now = self._counting.brings(self._members)
        self._best, self._best_members = self.value, self._members.copy()

    @property
    def value(self) -> float:
        """What these teams bring together, as `scoring.total` counts it, but for rounding."""
        return float(self._now.sum(dtype=np.float64)) + self._ties_within(self._members)

    @property
    def best(self) -> tuple[float, Teams]:
        """What the best teams that were seen where they were looked at bring, and those teams."""
        return self._best, self._counting.teams(self._best_members)

    def look(self) -> None:
        """Keep the teams where they are the best so far."""
        value = self.value
        if value > self._best:
            self._best, self._best_members = value, self._members.copy()

    def round(self, heat: float) -> None:
        """Look at every team once, beside another one."""
        seats, pairs = self._seats, self._members.shape[1] // 2
        if not pairs:
            return
        order = self._chance.permutation(self._members.shape[1])[: 2 * pairs]
        members = self._members[:, order]
        after = self._counting.brings_swapped(members)
        now = self._now[order]
        gain = after[..., :pairs] + after[..., pairs:].transpose(1, 0, 2)
        gain -= now[:pairs] + now[pairs:]
        if len(self._ties):
            gain += self._ties_gain(members)
        if not self._is_even:
            gain[self._makes_wrong_sizes(order, members)] = -np.inf
        # In a fair sum a change is worth so much less than in what teams are worth.
        gain /= np.float32(heat * (float(np.median(now)) ** 2 if self._is_fair else 1))
        gain = gain.reshape(seats * seats, pairs)
        noise = self._some_noise(gain.size + pairs)
        gain += noise[: gain.size].reshape(gain.shape)
        swap = gain.argmax(axis=0)
        changed = np.nonzero(gain[swap, np.arange(pairs)] > noise[gain.size :])[0]
        one, other = np.divmod(swap[changed], seats)
        left, right, fellow = order[changed], order[changed + pairs], changed + pairs
        self._members[one, left], self._members[other, right] = members[other, fellow], members[one, changed]
        self._now[left], self._now[right] = after[one, other, changed], after[other, one, fellow]
        if not self._is_even:
            for teams in (left, right):
                self._sizes[teams] = (self._members[:, teams] != self._counting.nobody).sum(axis=0)

    def _some_noise(self, many: int) -> NDArray[np.float32]:
        begin = int(self._chance.integers(0, max(1, _NOISE - many)))
        return self._noise[begin : begin + many] if many <= _NOISE else np.resize(self._noise, many)

    def _makes_wrong_sizes(self, order: NDArray[np.int64], members: Members) -> NDArray[np.bool_]:
        """Swaps with an empty seat after which the two teams have other sizes than before, in whichever order."""
        pairs, somebody = members.shape[1] // 2, self._counting.is_somebody[members].astype(np.int64)
        more = somebody[None, :, pairs:] - somebody[:, None, :pairs]
        apart = self._sizes[order[pairs:]] - self._sizes[order[:pairs]]
        return (more != 0) & (more != apart)

    def _ties_gain(self, members: Members) -> NDArray[np.float32]:
        """What ties bring more after each swap."""
        pairs = members.shape[1] // 2
        there = np.concatenate((members[:, pairs:], members[:, :pairs]), axis=1)
        whom, price = self._tied_to[:, members], self._ties[:, members]
        within = (price * (whom[:, :, None] == members).any(axis=2)).sum(axis=0)
        between = (price[:, :, None] * (whom[:, :, None] == there)).sum(axis=0)
        moves = between.sum(axis=1) - within
        gain: NDArray[np.float32] = moves[:, None, :pairs] + moves[None, :, pairs:] - 2 * between[..., :pairs]
        return gain

    def _ties_within(self, members: Members) -> float:
        whom, price = self._tied_to[:, members], self._ties[:, members]
        within: Rows = price * (whom[:, :, None] == members).any(axis=2)
        return float(within.sum(dtype=np.float64)) / 2


def _ties(problem: Problem, at: dict[int, int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Whom each is tied to, −1 for nobody, and what it brings. Both have so many rows as somebody has ties."""
    tied = {
        at[one]: {at[other]: price for other, price in others.items() if other in at}
        for one, others in problem.tied_to.items()
        if one in at
    }
    most = max(map(len, tied.values()), default=0)
    whom, prices = np.full((most, len(at) + 1), -1, dtype=np.int64), np.zeros((most, len(at) + 1), dtype=np.float32)
    for column, others in tied.items():
        whom[: len(others), column] = list(others)
        prices[: len(others), column] = list(others.values())
    return whom, prices
