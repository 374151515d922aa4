"""Paper and pictures of words, set by typst: it shapes and wraps every script, from either side.

What is set lies in a `.typ` file beside who asks for it, and finds the words it was given as `words`. They are data
there: nothing in them is read as markup. The fonts come with typst; those of the machine are used for what they lack.
"""

import base64
import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from typst import Fonts, TypstError

_LONG_WORD = re.compile(r"\S{18}(?=\S)")
# What only joins or directs other signs is in no font, and need not be.
_FEW_SIGNS = 6
_WITHOUT_SHAPE = {"Cf", "Cc", "Zs", "Zl", "Zp"}


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    return Fonts(include_system_fonts=True, include_embedded_fonts=True)


@lru_cache(maxsize=4096)
def _has_shape(sign: str) -> bool:
    """Whether a font at hand has this sign: PDF/UA (ISO 14289-1, 7.21.4.1) allows none without a shape, and typst holds to it."""
    source = '#set document(title: "-")\n#sys.inputs.sign'
    try:
        typst.compile(
            source.encode(), font_paths=_fonts(), sys_inputs={"sign": sign}, format="pdf", pdf_standards=["ua-1"]
        )
    except TypstError:
        return False
    return True


def settable(words: str) -> str:
    """The words as they can be set: without signs, such as emoji, that no font has. Empty where a letter has no shape."""
    words = " ".join(words.split())
    asked = sorted(
        sign for sign in set(words) if not sign.isascii() and unicodedata.category(sign) not in _WITHOUT_SHAPE
    )
    # A page of Japanese has hundreds: they are asked for one by one only where some are missing.
    is_whole = len(asked) > _FEW_SIGNS and _has_shape(" ".join(asked))
    missing = set() if is_whole else {sign for sign in asked if not _has_shape(sign)}
    if any(unicodedata.category(sign)[0] in "LMN" for sign in missing):
        return ""
    return " ".join("".join(sign for sign in words if sign not in missing).split())


def direction(words: str) -> str:
    """“rtl” or “ltr”, by the first letter that has a direction (Unicode Standard Annex 9, rules P2 and P3)."""
    for sign in words:
        kind = unicodedata.bidirectional(sign)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def pictured(jpeg: bytes, width: int, height: int) -> str:
    """A picture as a `.typ` file takes it among its words: an SVG, which is text, with the JPEG in it."""
    data = base64.b64encode(jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    )


def line(words: str) -> dict[str, str]:
    """Words with their direction, as a `.typ` file shows them. Where they have no spaces, they may be broken anyway."""
    return {"words": _LONG_WORD.sub("\\g<0>\u200b", words), "dir": direction(words)}


def _set(file: Path, language: str, words: dict[str, Any], **how: Any) -> bytes:
    tongue, _dash, region = language.partition("-")
    given = words | {"language": tongue, "region": region if len(region) == 2 else None}
    made = typst.compile(file.read_bytes(), font_paths=_fonts(), sys_inputs={"words": json.dumps(given)}, **how)
    if not isinstance(made, bytes):
        raise TypeError(f"{file.name} runs over onto a second page")
    return made


def paper(file: Path, language: str, words: dict[str, Any]) -> bytes:
    """A PDF that screen readers read too (PDF/UA-1). The words have to be `settable`."""
    return _set(file, language, words, format="pdf", pdf_standards=["ua-1"])


def picture(file: Path, language: str, words: dict[str, Any]) -> bytes:
    """A PNG, a point of the page to a pixel."""
    return _set(file, language, words, format="png", ppi=72.0)
