"""A library of many case studies for `tests/bench.py`, each of a community of its own, put in in bulk."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import transaction

from commonplace.commons.communities.models import Audience, Community, Form, Stage
from commonplace.commons.communities.naming import note_names
from commonplace.commons.entries import search
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Commons
from commonplace.ground.statistics import gather_statistics
from commonplace.ground.words import tokens
from commonplace.stages.design.values import VALUES
from commonplace.stages.publish.models import CaseStudy, HeldValue, Section, Statement
from tests.bench_commons import Many, in_batches, study_of

_BATCH = 2000
_LANGUAGES = ["en", "en", "en", "de", "ja", "ar", "pt"]


class Much(Many):
    """The same words from a long strip of them, since there are many."""

    def __init__(self, entries: int) -> None:
        super().__init__(entries)
        self._strip = super().words(200_000).split()

    def words(self, count: int) -> str:
        first = self.chance.randrange(len(self._strip) - count)
        return " ".join(self._strip[first : first + count])


def _communities(many: Many) -> list[Community]:
    forms = [form for form in Form.values if form != Form.OWN]
    made = [
        Community(
            pk=many.key(),
            slug=f"community-{number}",
            name=f"{many.words(2).title()} {number}",
            purpose=many.words(12).capitalize(),
            form=many.chance.choice(forms),
            stage=Stage.PUBLISHED,
            audience=Audience.OPEN,
            latitude=round(many.chance.uniform(-60, 70), 3),
            longitude=round(many.chance.uniform(-180, 180), 3),
        )
        for number in range(many.entries)
    ]
    in_batches(Community, made)
    for first in range(0, len(made), _BATCH):
        note_names(made[first : first + _BATCH])
    return made


def _records(many: Many, communities: list[Community]) -> list[Entry]:
    made = []
    for number, community in enumerate(communities):
        shared = many.now - timedelta(minutes=many.entries - number)
        made.append(
            Entry(
                pk=many.key(),
                kind="case study",
                title=community.name,
                summary=many.words(20),
                community=community,
                # One in ten is not for strangers, and is passed over.
                audience=Audience.COMMONS if number % 10 == 9 else Audience.OPEN,
                language=many.chance.choice(_LANGUAGES),
                created_at=shared,
                changed_at=shared,
                shared_at=shared,
            )
        )
    in_batches(Entry, made)
    # A commons is never all case studies: each fourth community has a post, too.
    posts = (
        Entry(
            pk=many.key(),
            kind="post",
            title=one.title,
            community=one.community,
            audience=Audience.OPEN,
            shared_at=one.shared_at,
        )
        for one in made[::4]
    )
    in_batches(Entry, posts)
    return made


def _held(many: Many, records: list[Entry]) -> Iterator[HeldValue]:
    keys = list(VALUES)
    for record in records:
        for place, key in enumerate(many.chance.sample(keys, 4)):
            practice, name = many.words(9), str(VALUES[key].name)
            yield HeldValue(
                case_study_id=record.pk,
                key=key,
                name=name,
                slug=key,
                practices=practice,
                folded=f"{name}\n{practice}",
                place=place,
            )


def _said(many: Many, records: list[Entry]) -> Iterator[Statement]:
    for record in records:
        for place, section in enumerate((Section.BEGINNING, Section.MATCHED, Section.SURPRISED)):
            yield Statement(case_study_id=record.pk, section=section, words=many.words(15), place=place)


def _index(many: Many, records: list[Entry]) -> None:
    remaining = iter(records)
    while batch := list(islice(remaining, _BATCH)):
        search.put_in((one.pk, tokens(f"{one.title} {one.summary} {many.words(40)}")) for one in batch)


def tell(records: int) -> Many:
    """Fill an empty commons with so many case studies."""
    many = Much(records)
    Commons.objects.update_or_create(pk=1, defaults={"name": "Bench", "line": "A library to measure."})
    with transaction.atomic():
        made = _records(many, _communities(many))
        sizes = [(many.chance.choice([None, 8, 20, 60, 200]), many.chance.choice([1, 4, 12, 40])) for _one in made]
        rows = zip(made, sizes, strict=True)
        in_batches(CaseStudy, (study_of(one, people=size, days=days) for one, (size, days) in rows))
        in_batches(HeldValue, _held(many, made))
        in_batches(Statement, _said(many, made))
        _index(many, made)
    assert not Authorship.objects.exists(), "a case study that lost its authors is its community's"
    return many


def pages_of(many: Many) -> list[dict[str, Any]]:
    """What is asked for: name and address."""
    first, second = list(VALUES)[:2]
    common, rare = many.vocabulary[40], many.vocabulary[-1]
    return [
        {"name": "library, all", "address": "/library/"},
        {"name": "library, a value", "address": f"/library/?value={first}"},
        {"name": "library, two values", "address": f"/library/?value={first}&value={second}"},
        {"name": "library, a form", "address": "/library/?form=camp&language=ja"},
        {"name": "library, words", "address": f"/library/?q={common}"},
        {"name": "a value’s page", "address": f"/library/values/{first}/"},
        {"name": "search, a common word", "address": f"/search/?q={common}"},
        {"name": "search, a rare word", "address": f"/search/?q={rare}"},
        {"name": "search, misspelt", "address": f"/search/?q={rare[1]}{rare[0]}{rare[2:]}"},
    ]


def main(records: int) -> None:
    """Make the tables, fill them, and print the pages to ask for."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    many = tell(records)
    gather_statistics()
    sys.stdout.write(json.dumps(pages_of(many)))
