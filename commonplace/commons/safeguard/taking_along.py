"""What of watches is in somebody's book: what they asked for, what they watched over, and what they themselves wrote about it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.models import Watch


def watches_of(person: Person) -> Iterator[dict[str, Any]]:
    """Every watch that somebody asked for or was asked for."""
    watches = Watch.objects.filter(Q(asked_by=person) | Q(watcher=person)).select_related("entry")
    for watch in watches.prefetch_related("words").order_by("asked_at", "pk"):
        yield {
            "entry": watch.entry.title,
            "address": watch.entry.address,
            "as": "watcher" if watch.watcher_id == person.pk else "author",
            "asked_at": watch.asked_at,
            "accepted_at": watch.accepted_at,
            "ended_at": watch.ended_at,
            "words": [{"at": one.at, "words": one.words} for one in watch.words.all() if one.by_id == person.pk],
        }
