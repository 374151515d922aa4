"""Rounds: what people put in, and who is given what to read. The rule itself knows numbers only (`allocation.py`)."""

import math
from collections import defaultdict
from dataclasses import dataclass
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
from commonplace.stages.critique.models import Asking, Critique, Lease, OneMore, PutIn, Round
from commonplace.stages.critique.rules import can_be_read_by_others, may_read_in_round

_LEASE = timedelta(hours=allocation.LEASE)
# So many of one's own are offered to be put in.
_MOST_OFFERED = 30
# Somebody is reminded when this much of their lease is left, and nobody is invited before a work waited for this long.
_REMINDED, _WAITED = _LEASE / 2, timedelta(hours=1)


@transaction.atomic
def open_round(
    community: Community, by: Person, *, title: str, each: int, closes_at: datetime, is_exchange: bool, protocol: str
) -> Round:
    """Open a round, from now until it closes."""
    opened = Round.objects.create(
        community=community,
        by=by,
        title=clean_line(title)[:120],
        each=each,
        closes_at=closes_at,
        is_exchange=is_exchange,
        protocol=protocol,
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
    ask_for_critique(entry, by, question=question, not_about=not_about, protocol=this.protocol)
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
    numbers = _Numbers(locked, person)
    now = clock.now()
    work = allocation.next_work(
        numbers.round,
        numbers.standing,
        numbers.person,
        now=_hours(now),
        window=_hours(locked.closes_at) - _hours(locked.opens_at),
    )
    if work is None:
        return None
    entry = Entry.objects.get(pk=numbers.entries[work])
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
        served = Entry.objects.filter(
            pk=OuterRef("entry"), shared_at__isnull=False, hidden_at=None, asks_for_critique__isnull=False
        )
        rows = PutIn.objects.filter(Exists(served), round=this).order_by("pk").values_list("entry", "at", "pk")
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
    """A round in numbers for one person who asks, which is what `allocation` knows. `entries` are its works, by number."""

    def __init__(self, this: Round, asks: Person) -> None:
        rows = _Rows.of(this)
        self.entries = [entry for entry, _at, _key in rows.put_in]
        people = {asks.pk}.union(*rows.makers.values(), *rows.written.values(), *rows.live.values())
        had = set(Lease.objects.filter(round=this, person=asks).values_list("entry", flat=True))
        number_of = {person: number for number, person in enumerate(sorted(people))}
        work_of = {entry: number for number, entry in enumerate(self.entries)}
        self.person = number_of[asks.pk]
        put_in = PutIn.objects.filter(round=this).values("entry")
        seen = set(Entry.objects.visible_to(asks).filter(pk__in=put_in).values_list("pk", flat=True))
        across = {
            one if other == asks.pk else other
            for one, other in Block.objects.filter(Q(by=asks) | Q(of=asks)).values_list("by", "of")
        }
        nothing: frozenset[int] = frozenset()
        count = len(number_of)
        unseen, blocked, follow = [nothing] * count, [nothing] * count, [0] * count
        unseen[self.person] = frozenset(work_of[entry] for entry in self.entries if entry not in seen)
        blocked[self.person] = frozenset(number_of[one] for one in across if one in number_of)
        carried, follow[self.person] = _interests(this, asks, work_of)
        self.round = allocation.Round(
            k=this.each,
            makers=tuple(frozenset(number_of[one] for one in rows.makers[entry]) for entry in self.entries),
            works_carry=tuple(carried),
            people_follow=tuple(follow),
            unseen=tuple(unseen),
            blocked=tuple(blocked),
            is_exchange=this.is_exchange,
            seed=this.pk,
            keys=tuple(key for _entry, _at, key in rows.put_in),
        )
        gave = rows.gave()
        # What somebody wrote about without being given it counts as had, too: nobody reads one twice.
        self.standing = allocation.Standing(
            since=[_hours(at) for _entry, at, _key in rows.put_in],
            received=[len(rows.written[entry]) for entry in self.entries],
            leased=[len(rows.live[entry]) for entry in self.entries],
            readers=[{number_of[one] for one in rows.written[entry] | rows.live[entry]} for entry in self.entries],
            given=[gave.get(person, 0) for person in sorted(people)],
            had=[set() for _person in range(count)],
        )
        self.standing.had[self.person] = {
            work_of[entry] for entry in self.entries if entry in had or asks.pk in rows.written[entry]
        }


def _interests(this: Round, asks: Person, work_of: dict[int, int]) -> tuple[list[int], int]:
    """What each work carries and somebody follows, as bits."""
    bit: dict[int, int] = {}
    carried = [0] * len(work_of)
    through = Entry.interests.through.objects.filter(entry__in_rounds__round=this)
    for entry, interest in through.values_list("entry", "interest"):
        if entry in work_of:
            carried[work_of[entry]] |= 1 << bit.setdefault(interest, len(bit))
    follows = 0
    for interest in PersonInterest.objects.filter(person=asks).values_list("interest", flat=True).distinct():
        follows |= 1 << bit.setdefault(interest, len(bit))
    return carried, follows


def not_heard_yet(this: Round) -> list[int]:
    """The entries of a round of which nobody has said anything yet."""
    rows = _Rows.of(this)
    return [entry for entry, _at, _key in rows.put_in if not rows.written[entry]]


def look_after_rounds() -> None:
    """Remind people of what is kept for them, once each; and invite people to one more where somebody has none."""
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
        numbers = _Numbers(this, here[key])
        ready = allocation.next_work(numbers.round, numbers.standing, numbers.person, now=_hours(now), window=math.inf)
        if ready is not None and may_read_in_round(here[key], this):
            OneMore.objects.get_or_create(round=this, person=here[key])
            record("critique.one_more", community=this.community, person=key)
