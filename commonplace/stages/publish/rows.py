"""The statements of a case study as its form shows them: rows that one edits, moves, removes and adds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict

from commonplace.stages.publish.drafting import Drafted
from commonplace.stages.publish.models import Section

MOST_ROWS = 400
LONGEST = 4000


@dataclass(frozen=True)
class Row:
    """One statement in the form, by the number that its fields carry."""

    number: int
    section: str
    words: str
    source_id: int | None = None
    # Something that the record says since, which is taken in only where it is ticked.
    is_offered: bool = False
    is_taken: bool = False


def rows_of(said: Iterable[tuple[str, str, int | None]], offered: Iterable[Drafted] = ()) -> list[Row]:
    """The rows of what stands, and after them what the record offers besides."""
    standing = [Row(number, section, words, source) for number, (section, words, source) in enumerate(said)]
    more = [
        Row(number, one.section, one.words, one.source_id, is_offered=True)
        for number, one in enumerate(offered, start=len(standing))
    ]
    return [*standing, *more]


def read_rows(posted: QueryDict) -> list[Row]:
    """The rows as they were sent, in their order, without those removed; new ones at the end of their section."""
    rows = [row for number in posted.getlist("row")[:MOST_ROWS] if (row := _read(posted, number))]
    for section in Section.values:
        for words in posted.getlist(f"new-{section}")[:MOST_ROWS]:
            if words.strip():
                rows.append(Row(1 + max((row.number for row in rows), default=0), section, words[:LONGEST]))
    return _moved(rows, posted.get("move", ""))


def _read(posted: QueryDict, number: str) -> Row | None:
    section, words = posted.get(f"section-{number}", ""), posted.get(f"words-{number}", "")
    if not number.isdecimal() or len(number) > 6 or section not in Section.values or f"remove-{number}" in posted:
        return None
    source = posted.get(f"source-{number}", "")
    source_id = int(source) if source.isdecimal() and len(source) < 20 else None
    is_offered = f"offered-{number}" in posted
    return Row(int(number), section, words[:LONGEST], source_id, is_offered, is_taken=f"take-{number}" in posted)


def said_in_rows(rows: Iterable[Row]) -> list[tuple[str, str, int | None]]:
    """What is to be kept: the rows that stand and the offers that were taken, section by section."""
    order = list(Section.values)
    kept = [row for row in rows if row.words.strip() and (row.is_taken or not row.is_offered)]
    return [(row.section, row.words, row.source_id) for row in sorted(kept, key=lambda row: order.index(row.section))]


def _moved(rows: list[Row], move: str) -> list[Row]:
    """The rows with one of them a place further up or down within its section: `<number>:up`."""
    which, _colon, where = move.partition(":")
    step = {"up": -1, "down": 1}.get(where, 0)
    place = next((place for place, row in enumerate(rows) if str(row.number) == which), None)
    if place is None or not step:
        return rows
    fellows = [other for other, row in enumerate(rows) if row.section == rows[place].section and not row.is_offered]
    there = fellows.index(place) + step if place in fellows else -1
    if 0 <= there < len(fellows):
        other = fellows[there]
        rows[place], rows[other] = replace(rows[other]), replace(rows[place])
    return rows
