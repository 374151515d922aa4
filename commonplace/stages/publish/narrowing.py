"""The choices beside the library: what else the records found hold to, are, and are written in.

Each takes what is asked for, and the keys of the records that were found for it where they are known.
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
from commonplace.commons.entries.audience import EntryQuerySet
from commonplace.commons.people.models import Interest, Person
from commonplace.stages.design.values import VALUES
from commonplace.stages.publish.library import Asked, found, over
from commonplace.stages.publish.models import HeldValue

_NEARBY = 5
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


def _values_of(entries: EntryQuerySet) -> QuerySet[Any]:
    rows = HeldValue.objects.filter(case_study__in=entries.values("pk")).order_by()
    return rows.values_list("slug", "name").annotate(records=Count("case_study", distinct=True))


def _forms_of(entries: EntryQuerySet) -> QuerySet[Any]:
    rows = entries.order_by().values_list("community__form", "community__own_form")
    return rows.annotate(records=Count("pk"))


def _languages_of(entries: EntryQuerySet) -> QuerySet[Any]:
    return entries.exclude(language="").order_by().values_list("language").annotate(records=Count("pk"))


def _interests_of(entries: EntryQuerySet) -> QuerySet[Any]:
    rows = Interest.objects.filter(entries__in=entries.values("pk")).order_by().values_list("slug", "name")
    return rows.annotate(records=Count("entries", distinct=True)).order_by("-records", "name")[:12]


def value_choices(asked: Asked, viewer: Person | None, records: list[int] | None) -> list[Choice]:
    """The values that the records found hold to, and those asked for."""
    counted: dict[str, tuple[str, int]] = {}
    for slug, name, many in over(asked, viewer, _values_of, records=records):
        counted[slug] = (words_of_value(slug, name), many + counted.get(slug, ("", 0))[1])
    return _choices(counted, asked.values, words_of_value)


def form_choices(asked: Asked, viewer: Person | None, records: list[int] | None) -> list[Choice]:
    """The forms of the records found, and those asked for. A form of their own stands under its own name."""
    counted: dict[str, int] = Counter()
    for form, own, many in over(asked, viewer, _forms_of, "form", records):
        counted[(form == Form.OWN and own) or form] += many
    named = {form: (words_of_form(form), many) for form, many in counted.items()}
    return _choices(named, asked.forms, words_of_form)


def language_choices(asked: Asked, viewer: Person | None, records: list[int] | None) -> list[Choice]:
    """The languages of the records found, and those asked for."""
    counted = {
        tag: (words_of_language(tag), many) for tag, many in over(asked, viewer, _languages_of, "language", records)
    }
    return _choices(counted, asked.languages, words_of_language)


def interest_choices(asked: Asked, viewer: Person | None, records: list[int] | None) -> list[Choice]:
    """The interests of the records found, and those asked for; most records first, since there may be many."""
    counted = {slug: (name, many) for slug, name, many in over(asked, viewer, _interests_of, "interest", records)}
    return _choices(counted, asked.interests, words_of_value)


def _choices(counted: dict[str, tuple[str, int]], chosen: list[str], words_of: Callable[[str], str]) -> list[Choice]:
    everything = {**{value: (words_of(value), 0) for value in chosen}, **counted}
    choices = [Choice(value, words, records, value in chosen) for value, (words, records) in everything.items()]
    return sorted(choices, key=lambda choice: choice.words.casefold())


def nearby(choices: list[Choice]) -> list[Choice]:
    """The values that most often stand beside those asked for."""
    others = [choice for choice in choices if not choice.chosen and choice.records]
    return sorted(others, key=lambda choice: -choice.records)[:_NEARBY]


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
    }
    known = words_of.get(name)
    return known(value) if known else value
