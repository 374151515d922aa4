"""What a reader of case studies gets to read.

A case study is seen by its audience; not every statement in it is. What came from one person's entry is read only while
that person lets it be:

- a work is mentioned to those who may see it
- a reflection is quoted while it is shared at least with its community, not hidden, and its author lets it be quoted;
  never to somebody across a block, and never to strangers where its author may not be named on open pages
- everything else (the community's own facts, what the writers added) is read by every reader of the case study

Sources are linked for those who may see them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Attachment, Authorship, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.drafting import is_verbatim
from commonplace.stages.publish.models import Section, Statement
from commonplace.stages.reflect.models import QUESTIONS, Reflection


@dataclass(frozen=True)
class Said:
    """A statement as one reader gets it. `by` names whose words a quotation are, where they may be named."""

    section: str
    words: str
    source: Entry | None = None
    is_quotation: bool = False
    by: str = ""
    picture: Attachment | None = None

    @property
    def heading(self) -> str:
        """The section that it stands in."""
        return str(Section(self.section).label)

    @property
    def kind_words(self) -> str:
        """What its source is."""
        return str(kind_of(self.source).words) if self.source else ""


@dataclass(frozen=True)
class _Sources:
    visible: set[int]
    authors: dict[int, list[Person]]
    met: set[int]


def said_in(
    case_studies: Iterable[int], reader: Person | None, sections: Iterable[str] | None = None
) -> dict[int, list[Said]]:
    """What each of these case studies says to `reader`, in its order. Four queries however many there are."""
    chosen = list(Section.values if sections is None else sections)
    said: dict[int, list[Said]] = defaultdict(list)
    for statement, read in read_each(_statements(records=list(case_studies), sections=chosen), reader):
        if read is not None:
            said[statement.case_study_id].append(read)
    return said


@prepared
def _statements(records: list[int], sections: list[str]) -> QuerySet[Statement]:
    return with_sources(Statement.objects.filter(case_study__in=records, section__in=sections))


def with_sources(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with what `read_each` asks of their sources."""
    return rows.select_related("source__as_reflection", "source__cover")


@prepared
def _visible(reader: Person | None, entries: list[int]) -> QuerySet[Any]:
    return Entry.objects.visible_to(reader).filter(pk__in=entries).values_list("pk")


@prepared
def _authorships(entries: list[int]) -> QuerySet[Authorship]:
    return Authorship.objects.filter(entry__in=entries).select_related("person").order_by("place")


@prepared
def _met(reader: Person | None, people: list[int]) -> QuerySet[Any]:
    return Person.objects.shown_to(reader).filter(pk__in=people).values_list("pk")


def read_each(statements: Iterable[Statement], reader: Person | None) -> list[tuple[Statement, Said | None]]:
    """Each statement with what `reader` gets of it: None where its author does not let them have it."""
    statements = list(statements)
    sources = _sources([one.source_id for one in statements if one.source_id], reader)
    return [(statement, _read(statement, sources, reader)) for statement in statements]


def _sources(ids: list[int], reader: Person | None) -> _Sources:
    visible = {key for (key,) in _visible(reader=reader, entries=ids)}
    authors: dict[int, list[Person]] = defaultdict(list)
    for authorship in _authorships(entries=ids):
        authors[authorship.entry_id].append(authorship.person)
    everybody = {person.pk for people in authors.values() for person in people}
    met = {key for (key,) in _met(reader=reader, people=list(everybody))}
    return _Sources(visible, authors, met)


def _read(statement: Statement, sources: _Sources, reader: Person | None) -> Said | None:
    source = statement.source
    if source is None:
        return Said(statement.section, statement.words)
    people = sources.authors[source.pk]
    may_be_met = bool(people) and all(person.pk in sources.met for person in people)
    linked = source if source.pk in sources.visible else None
    if source.kind == "reflection":
        return _quoted(statement, source, people, linked) if may_be_met and _may_be_quoted(source) else None
    if source.kind == "work":
        picture = source.cover if may_be_met else None
        return (
            Said(statement.section, statement.words, linked, picture=picture)
            if linked and not linked.is_draft
            else None
        )
    return Said(statement.section, statement.words, linked)


def _may_be_quoted(source: Entry) -> bool:
    reflection: Reflection | None = getattr(source, "as_reflection", None)
    is_shared = source.shared_at is not None and source.hidden_at is None and source.audience >= Audience.COMMUNITY
    return reflection is not None and reflection.may_quote and is_shared


def _quoted(statement: Statement, source: Entry, people: list[Person], linked: Entry | None) -> Said:
    texts = [source.body, *(getattr(source.as_reflection, question) for question in QUESTIONS)]
    is_quotation = any(is_verbatim(statement.words, text) for text in texts)
    names = "" if any(person.is_minor for person in people) else ", ".join(person.display_name for person in people)
    return Said(statement.section, statement.words, linked, is_quotation, names if is_quotation else "")
