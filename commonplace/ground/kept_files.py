"""Files of any kind that people upload: what they are is read from what they hold, never from their names.

They are kept as they are and handed out to be downloaded alone, so nothing in them is ever opened here: no archive is unpacked,
no page of a PDF is read.
"""

import codecs
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 100 * 1024 * 1024
UNKNOWN = "application/octet-stream"
# How a file begins, and what it is then.
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),  # an archive of nothing
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"MThd", "application/x-midi"),
)
# How the name of a download may end, by what the file is; the first where its own name ends in none of them. No system runs one.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "application/zip": ("zip", "epub", "odt", "ods", "odp", "docx", "xlsx", "pptx", "kra", "sb3", "mscz", "3mf"),
    "application/x-7z-compressed": ("7z",),
    "application/gzip": ("gz",),
    "application/rtf": ("rtf",),
    "application/x-midi": ("mid",),
    "text/plain": ("txt", "csv", "md", "tex", "ly", "abc", "stl", "obj", "gpx"),
    UNKNOWN: ("bin", "blend", "stl", "psd", "xcf", "gcode", "ttf", "otf", "ogg", "mscx", "doc", "xls", "ppt"),
}
_CALLED = {
    "application/pdf": gettext_lazy("A PDF"),
    "application/zip": gettext_lazy("A packed file"),
    "application/x-7z-compressed": gettext_lazy("A packed file"),
    "application/gzip": gettext_lazy("A packed file"),
    "application/rtf": gettext_lazy("A text"),
    "application/x-midi": gettext_lazy("Notes for instruments"),
    "text/plain": gettext_lazy("A text"),
}
_PIECE = 64 * 1024


class NotKept(Exception):
    """The file cannot be kept. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Prepared:
    """A file to keep as it is: what it is, how its name is to end, how large it is, and what it was called."""

    file: UploadedFile
    media_type: str
    ending: str
    size: int
    name: str


def prepare(file: UploadedFile) -> Prepared:
    """Look what a file is. Raises NotKept, with words for people, for what is empty or too large."""
    size = file.size or 0
    if size > MOST_BYTES:
        raise NotKept(_("This file is larger than 100 MB. Please choose a smaller one, or put a link to it."))
    if not size:
        raise NotKept(_("There is nothing in this file. Please choose another."))
    media_type = _what_it_is(file)
    own = PurePath(file.name or "").suffix.lower().lstrip(".")
    endings = _ENDINGS[media_type]
    return Prepared(file, media_type, own if own in endings else endings[0], size, file.name or "")


def called(media_type: str) -> str:
    """What a kind of file is called where nobody gave it a name."""
    return str(_CALLED.get(media_type, _("A file")))


def _what_it_is(file: UploadedFile) -> str:
    file.seek(0)
    begins = file.read(16)
    for beginning, media_type in _BEGINNINGS:
        if begins.startswith(beginning):
            return media_type
    return "text/plain" if _is_text(file) else UNKNOWN


def _is_text(file: UploadedFile) -> bool:
    """Whether it is UTF-8 throughout, with nothing that no text holds."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            if b"\0" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
