"""Pictures for tests, drawn by code."""

import io

from PIL import Image


def small_picture(size: tuple[int, int] = (48, 32), colour: str = "#7a2e1d", form: str = "PNG") -> bytes:
    """A plain picture, as bytes."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, form)
    return written.getvalue()
