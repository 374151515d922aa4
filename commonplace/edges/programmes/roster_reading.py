"""Reads a pasted roster: lines of a name and, as far as they are there, an e-mail address, a team and an age band.

Lists are pasted as they come: from spreadsheets (tabs, and quotes around a cell of several lines), exports (semicolons, commas,
quotes), mail programs (`Name <address>`), with a line of headings or without. What each part of a line is shows by what it looks
like, or by its heading. A line that cannot be told for certain is said to be so, and never guessed at.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from commonplace.commons.people.models import AgeBand
from commonplace.ground.text import clean_line

MOST_LINES = 300
_LONGEST_NAME = 80
_COUNTED = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_IN_BRACKETS = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]*)>\s*$")
# What a person takes for the end of a line. Word processors and spreadsheets break lines within a cell by other marks.
_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_BREAK_WITHIN = re.compile(r"[\x0b\x0c]")
# A cell between quotation marks, in which two stand for one: spreadsheets write cells of several lines so.
_QUOTED = re.compile(r'"(?:[^"]|"")*"(?!")')
_MOST_LINES_OF_A_CELL = 6
# How spreadsheets show a cell that they could not reckon out.
_SHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!)")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_BANDS = {
    AgeBand.YOUNGER_TEEN: re.compile(r"13\s*(?:-|–|to|/)\s*15"),
    AgeBand.OLDER_TEEN: re.compile(r"16\s*(?:-|–|to|/|or)\s*17"),
    AgeBand.ADULT: re.compile(r"adult|18\s*(?:\+|or older|and older)"),
}
_YOUNGER = re.compile(r"12 or younger|(?:under|<)\s*13")
# Headings as lists in English have them.
_HEADINGS = {
    "name": {"name", "full name", "student", "participant", "display name"},
    "first": {"first name", "first", "given name", "forename"},
    "last": {"last name", "last", "surname", "family name"},
    "email": {"e-mail", "email", "mail", "e-mail address", "email address"},
    "team": {"team", "group"},
    "age": {"age", "age band", "age group"},
}


class _Unclear(Exception):
    """What is wrong with a line, in words."""


@dataclass(frozen=True)
class Line:
    """One line that says something: its number and words as pasted, what it says, or what is wrong with it."""

    number: int
    text: str
    name: str = ""
    email: str = ""
    team: str = ""
    age_band: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Reading:
    """The lines of a roster that say something, and the line of headings above them, if there is one."""

    headings: str
    lines: list[Line]


def read(text: str) -> Reading:
    """What a pasted list says, line by line. Of a longer one, the rest waits."""
    lines = [(number, line) for number, line in _rows(text) if line.strip(" \t,;")]
    headings = _headings(_parts(lines[0][1])) if lines else []
    first, rest = (lines[0][1], lines[1:]) if headings else ("", lines)
    read_now = [_line(number, line, headings) for number, line in rest[:MOST_LINES]]
    waits = _("Put those above on the roster first; this one stays here meanwhile.")
    return Reading(first, read_now + [Line(number, line, trouble=waits) for number, line in rest[MOST_LINES:]])


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """The rows of a list, each with the number of its first line; the lines of one cell stay together."""
    lines = _LINE_END.split(text)
    number = 0
    while number < len(lines):
        row = lines[number : number + _lines_of(lines[number : number + _MOST_LINES_OF_A_CELL])]
        yield number + 1, "\n".join(row)
        number += len(row)


def _lines_of(lines: Sequence[str]) -> int:
    """Of how many of these lines the first row is: of one, where a quotation mark is just that and nothing ends it."""
    for count in range(1, len(lines) + 1):
        stands = _stands("\n".join(lines[:count]))
        if stands != "open":
            return count if stands == "whole" else 1
    return 1


def _stands(row: str) -> str:
    """Whether a row is “whole”, “open” within a cell between quotation marks, or “odd”: they stand for themselves."""
    mark, rest, stands = _mark_of(row), row, "whole"
    while True:
        rest = rest.lstrip(" ")
        if rest.startswith('"'):
            quoted = _QUOTED.match(rest)
            if quoted is None:
                return "open"
            rest = rest[quoted.end() :].lstrip(" ")
            stands = stands if rest.startswith(mark) or not rest else "odd"
        _cell, more, rest = rest.partition(mark)
        if not more:
            return stands


def _mark_of(row: str) -> str:
    """What stands between the cells of a row."""
    return next((mark for mark in ("\t", ";") if mark in row), ",")


def _parts(line: str) -> list[str]:
    mark = _mark_of(line)
    line = _BREAK_WITHIN.sub(" ", line)
    try:
        parts = next(csv.reader([line], delimiter=mark, skipinitialspace=True), [])
    except csv.Error:
        parts = line.split(mark)
    return [clean_line(part).strip(" \"'") for part in parts]


def _headings(parts: Sequence[str]) -> list[str]:
    """What each column holds, where this line is one of headings; an unknown one holds nothing that is kept."""
    words = [part.casefold().strip(" :*") for part in parts]
    kinds = [next((kind for kind, known in _HEADINGS.items() if word in known), "") for word in words]
    return kinds if {"name", "first"} & set(kinds) and not any("@" in word for word in words) else []


def _line(number: int, text: str, headings: Sequence[str]) -> Line:
    try:
        parts = _parts(_COUNTED.sub("", text))
        if error := next((part for part in parts if _SHEET_ERROR.fullmatch(part)), None):
            raise _Unclear(_("Your spreadsheet could not reckon a cell out: %(cell)s.") % {"cell": error})
        said = _by_heading(parts, headings) if headings else _by_looks(parts)
        return Line(number, text, _name(said), _email(said.get("email", "")), said.get("team", "")[:80], _band(said))
    except _Unclear as unclear:
        return Line(number, text, trouble=str(unclear))


def _by_heading(parts: Sequence[str], headings: Sequence[str]) -> dict[str, str]:
    said = {kind: part for kind, part in zip(headings, parts, strict=False) if kind and part}
    named = " ".join(part for part in (said.get("first", ""), said.get("last", "")) if part)
    return {"name": named, **said} if named else said


def _by_looks(parts: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for kind, part in _told_apart([part for part in parts if part]):
        if kind in said:
            raise _Unclear(_("It has more parts than a name, an e-mail address, a team and an age band."))
        said[kind] = part
    return said


def _told_apart(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    if parts and parts[0].isdecimal() and len(parts) > 1:  # the number of the line in somebody's table
        parts = parts[1:]
    for place, part in enumerate(parts):
        if found := _IN_BRACKETS.match(part):
            yield "email", found["email"].strip()
            if name := found["name"].strip(" \"'"):
                yield "name", name
        elif "@" in unicodedata.normalize("NFKC", part):
            yield "email", part
        elif place and (_looks_like_age(part) or _DATE.fullmatch(part)):
            yield "age", part
        else:
            yield ("team" if place else "name"), part


def _name(said: dict[str, str]) -> str:
    name = said.get("name", "")
    if found := _IN_BRACKETS.match(name):
        name, said["email"] = found["name"].strip(" \"'"), said.get("email") or found["email"].strip()
    if not any(letter.isalpha() for letter in name):
        raise _Unclear(_("The name is missing."))
    if len(name) > _LONGEST_NAME:
        raise _Unclear(_("The name is too long: eighty letters at most."))
    return name


def _email(given: str) -> str:
    # Wide letters, as keyboards of East Asia write them, are the same address; links of mail programs name their kind.
    given = unicodedata.normalize("NFKC", given).removeprefix("mailto:")
    if not given:
        return ""
    try:
        validate_email(given)
    except ValidationError:
        raise _Unclear(_("The e-mail address looks wrong: %(address)s") % {"address": given}) from None
    return given.lower()


def _looks_like_age(part: str) -> bool:
    word = part.casefold()
    return word.isdecimal() or bool(_YOUNGER.fullmatch(word)) or any(how.fullmatch(word) for how in _BANDS.values())


def _band(said: dict[str, str]) -> str:
    """The age band that a line names. Nobody becomes an adult by saying nothing: then it is asked when they come in."""
    word = said.get("age", "").casefold()
    if not word:
        return ""
    if _DATE.fullmatch(word):
        raise _Unclear(_("Leave out the date of birth; nobody here asks for it. Write 13-15, 16-17 or adult."))
    years = int(word) if word.isdecimal() and len(word) < 4 else None
    if _YOUNGER.fullmatch(word) or (years is not None and years < 13):
        raise _Unclear(_("Under 13, nobody can have an account yet."))
    if years is not None:
        word = "13-15" if years < 16 else "16-17" if years < 18 else "adult"
    found = next((band for band, how in _BANDS.items() if how.fullmatch(word)), None)
    if found is None:
        raise _Unclear(_("The age is not clear: %(age)s. Write 13-15, 16-17 or adult.") % {"age": said["age"]})
    return found.value
