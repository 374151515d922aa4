"""The newest of the case studies asked for: as many as anybody looks through and counts, never all of a great many."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from commonplace.commons.entries import search
from commonplace.commons.entries.audience import EntryQuerySet
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish.library import LENGTHS, NAMED, SCALES, Asked, found

# So many are looked through, and counted beside them. Of more, the newest.
MOST = 300
# What holds words is looked for among so many of all that hold them first, and only where those are too few among all.
_AMONG, _ENOUGH = 2000, 40
_LISTS = ("values", "interests", "languages")

Row = tuple[int, datetime]


@dataclass(frozen=True)
class Found:
    """The keys of those found, the newest first; whether there are more; and what may have been meant by the words."""

    keys: list[int]
    has_more: bool
    meant: str = ""


def _in_order(entries: EntryQuerySet, value: str = "") -> QuerySet[Any]:
    """The newest with their moments. With a value, they are found by it, in the order of their keys, which are as old as they."""
    if value:
        entries = entries.filter(as_case_study__values__slug=value)
        entries = entries.order_by("-as_case_study__values__case_study")
    else:
        entries = entries.newest_first()
    return entries.values_list("pk", "shared_at")[: MOST + 1]


def _asked_by_value(asked: Asked, viewer: Person | None, leaving_out: str) -> QuerySet[Any]:
    if asked.values and leaving_out != "value":
        first, *others = asked.values
        return _in_order(found(replace(asked, values=others), viewer, leaving_out), first)
    return _in_order(found(asked, viewer, leaving_out))


@prepared
def _chosen(
    viewer: Person | None,
    leaving_out: tuple[str],
    values: list[str],
    interests: list[str],
    languages: list[str],
    bands: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> QuerySet[Any]:
    forms, scales, lengths = map(list, bands)
    asked = Asked(values, "", forms, scales, lengths, interests, languages)
    return _asked_by_value(asked, viewer, leaving_out[0])


def newest(asked: Asked, viewer: Person | None, leaving_out: str = "") -> Found:
    """The newest case studies asked for that `viewer` may see. `leaving_out` names one thing not to narrow by."""
    if asked.words:
        return _by_words(asked, viewer, leaving_out)
    is_known = (
        set(asked.forms) <= NAMED["form"] and set(asked.scales) <= set(SCALES) and set(asked.lengths) <= set(LENGTHS)
    )
    if asked.practice or asked.near or not is_known:
        return _sorted(_asked_by_value(asked, viewer, leaving_out))
    bands = tuple(tuple(sorted(chosen)) for chosen in (asked.forms, asked.scales, asked.lengths))
    lists = {name: [] if name == f"{leaving_out}s" else getattr(asked, name) for name in _LISTS}
    return _sorted(_chosen(viewer=viewer, leaving_out=(leaving_out,), bands=bands, **lists))


def _by_words(asked: Asked, viewer: Person | None, leaving_out: str) -> Found:
    """Those that hold the words, or the value that they name; where there are none, those with words like them."""
    seen = found(replace(asked, words=""), viewer, leaving_out)
    named = list(_in_order(seen, slugify(asked.words, allow_unicode=True)))
    rows = _holding(seen, search.query_of(asked.words))
    if rows or named:
        return _sorted([*rows, *named])
    rough = search.roughly(asked.words)
    rows = _holding(seen, rough.query) if rough else []
    if not rough or not rows:
        return Found([], has_more=False)
    keys = [key for key, _at in rows[:MOST]]
    titles = seen.filter(pk__in=keys).values_list("title", "summary")
    return replace(_sorted(rows), meant=" ".join(rough.meant(text for row in titles for text in row)))


def _holding(seen: EntryQuerySet, query: str) -> list[Row]:
    rows: list[Row] = []
    for among in (_AMONG, None) if query else ():
        rows = list(_in_order(search.holding(seen, query, among)))  # type: ignore[arg-type]
        if len(rows) > _ENOUGH:
            break
    return rows


def _sorted(rows: Iterable[Row]) -> Found:
    ordered = sorted(dict(rows).items(), key=lambda row: (row[1], row[0]), reverse=True)
    return Found([key for key, _at in islice(ordered, MOST)], has_more=len(ordered) > MOST)
