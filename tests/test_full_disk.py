"""A disk that is really full: a small file system of its own, filled to its last byte."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest

from tests.homes import environment, free_port, run_in, started
from tests.test_stopped import SIGNED_IN, WORDS, Home, doctor

resource = pytest.importorskip("resource", reason="disks are made small as Unix does")
KILOBYTE = 1024


class Disk:
    """A disk of so many kilobytes at `place`: a file system where this machine lets us mount one, else a limit on files."""

    def __init__(self, place: Path, kilobytes: int) -> None:
        place.mkdir()
        self.place, self.kilobytes = place, kilobytes
        words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        self.is_real = shutil.which("mount") is not None and not subprocess.run(words, capture_output=True).returncode

    def runs(self, *command: str) -> list[str]:
        """A command as it runs where this disk is the only one."""
        limit = f'ulimit -f {self.kilobytes} && exec "$@"'
        return list(command) if self.is_real else ["sh", "-c", limit, "sh", *command]

    def fill(self, home: Home) -> None:
        """Nothing more has room on it, for the processes that serve the home."""
        if not self.is_real:
            home.limit_files(100 * KILOBYTE)
            return
        with (self.place / "filling").open("wb", buffering=0) as filling:
            try:
                while True:
                    filling.write(bytes(4 * KILOBYTE))
            except OSError:
                return

    def make_room(self, home: Home) -> None:
        if self.is_real:
            (self.place / "filling").unlink()
        else:
            home.limit_files(resource.RLIM_INFINITY)


@contextmanager
def disk_of(place: Path, kilobytes: int) -> Iterator[Disk]:
    disk = Disk(place, kilobytes)
    try:
        yield disk
    finally:
        if disk.is_real:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("kilobytes", [4, 300], ids=["from the beginning", "while tables are made"])
def test_a_commons_that_is_begun_on_a_full_disk_says_what_to_do(tmp_path: Path, kilobytes: int) -> None:
    with disk_of(tmp_path / "disk", kilobytes) as disk:
        command = [
            sys.executable,
            "-m",
            "commonplace",
            "start",
            "--port",
            str(free_port()),
            "--home",
            str(disk.place / "home"),
        ]
        done = subprocess.run(
            disk.runs(*command), env=environment(), capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert "Make room there, or choose another folder with --home" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_typed_while_the_disk_is_full_is_kept_on_the_page_and_sent_again(told: Path, tmp_path: Path) -> None:
    with disk_of(tmp_path / "disk", 24 * KILOBYTE) as disk:
        folder = Path(shutil.copytree(told, disk.place / "home"))
        session, post, _picture = run_in(folder, SIGNED_IN).split()
        with started(folder, seconds=90) as server:
            home = Home(folder, server, session, post)
            disk.fill(home)
            refused = ""
            for number in range(200):  # what the database's file had to spare is used up first
                status, page, _headers = home.send(f"{post}comment/", words=f"{number}: {WORDS}")
                if status != 302:
                    refused = page
                    break
            assert status == 507
            assert home.ask("GET", post)[0] == 200, "one can still read"
            if disk.is_real:
                assert "Make room" in doctor(folder, "Home")["advice"]
            disk.make_room(home)
            assert "The disk of this commons is full" in refused
            assert f"{number}: {WORDS}" in unescape(refused)
            assert home.send_again(refused)[0] == 302
            assert [words for words in home.said() if WORDS in words] == [
                f"{kept}: {WORDS}" for kept in range(number + 1)
            ]
