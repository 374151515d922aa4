"""Entries as lists and streams show them: a few lean rows, with the names and notes that the viewer may read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Authorship, Comment, Entry
from commonplace.commons.people.models import Named, Person, named_openly
from commonplace.ground import ids, moments
from commonplace.ground.prepared import prepared
from commonplace.ground.text import beginning

LEAN = (
    "id", "kind", "title", "summary", "cover", "community", "audience", "is_accompanied",
    "created_at", "shared_at", "hidden_at", "version",
    "community__slug", "community__name", "community__audience", "community__closed_at",
)  # fmt: skip

# What streams show: the words too, and no community, since a stream is of one; all in it is shared at some moment.
STREAMED = (*(column for column in LEAN if not column.startswith(("community__", "created_at"))), "body_html")

# Words up to this length stand in a stream in full; of longer ones their first paragraphs.
_SHORT, _BEGINNING = 1200, 900


def lean(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Only what lists show, communities joined."""
    return entries.select_related("community").only(*LEAN)


def with_names(entries: Iterable[Entry], viewer: Person | None) -> list[Entry]:
    """The entries as `viewer` reads them, each with what lists show set on it; one query for all of them.

    `by` (people to name), `by_words` (the community's name where nobody is named), `kind_words`, `shown_at`, `ago`,
    `short_html` (its words or their first paragraphs, where they were fetched), `goes_on` (there are more),
    `is_veiled` (nobody is named, since strangers may not read every name), `shows_pictures`, and `cover_address`
    (empty where there is none to see).

    To strangers, what a minor wrote or co-wrote carries the community's name and nobody's own, and none of its pictures
    is shown, unless somebody watches over it.
    """
    rows, ago = list(entries), moments.telling_ago()
    kinds: dict[str, str] = {}
    authors: dict[int, list[Any]] = defaultdict(list)
    for author in _authors(entries=[entry.id for entry in rows]):
        authors[author.entry_id].append(author)
    for entry in rows:
        _name(entry, authors[entry.id], viewer)
        if entry.kind not in kinds:
            kinds[entry.kind] = str(kind_of(entry).words)
        entry.kind_words = kinds[entry.kind]  # type: ignore[attr-defined]
        entry.ago = ago(entry.shown_at)  # type: ignore[attr-defined]
    return rows


@prepared
def _authors(entries: list[int]) -> QuerySet[Any]:
    people = [f"person__{column}" for column in ("name", "display_name", "age_band", "shown_openly", "left_at")]
    rows = Authorship.objects.filter(entry__in=entries).order_by("place", "pk")
    return rows.values_list("entry_id", "person_id", *people, named=True)


def _name(entry: Entry, authors: list[Any], viewer: Person | None) -> None:
    veiled = viewer is None and not all(
        named_openly(author.person__age_band, author.person__shown_openly) for author in authors
    )
    named = [
        Named(author.person_id, author.person__name, author.person__display_name)
        for author in authors
        if not veiled and author.person__left_at is None
    ]
    held = entry.__dict__
    html = held.get("body_html", "")
    short = html if len(html) <= _SHORT else beginning(html, _BEGINNING)
    cover = entry.cover_id
    held.update(
        _author_ids={author.person_id for author in authors},
        by=named,
        by_words="" if named or not entry.community else entry.community.name,
        shown_at=entry.shared_at or entry.created_at,
        short_html=short,
        goes_on=len(short) < len(html),
        is_veiled=veiled,
        shows_pictures=(shows_pictures := not veiled or entry.is_accompanied),
        cover_address=f"/m/{ids.written(cover)}/small/" if cover and shows_pictures else "",
    )


@dataclass(slots=True)
class Note:
    """A comment as it stands in a margin, with the answers set in under it."""

    pk: int
    entry: int
    answers_to: int | None
    at: datetime
    ago: str
    words_html: str
    is_hidden: bool
    by: Person | Named
    answers: list["Note"] = field(default_factory=list)
    # Where one may answer it, take it away, or report it; empty where this person may not.
    answer: str = ""
    delete: str = ""
    report: str = ""

    @classmethod
    def of(cls, comment: Comment, ago: str) -> "Note":
        """The note of a comment that was fetched with whoever wrote it."""
        is_hidden, by, at = comment.hidden_at is not None, comment.by, comment.at
        return cls(comment.pk, comment.entry_id, comment.answers_id, at, ago, comment.words_html, is_hidden, by)


