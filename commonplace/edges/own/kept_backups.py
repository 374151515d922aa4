"""The backups that hosts made on the site: files in the home's folder `backups`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django_tasks import task

from commonplace.commons.people.models import Person
from commonplace.edges.own.backup import back_up, new_name
from commonplace.ground.happenings import record


@dataclass(frozen=True)
class Kept:
    """One backup: `asked` for, being `made`, `ready`, or `failed`."""

    name: str
    state: str
    at: datetime
    bytes: int = 0
    why: str = ""


def folder() -> Path:
    place = Path(settings.HOME) / "backups"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def all_kept() -> list[Kept]:
    """Every backup here, the newest first."""
    kept = []
    for file in folder().iterdir():
        name, at = file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)
        if name.endswith(".zip"):
            kept.append(Kept(name, "ready", at, file.stat().st_size))
        elif name.endswith(".asked"):
            stem = name.removesuffix(".asked")
            kept.append(Kept(stem, "made" if (folder() / f"{stem}.part").exists() else "asked", at))
        elif name.endswith(".failed"):
            kept.append(Kept(name.removesuffix(".failed"), "failed", at, why=file.read_text(encoding="utf-8")[:300]))
    return sorted(kept, key=lambda backup: backup.name, reverse=True)


def find(name: str) -> Path:
    """The file of a backup that is ready. Raises Http404 for any other name: what stands in an address is no path."""
    if name not in {backup.name for backup in all_kept() if backup.state == "ready"}:
        raise Http404
    return folder() / name


@transaction.atomic
def ask_for(by: Person) -> str:
    """A host wants a backup. It is made by a task."""
    name = new_name()
    (folder() / f"{name}.asked").touch(mode=0o600)
    record("backup.asked", by=by, name=name)
    make_backup.enqueue(name)
    return name


def make(name: str) -> None:
    """Make it; a second time makes nothing. What went wrong is kept for the host to read."""
    asked, failed = folder() / f"{name}.asked", folder() / f"{name}.failed"
    try:
        if not (folder() / name).exists():
            back_up(folder() / name)
        failed.unlink(missing_ok=True)
    except OSError as failure:
        failed.write_text(str(failure), encoding="utf-8")
        raise
    finally:
        asked.unlink(missing_ok=True)


@transaction.atomic
def delete(name: str, by: Person) -> None:
    """Delete a backup for good."""
    file = find(name)
    record("backup.deleted", by=by, name=name)
    file.unlink()


@task()
def make_backup(name: str) -> None:
    """Make a backup that a host asked for."""
    make(name)
