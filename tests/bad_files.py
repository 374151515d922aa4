"""Files that were made to do harm, are broken, or are another thing than they say, written by code. Each is given by its name."""

import io
import random
import struct
import zipfile
from collections.abc import Callable

from tests.bad_pictures import REFUSED
from tests.films import film
from tests.pictures import small_picture
from tests.recordings import sound

SCRIPT = b"<script>document.title = 'run'</script>"


def _gif_and_script() -> bytes:
    """A picture to whom looks at its beginning, JavaScript to whom runs it."""
    return b"GIF89a/*" + small_picture(form="GIF")[8:] + b"*/=1;alert(1);"


def _pdf_zip_and_page() -> bytes:
    """A PDF at its beginning, an archive at its end, a page in between."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("index.html", SCRIPT)
    return b"%PDF-1.7\n<!doctype html>" + SCRIPT + written.getvalue()


def _zip_bomb() -> bytes:
    """An archive of a few hundred kilobytes that unfolds to 300 MB."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("zeros", "w") as file:
        for _part in range(300):
            file.write(bytes(1024 * 1024))
    return written.getvalue()


def pdf(pages: int) -> bytes:
    """A PDF that claims so many pages, and has one."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n" % (pages, b"3 0 R " * pages)
    )


def _long_pdf(pages: int) -> bytes:
    """A PDF that has so many pages, each with an object of its own and words on it."""
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 4 + pages))
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    tree = b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n" % (pages, kids)
    words = b"3 0 obj<</Length 33>>stream\nBT /F 12 Tf (A kettle hums) Tj ET\nendstream endobj\n"
    each = b"".join(
        b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 3 0 R>>endobj\n" % number
        for number in range(4, 4 + pages)
    )
    return head + tree + words + each + b"trailer<</Root 1 0 R>>\n"


def _claiming(kind: bytes, at: int, number: int) -> bytes:
    """A film with a number in one of its tables that is not true: how many samples it has, how long or how large it is."""
    data = bytearray(film())
    place = data.index(kind) + 4 + at
    data[place : place + 4] = struct.pack(">I", number)
    return bytes(data)


def _endless_webm() -> bytes:
    """A film whose cluster says that it never ends, with nothing more to come."""
    return film("webm")[:900] + b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xa3" * 200_000


def _large_picture_film() -> bytes:
    """A film of one grey picture, 8,000 by 4,400, in a few kilobytes."""
    return film("mp4", 0.2, size=(8_000, 4_400), sounds=False)


# Each of these becomes a piece, or is refused in words. None is ever shown as what it hides.
BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty.mp4": lambda: b"",
    "cut off.mp4": lambda: film()[:3_000],
    "cut off at its end.mp4": lambda: film("mp4", 4)[:-2_000],
    "cut off.webm": lambda: film("webm")[:1_200],
    "only begins.mp4": lambda: b"\0\0\0\x18ftypmp42" + bytes(4_000),
    "only begins.webm": lambda: b"\x1aE\xdf\xa3" + bytes(4_000),
    "film.jpg": film,
    "film.pdf": lambda: film("webm"),
    "picture.mp4": small_picture,
    "sound.zip": lambda: sound("m4a"),
    "many samples.mp4": lambda: _claiming(b"stsz", 8, 0xFFFFFFF0),
    "long samples.mp4": lambda: _claiming(b"stts", 8, 0x7FFFFFFF),
    "two hours long.mp4": lambda: _claiming(b"mvhd", 16, 0x7FFFFFFF),
    "wide.mp4": lambda: _claiming(b"avc1", 24, 0xFFFFFFFF),
    "endless.webm": _endless_webm,
    "polyglot.gif": _gif_and_script,
    "polyglot.pdf": _pdf_zip_and_page,
    "pages.pdf": lambda: pdf(100_000),
    "drawing.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "page.html": lambda: b"<!doctype html>" + SCRIPT,
    "program.exe": lambda: b"MZ" + bytes(500),
    "nothing but zeros.bin": lambda: bytes(100_000),
}
# What takes longer to make or to read.
HEAVY_FILES: dict[str, Callable[[], bytes]] = {
    "bomb.zip": _zip_bomb,
    "100,000 pages.pdf": lambda: _long_pdf(100_000),
    "large picture.mp4": _large_picture_film,
    "90 megabytes.bin": lambda: b"\x01" * (90 * 1024 * 1024),
    "90 megabytes of words.txt": lambda: b"kettle " * (13 * 1024 * 1024),
    "ftyp and 90 megabytes.mp4": lambda: film()[:1_000] + bytes(90 * 1024 * 1024),
    "90 megabytes.webm": lambda: film("webm")[:900] + b"\xa3\x81" * (45 * 1024 * 1024),
    **{f"picture: {name}": draw for name, (draw, _words) in REFUSED.items()},
}


def spoiled(data: bytes, seed: int) -> bytes:
    """The same with some bytes changed, left out or doubled, as the seed has it."""
    chance = random.Random(seed)
    spoilt = bytearray(data)
    for _turn in range(chance.randint(1, 12)):
        place = chance.randrange(len(spoilt))
        how = chance.randrange(4)
        if how == 0:
            spoilt[place] = chance.randrange(256)
        elif how == 1:
            spoilt[place : place + 4] = struct.pack(">I", chance.choice([0, 1, 2**31 - 1, 2**32 - 1]))
        elif how == 2:
            del spoilt[place : place + chance.randint(1, 64)]
        else:
            spoilt[place:place] = spoilt[max(0, place - 64) : place]
    return bytes(spoilt)
