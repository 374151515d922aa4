"""Brings together what two people changed in one text at the same time, paragraph by paragraph.

A form carries a mark of each paragraph of each part as it was when the form was shown, so that what it was need not be
kept. A paragraph that only one of the two has changed is taken from whoever changed it; what both put in at one place is
kept, theirs first; a paragraph that both changed differently is a clash, which is shown to whoever came second.
What holds rows in place of paragraphs, as a tuple of them, is brought together row by row in the same way.
"""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from commonplace.ground.text import clean

Document = dict[str, Any]
# The marks of a part's paragraphs or rows, in their order. What has neither is one paragraph.
Marks = dict[str, list[str]]

_BETWEEN = re.compile(r"\n(?:[^\S\n]*\n)+")
# Longer texts are compared as a whole: to compare so many paragraphs would take long.
_MOST_PARAGRAPHS = 1000


@dataclass
class Merged:
    """What to write (`changed`), the parts that somebody else changed in the meantime, and those that both changed.

    `both` holds each part that clashes: what only one changed is taken in, what both changed is as typed.
    """

    changed: Document = field(default_factory=dict)
    theirs: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    both: Document = field(default_factory=dict)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without the empty lines between them."""
    found = [paragraph for paragraph in _BETWEEN.split(clean(text).strip("\n")) if paragraph.strip()]
    return found if len(found) <= _MOST_PARAGRAPHS else [text]


def _mark(value: Any) -> str:
    if isinstance(value, list):
        value = [
            {k: v for k, v in row.items() if k not in {"id", "offset"}} if isinstance(row, dict) else row
            for row in value
        ]
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:10]


def _pieces(value: Any) -> list[Any]:
    """What can be taken from one writer and left from the other: paragraphs of a text, rows of a tuple."""
    if isinstance(value, str):
        return paragraphs(value)
    return list(value) if isinstance(value, tuple) else [value]


def _marks(value: Any) -> list[str]:
    return [_mark(piece.rstrip() if isinstance(piece, str) else piece) for piece in _pieces(value)]


def marks_of(said: Document) -> Marks:
    """The marks of each part of a document."""
    return {part: _marks(value) for part, value in said.items()}


def read_marks(text: str) -> Marks:
    """Marks as a form sent them; none where it sent anything else."""
    try:
        marks = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(marks, dict):
        return {}
    return {
        str(part): [str(mark) for mark in given[:_MOST_PARAGRAPHS]]
        for part, given in marks.items()
        if isinstance(given, list)
    }


def merge(was: Marks, typed: Document, standing: Document, texts: Collection[str]) -> Merged:
    """Part by part: what was typed against what stands now, by what it was when the form was shown.

    The parts named in `texts` have paragraphs or rows; of others only the whole can be taken from one of the two.
    """
    merged = Merged()
    mine, now = marks_of(typed), marks_of(standing)
    for part in typed:
        before = was.get(part)
        if mine[part] == now[part]:
            # Empty lines make no difference to the marks, and are written as typed where nobody else wrote.
            if part in texts and before == now[part] and typed[part] != standing[part]:
                merged.changed[part] = typed[part]
        elif before == now[part]:
            merged.changed[part] = typed[part]
        elif before == mine[part]:
            merged.theirs.append(part)
        elif part in texts and before is not None:
            _merge_part(merged, part, before, typed[part], standing[part])
        else:
            merged.clashes.append(part)
    return merged


def _merge_part(merged: Merged, part: str, before: list[str], typed: Any, standing: Any) -> None:
    said, is_clash = merge_text(before, typed, standing)
    if is_clash:
        merged.clashes.append(part)
        merged.both[part] = said
    else:
        merged.changed[part] = said
        merged.theirs.append(part)


@dataclass(frozen=True, eq=False)
class _Edit:
    """In place of the paragraphs from `begins` to `ends` of what was, somebody wrote these."""

    begins: int
    ends: int
    words: tuple[Any, ...]
    is_mine: bool

    def touches(self, begins: int, ends: int) -> bool:
        """Whether it changes what lies between, or adds something within it or at the very place."""
        adds_within = begins < self.begins == self.ends < ends or self.begins < begins == ends < self.ends
        return (
            adds_within or self.begins == self.ends == begins == ends or max(self.begins, begins) < min(self.ends, ends)
        )


def _edits(before: list[str], text: Any, *, is_mine: bool) -> list[_Edit]:
    words, edits = _pieces(text), list[_Edit]()
    for step, i1, i2, j1, j2 in SequenceMatcher(None, before, _marks(text)).get_opcodes():
        if step == "replace" and i2 - i1 == j2 - j1:
            edits += [_Edit(i1 + at, i1 + at + 1, (words[j1 + at],), is_mine) for at in range(i2 - i1)]
        elif step != "equal":
            edits.append(_Edit(i1, i2, tuple(words[j1:j2]), is_mine))
    return edits


def merge_text(before: list[str], typed: Any, standing: Any) -> tuple[Any, bool]:
    """Both texts in one, and whether something clashed, which is then as typed. `before` is marks of what both began from.

    In place of texts both can be tuples of rows.
    """
    waiting = [*_edits(before, standing, is_mine=False), *_edits(before, typed, is_mine=True)]
    waiting.sort(key=lambda edit: (edit.begins, edit.ends))
    # What was is known by its marks alone: its words are those of whoever left them as they were.
    words = {mark: one for text in (typed, standing) for mark, one in zip(_marks(text), _pieces(text), strict=True)}
    was = _Before(before, words)
    said, place, is_clash = list[Any](), 0, False
    while waiting:
        group, begins, ends = _next_group(waiting)
        waiting = [edit for edit in waiting if edit not in group]
        settled, clashes = _settle(group, begins, ends, was)
        said += was.words_between(place, begins) + settled
        place, is_clash = ends, is_clash or clashes
    said += was.words_between(place, len(before))
    return "\n\n".join(said) if isinstance(typed, str) else tuple(said), is_clash


@dataclass(frozen=True)
class _Before:
    """What both began from, as far as one of them left it."""

    marks: list[str]
    words: dict[str, Any]

    def words_between(self, begins: int, ends: int) -> list[Any]:
        return [self.words[mark] for mark in self.marks[begins:ends]]

    def changed_by(self, edits: list[_Edit], begins: int, ends: int) -> list[Any]:
        """What one of the two made of a stretch."""
        said, place = list[Any](), begins
        for edit in edits:
            said += [*self.words_between(place, edit.begins), *edit.words]
            place = edit.ends
        return said + self.words_between(place, ends)


def _next_group(waiting: list[_Edit]) -> tuple[list[_Edit], int, int]:
    """The first edit with all that it touches, and where they begin and end together."""
    group, begins, ends = [waiting[0]], waiting[0].begins, waiting[0].ends
    while more := [edit for edit in waiting if edit not in group and edit.touches(begins, ends)]:
        group += more
        begins, ends = min(edit.begins for edit in group), max(edit.ends for edit in group)
    return sorted(group, key=lambda edit: (edit.begins, edit.ends)), begins, ends


def _settle(group: list[_Edit], begins: int, ends: int, was: _Before) -> tuple[list[Any], bool]:
    mine, theirs = ([edit for edit in group if edit.is_mine is side] for side in (True, False))
    if not mine or not theirs:
        return was.changed_by(group, begins, ends), False
    my_words, their_words = was.changed_by(mine, begins, ends), was.changed_by(theirs, begins, ends)
    if begins == ends:  # both add something at one place
        return their_words + [words for words in my_words if words not in their_words], False
    return my_words, my_words != their_words
