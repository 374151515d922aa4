"""Films for tests, drawn by code."""

import io
from functools import cache
from typing import Any

import av
from PIL import Image

# The container, what the picture is written in and what the sound is.
FORMS = {
    "mp4": ("mp4", "libx264", "aac"),
    "mov": ("mov", "mpeg4", "aac"),
    "webm": ("webm", "libvpx-vp9", "libopus"),
    "mkv": ("matroska", "libx264", "ac3"),
}


@cache
def film(
    form: str = "mp4", seconds: float = 2, told: str = "", size: tuple[int, int] = (160, 120), sounds: bool = True
) -> bytes:
    """A film whose picture goes from red to black, as the bytes of a file that says `told` of where and by whom it was taken."""
    container, codec, sound_codec = FORMS[form]
    written = io.BytesIO()
    with av.open(written, "w", format=container) as target:
        if told:
            target.metadata.update({"title": told, "location": told, "com.apple.quicktime.location.ISO6709": told})
        stream = target.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        sound = target.add_stream(sound_codec, rate=48_000, layout="mono") if sounds else None
        for number in range(int(seconds * 10)):
            shade = max(0, 250 - number * 10)
            frame = av.VideoFrame.from_image(Image.new("RGB", size, (shade, 20, 20)))
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
        if sound:
            _hum(target, sound, seconds)
    return written.getvalue()


def _hum(target: Any, sound: Any, seconds: float) -> None:
    resampler = av.AudioResampler(format=sound.codec_context.format, layout="mono", rate=48_000)
    for begins in range(0, int(seconds * 48_000), 4_800):
        frame = av.AudioFrame(format="s16", layout="mono", samples=4_800)
        frame.sample_rate, frame.pts = 48_000, begins
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        for one in resampler.resample(frame):
            target.mux(sound.encode(one))
    target.mux(sound.encode(None))
