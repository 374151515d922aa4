"""A resource as it was read from a source, before it is put in."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commonplace.ground.text import LONGEST

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 1000
MOST_OF_ONE = 2 * 1024 * 1024
# Of all texts together, unpacked.
MOST_TEXT = 10 * 1024 * 1024
# Of what stands before the words of all texts together: YAML is read slowly, and what was made to be slow far more so.
MOST_BEFORE = 1_000_000
# What JSON holds takes up to thirty times as much in memory.
MOST_OF_A_COURSE = 5 * 1024 * 1024
# Of the pictures of a folder together.
MOST_OF_PICTURES = 20 * 1024 * 1024
_MOST_INTERESTS = 12
# How a text leads to another piece or to a picture of its source, until it is known where that will stand.
TO_PIECE = re.compile(r"\(piece:([^)\s]+)\)")
TO_PICTURE = re.compile(r"\(picture:([^)\s]+)\)")


class Unreadable(Exception):
    """It is not what it should be, or more than is taken. Its words say which, for whoever brought it."""


@dataclass
class Piece:
    """One resource, or one page of what hangs together. `key` names it within its source, `identity` wherever it is met.

    `broken` are links that lead nowhere; `missing` are pictures that did not come with it, and `pictures` those that did: what
    names each in its text and in `Source.pictures`, with what is said of it.
    """

    key: str
    identity: str
    title: str
    body: str = ""
    link: str = ""
    made_by: str = ""
    source: str = ""
    licence: str = ""
    licence_link: str = ""
    language: str = ""
    interests: list[str] = field(default_factory=list)
    video: str = ""
    captions: str = ""
    transcript: str = ""
    speakers: str = ""
    level: int = 0
    broken: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


@dataclass
class LeftOut:
    """Something of a source that was not taken, and why."""

    name: str
    why: str


@dataclass
class Source:
    """What was read: pieces in their order. Where they hang together, the first is what holds the others.

    `pictures` are the files to which its texts lead, as they came.
    """

    name: str
    pieces: list[Piece]
    hangs_together: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        why = _(
            "Its end is not shown: it is longer than a page can be. Part it where it comes from, and bring it anew."
        )
        self.left_out = self.left_out + [LeftOut(one.title, why) for one in self.pieces if len(one.body) > LONGEST]


def tags(words: Any) -> list[str]:
    """Words for interests from a list, or from one line with commas between."""
    if isinstance(words, str):
        words = re.split(r"[,;\n]", words)
    if not isinstance(words, list):
        return []
    found = [" ".join(str(word).split())[:60] for word in words if isinstance(word, str | int | float)]
    return list(dict.fromkeys(word for word in found if word))[:_MOST_INTERESTS]


_DEED = re.compile(
    r"creativecommons\.org/(?:licenses/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)|publicdomain/(zero)/1\.0)", re.IGNORECASE
)
_OURS = {"by": "CC-BY-4.0", "by-sa": "CC-BY-SA-4.0", "by-nc-sa": "CC-BY-NC-SA-4.0"}
_NAMED = re.compile(r"\bCC[ -]?(0|BY(?:-NC)?(?:-SA|-ND)?)(?:[ -](\d\.\d))?\b", re.IGNORECASE)


def licence_in(words: str) -> tuple[str, str]:
    """The licence that words name, as we know it, or else empty; and the address of its text.

    Only what grants the same is taken for one of ours: an earlier version is named by its address alone.
    """
    found = _DEED.search(words)
    if found and found[3]:
        return "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
    if found:
        name, version = found[1].lower(), found[2]
        return (
            _OURS.get(name, "") if version == "4.0" else ""
        ), f"https://creativecommons.org/licenses/{name}/{version}/"
    named = _NAMED.search(words)
    if named and named[1] == "0":
        return "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
    if named:
        name, version = named[1].lower(), named[2] or "4.0"
        return (
            _OURS.get(name, "") if version == "4.0" else ""
        ), f"https://creativecommons.org/licenses/{name}/{version}/"
    return "", ""


def text_of(data: bytes, name: str) -> str:
    """The words of a file. Raises Unreadable for what is no text, in UTF-8 or in UTF-16 with its mark."""
    try:
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return data.decode("utf-16")
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        message = _("“%(name)s” is not text in UTF-8. Save it as UTF-8, and bring it again.") % {"name": name}
        raise Unreadable(message) from failure
    if "\0" in words:
        raise Unreadable(_("“%(name)s” is not text.") % {"name": name})
    return words


def web_address(address: Any, base: str = "") -> str:
    """An address of the web that fits into a column, or empty; what begins with a slash lies below `base`."""
    words = str(address or "").strip()
    if base and words.startswith("/") and not words.startswith("//"):
        words = base + words
    is_one = re.fullmatch(r"https?://[^\s<>\"]+", words)
    return words if is_one and len(words) <= 500 else ""
