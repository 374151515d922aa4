"""One Markdown text: what stands before it, its title, who made it, and what may be done with it."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from commonplace.stages.resources.markdown import parted, rewritten
from commonplace.stages.resources.pieces import (
    MOST_OF_ONE,
    Piece,
    Source,
    Unreadable,
    licence_in,
    tags,
    text_of,
    web_address,
)
from commonplace.stages.resources.reading_courses import OCW

# Whatever is possessive (`*+`) in it would take for ever where much space stands before words.
_HEADING = re.compile(r"\A\s*+(?:#\s++(?P<hashed>[^\n]++)|(?P<lined>[^\n#>*\-|][^\n]*+)\n=++[ \t]*+)(?:\n|\Z)")
_AUTHORS = re.compile(r"\A\W*(?:written\s+)?(?:authors?|by)\W{0,3}:\W*(.+)", re.IGNORECASE)
_LINKED = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")


def read_text(data: bytes, name: str) -> Source:
    """A Markdown text by itself. Its links lead where they say, but for those that lead to files beside it.

    Raises Unreadable.
    """
    if len(data) > MOST_OF_ONE:
        raise Unreadable(_("It is larger than 2 MB."))
    piece = piece_of(text_of(data, name), name, f"file:{name}"[:500], key=name)
    piece.body = rewritten(piece.body, lambda address, is_picture: alone(address, is_picture, piece))
    return Source(piece.title, [piece])


def alone(address: str, is_picture: bool, piece: Piece) -> str | None:
    """Where a link leads that leads to nothing of its folder: away, or nowhere, which is named."""
    if re.fullmatch(r"mailto:[^\s<>]+@[^\s<>]+", address):
        return address
    if address.startswith("#"):
        return None  # within the page
    to = web_address(address if not address.startswith("//") else f"https:{address}")
    if not to:
        (piece.missing if is_picture else piece.broken).append(address[:300])
    return to or None


def piece_of(text: str, name: str, identity: str, *, key: str, title: str = "") -> Piece:
    """A text as a piece, its links as they were. `title` is what an index calls it. Raises Unreadable."""
    front, words = parted(text, name)
    words = words.strip("\n")
    heading = _HEADING.match(words)
    own = (
        " ".join(_bare((heading["hashed"] or "").strip().rstrip("#") or heading["lined"] or "").split())
        if heading
        else ""
    )
    called = _first(front, "title") or title or own or _from_name(name)
    if heading and own.casefold() == called.casefold():
        words = words[heading.end() :].strip("\n")
    licence, licence_link = licence_in(_first(front, "license", "licence", "rights"))
    piece = Piece(
        key,
        identity,
        " ".join(called.split())[:200],
        words,
        link=web_address(_first(front, "url", "link", "canonical", "canonical_url")),
        made_by=_people(front)[:200] or _named_in(words)[:200],
        source=_first(front, "source", "publisher")[:200],
        licence=licence,
        licence_link=licence_link,
        language=_first(front, "lang", "language")[:2].lower(),
        interests=tags(front.get("tags") or front.get("keywords") or front.get("topics")),
        video=web_address(front.get("video")),
        captions=web_address(front.get("captions")),
        transcript=web_address(front.get("transcript")),
        speakers=", ".join(tags(front.get("speakers") or front.get("speaker")))[:200],
    )
    if "content_type" in front and ("video_metadata" in front or _first(front, "file").startswith("/courses/")):
        _of_courseware(piece, front)
    if not piece.body:
        piece.body = _first(front, "description", "summary", "abstract")
    return piece


def _of_courseware(piece: Piece, front: dict[str, Any]) -> None:
    """What OpenCourseWare says before a page of one of its courses."""
    about, files = _within(front, "video_metadata"), _within(front, "video_files")
    told = str(about.get("youtube_description") or "").replace("\u2028", "\n").strip()
    piece.identity = f"ocw:{_first(front, 'uid')}" if _first(front, "uid") else piece.identity
    piece.source = "MIT OpenCourseWare"
    key = str(about.get("youtube_id") or "")
    piece.video = f"https://www.youtube.com/watch?v={key}" if re.fullmatch(r"[\w-]{11}", key) else ""
    piece.captions = web_address(files.get("video_captions_file"), OCW)
    piece.transcript = web_address(files.get("video_transcript_file"), OCW)
    piece.speakers = ", ".join(tags(about.get("video_speakers")))[:200]
    piece.interests = tags(about.get("video_tags")) or piece.interests
    course = re.match(r"/courses/[\w-]+/", _first(front, "file"))
    piece.link = f"{OCW}{course[0]}" if course else piece.link
    piece.language = piece.language or "en"
    instructor = re.search(r"^(?:Instructors?|Speakers?)\s*:\s*(.+)$", told, re.MULTILINE)
    piece.made_by = piece.made_by or (instructor[1].strip()[:200] if instructor else "")
    piece.body = piece.body or str(front.get("body") or "") or told
    of = told.splitlines()[0] if told.startswith("MIT ") else ""
    if of and of not in piece.body:
        piece.body = f"{piece.body}\n\n*{of}*"


def _within(front: dict[str, Any], name: str) -> dict[str, Any]:
    value = front.get(name)
    return value if isinstance(value, dict) else {}


def _first(front: dict[str, Any], *names: str) -> str:
    """The first of these that says something in words."""
    said = (front.get(name) for name in names)
    return next(
        (str(value).strip() for value in said if isinstance(value, str | int | float) and str(value).strip()), ""
    )


def _people(front: dict[str, Any]) -> str:
    return ", ".join(_names(front.get("author") or front.get("authors") or front.get("creator")))


def _names(said: Any) -> Iterator[str]:
    for one in said if isinstance(said, list) else [said]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield " ".join(name.split())


def _named_in(words: str) -> str:
    """Who is named as the author at the beginning of a text."""
    found = _AUTHORS.match(_LINKED.sub(lambda link: " ".join(link[1].split()), words[:1000]))
    if not found:
        return ""
    line = re.split(r"\s+(?:\*\*|>|#)|\.\s", found[1])[0].strip(" *_.,;:")
    # Where the text runs on in one line, a name is what two words make.
    return line if len(line.split()) <= 8 else " ".join(line.split()[:2])


def _bare(words: str) -> str:
    """Words without the marks of Markdown."""
    return re.sub(r"[*_`]+", "", _LINKED.sub(r"\1", words)).strip()


def _from_name(name: str) -> str:
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = re.sub(r"[-_]+", " ", stem).strip() or stem
    return words[:1].upper() + words[1:]
