"""Recordings on entries: added, heard, put into words, sought in, taken away; what is no recording costs nobody a word."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import delete_entry
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock
from commonplace.ground.put_away import forget_lapsed
from commonplace.ground.ranges import part_of
from commonplace.ground.recordings import MOST_BYTES, NotARecording, prepare
from commonplace.ground.uploads import MOST_BYTES as MOST_IN_A_FORM
from commonplace.ground.uploads import NoMoreThanIsKept
from commonplace.stages.make.actions import share_work
from tests.recordings import sound

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

WORDS = "It hums: like a kettle"


def voice(data: bytes | None = None, name: str = "voice.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, sound("webm") if data is None else data, "text/html")


@pytest.fixture
def ines(db: None, settings: Any, tmp_path: Path, person: Callable[..., Person]) -> Person:
    settings.MEDIA_ROOT = tmp_path
    Commons.current()
    return person("ines")


@pytest.fixture
def recording(ines: Person) -> Attachment:
    work = share_work(ines, title="A kettle", body="", audience=Audience.OPEN)
    return add_recording(work.entry, prepare(voice()), words=WORDS)


def test_a_work_is_shared_with_ones_voice(ines: Person, sign_in: Callable[..., Client]) -> None:
    client = sign_in(ines)
    sent = {"title": "A fuse", "audience": "3", "recording": voice(), "recording_words": WORDS, "share": "1"}
    assert client.post("/make/", sent).status_code == 302
    entry = Entry.objects.get(title="A fuse")
    there = entry.attachments.get()
    assert (there.words, there.media_type, there.length) == (WORDS, "audio/mp4", "0:02")
    page = client.get(entry.address).text
    assert f'<audio controls preload="none" src="{there.address}"' in page
    assert WORDS in page
    assert entry.cover is None, "a cover is a picture"


def test_a_recording_is_put_into_words_and_taken_away(
    ines: Person, recording: Attachment, sign_in: Callable[..., Client]
) -> None:
    client, address, name = sign_in(ines), f"{recording.entry.address}recordings/", recording.file.name
    form = f"r{recording.pk}"
    assert WORDS in client.get(address).text
    sent = {f"{form}-words": "Other words", "recording": voice(), "recording_words": "A second"}
    assert client.post(address, sent).status_code == 302
    assert list(recording.entry.attachments.values_list("words", flat=True)) == ["Other words", "A second"]
    second = recording.entry.attachments.last()
    assert client.post(address, {f"{form}-remove": "on", f"r{second.pk}-words": second.words}).status_code == 302
    assert recording.entry.attachments.get().words == "A second"
    (undo,) = set(re.findall(r'action="(/me/undo/\w+/)"', client.get("/me/undo/").text))
    client.post(undo)
    assert [one.words for one in recording.entry.attachments.all()] == ["Other words", "A second"], "where it stood"
    assert default_storage.exists(name)
    delete_entry(recording.entry, ines)
    with clock.at(clock.now() + timedelta(minutes=61)):
        forget_lapsed.call()
    assert not [file for file in Path(default_storage.path("")).rglob("*") if file.is_file()]


def test_only_those_who_made_it_add_a_recording(recording: Attachment, person: Any, sign_in: Any) -> None:
    client = sign_in(person("dov"))
    assert client.post(f"{recording.entry.address}recordings/", {"recording": voice()}).status_code == 403
    assert recording.entry.attachments.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!doctype html><script>alert(1)</script>", "not a recording"),
        (b"", "not a recording"),
        (sound("m4a")[:9_000], "cut off"),
    ],
)
def test_what_is_no_recording_costs_nobody_a_word(
    data: bytes, words: str, ines: Person, recording: Attachment, sign_in: Any
) -> None:
    client = sign_in(ines)
    typed = {"title": "A fuse", "body": "My words", "audience": "3", "recording": voice(data), "recording_words": WORDS}
    for address in ("/make/", f"{recording.entry.address}work/", f"{recording.entry.address}recordings/"):
        answer = client.post(address, {**typed, "based_on": "1", "recording": voice(data)})
        assert answer.status_code == 422
        field = answer.text.index('id="id_recording_error"')
        assert words in answer.text[field : field + 400], "beside the field"
        assert WORDS in answer.text
        assert "My words" in answer.text or "recordings" in address
    assert Attachment.objects.count() == 1


def test_a_recording_is_kept_where_another_field_is_wrong(ines: Person, sign_in: Any) -> None:
    sent = {"title": "", "body": "My words", "audience": "3", "recording": voice(), "recording_words": WORDS}
    answer = sign_in(ines).post("/make/", sent)
    assert answer.status_code == 422
    entry = Entry.objects.get()
    assert (entry.is_draft, entry.body, entry.attachments.get().words) == (True, "My words", WORDS)
    assert "My words" in answer.text
    assert answer.text.count(WORDS) == 1, "under its recording, and not in the form a second time"


def test_what_is_too_large_is_refused_beside_its_field(ines: Person, sign_in: Any) -> None:
    given = voice(sound("mp3") + bytes(MOST_BYTES), "long.mp3")
    answer = sign_in(ines).post("/make/", {"title": "A fuse", "body": "My words", "audience": "3", "recording": given})
    assert answer.status_code == 422
    assert "larger than 25 MB" in answer.text
    assert "My words" in answer.text


def test_of_300_megabytes_no_more_lands_on_the_disk_than_is_ever_kept() -> None:
    arriving, begun = NoMoreThanIsKept(), time.monotonic()
    arriving.new_file("recording", "long.mp3", "audio/mpeg", 0, None)
    for start in range(0, 300 * 1024 * 1024, 64 * 1024):
        arriving.receive_data_chunk(bytes(64 * 1024), start)
    file = arriving.file_complete(300 * 1024 * 1024)
    assert file.size == 300 * 1024 * 1024
    assert Path(file.temporary_file_path()).stat().st_size <= MOST_IN_A_FORM + 64 * 1024
    with pytest.raises(NotARecording, match="25 MB"):
        prepare(file)
    assert time.monotonic() - begun < 2
    file.close()


def test_players_seek_in_a_recording(recording: Attachment, client: Client) -> None:
    whole = b"".join(client.get(recording.address))
    asked = {
        "bytes=0-1": (206, whole[:2], f"bytes 0-1/{len(whole)}"),
        "bytes=100-": (206, whole[100:], f"bytes 100-{len(whole) - 1}/{len(whole)}"),
        "bytes=-9": (206, whole[-9:], f"bytes {len(whole) - 9}-{len(whole) - 1}/{len(whole)}"),
        "bytes=5-999999999": (206, whole[5:], f"bytes 5-{len(whole) - 1}/{len(whole)}"),
        f"bytes={len(whole)}-": (416, b"", f"bytes */{len(whole)}"),
        "bytes=9-2": (416, b"", f"bytes */{len(whole)}"),
        "bytes=0-1,5-6": (200, whole, None),
        "pages=1": (200, whole, None),
        "bytes=-": (200, whole, None),
    }
    for header, (status, part, told) in asked.items():
        answer = client.get(recording.address, headers={"range": header})
        assert (answer.status_code, b"".join(answer), answer.get("Content-Range")) == (status, part, told), header
        assert answer["Accept-Ranges"] == "bytes"


def test_of_a_long_part_so_much_comes_that_nobody_waits_for_who_reads_slowly() -> None:
    whole = bytes(range(256)) * 4096
    heard = b""
    while len(heard) < len(whole):
        answer = part_of(BytesIO(whole), len(whole), f"bytes={len(heard)}-")
        ends = min(len(heard) + 256 * 1024, len(whole)) - 1
        assert answer["Content-Range"] == f"bytes {len(heard)}-{ends}/{len(whole)}"
        assert not answer.streaming
        heard += b"".join(answer)
    assert heard == whole


def test_a_recording_is_served_so_that_it_cannot_run(recording: Attachment, client: Client) -> None:
    answer = client.get(recording.address, headers={"range": "bytes=0-9"})
    assert answer["Content-Type"] == "audio/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"].startswith("inline")


def test_strangers_hear_nobody_under_18(recording: Attachment, person: Any, client: Client) -> None:
    young = person("mika", age_band="13-15")
    recording.entry.authorships.create(person=young, place=1)
    page = client.get(recording.entry.address).text
    assert "<audio" not in page
    assert WORDS not in page
    assert client.get(recording.address).status_code == 404
