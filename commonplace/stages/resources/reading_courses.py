"""An OpenCourseWare course as MIT exports it: the course, then its pages and lectures, in their order."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commonplace.stages.resources.hypertext import escaped, markdown_of, written
from commonplace.stages.resources.pieces import (
    MOST_OF_A_COURSE,
    MOST_PAGES,
    LeftOut,
    Piece,
    Source,
    Unreadable,
    tags,
    text_of,
    web_address,
)

OCW = "https://ocw.mit.edu"
_LICENCE, _LICENCE_LINK = "CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"
_UID = re.compile(r"resolveuid/([0-9a-f]{32})")
_SPEAKER = re.compile(r"<strong>\s*(?:Speakers?|Instructors?)\s*:?\s*</strong>:?\s*([^<]+)")
_Row = dict[str, Any]


def read_course(data: bytes, name: str) -> Source:
    """A course. Raises Unreadable for what is none."""
    if len(data) > MOST_OF_A_COURSE:
        raise Unreadable(_("“%(name)s” is larger than 5 MB. No course that we know of is.") % {"name": name})
    try:
        course = json.loads(text_of(data, name))
    except (ValueError, RecursionError) as failure:
        raise Unreadable(_("“%(name)s” is not JSON.") % {"name": name}) from failure
    if not isinstance(course, dict) or not {"uid", "title", "course_pages"} <= course.keys():
        raise Unreadable(_("“%(name)s” is not an OpenCourseWare course.") % {"name": name})
    try:
        return _Course(course).read()
    except (TypeError, AttributeError, KeyError, ValueError) as failure:
        words = _("“%(name)s” begins as an OpenCourseWare course, and goes on otherwise.")
        raise Unreadable(words % {"name": name}) from failure


def _rows(of: Any) -> list[_Row]:
    return [row for row in of or [] if isinstance(row, dict) and row.get("uid")]


def _order(row: _Row) -> int:
    place = row.get("order_index")
    return place if isinstance(place, int) else 0


def _said(row: _Row, name: str) -> str:
    return str(row.get(name) or "").strip()


class _Course:
    """A course while it is read. What hangs below what is known by its `uid`, as the export has it."""

    def __init__(self, course: _Row) -> None:
        self.course, self.uid = course, str(course["uid"])
        self.pages = _rows(course["course_pages"])
        media = course.get("course_embedded_media") or {}
        self.media = _rows(media.values())
        self.files = {row["uid"]: row for row in _rows(course.get("course_files"))}
        if len(self.pages) + len(self.media) > MOST_PAGES:
            raise Unreadable(_("These are more than %(count)s pages.") % {"count": MOST_PAGES})
        homes = [row["uid"] for row in self.pages if _said(row, "type") == "CourseHomeSection"]
        # The first page of a course says what the course says of itself, and the last only where to get a copy.
        self.same = dict.fromkeys((self.uid, *homes), self.uid)
        self.left_out: list[LeftOut] = []
        self.used: set[str] = set()
        taken = [row for row in self.pages if row["uid"] not in self.same and self._is_worth_it(row)]
        self.rows = {row["uid"]: row for row in (*taken, *self.media)}
        self.by_address = {
            _path(row.get("url") or row.get("technical_location")): row["uid"] for row in self.rows.values()
        }
        self.by_address[_path(course.get("url"))] = self.uid
        self.by_address |= {_path(row.get("url")): self.uid for row in self.pages if row["uid"] in homes}
        self.by_name = {_said(row, "id"): row for row in self.files.values()}

    def read(self) -> Source:
        pieces = [self._first(), *self._below(self.uid, 0, set())]
        return Source(pieces[0].title, pieces, hangs_together=True, left_out=self.left_out)

    def _is_worth_it(self, row: _Row) -> bool:
        if _said(row, "type") == "DownloadSection":
            self.left_out.append(LeftOut(_said(row, "title"), _("It only tells where to get a copy of the course.")))
            return False
        below = any(other.get("parent_uid") == row["uid"] for other in (*self.pages, *self.media, *self.files.values()))
        says = any(_said(row, name) for name in ("text", "bottomtext", "description"))
        if not says and not below:
            self.left_out.append(LeftOut(_said(row, "title"), _("It says nothing.")))
        return says or below

    def _below(self, uid: str, level: int, above: set[str]) -> Iterator[Piece]:
        rows = [row for row in self.rows.values() if self.same.get(row.get("parent_uid"), row.get("parent_uid")) == uid]
        if uid == self.uid:  # what hangs on something that is not there hangs on the course
            known = {*self.rows, *self.same}
            rows += [row for row in self.rows.values() if row.get("parent_uid") not in known]
        for row in sorted(rows, key=_order):
            if row["uid"] not in above:
                yield self._page(row, level)
                yield from self._below(row["uid"], level + 1, above | {row["uid"]})

    def _shared(self) -> dict[str, Any]:
        topics = [
            _said(row, "ocw_speciality") or _said(row, "ocw_subfeature")
            for row in self.course.get("course_collections") or []
            if isinstance(row, dict)
        ]
        named = [str(row.get("name") or "") for row in self.course.get("tags") or [] if isinstance(row, dict)]
        return {
            "made_by": ", ".join(_full_name(row) for row in _rows(self.course.get("instructors")))[:200],
            "source": "MIT OpenCourseWare",
            "licence": _LICENCE,
            "licence_link": _LICENCE_LINK,
            "language": _said(self.course, "language")[:2].lower(),
            "interests": tags([*named, *topics]),
        }

    def _first(self) -> Piece:
        piece = Piece(self.uid, f"ocw:{self.uid}", _said(self.course, "title")[:200], **self._shared())
        piece.link = web_address(self.course.get("url"), OCW)
        numbers = ".".join(
            part
            for part in (_said(self.course, "department_number"), _said(self.course, "master_course_number"))
            if part
        )
        term = " ".join(part for part in (_said(self.course, "from_semester"), _said(self.course, "from_year")) if part)
        facts = ", ".join(escaped(part) for part in (numbers, term, _said(self.course, "course_level")) if part)
        piece.body = "\n\n".join(
            part for part in (self._words(_said(self.course, "description"), piece), facts) if part
        )
        return piece

    def _page(self, row: _Row, level: int) -> Piece:
        shared = self._shared()
        piece = Piece(
            row["uid"], f"ocw:{row['uid']}", " ".join(_said(row, "title").split())[:200], **shared, level=level
        )
        piece.link = web_address(row.get("url") or row.get("technical_location"), OCW)
        said = [_said(row, name) for name in ("about_this_resource_text", "text", "bottomtext", "optional_text")]
        said += [_said(row, name) for name in ("related_resources_text", "resource_index_text")]
        words = [self._words(markup, piece) for markup in said if markup]
        if not any(words):
            words = [self._words(_said(row, "description"), piece)]
        speaker = _SPEAKER.search(_said(row, "about_this_resource_text"))
        piece.speakers = " ".join(speaker[1].split())[:200] if speaker else ""
        self._media_of(row, piece)
        words.append(_list(_("Files"), self._files_of(row["uid"])))
        if _said(row, "transcript"):
            words.append(f"## {_('What is said in it')}\n\n{self._words(_said(row, 'transcript'), piece)}")
        piece.body = "\n\n".join(part for part in words if part)
        return piece

    def _media_of(self, row: _Row, piece: Piece) -> None:
        """Where the lecture is to be seen: on YouTube, or as a file; with its captions and transcript where there are some."""
        for one in _rows(row.get("embedded_media")):
            kind, where = _said(one, "id").lower(), _said(one, "media_location")
            if "youtube" in kind and re.fullmatch(r"[\w-]{11}", where):
                piece.video = f"https://www.youtube.com/watch?v={where}"
            elif "internetarchive" in kind.replace("-", "") and not piece.video:
                piece.video = web_address(where)
            elif re.search(r"\.(vtt|srt)$", where.lower()) or "caption" in kind:
                piece.captions = web_address(one.get("technical_location") or where, OCW) or piece.captions
            elif "transcript" in kind or (where.lower().endswith(".pdf") and "3play" in kind):
                piece.transcript = web_address(one.get("technical_location") or where, OCW) or piece.transcript

    def _files_of(self, uid: str) -> list[str]:
        """Links to the files of a page that its words do not lead to."""
        below = [row for row in self.files.values() if row.get("parent_uid") == uid and row["uid"] not in self.used]
        made = []
        for row in sorted(below, key=_order):
            address = web_address(row.get("file_location"))
            name = next((_said(row, part) for part in ("caption", "alt_text", "title", "id") if _said(row, part)), "")
            words = " ".join(markdown_of(name).split()) or escaped(_said(row, "id"))
            if address:
                made.append(f"[{re.sub(r'[][]', '', words)[:300]}]({written(address)})")
        return made

    def _words(self, markup: str, piece: Piece) -> str:
        return markdown_of(_with_whole_addresses(markup), lambda address: self._lead(address, piece))

    def _lead(self, address: str, piece: Piece) -> str | None:
        """Where a link of a page leads: to another piece, to a file, or away; nowhere within the page itself."""
        named = _UID.search(address)
        if named:
            return self._to(named[1], address, piece)
        path = _path(address)
        if path in self.by_address:
            return f"piece:{self.by_address[path]}"
        if address.startswith("#") or path.endswith("/images/inacessible.gif"):
            return None
        if path.startswith(f"{_path(self.course.get('url'))}/"):
            row = self.by_name.get(path.rsplit("/", 1)[-1])
            if row is not None:
                return self._to(row["uid"], address, piece)
            piece.broken.append(_where(address))
            return None
        if address.startswith("mailto:"):
            return address
        to = web_address(_where(address))
        if not to:
            piece.broken.append(_where(address))
        return to or None

    def _to(self, uid: str, address: str, piece: Piece) -> str | None:
        uid = self.same.get(uid, uid)
        if uid in self.rows or uid == self.uid:
            return f"piece:{uid}"
        if uid in self.files:
            self.used.add(uid)
            return web_address(self.files[uid].get("file_location")) or None
        piece.broken.append(_where(address))
        return None


def _with_whole_addresses(markup: str) -> str:
    """Relative addresses with a host before them, since what is cleaned has whole ones alone."""
    return re.sub(r"((?:href|src)=[\"'])\s*(?=\.{0,2}/|resolveuid)(?:\./)?/?", rf"\1{OCW}/", markup)


def _where(address: str) -> str:
    """An address as the export has it: those that were made whole without the host that stood not there."""
    named = _UID.search(address)
    return f"./resolveuid/{named[1]}" if named else address


def _path(address: Any) -> str:
    """What names a page of the course: the path of an address, however its host is called."""
    try:
        parts = urlsplit(str(address or ""))
    except ValueError:
        return ""
    if parts.netloc and parts.netloc not in {"ocw.mit.edu", "www.ocw.mit.edu"}:
        return ""
    return re.sub(r"/index\.html?$", "", parts.path).rstrip("/")


def _full_name(person: _Row) -> str:
    parts = (person.get(name) for name in ("salutation", "first_name", "middle_initial", "last_name", "suffix"))
    return " ".join(str(part).strip() for part in parts if part)


def _list(title: str, lines: list[str]) -> str:
    return f"## {title}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""
