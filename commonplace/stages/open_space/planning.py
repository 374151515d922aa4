"""Filling a board so that as few wishes as possible clash. Knows numbers only: no names, no database.

Somebody goes to one session at a time. So of the wishes that fall on one time, each person has one met: as many as there are
people who wish for any session of that time. People are bits of whole numbers here, so that this is one union and one count.
Rooms follow from times: the session that most want to go to gets the largest room, which leaves the fewest before a full door.
"""

import math
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# So many pairs of one topic that are kept apart weigh as much as one wish.
PAIRS = 20
# Which time a session is at that stands at none.
NOWHERE = -1

# For each session, its time; NOWHERE for none.
Times = list[int]
# For each session, its time and its room; None for neither.
Places = list[tuple[int, int] | None]


@dataclass(frozen=True)
class Problem:
    """What a board is filled from. Sessions, times, rooms and people are numbered from 0.

    `wishers` are, for each session, who wants to go, hosts among them; `holds` is how many people each room has space for,
    None where that is no matter; `fixed` are the sessions that stay where they are, each with its time and room.
    """

    wishers: tuple[frozenset[int], ...]
    hosts: tuple[frozenset[int], ...]
    topics: tuple[str, ...]
    holds: tuple[int | None, ...]
    times: int
    fixed: dict[int, tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def masks(self) -> list[int]:
        """Who wants to go to each session, as bits."""
        return [sum(1 << person for person in people) for people in self.wishers]

    @cached_property
    def apart(self) -> list[set[int]]:
        """For each session, those that somebody hosts who hosts it, too."""
        by_host: dict[int, set[int]] = {}
        for session, people in enumerate(self.hosts):
            for person in people:
                by_host.setdefault(person, set()).add(session)
        return [set().union(*(by_host[person] for person in people)) - {me} for me, people in enumerate(self.hosts)]

    @cached_property
    def wishes(self) -> int:
        """How many wishes there are."""
        return sum(map(len, self.wishers))


@dataclass(frozen=True)
class Value:
    """What a board costs, in wishes, and how many pairs of one topic fall on one time."""

    clashing: int
    before_full_doors: int
    without_a_place: int
    pairs: int

    @property
    def unmet(self) -> int:
        """How many wishes may not be met."""
        return self.clashing + self.before_full_doors + self.without_a_place

    @property
    def cost(self) -> int:
        """What filling makes as small as it can, in PAIRS-th parts of a wish."""
        return PAIRS * self.unmet + self.pairs


def pairs_of_one_topic(topics: Iterable[str]) -> int:
    """How many pairs of these have the same topic; no topic is the same as none."""
    counts: dict[str, int] = {}
    for topic in topics:
        if topic:
            counts[topic] = counts.get(topic, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())


def rooms_of(problem: Problem, at: int, sessions: Sequence[int]) -> dict[int, int]:
    """The rooms of those sessions that are at one time: where they are fixed, else by size."""
    rooms = {one: problem.fixed[one][1] for one in sessions if one in problem.fixed and problem.fixed[one][0] == at}
    free = [room for room in range(len(problem.holds)) if room not in rooms.values()]
    # Of rooms that hold the same, the first is taken first; of all, only as many as are needed, the largest.
    free.sort(key=lambda room: (-_space(problem.holds[room]), room))
    by_size = sorted((one for one in sessions if one not in rooms), key=lambda one: (-len(problem.wishers[one]), one))
    return rooms | dict(zip(by_size, free, strict=False))


def _space(holds: int | None) -> float:
    return math.inf if holds is None else holds


def _over(problem: Problem, session: int, room: int) -> int:
    holds = problem.holds[room]
    return 0 if holds is None else max(0, len(problem.wishers[session]) - holds)


def places_of(problem: Problem, times: Times) -> Places:
    """The time and the room of each session whose time is known."""
    places: Places = [None] * len(times)
    for at in range(problem.times):
        here = [session for session, when in enumerate(times) if when == at]
        for session, room in rooms_of(problem, at, here).items():
            places[session] = (at, room)
    return places


def times_of(places: Places) -> Times:
    """The time of each session."""
    return [NOWHERE if place is None else place[0] for place in places]


def unmet_at(problem: Problem, here: dict[int, int]) -> tuple[int, int]:
    """Of the sessions of one time, each with its room: how many wishes clash, and how many are before a full door."""
    anybody: set[int] = set().union(*(problem.wishers[session] for session in here))
    clashing = sum(len(problem.wishers[session]) for session in here) - len(anybody)
    return clashing, sum(_over(problem, session, room) for session, room in here.items())


def value_at(problem: Problem, places: Places) -> Value:
    """What a board costs, counted from the beginning."""
    clashing = over = pairs = 0
    for at in range(problem.times):
        here = {session: place[1] for session, place in enumerate(places) if place is not None and place[0] == at}
        clash, before = unmet_at(problem, here)
        clashing, over = clashing + clash, over + before
        pairs += pairs_of_one_topic(problem.topics[session] for session in here)
    nowhere = sum(len(problem.wishers[session]) for session, place in enumerate(places) if place is None)
    return Value(clashing, over, nowhere, pairs)


def value_of(problem: Problem, times: Times) -> Value:
    """What a board costs whose rooms follow from its times."""
    return value_at(problem, places_of(problem, times))


def is_sound(problem: Problem, times: Times) -> bool:
    """Whether nobody hosts two sessions at once, no time has more sessions than rooms, and what is fixed stays."""
    for at in range(problem.times):
        here = {session for session, when in enumerate(times) if when == at}
        if len(here) > len(problem.holds) or any(problem.apart[session] & here for session in here):
            return False
    return all(times[session] == when for session, (when, _room) in problem.fixed.items())


def first_board(problem: Problem) -> Times:
    """A board to begin with: the largest sessions first, each where it clashes least."""
    times = [
        problem.fixed[session][0] if session in problem.fixed else NOWHERE for session in range(len(problem.hosts))
    ]
    seen = [0] * problem.times
    members: list[set[int]] = [set() for _at in range(problem.times)]
    for session, (at, _room) in problem.fixed.items():
        seen[at] |= problem.masks[session]
        members[at].add(session)
    order = [session for session in range(len(times)) if session not in problem.fixed]
    for session in sorted(order, key=lambda one: (-len(problem.apart[one]), -len(problem.wishers[one]), one)):
        open_times = [
            at
            for at in range(problem.times)
            if len(members[at]) < len(problem.holds) and not problem.apart[session] & members[at]
        ]
        if open_times:
            mask = problem.masks[session]
            at = min(open_times, key=lambda when: ((mask & seen[when]).bit_count(), len(members[when]), when))
            times[session] = at
            seen[at] |= mask
            members[at].add(session)
    return times


class _Groups:
    """The sessions of each time, as swapping needs them. Places that are free are filled with sessions that nobody wants."""

    def __init__(self, problem: Problem, times: Times) -> None:
        self.problem = problem
        count, rooms = len(times), len(problem.holds)
        self.reserve = problem.times if NOWHERE in times else NOWHERE
        self.masks, self.sizes = list(problem.masks), [len(people) for people in problem.wishers]
        self.topics = list(problem.topics)
        self.apart = [sum(1 << other for other in others) for others in problem.apart]
        self.groups: list[list[int]] = [[] for _at in range(problem.times + (self.reserve != NOWHERE))]
        for session, at in enumerate(times):
            self.groups[at if at != NOWHERE else self.reserve].append(session)
        for group in self.groups[: problem.times]:
            missing = rooms - len(group)
            group += range(len(self.masks), len(self.masks) + missing)
            self.masks += [0] * missing
            self.sizes += [0] * missing
            self.topics += [""] * missing
            self.apart += [0] * missing
        self.of_sessions = count
        self.inside = [sum(1 << one for one in group) for group in self.groups]
        covered = [self.covered(group) for group in self.groups]
        self.some, self.several = [one for one, _two in covered], [two for _one, two in covered]
        self.over = [self.before_full_doors(at, group) for at, group in enumerate(self.groups)]

    def covered(self, group: list[int]) -> tuple[int, int]:
        """Who wants to go to any of these, and who to more than one."""
        some = several = 0
        for one in group:
            several |= some & self.masks[one]
            some |= self.masks[one]
        return some, several

    @cached_property
    def spaces(self) -> list[list[int]]:
        """How many fit into the rooms of each time in which nothing is fixed, the largest first. Empty where nothing is tight."""
        most, holds = max(self.sizes, default=0), self.problem.holds
        if all(one is None or one >= most for one in holds):
            return []
        spaces = []
        for at in range(self.problem.times):
            taken = {room for when, room in self.problem.fixed.values() if when == at}
            free = [most if one is None else min(one, most) for room, one in enumerate(holds) if room not in taken]
            spaces.append(sorted(free, reverse=True))
        return spaces

    def before_full_doors(self, at: int, group: list[int]) -> int:
        if not self.spaces or at == self.reserve:
            return 0
        fixed = self.problem.fixed
        free = sorted([self.sizes[one] for one in group if one not in fixed], reverse=True)
        return sum([size - space for size, space in zip(free, self.spaces[at], strict=False) if size > space])

    def met(self, at: int, some: int) -> int:
        return 0 if at == self.reserve else some.bit_count()

    def times(self) -> Times:
        times = [NOWHERE] * self.of_sessions
        for at, group in enumerate(self.groups[: self.problem.times]):
            for one in group:
                if one < self.of_sessions:
                    times[one] = at
        return times


def anneal(problem: Problem, times: Times, *, steps: int, seed: int, until: float = math.inf) -> Times:
    """A better board, by swapping sessions of two times: at first also where that costs something, later only where it does not.

    The same seed gives the same board, unless the monotonic clock passes `until` first. (Simulated annealing: Kirkpatrick,
    Gelatt and Vecchi, Science 220, 1983.)
    """
    groups = _Groups(problem, times)
    free = [one for one in range(groups.of_sessions) if one not in problem.fixed]
    if len(groups.groups) < 2 or not free or not problem.holds:
        return times
    where = {one: at for at, group in enumerate(groups.groups) for one in group}
    place = {one: number for group in groups.groups for number, one in enumerate(group)}
    chance = random.Random(seed).random  # noqa: S311 - a seed, so that it can be told again
    masks, apart, inside, some, several = groups.masks, groups.apart, groups.inside, groups.some, groups.several
    topics, over, kept, best = groups.topics, groups.over, groups.groups, 0
    fixed, reserve, tight, now = problem.fixed, groups.reserve, bool(groups.spaces), 0
    best_times, hot, cold = times, 4.0 * PAIRS, 0.12 * PAIRS
    heat, cooling, many = hot, (cold / hot) ** (1 / max(1, steps // 256)), len(kept)
    for step in range(steps):
        if step % 256 == 0:
            heat *= cooling
            if step % 8192 == 0 and time.monotonic() > until:
                break
        one = free[int(chance() * len(free))]
        at = where[one]
        to = int(chance() * (many - 1))
        to += to >= at
        group = kept[to]
        other = group[int(chance() * len(group))]
        if other in fixed:
            continue
        here, there = masks[one], masks[other]
        # Who is left at each time without the one that goes, and with the one that comes.
        left, right = some[at] & ~(here & ~several[at]) | there, some[to] & ~(there & ~several[to]) | here
        gain = 0
        if at != reserve:
            gain += left.bit_count() - some[at].bit_count()
        if to != reserve:
            gain += right.bit_count() - some[to].bit_count()
        gain *= PAIRS
        bound = math.log(chance() or 1e-300) * heat
        if gain + (PAIRS * (over[at] + over[to]) if tight else 0) + PAIRS < bound:
            continue
        if to != reserve and apart[one] & inside[to] & ~(1 << other):
            continue
        if at != reserve and apart[other] & inside[at] & ~(1 << one):
            continue
        if topics[one] != topics[other]:
            gain += _topics_gain(topics, kept, reserve, (one, at), (other, to))
        if tight:
            old_left, old_right = over[at], over[to]
            kept[at][place[one]], group[place[other]] = other, one
            new_left, new_right = groups.before_full_doors(at, kept[at]), groups.before_full_doors(to, group)
            kept[at][place[one]], group[place[other]] = one, other
            gain += PAIRS * (old_left + old_right - new_left - new_right)
        if gain < bound:
            continue
        if tight:
            over[at], over[to] = new_left, new_right
        kept[at][place[one]], group[place[other]] = other, one
        place[one], place[other] = place[other], place[one]
        where[one], where[other] = to, at
        swap = (1 << one) | (1 << other)
        inside[at] ^= swap
        inside[to] ^= swap
        some[at], several[at] = groups.covered(kept[at])
        some[to], several[to] = groups.covered(group)
        now += gain
        if now > best and heat < hot / 8:
            best, best_times = now, groups.times()
    return best_times


def _topics_gain(
    topics: list[str], kept: list[list[int]], reserve: int, leaves: tuple[int, int], comes: tuple[int, int]
) -> int:
    """How many pairs of one topic fewer there are when these two sessions change places."""
    gain = 0
    for (one, at), (other, _to) in ((leaves, comes), (comes, leaves)):
        if at != reserve:
            here = [topics[session] for session in kept[at] if session != one]
            gain += here.count(topics[one]) if topics[one] else 0
            gain -= here.count(topics[other]) if topics[other] else 0
    return gain
