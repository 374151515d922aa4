"""Backup and restore, as processes: while people write, row by row, on both databases, with what was deleted since."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from commonplace.commons.communities.actions import start_community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.people.models import Person
from commonplace.edges.own.archive import Reader
from commonplace.edges.own.backup import back_up
from commonplace.edges.own.restore import restore
from commonplace.ground.packing import called_now
from tests.homes import answer, commonplace, environment, run_in, started
from tests.test_bad_input import people_of_everything

_ENTRY = (
    "from commonplace.commons.entries.models import *\n"
    "from commonplace.commons.entries.actions import *\n"
    "from commonplace.commons.entries.commenting import *\n"
)


@pytest.fixture
def home(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(told, tmp_path / "home"))


def rows_of(archive: Path) -> dict[str, list[Any]]:
    """Every row of a backup, by table."""
    reader = Reader(archive)
    tables = [
        name.removeprefix("data/").removesuffix(".jsonl")
        for name in reader.manifest["members"]
        if name.startswith("data/")
    ]
    return {table: list(reader.rows(table)) for table in tables}


def test_a_restored_commons_is_the_same_row_by_row(home: Path, tmp_path: Path) -> None:
    facts = answer("backup", tmp_path / "one.zip", home=home)
    assert facts["files"] == 2
    assert facts["counts"]["entries.entry"] == 3
    restored = answer("restore", tmp_path / "one.zip", home=tmp_path / "new")
    assert restored["rows"] == sum(facts["counts"].values())
    answer("backup", tmp_path / "two.zip", home=tmp_path / "new")
    assert rows_of(tmp_path / "one.zip") == rows_of(tmp_path / "two.zip")
    files = sorted(path.relative_to(home / "media") for path in (home / "media").rglob("*") if path.is_file())
    assert len(files) == 2
    for file in files:
        assert (home / "media" / file).read_bytes() == (tmp_path / "new" / "media" / file).read_bytes()
    assert {row["state"] for row in answer("doctor", home=tmp_path / "new")} <= {"ok", "warn"}


@pytest.mark.long
def test_the_search_index_is_made_anew(home: Path, tmp_path: Path) -> None:
    answer("backup", tmp_path / "one.zip", home=home)
    answer("restore", tmp_path / "one.zip", home=tmp_path / "new")
    found = run_in(
        tmp_path / "new",
        _ENTRY + "from commonplace.commons.entries.search import matching\n"
        "print([[e.title for e in matching(Entry.objects.all(), asked)] for asked in ('kettl', 'Ada')])",
    )
    assert found.strip() == "[['A kettle, mended'], ['Fuses']]"


def test_sessions_and_the_secret_are_not_in_it_and_others_cannot_read_it(home: Path, tmp_path: Path) -> None:
    answer("backup", tmp_path / "one.zip", home=home)
    names = zipfile.ZipFile(tmp_path / "one.zip").namelist()
    # Sessions of an open space are something else than those of signing in.
    kept = [name.replace("open_space.agreedsession", "") for name in names]
    assert not [name for name in kept if "session" in name or "secret" in name]
    if os.name == "posix":  # elsewhere a file inherits from its folder who may read it
        assert (tmp_path / "one.zip").stat().st_mode & 0o077 == 0


def test_a_backup_made_while_people_write_is_of_one_moment(home: Path, tmp_path: Path) -> None:
    writing = (
        "import sys\nfrom commonplace.commons.people.models import Person\n"
        + _ENTRY
        + "ines = Person.objects.get(name='ines')\n"
        "for number in range(100000):\n"
        "    entry = write_entry(ines, 'post', title=f'Note {number}', body='words ' * 50, share=True)\n"
        "    comment_on(entry, ines, 'to myself')\n"
        "    print(number, flush=True)\n"
    )
    preamble = (
        "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'commonplace.project.settings'\ndjango.setup()\n"
    )
    with started(home):
        writer = subprocess.Popen(
            [sys.executable, "-c", preamble + writing],
            env=environment(COMMONPLACE_HOME=str(home)),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        try:
            for _line in range(20):
                writer.stdout.readline()
            answer("backup", tmp_path / "one.zip", home=home)
            meanwhile = int(run_in(home, _ENTRY + "print(Entry.objects.count())"))
        finally:
            writer.kill()
            writer.wait()
            writer.stdout.close()
    rows = rows_of(tmp_path / "one.zip")
    entries = {row["id"] for row in rows["entries.entry"]}
    assert 20 < len(entries) < meanwhile, "people went on writing"
    for table in ("entries.authorship", "entries.revision"):
        assert {row["entry_id"] for row in rows[table]} == entries
    assert {row["entry_id"] for row in rows["entries.comment"]} <= entries
    answer("restore", tmp_path / "one.zip", home=tmp_path / "new")


class TestRefusals:
    def test_a_home_with_people_in_it(self, home: Path, tmp_path: Path) -> None:
        answer("backup", tmp_path / "one.zip", home=home)
        done = commonplace("restore", tmp_path / "one.zip", home=home)
        assert done.returncode == 1
        assert "--replace" in done.stderr

    def test_a_home_that_is_being_served(self, home: Path, tmp_path: Path) -> None:
        answer("backup", tmp_path / "one.zip", home=home)
        with started(home):
            done = commonplace("restore", tmp_path / "one.zip", "--replace", home=home)
        assert done.returncode == 1
        assert "in use" in done.stderr

    def test_a_damaged_backup_changes_nothing(self, home: Path, tmp_path: Path) -> None:
        answer("backup", tmp_path / "one.zip", home=home)
        whole = (tmp_path / "one.zip").read_bytes()
        place = whole.index(b"attachments/") + 200
        broken = {
            "cut off": whole[: len(whole) // 2],
            "changed": whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :],
            "no backup": b"Dear diary",
        }
        for name, content in broken.items():
            (tmp_path / "broken.zip").write_bytes(content)
            done = commonplace("restore", tmp_path / "broken.zip", home=tmp_path / "new")
            assert done.returncode == 1, name
            assert "Nothing was changed" in done.stderr, name
            assert "Traceback" not in done.stderr, name
        assert not (tmp_path / "new" / "commonplace.sqlite3").exists() or not (tmp_path / "new" / "media").exists()

    def test_a_target_that_exists(self, home: Path, tmp_path: Path) -> None:
        (tmp_path / "one.zip").write_text("precious")
        done = commonplace("backup", tmp_path / "one.zip", home=home)
        assert done.returncode == 1
        assert (tmp_path / "one.zip").read_text() == "precious"


def _delete_since(home: Path) -> None:
    """What people do after the backup: an entry, a picture and a comment are deleted, and somebody leaves."""
    run_in(
        home,
        _ENTRY
        + "from commonplace.commons.people.models import Person\nfrom commonplace.edges.own.leaving import leave\n"
        "nkechi, ines = Person.objects.get(name='nkechi'), Person.objects.get(name='ines')\n"
        "delete_entry(Entry.objects.get(title='Fuses'), nkechi)\n"
        "picture = Attachment.objects.get()\nremove_attachments(picture.entry, [picture], ines)\n"
        "delete_comment(Comment.objects.get(by=ines), ines)\n"
        "leave(ines, keep=True)\n"
        "from commonplace.ground.queue import run_waiting_tasks\nrun_waiting_tasks()\n",
    )


def _what_is_left(home: Path) -> dict[str, Any]:
    program = (
        _ENTRY
        + """
