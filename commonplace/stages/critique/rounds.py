"""Rounds: what people put in, and who is given what to read. The rule itself knows numbers only (`allocation.py`)."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Block, Person, PersonInterest
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line
from commonplace.stages.critique import allocation
from commonplace.stages.critique.actions import ask_for_critique
from commonplace.stages.critique.choosing import next_for, served
from commonplace.stages.critique.dealing import deal
from commonplace.stages.critique.models import Asking, Critique, Lease, OneMore, PutIn, Round
from commonplace.stages.critique.rules import can_be_read_by_others, may_read_in_round
from commonplace.stages.critique.waiting import let_go

_LEASE = timedelta(hours=allocation.LEASE)
# So many of one's own are offered to be put in.
_MOST_OFFERED = 30
# Somebody is reminded when this much of their lease is left, and nobody is invited before a work waited for this long.
_REMINDED, _WAITED = _LEASE / 2, timedelta(hours=1)


@transaction.atomic
def open_round(
    community: Community,
    by: Person,
    *,
    title: str,
    each: int,
    closes_at: datetime,
    is_exchange: bool,
    protocol: str,
    peers_first: bool = False,
) -> Round:
    """Open a round, from now until it closes. With `peers_first`, what mentors write waits until peers have spoken."""
    opened = Round.objects.create(
        community=community,
        by=by,
        title=clean_line(title)[:120],
        each=each,
        closes_at=closes_at,
        is_exchange=is_exchange,
        protocol=protocol,
        peers_first=peers_first,
    )
    record("critique.round_opened", by=by, community=community, round=opened.pk)
    return opened


@transaction.atomic
def end_round(this: Round, by: Person) -> None:
    """End a round now. What was begun can still be sent."""
    if Round.objects.filter(pk=this.pk, closes_at__gt=clock.now()).update(closes_at=clock.now()):
        record("critique.round_ended", by=by, community=this.community, round=this.pk)


@transaction.atomic
def put_in(this: Round, by: Person, entry: Entry, *, question: str, not_about: str = "") -> PutIn:
    """Put something of one's own into a round, with a question: from then on it is given to others to read."""
    ask_for_critique(
        entry, by, question=question, not_about=not_about, protocol=this.protocol, peers_first=this.peers_first
    )
    row, is_new = PutIn.objects.get_or_create(round=this, entry=entry)
    if is_new:
        record("critique.put_in", by=by, entry=entry, community=this.community, round=this.pk)
    return row


def could_be_put_in(this: Round, by: Person) -> list[Entry]:
    """What somebody made in the community of a round, which others can see and is not in it yet; newest first."""
    mine = Entry.objects.visible_to(by).filter(community=this.community, authorships__person=by)
    there = PutIn.objects.filter(round=this, entry=OuterRef("pk"))
    rows = mine.filter(~Exists(there), shared_at__isnull=False, hidden_at=None).newest_first()[:_MOST_OFFERED]
    return [entry for entry in rows if can_be_read_by_others(entry)]


def kept_for(this: Round, person: Person) -> Entry | None:
    """What somebody was given and has not sent a critique of, while it is kept for them and they can see it."""
    sent = Critique.objects.filter(of=OuterRef("pk"), entry__authorships__person=person, entry__shared_at__isnull=False)
    mine = Lease.objects.filter(round=this, person=person, ends_at__gt=clock.now()).values("entry")
    seen = Entry.objects.visible_to(person).filter(~Exists(sent), Exists(_asked()), pk__in=mine)
    return seen.order_by("pk").first()


def _asked() -> QuerySet[Asking]:
    return Asking.objects.filter(entry=OuterRef("pk"))


