"""What both databases' wrappers do about fetching rows, and about rows that are given with a query."""

import json
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

    def given_rows(self, columns: Sequence[str]) -> str:
        """See `given_rows` below."""
        raise NotImplementedError


def fetch_all(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows that a SELECT finds, as the driver gives them."""
    return cast(FetchesRows, connection).fetch_all(sql, parameters)


def given_rows(columns: Sequence[str]) -> str:
    """A SELECT of rows of whole numbers that are given with it: these columns, and `place`, which counts from 0.

    However many they are, it has one parameter, which `given` makes of them.
    """
    return cast(FetchesRows, connection).given_rows(columns)


def given(rows: Sequence[Sequence[int]]) -> str:
    """Rows as `given_rows` takes them."""
    return json.dumps(rows)
