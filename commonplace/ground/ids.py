"""Ids that sort by the time they were made and are written in thirteen letters and digits.

An id is a 63-bit integer: 42 bits of milliseconds since 2020, 21 random bits. In addresses it is written in Crockford's
base 32 (https://www.crockford.com/base32.html), which has no letters that look like digits.
"""

import secrets
from datetime import UTC, datetime
from functools import lru_cache

from commonplace.ground import clock

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 13
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_MISREAD = str.maketrans("oil", "011")


def new_id() -> int:
    """An id for a new row, positive and below 2**63."""
    milliseconds = int((clock.now() - _EPOCH).total_seconds() * 1000)
    return (milliseconds << 21) | secrets.randbits(21)


@lru_cache(maxsize=20_000)
def written(number: int) -> str:
    """The id as it stands in an address."""
    return "".join(ALPHABET[number >> bits & 31] for bits in range(60, -1, -5))


def read(text: str) -> int:
    """The id that an address names. Raises ValueError where it names none."""
    text = text.lower().translate(_MISREAD)
    if len(text) != LENGTH:
        raise ValueError(f"not an id: {text!r}")
    number = 0
    for letter in text:
        number = number * 32 + ALPHABET.index(letter)
    if number >= 2**63:
        raise ValueError(f"not an id: {text!r}")
    return number


class IdConverter:
    """`<id:number>` in an address."""

    regex = "[0-9A-Za-z]{13}"

    def to_python(self, value: str) -> int:
        return read(value)

    def to_url(self, value: int) -> str:
        return written(value)
