"""What is made of a film once it is kept: a picture that stands for it, and a copy that every browser plays."""

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image

from commonplace.ground.pictures import webp

_POSTER_SIDE = 960
# Where the picture is taken from: not the very first, which is often black.
_AT_SECOND = 1.0
_LONGEST_SIDE, _RATE = 1280, 30
_READERS = {"mp4": "mov", "mov": "mov", "webm": "matroska", "mkv": "matroska"}
# So long may it take to write a film anew, in seconds; a machine that needs longer shows it as a download.
PATIENCE = 10 * 60


class TakesTooLong(Exception):
    """Writing it anew was given up."""


def _opened(path: Path) -> Any:
    source = av.open(str(path), "r", format=_READERS[path.suffix.lstrip(".")])
    source.streams.video[0].codec_context.thread_count = 1
    return source


def poster(path: Path) -> tuple[bytes, int, int]:
    """A picture that stands for a film: WebP bytes, and the size of the film as it is to be held."""
    with _opened(path) as source:
        chosen = None
        for frame in source.decode(video=0):
            chosen = frame
            if frame.time is None or frame.time >= _AT_SECOND:
                break
        picture = _upright(chosen)
    size = picture.size
    picture.thumbnail((_POSTER_SIDE, _POSTER_SIDE))
    return webp(picture.convert("RGB")), *size


def _upright(frame: Any) -> Image.Image:
    picture: Image.Image = frame.to_image()
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def write_playable(path: Path, target: Path) -> None:
    """Write a film anew as H.264 and AAC in an MP4, no larger than a telephone shows. Raises TakesTooLong."""
    begun = time.monotonic()
    with _opened(path) as source, av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as made:
        film, sound = source.streams.video[0], next(iter(source.streams.audio), None)
        pictures = _Pictures(made)
        sounds = _Sounds(made) if sound else None
        for packet in source.demux([one for one in (film, sound) if one]):
            if time.monotonic() - begun > PATIENCE:
                raise TakesTooLong
            writer = pictures if packet.stream is film else sounds
            for frame in packet.decode():
                writer.write(frame)  # type: ignore[union-attr]
        pictures.end()
        if sounds:
            sounds.end()


class _Pictures:
    """The picture of the copy: upright, small enough, at most so many a second."""

    def __init__(self, made: Any) -> None:
        self._made, self._stream = made, made.add_stream("libx264", rate=_RATE)
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"preset": "veryfast", "crf": "24", "threads": "1"}
        self._next = 0
        self._begun = False

    def write(self, frame: Any) -> None:
        at = round((frame.time or 0) * _RATE)
        if self._begun and at < self._next:
            return
        shown = frame
        if frame.rotation:
            shown = av.VideoFrame.from_image(_upright(frame))
        if not self._begun:
            part = min(1, _LONGEST_SIDE / max(shown.width, shown.height))
            self._stream.width = max(2, int(shown.width * part) // 2 * 2)
            self._stream.height = max(2, int(shown.height * part) // 2 * 2)
            self._begun = True
        shown = shown.reformat(self._stream.width, self._stream.height, "yuv420p")
        shown.pts, shown.time_base = at, Fraction(1, _RATE)
        self._next = at + 1
        self._made.mux(self._stream.encode(shown))

    def end(self) -> None:
        self._made.mux(self._stream.encode(None))


class _Sounds:
    def __init__(self, made: Any) -> None:
        self._made, self._stream = made, made.add_stream("aac", rate=48_000, layout="stereo")
        self._stream.bit_rate = 128_000
        self._resampler = av.AudioResampler(format=self._stream.codec_context.format, layout="stereo", rate=48_000)
        self._at = 0

    def write(self, frame: Any) -> None:
        frame.pts = None
        self._encode(self._resampler.resample(frame))

    def _encode(self, frames: Any) -> None:
        for one in frames:
            one.pts, one.time_base = self._at, Fraction(1, 48_000)
            self._at += one.samples
            self._made.mux(self._stream.encode(one))

    def end(self) -> None:
        self._encode(self._resampler.resample(None))
        self._made.mux(self._stream.encode(None))
