"""Case studies on paper, as Markdown, and as citations: whole, escaped right, and only as far as one may read them."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Commons
from commonplace.ground.typeset import settable
from commonplace.stages.publish import citing
from commonplace.stages.publish.in_markdown import escaped
from commonplace.stages.publish.models import CaseStudy
from commonplace.stages.reflect.models import Reflection

Told = Callable[..., CaseStudy]
WAYS = ("case-study-a4.pdf", "case-study-us-letter.pdf", "case-study.md", "citation.json", "citation.bib")
# What CSL's schema for input (csl-data.json, version 1.0.2) lets an item of ours have, all of them words but two.
CSL = {"id", "type", "genre", "title", "publisher", "event-place", "abstract", "language", "URL"}


@pytest.fixture
def study(told: Told) -> CaseStudy:
    made = told(place="Old Post Office")
    Entry.objects.filter(pk=made.pk).update(title="Mending & “more” {in} 100% _Leith_", summary="We mend @nobody-here.")
    return made


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_paper_is_a_small_book_that_screen_readers_read(study: CaseStudy, sign_in: Callable[..., Any]) -> None:
    pdf = sign_in(None).get(study.entry.address + "case-study-a4.pdf").content
    read = PdfReader(io.BytesIO(pdf))
    assert read.metadata
    assert read.metadata.title == "Mending & “more” {in} 100% _Leith_"
    catalogue: Any = read.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    text, work = _text(pdf), Entry.objects.get(kind="work")
    for words in (
        "Case study, The Mending Table",
        "What they held to",
        "Nobody asks why.",
        "Opening night",
        "To cite it:",
    ):
        assert words in text
    assert "“The soup ran out first.”" in text
    assert f"Work: A lamp that stands again http://localhost{work.address}" in text, (
        "sources stand at the foot of the page"
    )
    assert "Gathering:" not in text, "strangers do not see that one"
    assert len(read.pages) >= 2


def test_paper_runs_from_right_to_left(told: Told, sign_in: Callable[..., Any]) -> None:
    if not settable("مائدة"):
        pytest.fail("no font with Arabic letters is at hand")
    made = told("مائدة الإصلاح", language="ar", practice="لا أحد يسأل لماذا.")
    pdf = sign_in(None).get(made.entry.address + "case-study-a4.pdf").content
    catalogue: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert catalogue["/Lang"] == "ar"


def test_what_was_taken_back_or_is_not_for_strangers_is_in_none_of_them(
    study: CaseStudy, sign_in: Callable[..., Any]
) -> None:
    Reflection.objects.update(may_quote=False)
    client = sign_in(None)
    for way in WAYS:
        answer = client.get(study.entry.address + way)
        assert answer.status_code == 200, way
        words = _text(answer.content) if way.endswith("pdf") else answer.content.decode()
        assert "soup" not in words, way
        assert "no-cache" in answer.headers["Cache-Control"]
    Community.objects.update(audience=2)
    for way in WAYS:
        assert client.get(study.entry.address + way).status_code == 404, way


def test_markdown_holds_all_of_it_with_footnotes(study: CaseStudy, sign_in: Callable[..., Any]) -> None:
    words = sign_in(None).get(study.entry.address + "case-study.md").content.decode()
    assert words.startswith("# Mending \\& “more” {in} 100% \\_Leith\\_\n")
    assert "- **dignity**\n  - Nobody asks why." in words
    assert "> The soup ran out first." in words
    assert "A lamp that stands again, lamp[^1]" in words
    assert "[^1]: Work: [A lamp that stands again](http://localhost/e/" in words
    assert "Gathering:" not in words, "strangers do not see that one"
    assert "Opening night" in words


def test_its_page_says_how_to_cite_it_and_tells_search_engines(study: CaseStudy, sign_in: Callable[..., Any]) -> None:
    page = sign_in(None).get(study.entry.address).content.decode()
    assert "The Mending Table (20" in page
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(written)
    assert data["@type"] == "Report"
    assert data["keywords"] == ["dignity"]
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert data["author"]["name"] == "The Mending Table"
    assert "nobody-here" not in written


def _citations(title: str, name: str) -> tuple[dict[str, Any], str]:
    entry = Entry(pk=7, title=title, summary=title, language="en", kind="case study")
    entry.community = Community(name=name, place=name)
    entry.shared_at = entry.created_at
    commons = Commons(name=name)
    return json.loads(citing.csl_json(entry, commons))[0], citing.bibtex(entry, commons)


def _read_bibtex(written: str) -> dict[str, str]:
    """The fields as a reader of BibTeX finds them: by balanced braces, of which those behind a backslash are none."""
    head, _comma, rest = written.partition(",\n")
    assert re.fullmatch(r"@techreport\{commonplace-[\w-]+", head)
    fields = {}
    while found := re.match(r"\s*(\w+) = \{", rest):
        depth, place = 1, found.end()
        while depth:
            sign = rest[place]
            if sign == "\\":
                place += 1
            depth += {"{": 1, "}": -1}.get(sign, 0)
            place += 1
        fields[found[1]] = rest[found.end() : place - 1]
        rest = rest[place:].lstrip(",")
    assert rest.strip() == "}"
    return fields


def _from_tex(words: str) -> str:
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textquotedbl": '"'}
    return re.sub(
        r"\\(?:(text\w+)\{\}|(.))", lambda found: names[found[1]] if found[1] else found[2], words, flags=re.DOTALL
    )


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=st.text(min_size=1, max_size=40), name=st.text(alphabet="ab{}\\%&$#_~^\"'@,=é学 \n", max_size=20))
def test_whatever_is_in_a_title_citations_stay_whole(title: str, name: str) -> None:
    with translation.override("en"):
        item, bib = _citations(title, name)
    assert {key for key, value in item.items() if isinstance(value, str)} <= CSL
    assert item.keys() - CSL == {"author", "issued"}
    assert item["author"][0].keys() == {"literal"}
    fields = _read_bibtex(bib)
    assert _from_tex(fields.get("abstract", "")) == item.get("abstract", "")
    if "title" in fields:
        assert _from_tex(fields["title"][1:-1]) == item["title"]


@given(st.text(alphabet="ab*_`[]()<>#-+=1.|~&\\ \n!", max_size=40))
def test_peoples_words_are_never_read_as_markdown(words: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(escaped(words))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    for token in tokens:
        assert {child.type for child in token.children or []} <= {"text", "softbreak", "text_special", "hardbreak"}
