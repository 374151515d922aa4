"""Rows as JSON holds them, and back again: columns by their names, the same for SQLite and PostgreSQL.

Rows are columns and nothing more, so that what is written down comes back the same to the microsecond, ids included.
"""

import base64
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import connections, models
from django.db.models.fields.files import FieldFile

BATCH = 500

# What older backups, and what was put away before, name otherwise: tables and their columns, each with what it is called now.
_tables: dict[str, str] = {}
_columns: dict[str, dict[str, str]] = {}


def was_called(model: type[models.Model], label: str = "", **columns: str) -> None:
    """A table, or some of its columns, had another name once; each of `columns` is a present name with the one of then."""
    now = model._meta.label_lower
    if label:
        _tables[label] = now
    if columns:
        _columns[now] = {then: name for name, then in columns.items()}


def labels_of(model: type[models.Model]) -> list[str]:
    """The present name of a table, and those that it had."""
    now = model._meta.label_lower
    return [now, *(then for then, name in _tables.items() if name == now)]


def called_now(label: str, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A row and its table, by the names that they have now."""
    label = _tables.get(label, label)
    columns = _columns.get(label)
    return label, row if columns is None else {columns.get(name, name): value for name, value in row.items()}


def plain_value(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, FieldFile):
        return value.name
    return value


def row_of(instance: models.Model) -> dict[str, Any]:
    """A row as JSON holds it."""
    return {field.attname: plain_value(getattr(instance, field.attname)) for field in instance._meta.concrete_fields}


def instance_of(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    """The row back again. Columns that it does not know keep their defaults; those now gone are dropped."""
    _label, row = called_now(model._meta.label_lower, row)
    values = {}
    for field in model._meta.concrete_fields:
        if field.attname not in row:
            continue
        value = row[field.attname]
        if isinstance(field, models.BinaryField) and value is not None:
            value = base64.b64decode(value)
        values[field.attname] = (
            field.target_field.to_python(value) if isinstance(field, models.ForeignKey) else field.to_python(value)
        )
    return model(**values)


def insert_rows(model: type[models.Model], rows: Iterable[dict[str, Any]], using: str = "default") -> int:
    """Write rows just as they are: nothing is set to the present moment, no file is moved."""
    count, batch = 0, []
    fields = list(model._meta.concrete_fields)
    size = max(1, connections[using].ops.bulk_batch_size([field.attname for field in fields], [None] * BATCH))
    for row in rows:
        batch.append(instance_of(model, row))
        if len(batch) >= size:
            count += _insert(model, fields, batch, using)
            batch = []
    return count + (_insert(model, fields, batch, using) if batch else 0)


def _insert(model: type[models.Model], fields: list[Any], batch: list[models.Model], using: str) -> int:
    # What Model.save_base(raw=True) does for one row: bulk_create would set `auto_now_add` columns to now.
    cast(Any, model._base_manager.using(using))._insert(batch, fields=fields, raw=True, using=using)
    return len(batch)
