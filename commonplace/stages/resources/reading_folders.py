"""A folder of Markdown texts: one page each, in the order of its index, with links between them."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from posixpath import normpath
from typing import IO
from urllib.parse import quote, unquote, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from commonplace.ground.pictures import looks_like_one
from commonplace.stages.resources.markdown import length_before, rewritten
from commonplace.stages.resources.pieces import (
    MOST_BEFORE,
    MOST_OF_ONE,
    MOST_OF_PICTURES,
    MOST_PAGES,
    MOST_TEXT,
    TO_PICTURE,
    LeftOut,
    Piece,
    Source,
    Unreadable,
    licence_in,
    text_of,
)
from commonplace.stages.resources.reading_texts import alone, piece_of

TEXTS = (".md", ".markdown", ".mdown")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".avif")
_INDEXES = ("readme", "index", "_index", "summary", "contents", "toc")
_LISTED = re.compile(
    r"^([ \t]*)(?:[-*+]|\d+[.)])[ \t]+[^\[\n]*+\[((?:[^\[\]\\\n]|\\.)*+)\]\( ?<?([^()<>\"\n]*+)(?:>|\"[^\"\n]*+\")?\s?\)",
    re.MULTILINE,
)
# A file and its page on the sites where folders of texts live.
_HOSTED = re.compile(
    r"https?://(?:github\.com|gitlab\.com)/[^/]+/[^/]+/(?:-/)?(?:blob|tree|raw)/[^/]+/|https?://raw\.githubusercontent\.com/[^/]+/[^/]+/[^/]+/"
)
# A picture of the folder in a text, with what is said of it.
_SHOWN = re.compile(r"\[([^\[\]]*+)\]" + TO_PICTURE.pattern)
_MOST_ENTRIES = 5000
# The only ways of packing of which a part can be had without the whole: of the others, a kilobyte can mean gigabytes.
_UNPACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# The bytes of a path, and one more where there are more than so many.
Read = Callable[[str, int], bytes]
# As it is written in addresses: what a column takes.
_LONGEST_NAME = 1000


def read_zip(file: IO[bytes], name: str) -> Source:
    """A folder as a ZIP. Nothing of it is written anywhere, and no more is unpacked than is taken. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as failure:
        raise Unreadable(_("“%(name)s” is no ZIP that can be opened.") % {"name": name}) from failure
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
        if len(infos) > _MOST_ENTRIES:
            raise Unreadable(_("There are more than %(count)s files in it.") % {"count": _MOST_ENTRIES})
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable(_("It is locked with a passphrase. Make one that is not."))
        named = {_safe(info.filename): info for info in infos}
        top = _top(list(named))
        left = MOST_TEXT

        def unpacked(path: str, most: int) -> bytes:
            if named[f"{top}/{path}" if top else path].compress_type not in _UNPACKED:
                raise Unreadable(_("It is packed in a way that few programs know. Make the ZIP anew."))
            with archive.open(named[f"{top}/{path}" if top else path]) as within:
                return within.read(most + 1)

        def read(path: str, most: int) -> bytes:
            nonlocal left
            if not path.lower().endswith(TEXTS):
                return unpacked(path, most)
            data = unpacked(path, min(most, left))
            left -= len(data)
            if left < 0:
                raise _TooMuch(_("Unpacked, its texts are more than 10 MB."))
            return data

        stem = re.sub(r" ?\(\d+\)$", "", PurePosixPath(name).stem)
        paths = [path[len(top) + 1 :] if top else path for path in named]
        try:
            return read_folder(top or stem, paths, read)
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            zlib.error,
        ) as failure:
            raise Unreadable(_("“%(name)s” is damaged: not all of it can be unpacked.") % {"name": name}) from failure


