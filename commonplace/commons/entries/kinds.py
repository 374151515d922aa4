"""Kinds of entries. Each package registers its own, so that pages of entries need to know none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person

# Parts of revisions, as people read of them.
_NAMES = {
    "title": gettext_lazy("Title"),
    "body": gettext_lazy("Words"),
    "begins": gettext_lazy("Begins"),
    "ends": gettext_lazy("Ends"),
    "place": gettext_lazy("Place"),
    "form": gettext_lazy("Form"),
    "link": gettext_lazy("Link"),
    "made_by": gettext_lazy("Made by"),
    "source": gettext_lazy("Source"),
    "worked": gettext_lazy("Worked"),
    "did_not": gettext_lazy("Did not"),
    "matched": gettext_lazy("Matched"),
    "surprised": gettext_lazy("Surprised"),
    "differently": gettext_lazy("Differently"),
    "answered_by": gettext_lazy("Answered by when"),
    "matters": gettext_lazy("What matters in it"),
    "tools": gettext_lazy("With what"),
    "goals": gettext_lazy("What for"),
    "to_be_read": gettext_lazy("How to read it"),
    "statements": gettext_lazy("Statements"),
    "values": gettext_lazy("Values"),
}


def parts_said(words: dict[str, Any]) -> list[tuple[str, str]]:
    """What a revision says in each of its parts, as far as that is text. The summary, which follows the words, is left out."""
    parts = []
    for key, value in words.items():
        lines = [line for line in value if isinstance(line, str)] if isinstance(value, list) else [value]
        said = "\n\n".join(line for line in lines if isinstance(line, str))
        if key != "summary" and (said or not value):
            parts.append((str(_NAMES.get(key, key.replace("_", " "))), said))
    return parts


def _nothing(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Kind:
    """What the page of an entry needs to know of its kind.

    `words` names it in lists; `template` extends `entries/entry.html`; `context` adds what the template shows, from the
    kind's own table, for `request.person`; `edit` gives the address of its editing page.
    """

    name: str
    words: Promise | str
    template: str = "entries/entry.html"
    context: Callable[[HttpRequest, Entry], dict[str, Any]] = _nothing
    edit: Callable[[Entry], str] = lambda entry: f"{entry.address}edit/"
    # Whether it stands in a community's stream and in the book of who wrote it.
    in_streams: bool = True
    # Whether a button on the page of a draft shares it. Kinds that do more when they are shared have a page for it.
    shared_by_button: bool = False
    # Whom to name for what is made from it, where that is not whoever put it here.
    made_by: Callable[[Entry], str] | None = None
    # Whether those who made it can add their voice.
    takes_recordings: bool = False
    # Whether its author may let in those alone who look after its community, where it has no team.
    for_few: bool = False
    # What a revision's words say, part by part, each with its name.
    said: Callable[[dict[str, Any]], list[tuple[str, str]]] = parts_said
    # Makes an earlier revision's words, as the kind kept them, the present ones (entry, by, version, words). Without it
    # only revisions that hold nothing but title, summary and body can be brought back.
    bring_back: Callable[[Entry, Person, int, dict[str, Any]], Entry] | None = None


@dataclass(frozen=True)
class Addition:
    """Something below the words on the page of every entry of some kinds, which a later package has for it.

    `context` gives what `template` shows of an entry to somebody; its names are shared with the page.
    """

    kinds: tuple[str, ...]
    template: str
    context: Callable[[Person | None, Entry], dict[str, Any]]


_kinds: dict[str, Kind] = {}
_additions: list[Addition] = []


def add(addition: Addition) -> Addition:
    """Have it on the page of every entry of its kinds; called from `AppConfig.ready`."""
    _additions.append(addition)
    return addition


def added(viewer: Person | None, entry: Entry) -> dict[str, Any]:
    """What the page of an entry shows of all that was added to its kind, with their templates as `below`."""
    mine = [one for one in _additions if entry.kind in one.kinds]
    shown: dict[str, Any] = {"below": [one.template for one in mine]}
    for one in mine:
        shown |= one.context(viewer, entry)
    return shown


def register(kind: Kind) -> Kind:
    """Make a kind known; called from `AppConfig.ready`."""
    _kinds[kind.name] = kind
    return kind


def kind_of(entry: Entry) -> Kind:
    """The kind of an entry. Raises KeyError for one that no installed package knows."""
    return _kinds[entry.kind]


def all_kinds() -> list[Kind]:
    """Every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def streamed() -> list[str]:
    """The names of the kinds that streams show."""
    return [kind.name for kind in all_kinds() if kind.in_streams]
