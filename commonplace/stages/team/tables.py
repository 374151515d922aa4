"""Reads the lines of a list as programs for surveys and spreadsheets write them: parts between marks, under headings."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonplace.ground.text import clean_line

MOST_LINES = 5_000
MOST_COLUMNS = 100
_LONGEST = 200
# A quotation mark that is never closed takes no more lines with it than this.
_MOST_LINES_OF_ONE = 50
_MARKS = "\t;,"


@dataclass(frozen=True)
class Row:
    """The parts of one line, the number it has in the list, and what is wrong with it, in words."""

    number: int
    parts: tuple[str, ...]
    trouble: str = ""


@dataclass(frozen=True)
class Table:
    """A list as it was brought in: its headings, and its lines."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def table(text: str) -> Table:
    """The lines of a text, with whichever of the common marks between parts. Raises ValueError where there are none, in words."""
    lines = text.splitlines()
    records = list(_records(lines))
    if len(records) < 2:
        raise ValueError(_("There are no lines under the headings. The first line has to say what each column holds."))
    mark = max(_MARKS, key=lambda one: (_outside_quotes(records[0][1]).count(one), _MARKS.index(one)))
    try:
        headings = _parts(records[0][1], mark)
    except csv.Error:
        raise ValueError(_("A quotation mark in the headings is never closed.")) from None
    if len(headings) > MOST_COLUMNS:
        raise ValueError(
            _("A list holds up to %(most)s columns. Take those away that are not needed.") % {"most": MOST_COLUMNS}
        )
    rows = [_row(number, record, mark, len(headings)) for number, record in records[1 : MOST_LINES + 1]]
    late = _("A list holds up to %(most)s lines. Bring the rest in as a second one.") % {"most": MOST_LINES}
    rows += [Row(number, (record[:_LONGEST],), late) for number, record in records[MOST_LINES + 1 :]]
    return Table(headings, tuple(rows))


def text_of(data: bytes) -> str:
    """What a file says, in whatever of the common ways it was written."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").replace("\0", "")


def _records(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines that belong together since a quotation goes on over them, with the number of the first; none that are empty."""
    at = 0
    while at < len(lines):
        end = at + 1
        while "\n".join(lines[at:end]).count('"') % 2 and end < min(len(lines), at + _MOST_LINES_OF_ONE):
            end += 1
        record = "\n".join(lines[at:end])
        if record.count('"') % 2:
            record, end = lines[at], at + 1
        if record.strip(" \t,;"):
            yield at + 1, record
        at = end


def _outside_quotes(record: str) -> str:
    return "".join(record.split('"')[::2])


def _parts(record: str, mark: str) -> tuple[str, ...]:
    parts = next(csv.reader([record], delimiter=mark, skipinitialspace=True, strict=True), [])
    return tuple(clean_line(part) for part in parts)


def _row(number: int, record: str, mark: str, columns: int) -> Row:
    try:
        parts = _parts(record, mark)
    except csv.Error:
        return Row(number, (record[:_LONGEST],), _("A quotation mark in it is never closed."))
    # Many programs leave empty parts away at the end of a line.
    filled = parts + ("",) * (columns - len(parts))
    if any(filled[columns:]):
        how = {"parts": len(parts), "columns": columns}
        return Row(number, parts, _("It has %(parts)s parts, and there are %(columns)s headings.") % how)
    return Row(number, filled[:columns])
