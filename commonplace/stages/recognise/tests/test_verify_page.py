"""The page at which anybody finds out whether a badge holds."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import outgoing
from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.credentials.tests.issued import Commons, signed
from commonplace.stages.recognise.sealing import profile_of, renew_seal, signed_by
from tests.homes import environment
from tests.pictures import small_picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Commons:
    """Another commons, whose pages answer as if they stood on the web."""
    there = Commons()

    def fetch(address: str, **_how: Any) -> outgoing.Fetched:
        try:
            return outgoing.Fetched(there.fetch(address), "", "")
        except Exception as failure:
            raise outgoing.NotFetched("There is nobody at this address.") from failure

    monkeypatch.setattr(outgoing, "fetch", fetch)
    return there


def _sent(client: Client, **said: Any) -> tuple[int, str]:
    answer = client.post("/verify/", said)
    return answer.status_code, answer.content.decode()


def test_a_strangers_badge_is_pasted_and_what_was_looked_at_is_said(web: Commons, sign_in: SignIn) -> None:
    status, page = _sent(sign_in(None), words=json.dumps(signed()))
    assert status == 200
    assert "It holds." in page
    assert "Nothing in it was altered." in page
    assert "It says that The Mending Table gave it." in page
    assert "Mended three things." in page
    assert page.count('class="check holds"') == 7  # form, proof, issuer, time, two statuses, badge


def test_what_takes_much_memory_comes_in_where_a_badge_does(tmp_path: Path) -> None:
    known = environment(COMMONPLACE_HOME=str(tmp_path), DJANGO_SETTINGS_MODULE="commonplace.project.settings")
    asked = (
        "import django, sys\ndjango.setup()\nimport commonplace.project.urls\n"
        "print('commonplace.stages.recognise.views_verify' in sys.modules, 'pyld' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], env=known, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True", "False"]


def test_a_file_a_picture_and_an_address_are_taken(web: Commons, sign_in: SignIn) -> None:
    words, client = json.dumps(signed()), sign_in(None)
    baked = baking.bake(small_picture(), words)
    for name, content in (("badge.json", words.encode()), ("badge.png", baked)):
        status, page = _sent(client, file=SimpleUploadedFile(name, content))
        assert (status, "It holds." in page) == (200, True)
    web.pages["https://elsewhere.example/badge"] = signed()
    status, page = _sent(client, address="https://elsewhere.example/badge")
    assert (status, "It holds." in page) == (200, True)


def test_why_it_does_not_hold_is_said(web: Commons, sign_in: SignIn) -> None:
    altered = signed()
    altered["name"] = "Can mend anything"
    status, page = _sent(sign_in(None), words=json.dumps(altered))
    assert status == 200
    assert "It does not hold." in page
    assert "It was altered after it was signed" in page
    assert "(altered)" in page
    web.pages.clear()
    _status, page = _sent(sign_in(None), words=json.dumps(signed()))
    assert "Whether it holds could not be found out." in page


def test_what_can_not_be_read_comes_back(web: Commons, sign_in: SignIn) -> None:
    for said in ({}, {"words": "{not json"}, {"address": "https://nobody.example/"}, {"address": "ftp://x"}):
        status, page = _sent(sign_in(None), **said)
        assert status == 422
        assert "needs another look" in page
    assert "{not json" in _sent(sign_in(None), words="{not json")[1]
    for file in (small_picture(), b"", b"\x89PNG\r\n\x1a\n broken", b"<svg" + b"x" * 100, bytes(range(256))):
        assert _sent(sign_in(None), file=SimpleUploadedFile("a.png", file))[0] == 422


def test_nothing_that_a_badge_says_becomes_part_of_the_page(web: Commons, sign_in: SignIn) -> None:
    said = signed()
    said["credentialSubject"]["achievement"]["name"] = "<script>alert(1)</script>"
    said["credentialSubject"]["achievement"]["image"] = {"id": "https://spies.example/seen.png", "type": "Image"}
    said["issuer"]["name"] = ["x", {"@value": "<b>"}, 3]
    said["validFrom"] = {"a": 1}
    status, page = _sent(sign_in(None), words=json.dumps(said))
    assert status == 200
    assert "<script>alert" not in page
    assert "spies.example" not in page
    drawn = "data:image/svg+xml;base64,PHN2Zy8+"
    said["credentialSubject"]["achievement"]["image"] = {"id": drawn, "type": "Image"}
    assert re.search(rf'<img[^>]*src="{re.escape(drawn)}"', _sent(sign_in(None), words=json.dumps(said))[1])


def test_ours_are_looked_at_without_asking_the_web(
    community: Callable[..., Community], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(address: str, **_how: Any) -> outgoing.Fetched:
        raise AssertionError(address)

    monkeypatch.setattr(outgoing, "fetch", asked)
    table = community()
    renew_seal(table)
    unsigned = {name: one for name, one in signed().items() if name not in ("credentialStatus", "proof")}
    ours = signed_by(table, {**unsigned, "issuer": profile_of(table)})
    assert "It holds." in _sent(sign_in(None), words=json.dumps(ours))[1]


def test_one_badge_asks_few_addresses(web: Commons) -> None:
    from commonplace.stages.recognise.asking import MOST_ADDRESSES, Asking
    from commonplace.stages.recognise.credentials.resolving import NotFetched

    asking = Asking()
    for number in range(MOST_ADDRESSES):
        web.pages[f"https://many.example/{number}"] = {}
        asking(f"https://many.example/{number}")
        asking(f"https://many.example/{number}")
    with pytest.raises(NotFetched, match="more places"):
        asking("https://many.example/last")
    assert len(web.asked) == MOST_ADDRESSES
