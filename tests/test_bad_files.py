"""Whatever somebody puts into a work: it is kept as what it is, or refused in words. It is never run, and the draft stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from tests.bad_files import BAD_FILES

pytestmark = pytest.mark.database

# What a browser shows in its own window; all else it hands to whoever asked, to be kept.
_SHOWN = ("image/webp", "audio/mp4", "audio/mpeg", "video/mp4", "video/webm")


@pytest.fixture
def client(settings: Any, tmp_path: Path, person: Callable[..., Person], sign_in: Callable[..., Client]) -> Client:
    settings.HOME = settings.MEDIA_ROOT = tmp_path
    return sign_in(person("ines"))


def test_a_bad_file_is_harmless_and_the_draft_stays(client: Client, run_tasks: Callable[[], None]) -> None:
    for name, write in BAD_FILES.items():
        file = SimpleUploadedFile(name, write(), "text/html")
        form = {"title": name, "body": "All my words", "audience": "0", "draft": "1", "other_file": file}
        answer = client.post("/make/", form)
        assert answer.status_code in {302, 422}, name
        entry = Entry.objects.get(title=name)
        assert entry.body == "All my words", name
    run_tasks()
    for entry in Entry.objects.all():
        assert client.get(entry.address).status_code == 200, entry.title
        for piece in entry.attachments.all():
            _look_at(client, entry.title, piece.address)


def _look_at(client: Client, name: str, address: str) -> None:
    answer = client.get(address)
    kind = answer["Content-Type"].partition(";")[0]
    assert answer["X-Content-Type-Options"] == "nosniff", name
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'", name
    assert kind not in {"text/html", "image/svg+xml", "application/javascript", "application/xhtml+xml"}, name
    if kind not in _SHOWN:
        assert answer["Content-Disposition"].startswith("attachment; "), name
        assert answer["Content-Disposition"].rpartition(".")[2].strip('"') in {"pdf", "txt", "zip", "bin"}, name
