"""A round in numbers, which is what `allocation` and `dealing` know; read from its rows, for many people or for one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Block, Person, PersonInterest
from commonplace.ground import clock
from commonplace.ground.prepared import prepared
from commonplace.stages.critique import allocation, choosing
from commonplace.stages.critique.models import Lease, PutIn, Round


def hours(moment: datetime) -> float:
    """A moment in hours, as `allocation` counts."""
    return moment.timestamp() / 3600


@prepared
def _seen(person: Person, this: int) -> QuerySet[Any]:
    return Entry.objects.visible_to(person).filter(in_rounds__round=this).values_list("pk")


@prepared
def _narrow_seen(person: Person, this: int) -> QuerySet[Any]:
    seen = Entry.objects.visible_to(person).filter(in_rounds__round=this, audience__lt=Audience.COMMUNITY)
    return seen.values_list("pk")


@dataclass
class Rows:
    """A round as its rows tell it: who made what, who wrote about what, and what is kept for whom."""

    put_in: list[tuple[int, datetime, int]]
    makers: dict[int, set[int]]
    # None is whoever wrote and is gone since.
    written: dict[int, set[int | None]]
    live: dict[int, set[int]]

    @classmethod
    def of(cls, this: Round) -> "Rows":
        """Six columns of four tables; nothing is asked of what somebody may see."""
        made, written, live = defaultdict(set), defaultdict(set), defaultdict(set)
        for entry, person in choosing.makers(this=this.pk):
            made[entry].add(person)
        for entry, person in choosing.written(this=this.pk):
            written[entry].add(person)
        for entry, person in choosing.kept(this=this.pk, now=clock.now()):
            if person not in written[entry]:
                live[entry].add(person)
        return cls(choosing.every_one(this=this.pk), made, written, live)

    def without_any(self) -> list[int]:
        """The entries that have no critique, and that nobody is reading."""
        return [entry for entry, _at, _key in self.put_in if not self.written[entry] and not self.live[entry]]

    def gave(self) -> dict[int, int]:
        """How many critiques each person gave."""
        given: dict[int, int] = defaultdict(int)
        for people in self.written.values():
            for person in _known(people):
                given[person] += 1
        return given


class Numbers:
    """A round in numbers for those who ask, which is what `allocation` knows. `entries` are its works, by number.

    Of others nothing is looked up but what they made, wrote and hold. What whole communities may not see is known exactly where
    one person asks. Where many do, it is asked only of what fewer people than the community see: look again at what is dealt.
    """

    def __init__(self, this: Round, asks: list[Person]) -> None:
        self.rows = rows = Rows.of(this)
        self.entries = [entry for entry, _at, _key in rows.put_in]
        asking = [person.pk for person in asks]
        wrote = map(_known, rows.written.values())
        self.people = sorted(set(asking).union(*rows.makers.values(), *wrote, *rows.live.values()))
        self.number_of = {person: number for number, person in enumerate(self.people)}
        self.work_of = {entry: number for number, entry in enumerate(self.entries)}
        nothing: frozenset[int] = frozenset()
        unseen, blocked = [nothing] * len(self.people), [nothing] * len(self.people)
        # What somebody wrote about without being given it counts as had, too: nobody reads one twice.
        self.had: list[set[int]] = [set() for _person in self.people]
        leased = Lease.objects.filter(round=this).values_list("person", "entry")
        leased = leased if len(asking) > 1 else leased.filter(person__in=asking)
        for person, entry in [*leased, *((one, entry) for entry, people in rows.written.items() for one in people)]:
            if entry in self.work_of and person in self.number_of:
                self.had[self.number_of[person]].add(self.work_of[entry])
        across = self._blocks(asking)
        narrow = None if len(asks) == 1 else self._narrow(this)
        for one in asks:
            number = self.number_of[one.pk]
            if narrow is None or narrow:
                unseen[number] = self._unseen_by(one, this, narrow)
            blocked[number] = frozenset(self.number_of[other] for other in across[one.pk] if other in self.number_of)
        carried, follow = self._interests(this, asking)
        self.round = allocation.Round(
            k=this.each,
            makers=tuple(frozenset(self.number_of[one] for one in rows.makers[entry]) for entry in self.entries),
            works_carry=tuple(carried),
            people_follow=tuple(follow),
            unseen=tuple(unseen),
            blocked=tuple(blocked),
            is_exchange=this.is_exchange,
            seed=this.pk,
            keys=tuple(key for _entry, _at, key in rows.put_in),
        )

    @cached_property
    def standing(self) -> allocation.Standing:
        """How far the round has come."""
        rows, gave = self.rows, self.rows.gave()
        reading = [_known(rows.written[entry]) | rows.live[entry] for entry in self.entries]
        return allocation.Standing(
            since=[hours(at) for _entry, at, _key in rows.put_in],
            received=[len(rows.written[entry]) for entry in self.entries],
            leased=[len(rows.live[entry]) for entry in self.entries],
            readers=[{self.number_of[one] for one in people} for people in reading],
            given=[gave.get(person, 0) for person in self.people],
            had=self.had,
        )

    def _narrow(self, this: Round) -> set[int]:
        """The entries that fewer people than the community of the round see."""
        put_in = PutIn.objects.filter(round=this).values("entry")
        fewer = Entry.objects.filter(pk__in=put_in, audience__lt=Audience.COMMUNITY)
        return self.work_of.keys() & set(fewer.values_list("pk", flat=True))

    def _unseen_by(self, person: Person, this: Round, among: set[int] | None) -> frozenset[int]:
        every = self.work_of.keys() if among is None else among
        seen = (_seen if among is None else _narrow_seen)(person=person, this=this.pk)
        return frozenset(self.work_of[entry] for entry in every - {entry for (entry,) in seen})

    def _blocks(self, asking: list[int]) -> dict[int, set[int]]:
        """Whom each of those who ask has across a block, whoever blocked whom."""
        pairs = Block.objects.values_list("by", "of")
        if len(asking) == 1:
            pairs = pairs.filter(Q(by=asking[0]) | Q(of=asking[0]))
        across: dict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            across[one].add(other)
            across[other].add(one)
        return across

    def _interests(self, this: Round, asking: list[int]) -> tuple[list[int], list[int]]:
        """What each work carries and each of those who ask follows, as bits."""
        bit: dict[int, int] = {}
        carried, follow = [0] * len(self.entries), [0] * len(self.people)
        through = Entry.interests.through.objects.filter(entry__in_rounds__round=this)
        for entry, interest in through.values_list("entry", "interest"):
            if entry in self.work_of:
                carried[self.work_of[entry]] |= 1 << bit.setdefault(interest, len(bit))
        for person, interest in _followed(asking).values_list("person", "interest"):
            if person in self.number_of:
                follow[self.number_of[person]] |= 1 << bit.setdefault(interest, len(bit))
        return carried, follow


def _known(people: set[int | None]) -> set[int]:
    return {person for person in people if person is not None}


def _followed(asking: list[int]) -> QuerySet[PersonInterest]:
    """What those who ask follow. A database takes only so many keys in one query: of many, all is read that anybody follows."""
    rows = PersonInterest.objects.all()
    return rows.filter(person__in=asking) if len(asking) < 500 else rows
