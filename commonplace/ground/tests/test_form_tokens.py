"""The tokens of our forms are those that Django's middleware accepts."""

from collections import Counter

import pytest
from django.http import HttpResponse
from django.middleware.csrf import CSRF_ALLOWED_CHARS, _unmask_cipher_token, get_token
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from commonplace.ground.form_tokens import TokenField, token_of


@given(st.text(CSRF_ALLOWED_CHARS, min_size=32, max_size=32))
def test_a_token_hides_the_secret_of_its_visitor_as_djangos_does(secret: str) -> None:
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = secret
    tokens = [token_of(request) for _each in range(3)]
    assert {_unmask_cipher_token(token) for token in [*tokens, get_token(request)]} == {secret}
    assert len(set(tokens)) == 3
    assert all(secret not in token and len(token) == 64 for token in tokens)


def test_no_letter_of_a_mask_comes_more_often_than_another() -> None:
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = "a" * 32
    drawn = Counter("".join(token_of(request)[:32] for _each in range(8_000)))
    # 256,000 letters of 62: each some 4,129 times. Were the first eight drawn five times of 256, they came 5,000 times.
    assert set(drawn) == set(CSRF_ALLOWED_CHARS)
    assert 3_800 < min(drawn.values()) <= max(drawn.values()) < 4_460


def test_a_visitor_without_a_secret_gets_one_and_keeps_it() -> None:
    request = RequestFactory().get("/")
    field = str(TokenField(request))
    assert _unmask_cipher_token(field[-66:-2]) == request.META["CSRF_COOKIE"]
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"] is True


@pytest.mark.django_db
def test_a_form_with_its_token_is_taken_and_one_with_anothers_is_not() -> None:
    client, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    page, others = (_token_in(one.get("/sign-in/")) for one in (client, other))
    assert client.post("/sign-in/", {"csrfmiddlewaretoken": page, "login": "nobody"}).status_code != 403
    assert client.post("/sign-in/", {"csrfmiddlewaretoken": others, "login": "nobody"}).status_code == 403
    assert client.post("/sign-in/", {"login": "nobody"}).status_code == 403


def _token_in(response: HttpResponse) -> str:
    return response.content.decode().partition('name="csrfmiddlewaretoken" value="')[2][:64]
