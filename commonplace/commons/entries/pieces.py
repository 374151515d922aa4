"""The pieces of an entry beside pictures and recordings: films, files of any kind, links, code. What a file is, its content says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.entries import files, search
from commonplace.commons.entries.actions import add_picture, attach, keep_revision, tell_whoever_watches
from commonplace.commons.entries.models import CODE, LINK, Attachment, Entry, revision_words
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.entries.uploading import now_in_something
from commonplace.commons.people.models import Person
from commonplace.ground import films, kept_files, pictures, recordings
from commonplace.ground.text import clean, clean_line

# So many of each stand in one entry.
MOST = {"picture": 40, "recording": 20, "film": 8, "file": 20, "link": 40, "code": 20}
MOST_CODE = 20_000


class NotTaken(Exception):
    """It cannot be one of the pieces. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Said:
    """What somebody says of a piece: what it is or shows, and its caption."""

    alternative: str = ""
    caption: str = ""

    def columns(self) -> dict[str, str]:
        return {"alternative": clean_line(self.alternative)[:400], "caption": clean_line(self.caption)[:400]}


def add_any_file(entry: Entry, file: UploadedFile, said: Said) -> Attachment:
    """Add a file as what it is: a picture, a film or a recording to be seen and heard, anything else to be downloaded.

    Raises NotTaken. Reading it takes long: only where no transaction is open.
    """
    try:
        added = _add_as_what_it_is(entry, file, said)
    except (films.NotAFilm, pictures.NotAPicture, recordings.NotARecording, kept_files.NotKept) as failure:
        raise NotTaken(str(failure)) from failure
    now_in_something(file)
    return added


def _add_as_what_it_is(entry: Entry, file: UploadedFile, said: Said) -> Attachment:
    reader = films.reader_of(file)
    if reader and films.has_picture(file, reader):
        return _add_film(entry, file, said)
    if pictures.looks_like_one(file):
        _refuse_too_many(entry, "picture")
        return add_picture(entry, file, alternative=said.alternative, caption=said.caption)
    if recordings.looks_like_one(file):
        return _add_sound(entry, file, said)
    return _add_file(entry, file, said)


def _add_film(entry: Entry, file: UploadedFile, said: Said) -> Attachment:
    _refuse_too_many(entry, "film")
    with films.prepared(file) as made:
        film = Attachment(
            entry=entry,
            name=clean_line(made.name)[:200],
            media_type=made.media_type,
            width=made.width,
            height=made.height,
            seconds=made.seconds,
            size=made.path.stat().st_size,
            **said.columns(),
        )
        with made.path.open("rb") as kept, files.kept_with_their_rows():
            files.write_file(film, files.File(kept), made.ending)
            attach(film)
    return film


def _add_sound(entry: Entry, file: UploadedFile, said: Said) -> Attachment:
    _refuse_too_many(entry, "recording")
    added = add_recording(entry, recordings.prepare(file))
    columns = said.columns()
    added.caption = columns["caption"] or columns["alternative"]
    added.save(update_fields=["caption"])
    return added


def _add_file(entry: Entry, file: UploadedFile, said: Said) -> Attachment:
    _refuse_too_many(entry, "file")
    made = kept_files.prepare(file)
    kept = Attachment(
        entry=entry, name=clean_line(made.name)[:200], media_type=made.media_type, size=made.size, **said.columns()
    )
    with files.kept_with_their_rows():
        files.write_file(kept, made.file, made.ending)
        attach(kept)
    return kept


def add_link(entry: Entry, link: str, said: Said) -> Attachment:
    """Add a link to what lives elsewhere, with its title. Raises NotTaken."""
    _refuse_too_many(entry, "link")
    added = Attachment(entry=entry, name="", media_type=LINK, link=link, **said.columns())
    attach(added)
    return added


def add_code(entry: Entry, code: str, written_in: str, said: Said) -> Attachment:
    """Add code, to be read and never run. Raises NotTaken."""
    _refuse_too_many(entry, "code")
    added = Attachment(
        entry=entry,
        name="",
        media_type=CODE,
        words=clean(code).strip("\n")[:MOST_CODE],
        written_in=clean_line(written_in)[:40],
        **said.columns(),
    )
    attach(added)
    return added


def _refuse_too_many(entry: Entry, sort: str) -> None:
    there = sum(
        Attachment(media_type=one).sort == sort for one in entry.attachments.values_list("media_type", flat=True)
    )
    if there >= MOST[sort]:
        words = _("There are %(count)s of this kind here already. Remove one first.")
        raise NotTaken(words % {"count": MOST[sort]})


_Asked = tuple[Callable[[Attachment], bool], Callable[[int], str]]
# What would let more people have something of a piece, and how its author is asked for it.
_ASKED: tuple[_Asked, ...] = (
    (
        lambda one: one.sort == "picture" and not one.alternative,
        lambda count: ngettext(
            "One picture could say what it shows, for those who cannot see it.",
            "%(count)s pictures could say what they show, for those who cannot see them.",
            count,
        ),
    ),
    (
        lambda one: one.sort == "film" and not one.captions,
        lambda count: ngettext(
            "One film could have captions, for those who cannot hear it.",
            "%(count)s films could have captions, for those who cannot hear them.",
            count,
        ),
    ),
    (
        lambda one: one.sort in {"film", "recording"} and not one.words and not one.captions,
        lambda count: ngettext(
            "What is said in one recording or film could stand under it in words.",
            "What is said in %(count)s recordings or films could stand under them in words.",
            count,
        ),
    ),
)


def what_could_be_said(pieces: list[Attachment]) -> list[str]:
    """Kind words to their author on what would let more people read, hear or see the pieces; none is demanded."""
    counted = [(sum(lacks(one) for one in pieces), words) for lacks, words in _ASKED]
    return [words(count) % {"count": count} for count, words in counted if count]


def parted(pieces: Iterable[Attachment]) -> tuple[list[list[Attachment]], list[list[Attachment]]]:
    """The pieces in their order: pictures and films that come first, which stand above the words, and all others.

    Each in runs, since pictures that follow each other stand side by side.
    """
    runs = [
        list(run)
        for is_picture, some in groupby(pieces, lambda one: one.is_picture)
        for run in _alone(is_picture, some)
    ]
    first = list(takewhile(lambda run: run[0].sort in {"picture", "film"}, runs))
    return first, runs[len(first) :]


def _alone(is_picture: bool, some: Iterable[Attachment]) -> Iterable[Iterable[Attachment]]:
    return [some] if is_picture else ([one] for one in some)


def _piece_said(piece: Attachment) -> dict[str, Any]:
    kept = {"sort": piece.sort, "key": piece.pk, "called": piece.alternative or piece.link, "caption": piece.caption}
    return kept | ({"words": piece.words} if piece.words else {})


@transaction.atomic
def keep_pieces(entry: Entry, by: Person) -> None:
    """Write into the history what the pieces of an entry are now, so that two versions can be set beside each other."""
    last = entry.revisions.order_by("-number").first()
    now = [_piece_said(piece) for piece in entry.attachments.all()]
    if last is None or last.words.get("pieces") == now:
        return
    beside = {name: said for name, said in last.words.items() if name not in revision_words(entry)}
    keep_revision(entry, by, beside | {"pieces": now}, "")
    if now or last.words.get("pieces"):
        search.index_again(entry)
    tell_whoever_watches(entry, by)
