"""What higher packages add to the page of a gathering and to its reminders. They make theirs known from `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering


@dataclass(frozen=True)
class Addition:
    """Something on the page of every gathering, after what it is about.

    `context` gives what `template` shows of a gathering to somebody; its names are shared with the page.
    """

    template: str
    context: Callable[[Gathering, Person | None], dict[str, Any]]


Said = Callable[[Gathering], str]
_additions: list[Addition] = []
_in_reminders: list[Said] = []


def register(addition: Addition) -> Addition:
    """Have it on the page of every gathering."""
    _additions.append(addition)
    return addition


def in_reminders(said: Said) -> Said:
    """Have these words in every reminder, in the language and zone at hand; where they are empty, none."""
    _in_reminders.append(said)
    return said


def added(gathering: Gathering, viewer: Person | None) -> dict[str, Any]:
    """What the page of a gathering shows of all additions, with their templates as `additions`."""
    shown: dict[str, Any] = {"additions": [one.template for one in _additions]}
    for one in _additions:
        shown |= one.context(gathering, viewer)
    return shown


def said_in_reminders(gathering: Gathering) -> list[str]:
    """The words of all additions, in a reminder."""
    return [words for said in _in_reminders if (words := said(gathering))]
