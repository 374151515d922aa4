"""Finds case studies by what they held to."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.text import slugify

from commonplace.commons.communities.models import Form
from commonplace.commons.entries import search
from commonplace.commons.entries.audience import EntryQuerySet
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.ground.text import clean_line
from commonplace.stages.design.values import VALUES
from commonplace.stages.publish.models import HeldValue

_MOST_CHOSEN = 8
# What is chosen from lists: its name in the address, and where it is kept.
_CHOSEN = {"value": "values", "form": "forms", "interest": "interests", "language": "languages"}


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: records with all the values, and one of the forms, languages and interests asked for."""

    values: list[str] = field(default_factory=list)
    practice: str = ""
    forms: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    words: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From an address. A value asked for in words counts like one that was ticked."""
        return cls(
            **{column: _lines(query.getlist(name)) for name, column in _CHOSEN.items()},
            practice=clean_line(query.get("practice", ""))[:100],
            words=clean_line(query.get("q", ""))[:100],
        )

    def __bool__(self) -> bool:
        return bool(self.values or self.practice or self.forms or self.interests or self.languages or self.words)

    def with_value(self, value: str) -> "Asked":
        """The same, and this value too."""
        return replace(self, values=[*self.values, value])

    @property
    def address(self) -> str:
        """The address of the library that asks for just this."""
        pairs = [("value", value) for value in self.values]
        pairs += [("form", form) for form in self.forms]
        pairs += [("interest", interest) for interest in self.interests]
        pairs += [("language", language) for language in self.languages]
        pairs += [(name, words) for name, words in (("practice", self.practice), ("q", self.words)) if words]
        return "/library/" + (f"?{urlencode(pairs)}" if pairs else "")

    def _with(self, column: str, values: list[str]) -> "Asked":
        changed: dict[str, Any] = {column: values}
        return replace(self, **changed)

    def chosen(self) -> "list[tuple[str, str, Asked]]":
        """Each thing chosen from a list: its name in the address, its value there, and the question for it alone."""
        return [
            (name, one, Asked()._with(column, [one]))
            for name, column in _CHOSEN.items()
            for one in getattr(self, column)
        ]

    def leaving(self, gone: Collection[tuple[str, str]]) -> "Asked":
        """The same without some of what was chosen, each by its name and value in the address."""
        left: dict[str, Any] = {
            column: [one for one in getattr(self, column) if (name, one) not in gone]
            for name, column in _CHOSEN.items()
        }
        return replace(self, **left)

    def without(self) -> "list[tuple[str, str, Asked]]":
        """Each thing asked for: its name in the address, its words there, and what is left to ask without it."""
        left: list[tuple[str, str, Asked]] = []
        for name, column in _CHOSEN.items():
            chosen: list[str] = getattr(self, column)
            left += [(name, one, self._with(column, [other for other in chosen if other != one])) for one in chosen]
        if self.practice:
            left.append(("practice", self.practice, replace(self, practice="")))
        if self.words:
            left.append(("q", self.words, replace(self, words="")))
        return left


def _lines(given: Iterable[str]) -> list[str]:
    cleaned = (clean_line(one)[:60] for one in given)
    return list(dict.fromkeys(one for one in cleaned if one))[:_MOST_CHOSEN]


def published(viewer: Person | None) -> EntryQuerySet:
    """Every case study in the library that `viewer` may see."""
    seen = Entry.objects.visible_to(viewer).of_kind("case study")
    return seen.filter(shared_at__isnull=False, hidden_at=None, community__isnull=False)


def found(asked: Asked, viewer: Person | None, leaving_out: str = "") -> EntryQuerySet:
    """The case studies asked for. `leaving_out` names one thing not to narrow by, for the choices beside it."""
    entries = published(viewer)
    for value in asked.values if leaving_out != "value" else []:
        entries = entries.filter(Exists(_holding(value)))
    if asked.practice:
        entries = entries.filter(Exists(_practising(asked.practice)))
    if asked.forms and leaving_out != "form":
        entries = entries.filter(_of_form(asked.forms))
    if asked.languages and leaving_out != "language":
        entries = entries.filter(language__in=asked.languages)
    if asked.interests and leaving_out != "interest":
        entries = entries.filter(
            pk__in=Entry.interests.through.objects.filter(interest__slug__in=asked.interests).values("entry")
        )
    if asked.words:
        entries = entries.filter(_meaning(asked.words))
    return entries


def unheard(asked: Asked, viewer: Person | None) -> list[tuple[str, str]]:
    """What was chosen that no list of ours names and no record carries: each by its name and value in the address."""
    return [
        (name, value)
        for name, value, alone in asked.chosen()
        if value not in _NAMED.get(name, ()) and not found(alone, viewer).exists()
    ]


def _of_form(forms: list[str]) -> Q:
    """Forms that we know go by their keys, a community's own form by its words."""
    known = [form for form in forms if form in Form.values and form != Form.OWN]
    own = ["" if form == Form.OWN else form for form in forms if form not in known]
    return Q(community__form__in=known) | Q(community__form=Form.OWN, community__own_form__in=own)


