"""What can be opened along with a community's page, such as its design.

Packages higher up make theirs known, so that forms which widen the page can offer it and need to know none of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person


@dataclass(frozen=True)
class Companion:
    """Something that can be opened as far as the page.

    `reach` says in words who may see it now, or is empty where this person cannot open it further. `open` opens it as
    far as the page of the community is by then. `words` are what is read then.
    """

    name: str
    label: Promise | str
    reach: Callable[[Community, Person], str]
    open: Callable[[Community, Person], None]
    words: Callable[[Community], Iterable[str]]


_companions: list[Companion] = []
# What is read along with the page, whether or not anything was ticked: its call, and entries that reach as far.
_read_along: list[Callable[[Community], Iterable[str]]] = []


def register(companion: Companion) -> Companion:
    """Make it known; called from `AppConfig.ready`."""
    _companions.append(companion)
    return companion


def ticks(community: Community, by: Person) -> dict[str, forms.BooleanField]:
    """A box to tick for each thing that could be opened further; nothing is opened that nobody ticked."""
    reaches = {companion: companion.reach(community, by) for companion in _companions}
    return {
        companion.name: forms.BooleanField(label=str(companion.label), required=False, help_text=reach)
        for companion, reach in reaches.items()
        if reach
    }


def read_along(words: Callable[[Community], Iterable[str]]) -> Callable[[Community], Iterable[str]]:
    """Make known what else strangers read once a community's page is open to them; called from `AppConfig.ready`."""
    _read_along.append(words)
    return words


def words_opened(community: Community, said: Mapping[str, Any]) -> Iterator[str]:
    """The words that strangers come to read with the page open to them, beside those that it says itself."""
    if community.audience < Audience.OPEN:
        yield community.slug
        for words in _read_along:
            yield from words(community)
    for companion in _companions:
        if said.get(companion.name):
            yield from companion.words(community)


def words_said(community: Community) -> list[str]:
    """What the page of a community says itself."""
    interests = community.interests.values_list("name", flat=True)
    said = (community.name, community.purpose, community.own_form, community.place, community.norms)
    return [*said, *interests]


def open_ticked(community: Community, by: Person, said: Mapping[str, Any]) -> None:
    """Open what was ticked as far as the community's page is now."""
    for companion in _companions:
        if said.get(companion.name):
            companion.open(community, by)
