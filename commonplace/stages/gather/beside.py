"""What higher packages bring to the page of a gathering and to its reminders. They make theirs known from `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering


@dataclass(frozen=True)
class Addition:
    """Something on the page of every gathering, after what it is about.

    `context` gives what `template` shows of a gathering to somebody; its names are shared with the page.
    """

    template: str
    context: Callable[[Gathering, Person | None], dict[str, Any]]


@dataclass(frozen=True)
class Beside:
    """A link that stands beside a gathering, to a page that a later stage has for it."""

    address: str
    words: Promise | str
    is_quiet: bool = False


Said = Callable[[Gathering], str]
Leads = Callable[[Gathering, Person | None], Beside | None]
_additions: list[Addition] = []
_leading: list[Leads] = []
_in_reminders: list[Said] = []


def register(addition: Addition) -> Addition:
    """Have it on the page of every gathering."""
    _additions.append(addition)
    return addition


def stands_beside(leads: Leads) -> Leads:
    """Have a link beside every gathering for which this gives one to whoever looks."""
    _leading.append(leads)
    return leads


def in_reminders(said: Said) -> Said:
    """Have these words in every reminder, in the language and zone at hand; where they are empty, none."""
    _in_reminders.append(said)
    return said


def added(gathering: Gathering, viewer: Person | None) -> dict[str, Any]:
    """What the page of a gathering shows of all additions, with their templates as `additions` and links as `beside`."""
    shown: dict[str, Any] = {"additions": [one.template for one in _additions]}
    shown["beside"] = [link for leads in _leading if (link := leads(gathering, viewer)) is not None]
    for one in _additions:
        shown |= one.context(gathering, viewer)
    return shown


def said_in_reminders(gathering: Gathering) -> list[str]:
    """The words of all additions, in a reminder."""
    return [words for said in _in_reminders if (words := said(gathering))]
