"""Captions: read strictly, refused in words that name the line, written anew without anything else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.ground.captions import MOST_BYTES, Cue, NotCaptions, cues_in, read_captions, write_captions
from commonplace.ground.text import clean

FILE = """\ufeffWEBVTT - Peer learning
Kind: captions

STYLE
::cue { background: url(https://elsewhere.example/) }

NOTE Typed on Sunday
and Monday

1
00:05.200 --> 00:09.000 align:start position:10%
<v.loud Kristen>What is <i>different</i> about
hearing it from a peer?</v>

01:02:03.004 --> 01:02:05.000
Tom &amp; Jerry &lt;3 <00:01.000>twice
"""


def test_a_file_is_read_without_its_styles_settings_and_marks() -> None:
    cues = read_captions(FILE.encode())
    assert cues == [
        Cue(5_200, 9_000, "What is different about hearing it from a peer?", "Kristen"),
        Cue(3_723_004, 3_725_000, "Tom & Jerry <3 twice"),
    ]
    written = write_captions(cues)
    assert written == (
        "WEBVTT\n\n00:00:05.200 --> 00:00:09.000\n<v Kristen>What is different about hearing it from a peer?\n\n"
        "01:02:03.004 --> 01:02:05.000\nTom &amp; Jerry &lt;3 twice\n"
    )
    assert read_captions(written.replace("\n", "\r\n").encode()) == cues


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "Line 1: captions begin with the word WEBVTT"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nOne", "Line 1: captions begin with the word WEBVTT"),
        (b"WEBVTTX\n\n00:01.000 --> 00:02.000\nOne", "Line 1:"),
        (b"WEBVTT\n00:01.000 --> 00:02.000\nOne", "Line 2: an empty line has to stand between"),
        (b"WEBVTT\n\n00:01,000 --> 00:02,000\nOne", "Line 3: this is no time"),
        (b"WEBVTT\n\n0:01.000 --> 00:02.000\nOne", "Line 3: this is no time"),
        (b"WEBVTT\n\n00:61.000 --> 01:02.000\nOne", "Line 3: this is no time"),
        (b"WEBVTT\n\n00:01.000-->00:02.000\nOne", "Line 3: this is no time"),
        (b"WEBVTT\n\nopening\n\n00:01.000 --> 00:02.000\nOne", "Line 3: a time is missing here"),
        (b"WEBVTT\n\n00:03.000 --> 00:02.000\nOne", "Line 3: this ends before it begins"),
        (b"WEBVTT\n\n00:03.000 --> 00:04.000\nOne\n\n00:02.000 --> 00:05.000\nTwo", "Line 6: this begins before"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n00:03.000 --> 00:04.000\nTwo", "Line 5: an empty line"),
        (b"WEBVTT\n\nNOTE nothing else", "There is nothing said in this file"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff", "not written in UTF-8"),
        (b"WEBVTT\n" + bytes(MOST_BYTES), "larger than captions are"),
    ],
)
def test_what_is_no_captions_is_refused_with_its_line(file: bytes, says: str) -> None:
    with pytest.raises(NotCaptions, match=says):
        read_captions(file)


_WORDS = st.text(max_size=40).map(lambda words: " ".join(clean(words).split()))
_CUES = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), _WORDS.filter(bool), _WORDS), min_size=1, max_size=8
)


@given(drawn=_CUES)
def test_what_is_written_is_read_as_the_same(drawn: list[tuple[int, int, str, str]]) -> None:
    cues = sorted(
        (Cue(starts, starts + lasts, words, voice) for starts, lasts, words, voice in drawn), key=lambda cue: cue.starts
    )
    assert cues_in(write_captions(cues)) == cues


@given(
    data=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: b"WEBVTT\n\n" + text.encode("utf-8", "replace"))
)
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        cues = read_captions(data)
    except NotCaptions:
        return
    assert all(
        cue.starts < cue.ends and cue.words and "<" not in write_captions([cue]).replace("<v ", "") for cue in cues
    )


@pytest.mark.parametrize(
    "line", [b"<v a" * 120_000, b"<v" + b" " * 500_000, b"<v." * 160_000], ids=["marks", "blanks", "classes"]
)
def test_marks_that_never_end_hold_nobody_up(line: bytes) -> None:
    begun = time.monotonic()
    read_captions(b"WEBVTT\n\n00:01.000 --> 00:02.000\nOne " + line)
    assert time.monotonic() - begun < 2


def test_what_grows_as_it_is_written_anew_can_still_be_read() -> None:
    cues = read_captions(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"&" * (MOST_BYTES - 100))
    written = write_captions(cues)
    assert len(written) > MOST_BYTES
    assert cues_in(written) == cues