import json
from commonplace.commons.people.models import Account, Person
from commonplace.ground.models import Happening

def column(rows, name):
    return sorted(set(rows.values_list(name, flat=True)))

kinds = ["entry.deleted", "comment.deleted", "attachment.removed", "person.left"]
print(json.dumps({
    "entries": column(Entry.objects, "title"),
    "pictures": Attachment.objects.count(),
    "comments": column(Comment.objects, "words"),
    "accounts": column(Account.objects, "username"),
    "names": column(Person.objects, "display_name"),
    "happened": column(Happening.objects.filter(kind__in=kinds), "kind"),
}))
"""
    )
    left: dict[str, Any] = json.loads(run_in(home, program))
    left["files"] = len([path for path in (home / "media").rglob("*") if path.is_file()])
    return left


AFTER = {
    "entries": ["A kettle, mended"],
    "pictures": 0,
    "comments": ["How did you find it, @ines?"],
    "accounts": ["nkechi"],
    "names": ["Nkechi", "Somebody who left"],
    "happened": ["attachment.removed", "comment.deleted", "entry.deleted", "person.left"],
    "files": 0,
}


@pytest.fixture(scope="module")
def deleted(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backup, and with the home in which people deleted things after it was made."""
    place = tmp_path_factory.mktemp("deleted")
    shutil.copytree(told, place / "home")
    answer("backup", place / "one.zip", home=place / "home")
    _delete_since(place / "home")
    assert _what_is_left(place / "home") == AFTER
    return place


