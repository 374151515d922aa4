"""What people do with collections."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.edges.collections.models import Choice, Collection
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away
from commonplace.ground.text import clean_line

MOST = 200


class TooMany(Exception):
    """A collection holds so many and no more."""


@transaction.atomic
def begin_collection(by: Person, *, share: bool = True, **fields: Any) -> Collection:
    """Begin a collection. `fields` are what `write_entry` takes. With `share=False` it stays a draft."""
    return Collection.objects.create(entry=write_entry(by, "collection", share=share, **fields))


@transaction.atomic
def choose(collection: Collection, by: Person, entry: Entry, reason: str = "") -> Choice:
    """Put an entry into a collection, at its end. What is in it already stays where it is. Raises TooMany."""
    # Its row is held, so that two who choose at once stand one after the other.
    Collection.objects.select_for_update().get(pk=collection.pk)
    there = list(collection.choices.all())
    if known := next((one for one in there if one.entry_id == entry.pk), None):
        return known
    if len(there) >= MOST:
        raise TooMany
    place = max((one.place for one in there), default=-1) + 1
    choice = Choice.objects.create(collection=collection, entry=entry, reason=clean_line(reason)[:400], place=place)
    _say_changed(collection, by)
    return choice


@transaction.atomic
def change_choices(
    collection: Collection,
    by: Person,
    *,
    based_on: int,
    reasons: dict[int, str],
    move: tuple[int, int] | None = None,
    among: Sequence[int] = (),
) -> None:
    """Say anew why things are here; move one of them up (-1) or down (1) `among` those whose places one sees.

    Raises EditedMeanwhile, having changed nothing, where somebody else changed the same in the meantime.
    """
    edit_entry(collection.entry, by, based_on=based_on)
    choices = list(collection.choices.all())
    for choice in choices:
        choice.reason = clean_line(reasons.get(choice.pk, choice.reason))[:400]
    _swap(choices, move, among)
    for place, choice in enumerate(choices):
        choice.place = place
    Choice.objects.bulk_update(choices, ["reason", "place"])


def _swap(choices: list[Choice], move: tuple[int, int] | None, among: Sequence[int]) -> None:
    """Those that whoever moves them does not see stay where they are."""
    seen = [place for place, choice in enumerate(choices) if choice.pk in set(among)]
    which, step = move or (0, 0)
    at = next((number for number, place in enumerate(seen) if choices[place].pk == which), None)
    if at is not None and 0 <= at + step < len(seen):
        one, other = seen[at], seen[at + step]
        choices[one], choices[other] = choices[other], choices[one]


@transaction.atomic
def take_out(collection: Collection, by: Person, choices: Iterable[Choice]) -> PutAway:
    """Take entries out of a collection; the entries stay. For an hour `by` can put them back."""
    going = list(choices)
    words = ngettext(
        "One thing is taken out of “%(title)s”.", "%(count)s things are taken out of “%(title)s”.", len(going)
    ) % {"title": collection.entry.title, "count": len(going)}
    kept = put_away("choice", by, words, f"{collection.entry.address}choices/", gone=going)
    _say_changed(collection, by)
    return kept


def _say_changed(collection: Collection, by: Person) -> None:
    entry = collection.entry
    record("collection.changed", by=by, entry=entry, community=entry.community)
