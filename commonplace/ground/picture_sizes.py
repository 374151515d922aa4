"""The sizes and formats in which a picture that is kept can be had: AVIF and WebP, and one for browsers that know neither."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from PIL import Image

# As wide as a telephone, a page of ours, and the same on a screen with twice as many points.
WIDTHS = (480, 960, 1600)


@dataclass(frozen=True)
class Size:
    """One of them: its bytes, its media type, how its name ends, and its width."""

    data: bytes
    media_type: str
    ending: str
    width: int


def widths_of(width: int) -> list[int]:
    """The widths in which a picture of this width is shown, the smallest first: none is wider than it is."""
    return [one for one in WIDTHS if one < width] + [min(width, WIDTHS[-1])]


def sizes_of(kept: IO[bytes], plain_width: int) -> Iterator[Size]:
    """What is made of a picture, which is WebP itself, the plain one last: JPEG, or PNG where one can see through it."""
    with Image.open(kept, formats=("WEBP",)) as picture:
        picture.load()
        for width in widths_of(picture.width):
            made = _scaled(picture, width)
            yield Size(_bytes(made, "AVIF", quality=60, speed=8), "image/avif", "avif", width)
            if width < picture.width:
                yield Size(_bytes(made, "WEBP", quality=80, method=4), "image/webp", "webp", width)
        made = _scaled(picture, min(plain_width, picture.width))
        if "A" in made.getbands():
            yield Size(_bytes(made, "PNG", optimize=True), "image/png", "png", made.width)
        else:
            yield Size(_bytes(made, "JPEG", quality=82, progressive=True), "image/jpeg", "jpeg", made.width)


def _scaled(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width:
        return picture
    return picture.resize((width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS)


def _bytes(picture: Image.Image, form: str, **how: int | bool) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **how)
    return written.getvalue()
