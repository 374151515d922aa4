"""Which work of a round somebody who asks is given next, as its rows tell. The rule itself knows numbers only (`allocation.py`).

A round may hold thousands of works, and somebody waits for the answer. So most is asked of the database for what comes first
alone: works of which nobody has said anything, and the others only where there is none of these. Whether somebody may see a work is
asked of the best of them, and of the next ones only where they may not.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Block, Person, PersonInterest
from commonplace.ground.prepared import prepared
from commonplace.stages.critique.allocation import Asked, in_order, is_onward, suits_by
from commonplace.stages.critique.models import Critique, Lease, PutIn, Round

# Of so many works it is asked first whether somebody may see them, then of four times as many, and so on.
_FIRST, _MORE = 25, 4


def served(this: int) -> QuerySet[PutIn]:
    """What is in a round and can be given out: shared, not hidden, and still asked about."""
    there = Entry.objects.filter(
        pk=OuterRef("entry"), shared_at__isnull=False, hidden_at=None, asks_for_critique__isnull=False
    )
    return PutIn.objects.filter(Exists(there), round=this).order_by("pk")


def _entries(this: int) -> QuerySet[PutIn, Any]:
    # The round's own entries first: else a database may look at everything there is for each of them.
    return PutIn.objects.filter(round=this).values("entry")


@prepared
def _without_any(this: int, now: datetime) -> QuerySet[Any]:
    said = Critique.objects.filter(of=OuterRef("entry"), entry__shared_at__isnull=False)
    live = Lease.objects.filter(round=this, entry=OuterRef("entry"), ends_at__gt=now)
    return served(this).filter(~Exists(said), ~Exists(live)).values_list("entry", "at", "pk")


@prepared
def every_one(this: int) -> QuerySet[Any]:
    """What can be given out: its entry, since when it is in, and its key."""
    return served(this).values_list("entry", "at", "pk")


@prepared
def written(this: int) -> QuerySet[Any]:
    """Who wrote about what."""
    sent = Critique.objects.filter(entry__shared_at__isnull=False, of__in=_entries(this))
    return sent.values_list("of", "entry__authorships__person")


@prepared
def kept(this: int, now: datetime) -> QuerySet[Any]:
    """What is kept for whom."""
    return Lease.objects.filter(round=this, ends_at__gt=now).values_list("entry", "person")


@prepared
def makers(this: int) -> QuerySet[Any]:
    """What was made by whom."""
    return Authorship.objects.filter(entry__in=_entries(this)).values_list("entry", "person")


@prepared
def _made_by(this: int, people: list[int]) -> QuerySet[Any]:
    return PutIn.objects.filter(round=this, entry__authorships__person__in=people).values_list("entry", "pk")


@prepared
def _had_by(this: int, person: int) -> QuerySet[Any]:
    return Lease.objects.filter(round=this, person=person).values_list("entry")


@prepared
def _written_by(this: int, person: int) -> QuerySet[Any]:
    sent = Critique.objects.filter(entry__authorships__person=person, entry__shared_at__isnull=False)
    return sent.filter(of__in=_entries(this)).values_list("of")


@prepared
def _readers_of(entries: list[int]) -> QuerySet[Any]:
    return Critique.objects.filter(of__in=entries, entry__shared_at__isnull=False).values_list(
        "entry__authorships__person"
    )


@prepared
def _reading(this: int, entries: list[int], now: datetime) -> QuerySet[Any]:
    return Lease.objects.filter(round=this, entry__in=entries, ends_at__gt=now).values_list("person")


@prepared
def _across_from(person: int) -> QuerySet[Any]:
    return Block.objects.filter(Q(by=person) | Q(of=person)).values_list("by", "of")


@prepared
def _interests(person: int) -> QuerySet[Any]:
    return PersonInterest.objects.filter(person=person).values_list("interest")


@prepared
def _carried(this: int, person: int) -> QuerySet[Any]:
    """Of each work that carries something of what somebody follows: how much of it, and how much in all."""
    follows = PersonInterest.objects.filter(person=person).values("interest")
    carried: Any = Entry.interests.through.objects.filter(entry__in_rounds__round=this).values("entry")
    both = Count("pk", filter=Q(interest__in=follows))
    return carried.annotate(both=both, every=Count("pk")).filter(both__gt=0).values_list("entry", "both", "every")


@prepared
def _seen(person: Person, entries: list[int]) -> QuerySet[Any]:
    return Entry.objects.visible_to(person).filter(pk__in=entries).values_list("pk")


class _Asking:
    """Somebody who asks in a round."""

    def __init__(self, this: Round, person: Person, now: datetime) -> None:
        self.this, self.person, self.now = this, person, now
        self.window = (this.closes_at - this.opens_at).total_seconds()
        key, round_key = person.pk, this.pk
        mine = _made_by(this=round_key, people=[key])
        self.mine = [put_in for _entry, put_in in mine]
        wrote = [entry for (entry,) in _written_by(this=round_key, person=key)]
        self.gave = len(set(wrote))
        # What somebody wrote about without being given it counts as had, too: nobody reads one twice.
        self.not_these = {entry for entry, _put_in in mine} | set(wrote)
        self.not_these |= {entry for (entry,) in _had_by(this=round_key, person=key)}
        blocks = _across_from(person=key)
        if across := [one if other == key else other for one, other in blocks]:
            self.not_these |= {entry for entry, _put_in in _made_by(this=round_key, people=across)}
        self.reverse: set[int] = set()
        if mine:
            entries = [entry for entry, _put_in in mine]
            readers = [*_readers_of(entries=entries), *_reading(this=round_key, entries=entries, now=now)]
            if people := [reader for (reader,) in readers if reader is not None]:
                self.reverse = {entry for entry, _put_in in _made_by(this=round_key, people=people)}
        follows = len(_interests(person=key))
        self.fit = {
            entry: shared / math.sqrt(every * follows) for entry, shared, every in _carried(this=round_key, person=key)
        }

    def choose(self) -> int | None:
        """The entry to give."""
        waiting = _without_any(this=self.this.pk, now=self.now)
        wrote: list[tuple[int, int]] = written(this=self.this.pk) if waiting or self.gave < self.this.each else []
        first = self._best(waiting, wrote, {}, {})
        if first is not None or self.gave >= self.this.each:
            return first
        received, leased = Counter[int](), Counter[int]()
        pairs = set(wrote)
        for entry, _person in pairs:
            received[entry] += 1
        for entry, person in kept(this=self.this.pk, now=self.now):
            leased[entry] += (entry, person) not in pairs
        others = [row for row in every_one(this=self.this.pk) if received[row[0]] or leased[row[0]]]
        return self._best(others, wrote, received, leased)

    def _best(
        self,
        rows: list[tuple[int, datetime, int]],
        wrote: list[tuple[int, int]],
        received: dict[int, int],
        leased: dict[int, int],
    ) -> int | None:
        if not rows:
            return None
        given = self._given(wrote)
        at, keys = {entry: at for entry, at, _key in rows}, {entry: key for entry, _at, key in rows}
        works = (
            Asked(entry, received.get(entry, 0), leased.get(entry, 0), entry in self.reverse)
            for entry in keys
            if entry not in self.not_these
        )
        fit, k, seed, now, window = self.fit, self.this.each, self.this.pk, self.now, self.window
        ordered = in_order(
            k,
            works,
            is_exchange=self.this.is_exchange,
            has_given_enough=self.gave >= k,
            suits=lambda entry: suits_by(
                fit.get(entry, 0.0), (now - at[entry]).total_seconds() / window, given[entry], k
            ),
            is_onward=lambda entry: all(is_onward(seed, own, keys[entry]) for own in self.mine),
        )
        return self._first_seen(ordered)

    def _given(self, wrote: list[tuple[int, int]]) -> dict[int, int]:
        """How many critiques that of each work's makers gave who gave most."""
        most: dict[int, int] = defaultdict(int)
        if wrote:
            gave = Counter(person for _entry, person in set(wrote))
            for entry, person in makers(this=self.this.pk):
                most[entry] = max(most[entry], gave[person])
        return most

    def _first_seen(self, ordered: Iterator[int]) -> int | None:
        so_many = _FIRST
        while some := list(islice(ordered, so_many)):
            seen = {entry for (entry,) in _seen(person=self.person, entries=some)}
            for entry in some:
                if entry in seen:
                    return entry
            so_many *= _MORE
        return None


def next_for(this: Round, person: Person, now: datetime) -> int | None:
    """The entry that somebody is given now who asks in a round, or None."""
    return _Asking(this, person, now).choose()
