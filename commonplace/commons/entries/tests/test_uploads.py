"""Files that come in pieces: where they go on, whose they are, how many, how long they wait, and how a form names them."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.entries import uploading
from commonplace.commons.entries.models import Entry, Upload
from commonplace.commons.entries.uploading import sweep_uploads
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids, kept_files
from commonplace.ground.scratch import folder
from tests.pictures import small_picture
from tests.pressing import press_at_once

TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ines(person: Callable[..., Person]) -> Person:
    return person("ines")


@pytest.fixture
def client(ines: Person, sign_in: Callable[..., Client]) -> Client:
    return sign_in(ines)


def begin(client: Client, size: int, name: str = "kettle.png") -> Any:
    named = base64.b64encode(name.encode()).decode()
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {named},kind {named}"}
    return client.post("/uploads/", headers=headers)


def send(client: Client, address: str, piece: bytes, at: int, **more: str) -> Any:
    headers = TUS | {"Upload-Offset": str(at), **more}
    return client.patch(address, piece, content_type="application/offset+octet-stream", headers=headers)


def sent(client: Client, data: bytes, name: str = "kettle.png") -> str:
    """All of a file in two pieces; the number by which a form names it."""
    address = begin(client, len(data), name)["Location"]
    for at in (0, len(data) // 2):
        end = len(data) // 2 if at == 0 else len(data)
        assert send(client, address, data[at:end], at).status_code == 204
    return str(address.split("/")[-2])


def test_an_upload_goes_on_where_it_was(client: Client, home: Path) -> None:
    answer = begin(client, 10)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "0")
    address = answer["Location"]
    assert send(client, address, b"01234", 0)["Upload-Offset"] == "5"
    where = client.head(address, headers=TUS)
    assert (where["Upload-Offset"], where["Upload-Length"], where["Cache-Control"]) == ("5", "10", "no-store")
    assert "GMT" in where["Upload-Expires"]
    assert send(client, address, b"56789", 0).status_code == 409, "that piece is here"
    assert send(client, address, b"567890", 5).status_code == 413, "longer than it was to be"
    assert send(client, address, b"56789", 5).status_code == 204
    upload = Upload.objects.get()
    assert (upload.name, upload.is_whole) == ("kettle.png", True)
    assert uploading.path_of(upload).read_bytes() == b"0123456789"
    assert client.delete(address, headers=TUS).status_code == 204
    assert not list(folder().iterdir())


def test_what_is_not_in_its_words_is_refused(client: Client, sign_in: Callable[..., Client]) -> None:
    assert client.post("/uploads/", headers={"Upload-Length": "3"}).status_code == 412
    options = client.options("/uploads/")
    assert (options.status_code, options["Tus-Version"]) == (204, "1.0.0")
    for length in ("", "-1", "three", "9" * 30, "٣".encode().decode("latin-1")):
        assert client.post("/uploads/", headers=TUS | {"Upload-Length": length}).status_code == 400, length
    assert begin(client, 0).status_code == begin(client, uploading.MOST_BYTES + 1).status_code == 413
    address = begin(client, 3)["Location"]
    assert client.patch(address, b"abc", content_type="text/plain", headers=TUS).status_code == 415
    assert send(client, address, b"abc", 0, **{"Upload-Offset": "x"}).status_code == 400
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = client.cookies
    assert send(careful, address, b"abc", 0).status_code == 403
    assert sign_in(None).post("/uploads/", headers=TUS).status_code == 302


def test_nobody_goes_on_with_what_is_anothers(
    client: Client, sign_in: Callable[..., Client], person: Callable[..., Person]
) -> None:
    number = sent(client, small_picture())
    other = sign_in(person("tomasz"))
    address = f"/uploads/{number}/"
    assert other.head(address, headers=TUS).status_code == 404
    assert send(other, address, b"x", 0).status_code == 404
    assert other.delete(address, headers=TUS).status_code == 404
    answer = other.post("/make/", {"title": "A kettle", "audience": "0", "draft": "1", "picture_0.upload": number})
    assert answer.status_code == 422
    assert "Please choose it again" in answer.text
    assert 'value="A kettle"' in answer.text, "what was typed is still there"
    assert Upload.objects.filter(pk=ids.read(number)).exists()


def test_a_form_names_what_is_here_in_place_of_a_file(client: Client) -> None:
    first, second = (sent(client, small_picture(colour=colour)) for colour in ("red", "blue"))
    form = {"title": "A kettle", "audience": "0", "draft": "1", "shows_0": "One", "picture_0.upload": first}
    form |= {"picture_1.upload": second, "picture_2": SimpleUploadedFile("c.png", small_picture())}
    assert client.post("/make/", form).status_code == 302
    entry = Entry.objects.get()
    assert sorted(one.alternative for one in entry.attachments.all()) == ["", "", "One"]
    assert not Upload.objects.exists()
    assert not list(folder().iterdir())
    # A file comes on the page of the pieces; what is no picture is said at its row, and stays to be looked at.
    number = sent(client, b"%PDF-1.4 a plan", "plan.pdf")
    assert client.post(f"{entry.address}pieces/", {"other_file.upload": number}).status_code == 302
    assert entry.attachments.last().media_type == "application/pdf"
    number = sent(client, b"no picture at all")
    answer = client.post(f"{entry.address}pieces/", {"picture_0.upload": number})
    assert (answer.status_code, "not a picture" in answer.text) == (422, True)


def test_what_is_not_whole_is_not_taken(client: Client) -> None:
    address = begin(client, 100)["Location"]
    send(client, address, b"a" * 50, 0)
    form = {"title": "A kettle", "audience": "0", "draft": "1", "other_file.upload": address.split("/")[-2]}
    answer = client.post("/make/", form)
    assert (answer.status_code, "not all of it" in answer.text) == (422, True)
    assert Upload.objects.get().offset == 50


def test_uploads_count_against_a_limit_and_expire(client: Client, ines: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(uploading, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(uploading, "MOST_OF_ONE_PERSON", 100)
    assert begin(client, 60).status_code == 201
    assert begin(client, 60).status_code == 413
    assert begin(client, 40).status_code == 201
    assert begin(client, 1).status_code == 413
    (folder() / "made-half").write_bytes(b"left behind")
    sweep_uploads.call()
    assert Upload.objects.count() == 2
    with clock.at(clock.now() + timedelta(hours=25)):
        sweep_uploads.call()
    assert not Upload.objects.exists()
    assert not list(folder().iterdir())


@pytest.mark.parametrize("name", ["", "..", "a/../../b.png", "c:\\\\secret", "\0", "é" * 300, " . "])
def test_a_name_is_only_a_name(client: Client, name: str) -> None:
    number = sent(client, small_picture(), name)
    form = {"title": "A kettle", "audience": "0", "draft": "1", "picture_0.upload": number}
    assert client.post("/make/", form).status_code == 302


def test_a_full_disk_is_told(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(uploading, "_LEFT_FREE", 10**18)
    assert begin(client, 10).status_code == 507


def test_a_piece_lands_on_the_disk_and_not_in_memory(client: Client, monkeypatch: Any) -> None:
    """More than Django would ever hold of a request in memory (DATA_UPLOAD_MAX_MEMORY_SIZE) goes through."""
    data = bytes(range(256)) * 4096 * 6
    address = begin(client, len(data))["Location"]
    assert send(client, address, data, 0).status_code == 204
    assert uploading.path_of(Upload.objects.get()).stat().st_size == len(data)
    assert send(client, begin(client, 9 * 1024 * 1024)["Location"], bytes(9 * 1024 * 1024), 0).status_code == 413


def test_one_upload_is_one_piece_however_often_a_form_names_it(client: Client) -> None:
    number = sent(client, small_picture())
    form = {"title": "A kettle", "audience": "0", "draft": "1", "picture_0.upload": [number] * 30}
    assert client.post("/make/", form).status_code == 302
    assert Entry.objects.get().attachments.count() == 1
    assert not Upload.objects.exists()
    # Whoever chooses the same in two places has it in both.
    number = sent(client, small_picture())
    form = {"title": "Two", "audience": "0", "draft": "1", "picture_0.upload": number, "picture_1.upload": number}
    assert client.post("/make/", form).status_code == 302
    assert Entry.objects.get(title="Two").attachments.count() == 2


def test_a_form_that_is_sent_twice_at_once_brings_its_file_once(client: Client, monkeypatch: Any) -> None:
    assert client.post("/make/", {"title": "A kettle", "audience": "0", "draft": "1"}).status_code == 302
    entry = Entry.objects.get()
    number = sent(client, b"%PDF-1.4 a plan", "plan.pdf")
    address, again = f"{entry.address}pieces/", []

    def and_meanwhile(*args: Any) -> Any:
        monkeypatch.undo()
        again.append(client.post(address, {"other_file.upload": number}))
        return add(*args)

    add = kept_files.prepare
    monkeypatch.setattr(kept_files, "prepare", and_meanwhile)
    first = client.post(address, {"other_file.upload": number})
    assert sorted([first.status_code, again[0].status_code]) == [302, 422]
    assert entry.attachments.count() == 1


def test_what_is_in_something_counts_no_more_though_the_form_has_errors(client: Client) -> None:
    film, picture = sent(client, b"%PDF-1.4 a plan", "plan.pdf"), sent(client, b"no picture at all")
    form = {"title": "", "audience": "0", "draft": "1", "other_file.upload": film, "picture_0.upload": picture}
    assert client.post("/make/", form).status_code == 422
    assert [one.media_type for one in Entry.objects.get().attachments.all()] == ["application/pdf"]
    assert [ids.written(one.pk) for one in Upload.objects.all()] == [picture], "what could not be taken is there still"


def test_room_for_words_is_left_though_many_begin_at_once(client: Client, monkeypatch: Any) -> None:
    usage = type("Usage", (), {"free": uploading._LEFT_FREE + 100})
    monkeypatch.setattr(uploading.shutil, "disk_usage", lambda where: usage)
    address = begin(client, 60)["Location"]
    assert begin(client, 60).status_code == 507, "what has begun will come"
    assert send(client, address, b"a" * 40, 0).status_code == 204
    usage.free -= 40
    assert begin(client, 30).status_code == 201
    usage.free = uploading._LEFT_FREE + 10
    assert send(client, address, b"a" * 20, 40).status_code == 507, "somebody else filled the disk meanwhile"
    usage.free = uploading._LEFT_FREE + 100
    assert send(client, address, b"a" * 20, 40).status_code == 204


def test_what_somebody_sent_goes_with_them(client: Client, ines: Person) -> None:
    sent(client, small_picture())
    ines.delete()
    (folder() / "made-half").write_bytes(b"being made")
    sweep_uploads.call()
    assert [file.name for file in folder().iterdir()] == ["made-half"]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_many_that_begin_at_the_same_instant_count_each_other(
    person: Callable[..., Person], sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_OF_ONE_PERSON", 300)
    ines = person("ines")
    headers = {"HTTP_TUS_RESUMABLE": "1.0.0", "HTTP_UPLOAD_LENGTH": "100"}
    named = base64.b64encode(b"kettle.png").decode()
    clients = [sign_in(ines) for _count in range(8)]
    for one in clients:
        one.defaults |= headers | {"HTTP_UPLOAD_METADATA": f"filename {named}"}
    statuses = press_at_once([(one, "/uploads/", {}) for one in clients])
    assert sorted(statuses) == [201] * 3 + [413] * 5
    assert Upload.objects.count() == len(list(folder().iterdir())) == 3
