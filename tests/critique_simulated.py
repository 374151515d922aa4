"""A round of critique with people who come late, take their time and do not come back; under our rule and under two others.

The model, which decides what the figures mean. Hours count from the opening of the round, which lasts two weeks.

- *Arrival.* Everybody puts in one work: 85 % in the first three days, the others (late) in the week after, evenly spread. Everybody
  follows two to six of 40 interests, some of which are much more usual than others; their work carries the same.
- *Never-givers.* Some put in their work and never ask for one to read.
- *Giving.* The others ask for a work as soon as theirs is in. Their critique takes a time whose logarithm is normally spread, with a
  median of 2 hours (one in twenty takes more than 10). They ask for the next one after 12 hours in the mean, exponentially spread,
  until they gave k. Who is given nothing asks again after as long. What comes after the round's end counts for nothing.
- *Abandoning.* 15 % of those who ask take their first work, never send a critique, and never come back.
- *Invitations,* with our rule alone: every hour, for each work that has no critique and that nobody is reading, somebody is invited
  who gave k and was not invited in the 24 hours before. Half of those come, after 12 hours in the mean, and ask once.

The rules beside ours: `at_random` gives any work that somebody did not make or have; `oldest_first`, as edX's Open Response Assessment
(edx-ora2, `get_submission_for_review` and `get_submission_for_over_grading`), the oldest whose critiques and leases of 8 hours are
fewer than k, and where there is none any at random. Each rule meets the same people: all that chance decides of a person
is drawn before the round begins.
"""

import heapq
import itertools
import math
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from commonplace.stages.critique.allocation import LEASE, Round, Standing, next_work

PEOPLE, K, WINDOW = 400, 3, 336.0
LATE, ABANDONING = 0.15, 0.15
SEEDS = range(5)
NEVER_GIVERS = (0.0, 0.3, 0.5)
_ON_TIME_UNTIL, _LATE_UNTIL = 72.0, 240.0
_TAKES, _SPREAD, _PAUSE = 2.0, 1.0, 12.0
_INVITED_EVERY, _COMES = 24.0, 0.5
_INTERESTS = 40

Chance = random.Random
# Gives the number of a work, or None.
Rule = Callable[[Round, Standing, int, float, Chance], int | None]


def ours(this: Round, standing: Standing, person: int, now: float, chance: Chance) -> int | None:
    return next_work(this, standing, person, now=now, window=WINDOW)


def _there(this: Round, standing: Standing, person: int) -> list[int]:
    return [
        work
        for work, since in enumerate(standing.since)
        if since is not None and work not in standing.had[person] and this.may_be_given(person, work)
    ]


def at_random(this: Round, standing: Standing, person: int, now: float, chance: Chance) -> int | None:
    if standing.given[person] >= this.k:
        return None
    there = _there(this, standing, person)
    return chance.choice(there) if there else None


def oldest_first(this: Round, standing: Standing, person: int, now: float, chance: Chance) -> int | None:
    if standing.given[person] >= this.k:
        return None
    there = _there(this, standing, person)
    needing = [work for work in there if standing.received[work] + standing.leased[work] < this.k]
    if needing:
        return min(needing, key=lambda work: (standing.since[work] or 0.0, work))
    return chance.choice(there) if there else None


# Each rule with the hours of its leases, and whether people are invited to one more.
RULES: dict[str, tuple[Rule, float, bool]] = {
    "ours": (ours, LEASE, True),
    "ours, nobody invited": (ours, LEASE, False),
    "random": (at_random, 8.0, False),
    "oldest first": (oldest_first, 8.0, False),
}


@dataclass
class _Person:
    """What chance decided of somebody before the round began."""

    arrives: float
    gives: bool
    abandons: bool
    interests: int
    takes: Iterator[float]
    pauses: Iterator[float]


def _people(seed: int, never_givers: float, count: int) -> list[_Person]:
    people = []
    for number in range(count):
        chance = Chance(f"{seed} {number}")
        is_late, is_never, abandons = (chance.random() < share for share in (LATE, never_givers, ABANDONING))
        begins, ends = (_ON_TIME_UNTIL, _LATE_UNTIL) if is_late else (0.0, _ON_TIME_UNTIL)
        arrives = begins + (ends - begins) * chance.random()
        interests = sum(1 << one for one in {int(_INTERESTS * chance.random() ** 2) for _one in range(2 + number % 5)})
        takes, pauses = Chance(f"{seed} {number} takes"), Chance(f"{seed} {number} pauses")
        people.append(
            _Person(
                arrives,
                not is_never,
                abandons,
                interests,
                (takes.lognormvariate(math.log(_TAKES), _SPREAD) for _turn in itertools.count()),
                (pauses.expovariate(1 / _PAUSE) for _turn in itertools.count()),
            )
        )
    return people


