"""The newest of the case studies asked for: as many as anybody looks through and counts, never all of a great many.

Keys of what is asked for are taken by an index, the newest first, a few hundred at a time, and of those the ones that may be seen:
so neither many records nor many that hold a common word make it slow.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import slugify

from commonplace.commons.entries import search
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.library import LENGTHS, NAMED, SCALES, Asked, narrowed, published

# So many are looked through, and counted where one narrows. Of more, the newest.
MOST = 120
# So many keys are taken at a time, and so often: of what holds a very common word, the newest ten thousand.
_AT_ONCE, _TIMES = 100, 100
_LISTS = ("values", "forms", "interests", "languages")

Row = tuple[int, str]


@dataclass(frozen=True)
class Found:
    """The keys of those found, the newest first; whether there are more; and what may have been meant by the words."""

    keys: list[int]
    has_more: bool
    meant: str = ""


def _in_order(asked: Asked, leaving_out: str, first: int) -> QuerySet[Any]:
    """Keys, which are as old as their records, the newest first; with values, by the first of them."""
    if asked.values and leaving_out != "value":
        value, *others = asked.values
        studies = narrowed(replace(asked, values=others), leaving_out).filter(values__slug=value)
        ordered = studies.order_by("-values__case_study").values_list("values__case_study")
    else:
        ordered = narrowed(asked, leaving_out).order_by("-pk").values_list("pk")
    return ordered[first : first + _AT_ONCE]


@prepared
def _chosen(
    place: tuple[str, int],
    values: list[str],
    forms: list[str],
    interests: list[str],
    languages: list[str],
    bands: tuple[tuple[str, ...], tuple[str, ...]],
) -> QuerySet[Any]:
    scales, lengths = map(list, bands)
    return _in_order(Asked(values, "", forms, scales, lengths, interests, languages), *place)


@prepared
def _seen(viewer: Person | None, keys: list[int]) -> QuerySet[Any]:
    # As it is written, which sorts like the moment that it means, and need not be read.
    at = Cast("shared_at", TextField())
    return published(viewer).filter(pk__in=keys).order_by().values_list("pk", at)


def newest(asked: Asked, viewer: Person | None, leaving_out: str = "", *, enough: int = 0) -> Found:
    """The newest case studies asked for that `viewer` may see. `leaving_out` names one thing not to narrow by.

    Where fewer than `MOST` are `enough`, as for a first page, they are the first of the same list.
    """
    if asked.words:
        return _by_words(asked, viewer, leaving_out)
    most = enough or MOST
    return _first(_among(viewer, most, lambda first: _keys(asked, leaving_out, first)), most)


def unheard(asked: Asked, viewer: Person | None) -> list[tuple[str, str]]:
    """What was chosen that no list of ours names and no record carries: each by its name and value in the address."""
    return [
        (name, value)
        for name, value, alone in asked.chosen()
        if value not in NAMED.get(name, ()) and not newest(alone, viewer, enough=1).keys
    ]


def _keys(asked: Asked, leaving_out: str, first: int) -> list[int]:
    """Keys of what is asked for besides words; the SQL is kept where all of it is known to us."""
    known = set(asked.scales) <= set(SCALES) and set(asked.lengths) <= set(LENGTHS)
    if asked.practice or asked.near or not known:
        return [key for (key,) in _in_order(asked, leaving_out, first)]
    chosen = {"scale": asked.scales, "length": asked.lengths}
    bands = tuple(() if name == leaving_out else tuple(sorted(one)) for name, one in chosen.items())
    lists = {name: [] if name == f"{leaving_out}s" else getattr(asked, name) for name in _LISTS}
    return [key for (key,) in _chosen(place=(leaving_out, first), bands=bands, **lists)]


def _among(viewer: Person | None, most: int, take: Callable[[int], list[int]]) -> list[Row]:
    rows: list[Row] = []
    for first in range(0, _AT_ONCE * _TIMES, _AT_ONCE):
        keys = take(first)
        rows += _in_time(_seen(viewer=viewer, keys=keys)) if keys else []
        if len(keys) < _AT_ONCE or len(rows) > most:
            break
    return rows


def _by_words(asked: Asked, viewer: Person | None, leaving_out: str) -> Found:
    """Those that hold the words, or the value that they name; where there are none, those with words like them."""
    bare, value = replace(asked, words=""), slugify(asked.words, allow_unicode=True)
    named = replace(bare, values=[value, *bare.values])
    rows = _among(viewer, MOST, lambda first: _keys(named, leaving_out, first)) if value else []
    rows += _holding(bare, viewer, leaving_out, search.query_of(asked.words))
    if rows:
        return _first(_in_time(rows), MOST)
    rough = search.roughly(asked.words)
    rows = _holding(bare, viewer, leaving_out, rough.query) if rough else []
    if not rough or not rows:
        return Found([], has_more=False)
    found = _first(_in_time(rows), MOST)
    titles = published(viewer).filter(pk__in=found.keys).values_list("title", "summary")
    return replace(found, meant=" ".join(rough.meant(text for row in titles for text in row)))


def _holding(asked: Asked, viewer: Person | None, leaving_out: str, query: str) -> list[Row]:
    rows: list[Row] = []
    for keys in _batches(query) if query else ():
        kept = list(narrowed(asked, leaving_out).filter(pk__in=keys).values_list("pk", flat=True))
        rows += _seen(viewer=viewer, keys=kept) if kept else []
        if len(rows) > MOST:
            break
    return rows


def _batches(query: str) -> Iterator[list[int]]:
    for first in range(0, _AT_ONCE * _TIMES, _AT_ONCE):
        if keys := search.keys_holding(query, first, _AT_ONCE):
            yield keys
        if len(keys) < _AT_ONCE:
            return


def _in_time(rows: Iterable[Row]) -> list[Row]:
    """The newest first. What is taken in turns is put in order turn by turn, so that a longer list begins like a shorter one."""
    return sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)


def _first(rows: Iterable[Row], most: int) -> Found:
    keys = dict.fromkeys(key for key, _at in rows)
    return Found(list(islice(keys, most)), has_more=len(keys) > most)
