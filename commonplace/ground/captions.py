"""Captions as WebVTT (https://www.w3.org/TR/webvtt1/): read strictly, and written anew, so that nothing of a file that somebody
sent is ever served: no style sheets, no settings of where lines stand, no marks within them but who speaks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from django.utils.translation import gettext as _

from commonplace.ground.text import clean

MOST_BYTES = 512 * 1024
MOST_CUES = 6000
# As WebVTT writes a moment: hours may be left out, thousandths may not.
_MOMENT = re.compile(r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
_TIMES = re.compile(r"[ \t]*(\S+)[ \t]+-->[ \t]+(\S+)(?:[ \t].*)?")
# Nothing in it may reach beyond the next mark, however many begin and never end: it is looked for from each of them.
_VOICE = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]([^<>]*)>", re.IGNORECASE)
_MARK = re.compile(r"</?[A-Za-z0-9][^<>]*>|</?>")
_NO_CUE = ("STYLE", "REGION")


class NotCaptions(Exception):
    """The file cannot be taken as captions. Its words say why and in which line, for the person who chose it."""


@dataclass(frozen=True)
class Cue:
    """What is said from one moment to another, in thousandths of a second, and by whom, where that is known."""

    starts: int
    ends: int
    words: str
    voice: str = ""


def read_captions(data: bytes) -> list[Cue]:
    """The cues of a WebVTT file, in their order. Raises NotCaptions."""
    if len(data) > MOST_BYTES:
        raise NotCaptions(_("This file is larger than captions are. Please choose one of at most 512 KB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise NotCaptions(
            _("This file is not written in UTF-8. Please save it as UTF-8, and choose it again.")
        ) from failure
    return cues_in(text)


def cues_in(text: str) -> list[Cue]:
    """The same of a file's text, however long: what `write_captions` wrote is longer than what was sent. Raises NotCaptions."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _wrong(1, _("captions begin with the word WEBVTT. Is this a WebVTT file, with a name that ends in .vtt?"))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cue is None:
            continue
        if cues and cue.starts < cues[-1].starts:
            raise _wrong(number, _("this begins before what stands above it."))
        cues.append(cue)
        if len(cues) > MOST_CUES:
            raise _wrong(number, _("there are more lines than captions have."))
    if not cues:
        raise NotCaptions(_("There is nothing said in this file: it holds no times with words under them."))
    return cues


def _wrong(number: int, words: str) -> NotCaptions:
    return NotCaptions(_("Line %(number)s: %(words)s") % {"number": number, "words": words})


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, after the first block, which is the header; with the number of its first line."""
    block, begins = list[str](), 1
    for number, line in enumerate([*lines, ""], 1):
        if line:
            begins = begins if block else number
            block.append(line)
        elif block:
            if begins > 1:
                yield begins, block
            elif any("-->" in one for one in block):
                raise _wrong(2, _("an empty line has to stand between the word WEBVTT and the first time."))
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    """One cue; None for a remark, or for what says how captions look. Raises NotCaptions."""
    if "-->" not in block[0]:
        if block[0].startswith("NOTE") or block[0].strip() in _NO_CUE:
            return None
        # The first line names the cue.
        number, block = number + 1, block[1:]
        if not block or "-->" not in block[0]:
            raise _wrong(number - 1, _("a time is missing here. It is written as 00:12.000 --> 00:15.500."))
    starts, ends = _times(number, block[0])
    said = "\n".join(block[1:])
    for place, line in enumerate(block[1:], number + 1):
        if "-->" in line:
            raise _wrong(place, _("an empty line has to stand before each time."))
    voices = [_plain(one) for one in _VOICE.findall(said)]
    words = _plain(_MARK.sub("", said))
    return Cue(starts, ends, words, voices[0][:80] if voices else "") if words else None


def _plain(marked: str) -> str:
    return " ".join(clean(unescape(marked)).split())


def _times(number: int, line: str) -> tuple[int, int]:
    found = _TIMES.fullmatch(line)
    moments = [_MOMENT.fullmatch(one) for one in found.groups()] if found else []
    if len(moments) != 2 or None in moments:
        raise _wrong(number, _("this is no time as captions write it: 00:12.000 --> 00:15.500."))
    starts, ends = (_thousandths(one) for one in moments if one)
    if ends <= starts:
        raise _wrong(number, _("this ends before it begins."))
    return starts, ends


def _thousandths(moment: re.Match[str]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in moment.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def write_captions(cues: Iterable[Cue]) -> str:
    """A WebVTT file of nothing but these cues. `cues_in` reads the same out of it."""
    parts = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {_escaped(cue.voice)}>" if cue.voice else ""
        parts.append(f"{_written(cue.starts)} --> {_written(cue.ends)}\n{voice}{_escaped(cue.words)}")
    return "\n\n".join(parts) + "\n"


def _escaped(words: str) -> str:
    return escape(words, quote=False)


def _written(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
