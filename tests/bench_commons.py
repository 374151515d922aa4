"""A commons of any size for `tests/bench.py`: a few things told through actions, the many put in in bulk.

To every thousand entries there are a hundred people, ten communities, three thousand comments, forty gatherings and
ten records. A tenth of all entries stands in the first community, to which a twentieth of all people belong, so that
it grows with the commons. The same seed gives the same commons.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, islice
from typing import Any

from django.core.management import call_command
from django.db import models, transaction
from django.test import Client

from commonplace.commons.communities.models import Audience, Community, Form, Membership, Role, Stage
from commonplace.commons.communities.naming import note_names
from commonplace.commons.entries import search
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Authorship, Comment, Entry
from commonplace.commons.people.actions import register
from commonplace.commons.people.models import Commons, Interest, Person, PersonInterest, Stance
from commonplace.ground import clock
from commonplace.ground.statistics import gather_statistics
from commonplace.ground.text import render
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.design.models import Design
from commonplace.stages.design.values import VALUES
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.written import write_missing
from commonplace.stages.make.models import Work
from commonplace.stages.publish.models import CaseStudy, HeldValue
from commonplace.stages.recruit.calling import open_call

# How many entries of each hundred are of each kind; what is left are posts.
WORKS, GATHERINGS, RECORDS = 20, 4, 2
COMMENTS = 3
_BATCH = 5000
_SYLLABLES = ["ka", "li", "mo", "ren", "tas", "vel", "u", "dor", "pin", "sa", "gre", "ith"]


@dataclass(frozen=True)
class Told:
    """What is asked for: who reads, where, and the words that find something."""

    reader: Person
    community: Community
    work: Entry
    value: str
    word: str


class Many:
    """Everything that is put in in bulk, with one source of chance."""

    def __init__(self, entries: int) -> None:
        self.chance = random.Random(7)
        self.now = clock.now()
        self.entries = entries
        self.next_key = 1_000_000
        made = ("".join(self.chance.choices(_SYLLABLES, k=self.chance.randint(2, 4))) for _ in range(4000))
        self.vocabulary = sorted(set(made))
        # A few words are everywhere and most are rare, as in any language.
        self.weights = list(accumulate(1 / (place + 1) for place in range(len(self.vocabulary))))

    def key(self) -> int:
        self.next_key += 1
        return self.next_key

    def words(self, count: int) -> str:
        return " ".join(self.chance.choices(self.vocabulary, cum_weights=self.weights, k=count))


def in_batches(model: type[models.Model], rows: Iterable[Any]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        model._base_manager.bulk_create(batch)


def tell(entries: int) -> Told:
    """Fill an empty commons with so many entries."""
    many = Many(entries)
    Commons.objects.update_or_create(pk=1, defaults={"name": "Bench", "line": "A commons to measure."})
    with transaction.atomic():
        reader, first = _told_by_hand(many)
        work = put_in_bulk(many, [first])
    return Told(reader, first, work, next(iter(VALUES)), many.vocabulary[40])


def put_in_bulk(many: Many, beside: list[Community]) -> Entry:
    """People, communities and entries, the first of those that stand already, if any, with its tenth of all.

    Returns a work of the first community with a full margin.
    """
    people = _people(many)
    communities = [*beside, *_communities(many, people)]
    _belong(many, people, communities)
    return _entries(many, people, communities, _interests(many, people))


def _told_by_hand(many: Many) -> tuple[Person, Community]:
    """The reader, and the community whose front is asked for, with a design, a call and gatherings to come."""
    carrier = register(display_name="Nkechi Abara", age_band="adult", username="nkechi")
    reader = register(display_name="Ines Duarte", age_band="adult", username="ines")
    community = start(carrier, name="The Mending Table", purpose=many.words(20).capitalize(), audience=Audience.OPEN)
    design = Design.objects.get(community=community)
    values = [(key, "", [many.words(10), many.words(8)]) for key in list(VALUES)[:3]]
    write_design(design, carrier, based_on=design.entry.version, fields={}, values=values, arc=[], predictions=[])
    Entry.objects.filter(pk=design.entry_id).update(audience=Audience.OPEN)
    open_call(community, carrier, words=many.words(30), seats=12)
    Community.objects.filter(pk=community.pk).update(stage=Stage.GATHER)
    Membership.objects.create(community=community, person=reader, agreed_norms_at=many.now)
    write_entry(carrier, "post", title="Welcome", body=many.words(60), community=community, audience=Audience.OPEN)
    community.refresh_from_db()
    return reader, community


def _people(many: Many) -> list[Person]:
    bands = ["adult"] * 7 + ["16-17"] * 2 + ["13-15"]
    people = [
        Person(
            pk=many.key(),
            name=f"person{number}",
            display_name=many.words(2).title(),
            brings=many.words(5),
            age_band=many.chance.choice(bands),
            agreed_norms_at=many.now,
        )
        for number in range(max(20, many.entries // 10))
    ]
    in_batches(Person, people)
    return people


def _communities(many: Many, people: list[Person]) -> list[Community]:
    forms = list(Form.values)
    communities = [
        Community(
            pk=many.key(),
            slug=f"community-{number}",
            name=f"{many.words(2).title()} {number}",
            purpose=many.words(18).capitalize(),
            form=many.chance.choice(forms),
            stage=many.chance.choice(list(Stage.values)),
            audience=many.chance.choice([Audience.COMMUNITY, Audience.COMMONS, Audience.OPEN, Audience.OPEN]),
            created_at=many.now - timedelta(minutes=number),
        )
        for number in range(1, max(10, many.entries // 100))
    ]
    in_batches(Community, communities)
    for first in range(0, len(communities), _BATCH):
        note_names(communities[first : first + _BATCH])
    carriers = (
        Membership(community=one, person=many.chance.choice(people), role=Role.FACILITATOR, agreed_norms_at=many.now)
        for one in communities
    )
    in_batches(Membership, carriers)
    return communities


def _belong(many: Many, people: list[Person], communities: list[Community]) -> None:
    taken = set(Membership.objects.values_list("community", "person"))
    wanted = {(communities[0].pk, person.pk) for person in people[:: 20 if many.entries >= 1000 else 2]}
    wanted |= {(many.chance.choice(communities).pk, person.pk) for person in people for _twice in range(2)}
    rows = (
        Membership(community_id=community, person_id=person, agreed_norms_at=many.now)
        for community, person in sorted(wanted - taken)
    )
    in_batches(Membership, rows)


def _interests(many: Many, people: list[Person]) -> list[Interest]:
    interests = [Interest(slug=word, name=word) for word in many.vocabulary[-100:]]
    Interest.objects.bulk_create(interests)
    ties = {(person.pk, many.chance.choice(interests).pk) for person in people}
    in_batches(
        PersonInterest,
        (PersonInterest(person_id=person, interest_id=one, stance=Stance.CURIOUS) for person, one in sorted(ties)),
    )
    return interests


def _entries(many: Many, people: list[Person], communities: list[Community], interests: list[Interest]) -> Entry:
    """All entries with what hangs on them. Returns a work of the first community with a full margin."""
    by_kind: dict[str, list[Entry]] = {"post": [], "work": [], "gathering": [], "case study": []}
    recorded = iter(communities[1:])
    for number in range(many.entries):
        place = number % 100
        kind = "post"
        if place < RECORDS:
            kind = "case study"
        elif place < RECORDS + GATHERINGS:
            kind = "gathering"
        elif place < RECORDS + GATHERINGS + WORKS:
            kind = "work"
        community = communities[0] if number % 10 == 9 else many.chance.choice(communities)
        if kind == "case study":
            community = next(recorded, None)
            if community is None:
                continue
        by_kind[kind].append(_entry(many, number, kind, community))
        if sum(map(len, by_kind.values())) % 20_000 == 0:
            sys.stderr.write(f"  {number:,} of {many.entries:,} …\r")
    every = [entry for entries in by_kind.values() for entry in entries]
    in_batches(Entry, every)
    in_batches(Authorship, (Authorship(entry=entry, person=many.chance.choice(people)) for entry in every))
    tied = Entry.interests.through
    in_batches(tied, (tied(entry_id=entry.pk, interest_id=many.chance.choice(interests).pk) for entry in every))
    _kinds(many, by_kind)
    _comments(many, every, people)
    _words(every)
    return [entry for entry in by_kind["work"] if entry.community_id == communities[0].pk][-1]


def _entry(many: Many, number: int, kind: str, community: Community) -> Entry:
    body = many.words(many.chance.randint(20, 120))
    # A record is read by everybody; of the rest, each audience has its part.
    levels = [Audience.COMMUNITY, Audience.COMMONS, Audience.OPEN, Audience.OPEN]
    shared = many.now - timedelta(minutes=many.entries - number)
    return Entry(
        pk=many.key(),
        kind=kind,
        title=many.words(4).capitalize(),
        summary=many.words(15),
        body=body,
        body_html=render(body),
        community=community,
        audience=Audience.OPEN if kind == "case study" else many.chance.choice(levels),
        language="en",
        created_at=shared,
        changed_at=shared,
        shared_at=shared,
    )


def _kinds(many: Many, by_kind: dict[str, list[Entry]]) -> None:
    in_batches(Work, (Work(entry=entry, form="text") for entry in by_kind["work"]))
    starts = [many.now + timedelta(hours=many.chance.randint(-24 * 60, 24 * 20)) for _entry in by_kind["gathering"]]
    in_batches(
        Gathering,
        (
            Gathering(
                entry=entry,
                community_id=entry.community_id,
                starts_at=at,
                ends_at=at + timedelta(hours=2),
                zone="UTC",
                place=many.words(2),
            )
            for entry, at in zip(by_kind["gathering"], starts, strict=True)
        ),
    )
    records = by_kind["case study"]
    in_batches(CaseStudy, (study_of(entry, people=8) for entry in records))
    in_batches(HeldValue, _held(many, records))


def study_of(entry: Entry, **more: Any) -> CaseStudy:
    community = entry.community
    return CaseStudy(entry=entry, community=community, form=community.form_in_lists, language=entry.language, **more)


def _held(many: Many, records: list[Entry]) -> Iterator[HeldValue]:
    for entry in records:
        for place, key in enumerate(sorted(many.chance.sample(list(VALUES), 4))):
            name, practice = str(VALUES[key].name), many.words(9)
            yield HeldValue(
                case_study_id=entry.pk,
                key=key,
                name=name,
                slug=key,
                practices=practice,
                folded=f"{name}\n{practice}".casefold(),
                place=place,
            )


def _comments(many: Many, entries: list[Entry], people: list[Person]) -> None:
    texts = [many.words(many.chance.randint(5, 30)) for _text in range(500)]
    rendered = [(text, render(text)) for text in texts]

    def rows() -> Iterator[Comment]:
        for entry in entries:
            for _again in range(COMMENTS):
                words, html = many.chance.choice(rendered)
                at = entry.created_at + timedelta(minutes=many.chance.randint(1, 500))
                yield Comment(
                    pk=many.key(), entry=entry, by=many.chance.choice(people), words=words, words_html=html, at=at
                )

    in_batches(Comment, rows())


def _words(entries: list[Entry]) -> None:
    for entry in entries:
        search.index(entry)


def pages_of(told: Told) -> list[dict[str, str]]:
    """What is asked for: name, address, and the cookie of whoever asks."""
    assert told.reader.account is not None
    client = Client(SERVER_NAME="localhost")
    client.force_login(told.reader.account, backend="commonplace.commons.people.backend.AccountBackend")
    front = told.community.address
    client.get(front)  # for the secret of its forms
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items() if morsel.value)
    return [
        {"name": "home", "address": "/"},
        {"name": "stream, signed in", "address": f"{front}stream/", "cookie": cookie},
        {"name": "community, signed out", "address": front},
        {"name": "work", "address": told.work.address, "cookie": cookie},
        {"name": "library", "address": f"/library/?value={told.value}"},
        {"name": "search", "address": f"/search/?q={told.word}"},
        {"name": "calendar feed", "address": f"{front}calendar.ics"},
    ]


def main(entries: int) -> None:
    """Make the tables, fill them, and print the pages to ask for."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    pages = pages_of(tell(entries))
    write_missing()  # as every commons does each five minutes
    gather_statistics()
    sys.stdout.write(json.dumps(pages))
