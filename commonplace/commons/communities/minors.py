"""Looks for the names of people under 18 in what is about to be published."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import AgeBand, Person
from commonplace.commons.people.veil import called_in

# Letters that are not taken apart into a plain one and its accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# Scripts that put no space between words, so that a name stands within a longer run of letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def folded(text: str) -> str:
    """Small letters without accents, and one space between words, so that “ŁUKASZ” and “Lukasz” are one name."""
    parts = unicodedata.normalize("NFKD", " ".join(text.casefold().split()))
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).translate(_PLAIN)


@dataclass(frozen=True)
class Name:
    """A name of somebody under 18. A certain one (all of their name, or @name) means nobody and nothing else."""

    words: str
    is_certain: bool

    @cached_property
    def key(self) -> str:
        """By which a name is confirmed to mean somebody or something else."""
        return folded(self.words)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        key = re.escape(self.key)
        return re.compile(key if _UNSPACED.search(self.key) else rf"(?<!\w){key}(?!\w)")

    def taken_out_of(self, folded_text: str) -> str:
        return self._pattern.sub(" | ", folded_text)

    def stands_in(self, folded_text: str) -> bool:
        return self._pattern.search(folded_text) is not None


def _standing(names: Iterable[Name], text: str) -> list[Name]:
    """Those of the names that stand in a text; what is part of a certain one is not said a second time."""
    found, left = [], folded(text)
    for name in sorted(names, key=lambda name: not name.is_certain):
        if name.stands_in(left):
            found.append(name)
            left = name.taken_out_of(left) if name.is_certain else left
    return sorted(found, key=lambda name: name.words)


def names_found(community: Community, texts: Iterable[str]) -> list[Name]:
    """The names of minors that stand in these texts, each once: of those who are or were in the community, or are called."""
    texts = list(texts)
    called = {name for text in texts for name in called_in(text)}
    minors = Person.objects.filter(Q(memberships__community=community) | Q(name__in=called), left_at=None)
    names: dict[str, Name] = {}
    for person in minors.exclude(age_band=AgeBand.ADULT).distinct():
        for name in _names_of(person):
            if name.key not in names or name.is_certain:
                names[name.key] = name
    return _standing(names.values(), " | ".join(texts))


def _names_of(person: Person) -> list[Name]:
    parts = re.findall(r"[\w'’-]{2,}", person.display_name)
    whole = " ".join(person.display_name.split())
    certain = [f"@{person.name}"] + ([whole] if len(parts) > 1 else [])
    return [*(Name(words, False) for words in (*parts, person.name)), *(Name(words, True) for words in certain)]


@dataclass(frozen=True)
class Naming:
    """Where in a form names of people under 18 stand, by the field, and which of them were said to mean somebody else."""

    where: dict[str, list[Name]] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()

    @property
    def asked(self) -> list[Name]:
        """Names that may mean somebody or something else."""
        names = {name.key: name for found in self.where.values() for name in found if not name.is_certain}
        return sorted(names.values(), key=lambda name: name.words)

    def wrong(self, where: str) -> list[Name]:
        """What stands in the way of keeping a field as it is."""
        return [name for name in self.where.get(where, []) if name.is_certain or name.key not in self.confirmed]

    @property
    def unsettled(self) -> list[str]:
        """The fields that cannot be kept as they are."""
        return [where for where in self.where if self.wrong(where)]


def naming_in(community: Community, texts: dict[str, str], known: Iterable[str], confirmed: Iterable[str]) -> Naming:
    """Which names stand in which of these texts. Of `known` ones, published as they are, only certain names are asked."""
    known = set(known)
    found = names_found(community, texts.values())
    where = {}
    for place, text in texts.items():
        if there := [name for name in _standing(found, text) if name.is_certain or text not in known]:
            where[place] = there
    return Naming(where, frozenset(confirmed))
