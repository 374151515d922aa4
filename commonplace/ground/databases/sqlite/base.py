from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

from commonplace.ground.editions import TurnsEditions


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


class DatabaseWrapper(TurnsEditions, base.DatabaseWrapper):
    """SQLite that turns editions as it commits."""

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
