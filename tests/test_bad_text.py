"""Texts that were made to do harm, sent through the pages that people use: refused in words, or made harmless.

Each is sent in a process of its own, which says how long the server took and how much memory it came to need.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.homes import environment, make_home

_STORY = """
from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.people.models import Account, Commons, Person
from commonplace.ground import clock
account = Account.objects.create_user("nkechi", "nkechi@example.org", "a kettle is a pot")
nkechi = Person.objects.create(account=account, name="nkechi", display_name="Nkechi", age_band="adult", is_host=True)
Commons.current()
start_community(nkechi, name="The Mending Table", audience=Audience.OPEN)
Membership.objects.update(agreed_norms_at=clock.now())
from commonplace.commons.entries.actions import write_entry
write_entry(nkechi, "post", title="A kettle", body="It was the fuse.", audience=4)
from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Community
from commonplace.stages.critique.actions import ask_for_critique
other = Account.objects.create_user("ines", "ines@example.org", "a kettle is a pot")
ines = Person.objects.create(account=other, name="ines", display_name="Ines", age_band="adult")
table = Community.objects.get()
welcome_member(table, ines, agreed=True)
asked = write_entry(ines, "post", title="A lamp", body="It hums.", community=table, audience=2)
ask_for_critique(asked, ines, question="Why?", protocol="warm")
"""

MOST = 100_000  # as long as the words of an entry may be
TEXTS = {
    "quotes in quotes": ">" * MOST,
    "brackets": "[" * MOST,
    "pictures begun": "![" * (MOST // 2),
    "lists in stars": "*a " * (MOST // 3),
    "a table of many cells": "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|x\n" * (MOST // 3 - 200),
    "a long table": "|a|\n|-|\n" + "|x\n" * (MOST // 3 - 10),
    "calls": "@a " * (MOST // 3),
    "stars": "**a*b_c" * (MOST // 7),
    "headings": "# a\n" * (MOST // 4),
    "lists in lists": "\n".join(" " * depth + "- a" for depth in range(440)),
    "ticks": "".join("`" * length + " " for length in range(1, 440)),
    "marks over one letter": "e" + "\u0301" * (MOST - 1),
    "ten megabytes of quotes": ">" * 10_000_000,
    "ten megabytes of brackets": "[" * 10_000_000,
    "ten megabytes of stars": "*a " * 3_333_333,
    "nothing but ends of lines": "\n" * MOST,
    "nothing at all": "a\0b",
    "hidden": "ab\u202ec\u200bd\u2066e\ufefff",
    "a lone half": "a\ud800b",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))",
}

_SENDS = """
import html, json, os, re, resource, sys, time, urllib.parse
import django
django.setup()
from django.conf import settings
from django.db import connections
from django.test import Client
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Account
from commonplace.project.serving import prepare_static_files

prepare_static_files(lambda words: None)
texts = json.load(open(sys.argv[1]))
post, asked = (Entry.objects.get(title=title).address for title in ("A kettle", "A lamp"))
PAGES = [
    ("/c/the-mending-table/write/", ["body"], ["title", "interests"], {"audience": "4"}),
    (post + "comment/", ["words"], [], {}),
    ("/make/", ["body"], ["title", "form", "interests", "shows_0", "caption_0"], {"audience": "0", "title": "A"}),
    ("/c/the-mending-table/call/", ["words"], ["question_0"], {"seats": "3"}),
    (asked + "critique/", ["warm"], ["cool"], {"draft": "1"}),
    ("/search/", ["q"], [], None),
]
client = Client(SERVER_NAME="localhost")
client.raise_request_exception = False
client.force_login(Account.objects.get(username="nkechi"), backend="commonplace.commons.people.backend.AccountBackend")
client.get("/")
connections.close_all()

def encoded(fields):
    pairs = [(name, text.encode("utf-8", "surrogatepass")) for name, text in fields.items()]
    return urllib.parse.urlencode(pairs)

def shown_after(answer):
    return client.get(answer["Location"]).content if answer.status_code == 302 else answer.content

for name, text in texts.items():
    for address, words, lines, others in PAGES:
        if others is None and len(text) > 3000:
            continue  # no server takes an address of that length
        sys.stdout.flush()
        if os.fork():
            os.wait()
            continue
        body = encoded({**(others or {}), **dict.fromkeys(words + lines * (len(text) < 200), text)})
        before, begun = time.process_time(), time.perf_counter()
        if others is None:
            answer = client.get(address + "?" + body)
        else:
            answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
        seconds = min(time.process_time() - before, time.perf_counter() - begun)
        page = shown_after(answer).decode()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        where = address.replace(post, "/e/a/").replace(asked, "/e/b/")
        print(json.dumps([name, where, answer.status_code, seconds, most, page[:200_000]]))
        sys.stdout.flush()
        os._exit(0)
"""


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the server answered to each text on each page."""
    folder: Path = tmp_path_factory.mktemp("texts")
    home = make_home(folder / "home", _STORY)
    (folder / "texts.json").write_text(json.dumps(TEXTS))
    (folder / "sends.py").write_text(_SENDS)
    done = subprocess.run(
        [sys.executable, str(folder / "sends.py"), str(folder / "texts.json")],
        env=environment(COMMONPLACE_HOME=str(home), DJANGO_SETTINGS_MODULE="commonplace.project.settings"),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = ("text", "page", "status", "seconds", "megabytes", "shown")
    return [dict(zip(names, json.loads(line), strict=True)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("text", TEXTS)
def test_a_bad_text_is_taken_or_refused_soon(text: str, answers: list[dict[str, Any]]) -> None:
    rows = [row for row in answers if row["text"] == text]
    assert len(rows) >= 5
    for row in rows:
        facts = {name: row[name] for name in ("page", "status", "seconds", "megabytes")}
        assert row["status"] in {200, 302, 413, 422}, facts
        assert row["seconds"] < 2, facts
        assert row["megabytes"] < 300, facts


def test_ten_megabytes_are_refused_in_words(answers: list[dict[str, Any]]) -> None:
    rows = [row for row in answers if row["text"].startswith("ten megabytes")]
    assert {row["status"] for row in rows} == {413}
    assert all("more than one page can take" in row["shown"] for row in rows)


def test_nothing_hidden_and_no_script_is_shown(answers: list[dict[str, Any]]) -> None:
    rows = [row for row in answers if row["text"] in {"hidden", "a lone half", "script"}]
    for row in rows:
        # A form that was not taken shows its writer what they typed, as they typed it.
        assert row["status"] == 422 or not set("\0\u202e\u200b\u2066\ufeff") & set(row["shown"]), row["page"]
        assert "<script>alert" not in row["shown"], row["page"]
        assert "<img src=x" not in row["shown"], row["page"]
        assert 'href="javascript:' not in row["shown"], row["page"]