@pytest.mark.long
def test_what_was_put_away_in_a_backup_and_brought_back_since_is_there(home: Path, tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from commonplace.commons.entries.search import matching
from commonplace.commons.people.models import Person
from commonplace.edges.own.backup import back_up
from commonplace.ground import put_away
from commonplace.ground.queue import run_waiting_tasks
ines, kettle = Person.objects.get(name="ines"), Attachment.objects.get().entry
delete_comment(Comment.objects.get(by=ines), ines)
delete_entry(kettle, ines)
back_up(Path({str(tmp_path / "away.zip")!r}))
put_away.bring_back(put_away.to_bring_back(ines)[0].pk, ines)
run_waiting_tasks()
"""
    run_in(home, _ENTRY + program)
    facts = answer("restore", tmp_path / "away.zip", "--replace", home=home)
    assert (facts["deletions"], facts["files"]) == (0, 2)
    look = "from commonplace.commons.entries.search import matching\nfrom commonplace.ground.models import PutAway\n"
    look += "found = [entry.title for entry in matching(Entry.objects.all(), 'kettl')]\n"
    look += "print(found, Comment.objects.count(), PutAway.objects.count())"
    assert run_in(home, _ENTRY + look).strip() == "['A kettle, mended'] 1 0", "what stayed away is forgotten"
    assert len([path for path in (home / "media").rglob("*") if path.is_file()]) == 2


class TestDeletions:
    @pytest.fixture
    def place(self, deleted: Path, tmp_path: Path) -> Path:
        return Path(shutil.copytree(deleted, tmp_path / "place"))

    @pytest.mark.long
    def test_what_was_deleted_since_stays_deleted_also_the_second_time(self, place: Path) -> None:
        facts = answer("restore", place / "one.zip", "--replace", home=place / "home")
        # Four deletions, and the draft that went with the person who left.
        assert facts["deletions"] == 5
        assert (Path(facts["aside"]) / "commonplace.sqlite3").exists()
        (place / "home" / "deletions.jsonl").unlink()
        answer("restore", place / "one.zip", "--replace", home=place / "home")
        assert _what_is_left(place / "home") == AFTER

    @pytest.mark.long
    def test_also_when_the_database_was_lost(self, place: Path) -> None:
        (place / "home" / "commonplace.sqlite3").write_bytes(b"This is no database any more. " * 400)
        (place / "home" / "commonplace.sqlite3-wal").unlink(missing_ok=True)
        answer("restore", place / "one.zip", "--replace", home=place / "home")
        assert _what_is_left(place / "home") == AFTER

    @pytest.mark.long
    def test_also_in_another_home_by_a_copy_of_the_log(self, place: Path) -> None:
        log = place / "home" / "deletions.jsonl"
        answer("restore", place / "one.zip", "--deletions", log, home=place / "new")
        assert _what_is_left(place / "new") == AFTER


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_from_this_database_to_sqlite_and_back(person: Any, tmp_path: Path) -> None:
    amara, dov = person("amara"), person("dov", age_band="13-15")
    table = start_community(amara, name="The Mending Table")
    entry = write_entry(dov, "post", title="Lamps", body="Ünïcödé 🛠", community=table)
    comment_on(entry, amara, "Well found")
    back_up(tmp_path / "here.zip")
    answer("restore", tmp_path / "here.zip", home=tmp_path / "there")
    answer("backup", tmp_path / "there.zip", home=tmp_path / "there")
    assert rows_of(tmp_path / "here.zip") == rows_of(tmp_path / "there.zip")
    if connection.vendor == "postgresql":
        comment_on(entry, dov, "Written after the backup")
        facts = restore(tmp_path / "there.zip", print, replace=True)
        assert (Path(facts["aside"]) / "before-restore.zip").exists()
        back_up(tmp_path / "again.zip")
        assert rows_of(tmp_path / "here.zip") == rows_of(tmp_path / "again.zip")
        shutil.rmtree(facts["aside"])
        # Counted keys go on after the highest that came back.
        comment_on(entry, dov, "Written after the restore")
        assert settings.HOME.exists()


# Tables of which that commons holds nothing; every other one is compared row by row.
NEVER_FILLED = {
    "communities.classcode",
    "communities.community_interests",
    "critique.onemore",
    "discover.bookplace",
    "discover.firststep",
    "entries.notice",
    "entries.rendition",
    "gather.attendance",
    "gather.calendaraddress",
    "gather.untoldmove",
    "gather.writtenevent",
    "open_space.agreedsession",
    "people.attempt",
    "people.block",
    "people.formername",
    "people.onetimelink",
    "programmes.circular",
    "programmes.circular_entries",
    "programmes.circular_teams",
    "publish.depiction",
    "publish.depiction_people",
    "recruit.leftalone",
    "reflect.prompt",
    "resources.broughtpicture",
    "resources.picturetocome",
    "safeguard.ruling",
    "safeguard.watchwords",
    "signing.factorhelp",
    "signing.passkey",
    "signing.recoverycode",
    "team.named",
}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_every_table_comes_back_row_by_row(person: Callable[..., Person], tmp_path: Path) -> None:
    """A commons with one of everything in it, as every room made it."""
    people_of_everything(person)
    back_up(tmp_path / "here.zip")
    answer("restore", tmp_path / "here.zip", home=tmp_path / "there")
    answer("backup", tmp_path / "there.zip", home=tmp_path / "there")
    here, there = (rows_of(tmp_path / f"{name}.zip") for name in ("here", "there"))
    # What was put away and did not come back is forgotten.
    assert {table for table in here.keys() | there if here.get(table) != there.get(table)} == {"ground.putaway"}
    assert {table for table, rows in here.items() if not rows} == NEVER_FILLED


@pytest.mark.long
@pytest.mark.parametrize("kept", sorted((Path(__file__).parent / "backups").glob("*.zip")), ids=lambda path: path.stem)
def test_a_backup_of_an_earlier_version_is_restored(kept: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    restored = answer("restore", kept, home=home)
    before = rows_of(kept)
    assert restored["rows"] == sum(map(len, before.values()))
    assert {row["state"] for row in answer("doctor", home=home)} <= {"ok", "warn"}
    answer("backup", tmp_path / "now.zip", home=home)
    now = rows_of(tmp_path / "now.zip")
    for called_then, rows_then in before.items():
        # Later versions may know more of a row, or call it otherwise; what it held then it holds still.
        table, rows = called_now(called_then, {})[0], [called_now(called_then, row)[1] for row in rows_then]
        assert len(now[table]) == len(rows), table
        for then, later in zip(rows, now[table], strict=True):
            assert then.items() <= later.items(), table
    with started(home) as server:
        assert server.get("/c/the-mending-table/")[0] == 200
