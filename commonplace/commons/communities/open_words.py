"""Forms whose words may come to be read on the open web, where nobody under 18 is named: the one place that asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from commonplace.commons.communities.minors import Name, Naming, folded, names_not_for, own_names, standing
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import may_carry
from commonplace.commons.people.models import Person
from commonplace.commons.people.veil import called_in, without_calls
from commonplace.ground.text import clean, plain

_LONGEST = 200_000


@dataclass(frozen=True)
class Doubt:
    """A box below a field: somebody says that a name there is not that of a person under 18."""

    box: str
    value: str
    words: str
    is_ticked: bool


@dataclass(frozen=True)
class Unnamed:
    """Whom `writer` may not name on open pages of a place; looked for once, also for a page of many forms."""

    writer: Person
    place: Community | None

    @cached_property
    def names(self) -> list[Name]:
        return names_not_for(self.place, self.writer)

    @cached_property
    def harmless(self) -> list[Name]:
        return own_names(self.place) if self.place else []

    def named_in(self, text: str) -> list[Name]:
        """Those of the names that stand in a text, as strangers would read it."""
        return standing(self.names, text, self.harmless) if self.names else []

    def surely_named_in(self, texts: Iterable[str]) -> list[Name]:
        """Those that can mean nobody and nothing else."""
        return [name for name in self.named_in(" | ".join(map(as_read, texts))) if name.is_certain]


class OpenWords(forms.Form):
    """A form of words. It comes back where they would be read on the open web and name somebody under 18.

    A form says with `heed_names` who writes and where, and with `is_read_openly` whether strangers would read it.
    """

    # Fields whose words strangers do not read, and those that become part of an address, where calls are not veiled.
    unread: ClassVar[frozenset[str]] = frozenset()
    in_addresses: ClassVar[frozenset[str]] = frozenset()
    # The field that decides who reads what is `opened_along`.
    decides: ClassVar[str] = "audience"
    ticked_as: ClassVar[str] = "not_them"

    _unnamed: Unnamed | None = None
    _was_open = False

    def heed_names(self, unnamed: Unnamed, *, was_open: bool = False) -> None:
        """Look for these names in what is typed; of what `was_open` and is left as it was, only for certain ones."""
        self._unnamed, self._was_open = unnamed, was_open

    @cached_property
    def held_back(self) -> dict[str, Any]:
        """What was typed and is not kept, since it names somebody."""
        return {}

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        """Whether strangers read these words once they are kept."""
        raise NotImplementedError

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        """Words that stand already, and that strangers would read from then on."""
        return ()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self._unnamed is not None and self.is_read_openly(said):
            self._refuse_calls(said)
            self._ask(self._naming(self._unnamed, said))
        return said

    def words_typed(self, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Each field of words that strangers would read, with what was typed into it."""
        for name, field in self.fields.items():
            value = said.get(name)
            is_words = isinstance(field, forms.CharField) and not field.widget.is_hidden and name not in self.unread
            if is_words and value:
                yield name, value if isinstance(value, str) else " | ".join(value)

    def _refuse_calls(self, said: dict[str, Any]) -> None:
        """Whoever is called: to ask only for some would tell who is under 18."""
        for name, words in list(self.words_typed(said)):
            if name in self.in_addresses and called_in(words):
                self._hold_back(name, _("This becomes part of an address, so call nobody by @name here."))

    def _naming(self, unnamed: Unnamed, said: dict[str, Any]) -> Naming:
        if not unnamed.names:
            return Naming()
        texts = {name: as_read(words) for name, words in self.words_typed(said)}
        along = " | ".join(map(as_read, self.opened_along(said)))
        if along:
            decides = self.decides if self.decides in self.fields else NON_FIELD_ERRORS
            texts[decides] = " | ".join([texts.get(decides, ""), along])
        where = {}
        for name, text in texts.items():
            found = unnamed.named_in(text)
            if any(not one.is_certain for one in found) and self._was_open and self._is_as_before(name, text):
                found = [one for one in found if one.is_certain]
            if found:
                where[name] = found
        return Naming(where, frozenset(self._ticked()))

    def _is_as_before(self, name: str, text: str) -> bool:
        """Whether strangers read these words already, so that they were asked of before."""
        value = (self.get_initial_for_field(self.fields[name], name) or "") if name in self.fields else ""
        return folded(text) == folded(as_read(value if isinstance(value, str) else " | ".join(map(str, value))))

    def _ticked(self) -> list[str]:
        listed = getattr(self.data, "getlist", None)
        return listed(self.ticked_as) if listed else [self.data.get(self.ticked_as, "")]

    def _ask(self, naming: Naming) -> None:
        asked: set[str] = set()
        for place, names in naming.where.items():
            doubtful = [name for name in names if not name.is_certain or self._may_be_ourselves(name)]
            new = [name for name in doubtful if name.key not in asked]
            asked |= {name.key for name in new}
            if place in self.fields:
                self.fields[place].doubts = [self._doubt(name, naming.confirmed) for name in new]  # type: ignore[attr-defined]
            for name in names:
                if name not in doubtful:
                    self._hold_back(place, self._words_of_wrong(place) % {"name": name.words})
                elif name.key not in naming.confirmed:
                    self._hold_back(place, _words_of_doubt(is_new=name in new) % {"name": name.words})

    def _may_be_ourselves(self, name: Name) -> bool:
        """Whoever is called as a community is does not keep those who carry it from saying its name."""
        place = self._unnamed.place if self._unnamed else None
        if self._unnamed is None or place is None or not may_carry(self._unnamed.writer, place):
            return False
        typed = self.data.get("name", "") if "name" in self.fields else ""
        return name.stands_in(folded(f"{place.name} | {place.slug} | {typed}"))

    def _words_of_wrong(self, place: str) -> str:
        if place in (self.decides, NON_FIELD_ERRORS):
            return _(
                "“%(name)s” stands in what would be read there, too, and people under 18 are not named on open pages. "
                "Take the name out first, or let fewer people see this."
            )
        if "audience" in self.fields:
            return _(
                "“%(name)s” is not named on open pages, since people under 18 are not. Leave the name out, or let fewer "
                "people see this."
            )
        return _("“%(name)s” is not named on open pages, since people under 18 are not. Leave the name out.")

    def _doubt(self, name: Name, confirmed: frozenset[str]) -> Doubt:
        words = _("“%(name)s” does not mean somebody here") % {"name": name.words}
        return Doubt(self.ticked_as, name.key, words, name.key in confirmed)

    def _hold_back(self, place: str, error: str) -> None:
        if place in self.cleaned_data:
            self.held_back[place] = self.cleaned_data[place]
        self.add_error(place if place in self.fields else None, error)


def _words_of_doubt(*, is_new: bool) -> str:
    if not is_new:
        return _("“%(name)s” stands here, too. One tick counts for all.")
    return _(
        "“%(name)s” is a name of somebody here, too, and people under 18 are not named on open pages. Leave it out, or "
        "tick that it means somebody or something else."
    )


def as_read(words: str) -> str:
    """Words as they were typed and as they are read, without their marks; whom they call is veiled for strangers."""
    typed = without_calls(clean(words))
    return f"{typed} | {plain(typed, _LONGEST)}"
