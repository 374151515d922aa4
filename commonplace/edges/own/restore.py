"""Brings a commons back from a backup, and keeps deleted what was deleted since."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from commonplace.commons.entries import search
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.edges.own import deletions
from commonplace.edges.own.archive import Reader, kept_models
from commonplace.edges.own.backup import back_up
from commonplace.ground import clock, put_away
from commonplace.ground.models import PutAway
from commonplace.ground.packing import insert_rows
from commonplace.stages.recognise import finding_items

Progress = Callable[[str], None]
_DATABASE_FILES = ("commonplace.sqlite3", "commonplace.sqlite3-wal", "commonplace.sqlite3-shm")


class NotEmpty(Exception):
    """There is a commons in the home already."""


def restore(
    source: Path, progress: Progress, *, replace: bool = False, more_deletions: Path | None = None
) -> dict[str, Any]:
    """Restore `source` into the home of the settings, which nobody may serve meanwhile.

    Everything is made ready beside what is there and put in its place at the end, so that a failure changes nothing.
    Raises BadArchive where the backup is not whole, NotEmpty where there is a commons already and `replace` is not set.
    """
    archive = Reader(source)
    progress("Checking the backup …")
    archive.check()
    if _occupied() and not replace:
        raise NotEmpty("There is a commons in this home already.")
    known = deletions.known_here() | set(deletions.read_log(more_deletions) if more_deletions else ())
    staging = settings.HOME / "restoring"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    with _kept_aside(staging) as aside:
        _unpack_media(archive, staging / "media", progress)
        rows, gone = _load(archive, known, staging / "media", progress)
    shutil.rmtree(staging, ignore_errors=True)
    deletions.append(known - set(deletions.read_log(deletions.log_file())))
    progress("Done.")
    manifest = archive.manifest
    archive.close()
    files = len(archive.media())
    return {
        "made_at": manifest["made_at"],
        "rows": rows,
        "files": files,
        "deletions": gone,
        "aside": str(aside) if aside else None,
    }


def _occupied() -> bool:
    """Whether somebody is here. A database that cannot be read may hold somebody."""
    try:
        return "people_person" in connection.introspection.table_names() and Person.objects.exists()
    except DatabaseError:
        return True


@contextmanager
def _kept_aside(staging: Path) -> Iterator[Path | None]:
    """Within the block, restoring goes into `staging`; after it, that is put in place and the old state kept aside.

    On PostgreSQL the restore is one transaction, so the tables need no staging; the old state is kept as a backup file.
    """
    place = settings.HOME / f"aside-{clock.now():%Y-%m-%d-%H%M%S}"
    if connection.vendor != "sqlite":
        occupied = _occupied()
        if occupied:
            place.mkdir(mode=0o700)
            back_up(place / "before-restore.zip")
        call_command("migrate", interactive=False, verbosity=0)
        yield place if occupied else None
        _swap(["media"], staging, place)
        return
    live = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = staging / _DATABASE_FILES[0]
    has_old = any((settings.HOME / name).exists() for name in (*_DATABASE_FILES, "media"))
    try:
        call_command("migrate", interactive=False, verbosity=0)
        yield place if has_old else None
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live
    _swap([*_DATABASE_FILES, "media"], staging, place)


def _swap(names: list[str], staging: Path, aside: Path) -> None:
    for name in names:
        if (settings.HOME / name).exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            os.replace(settings.HOME / name, aside / name)
        if (staging / name).exists():
            os.replace(staging / name, settings.HOME / name)


def _unpack_media(archive: Reader, folder: Path, progress: Progress) -> None:
    names = archive.media()
    for number, name in enumerate(names, 1):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.writelines(archive.chunks(f"media/{name}"))
        if number % 200 == 0:
            progress(f"pictures and files: {number} of {len(names)}")


def _load(archive: Reader, known: set[deletions.Deletion], media: Path, progress: Progress) -> tuple[int, int]:
    models = kept_models()
    rows = 0
    with transaction.atomic():
        for model in models:
            model._base_manager.all()._raw_delete("default")
        for model in models:
            number = insert_rows(model, archive.rows_of(model))
            rows += number
            if number:
                progress(f"{model._meta.verbose_name_plural}: {number}")
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
        progress("Making the search index …")
        _index()
        gone, files = deletions.replay(known)
        # What else was put away then may hold words of people who left since, and nobody looks for it here.
        files += put_away.files_kept()
        PutAway.objects.all().delete()
    for name in files:
        (media / name).unlink(missing_ok=True)
    return rows, gone


def _index() -> None:
    search.forget_all()
    for entry in Entry.objects.iterator(chunk_size=500):
        search.index_again(entry)
    finding_items.put_in_all_anew()
