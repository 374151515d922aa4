"""A whole round given out at once: computed beside pages, and written down in one go.

What takes seconds is computed in a process of its own (`apart.py`), while nothing is locked; what was dealt is looked at again
before it is written, person by person, since nobody is to be given what they may not see.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.prepared import prepared
from commonplace.stages.critique.apart import dealt_apart
from commonplace.stages.critique.dealing import deal
from commonplace.stages.critique.models import Lease, Round
from commonplace.stages.critique.numbers import Numbers
from commonplace.stages.critique.rules import may_read_in_round

# Of so few works it takes less time than to begin a process.
_HERE = 60
# So often it is dealt anew where somebody was dealt what they may not see.
_TIMES = 3


@prepared
def _seen(person: Person, entries: list[int]) -> QuerySet[Any]:
    return Entry.objects.visible_to(person).filter(pk__in=entries).values_list("pk")


def deal_out(this: Round, by: Person | None) -> None:
    """Give everybody all of theirs at once, kept for them until the round closes; only before anybody was given one.

    Who joins later, and who is short since there are too few works or too many blocks, is given one at a time.
    """
    if not can_be_dealt(this):
        return
    makers = Person.objects.filter(entries__in_rounds__round=this, left_at=None).distinct().order_by("pk")
    reading = [person for person in makers if may_read_in_round(person, this)]
    given = _dealt(this, reading)
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=this.pk)
        if not can_be_dealt(locked):
            return
        now = clock.now()
        Lease.objects.bulk_create(
            Lease(round=locked, person_id=person, entry_id=entry, given_at=now, ends_at=locked.closes_at)
            for person, entry in given
        )
        people = [one.pk for one in reading]
        record("critique.dealt", by=by, community=locked.community, round=locked.pk, people=people)


def _dealt(this: Round, reading: list[Person]) -> list[tuple[int, int]]:
    """Each of those who read with an entry."""
    numbers = Numbers(this, reading)
    here = {numbers.number_of[person.pk]: person for person in reading}
    every = frozenset(range(len(numbers.entries)))
    unseen = [
        numbers.round.unseen[number] | numbers.standing.had[number] if number in here else every
        for number in range(len(numbers.people))
    ]
    compute = deal if len(numbers.entries) <= _HERE else dealt_apart
    for _time in range(_TIMES):
        dealt = compute(replace(numbers.round, unseen=tuple(unseen)))
        given, wrong = list[tuple[int, int]](), defaultdict[int, set[int]](set)
        by_person = defaultdict[int, list[int]](list)
        for number, work in dealt.given:
            by_person[number].append(work)
        for number, works in by_person.items():
            entries = {numbers.entries[work]: work for work in works}
            seen = {entry for (entry,) in _seen(person=here[number], entries=list(entries))}
            given += [(numbers.people[number], entry) for entry in entries if entry in seen]
            wrong[number] |= {work for entry, work in entries.items() if entry not in seen}
        if not any(wrong.values()):
            break
        for number, works_unseen in wrong.items():
            unseen[number] |= works_unseen
    return given


def can_be_dealt(this: Round) -> bool:
    """Whether nobody was given anything yet, there are works, and the round is open."""
    is_on = this.opens_at <= clock.now() < this.closes_at
    return is_on and this.put_in.exists() and not this.leases.exists()
