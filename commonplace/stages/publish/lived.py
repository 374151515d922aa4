"""How different communities lived a value: their practices and what came of it, side by side."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.design.values import VALUES, Value
from commonplace.stages.publish.finding import newest
from commonplace.stages.publish.library import Asked
from commonplace.stages.publish.models import CaseStudy, HeldValue, Section
from commonplace.stages.publish.narrowing import words_of_value
from commonplace.stages.publish.reading import Said, said_in

# So many are shown, of so many of the newest that hold to it.
MOST, _LOOKED_AT = 18, 72
_TOLD = (Section.MATCHED, Section.SURPRISED, Section.WORKED, Section.DIFFERENTLY)
_MOST_TOLD = 3


@dataclass(frozen=True)
class Lived:
    """One record: what its people did for the value, and what they tell of how it went."""

    entry: Entry
    practices: list[str]
    told: list[Said]


@dataclass(frozen=True)
class OfValue:
    """A value with those who lived it, of as many forms as there are first."""

    name: str
    known: Value | None
    lived: list[Lived]
    has_more: bool


# What is shown of a record, besides what it held to and what is told of it.
_SHOWN = ("title", "community__form", "community__own_form", "community__place", "as_case_study__people")


@prepared
def _forms(keys: list[int]) -> QuerySet[Any]:
    return CaseStudy.objects.filter(pk__in=keys).order_by().values_list("pk", "form")


@prepared
def _records(viewer: Person | None, keys: list[int]) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(pk__in=keys)
    return seen.order_by().select_related("community", "as_case_study").only(*_SHOWN)


@prepared
def _held(slug: str, keys: list[int]) -> QuerySet[HeldValue]:
    return HeldValue.objects.filter(slug=slug, case_study__in=keys).defer("folded")


def lived(slug: str, viewer: Person | None) -> OfValue | None:
    """The newest records that hold to a value; None where nobody knows of it."""
    found = newest(Asked(values=[slug]), viewer, enough=_LOOKED_AT)
    if not found.keys and slug not in VALUES:
        return None
    keys = _as_different_as_can_be(found.keys, dict(_forms(keys=found.keys)))[:MOST]
    there = {entry.pk: entry for entry in _records(viewer=viewer, keys=keys)}
    records = [there[key] for key in keys if key in there]
    theirs: dict[int, list[HeldValue]] = defaultdict(list)
    for value in _held(slug=slug, keys=keys):
        theirs[value.case_study_id].append(value)
    said = said_in(keys, viewer, _TOLD)
    name = next((value.name for key in keys for value in theirs[key]), "")
    return OfValue(
        words_of_value(slug, name),
        VALUES.get(slug),
        [
            Lived(
                entry,
                [line for value in theirs[entry.pk] for line in value.practice_lines],
                _first_of_each(said.get(entry.pk, [])),
            )
            for entry in records
        ],
        found.has_more or len(found.keys) > len(records),
    )


def _as_different_as_can_be(keys: list[int], forms: dict[int, str]) -> list[int]:
    """One of each form before a second of any; the newest first among equals."""
    seen: Counter[str] = Counter()
    turns = []
    for place, key in enumerate(keys):
        form = forms.get(key, "")
        seen[form] += 1
        turns.append((seen[form], place, key))
    return [key for _turn, _place, key in sorted(turns)]


def _first_of_each(said: list[Said]) -> list[Said]:
    """One statement of each section, somebody's own words before what was expected."""
    chosen = []
    for section in _TOLD:
        of_section = sorted((one for one in said if one.section == section), key=lambda one: not one.is_quotation)
        chosen += of_section[:1]
    return chosen[:_MOST_TOLD]
