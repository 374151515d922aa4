"""Putting back what was taken out of a collection."""

from typing import Any

from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.people.models import Person
from commonplace.edges.collections.models import Choice
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before, make_room


def _collection(kept: PutAway, by: Person) -> Entry:
    seen = Entry.objects.visible_to(by).select_related("community").filter(pk=kept.rows[0][1]["collection_id"])
    entry = seen.first()
    if entry is None:
        raise CannotComeBack(_("What it belonged to is gone, or not open to you any more."))
    return entry


def _rows(kept: PutAway) -> list[dict[str, Any]]:
    return [row for _label, row in kept.rows]


@before("choice")
def look_whose_collection_it_is(kept: PutAway, by: Person) -> None:
    """Somebody may have chosen the same again meanwhile."""
    entry = _collection(kept, by)
    if not may_edit(by, entry):
        raise CannotComeBack(why_not_changed(by, entry))
    why_not = why_not_said_again(by, entry, [row["reason"] for row in _rows(kept)])
    if why_not:
        raise CannotComeBack(why_not)
    there = set(Choice.objects.filter(collection=entry.pk).values_list("entry_id", flat=True))
    kept.rows = [[label, row] for label, row in kept.rows if row["entry_id"] not in there]


@after("choice")
def put_in_their_places(kept: PutAway, by: Person) -> None:
    for row in _rows(kept)[:1]:
        entry = Entry.objects.select_related("community").get(pk=row["collection_id"])
        make_room(Choice.objects.filter(collection=entry.pk), kept)
        record("collection.changed", by=by, entry=entry, community=entry.community)
