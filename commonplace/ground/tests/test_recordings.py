"""Recordings: what phones make is taken and tells nothing of where it was made; what is none is refused in words."""

import random
import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.ground.recordings import MOST_BYTES, NotARecording, Prepared, prepare
from tests.recordings import FORMS, film, sound

TOLD = "CANARY+59.3293+018.0686/"


def _prepare(data: bytes, name: str = "voice") -> Prepared:
    return prepare(SimpleUploadedFile(name, data))


@pytest.mark.parametrize("form", FORMS)
def test_what_phones_and_browsers_record_is_taken_and_says_nothing_of_its_maker(form: str) -> None:
    given = sound(form, 2, TOLD)
    assert b"CANARY" in given or form in {"amr", "aac"}, (
        "there is something to wipe away, where the form has room for it"
    )
    taken = _prepare(given)
    assert b"CANARY" not in taken.data
    assert (taken.media_type, taken.ending) == (("audio/mpeg", "mp3") if form == "mp3" else ("audio/mp4", "m4a"))
    assert taken.seconds == 2
    again = _prepare(taken.data)
    assert (again.media_type, again.seconds) == (taken.media_type, 2), "what is kept can be read"


_NOISE = random.Random(7).randbytes(60_000)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "page.mp3": (lambda: b"<!doctype html><script>alert(1)</script>" * 40, "not a recording"),
    "empty.m4a": (lambda: b"", "not a recording"),
    "film.mp4": (film, "film"),
    "cut off.m4a": (lambda: sound("m4a")[:9_000], "cut off"),
    "cut off.webm": (lambda: sound("webm")[:4_000], "cut off"),
    "cut off.flac": (lambda: sound("flac")[:20_000], "cut off"),
    "noise.mp3": (lambda: b"ID3\4\0\0\0\0\0\0" + _NOISE, "damaged"),
    "noise in frames.mp3": (lambda: b"\xff\xfb\x90\0" + _NOISE, "damaged"),
    "noise.webm": (lambda: b"\x1aE\xdf\xa3" + _NOISE, "damaged"),
    "noise.ogg": (lambda: b"OggS" + _NOISE, "damaged"),
    "noise.m4a": (lambda: b"\0\0\0\x18ftypM4A " + _NOISE, "damaged"),
    "noise.wav": (lambda: b"RIFF\xff\xff\xff\xffWAVE" + _NOISE, "damaged"),
    "26 megabytes.mp3": (lambda: sound("mp3") + bytes(MOST_BYTES), "25 MB"),
    "eleven minutes.amr": (lambda: sound("amr", 2) + sound("amr", 2)[6:] * 330, "ten minutes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_recording_is_refused_in_words_and_soon(name: str) -> None:
    make, words = REFUSED[name]
    given, began = make(), time.process_time()
    with pytest.raises(NotARecording) as refused:
        _prepare(given, name)
    assert words in str(refused.value)
    assert time.process_time() - began < 2
