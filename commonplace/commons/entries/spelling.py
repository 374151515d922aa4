"""Words like the one somebody typed: misspelt, or standing within a longer one.

`entries_grams` holds each word that any entry holds by the threes of signs in it (the same table on SQLite and PostgreSQL,
made by migration 0010_grams; it has no model, since like the index it is made anew from the entries). It tells nothing of who may see
the words: what is found is looked for in the index, and `visible_to` decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from commonplace.ground.words import behind, grams, steps_between


@dataclass(frozen=True)
class Index:
    """The tables of an index: of words, by the key of what holds them (on PostgreSQL a column of this name), and of their threes."""

    words: str
    grams: str
    key: str


ENTRIES = Index("entries_words", "entries_grams", "entry_id")
# Before a word in the index that is said of a piece.
MARK = "\ue000"
_LONGEST = 40
_AT_ONCE = 400
# So many candidates are looked at, and so many words taken.
_MOST_LOOKED_AT, _MOST_ALIKE = 120, 10
# A word of so many letters may be wrong in one place, or in two.
_ONE_STEP, _TWO_STEPS = 4, 8


def is_known_by_its_signs(word: str) -> bool:
    """Whether words like this one are kept, once an entry holds them; not numbers, nor what is too short or too long."""
    return len(word) <= _LONGEST and not word.isdecimal() and bool(grams(word))


def _kept(words: Iterable[str]) -> list[str]:
    # In one order for all, so that two who bring new words at once do not wait for each other.
    return sorted(filter(is_known_by_its_signs, set(words)))


def learn(words: Iterable[str], index: Index = ENTRIES) -> None:
    """Know these words from now on."""
    kept = _kept(words)
    for first in range(0, len(kept), _AT_ONCE):
        some = kept[first : first + _AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT word FROM {index.grams} WHERE gram = '' AND word IN ({_places(some)})", some)  # noqa: S608 - places
            known = {word for (word,) in cursor.fetchall()}
            rows = [(gram, word) for word in some if word not in known for gram in ("", *grams(word))]
            if rows:
                cursor.executemany(
                    f"INSERT INTO {index.grams} (gram, word) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608 - a name
                    rows,
                )


def unlearn(words: Iterable[str], index: Index = ENTRIES) -> None:
    """Know those of these words no more that nothing holds."""
    if connection.vendor == "postgresql":
        query = f"('''' || {index.grams}.word || ''' | ''{MARK}' || {index.grams}.word || '''')::tsquery"
        held = f"SELECT 1 FROM {index.words} WHERE words @@ {query}"  # noqa: S608 - nothing but names
    else:
        query = f"'\"' || {index.grams}.word || '\" OR \"{MARK}' || {index.grams}.word || '\"'"
        held = f"SELECT 1 FROM {index.words} WHERE {index.words} MATCH {query}"  # noqa: S608 - nothing but names
    kept = _kept(words)
    for first in range(0, len(kept), _AT_ONCE):
        some = kept[first : first + _AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT word FROM {index.grams} WHERE gram = '' AND word IN ({_places(some)}) AND NOT EXISTS ({held})",  # noqa: S608
                some,
            )
            gone = [(gram, word) for (word,) in cursor.fetchall() for gram in ("", *grams(word))]
            if gone:
                cursor.executemany(f"DELETE FROM {index.grams} WHERE gram = %s AND word = %s", gone)  # noqa: S608


def beginning_with(asked: str, most: int, index: Index = ENTRIES) -> list[str]:
    """So many of the words kept that begin with this one, itself among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM {index.grams} WHERE gram = '' AND word >= %s AND word < %s ORDER BY word LIMIT %s",  # noqa: S608
            [asked, behind(asked), most],
        )
        return [word for (word,) in cursor.fetchall()]


def alike(asked: str, index: Index = ENTRIES) -> list[str]:
    """The words that hold this one, or that it may have been meant to be; the likest first."""
    own = grams(asked)
    if not own:
        return []
    steps = 2 if len(asked) >= _TWO_STEPS else 1 if len(asked) >= _ONE_STEP else 0
    # Two signs that change places touch four of them, and a word within another lacks the two at its ends.
    shared = max(1, min(len(own) - 4 * steps, len(own) - 2))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM {index.grams} WHERE gram IN ({_places(own)}) GROUP BY word HAVING count(*) >= %s"  # noqa: S608
            " ORDER BY count(*) DESC, length(word), word LIMIT %s",
            [*own, shared, _MOST_LOOKED_AT],
        )
        found = [word for (word,) in cursor.fetchall() if word != asked]
    near = [(steps_between(asked, word, steps), len(word), word) for word in found]
    return [word for away, _length, word in sorted(near) if away <= steps or asked in word][:_MOST_ALIKE]


def _places(values: list[str]) -> str:
    return ", ".join(["%s"] * len(values))
