"""Who is quoted or shown in a case study, and what they let it have. It reads only; what people do about it is in `asking.py`.

A mark names one thing of theirs: words as they stand, what is said of a work, a picture that shows them, one of theirs on the
cover. Whoever says yes agrees to the marks that they saw. Words that are changed afterwards have another mark, and are read by
nobody until they agree anew.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.audience import WRITTEN_TOGETHER
from commonplace.commons.entries.models import Attachment, Authorship, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.models import MADE_ELSEWHERE, CaseStudy, Consent, Depiction, Statement
from commonplace.stages.room.models import Moment


@dataclass(frozen=True)
class Part:
    """One thing of somebody's in a case study: words of theirs, what is said of a work, or a picture of or by them."""

    mark: str
    words: str = ""
    picture: Attachment | None = None

    @property
    def what(self) -> str:
        """What it is: “words”, “work”, “picture” or “cover”."""
        return self.mark.partition(" ")[0]


@dataclass(frozen=True)
class Stands:
    """How it stands with one person: what is theirs, whether they were asked, and what they said."""

    person: Person
    parts: list[Part]
    consent: Consent | None

    @property
    def waits(self) -> bool:
        """Whether something of theirs has no answer yet."""
        said = self.consent
        return said is None or (
            said.answer != Consent.Answer.NO and not {one.mark for one in self.parts} <= {*said.agreed}
        )

    @property
    def is_new(self) -> bool:
        """Whether they said yes, and something came since."""
        return self.waits and self.consent is not None and bool(self.consent.answer)


class Answers:
    """What people said about case studies."""

    def __init__(self, consents: Iterable[Consent]) -> None:
        self._said = {(one.case_study_id, one.person_id): one for one in consents}
        # Those whom the reader may meet, of all who were asked.
        self.met = {one.person_id for one in self._said.values() if getattr(one, "is_met", False)}

    def let(self, case_study: int, people: Iterable[Person], mark: str) -> bool:
        """Whether there is somebody of these, and all of them agreed to this."""
        said = [self._said.get((case_study, person.pk)) for person in people]
        return bool(said) and all(one is not None and one.answer and mark in one.agreed for one in said)

    def refuse(self, case_study: int, people: Iterable[Person]) -> bool:
        """Whether one of them said no."""
        said = (self._said.get((case_study, person.pk)) for person in people)
        return any(one is not None and one.answer == Consent.Answer.NO for one in said)

    def stay_unnamed(self, case_study: int, people: Iterable[Person]) -> bool:
        """Whether one of them is to stay without a name."""
        said = (self._said.get((case_study, person.pk)) for person in people)
        return any(one is not None and one.answer == Consent.Answer.UNNAMED for one in said)


@prepared
def _consents(reader: Person | None, records: list[int]) -> QuerySet[Consent]:
    met = Person.objects.shown_to(reader).filter(pk=OuterRef("person"))
    return Consent.objects.filter(case_study__in=records).defer("mark").annotate(is_met=Exists(met))


def answers_in(records: Iterable[int], reader: Person | None = None) -> Answers:
    """What was said about these case studies, and whom `reader` may meet of those who said it. One query."""
    return Answers(_consents(reader=reader, records=sorted(set(records))))


@prepared
def _depicted(pictures: list[int]) -> QuerySet[Any]:
    return Depiction.objects.filter(picture__in=pictures).order_by().values_list("pk", "people")


def depicted_on(pictures: Iterable[int]) -> dict[int, set[int]]:
    """Who is on each of these pictures, by their keys; a picture of which nobody has said so is not in it. One query."""
    shown: dict[int, set[int]] = {}
    for picture, person in _depicted(pictures=sorted(set(pictures))):
        shown.setdefault(picture, set()).update({person} - {None})
    return shown


def needs_consent(statement: Statement) -> bool:
    """Whether what a statement came from is some people's own: their entry, or a moment that they kept."""
    source = statement.source
    return source is not None and (
        statement.moment_id is not None or source.kind not in (*WRITTEN_TOGETHER, *MADE_ELSEWHERE)
    )


def mark_of(statement: Statement) -> str:
    """What names a statement that came from something of somebody's."""
    what = "work" if statement.source is not None and statement.source.kind == "work" else "words"
    words = " ".join(statement.words.split()).encode()
    return f"{what} {statement.source_key} {hashlib.sha256(words).hexdigest()[:16]}"


def _mark_of_cover(picture: int) -> str:
    return f"cover {picture}"


def mark_of_picture(picture: int) -> str:
    """What names somebody's being on a picture."""
    return f"picture {picture}"


def may_be_quoted(source: Entry) -> bool:
    """Whether the author of a reflection lets it be drawn on: shared with its community at least, and not hidden."""
    reflection = getattr(source, "as_reflection", None)
    return reflection is not None and reflection.may_quote and _is_shared(source)


def _is_shared(source: Entry) -> bool:
    return source.shared_at is not None and source.hidden_at is None and source.audience >= Audience.COMMUNITY


