"""Terms of statements, as N-Quads writes them in its canonical form (RDFC-1.0, section 5)."""

import re
from typing import Any, TypeGuard

STRING = "http://www.w3.org/2001/XMLSchema#string"
# An absolute address with nothing in it that N-Quads could not hold (IRIREF): else one address could pretend to be several statements.
_ADDRESS = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')


def is_address(value: Any) -> TypeGuard[str]:
    """Is it a whole address, in words, that can stand in a statement?"""
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def is_language(words: str) -> bool:
    """Is it a language, as `en` or `de-CH`?"""
    return _LANGUAGE.fullmatch(words) is not None


def quoted(words: str) -> str:
    """Words in quotation marks, escaped where they have to be."""
    if _ESCAPED.search(words):
        words = _ESCAPED.sub(_escape, words)
    return f'"{words}"'


def _escape(found: re.Match[str]) -> str:
    letter = found.group()
    return _ESCAPES.get(letter) or f"\\u{ord(letter):04X}"