@transaction.atomic
def give_one(this: Round, person: Person) -> Entry | None:
    """Give somebody one to read: what is kept for them, or another one. None where there is nothing for them now.

    One at a time in each round, so that two who ask at once are not given the same where another one has none.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=this.pk)
    there = kept_for(locked, person)
    if there is not None or not may_read_in_round(person, locked):
        return there
    now = clock.now()
    chosen = next_for(locked, person, now)
    if chosen is None:
        return None
    entry = Entry.objects.get(pk=chosen)
    Lease.objects.create(round=locked, person=person, entry=entry, given_at=now, ends_at=now + _LEASE)
    # Not of the entry: whoever looks at its page is not to know that somebody has it.
    record("critique.leased", by=person, community=locked.community, round=locked.pk)
    return entry


def _hours(moment: datetime) -> float:
    return moment.timestamp() / 3600


@dataclass
class _Rows:
    """A round as its rows tell it: who made what, who wrote about what, and what is kept for whom."""

    put_in: list[tuple[int, datetime, int]]
    makers: dict[int, set[int]]
    written: dict[int, set[int]]
    live: dict[int, set[int]]

    @classmethod
    def of(cls, this: Round) -> "_Rows":
        """Six columns of four tables; nothing is asked of what somebody may see."""
        # The round's own entries first: else a database may look at everything there is for each of them.
        entries = PutIn.objects.filter(round=this).values("entry")
        rows = served(this.pk).values_list("entry", "at", "pk")
        makers, written, live = (defaultdict[int, set[int]](set) for _each in range(3))
        for entry, person in Authorship.objects.filter(entry__in=entries).values_list("entry", "person"):
            makers[entry].add(person)
        sent = Critique.objects.filter(entry__shared_at__isnull=False, of__in=entries)
        for entry, person in sent.values_list("of", "entry__authorships__person"):
            written[entry].add(person)
        kept = Lease.objects.filter(round=this, ends_at__gt=clock.now())
        for entry, person in kept.values_list("entry", "person"):
            if person not in written[entry]:
                live[entry].add(person)
        return cls(list(rows), makers, written, live)

    def without_any(self) -> list[int]:
        """The entries that have no critique, and that nobody is reading."""
        return [entry for entry, _at, _key in self.put_in if not self.written[entry] and not self.live[entry]]

    def gave(self) -> dict[int, int]:
        """How many critiques each person gave."""
        given: dict[int, int] = defaultdict(int)
        for people in self.written.values():
            for person in people:
                given[person] += 1
        return given


class _Numbers:
    """A round in numbers for those who ask, which is what `allocation` knows. `entries` are its works, by number.

    Of others nothing is looked up but what they made, wrote and hold.
    """

    def __init__(self, this: Round, asks: list[Person]) -> None:
        rows = _Rows.of(this)
        self.entries = [entry for entry, _at, _key in rows.put_in]
        asking = [person.pk for person in asks]
        self.people = sorted(set(asking).union(*rows.makers.values(), *rows.written.values(), *rows.live.values()))
        self.number_of = {person: number for number, person in enumerate(self.people)}
        self.work_of = {entry: number for number, entry in enumerate(self.entries)}
        nothing: frozenset[int] = frozenset()
        unseen, blocked = [nothing] * len(self.people), [nothing] * len(self.people)
        # What somebody wrote about without being given it counts as had, too: nobody reads one twice.
        had: list[set[int]] = [set() for _person in self.people]
        leased = Lease.objects.filter(round=this, person__in=asking).values_list("person", "entry")
        for person, entry in [*leased, *((one, entry) for entry, people in rows.written.items() for one in people)]:
            if entry in self.work_of:
                had[self.number_of[person]].add(self.work_of[entry])
        for one in asks:
            number = self.number_of[one.pk]
            unseen[number] = self._unseen_by(one, this)
            blocked[number] = self._across_from(one)
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
        gave = rows.gave()
        self.standing = allocation.Standing(
            since=[_hours(at) for _entry, at, _key in rows.put_in],
            received=[len(rows.written[entry]) for entry in self.entries],
            leased=[len(rows.live[entry]) for entry in self.entries],
            readers=[{self.number_of[one] for one in rows.written[entry] | rows.live[entry]} for entry in self.entries],
            given=[gave.get(person, 0) for person in self.people],
            had=had,
        )

    def _unseen_by(self, person: Person, this: Round) -> frozenset[int]:
        put_in = PutIn.objects.filter(round=this).values("entry")
        seen = set(Entry.objects.visible_to(person).filter(pk__in=put_in).values_list("pk", flat=True))
        return frozenset(work for entry, work in self.work_of.items() if entry not in seen)

    def _across_from(self, person: Person) -> frozenset[int]:
        pairs = Block.objects.filter(Q(by=person) | Q(of=person)).values_list("by", "of")
        others = (one if other == person.pk else other for one, other in pairs)
        return frozenset(self.number_of[one] for one in others if one in self.number_of)

    def _interests(self, this: Round, asking: list[int]) -> tuple[list[int], list[int]]:
        """What each work carries and each of those who ask follows, as bits."""
        bit: dict[int, int] = {}
        carried, follow = [0] * len(self.entries), [0] * len(self.people)
        through = Entry.interests.through.objects.filter(entry__in_rounds__round=this)
        for entry, interest in through.values_list("entry", "interest"):
            if entry in self.work_of:
                carried[self.work_of[entry]] |= 1 << bit.setdefault(interest, len(bit))
        for person, interest in PersonInterest.objects.filter(person__in=asking).values_list("person", "interest"):
            follow[self.number_of[person]] |= 1 << bit.setdefault(interest, len(bit))
        return carried, follow


@transaction.atomic
def deal_out(this: Round, by: Person | None) -> None:
    """Give everybody all of theirs at once, kept for them until the round closes; only before anybody was given one.

    Who joins later, and who is short since there are too few works or too many blocks, is given one at a time.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=this.pk)
    if not can_be_dealt(locked):
        return
    makers = Person.objects.filter(entries__in_rounds__round=locked, left_at=None).distinct().order_by("pk")
    reading = [person for person in makers if may_read_in_round(person, locked)]
    numbers = _Numbers(locked, reading)
    every = frozenset(range(len(numbers.entries)))
    there = {numbers.number_of[person.pk] for person in reading}
    unseen = tuple(
        numbers.round.unseen[number] | numbers.standing.had[number] if number in there else every
        for number in range(len(numbers.people))
    )
    dealt = deal(replace(numbers.round, unseen=unseen))
    now = clock.now()
    Lease.objects.bulk_create(
        Lease(
            round=locked,
            person_id=numbers.people[person],
            entry_id=numbers.entries[work],
            given_at=now,
            ends_at=locked.closes_at,
        )
        for person, work in dealt.given
    )
    record("critique.dealt", by=by, community=locked.community, round=locked.pk, people=[one.pk for one in reading])


