"""What was said at a gathering as something to read: passages with their seconds, and the moments beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commonplace.commons.entries.merging import paragraphs
from commonplace.ground.captions import Cue, cues_in
from commonplace.stages.room import seconds
from commonplace.stages.room.models import Moment, Room

# A passage ends where nobody spoke for so long, in thousandths of a second, or after so many characters with a sentence.
_PAUSE, _LONG, _TOO_LONG = 2_500, 320, 900
_BEGINS_WITH_TIME = re.compile(r"[\[(]?(-?[0-9]{1,3}(?::[0-5][0-9]){1,2})[\])]?\s+(.+)", re.DOTALL)
_ENDS_A_SENTENCE = re.compile(r"[.?!…。？！؟][\"”’»)]*$")


@dataclass
class Passage:
    """Some sentences in one go, by one voice where that is known, from a second of the recording where that is known."""

    second: int | None
    words: str
    voice: str = ""
    moments: list[Moment] = field(default_factory=list)


def passages_of(room: Room) -> list[Passage]:
    """What is said in a recording: as somebody wrote it down, else as its captions have it."""
    if room.transcript:
        return [_written(one) for one in paragraphs(room.transcript)]
    return _spoken(cues_in(room.captions)) if room.captions else []


def _written(paragraph: str) -> Passage:
    """A paragraph; where it begins with a time, it stands at that second."""
    found = _BEGINS_WITH_TIME.fullmatch(paragraph.strip())
    if found:
        try:
            return Passage(seconds.read(found[1]), found[2])
        except ValueError:
            pass
    return Passage(None, paragraph.strip())


def _spoken(cues: Iterable[Cue]) -> list[Passage]:
    found: list[Passage] = []
    ended = 0
    for cue in cues:
        if found and not _begins_anew(found[-1], cue, cue.starts - ended):
            found[-1].words += " " + cue.words
        else:
            found.append(Passage(cue.starts // 1000, cue.words, cue.voice))
        ended = max(ended, cue.ends)
    return found


def _begins_anew(passage: Passage, cue: Cue, pause: int) -> bool:
    long_enough = len(passage.words) > _LONG and _ENDS_A_SENTENCE.search(passage.words) is not None
    return cue.voice != passage.voice or pause > _PAUSE or long_enough or len(passage.words) > _TOO_LONG


def put_beside(passages: Sequence[Passage], moments: Iterable[Moment], recording_begins: int) -> list[Moment]:
    """Put each moment beside the passage in which it falls. Returns those that no passage is known for."""
    known = [passage for passage in passages if passage.second is not None]
    if not known:
        return list(moments)
    for moment in moments:
        before = [one for one in known if (one.second or 0) <= moment.second - recording_begins]
        (before[-1] if before else known[0]).moments.append(moment)
    return []
