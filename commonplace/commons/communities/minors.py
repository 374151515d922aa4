"""Looks for the names of people under 18 in what is about to be read on open pages, or published."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from commonplace.commons.communities.models import CARRYING, Audience, Community, Membership
from commonplace.commons.people.models import AgeBand, Person
from commonplace.commons.people.veil import called_in

# Letters that are not taken apart into a plain one and its accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# Scripts that put no space between words, so that a name stands within a longer run of letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def folded(text: str) -> str:
    """Small letters without accents, and one space between words, so that “ŁUKASZ” and “Lukasz” are one name."""
    parts = unicodedata.normalize("NFKD", " ".join(text.casefold().split()))
    seen = (letter for letter in parts if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf")
    return "".join(seen).translate(_PLAIN)


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
        # Whatever stands between its words: a space, a dash in an address, the stars of Markdown; not the end of a text.
        key = r"(?:[^\w|]|_)+".join(map(re.escape, self.key.split()))
        return re.compile(key if _UNSPACED.search(self.key) else rf"(?<!\w){key}(?!\w)")

    def taken_out_of(self, folded_text: str) -> str:
        return self._pattern.sub(" | ", folded_text)

    def stands_in(self, folded_text: str) -> bool:
        # Asked of hundreds of names at a time: few are looked for more closely.
        parts = self.key.split()
        is_near = bool(parts) and all(part in folded_text for part in parts)
        return is_near and self._pattern.search(folded_text) is not None


def standing(names: Iterable[Name], text: str, harmless: Iterable[Name] = ()) -> list[Name]:
    """Those of the names that stand in a text; what is part of a certain one is not said a second time.

    Longer ones are looked for first, so that a place called Rose, being `harmless`, does not hide Rose Hill.
    """
    found, left = [], folded(text)
    ours = set(harmless)
    for name in sorted({*names, *ours}, key=lambda name: (not name.is_certain, -len(name.key), name not in ours)):
        if name.stands_in(left):
            found += [] if name in ours else [name]
            left = name.taken_out_of(left) if name.is_certain else left
    return sorted(found, key=lambda name: name.words)


def names_found(community: Community, texts: Iterable[str]) -> list[Name]:
    """The names of minors that stand in these texts, each once: of those who are or were in the community, or are called."""
    texts = list(texts)
    called = {name for text in texts for name in called_in(text)}
    minors = _minors(Q(memberships__community=community) | Q(name__in=called))
    return standing(_each_once(name for person in minors for name in _names_of(person)), " | ".join(texts))


def _minors(who: Q) -> Iterable[Person]:
    return Person.objects.filter(who, left_at=None).exclude(age_band=AgeBand.ADULT).distinct()


def _each_once(names: Iterable[Name]) -> list[Name]:
    known: dict[str, Name] = {}
    for name in names:
        if name.key not in known or name.is_certain:
            known[name.key] = name
    return list(known.values())


def _names_of(person: Person) -> list[Name]:
    parts = re.findall(r"[\w'’-]{2,}", person.display_name)
    whole = " ".join(person.display_name.split())
    certain = [f"@{person.name}"] + ([whole] if len(parts) > 1 else [])
    return [*(Name(words, False) for words in (*parts, person.name)), *(Name(words, True) for words in certain)]


def names_not_for(community: Community | None, writer: Person) -> list[Name]:
    """The names that `writer` may not put on open pages of a community, or on their own outside of every community.

    All of a name, of those who are or were in the community, in one that it lives in, or in one that it holds; parts of
    names only of those in the community itself. Nobody is among them with whom the writer is in no community, since to
    be asked tells that somebody is under 18. Calls by @name are veiled for strangers, and not looked for.
    """
    met = _belonging(writer)
    places = met & kin_of(community) if community else met
    here = (
        set(Membership.objects.filter(community__in=places & {community.pk}).values_list("person", flat=True))
        if community
        else set()
    )
    found = []
    for person in _minors(Q(memberships__community__in=places)):
        names = (name for name in _names_of(person) if not name.words.startswith("@"))
        found += [name for name in names if name.is_certain or person.pk in here]
    return _each_once(found)


def _belonging(writer: Person) -> set[int]:
    """The communities that somebody is in, and those held by the ones that they carry."""
    roles = dict(Membership.objects.filter(person=writer, left_at=None).values_list("community", "role"))
    return roles.keys() | _held_by({community for community, role in roles.items() if role in CARRYING})


def _held_by(communities: set[int]) -> set[int]:
    found: set[int] = set()
    while communities:
        inner = Community.objects.filter(parent__in=communities).exclude(pk__in=found)
        communities = set(inner.values_list("pk", flat=True))
        found |= communities
    return found


def kin_of(community: Community) -> set[int]:
    """A community, those that it lives in, one around the other, and those that it holds."""
    kin, outer = {community.pk}, community.parent_id
    while outer is not None and outer not in kin:
        kin.add(outer)
        outer = Community.objects.values_list("parent", flat=True).get(pk=outer)
    return kin | _held_by({community.pk})


def own_names(community: Community) -> list[Name]:
    """What a community and its kin are called on their open pages: whoever bears the same name is not meant by it."""
    kin = Community.objects.filter(pk__in=kin_of(community), audience=Audience.OPEN)
    return [Name(name, True) for name in kin.values_list("name", flat=True)]


def certain_names_of(person: Person) -> list[Name]:
    """What somebody is called and nobody else; nothing where their name is one word, which may mean anything."""
    return [name for name in _names_of(person) if name.is_certain and not name.words.startswith("@")]


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
        if there := [name for name in standing(found, text) if name.is_certain or text not in known]:
            where[place] = there
    return Naming(where, frozenset(confirmed))
