"""Finds case studies by what they held to."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.text import slugify

from commonplace.commons.communities.models import Community, Form
from commonplace.commons.communities.point_field import point_called
from commonplace.commons.entries import search
from commonplace.commons.entries.audience import EntryQuerySet
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.points import Point, box_around, kilometres_from
from commonplace.ground.text import clean_line
from commonplace.stages.design.values import VALUES
from commonplace.stages.publish.models import CaseStudy, HeldValue

_MOST_CHOSEN = 8
# What is chosen from lists: its name in the address, and where it is kept.
_CHOSEN = {
    "value": "values",
    "form": "forms",
    "scale": "scales",
    "length": "lengths",
    "interest": "interests",
    "language": "languages",
}
# How many people took part, and on how many days they met: from, and up to. Fewer than five people are not counted.
SCALES: dict[str, tuple[int, int | None]] = {
    "5-12": (5, 12),
    "13-30": (13, 30),
    "31-100": (31, 100),
    "101-": (101, None),
}
LENGTHS: dict[str, tuple[int, int | None]] = {"1": (1, 1), "2-5": (2, 5), "6-20": (6, 20), "21-": (21, None)}
DISTANCES = (5, 25, 100, 500)
_USUAL_DISTANCE = 25


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: records with all the values, and one of the forms, languages and so on asked for."""

    values: list[str] = field(default_factory=list)
    practice: str = ""
    forms: list[str] = field(default_factory=list)
    scales: list[str] = field(default_factory=list)
    lengths: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    words: str = ""
    # A place in words or a point, as far around it as `within` says in kilometres; and where on the earth that is.
    near: str = ""
    within: int = _USUAL_DISTANCE
    point: Point | None = None

    @classmethod
    def read(cls, query: QueryDict, viewer: Person | None) -> "Asked":
        """From an address. A value asked for in words counts like one that was ticked."""
        near, within = clean_line(query.get("near", ""))[:200], query.get("within", "")
        return cls(
            **{column: _lines(query.getlist(name)) for name, column in _CHOSEN.items()},
            practice=clean_line(query.get("practice", ""))[:100],
            words=clean_line(query.get("q", ""))[:100],
            near=near,
            within=int(within) if within in map(str, DISTANCES) else _USUAL_DISTANCE,
            point=point_called(near, viewer) if near else None,
        )

    def __bool__(self) -> bool:
        return self != Asked(within=self.within)

    @property
    def is_elsewhere(self) -> bool:
        """Whether a place is asked for of which nobody here says where it is."""
        return bool(self.near) and self.point is None

    def with_value(self, value: str) -> "Asked":
        """The same, and this value too."""
        return replace(self, values=[*self.values, value])

    @property
    def address(self) -> str:
        """The address of the library that asks for just this."""
        return "/library/" + self.query

    @property
    def query(self) -> str:
        """What stands behind the library's address to ask for just this, with its question mark; empty for nothing."""
        pairs = [(name, one) for name, column in _CHOSEN.items() for one in getattr(self, column)]
        written = (("practice", self.practice), ("q", self.words), ("near", self.near))
        pairs += [(name, words) for name, words in written if words]
        pairs += [("within", str(self.within))] if self.near else []
        return f"?{urlencode(pairs)}" if pairs else ""

    def is_chosen(self, name: str) -> bool:
        """Whether something was chosen from this list, by its name in the address."""
        return bool(getattr(self, _CHOSEN[name]))

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
            left += [(name, one, self.leaving({(name, one)})) for one in chosen]
        if self.practice:
            left.append(("practice", self.practice, replace(self, practice="")))
        if self.words:
            left.append(("q", self.words, replace(self, words="")))
        if self.near:
            left.append(("near", self.near, replace(self, near="", point=None)))
        return left


def _lines(given: Iterable[str]) -> list[str]:
    cleaned = (clean_line(one)[:60] for one in given)
    return list(dict.fromkeys(one for one in cleaned if one))[:_MOST_CHOSEN]


def published(viewer: Person | None) -> EntryQuerySet:
    """Every case study in the library that `viewer` may see."""
    seen = Entry.objects.visible_to(viewer).of_kind("case study")
    return seen.filter(shared_at__isnull=False, hidden_at=None, community__isnull=False)


def narrowed(asked: Asked, leaving_out: str = "") -> QuerySet[CaseStudy]:
    """The case studies asked for, whoever may see them, without regard to words."""
    studies = CaseStudy.objects.order_by()
    for value in asked.values if leaving_out != "value" else []:
        studies = studies.filter(Exists(_holding(value)))
    if asked.practice:
        studies = studies.filter(Exists(_practising(asked.practice)))
    if asked.forms and leaving_out != "form":
        studies = studies.filter(form__in=asked.forms)
    if asked.scales and leaving_out != "scale":
        studies = studies.filter(_of_size("people", SCALES, asked.scales))
    if asked.lengths and leaving_out != "length":
        studies = studies.filter(_of_size("days", LENGTHS, asked.lengths))
    if asked.languages and leaving_out != "language":
        studies = studies.filter(language__in=asked.languages)
    if asked.interests and leaving_out != "interest":
        studies = studies.filter(
            pk__in=Entry.interests.through.objects.filter(interest__slug__in=asked.interests).values("entry")
        )
    if asked.near:
        studies = studies.filter(community__in=_around(asked.point, asked.within)) if asked.point else studies.none()
    return studies


def found(asked: Asked, viewer: Person | None) -> EntryQuerySet:
    """All the case studies asked for that `viewer` may see."""
    entries = published(viewer).filter(pk__in=narrowed(asked).values("pk"))
    return entries.filter(_meaning(asked.words)) if asked.words else entries


def _of_size(column: str, bands: dict[str, tuple[int, int | None]], chosen: Iterable[str]) -> Q:
    either = Q(pk__in=[])
    for fewest, most in (bands[one] for one in chosen if one in bands):
        either |= Q(**{f"{column}__gte": fewest}) & (Q(**{f"{column}__lte": most}) if most else Q())
    return either


def _around(point: Point, within: int) -> QuerySet[Any]:
    """The communities within so many kilometres."""
    away = Community.objects.filter(box_around(point, within)).annotate(kilometres=kilometres_from(point))
    return away.filter(kilometres__lte=within).values("pk")


_KNOWN_FORMS = frozenset(Form.values) - {Form.OWN}
NAMED = {"value": frozenset(VALUES), "form": _KNOWN_FORMS, "scale": frozenset(SCALES), "length": frozenset(LENGTHS)}


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
    query = search.query_of(words)
    either = Q(Exists(_holding(slugify(words, allow_unicode=True))))
    return either | search.held(query) if query else either
