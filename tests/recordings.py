"""Recordings for tests, played by code."""

import io
import math
from array import array
from functools import cache
from typing import Any

import av

# The container, the codec, and the samples a second of what phones and browsers record.
FORMS = {
    "webm": ("webm", "libopus", 48_000),
    "ogg": ("ogg", "libopus", 48_000),
    "m4a": ("ipod", "aac", 44_100),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "wav": ("wav", "pcm_s16le", 44_100),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "3gp": ("3gp", "libopencore_amrnb", 8_000),
    "aac": ("adts", "aac", 44_100),
    "flac": ("flac", "flac", 44_100),
}


@cache
def sound(form: str = "m4a", seconds: float = 2, told: str = "") -> bytes:
    """A hum, as the bytes of a file that says `told` of where and by whom it was recorded."""
    container, codec, rate = FORMS[form]
    written = io.BytesIO()
    with av.open(written, "w", format=container) as target:
        if told:
            target.metadata.update({"title": told, "artist": told, "location": told, "comment": told})
        stream = target.add_stream(codec, rate=rate, layout="mono")
        if codec == "libopencore_amrnb":
            stream.bit_rate = 12_200
        for begins in range(0, int(seconds * rate), rate // 10):
            target.mux(stream.encode(_hum(begins, rate)))
        target.mux(stream.encode(None))
    return written.getvalue()


def _hum(begins: int, rate: int) -> Any:
    frame = av.AudioFrame(format="s16", layout="mono", samples=rate // 10)
    frame.sample_rate, frame.pts = rate, begins
    samples = array("h", (int(9000 * math.sin(at * 880 / rate * math.pi)) for at in range(begins, begins + rate // 10)))
    frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
    return frame


@cache
def film() -> bytes:
    """A film of one picture, without a sound."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as target:
        stream = target.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        target.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        target.mux(stream.encode(None))
    return written.getvalue()
