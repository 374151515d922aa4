"""How people come in who are let in by others. Communities say here what they allow."""

from collections.abc import Callable
from dataclasses import dataclass

from commonplace.commons.people.models import Person


@dataclass(frozen=True)
class Admission:
    """What an invitation or a class code allows.

    `words` say it above the form. `let_in` is called once the person exists, in the same transaction; it returns the
    address where they land, or nothing where that is the first page for everybody who joins. `page` is where somebody
    with an account takes it up, where that is not the page of invitations.
    """

    words: str
    let_in: Callable[[Person], str]
    page: str = ""


class NoLongerOpen(Exception):
    """The last place went to somebody else meanwhile. Its words say so; nothing is kept of the account."""


Reader = Callable[[str], Admission | None]
_invitations: list[Reader] = []
_class_codes: list[Reader] = []


def admits_by_invitation(reader: Reader) -> None:
    """Register who reads the tokens of invitations."""
    if reader not in _invitations:
        _invitations.append(reader)


def admits_by_class_code(reader: Reader) -> None:
    """Register who reads class codes, as they were typed."""
    if reader not in _class_codes:
        _class_codes.append(reader)


def _first(readers: list[Reader], given: str) -> Admission | None:
    return next((admission for reader in readers if (admission := reader(given))), None)


def invitation(token: str) -> Admission | None:
    """What this token of an invitation allows, if anything."""
    return _first(_invitations, token) if token else None


def class_code(code: str) -> Admission | None:
    """What this class code allows, if anything."""
    return _first(_class_codes, code) if code else None
