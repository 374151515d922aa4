"""Entries as lists and streams show them: a few lean rows, with the names and notes that the viewer may read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Authorship, Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import ids
from commonplace.ground.text import beginning

LEAN = (
    "id", "kind", "title", "summary", "cover", "community", "audience",
    "created_at", "shared_at", "hidden_at", "version",
    "community__slug", "community__name", "community__audience", "community__closed_at",
)  # fmt: skip

# Words up to this length stand in a stream in full; of longer ones their first paragraphs.
_SHORT, _BEGINNING = 1200, 900


def lean(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Only what lists show, communities joined."""
    return entries.select_related("community").only(*LEAN)


def for_stream(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """What streams show: lean rows, and the words too, since short ones stand there in full."""
    return entries.select_related("community").only(*LEAN, "body_html")


def with_names(entries: Iterable[Entry], viewer: Person | None) -> list[Entry]:
    """The entries as `viewer` reads them, each with what lists show set on it; one query for all of them.

    `by` (people to name), `by_words` (the community's name where nobody is named), `kind_words`, `shown_at`,
    `short_html` (its words or their first paragraphs, where they were fetched), `goes_on` (there are more),
    `shows_pictures`, and `cover_address` (empty where there is none to see).

    To strangers, what a minor wrote or co-wrote carries the community's name and nobody's own, and none of its pictures
    is shown.
    """
    rows = list(entries)
    authors: dict[int, list[Person]] = defaultdict(list)
    for authorship in Authorship.objects.filter(entry__in=rows).select_related("person").order_by("place", "pk"):
        authors[authorship.entry_id].append(authorship.person)
    for entry in rows:
        _name(entry, authors[entry.pk], viewer)
    return rows


def _name(entry: Entry, people: list[Person], viewer: Person | None) -> None:
    veiled = viewer is None and not all(person.is_named_openly for person in people)
    named = [] if veiled else [person for person in people if person.left_at is None]
    html = entry.__dict__.get("body_html", "")
    entry.__dict__["_author_ids"] = {person.pk for person in people}
    entry.by = named  # type: ignore[attr-defined]
    entry.by_words = "" if named or not entry.community else entry.community.name  # type: ignore[attr-defined]
    entry.kind_words = kind_of(entry).words  # type: ignore[attr-defined]
    entry.shown_at = entry.shared_at or entry.created_at  # type: ignore[attr-defined]
    entry.short_html = html if len(html) <= _SHORT else beginning(html, _BEGINNING)  # type: ignore[attr-defined]
    entry.goes_on = len(entry.short_html) < len(html)  # type: ignore[attr-defined]
    entry.shows_pictures = not veiled  # type: ignore[attr-defined]
    seen = entry.cover_id and not veiled
    entry.cover_address = f"/m/{ids.written(entry.cover_id)}/small/" if seen else ""  # type: ignore[arg-type,attr-defined]


@dataclass
class Note:
    """A comment as it stands in a margin, with the answers set in under it."""

    pk: int
    by: Person
    at: datetime
    words_html: str
    is_hidden: bool = False
    answers: list["Note"] = field(default_factory=list)
    # Where one may answer it, take it away, or report it; empty where this person may not.
    answer: str = ""
    delete: str = ""
    report: str = ""


def with_comments(entries: Iterable[Entry], viewer: Person | None, most: int = 3) -> list[Entry]:
    """The entries with `notes` set on each: the last `most` in its margin, oldest first, each with its last answers.

    Two queries.
    """
    rows = list(entries)
    seen = Comment.objects.visible_to(viewer).filter(entry__in=rows).select_related("by")
    firsts = _last(seen.filter(answers=None), "entry", most)
    answers = _last(seen.filter(answers__in=[comment.pk for comment in firsts]), "answers", most)
    notes: dict[int, list[Note]] = defaultdict(list)
    for comment, note in threads([*firsts, *answers]):
        notes[comment.entry_id].append(note)
    for entry in rows:
        entry.notes = notes[entry.pk]  # type: ignore[attr-defined]
    return rows


def _last(comments: QuerySet[Comment], within: str, most: int) -> list[Comment]:
    place = Window(RowNumber(), partition_by=[F(within)], order_by=[F("at").desc(), F("pk").desc()])
    return sorted(comments.annotate(place=place).filter(place__lte=most), key=lambda comment: (comment.at, comment.pk))


def threads(comments: Iterable[Comment]) -> list[tuple[Comment, Note]]:
    """First comments with their notes, oldest first. An answer to what is not among them is left out with it."""
    rows = list(comments)
    notes = {row.pk: Note(row.pk, row.by, row.at, row.words_html, row.hidden_at is not None) for row in rows}
    firsts = []
    for row in rows:
        if row.answers_id is None:
            firsts.append((row, notes[row.pk]))
        elif row.answers_id in notes:
            notes[row.answers_id].answers.append(notes[row.pk])
    return firsts
