"""Two case studies beside each other: what they were, what both held to, how each did it, and how it went."""

from dataclasses import dataclass

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.stages.publish.about import facts_of
from commonplace.stages.publish.models import HeldValue, Section
from commonplace.stages.publish.narrowing import words_of_value
from commonplace.stages.publish.reading import Said, said_in
from commonplace.stages.publish.shelf import values_of

_TOLD = (
    Section.BEGINNING,
    Section.PEOPLE,
    Section.MATCHED,
    Section.SURPRISED,
    Section.WORKED,
    Section.DIFFERENTLY,
    Section.NEEDED,
)
_MOST_TOLD = 6


@dataclass(frozen=True)
class Pair:
    """One thing of both: its name, where that leads, and what stands on either side, statement by statement."""

    name: str
    slug: str
    sides: tuple[list[Said], list[Said]]


@dataclass(frozen=True)
class SideBySide:
    facts: list[tuple[str, tuple[str, str]]]
    both: list[Pair]
    only: tuple[list[tuple[str, str]], list[tuple[str, str]]]
    told: list[Pair]


def beside_each_other(one: Entry, other: Entry, reader: Person | None) -> SideBySide:
    """Two records as `reader` may read them, row by row."""
    keys = [one.pk, other.pk]
    held, said = values_of(keys), said_in(keys, reader, _TOLD)
    mine, theirs = ({value.slug: value for value in held[key]} for key in keys)
    return SideBySide(
        facts=[
            (name, (here, there))
            for (name, here), (_name, there) in zip(_facts(one), _facts(other), strict=True)
            if here or there
        ],
        both=[
            Pair(words_of_value(slug, value.name), slug, (_practices(value), _practices(theirs[slug])))
            for slug, value in mine.items()
            if slug in theirs
        ],
        only=(_apart(mine, theirs), _apart(theirs, mine)),
        told=[
            Pair(str(section.label), "", (_of(said[one.pk], section), _of(said[other.pk], section)))
            for section in _TOLD
            if any(line.section == section for line in [*said[one.pk], *said[other.pk]])
        ],
    )


def _practices(value: HeldValue) -> list[Said]:
    return [Said("", line) for line in value.practice_lines]


def _apart(mine: dict[str, HeldValue], theirs: dict[str, HeldValue]) -> list[tuple[str, str]]:
    return [(slug, words_of_value(slug, value.name)) for slug, value in mine.items() if slug not in theirs]


def _of(said: list[Said], section: Section) -> list[Said]:
    return [one for one in said if one.section == section][:_MOST_TOLD]


def _facts(entry: Entry) -> list[tuple[str, str]]:
    return facts_of(entry, entry.as_case_study)
