"""A person's whole book, as a zip file in open formats. What is in it: docs/learners/your-book.md."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models

from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.audience import WRITTEN_TOGETHER
from commonplace.commons.entries.models import Attachment, Comment, Entry
from commonplace.commons.people.models import HelpRequest, Person
from commonplace.commons.people.taken_along import lists_of
from commonplace.commons.safeguard.models import Report
from commonplace.edges.own.reading import (
    CHUNK,
    OTHER_PIECES,
    markdown_of,
    page_of_book,
    path_in_book,
    picture_facts,
    piece_facts,
    plainly,
    recording_facts,
)
from commonplace.ground import clock, ids
from commonplace.ground.packing import plain_value
from commonplace.stages.gather.models import Attendance, Coming
from commonplace.stages.recruit.models import Application

FORMAT, VERSION = "commonplace-book", 1
# Columns that are ours to keep in order and say nothing to their author.
_INNER = {
    "id",
    "html",
    "words_html",
    "entry_id",
    "body_html",
    "norms_html",
    "cover_id",
    "place",
    "remote_id",
    "design_id",
    "value_id",
    "case_study_id",
    "zone_id",
}


def book_of(person: Person, target: Path | IO[bytes]) -> None:
    """Write the book of `person` to a file, or to anything that can be written to."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for _step in _parts(book, person):
            pass


