"""What a board comes to, in numbers that tell of nobody: kept when it is made, and said in plain words on its page."""

from dataclasses import asdict, dataclass, field
from typing import Any

from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.ground import clock
from commonplace.stages.open_space.boards import Board, Standing
from commonplace.stages.open_space.planning import unmet_at, value_at

# So many pairs that clash, and so many sessions that were moved, are told of.
_MOST_PAIRS, _MOST_MOVED = 5, 8


@dataclass(frozen=True)
class Moved:
    """A session that filling took to another time: why, if one other session is the reason."""

    session: int
    came_from: int
    went_to: int
    beside: int | None
    people: int
    same_host: bool


@dataclass(frozen=True)
class Outcome:
    """How many wishes there are, and how many may not be met; which sessions of one time the same people want to go to.

    `is_best` where it is proved that nothing better exists, `has_solver` whether it could be looked for. Everything is as it
    stood at `at`.
    """

    at: str
    wishes: int
    clashing: int
    before_full_doors: int
    without_a_place: int
    pairs: list[tuple[int, int, int]]
    moved: list[Moved] = field(default_factory=list)
    is_filled: bool = False
    is_best: bool = False
    has_solver: bool = True

    @property
    def unmet(self) -> int:
        return self.clashing + self.before_full_doors + self.without_a_place

    @property
    def met(self) -> int:
        return self.wishes - self.unmet

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Outcome | None":
        """What a row keeps; None before there was a board."""
        if not kept:
            return None
        moved = [Moved(**one) for one in kept["moved"]]
        return cls(**(kept | {"moved": moved, "pairs": [(one, other, people) for one, other, people in kept["pairs"]]}))


def outcome_of(board: Board, before: list[Standing] | None = None, **filled: bool) -> Outcome:
    """What the board as it stands comes to. With `before`, which sessions filling moved since."""
    value = value_at(board.problem, board.in_numbers())
    return Outcome(
        at=clock.now().isoformat(),
        wishes=board.problem.wishes,
        clashing=value.clashing,
        before_full_doors=value.before_full_doors,
        without_a_place=value.without_a_place,
        pairs=_pairs(board),
        moved=_moved(board, before) if before else [],
        **filled,
    )


def _pairs(board: Board) -> list[tuple[int, int, int]]:
    """The sessions of one time that most people want both of; no number is told that may tell of somebody."""
    found = []
    for slot in board.slots:
        here = board.sessions_at(slot)
        for count, one in enumerate(here):
            for other in here[count + 1 :]:
                people = len(board.wishers[one.pk] & board.wishers[other.pk])
                if people >= FEWEST_COUNTED:
                    found.append((one.pk, other.pk, people))
    return sorted(found, key=lambda pair: -pair[2])[:_MOST_PAIRS]


def _moved(board: Board, before: list[Standing]) -> list[Moved]:
    slots = {slot.pk: slot for slot in board.slots}
    found = []
    for key, slot, _room, _is_fixed in before:
        place = board.places.get(key)
        if place is None or place.slot_id == slot or slot not in slots:
            continue
        there = [one for one in board.sessions_at(slots[slot]) if one.pk != key]
        hosting = board.hosts_of(board.by_key[key])
        same = next((one for one in there if board.hosts_of(one) & hosting), None)
        most = max(there, key=lambda one: (len(board.wishers[one.pk] & board.wishers[key]), -one.pk), default=None)
        beside = same or most
        people = len(board.wishers[beside.pk] & board.wishers[key]) if beside else 0
        says_why = same is not None or people >= FEWEST_COUNTED
        found.append(
            Moved(key, slot, place.slot_id, beside.pk if beside and says_why else None, people, same is not None)
        )
    return sorted(found, key=lambda moved: (moved.beside is None, -moved.people))[:_MOST_MOVED]


@dataclass(frozen=True)
class Change:
    """A place that a session could have, and what it would cost: wishes that may not be met then, fewer than none if it gains."""

    slot: int
    venue: int
    swaps_with: int | None
    is_here: bool
    costs: int
    blocked_by: list[str]


def changes_for(board: Board, key: int) -> list[Change]:
    """Every place of the board for one session, each with what it would cost to put it there."""
    problem, number = board.problem, next(count for count, one in enumerate(board.proposals) if one.pk == key)
    mine, here = board.in_numbers()[number], _by_time(board)
    proposal, found = board.proposals[number], []
    for at, slot in enumerate(board.slots):
        by_venue = {venue: session for session, venue in here[at].items()}
        for venue_number, venue in enumerate(board.venues):
            other_number = by_venue.get(venue_number)
            other_number = None if other_number == number else other_number
            other = None if other_number is None else board.proposals[other_number]
            busy = board.hosts_elsewhere(proposal, slot, [other.pk] if other else [])
            if other is not None and mine is not None:
                busy = busy + board.hosts_elsewhere(other, board.slots[mine[0]], [key])
            tried = _moved_to(here, number, mine, (at, venue_number), other_number)
            places = {at, mine[0]} if mine else {at}
            costs = sum(sum(unmet_at(problem, tried[one])) - sum(unmet_at(problem, here[one])) for one in places)
            if mine is None:  # it had no place, and what it takes one from has none
                costs += (len(problem.wishers[other_number]) if other_number is not None else 0) - len(
                    problem.wishers[number]
                )
            names = list(dict.fromkeys(host.display_name for host in busy))
            is_here = (at, venue_number) == mine
            found.append(Change(slot.pk, venue.pk, other.pk if other else None, is_here, costs, names))
    return found


_ByTime = list[dict[int, int]]


def _by_time(board: Board) -> _ByTime:
    """For each time, the sessions that are on then, each with its room."""
    here: _ByTime = [{} for _slot in board.slots]
    for session, place in enumerate(board.in_numbers()):
        if place is not None:
            here[place[0]][session] = place[1]
    return here


def _moved_to(
    here: _ByTime, session: int, comes_from: tuple[int, int] | None, to: tuple[int, int], other: int | None
) -> _ByTime:
    """The same board with a session in another place, and what was there where that came from."""
    tried = [dict(venues) for venues in here]
    if comes_from is not None:
        del tried[comes_from[0]][session]
    if other is not None:
        del tried[to[0]][other]
        if comes_from is not None:
            tried[comes_from[0]][other] = comes_from[1]
    tried[to[0]][session] = to[1]
    return tried
