"""What later stages bring to a gathering, with a page of its own: its link stands on the gathering's page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering


@dataclass(frozen=True)
class Beside:
    """A link from the page of a gathering."""

    address: str
    words: Promise | str


_sources: list[Callable[[Gathering, Person | None], Beside | None]] = []


def stands_beside(source: Callable[[Gathering, Person | None], Beside | None]) -> None:
    """Have a link on the page of every gathering for which this gives one to whoever looks. Called from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def links_beside(gathering: Gathering, viewer: Person | None) -> list[Beside]:
    """All such links, in the order of the packages."""
    found = (source(gathering, viewer) for source in _sources)
    return [link for link in found if link is not None]
