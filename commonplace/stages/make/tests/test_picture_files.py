"""Pictures of works: nobody waits while one is read, and a work that does not come to be leaves none behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from commonplace.commons.entries import files
from commonplace.commons.entries.actions import add_picture
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import pictures
from commonplace.stages.make import actions as making
from commonplace.stages.make.actions import share_work
from tests.pictures import small_picture

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("kettle.png", small_picture(), "image/png")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / files.FOLDER


@pytest.fixture
def ines(db: None, folder: Path, person: Callable[..., Person]) -> Person:
    Commons.current()
    return person("ines")


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a transaction was open, each time that a picture was read."""
    seen: list[bool] = []
    real = pictures._read

    def watched(file: Any) -> Any:
        seen.append(connection.in_atomic_block)
        return real(file)

    monkeypatch.setattr(pictures, "_read", watched)
    return seen


def test_no_transaction_is_open_while_a_picture_is_read(
    ines: Person, reading: list[bool], sign_in: Callable[..., Any]
) -> None:
    work = share_work(ines, title="A kettle", body="", pictures=[(picture(), "one", ""), (picture(), "two", "")])
    add_picture(work.entry, picture())
    client = sign_in(ines)
    sent = {"title": "A fuse", "picture_0": picture(), "shows_0": "A fuse", "audience": "0"}
    assert client.post("/make/", sent).status_code == 302
    entry = Entry.objects.get(title="A fuse")
    assert client.post(f"{entry.address}pieces/", {"picture_0": picture()}).status_code == 302
    assert client.post(f"{entry.address}work/", {**sent, "picture_0": picture(), "based_on": "1"}).status_code == 302
    assert reading == [False] * 6


def test_a_work_that_fails_late_leaves_no_file_behind(
    ines: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = []

    def breaks_at_the_second(*given: Any, **more: Any) -> None:
        added.append(add_picture(*given, **more))
        if len(added) == 2:
            raise RuntimeError("so near")

    monkeypatch.setattr(making, "add_picture", breaks_at_the_second)
    with pytest.raises(RuntimeError):
        share_work(ines, title="A kettle", body="", pictures=[(picture(), "one", ""), (picture(), "two", "")])
    assert len(added) == 2
    assert not Entry.objects.exists()
    assert not [file for file in folder.rglob("*") if file.is_file()]


def test_several_pictures_come_at_once_without_a_script(ines: Person, sign_in: Callable[..., Any]) -> None:
    sent = {"title": "A fuse", "audience": "0", "picture_0": [picture(), picture()], "shows_0": "A fuse"}
    assert sign_in(ines).post("/make/", sent | {"picture_5": picture(), "caption_5": "The sixth"}).status_code == 302
    entry = Entry.objects.get(title="A fuse")
    kept = [(one.alternative, one.caption) for one in entry.attachments.all()]
    assert kept == [("A fuse", ""), ("", ""), ("", "The sixth")]


def test_more_than_twelve_at_once_are_named_and_the_rest_is_kept(ines: Person, sign_in: Callable[..., Any]) -> None:
    sent = {"title": "A fuse", "audience": "0", "picture_0": [picture() for _one in range(13)]}
    answer = sign_in(ines).post("/make/", sent)
    assert answer.status_code == 422
    assert "12 pictures can come at once" in answer.text
    assert Entry.objects.get().attachments.count() == 12
