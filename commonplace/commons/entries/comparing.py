"""What was put in and taken out between two versions of a text: paragraph by paragraph, and word by word within one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from commonplace.commons.entries.merging import paragraphs

# A paragraph of more words is shown as a whole, before and after: to compare so many would take long.
_MOST_WORDS = 600
# Paragraphs with less in common than this are told as one taken out and one put in.
_ALIKE = 0.4
# Stretches without a change are cut to so many paragraphs around one.
_AROUND = 1

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they stood there before, after, or both times."""

    words: str
    change: str  # "kept", "added" or "taken out"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in pieces; without pieces, so many that are the same in both and are left out."""

    pieces: tuple[Piece, ...] = ()
    left_out: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.change != "kept" for piece in self.pieces)


@dataclass(frozen=True)
class Part:
    """A part of a document in which something is different."""

    name: str
    paragraphs: list[Paragraph]


def compared(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> list[Part]:
    """The parts that are different, each with what is. Both give the name and the words of every part."""
    old, new = dict(before), dict(after)
    names = [*old, *(name for name in new if name not in old)]
    pairs = [(name, old.get(name, ""), new.get(name, "")) for name in names]
    return [Part(name, difference(was, now)) for name, was, now in pairs if paragraphs(was) != paragraphs(now)]


def difference(before: str, after: str) -> list[Paragraph]:
    """Every changed paragraph, with those around it, and how many are left out between."""
    old, new = paragraphs(before), paragraphs(after)
    shown: list[Paragraph] = []
    for step, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            shown += [Paragraph((Piece(words, "kept"),)) for words in old[i1:i2]]
        else:
            shown += _changed(old[i1:i2], new[j1:j2])
    return list(_shortened(shown))


def _changed(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """What became of a stretch: like is set against like, in their order; the rest was taken out or put in."""
    while old or new:
        if old and new and _likeness(old[0], new[0]) >= _ALIKE:
            yield Paragraph(_by_words(old.pop(0), new.pop(0)))
        elif old and (len(old) >= len(new) or not new):
            yield Paragraph((Piece(old.pop(0), "taken out"),))
        else:
            yield Paragraph((Piece(new.pop(0), "added"),))


def _likeness(old: str, new: str) -> float:
    one, other = old.split(), new.split()
    if max(len(one), len(other)) > _MOST_WORDS:
        return 0
    return SequenceMatcher(None, one, other).ratio()


def _by_words(old: str, new: str) -> tuple[Piece, ...]:
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for step, i1, i2, j1, j2 in SequenceMatcher(lambda word: word.isspace(), one, other).get_opcodes():
        if step == "equal":
            pieces.append(Piece("".join(one[i1:i2]), "kept"))
            continue
        pieces += [Piece("".join(one[i1:i2]), "taken out")] if i1 < i2 else []
        pieces += [Piece("".join(other[j1:j2]), "added")] if j1 < j2 else []
    return tuple(pieces)


def _shortened(shown: list[Paragraph]) -> Iterator[Paragraph]:
    near = {
        place + step
        for place, paragraph in enumerate(shown)
        if paragraph.is_changed
        for step in range(-_AROUND, _AROUND + 1)
    }
    left_out = 0
    for place, paragraph in enumerate(shown):
        if place in near:
            if left_out:
                yield Paragraph(left_out=left_out)
            left_out = 0
            yield paragraph
        else:
            left_out += 1
    if left_out:
        yield Paragraph(left_out=left_out)
