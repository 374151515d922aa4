from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from sqlite3 import register_converter
from typing import Any

from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_datetime

from commonplace.ground.databases.fetching import FetchesRows
from commonplace.ground.editions import TurnsEditions


def _moment(written: bytes) -> datetime | None:
    """A moment as a column holds it. Django would read it without a zone, and make another of it for each row."""
    text = written.decode()
    try:
        return datetime.fromisoformat(f"{text}+00:00")
    except ValueError:
        return parse_datetime(text)


register_converter("datetime", _moment)


@lru_cache(maxsize=1000)
def _with_question_marks(query: str) -> str:
    made: str = base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return made


class Cursor(base.SQLiteCursorWrapper):
    """Turns a query's marks into SQLite's once; prepared queries are long, and come again and again."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> Any:
        if param_names is None:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseWrapper(TurnsEditions, FetchesRows, base.DatabaseWrapper):
    """SQLite that turns editions as it commits."""

    def fetch_all(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """The rows that a SELECT finds. What Django puts around each statement takes as long as most of them do."""
        if self.queries_logged or len(self.execute_wrappers) > 1:  # somebody counts
            return super().fetch_all(sql, parameters)
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = self.connection.execute(_with_question_marks(sql), parameters)
            try:
                found: list[Any] = cursor.fetchall()
            finally:
                cursor.close()
        return found

    def given_rows(self, columns: Sequence[str]) -> str:
        """See `databases/fetching.py`."""
        taken = ", ".join(f"value ->> {number} AS {column}" for number, column in enumerate(columns))
        return f"SELECT key AS place, {taken} FROM json_each(%s)"  # noqa: S608 - names that we chose

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
