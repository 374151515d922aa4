"""Items of frameworks found in plain words of any language: by their words, and by words like them (`entries/search.py`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from commonplace.commons.entries import search
from commonplace.commons.entries.spelling import Index
from commonplace.commons.people.veil import without_calls
from commonplace.ground.words import tokens
from commonplace.stages.recognise.models_frameworks import Framework, Item

ITEMS = Index("recognise_item_words", "recognise_item_grams", "item_id")
MOST = 30
_LONGEST = 5_000
# What of an item is worth looking for, beside its code and where it stands.
_SAID = ("fullStatement", "abbreviatedStatement", "alternativeLabel", "conceptKeywords", "CFItemType")


@dataclass(frozen=True)
class Found:
    """The first items found, whether there are more, and, where few hold the words themselves, those with words like them."""

    items: list[Item] = field(default_factory=list)
    has_more: bool = False
    alike: list[Item] = field(default_factory=list)


def _tokens_of(item: Item) -> list[str]:
    texts = [item.code, *search.strings([item.said.get(name, "") for name in _SAID]), item.within]
    return tokens(without_calls("\n".join(texts))[:_LONGEST])


def put_in(items: Iterable[Item]) -> None:
    """Make items findable that are not."""
    search.put_in(((item.pk, _tokens_of(item)) for item in items), ITEMS)


def put_in_anew(items: Iterable[Item]) -> None:
    """Make items findable as they are now."""
    search.put_in_anew(((item.pk, _tokens_of(item)) for item in items), ITEMS)


def take_out(keys: Iterable[int]) -> None:
    """Let nobody find these any more."""
    search.take_out(keys, ITEMS)


def put_in_all_anew() -> None:
    """Make every item findable, after the rows alone came back from a backup."""
    with connection.cursor() as cursor:
        for table in (ITEMS.words, ITEMS.grams):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    some: list[Item] = []
    for item in Item.objects.filter(withdrawn_at=None).iterator(chunk_size=500):
        some.append(item)
        if len(some) == 500:
            put_in(some)
            some.clear()
    put_in(some)


def find(asked: str, among: QuerySet[Framework]) -> Found:
    """The items of these frameworks that hold every word, or one beginning with it; whose code it is first, then by place."""
    query = search.query_of(asked, ITEMS)
    if not query:
        return Found()
    rows = _holding(query, asked, among)
    if len(rows) >= MOST // 3:
        return Found(rows[:MOST], len(rows) > MOST)
    roughly = search.roughly(asked, ITEMS)
    alike = _holding(roughly.query, asked, among) if roughly else []
    there = {item.pk for item in rows}
    return Found(rows, alike=[item for item in alike if item.pk not in there][:MOST])


def _holding(query: str, asked: str, among: QuerySet[Framework]) -> list[Item]:
    rows = Item.objects.filter(Exists(among.filter(pk=OuterRef("framework"))), withdrawn_at=None)
    rows = (
        rows.filter(pk__in=search.found(query, index=ITEMS))
        .select_related("framework")
        .defer("said", "framework__said")
    )
    is_code = Case(When(code__iexact=asked.strip(), then=Value(0)), default=Value(1))
    return list(rows.order_by(is_code, "framework", "place")[: MOST + 1])
