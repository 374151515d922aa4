"""A commons in which one community has had two thousand gatherings, for `tests/bench.py`: what its calendar feed costs."""

import json
import sys
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.actions import register
from commonplace.commons.people.models import Commons
from commonplace.ground import clock
from commonplace.ground.statistics import gather_statistics
from commonplace.ground.text import render
from commonplace.stages.design.actions import start
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.written import write_missing
from tests.bench_commons import Many, in_batches, put_in_bulk


def main(gatherings: int) -> None:
    """Make the tables, fill them, and print the page to ask for."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    many = Many(gatherings)
    Commons.objects.update_or_create(pk=1, defaults={"name": "Bench", "line": "A commons to measure."})
    with transaction.atomic():
        carrier = register(display_name="Nkechi Abara", age_band="adult", username="nkechi")
        community = start(carrier, name="The Mending Table", purpose=many.words(20), audience=Audience.OPEN)
        entries = [
            Entry(
                pk=many.key(),
                kind="gathering",
                title=many.words(4).capitalize(),
                summary=many.words(15),
                body=(body := many.words(40)),
                body_html=render(body),
                community=community,
                audience=Audience.OPEN,
                language="en",
                created_at=many.now,
                changed_at=many.now,
                shared_at=many.now,
            )
            for _number in range(gatherings)
        ]
        in_batches(Entry, entries)
        in_batches(Authorship, (Authorship(entry=entry, person=carrier) for entry in entries))
        begins = clock.now() - timedelta(days=gatherings // 2)
        in_batches(
            Gathering,
            (
                Gathering(
                    entry=entry,
                    community=community,
                    starts_at=begins + timedelta(days=number),
                    ends_at=begins + timedelta(days=number, hours=2),
                    zone="UTC",
                    place=many.words(2),
                )
                for number, entry in enumerate(entries)
            ),
        )
        put_in_bulk(many, [])  # and as much elsewhere
    write_missing()
    gather_statistics()
    sys.stdout.write(json.dumps([{"name": "feed, 2,000 gatherings", "address": f"{community.address}calendar.ics"}]))
