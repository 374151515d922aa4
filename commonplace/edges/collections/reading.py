"""What a reader sees of a collection: those of its entries that they may see, and no sign of others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from commonplace.commons.entries.lists import lean, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import stands_beside
from commonplace.commons.people.models import Person
from commonplace.edges.collections.models import Choice
from commonplace.ground.prepared import prepared


@dataclass(frozen=True)
class Seen:
    """An entry of a collection as its reader sees it, with the reason for which it was chosen."""

    choice: Choice
    entry: Entry


@prepared
def _choices(collection: int) -> QuerySet[Choice]:
    return Choice.objects.filter(collection=collection).order_by("place", "pk")


@prepared
def _chosen(viewer: Person | None, keys: list[int]) -> QuerySet[Entry]:
    return lean(Entry.objects.visible_to(viewer).filter(pk__in=keys, shared_at__isnull=False))


def seen_in(collection: int, viewer: Person | None) -> list[Seen]:
    """The entries of a collection that `viewer` may see, in their order."""
    choices = _choices(collection=collection)
    rows = _chosen(viewer=viewer, keys=[choice.entry_id for choice in choices]) if choices else []
    entries = {entry.pk: entry for entry in with_names(rows, viewer)} if rows else {}
    return [Seen(choice, entries[choice.entry_id]) for choice in choices if choice.entry_id in entries]


@stands_beside
def reasons_of(entries: list[int]) -> Iterable[str]:
    """Why things are in collections, which strangers read with these."""
    return Choice.objects.filter(collection__in=entries).values_list("reason", flat=True)


def in_ones_book(person: Person) -> Iterable[dict[str, Any]]:
    """The choices in somebody's own collections, as their book takes them along."""
    own = Entry.objects.visible_to(person).of_kind("collection").filter(authors=person).order_by("created_at", "pk")
    for entry in own:
        for seen in seen_in(entry.pk, person):
            yield {
                "collection": entry.title,
                "chosen": seen.entry.title,
                "address": f"{settings.ADDRESS}{seen.entry.address}",
                "reason": seen.choice.reason,
            }
