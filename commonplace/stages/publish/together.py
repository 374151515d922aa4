"""Brings a case study as somebody typed it together with what others wrote since their form was opened, row by row."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from django.http import QueryDict

from commonplace.commons.entries.merging import Document, marks_of, merge, read_marks
from commonplace.commons.people.models import Person
from commonplace.ground.text import clean
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.reading import read_each, with_sources
from commonplace.stages.publish.rows import Row, read_rows, said_in_rows
from commonplace.stages.publish.settling import Said

_FIELDS = ("title", "summary", "licence", "cover")
_ROWS_AND_PARAGRAPHS = {"summary", *Section.values}


@dataclass(frozen=True)
class Typed:
    """What a form holds, with what others wrote taken in; `clashes` names what both changed, as others have it now."""

    data: QueryDict
    rows: list[Row]
    clashes: Document = field(default_factory=dict)


def standing_for(case_study: CaseStudy, person: Person) -> tuple[list[Said], list[Said]]:
    """The statements as `person` gets them to write on; and what their authors took back, which is not shown to them."""
    standing, back = list[Said](), list[Said]()
    for one, said in read_each(with_sources(case_study.statements.all()), person, by_writers=True):
        (back if said is None else standing).append((one.section, one.words, one.source_key))
    return standing, back


def marks_on(case_study: CaseStudy, standing: Iterable[Said]) -> str:
    """What the page of the form carries, so that two who write at once are told apart."""
    return json.dumps(marks_of(_document(case_study, standing)))


def bring_together(case_study: CaseStudy, person: Person, posted: QueryDict) -> Typed:
    """What was typed and what stands now as one. Where both changed one statement, it is as typed, and a clash."""
    rows, standing = read_rows(posted), _document(case_study, standing_for(case_study, person)[0])
    typed: Document = {name: posted[name] for name in _FIELDS if name in posted} | _sections(said_in_rows(rows))
    was = read_marks(posted.get("marks", ""))
    if not was and posted.get("based_on") == str(case_study.entry.version):
        was = marks_of(standing)
    merged = merge(was, typed, standing, _ROWS_AND_PARAGRAPHS)
    whole = typed | {name: standing[name] for name in merged.theirs} | merged.changed | merged.both
    data = cast(QueryDict, posted.copy())
    for name in typed.keys() & set(_FIELDS):
        data[name] = whole[name]
    clashes = {name: standing[name] for name in merged.clashes}
    return Typed(data, _rows(whole, rows) if merged.theirs or clashes else rows, clashes)


def _document(case_study: CaseStudy, said: Iterable[Said]) -> Document:
    entry = case_study.entry
    fields = {"title": entry.title, "summary": entry.summary, "licence": entry.licence}
    return fields | {"cover": str(case_study.wished_cover_id or "")} | _sections(said)


def _sections(said: Iterable[Said]) -> Document:
    said = list(said)
    return {
        section: tuple((clean(words).strip(), source) for there, words, source in said if there == section)
        for section in Section.values
    }


def _rows(whole: Document, rows: list[Row]) -> list[Row]:
    """The rows of the whole, and what the record offered besides."""
    said = [(section, words, source) for section in Section.values for words, source in whole[section]]
    standing = [Row(number, *one) for number, one in enumerate(said)]
    offered = [row for row in rows if row.is_offered and not row.is_taken]
    more = [
        Row(number, one.section, one.words, one.source_id, is_offered=True)
        for number, one in enumerate(offered, len(said))
    ]
    return [*standing, *more]
