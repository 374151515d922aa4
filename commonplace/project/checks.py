"""What `commonplace doctor` looks at. Each check yields findings; none of them changes anything."""

import os
import shutil
import smtplib
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonplace.commons.entries.models import Attachment
from commonplace.commons.people.models import Person
from commonplace.ground.causes import Cause, cause_of
from commonplace.ground.models import Letter
from commonplace.project.network import is_loopback
from commonplace.project.serving import waiting_migrations

GOOD_SQLITE = (3, 51, 3)
LITTLE_SPACE = 1024**3
VERY_LITTLE_SPACE = 100 * 1024**2
_MAKE_ROOM = "Make room: old backups and aside-… folders in the home are the first to look at."
# What a picture takes; a disk may have more free than this user may use.
_PROBE = 1024**2
_NAMED = 5


class State(Enum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What one check found, and what to do about it."""

    name: str
    state: State
    words: str
    advice: str = ""


def _ok(name: str, words: str) -> Finding:
    return Finding(name, State.OK, words)


def _python() -> Iterator[Finding]:
    yield _ok("Python", sys.version.split()[0])


def _sqlite() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= GOOD_SQLITE:
        yield _ok("SQLite", version)
        return
    yield Finding(
        "SQLite",
        State.WARN,
        f"{version} is older than 3.51.3, which mended a rare corruption of the database.",
        "Install pysqlite3 where it has a wheel, or make backups often, or move to PostgreSQL (docs/hosts).",
    )


def _database() -> Iterator[Finding]:
    try:
        waiting = waiting_migrations()
        _ask_to_write()
    except DatabaseError as failure:
        yield Finding("Database", State.FAIL, *_why_not(failure))
        return
    if waiting:
        yield Finding(
            "Database",
            State.FAIL,
            f"{len(waiting)} changes to the tables are still to be made.",
            "Run: commonplace start",
        )
        return
    yield _ok("Database", f"{connection.vendor}, reachable, up to date")
    if connection.vendor == "sqlite":
        yield _integrity()


def _ask_to_write() -> None:
    """Ask SQLite for the right to write, and give it back; raises DatabaseError where something else has it for long."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=5000")
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")


def _why_not(failure: DatabaseError) -> tuple[str, str]:
    cause = cause_of(failure)
    if cause is Cause.HELD:
        return (
            "another program holds it, so nothing can be written.",
            "End whatever else has the database open: a database browser, a copy in progress, a second server. "
            "If you find none, end the server and start it again.",
        )
    if cause is Cause.FULL:
        return "there is no room left to write.", _MAKE_ROOM
    return f"cannot be read: {failure}", "Look at COMMONPLACE_DATABASE, or restore a backup into a new home."


def _integrity() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        told = [row[0] for row in cursor.fetchall()]
    if told == ["ok"]:
        return _ok("Integrity", "the database is sound")
    return Finding(
        "Integrity",
        State.FAIL,
        "; ".join(told)[:300],
        "End the server, keep a copy of the home, and restore the last backup.",
    )


def _home() -> Iterator[Finding]:
    if not os.access(settings.HOME, os.W_OK):
        yield Finding(
            "Home", State.FAIL, f"{settings.HOME} cannot be written.", "Give it to the user that runs Commonplace."
        )
    free = shutil.disk_usage(settings.HOME).free
    words = f"{settings.HOME}, {free / 1024**3:.1f} GB free"
    if trouble := _no_room():
        yield Finding("Home", State.FAIL, f"{words}, but a file of 1 MB cannot be written: {trouble}", _MAKE_ROOM)
    elif free < LITTLE_SPACE:
        yield Finding("Home", State.FAIL if free < VERY_LITTLE_SPACE else State.WARN, words, _MAKE_ROOM)
    else:
        yield _ok("Home", words)


def _no_room() -> str:
    """Why no file can be written, by writing one that is gone again at once; empty where it can."""
    try:
        with tempfile.TemporaryFile(dir=settings.HOME) as probe:
            probe.write(bytes(_PROBE))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as failure:
        return failure.strerror or str(failure)
    return ""


