"""The board of an open space as it stands: its rooms, times and sessions, and what is reckoned with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from commonplace.commons.people.models import Person
from commonplace.stages.open_space.models import OpenSpace, Place, Proposal, Slot, Venue, Wish
from commonplace.stages.open_space.planning import Places, Problem

# A place on a board by its keys: session, time, room, and whether it was fixed by hand.
Standing = tuple[int, int, int, bool]


class Board:
    """What is on the board, fetched with a constant number of queries; who wants to go where only when it is asked for.

    What is hidden is on no board. Its own page sets it beside those that are: `beside`.
    """

    def __init__(self, space: OpenSpace, beside: Proposal | None = None) -> None:
        self.space = space
        self.venues: list[Venue] = list(space.venues.all())
        self.slots: list[Slot] = sorted(space.slots.all(), key=lambda slot: (slot.starts_after, slot.pk))
        self.proposals: list[Proposal] = list(
            space.proposals.filter(Q(hidden_at=None) | Q(pk=beside and beside.pk))
            .select_related("by")
            .prefetch_related("hosts")
        )
        # What comes, or goes, while these are fetched one after the other has no place here yet, or none any more.
        keys = [{one.pk for one in some} for some in (self.proposals, self.slots, self.venues)]
        self.places: dict[int, Place] = {
            place.proposal_id: place
            for place in Place.objects.filter(proposal__space=space)
            if place.proposal_id in keys[0] and place.slot_id in keys[1] and place.venue_id in keys[2]
        }
        for proposal in self.proposals:
            proposal.space = space

    @cached_property
    def by_key(self) -> dict[int, Proposal]:
        return {proposal.pk: proposal for proposal in self.proposals}

    @cached_property
    def _at(self) -> dict[tuple[int, int], Proposal]:
        return {(one.slot_id, one.venue_id): self.by_key[key] for key, one in self.places.items()}

    def at(self, slot: Slot, venue: Venue) -> Proposal | None:
        """The session that is in a room at a time."""
        return self._at.get((slot.pk, venue.pk))

    def sessions_at(self, slot: Slot) -> list[Proposal]:
        return [found for venue in self.venues if (found := self.at(slot, venue)) is not None]

    @property
    def without_a_place(self) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.pk not in self.places]

    @property
    def standing(self) -> list[Standing]:
        """The board as a step or an outcome keeps it."""
        return sorted((key, one.slot_id, one.venue_id, one.is_fixed) for key, one in self.places.items())

    def hosts_of(self, proposal: Proposal) -> set[int]:
        return {host.pk for host in proposal.hosts.all()}

    def hosts_elsewhere(self, proposal: Proposal, slot: Slot, without: Iterable[int] = ()) -> list[Person]:
        """Who hosts this session and another one at that time, leaving out some that go away from there."""
        others = [one for one in self.sessions_at(slot) if one.pk != proposal.pk and one.pk not in set(without)]
        busy = {key for other in others for key in self.hosts_of(other)}
        return [host for host in proposal.hosts.all() if host.pk in busy]

    @cached_property
    def wishers(self) -> dict[int, set[int]]:
        """For each session, who wants to go: hosts do in any case."""
        found = {proposal.pk: self.hosts_of(proposal) for proposal in self.proposals}
        for key, person in Wish.objects.filter(proposal__space=self.space).values_list("proposal_id", "person_id"):
            if key in found:
                found[key].add(person)
        return found

    @cached_property
    def problem(self) -> Problem:
        """The same in numbers alone, each thing by its place in the lists of this board."""
        people = sorted(set().union(*self.wishers.values())) if self.wishers else []
        number = {person: count for count, person in enumerate(people)}
        slots, venues = self._numbers()
        fixed = {
            count: (slots[self.places[one.pk].slot_id], venues[self.places[one.pk].venue_id])
            for count, one in enumerate(self.proposals)
            if one.pk in self.places and self.places[one.pk].is_fixed
        }
        return Problem(
            wishers=tuple(frozenset(number[person] for person in self.wishers[one.pk]) for one in self.proposals),
            hosts=tuple(frozenset(number[person] for person in self.hosts_of(one)) for one in self.proposals),
            topics=tuple(one.topic.casefold() for one in self.proposals),
            holds=tuple(venue.holds for venue in self.venues),
            times=len(self.slots),
            fixed=fixed,
        )

    def _numbers(self) -> tuple[dict[int, int], dict[int, int]]:
        slots = {slot.pk: count for count, slot in enumerate(self.slots)}
        return slots, {venue.pk: count for count, venue in enumerate(self.venues)}

    def in_numbers(self) -> Places:
        """Where each session stands, in the numbers of `problem`."""
        slots, venues = self._numbers()
        found = (self.places.get(one.pk) for one in self.proposals)
        return [None if one is None else (slots[one.slot_id], venues[one.venue_id]) for one in found]

    def from_numbers(self, places: Places) -> list[Standing]:
        """A board in the numbers of `problem`, by its keys."""
        fixed = self.problem.fixed
        return [
            (one.pk, self.slots[place[0]].pk, self.venues[place[1]].pk, number in fixed)
            for number, (one, place) in enumerate(zip(self.proposals, places, strict=True))
            if place is not None
        ]

    def fits(self, standing: Iterable[Standing]) -> list[Standing]:
        """As much of a board of earlier as still can be: what is gone is left out, and nobody hosts two sessions at once."""
        slots, venues = {slot.pk for slot in self.slots}, {venue.pk for venue in self.venues}
        taken: set[tuple[int, int]] = set()
        busy: set[tuple[int, int]] = set()
        kept: list[Standing] = []
        for key, slot, venue, is_fixed in standing:
            if key not in self.by_key or slot not in slots or venue not in venues or (slot, venue) in taken:
                continue
            hosting = {(slot, host) for host in self.hosts_of(self.by_key[key])}
            if hosting & busy:
                continue
            taken.add((slot, venue))
            busy |= hosting
            kept.append((key, slot, venue, is_fixed))
        return kept


@dataclass(frozen=True)
class Part:
    """One time of somebody's own day: where they want to go then. More than one clash."""

    slot: Slot
    sessions: list[Proposal]

    @property
    def clash(self) -> bool:
        return len(self.sessions) > 1


def own_day(board: Board, wanted: set[int], person: Person) -> Iterator[Part]:
    """The times at which somebody wants to be somewhere, hosting or not."""
    for slot in board.slots:
        sessions = [one for one in board.sessions_at(slot) if one.pk in wanted or person.pk in board.hosts_of(one)]
        if sessions:
            yield Part(slot, sessions)