@dataclass
class _Held:
    """A lease, which ends by what is sent, or with its time."""

    is_live: bool = True

    def end(self) -> bool:
        """End it; gives whether it was live."""
        was_live, self.is_live = self.is_live, False
        return was_live


@dataclass
class Outcome:
    """How a round ended. `waits` are hours until the first critique; of works without any, until the end of the round."""

    without: int
    works: int
    waits: list[float]
    pairs: int
    mutual: int
    given_out: list[tuple[int, int]]

    @property
    def wait(self) -> float:
        return statistics.median(self.waits)


@dataclass
class _Running:
    """A round on its way: what is to happen, and what stands."""

    this: Round
    people: list[_Person]
    rule: Rule
    lease: float
    chance: Chance
    standing: Standing
    to_come: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=itertools.count)
    first: dict[int, float] = field(default_factory=dict)
    sent: set[tuple[int, int]] = field(default_factory=set)
    given_out: list[tuple[int, int]] = field(default_factory=list)
    invited: dict[int, float] = field(default_factory=dict)

    def then(self, at: float, what: Callable[[float], None]) -> None:
        if at <= WINDOW:
            heapq.heappush(self.to_come, (at, next(self.count), what))

    def run(self) -> None:
        while self.to_come:
            at, _order, what = heapq.heappop(self.to_come)
            what(at)

    def arrive(self, person: int, now: float) -> None:
        self.standing.since[person] = now
        if self.people[person].gives:
            self.ask(person, now)

    def ask(self, person: int, now: float, *, once: bool = False) -> None:
        who, standing = self.people[person], self.standing
        work = self.rule(self.this, standing, person, now, self.chance)
        if work is None:
            if not once and standing.given[person] < K:
                self.then(now + next(who.pauses), lambda at: self.ask(person, at))
            return
        self.given_out.append((person, work))
        standing.had[person].add(work)
        standing.leased[work] += 1
        standing.readers[work].add(person)
        held = _Held()
        self.then(now + self.lease, lambda at: self.lapse(person, work, held))
        if not who.abandons:
            self.then(now + next(who.takes), lambda at: self.send(person, work, held, at))

    def lapse(self, person: int, work: int, held: _Held) -> None:
        if held.end():
            self.standing.leased[work] -= 1
            self.standing.readers[work].discard(person)

    def send(self, person: int, work: int, held: _Held, now: float) -> None:
        standing = self.standing
        if held.end():
            standing.leased[work] -= 1
        standing.received[work] += 1
        standing.readers[work].add(person)
        standing.given[person] += 1
        self.sent.add((person, work))
        self.first.setdefault(work, now)
        if standing.given[person] < K:
            self.then(now + next(self.people[person].pauses), lambda at: self.ask(person, at))

    def invite(self, now: float) -> None:
        standing = self.standing
        gave = [
            person
            for person, given in enumerate(standing.given)
            if given >= K and self.invited.get(person, -math.inf) <= now - _INVITED_EVERY
        ]
        without = sum(standing.has_none(work) for work in range(len(standing.since)))
        for person in self.chance.sample(gave, min(without, len(gave))):
            self.invited[person] = now
            if self.chance.random() < _COMES:
                self.then(
                    now + self.chance.expovariate(1 / _PAUSE), lambda at, who=person: self.ask(who, at, once=True)
                )
        self.then(now + 1.0, self.invite)


def simulate(rule: str, *, seed: int, never_givers: float, people: int = PEOPLE, is_exchange: bool = False) -> Outcome:
    """Run a round under one of `RULES`. The same seed is the same round, with the same people under every rule."""
    everybody = _people(seed, never_givers, people)
    nothing: tuple[frozenset[int], ...] = (frozenset(),) * people
    interests = tuple(one.interests for one in everybody)
    makers = tuple(frozenset({number}) for number in range(people))
    this = Round(K, makers, interests, interests, nothing, nothing, is_exchange, seed)
    chosen, lease, invites = RULES[rule]
    standing = Standing.at_the_beginning(this, [None] * people)
    running = _Running(this, everybody, chosen, lease, Chance(f"{seed} {rule}"), standing)
    for number, one in enumerate(everybody):
        running.then(one.arrives, lambda at, who=number: running.arrive(who, at))
    if invites:
        running.then(1.0, running.invite)
    running.run()
    waits = [running.first.get(number, WINDOW) - one.arrives for number, one in enumerate(everybody)]
    pairs = {frozenset(pair) for pair in running.sent}
    mutual = {frozenset(pair) for pair in running.sent if pair[::-1] in running.sent}
    return Outcome(people - len(running.first), people, waits, len(pairs), len(mutual), running.given_out)
