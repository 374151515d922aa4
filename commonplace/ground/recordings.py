"""Recordings that people upload: checked by content, written anew without what their device wrote beside the sound.

What every browser plays (AAC, MP3) is put into a new file as it sounds; all else becomes AAC, where it is short. Like a
picture, a recording is read before a transaction opens, and one at a time in a process.
"""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Most:
    """How large and how long a recording may be, and what is said of one that is larger or longer."""

    bytes: int
    seconds: int
    too_large: Promise | str
    too_long: Promise | str


A_VOICE = Most(
    25 * 1024 * 1024,
    10 * 60,
    gettext_lazy("This recording is larger than 25 MB. Please choose a shorter one."),
    gettext_lazy("This recording is longer than ten minutes. Please choose a shorter one."),
)
A_GATHERING = Most(
    60 * 1024 * 1024,
    2 * 60 * 60,
    gettext_lazy("This recording is larger than 60 MB. Please choose a smaller one, or put a link to it."),
    gettext_lazy("This recording is longer than two hours. Please choose a shorter one, or put a link to it."),
)
MOST_BYTES = A_VOICE.bytes
# So much of what is copied has to be sound that can be heard.
_MOST_UNHEARD = 0.1
# By what a file begins with, what reads it: no other reader of the library is ever asked.
_BEGINNINGS = ((b"OggS", "ogg"), (b"\x1aE\xdf\xa3", "matroska"), (b"#!AMR", "amr"), (b"fLaC", "flac"), (b"ID3", "mp3"))
_CODECS = {"aac", "mp3", "opus", "vorbis", "flac", "alac", "amr_nb", "amr_wb"}
# What is copied as it is: the container, its media type, how its name ends.
_PLAYED_EVERYWHERE = {"aac": ("mp4", "audio/mp4", "m4a"), "mp3": ("mp3", "audio/mpeg", "mp3")}
_AAC = _PLAYED_EVERYWHERE["aac"]
# Samples a second, of what is not copied: telephones hear no more than the fewer hold.
_MANY, _FEW = 48_000, 24_000
_BITS_A_CHANNEL = 64_000
# Samples a second, all channels together: a small file can claim so many that reading it takes minutes.
_MOST_SAMPLES = 2 * 96_000
# These readers only guess how long the whole is, so it tells nothing of what is missing.
_GUESSING = {"mp3", "aac", "amr"}
_one_at_a_time = threading.Lock()


