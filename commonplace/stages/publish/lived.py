"""How different communities lived a value: their practices and what came of it, side by side."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.design.values import VALUES, Value
from commonplace.stages.publish.finding import newest
from commonplace.stages.publish.library import Asked
from commonplace.stages.publish.models import Section
from commonplace.stages.publish.narrowing import words_of_value
from commonplace.stages.publish.reading import Said, said_in
from commonplace.stages.publish.shelf import values_of

MOST = 24
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


@prepared
def _records(viewer: Person | None, keys: list[int]) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(pk__in=keys)
    return seen.newest_first().select_related("community", "as_case_study").defer("body", "body_html")


def lived(slug: str, viewer: Person | None) -> OfValue | None:
    """The newest records that hold to a value; None where nobody knows of it."""
    found = newest(Asked(values=[slug]), viewer)
    if not found.keys and slug not in VALUES:
        return None
    records = _as_different_as_can_be(_records(viewer=viewer, keys=found.keys[: 4 * MOST]))[:MOST]
    keys = [entry.pk for entry in records]
    held, said = values_of(keys), said_in(keys, viewer, _TOLD)
    theirs = {key: [value for value in held[key] if value.slug == slug] for key in keys}
    name = next((value.name for values in theirs.values() for value in values), "")
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


def _as_different_as_can_be(records: list[Entry]) -> list[Entry]:
    """One of each form before a second of any; the newest first among equals."""
    seen: dict[str, int] = {}
    turns: list[tuple[int, int, Entry]] = []
    for place, entry in enumerate(records):
        form = entry.community.form_words if entry.community else ""
        seen[form] = seen.get(form, 0) + 1
        turns.append((seen[form], place, entry))
    return [entry for _turn, _place, entry in sorted(turns, key=lambda turn: turn[:2])]


def _first_of_each(said: list[Said]) -> list[Said]:
    """One statement of each section, somebody's own words before what was expected."""
    chosen = []
    for section in _TOLD:
        of_section = sorted((one for one in said if one.section == section), key=lambda one: not one.is_quotation)
        chosen += of_section[:1]
    return chosen[:_MOST_TOLD]
