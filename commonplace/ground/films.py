"""Films that people upload: checked by content, put into a fresh file as they are, without what their device wrote beside them.

Where and with what a film was taken lies in the old file's tags and in streams beside picture and sound, and neither is carried
over. What takes long, a picture to stand for it and, where browsers could not play it, another copy that they can, is made
later (`film_copies.py`).
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from commonplace.ground import pictures
from commonplace.ground.causes import Cause, cause_of
from commonplace.ground.scratch import scratch_file

MOST_BYTES = 300 * 1024 * 1024
MOST_SECONDS = 60 * 60
# What browsers cannot play is written anew, which takes long for what is long.
MOST_SECONDS_ANEW = 5 * 60
# What a decoder needs grows with it: a film of 4096 times 2304 takes some 150 MB.
MOST_PIXELS = 4096 * 2304
_VIDEO = {"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "h263", "mjpeg", "prores"}
_SOUND = {"aac", "mp3", "opus", "vorbis", "amr_nb", "alac", "ac3", "flac"}
# What every browser plays: picture, sound, container, media type, how its name ends.
_PLAYED = (
    ({"h264"}, {"aac", "mp3"}, "mp4", "video/mp4", "mp4"),
    ({"vp8", "vp9", "av1"}, {"opus", "vorbis"}, "webm", "video/webm", "webm"),
)
_KEPT_IN = {"mov": ("mov", "video/quicktime", "mov"), "matroska": ("matroska", "video/x-matroska", "mkv")}
_EIGHT_BITS = {"yuv420p", "yuvj420p"}
# No way of writing films keeps more pictures out of their order.
_MOST_OUT_OF_ORDER = 16
_one_at_a_time = threading.Lock()


class NotAFilm(Exception):
    """The file cannot be taken as a film. Its words say why, for the person who chose it."""


@dataclass(frozen=True)
class Prepared:
    """A film ready to keep: the fresh file, which goes when its block ends; its media type, ending, size and length."""

    path: Path
    media_type: str
    ending: str
    width: int
    height: int
    seconds: int
    name: str
    is_played: bool


def reader_of(file: UploadedFile) -> str | None:
    """What reads a file that may be a film, by how it begins; None for what is none. A recording may begin in the same way."""
    file.seek(0)
    begins = file.read(12)
    file.seek(0)
    if pictures.looks_like_one(file):  # what a telephone takes begins as its films do
        return None
    if begins[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free"}:
        return "mov"
    return "matroska" if begins.startswith(b"\x1aE\xdf\xa3") else None


def has_picture(file: UploadedFile, reader: str) -> bool:
    """Whether there is more than sound in it. Raises NotAFilm for what cannot be opened."""
    try:
        with _one_at_a_time, av.open(file, "r", format=reader) as source:
            return _moving(source) is not None
    except Exception as failure:  # there is no end to what decoders raise for files that were made to harm them
        raise _damaged() from failure
    finally:
        file.seek(0)


@contextmanager
def prepared(file: UploadedFile) -> Iterator[Prepared]:
    """Read an uploaded film and put it into a fresh file.

    Raises NotAFilm, with words for people, for what is no film, too large, too long, or broken.
    """
    if (file.size or 0) > MOST_BYTES:
        raise NotAFilm(_("This film is larger than 300 MB. Please choose a shorter one, or put a link to it."))
    reader = reader_of(file)
    if reader is None:
        raise _not_read()
    with scratch_file() as path:
        try:
            with _one_at_a_time, av.open(file, "r", format=reader) as source:
                made = _written(source, reader, path, file.name or "")
        except NotAFilm:
            raise
        except Exception as failure:  # there is no end to what decoders raise for files that were made to harm them
            if cause_of(failure) is Cause.FULL:
                raise
            raise _damaged() from failure
        yield made


def _not_read() -> NotAFilm:
    return NotAFilm(_("This file is not a film that we can read. MP4, MOV and WebM work, and what phones record."))


def _damaged() -> NotAFilm:
    return NotAFilm(_("This film seems to be damaged or cut off. Please try another copy of it."))


def _moving(source: Any) -> Any:
    covers = av.stream.Disposition.attached_pic
    return next((one for one in source.streams.video if not one.disposition & covers), None)


def _written(source: Any, reader: str, path: Path, name: str) -> Prepared:
    film, sound = _moving(source), next(iter(source.streams.audio), None)
    if film is None:
        raise _not_read()
    _refuse(film, sound)
    is_played, (container, media_type, ending) = _container(film, sound, reader)
    told = float(film.duration * film.time_base) if film.duration else (source.duration or 0) / av.time_base
    _refuse_long(told, is_played)
    seconds = _copied(source, [one for one in (film, sound) if one], path, container, is_played)
    if seconds <= 0 or seconds < told * 0.95 - 1 or not _can_be_seen(path, container):
        raise _damaged()
    size = film.codec_context.width, film.codec_context.height
    return Prepared(path, media_type, ending, *size, max(1, round(seconds)), name, is_played)


def _codec(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name)


def _refuse(film: Any, sound: Any) -> None:
    """By what it says of itself, before anything of it is decoded."""
    context = film.codec_context
    if _codec(film) not in _VIDEO or not context.width or not context.height:
        raise _not_read()
    if context.width * context.height > MOST_PIXELS:
        raise NotAFilm(_("This film is larger than 4096 times 2304 points. Please save it smaller."))
    if sound is not None and not (_codec(sound) in _SOUND or _codec(sound).startswith("pcm_")):
        raise _not_read()


def _container(film: Any, sound: Any, reader: str) -> tuple[bool, tuple[str, str, str]]:
    """Whether every browser plays it, and in which container it is kept."""
    if film.codec_context.pix_fmt in _EIGHT_BITS:
        for films, sounds, *kept_in in _PLAYED:
            if _codec(film) in films and (sound is None or _codec(sound) in sounds):
                return True, (kept_in[0], kept_in[1], kept_in[2])
    return False, _KEPT_IN[reader]


def _refuse_long(seconds: float, is_played: bool) -> None:
    if seconds > MOST_SECONDS:
        raise NotAFilm(_("This film is longer than an hour. Please choose a shorter one, or put a link to it."))
    if seconds > MOST_SECONDS_ANEW and not is_played:
        words = _(
            "What is longer than five minutes has to be an MP4 with H.264, or a WebM. Please save it as one of them."
        )
        raise NotAFilm(words)


def _copied(source: Any, streams: list[Any], path: Path, container: str, is_played: bool) -> float:
    """Picture and sound as they are, in a fresh file. Returns how many seconds the picture has."""
    # What stands in front of an MP4 is what a player needs first.
    options = {"fflags": "+bitexact"} | ({"movflags": "+faststart"} if container in {"mp4", "mov"} else {})
    last, first = 0.0, None
    with av.open(str(path), "w", format=container, options=options) as target:
        copies = {one.index: target.add_stream_from_template(one) for one in streams}
        for packet in _with_times(source.demux(streams)):
            if packet.stream is streams[0]:
                at = float((packet.pts if packet.pts is not None else packet.dts) * packet.time_base)
                first = at if first is None else min(first, at)
                last = max(last, at + float((packet.duration or 0) * packet.time_base))
                _refuse_long(last - first, is_played)
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
    return last - (first or 0)


def _with_times(packets: Iterable[Any]) -> Iterator[Any]:
    """The packets with a time to decode each, which WebM leaves out of the first ones where pictures are kept out of order."""
    waiting = dict[int, list[Any]]()
    for packet in packets:
        held = waiting.setdefault(packet.stream.index, [])
        if not packet.size:
            continue
        if packet.dts is None and len(held) < _MOST_OUT_OF_ORDER:
            held.append(packet)
            continue
        for before, one in enumerate(reversed(held), 1):
            one.dts = (packet.dts or 0) - before * (one.duration or 1)
        yield from held
        held.clear()
        yield packet


def _can_be_seen(path: Path, container: str) -> bool:
    reader = "mov" if container in {"mp4", "mov"} else "matroska"
    with av.open(str(path), "r", format=reader) as made:
        made.streams.video[0].codec_context.thread_count = 1
        return next(made.decode(video=0), None) is not None
