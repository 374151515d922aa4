"""Every address of the site, with examples to visit. A route for which no example can be made fails the tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:(?P<converter>[^:>]+):)?(?P<name>[^>]+)>")
# Third parties' own pages, which show nothing that people put in, and Django's translations.
NOT_OURS = ("account/",)


@dataclass(frozen=True)
class Examples:
    """What stands in the place of each part of an address."""

    communities: list[str]
    people: list[str]
    entries: list[str]
    attachments: list[str]
    comments: list[str]
    interests: list[str]
    sessions: list[str] = field(default_factory=lambda: ["0000000000001"])
    rounds: list[str] = field(default_factory=lambda: ["1"])


def all_routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route, as it is written in the urls, joined."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern, route)
        elif isinstance(pattern, URLPattern) and not route.startswith(NOT_OURS):
            yield route


def _fillers(route: str, converter: str | None, name: str, examples: Examples) -> list[str]:
    if name == "token":
        return ["nonsense"]
    if name == "ending":
        return ["webp"]
    if name == "whom":
        return ["stranger", "member"]
    if name == "width":
        return ["480"]
    if converter == "int":
        return examples.rounds if "/critique/<" in route else ["1"]
    if converter == "id":
        if "session" in name:
            return examples.sessions
        if "comment" in name:
            return examples.comments
        return examples.attachments if route.startswith("m/") else examples.entries
    if route.startswith("c/") and name == "slug":
        return examples.communities
    if route.startswith("i/"):
        return examples.interests
    if route.startswith("library/values/"):
        return ["equity"]
    if name == "name":
        return examples.people
    if name == "identifier":
        # Of the framework that comes with Commonplace: an item, and the whole.
        return ["db8a5527-c3c8-57b8-8092-3cbcdd34428d" if "CFItem" in route else "be9acbdc-1c9f-57af-a0d1-82c980d1d5a1"]
    raise AssertionError(f"no example for <{converter}:{name}> in {route}: teach tests/routes.py one")


def visits(route: str, examples: Examples) -> list[str]:
    """The addresses to visit for a route: every example of its first part, the first example of each further part."""
    parts = list(_PART.finditer(route))
    if not parts:
        return ["/" + route]
    addresses = []
    for first in _fillers(route, parts[0]["converter"], parts[0]["name"], examples):
        address, filled = route, [first]
        filled += [_fillers(route, part["converter"], part["name"], examples)[0] for part in parts[1:]]
        for part, value in zip(parts, filled, strict=True):
            address = address.replace(part[0], value, 1)
        addresses.append("/" + address)
    return addresses