def _secret() -> Iterator[Finding]:
    file = settings.SECRET_FILE
    if os.name == "nt":
        yield _ok("Secret", f"those who may read {settings.HOME}, as its properties say, can read it")
    elif stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("Secret", State.FAIL, f"other users of this machine can read {file}.", f"Run: chmod 600 {file}")
    else:
        yield _ok("Secret", "readable by its owner only")


def _address() -> Iterator[Finding]:
    host = settings.ALLOWED_HOSTS[0]
    if settings.SECURE or is_loopback(host):
        yield _ok("Address", settings.ADDRESS)
        return
    advice = "Right for a class on one network. On the internet, put a proxy with HTTPS before it (docs/hosts)."
    yield Finding(
        "Address", State.WARN, f"{settings.ADDRESS} is plain HTTP: passphrases can be read on the way.", advice
    )


def _mail() -> Iterator[Finding]:
    if not settings.MAIL_IS_SENT:
        yield Finding(
            "Mail",
            State.WARN,
            "none is sent; links are shown to whoever may hand them on.",
            "To send mail, set COMMONPLACE_SMTP (docs/hosts/mail.md).",
        )
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection(timeout=5):
            pass
    except (OSError, smtplib.SMTPException) as failure:
        yield Finding(
            "Mail",
            State.FAIL,
            f"{server} does not take mail: {failure}",
            "Look at COMMONPLACE_SMTP: name, port, user and password. Letters wait, and are tried again every ten minutes.",
        )
        return
    stuck = Letter.objects.filter(sent_at=None).exclude(trouble="")
    if stuck:
        said = stuck.order_by("-pk").values_list("trouble", flat=True)[0]
        yield Finding(
            "Mail",
            State.WARN,
            f"{len(stuck)} letters could not be sent. Of the last one the mail server said: {said}",
            "Letters of the last two days are tried again every ten minutes, but not those whose address was refused.",
        )
    else:
        yield _ok("Mail", f"{server} takes mail")


def _tasks() -> Iterator[Finding]:
    overdue = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, enqueued_at__lt=timezone.now() - timedelta(minutes=10)
    ).count()
    week = timezone.now() - timedelta(days=7)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=week)
    paths = sorted(set(failed.values_list("task_path", flat=True)))
    if overdue:
        yield Finding(
            "Tasks",
            State.WARN,
            f"{overdue} have waited for more than ten minutes.",
            "Is a server running that has not been told --no-tasks?",
        )
    if paths:
        yield Finding(
            "Tasks", State.WARN, f"{failed.count()} failed this week: {', '.join(paths)}", "The server's log says why."
        )
    if not overdue and not paths:
        yield _ok("Tasks", "none late, none failed this week")


def _media() -> Iterator[Finding]:
    files = Attachment.objects.select_related("entry").only("file", "small", "entry__id")
    missing = [
        settings.ADDRESS + one.entry.address
        for one in files.iterator()
        if not all(default_storage.exists(file.name or "") for file in (one.file, one.small) if file)
    ]
    if missing:
        named = ", ".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
        yield Finding(
            "Files",
            State.FAIL,
            f"{len(missing)} pictures or files are missing from {settings.MEDIA_ROOT}, those of {named}",
            "Bring them back from the last backup, or ask those who made them to add them again.",
        )
    else:
        yield _ok("Files", "all there")


def _people() -> Iterator[Finding]:
    if Person.objects.filter(is_host=True, left_at=None).exists():
        yield _ok("Host", "there is one")
    else:
        yield Finding(
            "Host",
            State.WARN,
            "nobody keeps this commons yet.",
            "Run commonplace start and open the link that it prints, or: commonplace person host NAME",
        )


# Those below need the tables, and are left out where the database is not ready.
_ALWAYS: list[Callable[[], Iterator[Finding]]] = [_python, _sqlite, _home, _secret, _address, _database]
_ON_TABLES: list[Callable[[], Iterator[Finding]]] = [_mail, _tasks, _media, _people]


def check_all() -> Iterator[Finding]:
    """Every check, in the order in which one would look."""
    ready = True
    for check in _ALWAYS:
        for finding in check():
            ready = ready and not (finding.name in {"Database", "Integrity"} and finding.state is State.FAIL)
            yield finding
    if ready:
        for check in _ON_TABLES:
            yield from check()
