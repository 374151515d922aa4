"""Files and their rows: no row without its file, no file without its row, and nobody waits while a picture is read."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from commonplace.commons.entries import actions, files, tasks
from commonplace.commons.entries.actions import add_picture, delete_entry, write_entry
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock, ids, pictures, queue
from commonplace.ground.models import Happening
from commonplace.ground.put_away import WINDOW, forget_lapsed
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


def there(folder: Path) -> set[str]:
    return {file.relative_to(folder.parent).as_posix() for file in folder.rglob("*") if file.is_file()}


def named() -> set[str]:
    return {name for row in Attachment.objects.values_list("file", "small") for name in row}


def test_what_fails_leaves_no_file_behind(ines: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = write_entry(ines, "post", title="A kettle", body="")
    kept = add_picture(entry, picture())

    def refuses(attachment: Attachment) -> None:
        raise RuntimeError("the row does not come")

    monkeypatch.setattr(actions, "attach", refuses)
    with pytest.raises(RuntimeError):
        add_picture(entry, picture())
    assert there(folder) == named() == {kept.file.name, kept.small.name}


def test_what_fails_leaves_no_file_behind_where_folders_are_parted_as_on_windows(
    ines: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = write_entry(ines, "post", title="A kettle", body="")

    def refuses(attachment: Attachment) -> None:
        raise RuntimeError("the row does not come")

    monkeypatch.setattr(FileSystemStorage, "generate_filename", lambda self, name: str(PureWindowsPath(name)))
    monkeypatch.setattr(actions, "attach", refuses)
    with pytest.raises(RuntimeError):
        add_picture(entry, picture())
    assert there(folder) == set()


def test_a_full_disk_leaves_no_half_of_a_picture(ines: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = write_entry(ines, "post", title="A kettle", body="")
    real = default_storage.save

    def full(name: str, content: Any, **more: Any) -> str:
        kept: str = real(name, content, **more)
        if "small" in name:
            raise OSError(28, "No space left on device")
        return kept

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        add_picture(entry, picture())
    assert there(folder) == named() == set()


def test_what_was_committed_keeps_its_files_whatever_fails_then(ines: Person, folder: Path) -> None:
    entry = write_entry(ines, "post", title="A kettle", body="")

    def fails() -> None:
        raise RuntimeError("after the commit")

    @transaction.atomic
    def adds() -> None:
        transaction.on_commit(fails)
        add_picture(entry, pictures.prepare(picture()))

    with pytest.raises(RuntimeError), files.kept_with_their_rows():
        adds()
    assert len(there(folder)) == 2
    assert there(folder) == named()


def test_a_deletion_taken_back_keeps_the_files(ines: Person, folder: Path) -> None:
    entry = write_entry(ines, "post", title="A kettle", body="")
    add_picture(entry, picture())
    with transaction.atomic():
        delete_entry(Entry.objects.get(pk=entry.pk), ines)
        transaction.set_rollback(True)
    assert there(folder) == named()
    standing = named()
    delete_entry(Entry.objects.get(pk=entry.pk), ines)
    assert there(folder) == standing, "for an hour it can be brought back"
    with clock.at(clock.now() + WINDOW):
        forget_lapsed.call()
    assert there(folder) == set()


def _lay(name: str, days_old: float) -> str:
    file = Path(settings.MEDIA_ROOT) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"a picture")
    moment = (clock.now() - timedelta(days=days_old)).timestamp()
    os.utime(file, (moment, moment))
    return name


def test_the_sweep_takes_old_files_that_belong_to_nothing(ines: Person, folder: Path) -> None:
    entry = write_entry(ines, "post", title="A kettle", body="")
    Happening.objects.update(at=clock.now() - timedelta(days=60))
    kept = add_picture(entry, picture())
    own, gone = ids.written(entry.pk), ids.written(ids.new_id())
    for name in (str(kept.file.name), str(kept.small.name)):
        _lay(name, 30)
    stay = {
        _lay(f"attachments/{gone}/under-way.webp", 1),
        _lay(f"attachments/{gone}/of-another-database.webp", 90),
        _lay("attachments/nothing of ours/notes.txt", 30),
    }
    _lay(f"attachments/{own}/large-left.webp", 30)
    _lay(f"attachments/{gone}/large-left.webp", 30)
    assert files.sweep() == 2
    assert there(folder) == named() | stay
    assert files.sweep() == 0


def test_the_sweep_touches_nothing_for_a_database_in_which_nothing_happened(ines: Person, folder: Path) -> None:
    Happening.objects.all().delete()
    _lay(f"attachments/{ids.written(ids.new_id())}/large.webp", 30)
    assert files.sweep() == 0
    assert len(there(folder)) == 1


def test_the_sweep_asks_few_questions(
    ines: Person, folder: Path, django_assert_num_queries: Callable[..., Any]
) -> None:
    write_entry(ines, "post", title="A kettle", body="")
    Happening.objects.update(at=clock.now() - timedelta(days=60))
    for _number in range(30):
        _lay(f"attachments/{ids.written(ids.new_id())}/large.webp", 30)
    with django_assert_num_queries(
        6
    ):  # the first happening; the attachments of all, what was made of them and what is put away, within a transaction
        assert files.sweep() == 30


def test_the_sweep_comes_round() -> None:
    assert tasks.sweep_files in [known.task for known in queue._rounds]
