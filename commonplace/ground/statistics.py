"""What SQLite knows of how its tables are filled, by which it chooses the index to go by."""

from typing import Any

from django.db import connection
from django_tasks import task

# Of each index so many rows are looked at: half a second for 300,000 entries. Of a thousand, all are of one kind and of one
# audience, and it cannot be told which of the two is the rarer.
_LOOKED_AT = 100_000
# In tables of so few rows no index matters.
_FEW = 100


def gather_statistics() -> None:
    """Look at the tables anew (https://www.sqlite.org/lang_analyze.html). PostgreSQL does so by itself.

    Samples of single values are not kept: with them SQLite plans every statement again for each new set of values,
    which takes ten times as long as to carry it out.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_LOOKED_AT}")
        cursor.execute("ANALYZE")
        # Where almost all rows hold nothing, an index looks useless for finding the few that hold something.
        cursor.execute("SELECT rowid, tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL")
        for row, table, index, stat in cursor.fetchall():
            rows, alike = map(int, stat.split()[:2])
            if 3 * alike > 2 * min(rows, _LOOKED_AT) > 2 * _FEW and _holds_nothing_somewhere(cursor, table, index):
                cursor.execute("DELETE FROM sqlite_stat1 WHERE rowid = %s", [row])
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")
        if cursor.fetchone() != (0,):
            cursor.execute("DELETE FROM sqlite_stat4")
        cursor.execute("ANALYZE sqlite_schema")  # read again what is noted now


def _holds_nothing_somewhere(cursor: Any, table: str, index: str) -> bool:
    cursor.execute("SELECT name FROM pragma_index_info(%s) WHERE seqno = 0", [index])
    (column,) = cursor.fetchone()
    if column is None:  # it is by an expression
        return False
    cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" IS NULL LIMIT 1')  # noqa: S608 - names of our tables
    return cursor.fetchone() is not None


@task()
def gather_statistics_again() -> None:
    """Once a day, since a commons grows."""
    gather_statistics()