class NotARecording(Exception):
    """The file cannot be taken as a recording. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Prepared:
    """A recording ready to keep: its bytes, media type and ending, its length in seconds, and what it was called."""

    data: bytes
    media_type: str
    ending: str
    seconds: int
    name: str


def looks_like_one(file: UploadedFile) -> bool:
    """Whether a file begins as the recordings do that we read."""
    try:
        _reader_of(file)
    except NotARecording:
        return False
    # Other files may begin with the two bytes that these have in common.
    return file.read(1) != b"\xff" or (file.name or "").lower().endswith((".mp3", ".aac"))


def prepare(file: UploadedFile, most: Most = A_VOICE) -> Prepared:
    """Read an uploaded recording and write it anew.

    Raises NotARecording, with words for people, for what is no recording, too large, too long, or broken.
    """
    if (file.size or 0) > most.bytes:
        raise NotARecording(str(most.too_large))
    reader = _reader_of(file)
    try:
        _refuse_what_is_long(file, reader, most)
        with _one_at_a_time, av.open(file, "r", format=reader) as source:
            return _written_anew(source, reader, file.name or "", most)
    except NotARecording:
        raise
    except Exception as failure:  # there is no end to what decoders raise for files that were made to harm them
        raise _damaged() from failure


def _reader_of(file: UploadedFile) -> str:
    file.seek(0)
    begins = file.read(12)
    file.seek(0)
    for beginning, reader in _BEGINNINGS:
        if begins.startswith(beginning):
            return reader
    if begins[4:8] == b"ftyp":
        return "mov"
    if begins[:4] == b"RIFF" and begins[8:] == b"WAVE":
        return "wav"
    if len(begins) > 1 and begins[0] == 0xFF and begins[1] & 0xE0 == 0xE0:
        return "mp3" if begins[1] & 0x06 else "aac"  # ISO/IEC 13818-7: the layer of ADTS is 0
    raise _not_read()


def _not_read() -> NotARecording:
    words = _(
        "This file is not a recording that we can read. M4A, MP3, Ogg, WebM and WAV work, and what phones record."
    )
    return NotARecording(words)


def _damaged() -> NotARecording:
    return NotARecording(_("This recording seems to be damaged or cut off. Please try another copy of it."))


def _written_anew(source: Any, reader: str, name: str, most: Most) -> Prepared:
    sound = _sound_of(source)
    container, media_type, ending = _PLAYED_EVERYWHERE.get(_codec_of(sound), _AAC)
    written = io.BytesIO()
    options = {"fflags": "+bitexact"} | ({"id3v2_version": "0"} if container == "mp3" else {})
    # A fresh file: no metadata comes along, nor the name of what wrote it.
    with av.open(written, "w", format=container, options=options) as target:
        copy = _copy if _codec_of(sound) in _PLAYED_EVERYWHERE else _encode
        seconds = copy(source, sound, target, most)
    told = float(sound.duration * sound.time_base) if sound.duration else (source.duration or 0) / av.time_base
    if seconds <= 0 or (reader not in _GUESSING and seconds < told * 0.95 - 1):
        raise _damaged()
    return Prepared(written.getvalue(), media_type, ending, max(1, round(seconds)), name)


def _codec_of(sound: Any) -> str:
    return str(sound.codec_context.codec.canonical_name)


def _sound_of(source: Any) -> Any:
    """The sound of a file whose sound alone is in it."""
    covers = av.stream.Disposition.attached_pic
    if any(not film.disposition & covers for film in source.streams.video):
        raise NotARecording(_("This is a film, and only sound can be kept here. Please choose a recording of sound."))
    if not source.streams.audio:
        raise _not_read()
    sound = source.streams.audio[0]
    codec = _codec_of(sound)
    samples = sound.codec_context.sample_rate * sound.codec_context.channels
    if not (codec in _CODECS or codec.startswith("pcm_")) or not 0 < samples <= _MOST_SAMPLES:
        raise _not_read()
    return sound


def _refuse_what_is_long(file: UploadedFile, reader: str, most: Most) -> None:
    """Before anything is decoded, which takes long for what is long; to write it anew as AAC takes far longer still."""
    with av.open(file, "r", format=reader) as source:
        sound = _sound_of(source)
        told: list[int] = [packet.duration or 0 for packet in source.demux(sound)]
        seconds = float(sum(told) * sound.time_base)
        _refuse_too_long(seconds, most)
        if seconds > A_VOICE.seconds and _codec_of(sound) not in _PLAYED_EVERYWHERE:
            raise NotARecording(
                _("What is longer than ten minutes has to be an M4A or an MP3. Please save it as one of them.")
            )
    file.seek(0)


def _refuse_too_long(seconds: float, most: Most) -> None:
    if seconds > most.seconds:
        raise NotARecording(str(most.too_long))


def _copy(source: Any, sound: Any, target: Any, most: Most) -> float:
    """The sound as it is, once it was heard. Times are counted anew, since a file can claim any."""
    stream, at, heard = target.add_stream_from_template(sound), 0, 0.0
    for packet in source.demux(sound):
        if packet.size:
            _refuse_too_long(float(at * sound.time_base), most)
            heard += _heard(packet)
            packet.pts = packet.dts = at
            at += packet.duration or 0
            packet.stream = stream
            target.mux(packet)
    seconds = float(at * sound.time_base)
    if heard < seconds * (1 - _MOST_UNHEARD):
        raise _damaged()
    return seconds


def _heard(packet: Any) -> float:
    """How many seconds of sound are in a piece of a file; none where it cannot be read."""
    try:
        return sum(frame.samples / frame.sample_rate for frame in packet.decode())
    except av.error.InvalidDataError:
        return 0.0


def _encode(source: Any, sound: Any, target: Any, most: Most) -> float:
    channels = min(2, sound.codec_context.channels)
    layout = "stereo" if channels == 2 else "mono"
    rate = _MANY if sound.codec_context.sample_rate > _FEW else _FEW
    # Of its ways to choose, the fast one: a recording of ten minutes takes some seconds.
    options = {"aac_coder": "fast", "flags": "+bitexact"}
    stream = target.add_stream("aac", rate=rate, layout=layout, options=options)
    stream.bit_rate = _BITS_A_CHANNEL * channels
    resampler = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=rate)
    at = 0
    for frame in _frames(source, sound, resampler):
        _refuse_too_long(at / rate, most)
        frame.pts, frame.time_base = at, Fraction(1, rate)
        at += frame.samples
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))
    return at / rate


def _frames(source: Any, sound: Any, resampler: Any) -> Iterator[Any]:
    for frame in source.decode(sound):
        frame.pts = None
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
