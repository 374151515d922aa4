"""Reads answers that people gave elsewhere, as programs for surveys and spreadsheets write them down: lines of parts, with headings.

What each column holds is said by whoever brings the list in; headings only suggest it. A line that cannot be read is named with its
number and what is wrong with it, and never guessed at. Which group somebody counts themselves to is never read: whoever is
counted in one says so themselves.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from commonplace.stages.team.hours import LocalHour, NoHour, hours_named, mask_of
from commonplace.stages.team.scoring import Problem, Said, Weights, sizes_for
from commonplace.stages.team.tables import Row, Table


class Holds(StrEnum):
    """What a column holds."""

    NOTHING = "nothing"
    NAME = "name"
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    EMAIL = "email"
    FREE = "free"  # hours of one day
    TAKEN = "taken"  # hours of one day that are not free
    OUTCOMES = "outcomes"
    VALUE = "value"  # how much the value weighs that the heading names
    BACKGROUND = "background"
    WISHES = "wishes"
    REFUSALS = "refusals"


@dataclass(frozen=True)
class Column:
    """What a column holds; of hours, on which day, from Monday, 0."""

    holds: Holds = Holds.NOTHING
    day: int = 0


@dataclass(frozen=True)
class Answer:
    """What one line says of somebody. `hours` are free hours in UTC as bits, None where the line says nothing of them.

    `trouble` is why the line could not be read; `unclear` is what of it was left out, in words.
    """

    number: int
    name: str = ""
    email: str = ""
    hours: int | None = None
    outcomes: tuple[str, ...] = ()
    values: Mapping[str, float] | None = None
    background: str = ""
    wishes: tuple[int, ...] = ()  # numbers of lines
    refusals: tuple[int, ...] = ()
    trouble: str = ""
    unclear: tuple[str, ...] = ()


class _Unclear(Exception):
    """What is wrong with a line, in words."""


_DAYS = (
    ("monday", "mon"),
    ("tuesday", "tue", "tues"),
    ("wednesday", "wed"),
    ("thursday", "thu", "thur", "thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
_WORDS = {
    Holds.NOTHING: _lazy("nothing that is needed"),
    Holds.NAME: _lazy("name"),
    Holds.FIRST_NAME: _lazy("first name"),
    Holds.LAST_NAME: _lazy("last name"),
    Holds.EMAIL: _lazy("e-mail"),
    Holds.OUTCOMES: _lazy("what they want to bring about"),
    Holds.VALUE: _lazy("how much the value weighs that the heading names"),
    Holds.BACKGROUND: _lazy("where they come from"),
    Holds.WISHES: _lazy("whom they would like to be with"),
    Holds.REFUSALS: _lazy("whom they would rather not be with"),
}
# What headings in English suggest; the first that fits.
_SUGGESTED = (
    (re.compile(r"\bfirst name|given name|forename"), Holds.FIRST_NAME),
    (re.compile(r"\blast name|surname|family name"), Holds.LAST_NAME),
    (re.compile(r"e-?mail"), Holds.EMAIL),
    (re.compile(r"\bnot (?:to )?(?:have|be|work|want|like)|avoid|rather not"), Holds.REFUSALS),
    (re.compile(r"^with$|(?:have|be|work) (?:on|in|with) your team|with whom|like to (?:be|work) with"), Holds.WISHES),
    (re.compile(r"outcome|choice|^wants?\b|\bgoals?\b|\btopics?\b|\bprojects?\b"), Holds.OUTCOMES),
    (re.compile(r"background|major|field of study|profession|\bjob\b"), Holds.BACKGROUND),
    (re.compile(r"\bvalues?\b"), Holds.VALUE),
    (re.compile(r"\bname\b"), Holds.NAME),
)


def words_of(column: Column, days: Sequence[str]) -> str:
    """What a column holds, in words; `days` are the names of the days from Monday."""
    if column.holds == Holds.FREE:
        return _("free hours on %(day)s") % {"day": days[column.day]}
    if column.holds == Holds.TAKEN:
        return _("hours on %(day)s that are not free") % {"day": days[column.day]}
    return str(_WORDS[column.holds])


def suggested(headings: Sequence[str]) -> tuple[Column, ...]:
    """What columns may hold, by their headings."""
    return tuple(_suggested(heading.casefold()) for heading in headings)


def _suggested(heading: str) -> Column:
    words = set(re.findall(r"\w+", heading))
    day = next((number for number, names in enumerate(_DAYS) if words.intersection(names)), None)
    if day is not None:
        taken = re.search(r"unavailable|not available|busy|taken|cannot|can't", heading)
        return Column(Holds.TAKEN if taken else Holds.FREE, day)
    return Column(next((holds for pattern, holds in _SUGGESTED if pattern.search(heading)), Holds.NOTHING))


def read(table: Table, columns: Sequence[Column], *, zone: str, week: date) -> list[Answer]:
    """What each line says, in their order. Hours are those of `zone` as its clocks go in the week of `week`.

    Where people named the hours at which they are *not* free, they were asked about the earliest to the latest hour that anybody
    named, and at other hours they are not taken for free. Whoever named no hour on any day said nothing of them.
    """
    if len(columns) != len(table.headings):
        raise ValueError(_("Each column has to be said what it holds."))
    asked_about = _asked_about(table, columns)
    answers: list[Answer] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        answer = _answer(row, table.headings, columns, zone, week, asked_about)
        key = answer.email or answer.name.casefold()
        if not answer.trouble and key in seen:
            again = _("%(name)s is in line %(line)s already.") % {"name": answer.name, "line": seen[key]}
            answer = Answer(row.number, answer.name, trouble=again)
        elif not answer.trouble:
            seen[key] = row.number
        answers.append(answer)
    return _with_whom(table, columns, answers)


def _cells(row: Row, columns: Sequence[Column], *holds: Holds) -> list[tuple[Column, str]]:
    return [(column, part) for column, part in zip(columns, row.parts, strict=False) if column.holds in holds]


def _answer(
    row: Row, headings: Sequence[str], columns: Sequence[Column], zone: str, week: date, asked_about: Collection[int]
) -> Answer:
    if row.trouble:
        return Answer(row.number, trouble=row.trouble)

    def words(*holds: Holds) -> list[str]:
        return [part for _column, part in _cells(row, columns, *holds) if part]

    name = " ".join(words(Holds.NAME) or words(Holds.FIRST_NAME, Holds.LAST_NAME))
    try:
        if not any(letter.isalpha() for letter in name):
            raise _Unclear(_("The name is missing."))
        free = _free(row, columns, asked_about)
        outcomes = [one for cell in words(Holds.OUTCOMES) for one in _listed(cell, ";")]
        return Answer(
            row.number,
            name,
            " ".join(words(Holds.EMAIL)).lower(),
            None if free is None else mask_of(free, zone, week),
            tuple(dict.fromkeys(outcomes)),
            _values(row, headings, columns),
            " ".join(words(Holds.BACKGROUND)),
        )
    except NoHour as said:
        words_for = _("“%(said)s” is no hour. Write 8AM, noon, 17 or 17:00, or from one to another: 8-10.")
        return Answer(row.number, name, trouble=words_for % {"said": said})
    except _Unclear as unclear:
        return Answer(row.number, name, trouble=str(unclear))


def _listed(cell: str, marks: str) -> list[str]:
    return [one.strip() for one in re.split(f"[{marks}]", cell) if one.strip()]


def _values(row: Row, headings: Sequence[str], columns: Sequence[Column]) -> dict[str, float]:
    values = {}
    for heading, column, part in zip(headings, columns, row.parts, strict=True):
        if column.holds == Holds.VALUE and part:
            try:
                weight = float(part.replace(",", "."))
            except ValueError:
                weight = -1.0
            if not 0 <= weight <= 1_000_000:
                raise _Unclear(_("“%(said)s” is no weight of a value. Write a number, 0 or more.") % {"said": part})
            values[heading] = weight
    return values


def _asked_about(table: Table, columns: Sequence[Column]) -> range:
    named: set[int] = set()
    for row in table.rows:
        for _column, part in _cells(row, columns, Holds.TAKEN):
            try:
                named |= hours_named(part)
            except NoHour:
                continue  # its own line says so
    return range(min(named), max(named) + 1) if named else range(24)


def _free(row: Row, columns: Sequence[Column], asked_about: Collection[int]) -> set[LocalHour] | None:
    free_cells, taken_cells = _cells(row, columns, Holds.FREE), _cells(row, columns, Holds.TAKEN)
    if not any(part for _column, part in free_cells + taken_cells):
        return None
    free = {(column.day, hour) for column, part in free_cells for hour in hours_named(part)}
    for day in {column.day for column, _part in taken_cells}:
        free |= {(day, hour) for hour in asked_about}
    return free - {(column.day, hour) for column, part in taken_cells for hour in hours_named(part)}


def _with_whom(table: Table, columns: Sequence[Column], answers: Sequence[Answer]) -> list[Answer]:
    """The same answers with the people that they wish for and refuse, as far as these are on the list."""
    called: dict[str, set[int]] = {}
    for answer in answers:
        if not answer.trouble:
            for key in {_key(answer.name), answer.email} - {""}:
                called.setdefault(key, set()).add(answer.number)
    found = []
    for row, answer in zip(table.rows, answers, strict=True):
        if answer.trouble:
            found.append(answer)
            continue
        unclear: list[str] = []
        wishes, refusals = (
            tuple(
                number
                for _column, part in _cells(row, columns, holds)
                for name in _listed(part, ";,\n")
                for number in _called(name, answer.number, called, unclear)
            )
            for holds in (Holds.WISHES, Holds.REFUSALS)
        )
        found.append(replace(answer, wishes=wishes, refusals=refusals, unclear=tuple(unclear)))
    return found


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _called(name: str, by: int, called: Mapping[str, set[int]], unclear: list[str]) -> list[int]:
    numbers = called.get(_key(name), set()) - {by}
    if len(numbers) == 1:
        return list(numbers)
    if numbers:
        unclear.append(_("Several people are called %(name)s.") % {"name": name})
    elif by not in called.get(_key(name), set()):
        near = difflib.get_close_matches(_key(name), [key for key in called if "@" not in key], n=1, cutoff=0.8)
        like = {"name": name, "line": min(called[near[0]])} if near else {"name": name}
        unclear.append(
            _("Nobody on the list is called %(name)s; line %(line)s looks like it.") % like
            if near
            else _("Nobody on the list is called %(name)s.") % like
        )
    return []


def problem_of(answers: Sequence[Answer], size: int, weights: Weights) -> Problem:
    """Teams of `size` to be formed of everybody whose line could be read, in their order."""
    people = [answer for answer in answers if not answer.trouble]
    at = {answer.number: number for number, answer in enumerate(people)}
    outcomes = _numbered(one for answer in people for one in answer.outcomes)
    backgrounds = _numbered(answer.background for answer in people if answer.background)
    values = sorted({value for answer in people for value in answer.values or {}})
    said = [
        Said(
            answer.hours,
            frozenset(outcomes[_key(one)] for one in answer.outcomes),
            tuple((answer.values or {}).get(value, 0.0) for value in values) if answer.values else (),
            backgrounds.get(_key(answer.background)),
        )
        for answer in people
    ]
    wishes, refusals = (
        frozenset((at[answer.number], at[other]) for answer in people for other in asked(answer))
        for asked in (lambda answer: answer.wishes, lambda answer: answer.refusals)
    )
    return Problem(tuple(said), sizes_for(len(said), size), weights, wishes=wishes, refusals=refusals)


def _numbered(words: Iterator[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(map(_key, words)))}
