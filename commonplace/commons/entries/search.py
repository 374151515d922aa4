"""Finds entries by their words: SQLite's FTS5 (https://sqlite.org/fts5.html), or PostgreSQL's tsvector.

The table has no model, since on SQLite it is virtual; migration 0002_words makes it. Accents are taken off on the way
in and when asked, so that both databases find the same. Whom a text calls by @name is left out: nobody finds by a name
what open pages do not say. Who may see what is decided by `visible_to`, to which the ids
found here are handed as a condition.
"""

import re
import unicodedata
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.expressions import RawSQL

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.veil import without_calls

_MOST_WORDS = 8
# PostgreSQL's tsvector ends at a megabyte.
_LONGEST = 100_000


def _bare(text: str) -> str:
    """Lower case, without accents: “Łódź” stays with its Ł, “éclair” is found as “eclair”."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    ).replace("\0", "")


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def strings(value: Any) -> list[str]:
    """Every string within what JSON can hold."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in strings(part)]
    return []


def index(entry: Entry, *more: Any) -> None:
    """Make an entry findable by its title, summary, words, and the strings found anywhere in `more`."""
    texts = [entry.title, entry.summary, entry.body, *strings(list(more))]
    words = _bare(without_calls("\n".join(texts)))[:_LONGEST]
    forget(entry.pk)
    with connection.cursor() as cursor:
        if _on_postgresql():
            cursor.execute(
                "INSERT INTO entries_words (entry_id, words) VALUES (%s, to_tsvector('simple', %s))", [entry.pk, words]
            )
        else:
            cursor.execute("INSERT INTO entries_words (rowid, words) VALUES (%s, %s)", [entry.pk, words])


def index_again(entry: Entry) -> None:
    """Make an entry findable that has been: its last revision holds the words that its kind adds to those of the entry."""
    last = entry.revisions.order_by("-number").first()
    index(entry, {name: said for name, said in last.words.items() if name != "pieces"} if last else "")


def forget(entry_id: int) -> None:
    """Take an entry's words out of the index."""
    key = "entry_id" if _on_postgresql() else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM entries_words WHERE {key} = %s", [entry_id])  # noqa: S608 - key is one of two literals


def _found(query: str, most: int | None = None) -> Expression:
    if _on_postgresql():
        sql, key = "SELECT entry_id FROM entries_words WHERE words @@ to_tsquery('simple', %s)", "entry_id"
    else:
        sql, key = "SELECT rowid FROM entries_words WHERE entries_words MATCH %s", "rowid"
    if most is not None:
        sql += f" ORDER BY {key} DESC LIMIT {most:d}"
    return RawSQL(sql, [query])  # noqa: S611 - what people typed is a parameter


def query_of(asked: str) -> str:
    """What the index is asked so that it finds every word, or a word beginning with it; empty where no word was given."""
    words = re.findall(r"\w+", _bare(asked).replace("_", " "))[:_MOST_WORDS]
    return " & ".join(f"{word}:*" for word in words) if _on_postgresql() else " ".join(f'"{word}"*' for word in words)


def holding(entries: QuerySet[Entry], query: str, most: int | None = None) -> QuerySet[Entry]:
    """Those of `entries` that hold what `query_of` made of the words; with `most`, among so many of the newest that do."""
    return entries.filter(pk__in=_found(query, most))


def matching(entries: QuerySet[Entry], asked: str) -> QuerySet[Entry]:
    """Those of `entries` that hold every word asked for, or a word beginning with it. No words find nothing."""
    query = query_of(asked)
    return holding(entries, query) if query else entries.none()
