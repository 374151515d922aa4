"""What a reader of case studies gets to read.

A case study is seen by its audience; not every statement in it is. What came from one person's entry is read only while
that person lets it be:

- a work is mentioned to those who may see it, a reflection is quoted while it is shared at least with its community, not
  hidden, and its author lets it be drawn on; never to somebody across a block, and never to strangers where its author
  may not be named on open pages
- what somebody kept of a gathering, as a moment, is quoted while it is not hidden and the gathering is shared with its community at
  least; to whom, as with a reflection
- all of these only while everybody whose they are agrees to it (`consents.py`): who has not answered is not shown
- what they learnt from is named to those who may see it there: it was made elsewhere, and nobody here is asked
- a picture is shown while everybody who is on it agrees; to strangers, only where it is said whom it shows
- everything else (the community's own facts, what the writers added) is read by every reader of the case study

Sources are linked for those who may see them. Those who write the case study read what waits for an answer, too.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Attachment, Authorship, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.consents import (
    Answers,
    answers_in,
    depicted_on,
    mark_of,
    mark_of_picture,
    may_be_quoted,
    may_moment_be_quoted,
    needs_consent,
)
from commonplace.stages.publish.drafting import is_verbatim
from commonplace.stages.publish.models import MADE_ELSEWHERE, Section, Statement
from commonplace.stages.reflect.models import QUESTIONS
from commonplace.stages.room.links import moment_address


@dataclass(frozen=True)
class Said:
    """A statement as one reader gets it. `by` names whose words a quotation are, where they may be named."""

    section: str
    words: str
    source: Entry | None = None
    is_quotation: bool = False
    by: str = ""
    picture: Attachment | None = None
    # Where in its source it stands.
    address: str = ""

    @property
    def leads_to(self) -> str:
        """The address of what it came from; empty where that is not for this reader."""
        return self.address or (self.source.address if self.source else "")

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
    answers: Answers
    # Who is on the pictures of works, of those of which somebody said it.
    depicted: dict[int, set[int]]


def said_in(
    case_studies: Iterable[int], reader: Person | None, sections: Iterable[str] | None = None
) -> dict[int, list[Said]]:
    """What each of these case studies says to `reader`, in its order. Five queries at most, however many there are."""
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
    return rows.select_related("source__as_reflection", "source__cover", "moment__by", "moment__gathering__room")


@prepared
def _visible(reader: Person | None, entries: list[int]) -> QuerySet[Any]:
    return Entry.objects.visible_to(reader).filter(pk__in=entries).values_list("pk")


@prepared
def _authorships(entries: list[int]) -> QuerySet[Authorship]:
    return Authorship.objects.filter(entry__in=entries).select_related("person").order_by("place")


@prepared
def _met(reader: Person | None, people: list[int]) -> QuerySet[Any]:
    return Person.objects.shown_to(reader).filter(pk__in=people).values_list("pk")


def read_each(
    statements: Iterable[Statement], reader: Person | None, *, by_writers: bool = False
) -> list[tuple[Statement, Said | None]]:
    """Each statement with what `reader` gets of it: None where those whose it is do not let them have it.

    Writers get what waits for an answer too, so that they can write, and ask.
    """
    statements = list(statements)
    sources = _sources(statements, reader, by_writers)
    return [(statement, _read(statement, sources, reader, by_writers)) for statement in statements]


def _sources(statements: list[Statement], reader: Person | None, by_writers: bool) -> _Sources:
    ids = [one.source_id for one in statements if one.source_id]
    visible = {key for (key,) in _visible(reader=reader, entries=ids)}
    authors: dict[int, list[Person]] = defaultdict(list)
    for authorship in _authorships(entries=ids):
        authors[authorship.entry_id].append(authorship.person)
    authors |= {one.moment.pk: [one.moment.by] for one in statements if one.moment}
    theirs = [one for one in statements if needs_consent(one) and one.moment is None]
    pictures = [one.source.cover_id for one in theirs if one.source and one.source.cover_id]
    depicted = depicted_on(pictures) if pictures else {}
    answers = answers_in((one.case_study_id for one in statements), reader)
    met = answers.met
    if by_writers:  # also of those who were not asked yet
        everybody = {person.pk for people in authors.values() for person in people}.union(*depicted.values())
        met = {key for (key,) in _met(reader=reader, people=sorted(everybody))}
    return _Sources(visible, authors, met, answers, depicted)


def _read(statement: Statement, sources: _Sources, reader: Person | None, by_writers: bool) -> Said | None:
    source = statement.source
    if source is None:
        return Said(statement.section, statement.words)
    people = sources.authors[statement.source_key or 0]
    linked = source if source.pk in sources.visible else None
    if source.kind in MADE_ELSEWHERE and (linked is None or linked.is_draft or linked.hidden_at is not None):
        return None
    if not needs_consent(statement):
        return Said(statement.section, statement.words, linked)
    here = [person for person in people if person.left_at is None]
    study, answers = statement.case_study_id, sources.answers
    if not (answers.let(study, here, mark_of(statement)) or (by_writers and not answers.refuse(study, here))):
        return None
    may_be_met = bool(people) and all(person.pk in sources.met for person in people)
    if statement.moment is not None:
        is_let = may_be_met and may_moment_be_quoted(statement.moment, source)
        return _quoted(statement, [statement.moment.words], people, linked, answers) if is_let else None
    if source.kind == "reflection":
        texts = [source.body, *(getattr(source.as_reflection, question) for question in QUESTIONS)]
        return _quoted(statement, texts, people, linked, answers) if may_be_met and may_be_quoted(source) else None
    if source.kind != "work":
        return Said(statement.section, statement.words, linked)
    if linked is None or linked.is_draft:
        return None
    picture = _picture(statement, source, sources, reader) if may_be_met else None
    return Said(statement.section, statement.words, linked, picture=picture)


def _picture(statement: Statement, source: Entry, sources: _Sources, reader: Person | None) -> Attachment | None:
    """A work's picture, where those who are on it let it stand there. Strangers get none of which nobody said whom it shows."""
    cover = source.cover
    people = sources.depicted.get(cover.pk) if cover else None
    if cover is None or people is None:
        return cover if reader is not None else None
    shown = [Person(pk=key) for key in people]
    agreed = not shown or sources.answers.let(statement.case_study_id, shown, mark_of_picture(cover.pk))
    return cover if agreed and people <= sources.met else None


def _quoted(
    statement: Statement, texts: list[str], people: list[Person], linked: Entry | None, answers: Answers
) -> Said:
    is_quotation = any(is_verbatim(statement.words, text) for text in texts)
    if answers.stay_unnamed(statement.case_study_id, people):
        return Said(statement.section, statement.words, is_quotation=is_quotation)
    names = "" if any(person.is_minor for person in people) else ", ".join(person.display_name for person in people)
    address = moment_address(statement.moment, linked) if statement.moment and linked else ""
    named = names if is_quotation else ""
    return Said(statement.section, statement.words, linked, is_quotation, named, address=address)
