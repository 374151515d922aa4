"""Finds entries by their words: SQLite's FTS5 (https://sqlite.org/fts5.html), or PostgreSQL's tsvector.

The table has no model, since on SQLite it is virtual; migrations 0002_words and 0010_grams make it. Words are cut apart and bared
by us (`ground/words.py`), on the way in and when asked, so that both databases find the same in every language. Whom a text calls by
@name is left out: nobody finds by a name what open pages do not say. Who may see what is decided by `visible_to`, to which
the ids found here are handed as a condition.

What is said of an entry's pieces, what they show and their captions, is marked (`_MARK`), since there are readers who get the words
of an entry and none of its pieces: strangers, where a minor had a part in it. They are asked for only where somebody gets both.

Where the words as they were typed find little, `roughly` also looks for words like them (`spelling.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Expression, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from commonplace.commons.entries import spelling
from commonplace.commons.entries.models import Attachment, Authorship, Entry
from commonplace.commons.entries.spelling import ENTRIES, Index
from commonplace.commons.people.models import AgeBand
from commonplace.commons.people.veil import without_calls
from commonplace.ground.words import is_unspaced, pairs, tokens, words_in

_MOST_WORDS = 8
# A beginning of more words than these says too little: it is looked for as a word.
_MOST_BEGINNING = 200
# PostgreSQL's tsvector ends at a megabyte, and its positions at 16383.
_LONGEST, _MOST_TOKENS, _LAST_POSITION = 100_000, 40_000, 16_383
# What nobody can type stands before each word that is said of a piece: both databases take it for a letter.
_MARK = spelling.MARK


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
    """Make an entry findable by its title, summary, words, the strings found anywhere in `more`, and what is said of its pieces.

    What only members get is not among these.
    """
    said = Attachment.objects.filter(entry=entry.pk, for_members=False).values_list("alternative", "caption")
    marked = [_MARK + token for token in _tokens_in(strings(list(said)))]
    found = [*_tokens_of(entry, *more), *marked][:_MOST_TOKENS]
    with transaction.atomic():
        before = _taken_out(entry.pk)
        put_in([(entry.pk, found)])
        spelling.unlearn(_unmarked(before.difference(found)))


def _unmarked(found: Iterable[str]) -> set[str]:
    return {token.removeprefix(_MARK) for token in found}


def index_new(entries: Iterable[tuple[Entry, Any]]) -> None:
    """The same of entries that are in no index yet and have no pieces, each with what else it is found by; in a few queries."""
    put_in((entry.pk, _tokens_of(entry, more)) for entry, more in entries)


def _tokens_of(entry: Entry, *more: Any) -> list[str]:
    return _tokens_in([entry.title, entry.summary, entry.body, *strings(list(more))])


def _tokens_in(texts: list[str]) -> list[str]:
    return tokens(without_calls("\n".join(texts))[:_LONGEST])[:_MOST_TOKENS]


def put_in(rows: Iterable[tuple[int, list[str]]], index: Index = ENTRIES) -> None:
    """The tokens of what is not in the index, by its key."""
    rows = list(rows)
    with connection.cursor() as cursor:
        if _on_postgresql():
            cursor.executemany(
                f"INSERT INTO {index.words} ({index.key}, words) VALUES (%s, %s::tsvector)",  # noqa: S608 - names of ours
                [(key, _vector(found)) for key, found in rows],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {index.words} (rowid, words) VALUES (%s, %s)",  # noqa: S608 - names of ours
                [(key, " ".join(found)) for key, found in rows],
            )
    spelling.learn(_unmarked(token for _key, found in rows for token in found), index)


def _vector(found: list[str]) -> str:
    return " ".join(f"'{token}':{min(place, _LAST_POSITION)}" for place, token in enumerate(found, 1))


def index_again(entry: Entry) -> None:
    """Make an entry findable that has been: its last revision holds the words that its kind adds to those of the entry."""
    last = entry.revisions.order_by("-number").first()
    index(entry, {name: said for name, said in last.words.items() if name != "pieces"} if last else "")


def forget(entry_id: int) -> None:
    """Take an entry's words out of the index, and those that no other entry holds out of what is known."""
    with transaction.atomic():
        spelling.unlearn(_taken_out(entry_id))