class _Outbox:
    """Takes what the zip file writes and gives it out piece by piece. One cannot go back in it; zip files need not."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def book_in_pieces(person: Person) -> Iterator[bytes]:
    """The same, for sending while it is being made: no more than a picture or a recording of it is in memory at a time."""
    outbox = _Outbox()
    with zipfile.ZipFile(cast(IO[bytes], outbox), "w", zipfile.ZIP_DEFLATED) as book:
        for _step in _parts(book, person):
            if piece := outbox.take():
                yield piece
    yield outbox.take()


def _parts(book: zipfile.ZipFile, person: Person) -> Iterator[None]:
    entries = Entry.objects.filter(authors=person).select_related("community", "made_from").order_by("created_at", "pk")
    _write_json(book, "book.json", _manifest(person))
    _write_json(book, "profile.json", _profile(person))
    for name, rows in (_lists(person) | lists_of(person)).items():
        _write_json(book, f"{name}.json", list(rows))
        yield
    for entry in entries.iterator(chunk_size=CHUNK):
        facts = entry_facts(entry, person)
        _write_json(book, f"entries/{facts['id']}.json", facts)
        book.writestr(f"entries/{facts['id']}.md", markdown_of(entry, facts))
        yield
        for attachment in entry.attachments.all():
            _write_file(book, attachment)
            yield
    yield from page_of_book(book, person, entries)


def _manifest(person: Person) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "commonplace": version("commonplace"),
        "made_at": clock.now(),
        "from": settings.ADDRESS,
        "of": {
            "name": person.name,
            "display_name": person.display_name,
            "address": f"{settings.ADDRESS}/@{person.name}/",
        },
    }


def _write_json(book: zipfile.ZipFile, name: str, facts: Any) -> None:
    book.writestr(name, json.dumps(facts, ensure_ascii=False, indent=2, default=plainly))


def _write_file(book: zipfile.ZipFile, attachment: Attachment) -> None:
    if not attachment.file:  # a link, or code
        return
    try:
        file = default_storage.open(str(attachment.file.name))
    except FileNotFoundError:
        return
    with file, book.open(zipfile.ZipInfo(path_in_book(attachment)), "w", force_zip64=True) as member:
        for chunk in file.chunks():
            member.write(chunk)


def _profile(person: Person) -> dict[str, Any]:
    account = person.account
    columns = (
        "name",
        "display_name",
        "about",
        "brings",
        "looks_for",
        "age_band",
        "language",
        "zone",
        "mail_rhythm",
        "created_at",
    )
    interests = person.person_interests.select_related("interest").order_by("stance", "interest__name")
    return {
        **{column: plain_value(getattr(person, column)) for column in columns},
        "signs_in_as": account.username if account else None,
        "email": account.email if account else None,
        "interests": [{"interest": row.interest.name, "stance": row.stance} for row in interests],
        "blocked": list(person.blocks_made.values_list("of__name", flat=True)),
    }


def _lists(person: Person) -> dict[str, Iterable[dict[str, Any]]]:
    return {
        "memberships": map(_membership, person.memberships.select_related("community").order_by("joined_at")),
        "comments": map(_comment, Comment.objects.filter(by=person).select_related("entry").order_by("at")),
        "applications": map(
            _application, person.applications.select_related("call__community").prefetch_related("answers__question")
        ),
        "attendance": map(_attendance, person.attendances.select_related("gathering__entry").order_by("at")),
        "gatherings": map(_coming, person.coming.select_related("gathering__entry")),
        "reports": map(_report, Report.objects.filter(by=person).order_by("at")),
        "help": map(_help, HelpRequest.objects.filter(by=person) | HelpRequest.objects.filter(to=person)),
    }


def _membership(row: Membership) -> dict[str, Any]:
    return {
        "community": row.community.name,
        "address": row.community.address,
        "role": row.role,
        "joined_at": row.joined_at,
        "left_at": row.left_at,
    }


def _comment(row: Comment) -> dict[str, Any]:
    return {"id": ids.written(row.pk), "on": row.entry.address, "words": row.words, "at": row.at}


def _application(row: Application) -> dict[str, Any]:
    answers = [{"question": answer.question.words, "answer": answer.words} for answer in row.answers.all()]
    return {
        "community": row.call.community.name,
        "at": row.at,
        "state": row.state,
        "reply": row.reply,
        "offered_until": row.offered_until,
        "answers": answers,
    }


def _coming(row: Coming) -> dict[str, Any]:
    return {
        "gathering": row.gathering.entry.title,
        "starts_at": row.gathering.starts_at,
        "answer": row.answer,
        "company": row.company,
        "at": row.at,
    }


def _attendance(row: Attendance) -> dict[str, Any]:
    return {"gathering": row.gathering.entry.title, "at": row.at, "how": row.how}


def _report(row: Report) -> dict[str, Any]:
    return {"at": row.at, "words": row.words, "state": row.state}


def _help(row: HelpRequest) -> dict[str, Any]:
    return {
        "by": row.by.name,
        "to": row.to.name,
        "interest": row.interest.name,
        "words": row.words,
        "at": row.at,
        "answer": row.answer,
    }


def entry_facts(entry: Entry, person: Person) -> dict[str, Any]:
    """All that an entry is, for its author."""
    others = [
        author.display_name
        for author in entry.authors.exclude(pk=person.pk).filter(left_at=None).order_by("authorships__place")
    ]
    columns = {"title", "summary", "body", "licence", "language", "created_at", "changed_at", "shared_at", "hidden_at"}
    return {
        "id": ids.written(entry.pk),
        "kind": entry.kind,
        "address": f"{settings.ADDRESS}{entry.address}",
        **{column: getattr(entry, column) for column in sorted(columns)},
        "audience": Audience(entry.audience).name.lower(),
        "community": entry.community.name if entry.community else None,
        "with": others,
        "interests": [interest.name for interest in entry.interests.order_by("name")],
        "made_from": entry.made_from.address if entry.made_from else None,
        "details": _details(entry),
        "pictures": [picture_facts(one) for one in entry.attachments.all() if one.is_picture],
        "recordings": [recording_facts(one) for one in entry.attachments.all() if one.sort == "recording"],
        "pieces": [piece_facts(one) for one in entry.attachments.all() if one.sort in OTHER_PIECES],
        "revisions": [_revision(row) for row in entry.revisions.order_by("number")],
    }


def _revision(row: Any) -> dict[str, Any]:
    return {"number": row.number, "at": row.at, "note": row.note, "words": row.words}


def _details(entry: Entry) -> dict[str, Any]:
    """What its kind adds, from whatever table is joined to it: kinds that later packages bring are exported too."""
    for relation in Entry._meta.related_objects:
        name = str(relation.get_accessor_name())
        if relation.one_to_one and name.startswith("as_") and hasattr(entry, name):
            return _columns(getattr(entry, name))
    return {}


def _columns(row: models.Model) -> dict[str, Any]:
    facts = {
        f.name: plain_value(getattr(row, f.attname))
        for f in row._meta.concrete_fields
        if f.attname not in _INNER and not f.is_relation
    }
    for relation in row._meta.related_objects:
        if relation.one_to_many and _is_part(relation.related_model):
            parts = getattr(row, str(relation.get_accessor_name())).all()
            facts[str(relation.get_accessor_name())] = [_columns(part) for part in parts if not _is_quoted(part)]
    return facts


def _is_quoted(part: models.Model) -> bool:
    """Whether it came from one person's entry, such as a quotation: that is theirs, to take back at any time."""
    source = getattr(part, "source", None)
    return isinstance(source, Entry) and source.kind not in WRITTEN_TOGETHER


def _is_part(model: Any) -> bool:
    """Whether rows of it are parts of an entry: neither entries themselves, nor what other people said to it."""
    names = {field.name for field in model._meta.concrete_fields}
    return "entry" not in names and "person" not in names and "by" not in names
