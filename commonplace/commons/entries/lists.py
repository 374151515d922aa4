"""Entries as lists show them: a few lean rows, with the names that the viewer may read."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Person

LEAN = (
    "id", "kind", "title", "summary", "cover", "community", "audience", "created_at", "shared_at", "hidden_at", "version",
    "community__slug", "community__name", "community__audience",
)  # fmt: skip


def lean(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Only what lists show, communities joined."""
    return entries.select_related("community").only(*LEAN)


def with_names(entries: Iterable[Entry], viewer: Person | None) -> list[Entry]:
    """The entries with `by` (people to name), `by_words` and `kind_words` set on each; one query for all of them.

    To strangers, what a minor wrote or co-wrote carries the community's name and nobody's own.
    """
    rows = list(entries)
    authors: dict[int, list[Person]] = defaultdict(list)
    for authorship in Authorship.objects.filter(entry__in=rows).select_related("person").order_by("place"):
        authors[authorship.entry_id].append(authorship.person)
    for entry in rows:
        people = authors[entry.pk]
        entry.__dict__["_author_ids"] = {person.pk for person in people}
        named = [] if viewer is None and any(person.is_minor for person in people) else [p for p in people if p.left_at is None]
        entry.by = named  # type: ignore[attr-defined]
        entry.by_words = "" if named or not entry.community else entry.community.name  # type: ignore[attr-defined]
        entry.kind_words = kind_of(entry).words  # type: ignore[attr-defined]
        entry.shown_at = entry.shared_at or entry.created_at  # type: ignore[attr-defined]
    return rows
