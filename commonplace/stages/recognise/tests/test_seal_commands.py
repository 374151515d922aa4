"""What hosts do with the keys of seals, on the command line."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite  # whose file it looks into


def test_hosts_keep_the_keys_and_bring_them_back(told: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(told, home)

    def run(*said: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "commonplace", "seal", said[0], "--home", str(home), *said[1:]]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert "No community has a seal yet" in run("list").stdout
    assert run("renew", "nowhere").returncode == 1
    slug = _slug(home)
    public = run("renew", slug).stdout.strip()
    assert public.startswith("z6Mk")
    assert run("keep", str(tmp_path / "keys")).returncode == 0
    assert run("keep", str(tmp_path / "keys")).returncode == 1, "no key is written over"
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    (home / "secret").write_text("x" * 60)
    assert json.loads(run("list", "--json").stdout)[0]["opens"] is False
    assert run("keep", str(tmp_path / "more")).returncode == 1
    assert "1 seals can sign" in run("bring", str(tmp_path / "keys")).stdout
    assert json.loads(run("list", "--json").stdout)[0]["opens"] is True
    (tmp_path / "keys").write_text("[{}]")
    assert run("bring", str(tmp_path / "keys")).returncode == 1


def _slug(home: Path) -> str:
    with sqlite3.connect(home / "commonplace.sqlite3") as there:
        return str(there.execute("SELECT slug FROM communities_community").fetchone()[0])
