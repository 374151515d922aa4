"""A commons of the first version with 300,000 entries is brought up to date by starting it, in bounded time and without hand work."""

import sys
import time
from pathlib import Path

import pytest

from tests.homes import run_in, started

pytestmark = [pytest.mark.long, pytest.mark.alone]

ENTRIES, TIMES = 3_000, 100
# Ten times the twelve seconds it took on a machine of two cores; a migration that goes through entries one by one takes longer.
BOUND = 120

# What the first version that landed had run.
_FIRST = """
from django.apps import apps
from django.core.management import call_command
from django.db import connection
FIRST = {"entries": "0002"}
# What came after it would bring with it what it stands on.
LATER = {"programmes", "room", "team", "open_space", "collections", "resources", "critique", "bridge", "recognise"}
for app in ("auth", "contenttypes", "django_tasks_database"):
    call_command("migrate", app, verbosity=0)
for app in apps.get_app_configs():
    if app.name.startswith("commonplace.") and list(app.get_models()) and app.label not in LATER:
        call_command("migrate", app.label, FIRST.get(app.label, "0001"), verbosity=0)
# As `django.contrib.sessions` made it, which belonged to that version.
connection.cursor().execute(
    "CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date datetime NOT NULL)")
"""

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
