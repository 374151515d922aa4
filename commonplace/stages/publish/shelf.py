"""Case studies as the library shows them: what they held to, with what was looked for marked, and what came of it."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.library import Asked, folded_words
from commonplace.stages.publish.models import HeldValue, Section
from commonplace.stages.publish.narrowing import words_of_language, words_of_value
from commonplace.stages.publish.reading import Said, said_in

Pieces = list[tuple[str, bool]]
_PRACTICES = 2


@dataclass(frozen=True)
class Shelved:
    """One record in the list, with the values it stands under. `practices` pair a value's name with its practice in
    pieces, some of them marked."""

    entry: Entry
    language: str
    values: list[HeldValue]
    practices: list[tuple[str, Pieces]]
    end: list[Said]


@prepared
def _held(records: list[int]) -> QuerySet[HeldValue]:
    return HeldValue.objects.filter(case_study__in=records).defer("folded")


def values_of(records: list[int]) -> dict[int, list[HeldValue]]:
    """The values that each of these records stands under, in its order. One query however many there are."""
    held: dict[int, list[HeldValue]] = defaultdict(list)
    for value in _held(records=records):
        held[value.case_study_id].append(value)
    return held


def shelved(entries: list[Entry], asked: Asked, viewer: Person | None) -> list[Shelved]:
    """The records with what the list shows of each; as many queries for one as for twenty."""
    keys = [entry.pk for entry in entries]
    held = values_of(keys)
    said = said_in(keys, viewer, (Section.MATCHED, Section.SURPRISED))
    return [
        Shelved(
            entry=entry,
            language=words_of_language(entry.language) if entry.language else "",
            values=held[entry.pk],
            practices=_practices(held[entry.pk], asked),
            end=_end(said.get(entry.pk, [])),
        )
        for entry in entries
    ]


def values_on(shelf: list[Shelved], asked: Asked) -> list[tuple[str, str]]:
    """The values, besides those asked for, that most of the records shown hold to: slug and name."""
    counted = Counter((value.slug, value.name) for row in shelf for value in row.values)
    named = {slug: (words_of_value(slug, name), times) for (slug, name), times in counted.items()}
    others = sorted(
        (-times, words.casefold(), slug) for slug, (words, times) in named.items() if slug not in asked.values
    )
    return [(slug, named[slug][0]) for _times, _words, slug in others]


def _end(said: list[Said]) -> list[Said]:
    """One thing that matched and one that surprised, shortest first chosen, so that the list stays a list."""
    chosen = []
    for section in (Section.MATCHED, Section.SURPRISED):
        of_section = [one for one in said if one.section == section]
        # People's own words rather than what was expected beforehand.
        of_section.sort(key=lambda one: (not one.is_quotation, len(one.words) > 200))
        chosen += of_section[:1]
    return chosen


def _practices(values: list[HeldValue], asked: Asked) -> list[tuple[str, Pieces]]:
    """The practices that were looked for; else the first that there is."""
    every = [(value, line) for value in values for line in value.practice_lines]
    words = [*folded_words(asked.practice), *folded_words(asked.words)]
    found = [(value, line) for value, line in every if value.slug in asked.values or _pieces_by_words(line, words)]
    chosen = found[:_PRACTICES] or every[:1]
    return [
        (words_of_value(value.slug, value.name), marked(line, words, whole=value.slug in asked.values))
        for value, line in chosen
    ]


def marked(line: str, words: list[str], *, whole: bool) -> Pieces:
    """A practice in pieces: the words looked for are marked, or, where its value was, its first breath."""
    if pieces := _pieces_by_words(line, words):
        return pieces
    if not whole:
        return [(line, False)]
    first, mark, rest = re.match(r"(.+?)([,;:.](?=\s)|$)(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
    return [(first, True), (mark + rest, False)]


def _pieces_by_words(line: str, words: list[str]) -> Pieces:
    """The line cut where one of the words begins a word of it, never within an @name; empty where none does."""
    if not words:
        return []
    pattern = re.compile(r"(?<![\w@])((?:" + "|".join(re.escape(word) for word in words) + r")\w*)", re.IGNORECASE)
    parts = pattern.split(line)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part] if len(parts) > 1 else []
