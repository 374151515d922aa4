"""Recordings of the demo, played by code: bells, one for each thing that is said."""

import io
import math
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any

import av
from django.core.files.uploadedfile import InMemoryUploadedFile

_RATE = 16_000
_BELL_SECONDS = 3
# Their pitches, one after the other, as somebody would ring them.
_PITCHES = (392.0, 440.0, 523.25, 587.33, 659.25)


@cache
def _bell(pitch: float) -> "array[int]":
    """A bell that is struck, and rings out."""
    samples = range(_BELL_SECONDS * _RATE)
    turn = 2 * math.pi * pitch / _RATE
    return array("h", (int(5000 * math.exp(-at / _RATE * 2) * math.sin(at * turn)) for at in samples))


def bells(name: str, seconds: int, struck: Sequence[int]) -> InMemoryUploadedFile:
    """A recording of so many seconds in which a bell is struck at each of these, as it arrives from somebody's phone."""
    sound = array("h", bytes(2 * _RATE * seconds))
    for number, second in enumerate(struck):
        bell = _bell(_PITCHES[number % len(_PITCHES)])[: (seconds - second) * _RATE]
        sound[second * _RATE : second * _RATE + len(bell)] = bell
    data = _as_m4a(sound)
    return InMemoryUploadedFile(io.BytesIO(data), "recording", f"{name}.m4a", "audio/mp4", len(data), None)


def _as_m4a(sound: "array[int]") -> bytes:
    written = io.BytesIO()
    with av.open(written, "w", format="ipod") as target:
        stream: Any = target.add_stream("aac", rate=_RATE, layout="mono", options={"aac_coder": "fast"})
        stream.bit_rate = 24_000
        for begins in range(0, len(sound), _RATE):
            frame: Any = av.AudioFrame(format="s16", layout="mono", samples=_RATE)
            frame.sample_rate, frame.pts = _RATE, begins
            piece = sound[begins : begins + _RATE].tobytes()
            frame.planes[0].update(piece.ljust(frame.planes[0].buffer_size, b"\0"))
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return written.getvalue()
