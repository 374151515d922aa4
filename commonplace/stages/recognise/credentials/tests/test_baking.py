"""Badges in pictures, written as the standard has it, and read however others wrote them."""

import contextlib
import io
import json
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from commonplace.stages.recognise.credentials.baking import NoPicture, bake, read
from commonplace.stages.recognise.credentials.opening import open_credential
from commonplace.stages.recognise.credentials.reading import CannotBeRead

from .issued import signed

WORDS = json.dumps(signed(), ensure_ascii=False)
TOKEN = "e30.e30.c2lnbmVk"
SVG = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" role="img">
  <title>Can mend</title><use xlink:href="#a"/>&#160;<!-- kept --></svg>"""


def picture(**more):
    content = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(content, "PNG", **more)
    return content.getvalue()


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_chunk(name, content):
    png = picture()
    return png[:33] + chunk(name, content) + png[33:]


@pytest.mark.parametrize("words", [WORDS, TOKEN, json.dumps({"name": "Näherin 🪡 ]]> &amp; <b>"}, ensure_ascii=False)])
@pytest.mark.parametrize("blank", [picture(), SVG], ids=["png", "svg"])
def test_what_is_put_into_a_picture_comes_out_of_it(blank, words):
    baked = bake(blank, words)
    found = read(baked)
    assert found == words or json.loads(found) == json.loads(words)
    assert bake(bake(blank, TOKEN), words) == baked


def test_a_png_carries_it_in_plain_utf_8_and_is_still_the_same_picture():
    baked = bake(picture(), WORDS)
    assert b"iTXtopenbadgecredential\0\0\0\0\0{" in baked
    with Image.open(io.BytesIO(baked)) as shown, Image.open(io.BytesIO(picture())) as blank:
        assert shown.tobytes() == blank.tobytes()
        assert json.loads(shown.text["openbadgecredential"]) == signed()


def test_an_svg_declares_the_namespace_at_its_root_and_keeps_what_it_shows():
    baked = bake(SVG, TOKEN).decode()
    root = baked[baked.index("<svg") : baked.index(">", baked.index("<svg"))]
    assert 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in root
    assert 'viewBox="0 0 9 9" role="img"' in root
    assert f'<openbadges:credential verify="{TOKEN}"/>' in baked
    for kept in ("<title>Can mend</title>", 'xlink:href="#a"', "<!-- kept -->"):
        assert kept in baked


def test_what_a_picture_carries_is_the_credential():
    assert open_credential(bake(picture(), WORDS)) == signed()
    assert open_credential(bake(SVG, WORDS)) == signed()


@pytest.mark.parametrize(
    "baked",
    [
        with_chunk(b"iTXt", b"openbadges\0\0\0\0\0" + WORDS.encode()),
        with_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(WORDS.encode())),
        with_chunk(b"tEXt", b"openbadges\0" + WORDS.encode("latin-1")),
        with_chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(WORDS.encode("latin-1"))),
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org"><o:assertion verify="u"><![CDATA['
        + WORDS.encode()
        + b"]]></o:assertion></svg>",
    ],
)
def test_what_others_wrote_is_read(baked):
    assert json.loads(read(baked)) == signed()


def test_an_address_in_place_of_a_badge_is_said():
    with pytest.raises(CannotBeRead, match="only the address of a badge"):
        open_credential(bake(picture(), "https://badges.example/1"))


FLOOD = b"".join(b'<!ENTITY a%d "%s">' % (step, b"&a%d;" % (step - 1) * 10) for step in range(1, 9))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (picture(), "no credential"),
        (SVG, "no credential"),
        (bake(picture(), WORDS)[:-20], "cut short"),
        (bake(picture(), WORDS).replace(b"Can mend", b"Can bend"), "damaged"),
        (with_chunk(b"iTXt", b"openbadgecredential"), "cannot be read"),
        (with_chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff"), "cannot be read"),
        (with_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(9_000_000))), "cannot be read"),
        (bake(bake(picture(), WORDS)[:33] + chunk(b"iTXt", b"a\0\0\0\0\0b") + picture()[33:], TOKEN)[:33], "cut short"),
        (with_chunk(b"tEXt", b"openbadges\0a")[:33] + chunk(b"tEXt", b"openbadges\0b") * 2 + picture()[33:], "several"),
        (b"<svg", "cannot be read"),
        (b"<a><svg/></a>", "no SVG"),
        (
            b'<!DOCTYPE svg [<!ENTITY a0 "ha">' + FLOOD + b']><svg xmlns="http://www.w3.org/2000/svg">&a8;</svg>',
            r"read|no credential",
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" '
            b'xmlns:o="http://openbadges.org"><o:assertion>&a;</o:assertion></svg>',
            "cannot be read",
        ),
        (b"GIF89a", "neither"),
    ],
)
def test_what_carries_nothing_that_can_be_read_says_why(given, words):
    with pytest.raises(CannotBeRead, match=words):
        read(given)


@pytest.mark.parametrize("blank", [b"GIF89a", b"", picture()[:40], b"<svg>"])
def test_what_is_no_picture_is_not_written_into(blank):
    with pytest.raises(NoPicture):
        bake(blank, WORDS)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([bake(picture(), TOKEN), bake(SVG, TOKEN)]), st.integers(0, 400), st.binary(max_size=8))
def test_no_picture_crashes(baked, place, put):
    with contextlib.suppress(CannotBeRead):
        assert isinstance(read(baked[:place] + put + baked[place + len(put) :]), str)
