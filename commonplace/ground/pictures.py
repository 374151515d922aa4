"""Pictures that people upload: checked by content, turned upright, stripped of metadata, made small.

Reading one takes time and memory, so it happens before a transaction opens, and one at a time in a process.
"""

import io
import threading
from dataclasses import dataclass

import pillow_heif
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
SMALL_SIDE = 640
MOST_BYTES = 20 * 1024 * 1024
# What can be read in two seconds and 300 MB, the server included. A JPEG is made smaller while it is read; all others
# lie in memory whole, some of them several times, and so do the parts of a JPEG that comes in several goes.
MOST_PIXELS = 100_000_000
_MOST_PIXELS_OF = {"PNG": 25_000_000, "HEIF": 25_000_000, "GIF": 12_500_000, "WEBP": 12_500_000}
_MOST_PIXELS_WITH = {"progressive": 20_000_000, "transparency": 12_500_000}
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
# Modes that can be made smaller as they are; palettes, bits and sixteen-bit greys are put into one of these first.
_SCALABLE = {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"}
# Large pictures read side by side would together need more memory than a small machine has.
_one_at_a_time = threading.Lock()

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


class NotAPicture(Exception):
    """The file cannot be taken as a picture. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Prepared:
    """A picture ready to keep: WebP bytes in two sizes, the size in pixels of the larger, and what it was called."""

    large: bytes
    small: bytes
    width: int
    height: int
    name: str


def looks_like_one(file: UploadedFile) -> bool:
    """Whether a file begins as the pictures do that we read."""
    file.seek(0)
    begins = file.read(16)
    file.seek(0)
    is_known = begins.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
    is_webp = begins[:4] == b"RIFF" and begins[8:12] == b"WEBP"
    return is_known or is_webp or (begins[4:8] == b"ftyp" and begins[8:12] in _HEIF)


def prepare(file: UploadedFile | Prepared) -> Prepared:
    """Read an uploaded picture and make it safe and small. Of one that moves, its first frame is kept.

    Raises NotAPicture, with words for people, for what is no picture, too large, or broken.
    """
    if isinstance(file, Prepared):
        return file
    if (file.size or 0) > MOST_BYTES:
        raise NotAPicture(_("This picture is larger than 20 MB. Please choose a smaller one."))
    with _one_at_a_time:
        large = _read(file)
        small = large.copy()
        small.thumbnail((SMALL_SIDE, SMALL_SIDE))
        return Prepared(webp(large), webp(small), large.width, large.height, file.name or "")


def _read(file: UploadedFile) -> Image.Image:
    try:
        picture = Image.open(file, formats=_FORMATS)
        _refuse_if_too_large(picture)
        return _bare(picture)
    except NotAPicture:
        raise
    except Image.DecompressionBombError as failure:
        raise _too_many_pixels(MOST_PIXELS) from failure
    except UnidentifiedImageError as failure:
        words = _("This file is not a picture that we can read. JPEG, PNG, WebP, GIF and HEIC work.")
        raise NotAPicture(words) from failure
    except Exception as failure:  # there is no end to what decoders raise for files that were made to harm them
        raise NotAPicture(_("This picture seems to be damaged. Please try another copy of it.")) from failure


def _refuse_if_too_large(picture: Image.Image) -> None:
    """Before anything of it is decoded: its header alone has been read."""
    most = _MOST_PIXELS_OF.get(picture.format or "", MOST_PIXELS)
    most = min([most, *(pixels for name, pixels in _MOST_PIXELS_WITH.items() if name in picture.info)])
    if picture.width * picture.height > most:
        raise _too_many_pixels(most)


def _too_many_pixels(most: int) -> NotAPicture:
    words = _("This picture has more than %(count)s million pixels. Please choose a smaller one.")
    return NotAPicture(words % {"count": f"{most / 1_000_000:g}"})


def _bare(picture: Image.Image) -> Image.Image:
    """Small, upright, in plain colours. It is made small first: every other step makes a copy."""
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    if not picture.mode.startswith("I") and (picture.mode not in _SCALABLE or "transparency" in picture.info):
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    # A JPEG is then read at a half, a quarter or an eighth. `thumbnail` alone would not for one that is very wide.
    part = LONGEST_SIDE * 2 / max(picture.size)
    picture.draft(None, (max(1, int(picture.width * part)), max(1, int(picture.height * part))))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if picture.mode.startswith("I"):
        picture = _in_eight_bits(picture)
    return ImageOps.exif_transpose(picture).convert("RGBA" if has_alpha else "RGB")


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey as eight; converting alone would cut off all that is not nearly black."""
    made = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    made.info = {key: value for key, value in picture.info.items() if key == "exif"}
    return made


def webp(picture: Image.Image) -> bytes:
    """A picture as WebP bytes."""
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)  # a fresh file: no metadata comes along
    return written.getvalue()