def with_comments(entries: Iterable[Entry], viewer: Person | None, most: int = 3) -> list[Entry]:
    """The entries with `notes` set on each: the last `most` in its margin, oldest first, each with its last answers.

    The entries were fetched as visible to `viewer`. One query; up to two more where a great deal was said.
    """
    rows = list(entries)
    ago = moments.telling_ago()
    said = [
        Note(pk, entry, answers_to, at, ago(at), words_html, hidden_at is not None, Named(by, name, display_name))
        for pk, entry, answers_to, at, words_html, hidden_at, by, name, display_name in _said(rows, viewer, most)
    ]
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in threads(said):
        notes[note.entry].append(note)
    for entry in rows:
        entry.notes = notes[entry.id]  # type: ignore[attr-defined]
    return rows


_BY_AGE = itemgetter(3, 0)  # `at` and `pk` of:
_NOTED = ("pk", "entry_id", "answers_id", "at", "words_html", "hidden_at", "by_id", "by__name", "by__display_name")


# As many comments are fetched with all that answers them, and sorted here. Of more, the database picks the last.
_FEW = 300


def _said(entries: list[Entry], viewer: Person | None, most: int) -> list[tuple[Any, ...]]:
    """The last `most` comments on each entry with the last answers to each, as `_NOTED`, oldest first."""
    keys = [entry.id for entry in entries]
    few = _few(viewer=viewer, entries=keys)
    if len(few) <= _FEW:
        return _last_of(sorted(few, key=_BY_AGE), most)
    firsts = _firsts(viewer=viewer, entries=keys, most=(most,))
    within = sorted({entry for _pk, entry, *_more in firsts})
    answers = _answers(viewer=viewer, entries=within, firsts=[pk for pk, *_more in firsts], most=(most,))
    return sorted(firsts + answers, key=_BY_AGE)


def _last_of(comments: list[tuple[Any, ...]], most: int) -> list[tuple[Any, ...]]:
    later: dict[tuple[int, int | None], int] = defaultdict(int)
    last = []
    for comment in reversed(comments):
        within = comment[1], comment[2]  # what was said to the entry, or answers one comment
        if later[within] < most:
            later[within] += 1
            last.append(comment)
    return last[::-1]


@prepared
def _few(viewer: Person | None, entries: list[int]) -> QuerySet[Any]:
    return Comment.objects.beside_seen(viewer).filter(entry__in=entries).values_list(*_NOTED)[: _FEW + 1]


def _last(comments: QuerySet[Comment], within: str, most: int) -> QuerySet[Any]:
    place = Window(RowNumber(), partition_by=[F(within)], order_by=[F("at").desc(), F("pk").desc()])
    return comments.annotate(place=place).filter(place__lte=most).values_list(*_NOTED)


@prepared
def _firsts(viewer: Person | None, entries: list[int], most: tuple[int]) -> QuerySet[Any]:
    return _last(Comment.objects.beside_seen(viewer).filter(entry__in=entries, answers=None), "entry", most[0])


@prepared
def _answers(viewer: Person | None, entries: list[int], firsts: list[int], most: tuple[int]) -> QuerySet[Any]:
    # The entries are named for the index: while few comments answer one, statistics make that column look useless.
    seen = Comment.objects.beside_seen(viewer).filter(entry__in=entries, answers__in=firsts)
    return _last(seen, "answers", most[0])


def threads(notes: Iterable[Note]) -> list[Note]:
    """First notes, each with its answers, in the order given. An answer to what is not among them is left out with it."""
    by_key = {note.pk: note for note in notes}
    firsts = []
    for note in by_key.values():
        if note.answers_to is None:
            firsts.append(note)
        elif note.answers_to in by_key:
            by_key[note.answers_to].answers.append(note)
    return firsts
