"""Files of whatever kind a credential comes in: JSON, a signed token, a picture that carries one."""

from collections.abc import Mapping
from typing import Any

from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.tokens import Token, read_token


def open_credential(given: bytes) -> Mapping[str, Any] | Token:
    """The credential that a file holds. Raises CannotBeRead."""
    if baking.is_png(given) or baking.is_svg(given):
        return open_words(baking.read(given).encode())
    return open_words(given)


def open_words(given: bytes) -> Mapping[str, Any] | Token:
    """The credential that is written there, as JSON or as a signed token. Raises CannotBeRead."""
    given = given.removeprefix(b"\xef\xbb\xbf").strip()
    if given.startswith((b"{", b"[")):
        return read_json(given)
    if given.startswith((b"https://", b"http://")) and len(given.split()) == 1:
        # Open Badges 2.0 allows it; whoever reads it here decides whether to ask there.
        raise CannotBeRead(f"It carries only the address of a badge: {given[:500].decode('utf-8', 'replace')}")
    try:
        return read_token(given.decode("ascii"))
    except UnicodeError as trouble:
        raise CannotBeRead("It is neither JSON nor a signed token nor a picture.") from trouble
