"""The format of a backup: rows as lines of JSON, the same for SQLite and PostgreSQL, in a zip file with a manifest.

    data/<package>.<model>.jsonl   one row a line, columns by their names
    media/<path>                   pictures and files, as they are
    manifest.json                  written last: versions, counts, and the SHA-256 of every other member

Rows are columns and nothing more, so what is written comes back the same to the microsecond, ids included. Sessions are
left out, files on their way, and what is made anew by itself (content types, editions). The search index is made anew too.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from commonplace.ground.packing import labels_of

FORMAT = "commonplace-backup"
VERSION = 1
LEFT_OUT = {
    "auth.group",
    "auth.group_permissions",
    "auth.permission",
    "contenttypes.contenttype",
    "entries.upload",
    "ground.edition",
    # What was revoked since would be good again. Whoever let a program in agrees anew, as they sign in anew.
    "oauth2_provider.accesstoken",
    "oauth2_provider.devicegrant",
    "oauth2_provider.grant",
    "oauth2_provider.idtoken",
    "oauth2_provider.refreshtoken",
    "signing.session",
}
_CHUNK = 1024 * 1024


class BadArchive(Exception):
    """This file is no whole backup that we can read. Its words say why."""


def kept_models() -> list[type[models.Model]]:
    """Every model whose rows a backup holds, the tables between models included.

    Their order does not matter: foreign keys are looked at when the transaction ends, on both databases.
    """
    managed = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    return sorted(
        (model for model in managed if model._meta.label_lower not in LEFT_OUT),
        key=lambda model: model._meta.label_lower,
    )


class Writer:
    """Writes members one after another, and sums each up for the manifest."""

    def __init__(self, target: Path) -> None:
        self._zip = zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._sums: dict[str, dict[str, Any]] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> None:
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._sums[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def close(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Write the manifest and end the file."""
        manifest = {"format": FORMAT, "version": VERSION, **facts, "members": self._sums}
        self._zip.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        self._zip.close()
        return manifest

    def abandon(self) -> None:
        self._zip.close()


class Reader:
    """Reads a backup, once `check` has found it whole."""

    def __init__(self, source: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
            self.manifest = json.loads(self._zip.read("manifest.json"))
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as failure:
            raise BadArchive("It is not a backup of a commons, or it was cut off.") from failure
        if self.manifest.get("format") != FORMAT:
            raise BadArchive("It is not a backup of a commons.")
        if self.manifest.get("version") != VERSION:
            raise BadArchive("It was made by a newer Commonplace. Install that version first.")

    def check(self) -> None:
        """Raise BadArchive unless every member is there and is what was written."""
        listed, there = self.manifest["members"], set(self._zip.namelist()) - {"manifest.json"}
        if there != set(listed):
            raise BadArchive("Some of its parts are missing, or do not belong to it.")
        for name, known in listed.items():
            if name.startswith("/") or ".." in Path(name).parts:
                raise BadArchive(f"It holds a part with the forbidden name {name}.")
            digest = hashlib.sha256()
            try:
                for chunk in self.chunks(name):
                    digest.update(chunk)
            except zipfile.BadZipFile as failure:
                raise BadArchive(f"The part {name} is damaged.") from failure
            if digest.hexdigest() != known["sha256"]:
                raise BadArchive(f"The part {name} is damaged.")

    def chunks(self, name: str) -> Iterator[bytes]:
        with self._zip.open(name) as member:
            while chunk := member.read(_CHUNK):
                yield chunk

    def rows_of(self, model: type[models.Model]) -> Iterator[dict[str, Any]]:
        """The rows of a table, under whatever name it had when the backup was made."""
        for label in labels_of(model):
            yield from self.rows(label)

    def rows(self, label: str) -> Iterator[dict[str, Any]]:
        name = f"data/{label}.jsonl"
        if name in self.manifest["members"]:
            with self._zip.open(name) as member:
                for line in member:
                    yield json.loads(line)

    def media(self) -> list[str]:
        """The paths of the files it holds."""
        return [name.removeprefix("media/") for name in self.manifest["members"] if name.startswith("media/")]

    def close(self) -> None:
        self._zip.close()
