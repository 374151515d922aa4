"""The choices beside the library: what else the records found hold to, are, and are written in.

They are counted among the newest of them (`finding.py`).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Form
from commonplace.commons.people.models import Interest, Person
from commonplace.ground.prepared import prepared
from commonplace.stages.design.values import VALUES
from commonplace.stages.publish.finding import newest
from commonplace.stages.publish.library import LENGTHS, SCALES, Asked, found
from commonplace.stages.publish.models import CaseStudy, HeldValue

_FORMS = frozenset(Form.values)


@dataclass(frozen=True)
class Choice:
    """A box to tick: its value in the address, its words, of how many records, whether it is ticked."""

    value: str
    words: str
    records: int
    chosen: bool


def words_of_value(slug: str, name: str = "") -> str:
    """A value's name, from its name in addresses."""
    return _known_value(slug, get_language()) if slug in VALUES else name or slug.replace("-", " ")


@lru_cache(maxsize=500)
def _known_value(slug: str, language: str | None) -> str:
    """In the language at hand, which is named since each has its own; the library says a hundred of them."""
    return str(VALUES[slug].name)


def words_of_form(form: str) -> str:
    """A form as people read it. What we do not know is in the words of those who made it."""
    return str(Form(form).label) if form in _FORMS else form


@lru_cache(maxsize=500)
def words_of_language(tag: str) -> str:
    """A language's name in itself."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    return (locale.get_display_name() or tag).capitalize()


def words_of_scale(scale: str) -> str:
    """How many people took part, in words."""
    return _sized(SCALES, scale, _("%(from)d people or more"), _("%(from)d to %(to)d people"))


def words_of_length(length: str) -> str:
    """On how many days they met, in words."""
    if length == "1":
        return _("one day")
    return _sized(LENGTHS, length, _("%(from)d days or more"), _("%(from)d to %(to)d days"))


def _sized(bands: dict[str, tuple[int, int | None]], band: str, open_ended: str, closed: str) -> str:
    if band not in bands:
        return band
    fewest, most = bands[band]
    return (closed if most else open_ended) % {"from": fewest, "to": most}


def band_of(bands: dict[str, tuple[int, int | None]], number: int | None) -> str:
    """The band that a number lies in; empty where it is not known or lies in none."""
    if number:
        for name, (fewest, most) in bands.items():
            if fewest <= number <= (most or number):
                return name
    return ""


@prepared
def _values_of(records: list[int]) -> QuerySet[Any]:
    rows = HeldValue.objects.filter(case_study__in=records).order_by()
    return rows.values_list("slug", "name").annotate(records=Count("case_study", distinct=True))


@prepared
def _interests_of(records: list[int]) -> QuerySet[Any]:
    rows = Interest.objects.filter(entries__in=records).order_by().values_list("slug", "name")
    return rows.annotate(records=Count("entries", distinct=True)).order_by("-records", "name")[:12]


@prepared
def _facts_of(records: list[int]) -> QuerySet[Any]:
    rows = CaseStudy.objects.filter(pk__in=records).order_by()
    return rows.values_list("form", "language", "people", "days")


class Narrowing:
    """What to narrow by, counted among the newest records found. A list from which something was chosen goes on without that."""

    def __init__(self, asked: Asked, viewer: Person | None) -> None:
        self.asked, self.viewer = asked, viewer
        self.records = newest(asked, viewer)
        self._facts: dict[str, list[Any]] = {}

    def _keys(self, name: str) -> list[int]:
        if not self.asked.is_chosen(name):
            return self.records.keys
        return newest(self.asked, self.viewer, name).keys

    def _facts_beside(self, name: str) -> list[Any]:
        of = name if self.asked.is_chosen(name) else ""
        if of not in self._facts:
            self._facts[of] = _facts_of(records=self._keys(name))
        return self._facts[of]

    def values(self) -> list[Choice]:
        """The values that the records hold to, and those asked for."""
        counted: dict[str, tuple[str, int]] = {}
        for slug, name, many in _values_of(records=self.records.keys):
            counted[slug] = (words_of_value(slug, name), many + counted.get(slug, ("", 0))[1])
        return _choices(counted, self.asked.values, words_of_value)

    def forms(self) -> list[Choice]:
        """Their forms. A form of their own stands under its own name."""
        counted = Counter(form for form, *_more in self._facts_beside("form"))
        return _named(counted, self.asked.forms, words_of_form)

    def languages(self) -> list[Choice]:
        """The languages that they are written in."""
        counted = Counter(language for _form, language, *_more in self._facts_beside("language"))
        return _named(counted, self.asked.languages, words_of_language)

    def scales(self) -> list[Choice]:
        """How many people took part, the fewest first."""
        counted = Counter(band_of(SCALES, people) for *_more, people, _days in self._facts_beside("scale"))
        return _in_their_order(_named(counted, self.asked.scales, words_of_scale), SCALES)

    def lengths(self) -> list[Choice]:
        """On how many days they met, the shortest first."""
        counted = Counter(band_of(LENGTHS, days) for *_more, days in self._facts_beside("length"))
        return _in_their_order(_named(counted, self.asked.lengths, words_of_length), LENGTHS)

    def interests(self) -> list[Choice]:
        """Their interests; those of most records, since there may be many."""
        counted = {slug: (name, many) for slug, name, many in _interests_of(records=self._keys("interest"))}
        return _choices(counted, self.asked.interests, words_of_value)


def _named(counted: dict[str, int], chosen: list[str], words_of: Callable[[str], str]) -> list[Choice]:
    return _choices({one: (words_of(one), many) for one, many in counted.items() if one}, chosen, words_of)


def _in_their_order(choices: list[Choice], bands: dict[str, Any]) -> list[Choice]:
    order = list(bands)
    return sorted((choice for choice in choices if choice.value in bands), key=lambda one: order.index(one.value))


def _choices(counted: dict[str, tuple[str, int]], chosen: list[str], words_of: Callable[[str], str]) -> list[Choice]:
    everything = {**{value: (words_of(value), 0) for value in chosen}, **counted}
    choices = [Choice(value, words, records, value in chosen) for value, (words, records) in everything.items()]
    return sorted(choices, key=lambda choice: choice.words.casefold())


@dataclass(frozen=True)
class WayOut:
    """Something asked for that can be taken away, and how many records would remain."""

    words: str
    address: str
    records: int


def ways_out(asked: Asked, viewer: Person | None) -> list[WayOut]:
    """What to take away where nothing was found, as far as that finds something."""
    ways = [
        WayOut(words_asked(name, value), left.address, found(left, viewer).count())
        for name, value, left in asked.without()
    ]
    everything = WayOut(_("everything"), "/library/", found(Asked(), viewer).count())
    return [way for way in ways if way.records] or ([everything] if everything.records else [])


def words_asked(name: str, value: str) -> str:
    """One thing asked for, in words."""
    words_of: dict[str, Callable[[str], str]] = {
        "value": words_of_value,
        "form": words_of_form,
        "interest": words_of_value,
        "language": words_of_language,
        "scale": words_of_scale,
        "length": words_of_length,
    }
    known = words_of.get(name)
    return known(value) if known else value
