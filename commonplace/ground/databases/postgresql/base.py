from collections.abc import Sequence

from django.db.backends.postgresql import base

from commonplace.ground.databases.fetching import FetchesRows
from commonplace.ground.editions import TurnsEditions


class DatabaseWrapper(TurnsEditions, FetchesRows, base.DatabaseWrapper):
    """PostgreSQL that turns editions as it commits."""

    def given_rows(self, columns: Sequence[str]) -> str:
        """See `databases/fetching.py`."""
        taken = ", ".join(f"(value ->> {number})::bigint AS {column}" for number, column in enumerate(columns))
        rows = "json_array_elements(%s::json) WITH ORDINALITY AS given (value, counted)"
        return f"SELECT counted - 1 AS place, {taken} FROM {rows}"  # noqa: S608 - names that we chose
