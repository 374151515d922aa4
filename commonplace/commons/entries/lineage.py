"""Where an entry comes from, and what grew from it: as far as its reader may see, a few steps each way, for a small picture.

An entry that its reader may not see ends the line: what lies behind it does not tell of it.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Subquery, When

from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared

# So many grew from it, and so many again from all of these together, are drawn. Before it stand three at most.
_MOST_GROWN, _MOST_NEXT, _MOST_FETCHED = 12, 24, 60
_COLUMNS = (*LEAN, "licence", "made_from")
# The picture: how wide a step is, how high a row, and where the dots stand in them.
_STEP, _ROW, _INSET = 18, 32, 8
_BEND = 8


@dataclass(frozen=True)
class Kin:
    """One row of the picture: an entry, how many steps it stands from the first, and the row that it was made from."""

    entry: Entry
    depth: int
    made_from: int | None
    is_this: bool = False


@dataclass(frozen=True)
class Lineage:
    """The rows, from the oldest down to what grew last. There is a picture where more than the entry itself stands in it."""

    rows: list[Kin]
    goes_on: bool

    @property
    def width(self) -> int:
        return 2 * _INSET + _STEP * max(row.depth for row in self.rows)

    @property
    def height(self) -> int:
        return _ROW * len(self.rows)

    def dots(self) -> list[tuple[int, int, bool]]:
        """Where each dot stands, and whether it is the entry itself."""
        return [(*_dot(place, row), row.is_this) for place, row in enumerate(self.rows)]

    def lines(self) -> list[str]:
        """The path from each entry to what was made from it."""
        paths = []
        for place, row in enumerate(self.rows):
            if row.made_from is not None:
                (from_x, from_y), (x, y) = _dot(row.made_from, self.rows[row.made_from]), _dot(place, row)
                paths.append(f"M{from_x} {from_y}V{y - _BEND}Q{from_x} {y} {from_x + _BEND} {y}H{x}")
        return paths


def _dot(place: int, row: Kin) -> tuple[int, int]:
    return _INSET + _STEP * row.depth, _ROW * place + _ROW // 2


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
    rows = [Kin(one, depth, depth - 1 if depth else None) for depth, one in enumerate(sources)]
    rows.append(Kin(entry, len(rows), len(rows) - 1 if rows else None, is_this=True))
    return Lineage(_with_grown(rows, shown, further), len(grown) > len(shown))


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


def _with_grown(rows: list[Kin], grown: list[Entry], further: list[Entry]) -> list[Kin]:
    place, depth = len(rows) - 1, len(rows)
    below = defaultdict(list)
    for one in further:
        below[one.made_from_id].append(one)
    for child in grown:
        rows.append(Kin(child, depth, place))
        at = len(rows) - 1
        rows += [Kin(one, depth + 1, at) for one in below[child.pk]]
    return rows
