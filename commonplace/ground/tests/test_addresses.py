"""Every address leads to the same view as if all patterns were tried in turn."""

import re

import pytest
from django.urls import Resolver404, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from hypothesis import given
from hypothesis import strategies as st

from commonplace.ground import ids
from commonplace.ground.addresses import Sorted
from tests.routes import all_routes

_PIECES = st.sampled_from(
    ["", "c", "e", "i", "me", "host", "library", "calendar", "calendar.ics", "@kwame", "design", "edit", "stream", "join",
     "new", "the-61-gazette", "0cngyka81519v", "3", "sitemap.xml", "healthz", "offline", "ü", "a b", "people", "ask"]
)  # fmt: skip


def _tried_in_turn() -> URLResolver:
    (found,) = (one for one in get_resolver().url_patterns if isinstance(one, Sorted))
    return URLResolver(RegexPattern(r"^"), found.url_patterns)


def _led_to(resolver: URLResolver, address: str) -> tuple[object, ...] | None:
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs, match.url_name, match.route


@given(st.lists(_PIECES, max_size=7).map("/".join))
def test_an_address_leads_where_it_led(address: str) -> None:
    (found,) = (one for one in get_resolver().url_patterns if isinstance(one, Sorted))
    assert _led_to(found, address) == _led_to(_tried_in_turn(), address)


@pytest.mark.parametrize("route", sorted(set(all_routes())))
def test_every_route_is_found(route: str) -> None:
    values = {"id": ids.written(7), "int": "3"}
    address = re.sub(r"<(?:(\w+):)?\w+>", lambda part: values.get(part[1], "something"), route)
    (found,) = (one for one in get_resolver().url_patterns if isinstance(one, Sorted))
    assert found.resolve(address).route == _tried_in_turn().resolve(address).route
