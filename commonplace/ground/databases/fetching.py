"""What both databases' wrappers do about fetching rows."""

from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


class FetchesRows(BaseDatabaseWrapper):
    """Fetches the rows of queries that are put together already."""

    def fetch_all(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """The rows that a SELECT finds, as the driver gives them."""
        with self.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def fetch_all(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows that a SELECT finds, as the driver gives them."""
    return cast(FetchesRows, connection).fetch_all(sql, parameters)
