"""A whole round given out at once: computed beside pages, and written down in one go.

What takes seconds is computed in a process of its own (`apart.py`), while nothing is locked; what was dealt is looked at again
before it is written, person by person, since nobody is to be given what they may not see.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.databases.fetching import given, given_rows
from commonplace.ground.happenings import record
from commonplace.ground.prepared import prepared
from commonplace.stages.critique.allocation import Round as InNumbers
from commonplace.stages.critique.apart import dealing_apart
from commonplace.stages.critique.dealing import Dealt, deal
from commonplace.stages.critique.models import Lease, PutIn, Round
from commonplace.stages.critique.numbers import Numbers
from commonplace.stages.critique.rules import may_read_in_round

# Of so few works it takes less time than to begin a process.
_HERE = 60
# So often it is dealt anew where somebody was dealt what they may not see.
_TIMES = 3

# Each a person with an entry, by their keys.
Pairs = list[tuple[int, int]]


@prepared
def _seen(person: Person, entries: list[int]) -> QuerySet[Any]:
    return Entry.objects.visible_to(person).filter(pk__in=entries).values_list("pk")


@prepared
def _makers(this: int) -> QuerySet[Person]:
    made = Authorship.objects.filter(entry__in=PutIn.objects.filter(round=this).values("entry"))
    # There are thousands, and of what else a person is no rule asks here.
    columns = Person.objects.only("left_at", "paused_at")
    return columns.filter(pk__in=made.values("person"), left_at=None).order_by("pk")


def deal_out(this: Round, by: Person | None) -> None:
    """Give everybody all of theirs at once, kept for them until the round closes; only before anybody was given one.

    Who joins later, and who is short since there are too few works or too many blocks, is given one at a time.
    """
    if not can_be_dealt(this):
        return
    with _computing(this) as compute:
        reading = _reading(this)
        pairs = _dealt(this, reading, compute)
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=this.pk)
        if not can_be_dealt(locked):
            return
        _keep(locked, pairs)
        people = [one.pk for one in reading]
        record("critique.dealt", by=by, community=locked.community, round=locked.pk, people=people)


@contextmanager
def _computing(this: Round) -> Iterator[Callable[[InNumbers], Dealt]]:
    """What deals a round of as many works as this one has."""
    if this.put_in.count() <= _HERE:
        yield deal
    else:
        with dealing_apart() as apart:
            yield apart


def _reading(this: Round) -> list[Person]:
    """Those who put something in and still may read in the round."""
    this.community.look_up_memberships()
    return [person for person in _makers(this=this.pk) if may_read_in_round(person, this)]


def _dealt(this: Round, reading: list[Person], compute: Callable[[InNumbers], Dealt]) -> Pairs:
    """Each of those who read with an entry."""
    numbers = Numbers(this, reading)
    here = {numbers.number_of[person.pk]: person for person in reading}
    every = frozenset(range(len(numbers.entries)))
    unseen = [
        numbers.round.unseen[number] | numbers.had[number] if number in here else every
        for number in range(len(numbers.people))
    ]
    for _time in range(_TIMES):
        dealt = compute(replace(numbers.round, unseen=tuple(unseen))).given
        entries_of = defaultdict[int, list[int]](list)
        for number, work in dealt:
            entries_of[number].append(numbers.entries[work])
        may = {
            (number, entry)
            for number, entries in entries_of.items()
            for (entry,) in _seen(person=here[number], entries=entries)
        }
        seen = [(number, numbers.entries[work]) in may for number, work in dealt]
        if all(seen):
            break
        wrong = defaultdict[int, set[int]](set)
        for (number, work), is_seen in zip(dealt, seen, strict=True):
            if not is_seen:
                wrong[number].add(work)
        for number, works_unseen in wrong.items():
            unseen[number] |= works_unseen
    return [
        (numbers.people[number], numbers.entries[work])
        for (number, work), is_seen in zip(dealt, seen, strict=True)
        if is_seen
    ]


def _keep(this: Round, pairs: Pairs) -> None:
    """Leases until the round closes, in one statement: of tens of thousands Django would make an object each."""
    columns = "round_id, person_id, entry_id, given_at, ends_at"
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (clock.now(), this.closes_at)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Lease._meta.db_table} ({columns})"  # noqa: S608 - names of our own
            f" SELECT %s, person, entry, %s, %s FROM ({given_rows(['person', 'entry'])}) AS dealt ORDER BY place",
            [this.pk, *moments, given(pairs)],
        )


def can_be_dealt(this: Round) -> bool:
    """Whether nobody was given anything yet, there are works, and the round is open."""
    is_on = this.opens_at <= clock.now() < this.closes_at
    return is_on and this.put_in.exists() and not this.leases.exists()
