"""Editions: numbers that grow as things change, by which a page that was kept knows whether it still holds.

Each group of things (a community) has an edition, what lies beyond all groups has one, and so has everything together. They
are turned in the transaction that changed something, by the database's wrapper as it commits: nobody has to remember it, and
nobody can read a change before its edition. A transaction that said within which groups it changes things (`changed_within`,
called by `happenings.record`) turns theirs; any other turns the edition beyond all groups, on which every page depends.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from commonplace.ground.databases.fetching import fetch_all

# The groups themselves have positive numbers. The last is turned where somebody may no longer read what they could.
EVERYTHING, BEYOND, LEAVING = -1, 0, -2

_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
_TURN = """INSERT INTO ground_edition (id, number) VALUES (%s, 1)
    ON CONFLICT (id) DO UPDATE SET number = ground_edition.number + 1"""


_within: set[str] = set()
_unseen: list[type[models.Model]] = []
_left: set[str] = set()


def lies_within(*tables: type[models.Model]) -> None:
    """Rows of these tables belong to one group each, if whoever writes them says to which."""
    _within.update(model._meta.db_table for model in tables)


def is_unseen(*tables: type[models.Model]) -> None:
    """Nothing of these tables stands on a page that is kept."""
    _unseen.extend(tables)


def is_left(*tables: type[models.Model]) -> None:
    """Nothing of these tables stands on a page, but when one of their rows is deleted, somebody reads no longer."""
    is_unseen(*tables)
    _left.update(model._meta.db_table for model in tables)


@cache
def _seen() -> frozenset[str]:
    """Our own tables, but those said to be unseen."""
    models_of_ours = (model for model in apps.get_models(include_auto_created=True) if model not in _unseen)
    return frozenset(m._meta.db_table for m in models_of_ours if m.__module__.startswith("commonplace."))


class TurnsEditions(BaseDatabaseWrapper):
    """What both databases' wrappers do about editions."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        # What this transaction wrote: anything that shows on pages, anything beyond one group, and within which groups.
        self.has_changed = self.changed_beyond = False
        self.changed_groups: set[int] = set()
        self._table_is_there = False
        self.execute_wrappers.append(self._notice)

    def _notice(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        written = None if sql[:6] == "SELECT" else _WRITES.match(sql)
        if written and written[1] in _seen():
            self.has_changed = True
            self.changed_beyond |= written[1] not in _within
        elif written and written[1] in _left and sql.startswith("DELETE"):
            self.has_changed = True
            self.changed_groups.add(LEAVING)
        else:
            return done
        if not self.in_atomic_block:
            self._turn()
        return done

    def _turn(self) -> None:
        groups, has_changed = self.changed_groups or {BEYOND}, self.has_changed
        if self.changed_beyond:
            groups = groups | {BEYOND}
        self._forget()
        if not has_changed or not self._keeps_editions():
            return
        with self.cursor() as cursor:
            if self.vendor == "postgresql" and not self.get_autocommit():
                # Else rows that others hold would be waited for at the commit, with an edition in hand that they wait for.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # Everybody takes the first one first, so nobody waits for somebody who waits for them.
            for number in (EVERYTHING, *sorted(groups)):
                cursor.execute(_TURN, [number])

    def _keeps_editions(self) -> bool:
        """Whether the table is there; while a new database is made, it comes after others."""
        if not self._table_is_there:
            with self.cursor() as cursor:
                self._table_is_there = "ground_edition" in self.introspection.table_names(cursor)
        return self._table_is_there

    def _forget(self) -> None:
        self.has_changed = self.changed_beyond = False
        self.changed_groups = set()

    def _commit(self) -> None:
        self._turn()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._forget()
        super()._rollback()  # type: ignore[misc]

    def connect(self) -> None:
        """A connection that broke within a transaction leaves nothing of it behind."""
        self._forget()
        super().connect()


def _wrapper() -> TurnsEditions:
    return cast(TurnsEditions, connection)


def changed_within(group: int) -> None:
    """What this transaction changes lies within a group; said of several, it lies within all of them."""
    if connection.in_atomic_block:  # else each statement is on its own, and nobody says to which this belongs
        _wrapper().changed_groups.add(group)


def editions_of(*groups: int) -> tuple[int, ...] | None:
    """The edition of everything, that beyond all groups, and those of `groups`. One query.

    None while this transaction has changed something, since what it shows then has no edition yet.
    """
    if _wrapper().has_changed:
        return None
    asked = (EVERYTHING, BEYOND, *groups)
    marks = ", ".join(["%s"] * len(asked))
    found = dict(fetch_all(f"SELECT id, number FROM ground_edition WHERE id IN ({marks})", asked))  # noqa: S608 - marks only
    return tuple(found.get(number, 0) for number in asked)