def _is_hidden(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return "__MACOSX" in parts or any(part.startswith(".") and part not in {".", ".."} for part in parts)


def _safe(path: str) -> str:
    """A path within the folder. Raises Unreadable for one that leads out of it."""
    whole = normpath(path.replace("\\", "/"))
    if (
        whole.startswith(("/", "../"))
        or whole == ".."
        or re.match("[A-Za-z]:", whole)
        or "\0" in whole
        or len(whole) > 300
    ):
        raise Unreadable(_("“%(name)s” leads out of the folder. Make the ZIP anew.") % {"name": path[:100]})
    return whole


def _top(paths: list[str]) -> str:
    """The one folder that holds everything, where there is one."""
    tops = {path.split("/", 1)[0] for path in paths}
    return next(iter(tops)) if len(tops) == 1 and all("/" in path for path in paths) else ""


def read_folder(name: str, paths: list[str], read: Read) -> Source:
    """The texts of a folder, and the pictures that stand in them. What cannot be read alone is left out, and named."""
    texts = sorted(path for path in paths if path.lower().endswith(TEXTS))
    if not texts:
        raise Unreadable(_("There is no Markdown text in it: files whose names end in .md."))
    if len(texts) > MOST_PAGES:
        raise Unreadable(_("These are more than %(count)s pages.") % {"count": MOST_PAGES})
    return _Folder(name, paths, texts, read).read()


class _Folder:
    """A folder while it is read."""

    def __init__(self, name: str, paths: list[str], texts: list[str], read: Read) -> None:
        self.name, self.paths, self.left_out = name, set(paths), list[LeftOut]()
        self.read_file, self.left_for_pictures = read, MOST_OF_PICTURES
        self.pictures, self.refused = dict[str, bytes](), set[str]()
        self.words = dict[str, str]()
        for path in texts:
            try:
                data = read(path, MOST_OF_ONE)
                if len(data) > MOST_OF_ONE:
                    raise Unreadable(_("It is larger than 2 MB."))
                self.words[path] = text_of(data, path)
            except _TooMuch:
                raise
            except Unreadable as trouble:
                self.left_out.append(LeftOut(path, str(trouble)))
        if not self.words:
            raise Unreadable(" ".join(dict.fromkeys(one.why for one in self.left_out[:3])))
        if sum(map(length_before, self.words.values())) > MOST_BEFORE:
            raise _TooMuch(_("What stands before the words of its texts is more than 1 MB. Bring it in parts."))
        self.index = next((path for stem in _INDEXES for path in self.words if _is_index(path, stem)), "")
        self.lower = {path.lower(): path for path in self.words}
        self.base = self._base()

    def _base(self) -> str:
        """Where the folder lies on the web, as its own links say: most links to a text of such a site lead there."""
        found: dict[str, int] = {}
        for words in self.words.values():
            for address in re.findall(r"\]\(\s*(https?://[^\s()]+)", words):
                head, _slash, last = address.partition("#")[0].rpartition("/")
                if last in self.words and _HOSTED.match(address):
                    found[head] = found.get(head, 0) + 1
        return max(found, key=lambda head: found[head]) + "/" if found else ""

    def read(self) -> Source:
        order = list(self._order())
        licence, licence_link = self._licence()
        pieces = [self._first()]
        for path, called, level in order:
            try:
                piece = piece_of(self.words[path], path, self._identity(path), key=quote(path), title=called)
            except Unreadable as trouble:
                self.left_out.append(LeftOut(path, str(trouble)))
                continue
            piece.level = min(level, 9)
            pieces.append(piece)
        self.known = {piece.key for piece in pieces}
        for piece in pieces:
            here = unquote(piece.key)
            piece.body = rewritten(piece.body, partial(self._lead, piece, here))
            # What only looks like it, such as words in code, is left as it stands.
            said = dict.fromkeys(TO_PICTURE.findall(piece.body), "") | {
                name: words for words, name in _SHOWN.findall(piece.body)
            }
            piece.pictures = {name: words for name, words in said.items() if name in self.pictures}
            piece.broken, piece.missing = (list(dict.fromkeys(some)) for some in (piece.broken, piece.missing))
            piece.source = piece.source or self.name[:200]
            piece.licence = piece.licence or ("" if piece.licence_link else licence)
            piece.licence_link = piece.licence_link or licence_link
            if not piece.body.strip():
                piece.body = _("This page is empty in the folder that it came from.") if piece is not pieces[0] else ""
        return Source(pieces[0].title, pieces, hangs_together=True, left_out=self.left_out, pictures=self.pictures)

    def _identity(self, path: str) -> str:
        return f"file:{self.name}/{path}"[:500]

    def _first(self) -> Piece:
        called = re.sub(r"[-_]+", " ", self.name).strip()
        called = called[:1].upper() + called[1:]
        if not self.index:
            return Piece("", self._identity(""), called[:200])
        words = self.words[self.index]
        piece = piece_of(words, self.index, self._identity(self.index), key=quote(self.index))
        if piece.title.lower() in _INDEXES or piece.title.lower() == "readme":
            piece.title = called[:200]
        return piece

    def _order(self) -> Iterator[tuple[str, str, int]]:
        """Paths with what the index calls them and how far in they stand: in its order, the others by name."""
        given = {self.index}
        for indent, label, address in _LISTED.findall(self.words.get(self.index, "")):
            path = self._path(address.split()[0] if address.split() else "", self.index)
            if path and path not in given:
                given.add(path)
                called = " ".join(re.sub(r"[*_`\\]+", "", label).split())
                # Words in capitals alone are loud, and hard to read.
                yield path, called.capitalize() if called.isupper() else called, len(indent.expandtabs(4)) // 2
        yield from ((path, "", 0) for path in self.words if path not in given)

    def _licence(self) -> tuple[str, str]:
        for path, words in self.words.items():
            if re.fullmatch(r"(licen[sc]e|copying|copyright)", PurePosixPath(path).stem.lower()):
                return licence_in(words)
        return "", ""

    def _path(self, address: str, here: str) -> str:
        """The text of this folder to which an address leads, or empty."""
        address = address.strip().partition("#")[0].partition("?")[0]
        if self.base and address.startswith(self.base):
            address = f"/{address[len(self.base) :]}"
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        path = unquote(parts.path)
        whole = normpath(path.lstrip("/") if path.startswith("/") else str(PurePosixPath(here).parent / path))
        tries = (whole, f"{whole}.md", f"{whole}/index.md", f"{whole}/README.md", re.sub(r"\.html?$", ".md", whole))
        return next((self.lower[one.lower()] for one in tries if one.lower() in self.lower), "")

    def _lead(self, piece: Piece, here: str, address: str, is_picture: bool) -> str | None:
        path = self._path(address, here)
        if path and quote(path) in self.known:
            return f"piece:{quote(path)}"
        if path or (self.base and address.startswith(self.base)):
            piece.broken.append(address[:300])
            return None
        picture = self._picture(address, here, is_picture)
        return f"picture:{picture}" if picture else alone(address, is_picture, piece)

    def _picture(self, address: str, here: str, is_picture: bool) -> str:
        """What names the picture of this folder to which an address leads, or empty. What is none, or too much, is told."""
        path = unquote(address.strip().partition("#")[0].partition("?")[0])
        whole = normpath(path.lstrip("/") if path.startswith("/") else str(PurePosixPath(here).parent / path))
        if whole not in self.paths or whole in self.refused or not (is_picture or whole.lower().endswith(_PICTURES)):
            return ""
        name = quote(whole)
        if name not in self.pictures:
            try:
                if len(name) > _LONGEST_NAME:
                    raise Unreadable(_("Its name is too long. Give it a shorter one."))
                self.pictures[name] = self._picture_at(whole)
            except Unreadable as trouble:
                self.refused.add(whole)
                self.left_out.append(LeftOut(whole, str(trouble)))
                return ""
        return name

    def _picture_at(self, path: str) -> bytes:
        """A picture as it came; what it is in truth is looked at once more when it is put in. Raises Unreadable."""
        data = self.read_file(path, self.left_for_pictures) if self.left_for_pictures else b""
        is_too_much = not self.left_for_pictures or len(data) > self.left_for_pictures
        # What turns out to be none counts too: it was unpacked all the same.
        self.left_for_pictures = max(0, self.left_for_pictures - len(data))
        if is_too_much:
            raise Unreadable(_("The pictures of this folder are more than 20 MB. Add it by hand."))
        if not looks_like_one(SimpleUploadedFile("picture", data)):
            raise Unreadable(_("It is no picture that we can read. JPEG, PNG, WebP, GIF and HEIC work."))
        return data


class _TooMuch(Unreadable):
    """The texts of a folder are together more than is taken; none of them is."""


def _is_index(path: str, stem: str) -> bool:
    return "/" not in path and PurePosixPath(path).stem.lower() == stem


def in_memory(data: bytes) -> IO[bytes]:
    """Bytes as a file."""
    return BytesIO(data)