def forget_all() -> None:
    """Take out everything, before all entries are indexed again."""
    with connection.cursor() as cursor:
        for table in ("entries_words", "entries_grams", "entries_unread"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours


def read_some_anew(most: int = 50) -> bool:
    """Index some of the entries again that were indexed before an upgrade, the newest first. False where none is left."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT entry_id FROM entries_unread ORDER BY entry_id DESC LIMIT %s", [most])
            keys = [key for (key,) in cursor.fetchall()]
            cursor.executemany("DELETE FROM entries_unread WHERE entry_id = %s", [(key,) for key in keys])
        for entry in Entry.objects.filter(pk__in=keys):
            index_again(entry)
    return bool(keys)


def put_in_anew(rows: Iterable[tuple[int, list[str]]], index: Index) -> None:
    """The tokens of what is in the index already, in place of those that it was found by."""
    rows = list(rows)
    with transaction.atomic():
        before = {word for key, _found in rows for word in _taken_out(key, index)}
        put_in(rows, index)
        spelling.unlearn(before.difference(*(found for _key, found in rows)), index)


def take_out(keys: Iterable[int], index: Index) -> None:
    """Take these out of an index, and the words that nothing else in it holds out of what is known."""
    with transaction.atomic():
        spelling.unlearn({word for key in keys for word in _taken_out(key, index)}, index)


def _taken_out(key: int, index: Index = ENTRIES) -> set[str]:
    """What something was found by, which it is no longer."""
    with connection.cursor() as cursor:
        if _on_postgresql():
            cursor.execute(
                f"DELETE FROM {index.words} WHERE {index.key} = %s"  # noqa: S608 - names of ours
                " RETURNING array_to_string(tsvector_to_array(words), ' ')",
                [key],
            )
            row = cursor.fetchone()
        else:
            cursor.execute(f"SELECT words FROM {index.words} WHERE rowid = %s", [key])  # noqa: S608 - a name of ours
            row = cursor.fetchone()
            if row:
                cursor.execute(f"DELETE FROM {index.words} WHERE rowid = %s", [key])  # noqa: S608 - a name of ours
    return set(row[0].split()) if row else set()


def _asking(index: Index) -> tuple[str, str]:
    """What finds the keys of whatever holds what a query says, and what the key is called."""
    if _on_postgresql():
        return f"SELECT {index.key} FROM {index.words} WHERE words @@ %s::tsquery", index.key  # noqa: S608 - names of ours
    return f"SELECT rowid FROM {index.words} WHERE {index.words} MATCH %s", "rowid"  # noqa: S608 - names of ours


def found(query: str, most: int | None = None, index: Index = ENTRIES) -> Expression:
    """The keys of what holds what `query_of` made of the words, to be asked for within another query; the newest `most`."""
    sql, key = _asking(index)
    if most is not None:
        sql += f" ORDER BY {key} DESC LIMIT {most:d}"
    return RawSQL(sql, [query])  # noqa: S611 - what people typed is a parameter


# Words that stand one after the other, or a single one that others begin with.
_Way = tuple[list[str], bool]


def _ways(word: str, index: Index = ENTRIES) -> list[_Way]:
    """What a word is found by: itself, or one beginning with it; of a run without spaces, its signs one after the other.

    The words that begin with it are named: asked for a beginning, an index puts together all that it holds of them before it
    says which is the newest. Where we know none, as with numbers, it is asked for the beginning.
    """
    if is_unspaced(word) and len(word) > 1:
        return [(pairs(word), False)]
    longer = spelling.beginning_with(word, _MOST_BEGINNING + 1, index)
    if len(longer) > _MOST_BEGINNING:
        return [([word], False)]
    if not longer or not spelling.is_known_by_its_signs(word):
        return [([word], True)]
    return [([one], False) for one in dict.fromkeys([word, *longer])]


def _term(ways: list[_Way], of_pieces: bool) -> str:
    """One of these ways; `of_pieces` also among what is said of pieces."""
    marks = ("", _MARK) if of_pieces else ("",)
    return _any(
        [
            _beginning(mark + words[0]) if is_beginning else _exactly([mark + word for word in words])
            for mark in marks
            for words, is_beginning in ways
        ]
    )


def _any(terms: list[str]) -> str:
    return "(" + (" | " if _on_postgresql() else " OR ").join(terms) + ")" if len(terms) > 1 else terms[0]


def _beginning(word: str) -> str:
    return f"'{word}':*" if _on_postgresql() else f'"{word}"*'


def _exactly(phrase: list[str]) -> str:
    if _on_postgresql():
        return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"
    return '"' + " ".join(phrase) + '"'


def _words_asked(asked: str) -> list[str]:
    return words_in(asked)[:_MOST_WORDS]


def _every(terms: list[str]) -> str:
    return (" & " if _on_postgresql() else " AND ").join(terms)


def query_of(asked: str, index: Index = ENTRIES) -> str:
    """What the index is asked so that it finds every word, or a word beginning with it; empty where no word was given."""
    return queries_of(asked, index)[0]


def queries_of(asked: str, index: Index = ENTRIES) -> tuple[str, str]:
    """The same, and a question that is answered by what is said of pieces, too; strangers get what `shows_pieces`."""
    asked_for = [_ways(word, index) for word in _words_asked(asked)]
    by_words, of_pieces = (_every([_term(ways, pieces) for ways in asked_for]) for pieces in (False, True))
    return by_words, of_pieces


def shows_pieces() -> Q:
    """Entries whose pieces strangers get, where they get the entry: everybody who made them may be named on open pages."""
    apart = Authorship.objects.exclude(person__age_band=AgeBand.ADULT, person__shown_openly=True)
    return ~Q(Exists(apart.filter(entry=OuterRef("pk"))))


@dataclass(frozen=True)
class Roughly:
    """What the index is asked so that it finds words like those typed, too, and `of_pieces` as well; and for each, those words."""

    query: str
    of_pieces: str
    alike: dict[str, list[str]]

    def meant(self, texts: Iterable[str]) -> list[str]:
        """The words typed with each that stands in none of the texts put right, as far as one like it does.

        Only words are said that whoever reads this has before them: not the names called there, which may be veiled.
        """
        held = set(words_in(without_calls("\n".join(texts))))
        meant = []
        for word, likes in self.alike.items():
            stands = any(one.startswith(word) for one in held)
            meant.append(word if stands else next((like for like in likes if like in held), word))
        return meant if meant != list(self.alike) else []


def roughly(asked: str, index: Index = ENTRIES) -> Roughly | None:
    """The same question put forgivingly; None where we know of no word like one of those typed."""
    likes = {word: spelling.alike(word, index) for word in _words_asked(asked)}
    if not any(likes.values()):
        return None
    asked_for: list[list[_Way]] = [
        [*_ways(word, index), *(([like], False) for like in found)] for word, found in likes.items()
    ]
    by_words, of_pieces = (_every([_term(ways, pieces) for ways in asked_for]) for pieces in (False, True))
    return Roughly(by_words, of_pieces, likes)


def holding(entries: QuerySet[Entry], query: str, most: int | None = None) -> QuerySet[Entry]:
    """Those of `entries` that hold what `query_of` made of the words; with `most`, among so many of the newest that do."""
    return entries.filter(held(query, most))


def held(query: str, most: int | None = None) -> Q:
    """The same as a condition on entries."""
    return Q(pk__in=found(query, most))


def keys_holding(query: str, first: int, most: int) -> list[int]:
    """The keys of the newest entries that hold what `query_of` made of the words, from the one at place `first` on."""
    sql, key = _asking(ENTRIES)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {key} DESC LIMIT %s OFFSET %s", [query, most, first])
        return [found for (found,) in cursor.fetchall()]


def matching(entries: QuerySet[Entry], asked: str) -> QuerySet[Entry]:
    """Those of `entries` that hold every word asked for, or a word beginning with it. No words find nothing."""
    query = query_of(asked)
    return holding(entries, query) if query else entries.none()
