"""What else somebody takes along in their book. Packages whose rows the export does not know say here what is theirs."""

from collections.abc import Callable, Iterable
from typing import Any

from commonplace.commons.people.models import Person

Rows = Callable[[Person], Iterable[dict[str, Any]]]
_lists: dict[str, Rows] = {}


def takes_along(name: str, rows: Rows) -> None:
    """Have `<name>.json` in everybody's book, with these rows. Called from `AppConfig.ready`."""
    _lists[name] = rows


def lists_of(person: Person) -> dict[str, Iterable[dict[str, Any]]]:
    """The rows of all such lists, by their names."""
    return {name: rows(person) for name, rows in _lists.items()}
