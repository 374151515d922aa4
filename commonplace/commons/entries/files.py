"""The files of entries, and how they keep step with their rows.

A file is on the disk before its row is committed, so that what was acknowledged is there after any crash. Where the row
then never comes, its file goes again: at once where that can be seen, by the sweep where the process died.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models.fields.files import FieldFile

from commonplace.commons.entries.models import Attachment, Rendition
from commonplace.ground import clock, ids
from commonplace.ground.models import Happening
from commonplace.ground.pictures import Prepared
from commonplace.ground.put_away import files_kept
from commonplace.ground.recordings import Prepared as PreparedRecording

FOLDER = "attachments"
# So old is a file without a row before it is swept away: no transaction takes days, and a restore may be under way.
GRACE = timedelta(days=7)
_FILES_AT_ONCE = 400

_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


def write(attachment: Attachment, prepared: Prepared) -> None:
    """Put both sizes of a picture on the disk. Only within `kept_with_their_rows`."""
    _save(attachment, attachment.file, f"large-{ids.written(attachment.pk)}.webp", ContentFile(prepared.large))
    write_small(attachment, prepared.small)


def write_small(attachment: Attachment, data: bytes) -> None:
    """Put the small picture of a piece on the disk. Only within `kept_with_their_rows`."""
    _save(attachment, attachment.small, f"small-{ids.written(attachment.pk)}.webp", ContentFile(data))


def write_recording(attachment: Attachment, prepared: PreparedRecording) -> None:
    """Put a recording on the disk. Only within `kept_with_their_rows`."""
    name = f"voice-{ids.written(attachment.pk)}.{prepared.ending}"
    _save(attachment, attachment.file, name, ContentFile(prepared.data))


def write_file(attachment: Attachment, content: File, ending: str) -> None:
    """Put a film or a file of any kind on the disk, piece by piece. Only within `kept_with_their_rows`."""
    _save(attachment, attachment.file, f"kept-{ids.written(attachment.pk)}.{ending}", content)


def write_rendition(rendition: Rendition, content: File, ending: str) -> None:
    """Put what was made of a piece on the disk. Only within `kept_with_their_rows`."""
    name = f"{rendition.width}-{ids.written(rendition.attachment_id)}.{ending}"
    _save(rendition, rendition.file, name, content)


def _save(owner: Attachment | Rendition, file: FieldFile, called: str, content: File) -> None:
    names = _written.get()
    assert names is not None, "who takes these files away if their row never comes?"  # noqa: S101
    # A key makes the name its own, so that it is known before a full disk leaves half a file behind.
    name = file.field.generate_filename(owner, called)
    name = name.replace("\\", "/")  # as rows name it; Windows parts folders otherwise
    names.append(name)
    file.name = default_storage.save(name, content)


@contextmanager
def kept_with_their_rows() -> Iterator[None]:
    """Files written within are deleted if it fails. It goes around the transaction, and may stand within another."""
    outer, mine = _written.get(), list[str]()
    token = _written.set(mine)
    try:
        yield
    except BaseException:
        delete_without_row(mine)
        raise
    finally:
        _written.reset(token)
        if outer is not None:
            outer += mine


def delete_without_row(names: list[str]) -> list[str]:
    """Delete those of these files that no attachment names, nor what can be brought back, and return them.

    Where that cannot be asked, none is.
    """
    entries = {entry for name in names if (entry := _entry_of(name))}
    try:
        with transaction.atomic():
            rows = list(Attachment.objects.filter(entry__in=entries).values_list("file", "small"))
            made = Rendition.objects.filter(attachment__entry__in=entries).values_list("file", flat=True)
            put_away = files_kept().union(made)
    except DatabaseError:
        return []
    kept = put_away.union(*rows)
    gone = [name for name in names if name not in kept]
    for name in gone:
        default_storage.delete(name)
    return gone


def _entry_of(name: str) -> int | None:
    try:
        return ids.read(name.split("/")[1])
    except ValueError:
        return None


def sweep() -> int:
    """Delete old files that belong to nothing. Returns how many there were.

    What is older than the first thing that happened in this database belongs to another one, and is left alone.
    """
    first = Happening.objects.order_by("pk").values_list("at", flat=True).first()
    if first is None:
        return 0
    gone, waiting = 0, list[str]()
    for name in _old_files(first, clock.now() - GRACE):
        waiting.append(name)
        if len(waiting) == _FILES_AT_ONCE:
            gone += len(delete_without_row(waiting))
            waiting = []
    return gone + len(delete_without_row(waiting))


def _old_files(since: datetime, until: datetime) -> Iterator[str]:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        for file in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            name = f"{FOLDER}/{folder}/{file}"
            if _entry_of(name) and since < default_storage.get_modified_time(name) < until:
                yield name