def may_moment_be_quoted(moment: Moment, source: Entry) -> bool:
    """Whether a moment can be: it is not hidden, and its gathering is shared with its community at least."""
    return moment.hidden_at is None and _is_shared(source)


def _may_be_mentioned(statement: Statement, source: Entry) -> bool:
    if statement.moment is not None:
        return may_moment_be_quoted(statement.moment, source)
    if source.kind == "reflection":
        return may_be_quoted(source)
    return source.shared_at is not None and source.hidden_at is None and source.audience >= Audience.COMMONS


def parts_of(case_study: CaseStudy) -> dict[Person, list[Part]]:
    """What is whose in a case study, of everybody who is here, in the order of the names."""
    statements = case_study.statements.select_related("source__as_reflection", "source__cover", "moment__by")
    theirs = [one for one in statements if needs_consent(one) and one.source and _may_be_mentioned(one, one.source)]
    # The picture of a gathering is not shown beside what was kept of it.
    entries = [one.source for one in theirs if one.source and one.moment is None]
    pictures = {source.cover.pk: source.cover for source in entries if source.cover}
    cover = case_study.wished_cover
    if cover is not None:
        pictures[cover.pk] = cover
    found = [(one.source_key or 0, Part(mark_of(one), one.words)) for one in theirs]
    found += [(cover.entry_id, Part(_mark_of_cover(cover.pk), picture=cover))] if cover else []
    authors = _authors_of([key for key, _part in found])
    authors |= {one.moment.pk: [one.moment.by] for one in theirs if one.moment and one.moment.by.left_at is None}
    parts: dict[Person, dict[str, Part]] = defaultdict(dict)
    for key, part in found:
        for person in authors.get(key, ()):
            parts[person].setdefault(part.mark, part)
    for picture, people in _people_on(pictures).items():
        for person in people:
            mark = mark_of_picture(picture)
            parts[person].setdefault(mark, Part(mark, picture=pictures[picture]))
    ordered = sorted(parts, key=lambda person: (person.display_name.casefold(), person.pk))
    return {person: list(parts[person].values()) for person in ordered}


def _authors_of(entries: Iterable[int]) -> dict[int, list[Person]]:
    authors: dict[int, list[Person]] = defaultdict(list)
    rows = Authorship.objects.filter(entry__in=set(entries), person__left_at=None).select_related("person")
    for row in rows.order_by("place"):
        authors[row.entry_id].append(row.person)
    return authors


def _people_on(pictures: Iterable[int]) -> dict[int, list[Person]]:
    shown = depicted_on(pictures)
    people = Person.objects.filter(left_at=None).in_bulk({key for keys in shown.values() for key in keys})
    return {picture: [people[key] for key in sorted(keys) if key in people] for picture, keys in shown.items()}


def standing_of(case_study: CaseStudy) -> list[Stands]:
    """How it stands with everybody who is quoted or shown."""
    said = {one.person_id: one for one in case_study.consents.all()}
    return [Stands(person, parts, said.get(person.pk)) for person, parts in parts_of(case_study).items()]


def may_be_cover(case_study: CaseStudy, picture: Attachment) -> bool:
    """Whether a picture may stand above a case study: it is said whom it shows, and all that it concerns are adults and agreed."""
    people = depicted_on([picture.pk]).get(picture.pk)
    if people is None:
        return False
    authors = list(Person.objects.filter(authorships__entry=picture.entry_id))
    shown = list(Person.objects.filter(pk__in=people))
    if any(person.is_minor or person.left_at for person in [*authors, *shown]):
        return False
    answers = answers_in([case_study.pk])
    by_authors = answers.let(case_study.pk, authors, _mark_of_cover(picture.pk))
    return by_authors and (not shown or answers.let(case_study.pk, shown, mark_of_picture(picture.pk)))


def may_be_read(case_study: CaseStudy, cover: Attachment, reader: Person | None) -> bool:
    """Whether a reader gets the cover, asked each time: who made it and whom it shows may have changed since it was chosen."""
    if not may_be_cover(case_study, cover):
        return False
    if reader is not None:
        return True
    people: Iterable[int] = depicted_on([cover.pk]).get(cover.pk) or ()
    concerned = Person.objects.filter(Q(authorships__entry=cover.entry_id) | Q(pk__in=people))
    return all(person.is_named_openly for person in concerned)


def pictures_of(case_study: CaseStudy) -> list[Attachment]:
    """The pictures that a case study shows where all goes well: those of its works, and the one chosen for its cover."""
    works = case_study.statements.filter(source__kind="work").values("source__cover")
    rows = Attachment.objects.filter(Q(pk__in=works) | Q(pk=case_study.wished_cover_id or 0))
    return list(rows.select_related("as_depiction", "entry").prefetch_related("as_depiction__people"))


def said_by(person: Person) -> Iterable[dict[str, Any]]:
    """What somebody was asked and said, for their book."""
    rows = Consent.objects.filter(person=person).select_related("case_study__community").order_by("asked_at")
    return (
        {
            "community": row.case_study.community.name,
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
            "answer": row.answer or None,
        }
        for row in rows
    )
