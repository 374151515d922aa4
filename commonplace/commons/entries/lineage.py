"""Where an entry comes from, and what grew from it: as far as its reader may see, a few steps each way, for a small picture.

An entry that its reader may not see ends the line: what lies behind it does not tell of it.
"""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Subquery, When

from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.lineages import Branch, Node, branches
from commonplace.ground.prepared import prepared

# So many grew from it, and so many again from all of these together, are drawn. Before it stand three at most.
_MOST_GROWN, _MOST_NEXT, _MOST_FETCHED = 12, 24, 60
_COLUMNS = (*LEAN, "licence", "made_from")


@dataclass(frozen=True)
class Lineage:
    """What is drawn, and what the entry itself was made from, where that is. `goes_on` where more grew than is drawn."""

    branches: list[Branch[Entry]]
    source: Entry | None
    goes_on: bool

    def __bool__(self) -> bool:
        return any(one.grown for one in self.branches)


@prepared
def _sources(viewer: Person | None, source: int) -> QuerySet[Entry]:
    """What it was made from, what that was made from, and once more."""
    before = Entry.objects.filter(pk=source).values("made_from")
    further = Entry.objects.filter(pk=source).values("made_from__made_from")
    seen = Entry.objects.visible_to(viewer).filter(pk__in=[source, Subquery(before), Subquery(further)])
    return seen.select_related("community").only(*_COLUMNS)


@prepared
def _grown(viewer: Person | None, entry: int) -> QuerySet[Entry]:
    """What was made from it, newest first, and then what was made from that."""
    made_from = Entry.objects.filter(Q(pk=entry) | Q(made_from=entry)).values("pk")
    seen = Entry.objects.visible_to(viewer).filter(made_from__in=made_from).select_related("community").only(*_COLUMNS)
    steps = Case(When(made_from=entry, then=1), default=2)
    return seen.order_by(steps, "-shared_at", "-pk")[:_MOST_FETCHED]


def lineage_of(entry: Entry, viewer: Person | None) -> Lineage:
    """The lineage of an entry that `viewer` sees; its rows are named as lists name them."""
    sources = _line(entry, viewer)
    found = _grown(viewer=viewer, entry=entry.pk)
    grown = [one for one in found if one.made_from_id == entry.pk]
    shown = grown[:_MOST_GROWN]
    further = _further(entry, shown, found)
    with_names([*sources, *shown, *further], viewer)
    drawn = {one.pk: one for one in [*sources, *shown, *further]} | {entry.pk: entry}
    # The first begins it, also where a line that was brought in from elsewhere says that it came of what came of it.
    first = (sources or [entry])[0].pk
    nodes = [
        Node(key, None if key == first else one.made_from_id, one, is_here=one is entry) for key, one in drawn.items()
    ]
    return Lineage(branches(nodes), sources[-1] if sources else None, len(grown) > len(shown))


def _line(entry: Entry, viewer: Person | None) -> list[Entry]:
    """What it was made from, oldest first, up to the first that the viewer may not see."""
    if entry.made_from_id is None:
        return []
    found = {one.pk: one for one in _sources(viewer=viewer, source=entry.made_from_id)}
    line, key = list[Entry](), entry.made_from_id
    # Nothing is made from itself, but a line that was brought in from elsewhere might say so.
    while key in found and key != entry.pk:
        line.append(found.pop(key))
        key = line[-1].made_from_id or 0
    return line[::-1]


def _further(entry: Entry, grown: list[Entry], found: list[Entry]) -> list[Entry]:
    keys = {one.pk for one in grown}
    return [one for one in found if one.made_from_id in keys and one.pk not in {entry.pk, *keys}][:_MOST_NEXT]
