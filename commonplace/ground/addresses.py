"""Finds the view of an address among those that are made like it. Django tries every pattern in turn, a hundred for the last."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern
from django.utils.functional import cached_property

_Shelf = tuple[str | None, int]
# Pieces that stand in a pattern as they are, with their places, and the pattern.
_Made = tuple[list[tuple[int, str]], URLPattern]


class Sorted(URLResolver):
    """Patterns sorted by their first piece and their number of pieces; among those with the same pieces, the first that
    fits, as ever.
    """

    def __init__(self, patterns: list[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(""), patterns)

    def resolve(self, path: str) -> ResolverMatch:
        """What an address leads to. Raises Resolver404 where there is nothing."""
        path = str(path)
        pieces = path.split("/")
        slashes = len(pieces) - 1
        for known, pattern in self._shelves.get((pieces[0], slashes)) or self._shelves.get((None, slashes), []):
            for place, piece in known:
                if pieces[place] != piece:
                    break
            else:
                found = pattern.resolve(path)
                if found:
                    return found
        raise Resolver404({"path": path})

    @cached_property
    def _shelves(self) -> dict[_Shelf, list[_Made]]:
        patterns = [(_made(pattern), *_place(str(pattern.pattern))) for pattern in _flat(self.url_patterns)]
        places = {(first, slashes) for _made, first, slashes in patterns}
        # What begins with a value may be meant by any beginning.
        return {
            (first, slashes): [one for one, begins, many in patterns if begins in (first, None) and many == slashes]
            for first, slashes in places
        }


def _flat(patterns: Iterable[Any]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one
        elif str(one.pattern) or one.namespace or one.app_name:
            raise TypeError(f"{one} adds something to the addresses within it")
        else:
            yield from _flat(one.url_patterns)


def _place(route: str) -> _Shelf:
    if "<path:" in route:
        raise TypeError(f"{route} has any number of pieces")
    first = route.partition("/")[0]
    return None if "<" in first else first, route.count("/")


def _made(pattern: URLPattern) -> _Made:
    pieces = str(pattern.pattern).split("/")
    return [(place, piece) for place, piece in enumerate(pieces) if "<" not in piece], pattern
