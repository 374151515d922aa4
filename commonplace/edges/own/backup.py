"""Writes everything of a commons into one file, while people go on using it."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, connections, models, transaction

from commonplace.edges.own.archive import Writer, kept_models
from commonplace.ground import clock
from commonplace.ground.models import PutAway
from commonplace.ground.packing import row_of

Progress = Callable[[str], None]
_SNAPSHOT = "snapshot"


def new_name() -> str:
    """A name for a backup made now."""
    return f"commonplace-{clock.now():%Y-%m-%d-%H%M%S}.zip"


@contextmanager
def snapshot() -> Iterator[str]:
    """The database as it is at this moment, for as long as the block lasts, on a connection of its own.

    Writers are not held up: SQLite's WAL and PostgreSQL both let a reader keep its view. The connection of everyday use
    would take SQLite's write lock with the first statement, so this one begins its transaction deferred.
    """
    other = connection.copy(_SNAPSHOT)
    other.settings_dict["OPTIONS"].pop("transaction_mode", None)
    connections[_SNAPSHOT] = other
    try:
        with transaction.atomic(using=_SNAPSHOT):
            if connection.vendor == "postgresql":
                with other.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield _SNAPSHOT
    finally:
        other.close()
        del connections[_SNAPSHOT]


def back_up(target: Path, progress: Progress = lambda words: None) -> dict[str, Any]:
    """Write a backup to `target`, which must not exist yet. Returns what its manifest says.

    It appears under its name only once it is whole. Raises OSError where it cannot be written, leaving nothing behind.
    """
    begun = target.with_name(target.name + ".part")
    begun.unlink(missing_ok=True)
    descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # private from its first byte
    os.close(descriptor)
    begun.unlink()
    previous = os.umask(0o077)
    writer = Writer(begun)
    os.umask(previous)
    try:
        manifest = _write(writer, progress)
    except BaseException:
        writer.abandon()
        begun.unlink(missing_ok=True)
        raise
    with begun.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(begun, target)
    return {key: value for key, value in manifest.items() if key != "members"}


def _write(writer: Writer, progress: Progress) -> dict[str, Any]:
    counts: dict[str, int] = {}
    names: list[str] = []
    with snapshot() as using:
        made_at = clock.now()
        for model in kept_models():
            label = model._meta.label_lower
            counts[label] = 0
            writer.add(f"data/{label}.jsonl", _lines(model, using, counts, names))
            if counts[label]:
                progress(f"{model._meta.verbose_name_plural}: {counts[label]}")
    missing = _add_media(writer, names, progress)
    return writer.close(
        {
            "made_at": made_at.isoformat(),
            "commonplace": version("commonplace"),
            "address": settings.ADDRESS,
            "database": f"SQLite {sqlite3.sqlite_version}" if connection.vendor == "sqlite" else "PostgreSQL",
            "counts": counts,
            "files": len(names) - len(missing),
            "missing_files": missing,
        }
    )


def _lines(model: type[models.Model], using: str, counts: dict[str, int], names: list[str]) -> Iterator[bytes]:
    files = [field.attname for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
    for instance in model._base_manager.using(using).order_by("pk").iterator(chunk_size=500):
        row = row_of(instance)
        names.extend(row[name] for name in files if row[name])
        names.extend(row["files"] if model is PutAway else ())
        counts[model._meta.label_lower] += 1
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _add_media(writer: Writer, names: list[str], progress: Progress) -> list[str]:
    missing = []
    for number, name in enumerate(names, 1):
        try:
            with default_storage.open(name) as file:
                # Pictures are compressed already.
                writer.add(f"media/{name}", file.chunks(), packed=False)
        except FileNotFoundError:
            missing.append(name)  # its owner deleted it after the snapshot was taken, or it was lost before
        if number % 200 == 0:
            progress(f"pictures and files: {number} of {len(names)}")
    return missing
