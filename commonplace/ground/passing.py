"""Rows that are there for a moment, for whoever asks on this connection, and were never written."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction

_here = threading.local()


def are_here() -> bool:
    """Whether this thread is within such a block on SQLite: columns then have no declared type, and the driver converts nothing."""
    return getattr(_here, "passing", False)


@contextmanager
def rows_for_a_moment(*rows: models.Model) -> Iterator[None]:
    """Within this block every query finds these rows beside those of their tables. Nothing may be written within.

    On SQLite they are not written, since whoever writes there keeps everybody else from it.
    """
    if connection.vendor == "sqlite":
        by_model: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for row in rows:
            by_model[type(row)].append(row)
        try:
            for model, group in by_model.items():
                _lay_over(model, group)
            _here.passing = True
            yield
        finally:
            _here.passing = False
            for model in by_model:
                _take_off(model)
        return
    with transaction.atomic():
        for row in rows:
            row.save(force_insert=True)
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _names(model: type[models.Model]) -> tuple[str, str]:
    """The table, and the temporary one beside it, as they stand in SQL."""
    table = model._meta.db_table
    return connection.ops.quote_name(table), connection.ops.quote_name(f"passing_{table}")


def _lay_over(model: type[models.Model], rows: list[models.Model]) -> None:
    """A temporary view with the table's own name: names are looked for among what is temporary first.

    What is temporary belongs to one connection and lies outside of the database's file (https://sqlite.org/lang_naming.html).
    """
    table, beside = _names(model)
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {beside} AS SELECT {columns} FROM main.{table} LIMIT 0")  # noqa: S608 - names of ours
        marks = ", ".join(["%s"] * len(fields))
        for row in rows:
            values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
            cursor.execute(f"INSERT INTO temp.{beside} ({columns}) VALUES ({marks})", values)  # noqa: S608
        both = f"SELECT {columns} FROM main.{table} UNION ALL SELECT {columns} FROM temp.{beside}"  # noqa: S608
        cursor.execute(f"CREATE TEMP VIEW {table} AS {both}")


def _take_off(model: type[models.Model]) -> None:
    table, beside = _names(model)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS temp.{table}")
        cursor.execute(f"DROP TABLE IF EXISTS temp.{beside}")
