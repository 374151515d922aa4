"""Pictures that people upload: checked by content, turned upright, stripped of metadata, made small."""

import io
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
SMALL_SIDE = 640
MOST_PIXELS = 50_000_000
MOST_BYTES = 20 * 1024 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class NotAPicture(Exception):
    """The file cannot be taken as a picture. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Prepared:
    """A picture ready to keep: WebP bytes in two sizes, and the size in pixels of the larger."""

    large: bytes
    small: bytes
    width: int
    height: int


def prepare(file: UploadedFile) -> Prepared:
    """Read an uploaded picture and make it safe and small.

    Raises NotAPicture, with words for people, for what is no picture, too large, or broken.
    """
    if (file.size or 0) > MOST_BYTES:
        raise NotAPicture(_("This picture is larger than 20 MB. Please choose a smaller one."))
    try:
        with Image.open(file, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture(_("This picture has more than 50 million pixels. Please choose a smaller one."))
            picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
            bare = upright.convert("RGBA" if has_alpha else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError) as failure:
        raise NotAPicture(_("This file is not a picture that we can read. JPEG, PNG, WebP and GIF work.")) from failure
    except (OSError, SyntaxError, ValueError) as failure:
        raise NotAPicture(_("This picture seems to be damaged. Please try another copy of it.")) from failure
    bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = bare.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Prepared(_webp(bare), _webp(small), bare.width, bare.height)


def _webp(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)  # a fresh file: no metadata comes along
    return written.getvalue()
