"""Pictures that are huge, broken, odd or made to do harm: taken and made harmless, or refused in plain words."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonplace.ground.pictures import NotAPicture, prepare
from tests.bad_pictures import REFUSED, TAKEN, with_place

# Reads each file in a process of its own that has just been forked, so that what one needs is not laid to another.
_MEASURED = """
import json, os, resource, sys, time
import django
django.setup()
from django.core.files import File
from commonplace.ground.pictures import NotAPicture, prepare
for path in sys.argv[1:]:
    sys.stdout.flush()
    if os.fork():
        os.wait()
        continue
    begun = time.perf_counter()
    with open(path, "rb") as file:
        try:
            made = prepare(File(file, name=os.path.basename(path)))
            said = f"{made.width}x{made.height}"
        except NotAPicture as refused:
            said = str(refused)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = min(time.perf_counter() - begun, used.ru_utime + used.ru_stime)
    print(json.dumps([os.path.basename(path), said, seconds, used.ru_maxrss / 1024]))
    sys.stdout.flush()
    os._exit(0)
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, float]]:
    """What became of each picture, in how many seconds, with how many megabytes."""
    folder: Path = tmp_path_factory.mktemp("pictures")
    made = {**TAKEN, **{name: draw for name, (draw, _words) in REFUSED.items()}}
    for name, draw in made.items():
        (folder / name).write_bytes(draw())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _MEASURED, *(str(folder / name) for name in made)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "commonplace.project.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = map(json.loads, done.stdout.splitlines())
    return {name: (said, seconds, megabytes) for name, said, seconds, megabytes in rows}


@pytest.mark.long
@pytest.mark.parametrize("name", TAKEN)
def test_an_odd_picture_is_taken(name: str, measured: dict[str, Any]) -> None:
    said, seconds, megabytes = measured[name]
    assert "x" in said
    assert max(map(int, said.split("x"))) <= 1600
    assert (seconds < 2, megabytes < 300) == (True, True), f"{seconds:.1f} s, {megabytes:.0f} MB"


@pytest.mark.long
@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_picture_is_refused(name: str, measured: dict[str, Any]) -> None:
    said, seconds, megabytes = measured[name]
    assert REFUSED[name][1] in said
    assert (seconds < 2, megabytes < 300) == (True, True), f"{seconds:.1f} s, {megabytes:.0f} MB"


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_tells_nobody_where_it_was_taken(form: str) -> None:
    given = with_place(form)
    assert b"CANARYMAKER" in given
    made = prepare(SimpleUploadedFile("a", given))
    for data in (made.large, made.small):
        kept = _opened(data)
        assert b"CANARY" not in data
        assert not kept.getexif()
        assert not {"exif", "xmp", "icc_profile"} & kept.info.keys()


@pytest.mark.parametrize(
    ("orientation", "white"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))], ids=["up", "down", "left", "right"]
)
def test_a_picture_stands_upright(orientation: int, white: tuple[int, int]) -> None:
    made = prepare(SimpleUploadedFile("a.jpg", with_place(size=(60, 40), orientation=orientation)))
    kept = _opened(made.large).convert("L")
    assert kept.size == ((60, 40) if orientation in {1, 3} else (40, 60))
    corners = {
        (x, y): kept.getpixel((4 + x * (kept.width - 9), 4 + y * (kept.height - 9))) for x in (0, 1) for y in (0, 1)
    }
    assert max(corners, key=lambda corner: corners[corner]) == white


def test_sixteen_bits_keep_their_greys() -> None:
    written = io.BytesIO()
    Image.new("I;16", (30, 20), 128 * 256).save(written, "PNG")
    made = prepare(SimpleUploadedFile("a.png", written.getvalue()))
    grey = _opened(made.large).convert("L").getpixel((5, 5))
    assert isinstance(grey, int)
    assert abs(grey - 128) <= 3


def test_of_a_picture_that_moves_the_first_frame_stays() -> None:
    made = prepare(SimpleUploadedFile("a.webp", TAKEN["moving.webp"]()))
    assert getattr(_opened(made.large), "n_frames", 1) == 1


def test_any_decoder_may_fail_in_any_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("what a decoder says")

    monkeypatch.setattr(Image.Image, "thumbnail", broken)
    with pytest.raises(NotAPicture, match="damaged"):
        prepare(SimpleUploadedFile("a.jpg", with_place()))
