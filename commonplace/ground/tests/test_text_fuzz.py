"""Whatever people type becomes harmless HTML, and never an error."""

import re

import pytest
from hypothesis import given, settings, strategies

from commonplace.ground.text import clean, clean_line, mentioned, plain, render

_PIECES = strategies.sampled_from(
    [
        "<script>", "</script>", "javascript:", "[a](javascript:alert(1))", "<img src=x onerror=alert(1)>",
        "![x](http://a/b.png)", "@ines", "@Ines-", "`@x`", "[@x](/y)", "\n", "\r", "\r\n", "# ", "> ", "- ",
        "1. ", "```\n", "|a|b|\n|-|-|\n", "**", "_", "~~", "&lt;", "&#x6a;avascript:", "\u202e", "\u200d",
        "\x00", "http://a.b/?c=<d>", "<!--", "]]>", "\ud800",
    ]
)  # fmt: skip
TEXTS = strategies.lists(strategies.one_of(_PIECES, strategies.text(max_size=12)), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_rendered_text_runs_nothing(source):
    html = render(clean(source))
    # Within tags, and not in what is shown as text.
    tags = re.findall(r"<[^>]*>", html)
    active = re.compile(r"</?(script|img|iframe|svg|style|object|form|input)\b", re.IGNORECASE)
    assert not [tag for tag in tags if active.match(tag)]
    assert not [tag for tag in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag), re.IGNORECASE)]
    assert not [tag for tag in tags if re.search(r'href="\s*(javascript|data|vbscript):', tag, re.IGNORECASE)]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(source):
    assert clean(clean(source)) == clean(source)
    assert clean_line(clean_line(source)) == clean_line(source)
    assert "\n" not in clean_line(source)


@settings(max_examples=200, deadline=None)
@given(TEXTS, strategies.integers(10, 300))
def test_first_words_are_short_and_on_one_line(source, longest):
    words = plain(clean(source), longest)
    assert len(words) <= longest
    assert "\n" not in words


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_who_is_called_is_who_is_linked(source):
    source = clean(source)
    linked = set(re.findall(r'<a href="/@([^"/]+)/"', render(source)))
    assert mentioned(source) <= linked | {""}


CALLS = [
    ("Thank you, @ines.", {"ines"}),
    ("@Dov and (@wen-li)", {"dov", "wen-li"}),
    ("write to ines@example.org", set()),
    ("`@ines` and [@ines](https://a.example/)", set()),
    ("```\n@ines\n```", set()),
    ("**@ines**, _@dov_", {"ines", "dov"}),
    ("@ines_ @ @- @@dov", set()),
]


@pytest.mark.parametrize(("source", "names"), CALLS)
def test_who_is_called(source, names):
    assert mentioned(source) == names
    assert set(re.findall(r'href="/@([^"/]+)/"', render(source))) == names


def test_first_words_keep_their_punctuation():
    assert plain("A *pot*, and `more`: @ines.\n\nNext") == "A pot, and more: @ines. Next"
    assert plain('5 < 6 & "so" on') == '5 < 6 & "so" on'


@pytest.mark.parametrize(
    ("source", "tags"),
    [("# a\n\n## b", ["h3", "h4"]), ("## a\n\n##### b\n\n## c", ["h3", "h4", "h3"]), ("### a\n\n# b", ["h3", "h3"])],
)
def test_headings_begin_at_h3_and_skip_no_level(source, tags):
    assert re.findall(r"<(h\d)>", render(source)) == tags
