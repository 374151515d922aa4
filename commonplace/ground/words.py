"""Words of any language as searches compare them: cut apart, without capitals and accents, and how alike two are.

Where a script puts no spaces between words, each pair of neighbouring signs stands for one, so that a word is found
wherever it stands.
"""

import re
import sys
import unicodedata
from functools import lru_cache

# Han, kana, Thai, Lao, Myanmar and Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]+")
_LONGEST_WORD = 60
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
# Letters that are written in two ways, as those who type do not tell them apart.
_ALIKE = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None, "_": " ", "\0": None})
_FEWEST_SIGNS = 3


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    """Letters, digits, and the signs that belong to letters, which to Python are none: vowels of Hindi and Thai."""
    marks = [chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M"]
    return re.compile(rf"[\w{''.join(marks)}]+")


def _is_accent(sign: str) -> bool:
    """Accents, and the points of Hebrew and Arabic; not what makes another letter, as the voicing of kana does."""
    kind = unicodedata.combining(sign)
    return kind == 1 or 10 <= kind <= 36 or kind >= 200


def bare(text: str) -> str:
    """Lower case, without accents: “Łódź” stays with its Ł, “éclair” is found as “eclair”."""
    folded = text.casefold()
    if folded.isascii():
        return folded.translate(_ALIKE)
    left = (
        sign
        for sign in unicodedata.normalize("NFKD", folded)
        if not _is_accent(sign) and unicodedata.category(sign) != "Cf"
    )
    return unicodedata.normalize("NFC", "".join(left)).translate(_ALIKE)


def words_in(text: str) -> list[str]:
    """The words of a text, bare. Of a script without spaces, whole runs of signs."""
    text = bare(text)
    if text.isascii():
        # Twenty times as fast as looking for signs of all scripts.
        return [word[:_LONGEST_WORD] for word in _ASCII_WORD.findall(text)]
    text = _RUN.sub(" \\g<0> ", text)
    return [word[:_LONGEST_WORD] if not is_unspaced(word) else word for word in _word().findall(text)]


def behind(beginning: str) -> str:
    """The end of all words that begin so, where words are compared sign by sign: they are less than this."""
    return beginning + chr(sys.maxunicode)


def is_unspaced(word: str) -> bool:
    """Whether this is a run of signs without spaces, of which nobody knows where its words end."""
    return _RUN.match(word) is not None


def pairs(run: str) -> list[str]:
    """The neighbouring signs of a run without spaces."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def tokens(text: str) -> list[str]:
    """What a text is found by: its words, and of runs without spaces the pairs and the last sign."""
    found: list[str] = []
    for word in words_in(text):
        found += [*pairs(word), word[-1]] if is_unspaced(word) else [word]
    # The same words are in many texts: kept once.
    return [sys.intern(token) for token in found]


def grams(word: str) -> list[str]:
    """The threes of neighbouring signs of a word, its beginning and end marked; none where it is too short to tell."""
    if len(word) < _FEWEST_SIGNS or is_unspaced(word):
        return []
    padded = f"<{word}>"
    return list(dict.fromkeys(padded[place : place + 3] for place in range(len(padded) - 2)))


def steps_between(first: str, second: str, most: int) -> int:
    """How many signs were left out, put in, changed, or changed places with their neighbour; more than `most` count as one more.

    The optimal string alignment distance (Damerau, CACM 7, 1964).
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    far, end = most + 1, len(second)
    before: list[int] = []
    above = [min(column, far) for column in range(end + 1)]
    for row, sign in enumerate(first, 1):
        here = [far] * (end + 1)
        here[0] = min(row, far)
        # Further from the diagonal than `most` nothing is near enough any more (Ukkonen, Information and Control 64, 1985).
        for column in range(max(1, row - most), min(end, row + most) + 1):
            other = second[column - 1]
            step = above[column - 1] + (sign != other)
            if above[column] < step:
                step = above[column] + 1
            if here[column - 1] < step:
                step = here[column - 1] + 1
            if row > 1 and column > 1 and sign == second[column - 2] and first[row - 2] == other:
                step = min(step, before[column - 2] + 1)
            here[column] = min(step, far)
        if min(here) > most:
            return far
        before, above = above, here
    return above[-1]
