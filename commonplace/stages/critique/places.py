"""What somebody made, laid out with what readers said of it beside what they mean: words, pictures, recordings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from django.utils.html import strip_tags

from commonplace.commons.entries.lists import with_names
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.stages.critique.models import Asking, Critique, Point
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.protocols import Words
from commonplace.stages.critique.showing import critiques_of, pieces_of, with_pieces

# Elements without an end (HTML standard, section 13.1.2).
_WITHOUT_END = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass
class Note:
    """What one reader says of a place."""

    point: Point
    critique: Entry
    part: Words


@dataclass
class Place:
    """A block of words, or a piece, with what is said of it. `asked` is whether its makers ask about it."""

    html: str = ""
    piece: Attachment | None = None
    notes: list[Note] = field(default_factory=list)
    asked: Asking | None = None


@dataclass
class Laid:
    """The whole: its pieces, its words block by block, and what is said of words that no longer stand in it."""

    pieces: list[Place]
    blocks: list[Place]
    gone: list[Note]


class _Blocks(HTMLParser):
    """Parts rendered words where no element is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[str] = []
        self._open = 0
        self._now: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._now.append(self.get_starttag_text() or "")
        if tag not in _WITHOUT_END:
            self._open += 1
        elif not self._open:
            self._end()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._now.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._now.append(f"</{tag}>")
        self._open -= 1
        if self._open <= 0:
            self._open = 0
            self._end()

    def handle_data(self, data: str) -> None:
        self._now.append(data)

    def handle_entityref(self, name: str) -> None:
        self._now.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._now.append(f"&#{name};")

    def _end(self) -> None:
        block, self._now = "".join(self._now), []
        if block.strip():
            self.blocks.append(block)

    def close(self) -> None:
        super().close()
        self._end()


def blocks_of(html: str) -> list[str]:
    """Rendered words, which were made harmless, block by block: paragraphs, headings, lists."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return parser.blocks


def marked(block: str, passage: str) -> str:
    """A block of rendered words in which a passage is marked, where it stands in one piece; else as it is."""
    wanted = re.escape(escape(passage, quote=False)).replace("\\ ", r"(?:\s|&nbsp;)+")
    parts = re.split(r"(<[^>]*>)", block)
    for number, part in enumerate(parts):
        if not part.startswith("<"):
            parts[number], found = re.subn(wanted, lambda match: f"<mark>{match[0]}</mark>", part, count=1)
            if found:
                break
    return "".join(parts)


def plain_words(rendered: str) -> str:
    """The words of what was rendered, with one space between them: as somebody copies them from the page."""
    return " ".join(unescape(strip_tags(rendered)).split())


def _block_of(passage: str, words: list[str]) -> int | None:
    """In which block a passage stands; where it goes over several, in which it begins. None where it stands in none."""
    for number, one in enumerate(words):
        if passage in one:
            return number
    at, end = " ".join(words).find(passage), 0
    for number, one in enumerate(words if at >= 0 else ()):
        end += len(one) + 1
        if at < end:
            return number
    return None


def laid_beside(of: Entry, viewer: Person) -> Laid:
    """An entry that `viewer` sees, with all that they may read of what was said of places in it."""
    pieces = [Place(piece=piece) for piece in pieces_of(of, viewer)]
    blocks = [Place(html=block) for block in blocks_of(of.body_html)]
    words = [plain_words(one.html) for one in blocks]
    gone: list[Note] = []
    for note in _notes(of, viewer):
        point = note.point
        if point.passage:
            number = _block_of(point.passage, words)
            places = [] if number is None else [blocks[number]]
        else:
            places = [one for one in pieces if one.piece is not None and one.piece.pk == point.piece_id]
        if not places:
            gone.append(note)
            continue
        places[0].notes.append(note)
    asking = Asking.objects.filter(entry=of).first()
    asked_in = _block_of(asking.passage, words) if asking is not None and asking.passage else None
    for place in (*pieces, *blocks):
        if asking is not None and asking.is_somewhere:
            is_it = place.piece is not None and place.piece.pk == asking.piece_id
            if is_it or (asked_in is not None and place is blocks[asked_in]):
                place.asked = asking
        passages = [note.point.passage for note in place.notes] + ([place.asked.passage] if place.asked else [])
        for passage in dict.fromkeys(filter(None, passages)):
            place.html = marked(place.html, passage)
    return Laid(pieces, blocks, gone)


def _notes(of: Entry, viewer: Person) -> Iterable[Note]:
    critiques = {one.pk: one for one in with_names(critiques_of(viewer=viewer, of=of.pk), viewer)}
    rows = {one.pk: one for one in Critique.objects.filter(pk__in=critiques)}
    points = with_pieces(Point.objects.filter(critique__in=critiques).order_by("critique", "place", "pk"), viewer)
    protocols = {key: protocol_of(key) for key in {one.protocol for one in rows.values()}}
    for point in points:
        if point.is_somewhere:
            part = protocols[rows[point.critique_id].protocol].part(point.part)
            yield Note(point, critiques[point.critique_id], part.name)
