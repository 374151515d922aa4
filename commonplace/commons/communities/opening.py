"""What can be opened along with a community's page, such as its design.

Packages higher up make theirs known, so that forms which widen the page can offer it and need to know none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person


@dataclass(frozen=True)
class Companion:
    """Something that can be opened as far as the page.

    `reach` says in words who may see it now, or is empty where this person cannot open it further. `open` opens it as
    far as the page of the community is by then.
    """

    name: str
    label: Promise | str
    reach: Callable[[Community, Person], str]
    open: Callable[[Community, Person], None]


_companions: list[Companion] = []


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


def open_ticked(community: Community, by: Person, said: Mapping[str, Any]) -> None:
    """Open what was ticked as far as the community's page is now."""
    for companion in _companions:
        if said.get(companion.name):
            companion.open(community, by)
