"""Kinds of entries. Each package registers its own, so that pages of entries need to know none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person


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
    # Makes an earlier revision's words, as the kind kept them, the present ones (entry, by, version, words). Without it
    # only revisions that hold nothing but title, summary and body can be brought back.
    bring_back: Callable[[Entry, Person, int, dict[str, Any]], Entry] | None = None


_kinds: dict[str, Kind] = {}


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
