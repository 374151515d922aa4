"""JSON as every program reads it alike, so that what is verified here is what is read elsewhere."""

import json
from typing import Any

# So many bytes at most: a badge with a picture in it is well below, and nobody waits for more.
MOST_BYTES = 4 * 1024 * 1024
_DEEPEST = 64
# Beyond these, programs whose numbers are doubles read another number (RFC 8785, section 3.1; RFC 7493, section 2.2).
_EXACT = 2**53 - 1
# Below this, JavaScript writes numbers without a point, and jsonld.js (9.0) then signs some of them as 0.
_LEAST = 1e-6


class CannotBeRead(ValueError):
    """It is no credential that can be read. Its words say why."""


def read_json(given: bytes | str) -> dict[str, Any]:
    """The JSON object that is written there, in UTF-8.

    Whole numbers written with a fraction are whole, as JavaScript has it. Raises CannotBeRead for what is no object, for members of
    one name, for numbers that programs read differently, and for what is too large or too deep.
    """
    if len(given) > MOST_BYTES:
        raise CannotBeRead(f"It is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        words = given.decode("utf-8") if isinstance(given, bytes) else given
        read = json.loads(
            words, object_pairs_hook=_once_each, parse_int=_whole, parse_float=_number, parse_constant=_no_number
        )
        words.encode()
        _check(read, 0)
    except UnicodeError as trouble:
        raise CannotBeRead("It is not written in UTF-8.") from trouble
    except RecursionError as trouble:
        raise CannotBeRead("It is nested too deeply.") from trouble
    except json.JSONDecodeError as trouble:
        raise CannotBeRead(f"It is not JSON: {trouble.msg} in line {trouble.lineno}.") from trouble
    if not isinstance(read, dict):
        raise CannotBeRead("It is not a JSON object.")
    return read


def as_list(value: Any) -> list[Any]:
    """What a member holds, one or many; none for null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in members:
        if name in found:
            raise CannotBeRead(f"“{name[:100]}” stands twice in one object.")
        found[name] = value
    return found


def _whole(written: str) -> int:
    if len(written) > 17 or abs(int(written)) > _EXACT:
        raise CannotBeRead(f"Programs read the number {written[:40]} differently.")
    return int(written)


def _number(written: str) -> int | float:
    number = float(written)
    if abs(number) > _EXACT or 0 < abs(number) < _LEAST:
        raise CannotBeRead(f"Programs read the number {written[:40]} differently.")
    return int(number) if number.is_integer() else number


def _no_number(written: str) -> Any:
    raise CannotBeRead(f"{written} is no number in JSON.")


def _check(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise CannotBeRead("It is nested too deeply.")
    if isinstance(value, str):
        # Half a character, which JSON can escape and UTF-8 cannot write.
        value.encode()
    elif isinstance(value, dict):
        for name, one in value.items():
            name.encode()
            _check(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, depth + 1)
