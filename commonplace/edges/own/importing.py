"""Reads material from elsewhere and puts it in through the actions that people use.

Every piece keeps where it came from in `Entry.remote_id`. Brought in again it is brought up to date, never doubled.
"""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nh3

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.models import Person
from commonplace.ground.text import clean, clean_line
from commonplace.stages.gather.calendar_import import ImportTrouble
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.make.actions import change_resource, share_resource

Progress = Callable[[str], None]
MOST_BYTES = 20 * 1024 * 1024
_OCW = "https://ocw.mit.edu"
_TOO_SHORT = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one piece: `new`, `changed`, `same` or `left out`, then with the reason."""

    source: str
    title: str
    outcome: str
    why: str = ""


@dataclass
class Piece:
    """A resource as it was read, before it is put in."""

    remote_id: str
    title: str
    body: str = ""
    link: str = ""
    made_by: str = ""
    source: str = ""
    licence: str = ""
    language: str = ""
    interests: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """The file is not what its name says. Its words say why."""


def import_path(
    path: Path, community: Community, by: Person, progress: Progress, licence: str = ""
) -> Iterator[Outcome]:
    """Bring in a file, or every file of a folder that we can read, in the order of their names."""
    files = (
        sorted(file for file in path.rglob("*") if file.suffix in _READERS or file.suffix == ".ics")
        if path.is_dir()
        else [path]
    )
    root = path if path.is_dir() else path.parent
    if not files:
        yield Outcome(str(path), "", "left out", "There is nothing in it that we can read: .md, .json or .ics.")
    for file in files:
        progress(str(file.relative_to(root)))
        try:
            if file.stat().st_size > MOST_BYTES:
                raise Unreadable("It is larger than 20 MB.")
            yield from _import_file(file, root, community, by, licence)
        except (Unreadable, ImportTrouble) as trouble:
            yield Outcome(str(file), "", "left out", str(trouble))


def _import_file(file: Path, root: Path, community: Community, by: Person, licence: str) -> Iterator[Outcome]:
    if file.suffix == ".ics":
        found = import_calendar(community, by, file.read_bytes())
        yield from (Outcome(str(file), event.title, "new") for event in found.added)
        yield from (Outcome(str(file), change.event.title, "changed") for change in [*found.changed, *found.cancelled])
        yield from (Outcome(str(file), event.title, "same") for event in found.there)
        return
    if file.suffix not in _READERS:
        raise Unreadable("We read Markdown (.md), OpenCourseWare courses (.json) and calendars (.ics).")
    for piece in _READERS[file.suffix](file, root):
        piece.licence = piece.licence or licence
        yield Outcome(str(file), piece.title, _put_in(piece, community, by))


def _put_in(piece: Piece, community: Community, by: Person) -> str:
    known = (
        Entry.objects.filter(kind="resource", community=community, remote_id=piece.remote_id)
        .select_related("as_resource")
        .first()
    )
    # As it will be kept, so that a second reading finds it unchanged.
    piece.title, piece.body = clean_line(piece.title)[:200], clean(piece.body)
    piece.made_by, piece.source = clean_line(piece.made_by)[:200], clean_line(piece.source)[:200]
    interests = interests_named(piece.interests)
    kept: dict[str, Any] = {"link": piece.link, "made_by": piece.made_by, "source": piece.source}
    if known is None:
        share_resource(
            by,
            title=piece.title,
            body=piece.body,
            licence=piece.licence,
            community=community,
            interests=interests,
            language=piece.language,
            remote_id=piece.remote_id,
            **kept,
        )
        return "new"
    if (known.title, known.body) == (piece.title, piece.body) and all(
        getattr(known.as_resource, name) == value for name, value in kept.items()
    ):
        return "same"
    change_resource(
        known.as_resource, by, based_on=known.version, title=piece.title, body=piece.body, interests=interests, **kept
    )
    return "changed"


def read_markdown(file: Path, root: Path) -> Iterator[Piece]:
    """A Markdown text. Its title is its first heading, or else its name."""
    try:
        words = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as failure:
        raise Unreadable("It is not text in UTF-8.") from failure
    heading = re.search(r"^#\s+(.+?)\s*#*$", words, re.MULTILINE)
    title = heading[1] if heading else file.stem.replace("_", " ").replace("-", " ").capitalize()
    if heading and not words[: heading.start()].strip():
        words = words[heading.end() :]
    authors = re.match(r"\s*Authors?:\s*(.+)", words)
    yield Piece(
        remote_id=f"file:{root.name}/{file.relative_to(root).as_posix()}"[:500],
        title=" ".join(title.split())[:200],
        body=words.strip(),
        made_by=authors[1].strip()[:200] if authors else "",
        source=root.name[:200],
    )


def read_course(file: Path, root: Path) -> Iterator[Piece]:
    """An OpenCourseWare course as MIT exports it: the course itself, then each of its pages that says something."""
    try:
        course = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as failure:
        raise Unreadable("It is not JSON.") from failure
    if not isinstance(course, dict) or not {"uid", "title", "course_pages"} <= course.keys():
        raise Unreadable("It is not an OpenCourseWare course.")
    shared = {
        "made_by": ", ".join(_full_name(person) for person in course.get("instructors") or [])[:200],
        "source": "MIT OpenCourseWare",
        "licence": "CC-BY-NC-SA-4.0",
        "language": str(course.get("language") or "")[:2],
    }
    topics = {row.get("ocw_speciality") or row.get("ocw_subfeature") for row in course.get("course_collections") or []}
    interests = sorted(str(topic)[:60] for topic in topics if topic)
    description = words_of(course.get("description") or "")
    yield Piece(
        f"ocw:{course['uid']}", str(course["title"])[:200], description, _address(course), interests=interests, **shared
    )
    for page in course["course_pages"] or []:
        words = words_of(page.get("text") or "")
        if len(words) >= _TOO_SHORT:
            title = f"{course['title']}: {page.get('title') or ''}"[:200]
            yield Piece(f"ocw:{page['uid']}", title, words, _address(page), interests=interests, **shared)


def _full_name(person: dict[str, Any]) -> str:
    parts = (person.get("salutation"), person.get("first_name"), person.get("middle_initial"), person.get("last_name"))
    return " ".join(str(part) for part in parts if part)


def _address(thing: dict[str, Any]) -> str:
    address = str(thing.get("url") or "")
    return f"{_OCW}{address}" if address.startswith("/") and len(address) < 450 else ""


def words_of(markup: str) -> str:
    """HTML as plain words in paragraphs; lists become Markdown lists, and headings Markdown headings."""
    markup = re.sub(
        r"\s+",
        " ",
        nh3.clean(markup, tags={"p", "br", "li", "ul", "ol", "h2", "h3", "h4", "tr", "td", "th"}, attributes={}),
    )
    markup = re.sub(r"<(h2|h3|h4)>", "\n\n## ", markup)
    markup = re.sub(r"<li>", "\n- ", markup)
    markup = re.sub(r"<(td|th)>", " · ", re.sub(r"<tr>\s*<(td|th)>", "\n\n", markup))
    markup = re.sub(r"<br>|</(p|ul|ol|h2|h3|h4)>", "\n\n", markup)
    words = html.unescape(re.sub(r"<[^>]+>", "", markup))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in words.splitlines())).strip()


_READERS: dict[str, Callable[[Path, Path], Iterator[Piece]]] = {".md": read_markdown, ".json": read_course}