def _holding(value: str) -> QuerySet[HeldValue]:
    return HeldValue.objects.filter(case_study=OuterRef("pk"), slug=value)


def _practising(words: str) -> QuerySet[HeldValue]:
    held = HeldValue.objects.filter(case_study=OuterRef("pk"))
    for word in folded_words(words):
        held = held.filter(folded__contains=word)
    return held


def folded_words(words: str) -> list[str]:
    """The words somebody looks for, without capitals."""
    return re.findall(r"\w+", words.casefold())[:_MOST_CHOSEN]


def _meaning(words: str) -> Q:
    """Words anywhere in the record; the name of a value finds those who held to it."""
    anywhere = search.matching(Entry.objects.of_kind("case study"), words).values("pk")
    return Q(pk__in=anywhere) | Q(Exists(_holding(slugify(words, allow_unicode=True))))


_KNOWN_FORMS = frozenset(Form.values) - {Form.OWN}
_NAMED = {"value": frozenset(VALUES), "form": _KNOWN_FORMS}
# Of more records, the database counts better by what was asked for than by their keys.
_MOST_KEYS = 1000

Making = Callable[[EntryQuerySet], QuerySet[Any]]


@prepared
def _over(
    viewer: Person | None,
    making: tuple[Making, str],
    values: list[str],
    forms: tuple[str, ...],
    interests: list[str],
    languages: list[str],
) -> QuerySet[Any]:
    make, leaving_out = making
    asked = Asked(values=values, forms=list(forms), interests=interests, languages=languages)
    return make(found(asked, viewer, leaving_out))


@prepared
def _among(making: tuple[Making], records: list[int]) -> QuerySet[Any]:
    return making[0](Entry.objects.filter(pk__in=records))


def over(
    asked: Asked, viewer: Person | None, make: Making, leaving_out: str = "", records: list[int] | None = None
) -> list[Any]:
    """What `make` makes of the case studies asked for, fetched; the SQL is kept where no words are looked for.

    `records` are the keys of those that were found: where nothing asked for is left out, they are not looked for again.
    """
    is_found = not (leaving_out and getattr(asked, _CHOSEN[leaving_out]))
    if records is not None and is_found and len(records) <= _MOST_KEYS:
        return _among(making=(make,), records=records) if records else []
    if asked.practice or asked.words or not set(asked.forms) <= _KNOWN_FORMS:
        return list(make(found(asked, viewer, leaving_out)))
    chosen = {column: [] if name == leaving_out else getattr(asked, column) for name, column in _CHOSEN.items()}
    # Which forms they are decides how they are looked for.
    chosen["forms"] = tuple(sorted(chosen["forms"]))
    return _over(viewer=viewer, making=(make, leaving_out), **chosen)
