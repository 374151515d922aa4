"""What SQLite knows of how its tables are filled, by which it chooses the index to go by."""

from django.db import connection
from django_tasks import task

# Of each index so many rows are looked at: a matter of milliseconds at any size.
_LOOKED_AT = 1000


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
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")
        if cursor.fetchone() != (0,):
            cursor.execute("DELETE FROM sqlite_stat4")


@task()
def gather_statistics_again() -> None:
    """Once a day, since a commons grows."""
    gather_statistics()
