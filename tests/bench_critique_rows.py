"""What one request for something to read, and dealing, cost in a round of 4,000 works, through the database; and dealing 40,000.

A round as it begins, one in its middle (each work has one critique, and one is being read), and one in which each has all of its
critiques; the last two are those in which most rows have to be read.
"""

import json
import random
import statistics
import time
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Interest, Person, PersonInterest
from commonplace.ground import clock
from commonplace.stages.critique.dealing_out import deal_out
from commonplace.stages.critique.models import Asking, Critique, Lease, PutIn, Round
from commonplace.stages.critique.rounds import give_one

PEOPLE = 4_000
_INTERESTS = 64
_TIMES = 25
_DEALINGS = 3
# Where keys begin.
_KEY = 10**12


def _round(people: int, chance: random.Random) -> tuple[Round, list[Person], list[Entry]]:
    keeper = Person.objects.create(name="keeper", display_name="Keeper", age_band="adult")
    place = start_community(keeper, name="A great many", purpose="To read each other")
    Community.objects.filter(pk=place.pk).update(audience=Audience.OPEN)
    readers = Person.objects.bulk_create(
        Person(id=_KEY + number, name=f"reader{number}", display_name=f"Reader {number}", age_band="adult")
        for number in range(people)
    )
    Membership.objects.bulk_create(
        Membership(community=place, person=one, role="learner", agreed_norms_at=clock.now()) for one in readers
    )
    interests = Interest.objects.bulk_create(
        Interest(name=f"interest {number}", slug=f"interest-{number}") for number in range(_INTERESTS)
    )
    entries = Entry.objects.bulk_create(
        Entry(
            id=_KEY + number,
            kind="work",
            title=f"Work {number}",
            community=place,
            audience=Audience.COMMUNITY,
            shared_at=clock.now(),
        )
        for number in range(people)
    )
    Authorship.objects.bulk_create(
        Authorship(entry=entry, person=one) for entry, one in zip(entries, readers, strict=True)
    )
    through = Entry.interests.through
    some = [chance.sample(interests, 2 + chance.randrange(5)) for _one in readers]
    PersonInterest.objects.bulk_create(
        PersonInterest(person=one, interest=each) for one, all_ in zip(readers, some, strict=True) for each in all_
    )
    through.objects.bulk_create(
        through(entry=entry, interest=each) for entry, all_ in zip(entries, some, strict=True) for each in all_
    )
    opened = Round.objects.create(
        community=place, title="Everything", each=3, protocol="see", closes_at=clock.now() + timedelta(days=14)
    )
    Asking.objects.bulk_create(Asking(entry=entry, question="Does it hold?", protocol="see") for entry in entries)
    PutIn.objects.bulk_create(PutIn(round=opened, entry=entry) for entry in entries)
    return opened, readers, entries


def _written(of: list[Entry], by: list[Person], place: Community) -> None:
    now = clock.now()
    first = Entry.objects.count() + 2 * _KEY
    said = Entry.objects.bulk_create(
        Entry(id=key, kind="critique", title="See", community=place, audience=Audience.COMMUNITY, shared_at=now)
        for key in range(first, first + len(of))
    )
    Authorship.objects.bulk_create(Authorship(entry=entry, person=one) for entry, one in zip(said, by, strict=True))
    Critique.objects.bulk_create(
        Critique(entry=entry, of=one, protocol="see") for entry, one in zip(said, of, strict=True)
    )


def _asked(
    this: Round, readers: list[Person], chance: random.Random, times: int, *, has_some: bool
) -> tuple[list[float], list[float]]:
    processor, waited = [], []
    for _time in range(times):
        person = chance.choice(readers)
        with transaction.atomic():
            began, begun = time.process_time(), time.perf_counter()
            entry = give_one(this, person)
            waited.append(1000 * (time.perf_counter() - begun))
            processor.append(1000 * (time.process_time() - began))
            if (entry is None) is has_some:
                raise ValueError("not what was to be measured")
            transaction.set_rollback(True)
    return processor, waited


def measure(
    made: tuple[Round, list[Person], list[Entry]], chance: random.Random, times: int = _TIMES
) -> list[dict[str, Any]]:
    """All three."""
    this, readers, entries = made
    people = len(readers)
    found = []
    for how in ("as it begins", "in its middle", "when all have theirs"):
        if how == "in its middle":
            _written(entries, [*readers[1:], *readers[:1]], this.community)
            ends = clock.now() + timedelta(hours=20)
            Lease.objects.bulk_create(
                Lease(round=this, person=one, entry=entry, ends_at=ends)
                for entry, one in zip(entries, [*readers[2:], *readers[:2]], strict=True)
            )
        if how == "when all have theirs":
            Lease.objects.all().delete()
            for step in (3, 4):
                _written(entries, [*readers[step:], *readers[:step]], this.community)
        # In the middle everybody has one already: half of the leases go to people who asked before and are gone.
        asking = readers
        if how == "in its middle":
            Lease.objects.filter(person__in=readers[: people // 20]).delete()
            asking = readers[: people // 20]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        has_some = how != "when all have theirs"
        _asked(this, asking, chance, 3, has_some=has_some)
        processor, waited = _asked(this, asking, chance, times, has_some=has_some)
        found.append(
            {
                "bench": f"critique, one request, {how}",
                "on": connection.vendor,
                "people": people,
                "p50_ms": round(statistics.median(waited), 1),
                "p99_ms": round(statistics.quantiles(waited, n=100)[98], 1),
                "cpu_ms": round(statistics.median(processor), 1),
            }
        )
    return found


def _dealt(people: int, times: int = 1) -> dict[str, Any]:
    """How long dealing takes with all of its rows, and how much of it is processor time of the process that serves pages.

    The least of so many times, since others may compute meanwhile.
    """
    this, took = Round.objects.get(), list[tuple[float, float]]()
    for _time in range(times):
        Lease.objects.all().delete()
        began, begun = time.process_time(), time.perf_counter()
        deal_out(this, None)
        took.append((time.perf_counter() - begun, time.process_time() - began))
        if Lease.objects.count() != 3 * people:
            raise ValueError("not everybody gives and gets k")
    waited, here = min(took)
    return {
        "bench": "critique, dealt, with its rows",
        "on": connection.vendor,
        "people": people,
        "seconds": round(waited, 2),
        "cpu_here": round(here, 2),
    }


def dealt_alone(people: int) -> None:
    """The line of dealing so many, with nothing else in the commons."""
    call_command("migrate", verbosity=0)
    _round(people, random.Random(7))
    print(json.dumps(_dealt(people)))  # noqa: T201 - it is what whoever runs it reads


def main(people: int = PEOPLE) -> None:
    """The lines, for `tests/bench_critique.py`, which runs this in a process of its own."""
    call_command("migrate", verbosity=0)
    chance = random.Random(7)
    made = _round(people, chance)
    dealt = _dealt(people, _DEALINGS)
    Lease.objects.all().delete()
    for line in (*measure(made, chance), dealt):
        print(json.dumps(line))  # noqa: T201 - it is what whoever runs it reads
