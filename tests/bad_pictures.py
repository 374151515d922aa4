"""Pictures that were made to do harm, or are merely odd, drawn by code. Each is given by its name."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pillow_heif
from PIL import Image

from tests.pictures import small_picture

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _saved(picture: Image.Image, form: str, **how: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **how)
    return written.getvalue()


def _drawn(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture with something in it, so that it takes its time to be read."""
    square = Image.effect_noise((256, 256), 90).convert("RGB").resize((1024, 1024))
    whole = Image.new("RGB", (width, height))
    for left in range(0, width, 1024):
        for top in range(0, height, 1024):
            whole.paste(square, (left, top))
    return whole.convert(mode)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims a size, with chunks of one's own."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return _SIGNATURE + header + b"".join(_chunk(*chunk) for chunk in chunks) + _chunk(b"IEND", b"")


def _png_bomb() -> bytes:
    """Black without end: it unfolds to 2.7 GB, of which the first 90 MB are drawn here."""
    packing, row = zlib.compressobj(1), bytes(30_000 * 3 + 1)
    data = b"".join(packing.compress(row) for _ in range(1_000)) + packing.flush()
    return png(30_000, 30_000, (b"IDAT", data))


def _text_bomb(kind: bytes = b"iTXt") -> bytes:
    """A small picture whose remarks unfold to 400 MB."""
    packing, part = zlib.compressobj(9), bytes(1_000_000)
    words = b"".join(packing.compress(part) for _ in range(400)) + packing.flush()
    remark = b"Comment\0\x01\0\0\0" if kind == b"iTXt" else b"Comment\0\0"
    return png(8, 8, (kind, remark + words), (b"IDAT", zlib.compress(bytes(25 * 8))))


def with_place(form: str = "JPEG", size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    """A picture that tells where it was taken, by whom and with what, and which way up it was held."""
    picture = Image.new("RGB", size, "#7a2e1d")
    picture.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    facts = Image.Exif()
    facts[0x0112], facts[0x010F], facts[0x013B] = orientation, "CANARYMAKER", "CANARYARTIST"
    facts.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    return _saved(picture, form, exif=facts.tobytes())


def _moving(form: str) -> bytes:
    frames = [Image.new("RGB", (300, 200), (shade, 20, 20)) for shade in range(0, 250, 5)]
    return _saved(frames[0], form, save_all=True, append_images=frames[1:], duration=40, loop=0)


def _heic(picture: Image.Image) -> bytes:
    pillow_heif.register_heif_opener()
    return _saved(picture, "HEIF", quality=40)


_SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>"""

# These become pictures.
TAKEN: dict[str, Callable[[], bytes]] = {
    "98 megapixels.jpg": lambda: _saved(Image.new("RGB", (11_300, 8_650), "teal"), "JPEG"),
    "50 megapixels.jpg": lambda: _saved(_drawn(8_660, 5_773), "JPEG", quality=50),
    "many goes.jpg": lambda: _saved(_drawn(5_400, 3_700), "JPEG", quality=50, progressive=True, subsampling=0),
    "very wide.jpg": lambda: _saved(Image.new("RGB", (65_000, 1_500), "teal"), "JPEG"),
    "print colours.jpg": lambda: _saved(_drawn(3_000, 2_000, "CMYK"), "JPEG", quality=60),
    "see-through.png": lambda: _saved(Image.new("RGBA", (5_700, 4_380), (90, 10, 10, 90)), "PNG", compress_level=1),
    "one clear colour.png": lambda: _saved(
        Image.new("RGB", (4_000, 3_100), "red"), "PNG", compress_level=1, transparency=(255, 0, 0)
    ),
    "sixteen bits.png": lambda: _saved(Image.new("I;16", (5_700, 4_380), 40_000), "PNG", compress_level=1),
    "palette.gif": lambda: _saved(Image.new("P", (4_000, 3_100)), "GIF", transparency=0),
    "moving.gif": lambda: _moving("GIF"),
    "moving.webp": lambda: _moving("WEBP"),
    "large.webp": lambda: _saved(_drawn(4_000, 3_100), "WEBP", quality=70, method=0),
    "from a phone.heic": lambda: _heic(_drawn(2_016, 1_512)),
    "large, from a phone.heic": lambda: _heic(Image.new("RGB", (5_712, 4_284), "teal")),
    "png, it says.gif": small_picture,
}
# These are refused, each with words that say what is wrong.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.png": (_png_bomb, "pixels"),
    "50 megapixels.png": (lambda: png(8_660, 5_773, (b"IDAT", b"")), "25 million pixels"),
    "50 megapixels.gif": (lambda: _saved(Image.new("P", (8_660, 5_773)), "GIF"), "pixels"),
    "remarks.png": (_text_bomb, "damaged"),
    "packed remarks.png": (lambda: _text_bomb(b"zTXt"), "damaged"),
    "cut off.jpg": (lambda: _saved(_drawn(2_000, 2_000), "JPEG")[:40_000], "damaged"),
    "cut off.png": (lambda: _saved(_drawn(800, 800), "PNG")[:9_000], "damaged"),
    "cut off.webp": (lambda: _saved(_drawn(800, 800), "WEBP")[:9_000], "damaged"),
    "cut off.heic": (lambda: _heic(_drawn(800, 800))[:9_000], "damaged"),
    "many goes, large.jpg": (
        lambda: _saved(Image.new("RGB", (8_660, 5_773), "teal"), "JPEG", progressive=True),
        "20 million pixels",
    ),
    "words.jpg": (lambda: b"This is a text. " * 400, "not a picture"),
    "page.png": (lambda: b"<!doctype html><script>alert(1)</script>" * 40, "not a picture"),
    "drawing.svg": (lambda: _SVG, "not a picture"),
    "empty.jpg": (lambda: b"", "not a picture"),
    "21 megabytes.jpg": (lambda: small_picture(form="JPEG") + bytes(21 * 1024 * 1024), "20 MB"),
}
