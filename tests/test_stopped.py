"""What stands in the way of a commons although nobody did anything wrong: each says what to do, on the page and by doctor."""

import http.client
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from PIL import Image

from commonplace.ground.apart import is_secret
from tests.homes import Server, commonplace, environment, run_in, started

resource = pytest.importorskip("resource", reason="files are limited as Unix does")

WORDS = "It was the fuse all along, and nobody had thought of looking there first."
TOKEN = "a" * 32
SIGNED_IN = """
from django.test import Client
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
ines, post = Person.objects.get(name="ines"), Entry.objects.get(title="A kettle, mended")
client = Client()
client.force_login(ines.account, backend="commonplace.commons.people.backend.AccountBackend")
print(client.cookies["sessionid"].value, post.address, post.attachments.get().file.path)
"""


class Home:
    """A served commons, and somebody who has signed in to it."""

    def __init__(self, folder: Path, server: Server, session: str, post: str) -> None:
        self.folder, self.server, self.post = folder, server, post
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[int, str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request(
            method, address, body or None, {"Cookie": self.cookies, **({"Content-Type": kind} if kind else {})}
        )
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer.status, page, answer.headers

    def send(self, address: str, **fields: str) -> tuple[int, str, Any]:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
        return self.ask("POST", address, body, "application/x-www-form-urlencoded")

    def send_again(self, page: str) -> tuple[int, str, Any]:
        """Press the button of a page that kept a form."""
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        fields |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))
        action = re.search(r'<form[^>]* action="([^"]+)"', page)
        assert action, page
        return self.send(unescape(action[1]), **{name: unescape(value) for name, value in fields.items()})

    def said(self) -> list[str]:
        told = run_in(
            self.folder,
            "import json\nfrom commonplace.commons.entries.models import Comment\n"
            "print(json.dumps(list(Comment.objects.order_by('at').values_list('words', flat=True))))",
        )
        return list(json.loads(told))

    def limit_files(self, most: int) -> None:
        """As a full disk does, let no file of the serving processes grow beyond so many bytes."""
        parent = self.server.process.pid
        for number in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
            resource.prlimit(int(number), resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def doctor(home: Path, check: str, **more: str) -> dict[str, str]:
    """What doctor says of one thing, to programs; the same stands there for eyes."""
    told = json.loads(commonplace("doctor", "--json", home=home, **more).stdout)
    finding: dict[str, str] = next(one for one in told if one["check"] == check and one["state"] != "ok")
    assert f"→ {finding['advice']}" in commonplace("doctor", home=home, **more).stdout
    return finding


@pytest.fixture(scope="module")
def home(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = Path(shutil.copytree(told, tmp_path_factory.mktemp("stopped") / "home"))
    session, post, picture = run_in(folder, SIGNED_IN).split()
    with started(folder) as server:
        served = Home(folder, server, session, post)
        served.picture = Path(picture)  # type: ignore[attr-defined]
        yield served


@pytest.mark.long  # SQLite waits for twenty seconds before it gives up
def test_a_database_that_another_program_holds(home: Home) -> None:
    other = sqlite3.connect(home.folder / "commonplace.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        found = doctor(home.folder, "Database")
        status, page, headers = home.send(f"{home.post}comment/", words=WORDS)
        assert home.ask("GET", home.post)[0] == 200, "one can still read"
        assert home.server.get("/healthz")[0] == 200
    finally:
        other.close()
    assert "another program holds it" in found["words"]
    assert "End whatever else has the database open" in found["advice"]
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "try again" in page
    assert WORDS in unescape(page)
    assert home.send_again(page)[0] == 302
    assert home.said().count(WORDS) == 1


def _all_forms(form: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for kind in form.__subclasses__():
        if kind.__module__.startswith("commonplace."):
            yield kind
        yield from _all_forms(kind)


def test_no_passphrase_is_ever_said_back() -> None:
    get_resolver().url_patterns  # noqa: B018 - loads every form
    fields = [(name, field) for form in _all_forms() for name, field in getattr(form, "base_fields", {}).items()]
    ours = [name for name, field in fields if isinstance(field.widget, forms.PasswordInput)]
    assert len(ours) > 4
    assert [name for name in ours if not is_secret(name)] == []


def test_a_full_disk(home: Home) -> None:
    before, refused = home.said(), ""
    home.limit_files(150_000)
    try:
        for number in range(200):
            status, page, _headers = home.send(f"{home.post}comment/", words=f"{number}: {WORDS}")
            if status != 302:
                refused = page
                break
        assert status == 507
        assert home.ask("GET", home.post)[0] == 200, "one can still read"
    finally:
        home.limit_files(resource.RLIM_INFINITY)
    assert "The disk of this commons is full" in refused
    assert f"{number}: {WORDS}" in unescape(refused)
    assert home.send_again(refused)[0] == 302
    assert home.said() == [*before, *(f"{kept}: {WORDS}" for kept in range(number + 1))]


def test_a_full_disk_takes_no_picture_and_keeps_the_words_that_came_with_it(home: Home) -> None:
    picture = BytesIO()
    Image.frombytes("RGB", (1600, 1600), random.Random(3).randbytes(1600 * 1600 * 3)).save(picture, "JPEG", quality=75)
    parts = {"csrfmiddlewaretoken": TOKEN, "title": "A lamp", "body": WORDS, "audience": "0", "shows_0": "Noise"}
    body = b"".join(
        f'--line\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in parts.items()
    )
    body += b'--line\r\nContent-Disposition: form-data; name="picture_0"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body += picture.getvalue() + b"\r\n--line--\r\n"
    # The rows still find room, the picture does not.
    home.limit_files((home.folder / "commonplace.sqlite3-wal").stat().st_size + 150_000)
    try:
        status, page, _headers = home.ask("POST", "/make/", body, "multipart/form-data; boundary=line")
    finally:
        home.limit_files(resource.RLIM_INFINITY)
    assert status == 507
    assert "no room left on the disk" in unescape(page)
    assert WORDS in unescape(page)
    kept = run_in(
        home.folder,
        "from commonplace.commons.entries.models import Entry\n"
        "print([(e.title, e.attachments.count()) for e in Entry.objects.filter(kind='work')])",
    )
    assert kept.strip() == "[('A lamp', 0)]"


def test_doctor_finds_that_nothing_more_can_be_written(home: Home) -> None:
    command = [sys.executable, "-m", "commonplace", "doctor", "--json", "--home", str(home.folder)]
    limited = ["sh", "-c", 'ulimit -f 100 && exec "$@"', "sh", *command]
    told = json.loads(subprocess.run(limited, env=environment(), stdout=subprocess.PIPE, text=True, check=False).stdout)
    found = next(one for one in told if one["check"] == "Home")
    assert found["state"] == "fail"
    assert "Make room" in found["advice"]


def test_a_picture_whose_file_is_gone(home: Home) -> None:
    picture: Path = home.picture  # type: ignore[attr-defined]
    page = home.ask("GET", home.post)[1]
    address = next(link for link in re.findall(r'(?:href|src)="(/m/[^"]+)"', page) if "small" not in link)
    small = next(picture.parent.glob("small-*"))
    aside = [one.rename(one.with_suffix(".aside")) for one in (picture, small)]
    try:
        found = doctor(home.folder, "Files")
        status, page, _headers = home.ask("GET", address)
        assert home.ask("GET", f"{address}small/")[0] == 404
        assert home.ask("GET", home.post)[0] == 200
    finally:
        for one, name in zip(aside, (picture, small), strict=True):
            one.rename(name)
    assert status == 404
    assert "can add it again" in page
    assert home.post in found["words"]
    assert "from the last backup" in found["advice"]
    assert home.ask("HEAD", address)[0] == 200
