"""The veil over what strangers are sent."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from commonplace.commons.people.models import Person
from commonplace.commons.people.veil import veil, veil_response, without_calls
from commonplace.ground.text import render

pytestmark = pytest.mark.django_db

# What is written, and what a stranger reads. Zuzanna is 15; Tomasz is an adult who is shown openly, Olu one who is not.
READ = [
    ("Ask @zuzanna.", "Ask somebody."),
    ("Ask @Zuzanna’s friend, @tomasz", "Ask somebody’s friend, @tomasz"),
    ("@olu and @nobody-here", "somebody and @nobody-here"),
    ("_@zuzanna_ .@zuzanna /@zuzanna", "_somebody_ .somebody /somebody"),
    ("@zuzanna-Gruppe", "somebody"),
    ("@zuzanna-2 is somebody else", "@zuzanna-2 is somebody else"),
    ("zoe@zuzanna.example writes to tomasz@olu", "zoe@zuzanna.example writes to tomasz@olu"),
    ("<p title=\"@zuzanna\">@zuzan</p>", "<p title=\"somebody\">@zuzan</p>"),
    ('<meta name="description" content="With @zuzanna">', '<meta name="description" content="With somebody">'),
    ('<a href="/@tomasz/">Tomasz</a> @olu', '<a href="/@tomasz/">Tomasz</a> somebody'),
    ("https://localhost/@zuzanna/", "https://localhost/somebody/"),
    ('<input value="@zuzanna"> @zuzanna', '<input value="@zuzanna"> somebody'),
    ("<textarea name=\"a\">@zuzanna</textarea>@zuzanna", "<textarea name=\"a\">@zuzanna</textarea>somebody"),
    ("&lt;@zuzanna&gt; &#39;@zuzanna&#39;", "&lt;somebody&gt; &#39;somebody&#39;"),
]  # fmt: skip


@pytest.fixture
def people(person: Callable[..., Person]) -> None:
    person("zuzanna", age_band="13-15")
    person("zuzanna-2")
    person("tomasz")
    person("olu", shown_openly=False)


@pytest.mark.parametrize(("written", "read"), READ)
def test_what_strangers_read(written: str, read: str, people: None) -> None:
    assert veil([written])(written) == read


def test_links_within_words_go_with_the_name(people: None) -> None:
    html = render(
        "Ask @zuzanna, [her](/@zuzanna/), [her](/%40zuzanna/), [her book](https://localhost/@zuzanna/) or @tomasz."
    )
    shown = veil([html])(html)
    assert "zuzanna" not in shown
    assert "her" not in shown
    assert shown.count("somebody") == 4
    assert '<a href="/@tomasz/" rel="noopener nofollow ugc">@tomasz</a>' in shown


def test_one_query_for_all_and_none_where_nobody_is_called(people: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        veil(['<a href="/@tomasz/">Tomasz</a> <a href="mailto:a@b.example">a@b.example</a> @ noon'])
    with django_assert_num_queries(1):
        veil(["@tomasz", "@zuzanna and @olu"])


def _sent(response: Any, asked: str = "") -> Any:
    veil_response(RequestFactory().get("/", {"q": asked} if asked else {}), response)
    return response


def test_a_response_keeps_its_length_right(people: None) -> None:
    response = HttpResponse("Läuten mit @zuzanna", headers={"Content-Length": "99"})
    assert _sent(response).content == "Läuten mit somebody".encode()
    assert response["Content-Length"] == str(len(response.content))


def test_what_is_veiled_is_not_named_as_before(people: None) -> None:
    assert "ETag" not in _sent(HttpResponse("Ask @zuzanna", headers={"ETag": '"named"'}))
    assert "ETag" in _sent(HttpResponse("Ask @tomasz", headers={"ETag": '"named"'}))


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/atom+xml", "application/xml"])
def test_every_kind_of_text_is_veiled(kind: str, people: None) -> None:
    assert b"zuzanna" not in _sent(HttpResponse('{"said": "@zuzanna"}', content_type=kind)).content


def test_what_is_no_text_is_sent_as_it_is(people: None) -> None:
    assert _sent(HttpResponse(b"\xff @zuzanna", content_type="image/webp")).content == b"\xff @zuzanna"
    assert _sent(HttpResponse(b"\xff @zuzanna", content_type="text/plain")).content == b"\xff somebody"


def test_a_name_cut_by_a_stream_is_veiled(people: None) -> None:
    response = StreamingHttpResponse(["One\nAsk @zu", "zanna.\nAsk ", "@tomasz"], content_type="text/plain")
    response["Content-Length"] = "34"
    assert b"".join(_sent(response)) == b"One\nAsk somebody.\nAsk @tomasz"
    assert "Content-Length" not in response


@pytest.mark.parametrize("asked", ["@zuzanna", "@tomasz", "@nobody"])
def test_asking_for_a_name_does_not_tell_who_is_here(asked: str, people: None) -> None:
    page = f'<title>{asked}</title><input value="{asked}">'
    assert _sent(HttpResponse(page), asked).content.decode() == f'<title>somebody</title><input value="{asked}">'


def test_a_page_without_calls_costs_next_to_nothing() -> None:
    page = HttpResponse('<p><a href="/c/x/">A kettle cut in half, its plate drawn in red.</a></p>\n' * 900)
    assert len(page.content) > 60_000
    begun = time.perf_counter()
    for _ in range(100):
        _sent(page)
    assert (time.perf_counter() - begun) / 100 < 0.005


def test_calls_are_taken_out_of_what_is_searched() -> None:
    words = without_calls("Ask @zuzanna, [her](/@zuzanna/) or zoe@zuzanna.example")
    assert words.split() == ["Ask", ",", "[her](/", "/)", "or", "zoe@zuzanna.example"]