def can_be_dealt(this: Round) -> bool:
    """Whether nobody was given anything yet, there are works, and the round is open."""
    is_on = this.opens_at <= clock.now() < this.closes_at
    return is_on and this.put_in.exists() and not this.leases.exists()


def not_heard_yet(this: Round) -> list[int]:
    """The entries of a round of which nobody has said anything yet."""
    rows = _Rows.of(this)
    return [entry for entry, _at, _key in rows.put_in if not rows.written[entry]]


def look_after_rounds() -> None:
    """Remind people of what is kept for them, once each; and invite people to one more where somebody has none."""
    let_go()
    now = clock.now()
    for this in Round.objects.filter(closes_at__gt=now).select_related("community").order_by("pk"):
        _remind(this, now)
        _invite(this, now)


@transaction.atomic
def _remind(this: Round, now: datetime) -> None:
    ending = Lease.objects.filter(round=this, reminded_at=None, ends_at__gt=now, ends_at__lte=now + _REMINDED)
    for lease in ending.select_related("entry", "person").order_by("pk"):
        is_first = Lease.objects.filter(pk=lease.pk, reminded_at=None).update(reminded_at=now)
        if is_first and kept_for(this, lease.person) == lease.entry:
            record("critique.lease_ends", entry=lease.entry, community=this.community, person=lease.person_id)


@transaction.atomic
def _invite(this: Round, now: datetime) -> None:
    """One person for each work that waits with none; nobody twice in a round."""
    rows = _Rows.of(this)
    since = {entry: at for entry, at, _key in rows.put_in}
    waiting = [entry for entry in rows.without_any() if since[entry] <= now - _WAITED]
    invited = set(OneMore.objects.filter(round=this).values_list("person", flat=True))
    gave = [person for person, given in rows.gave().items() if given >= this.each and person not in invited]
    # In an order that nobody chose and that is another one each time.
    gave.sort(key=lambda person: allocation.mixed(this.pk, math.floor(_hours(now)), person))
    here = {person.pk: person for person in Person.objects.filter(pk__in=gave, left_at=None)}
    for _entry, key in zip(waiting, [key for key in gave if key in here], strict=False):
        if may_read_in_round(here[key], this) and next_for(this, here[key], now) is not None:
            OneMore.objects.get_or_create(round=this, person=here[key])
            record("critique.one_more", community=this.community, person=key)
