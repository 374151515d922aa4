"""What live pages cost: five hundred who look at one gathering, served as `commonplace start` serves.

Gives one line: `kb_each`, the memory of all serving processes for each who looks; `cpu_us`, their processor time for each message
that reached somebody, what they use without any taken off; `idle_ms`, what they use in a second in which nothing happens;
`p50_ms` and `p99_ms`, from the moment something was done until it was heard. Linux alone tells all of that.
"""

import json
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.homes import environment, make_home, run_in, started

LOOKING = 500
_ROUNDS = 30
_PAUSE = 1.0

_TOLD = f"""
import json
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.actions import plan_gathering

table, nkechi = Community.objects.get(slug="the-mending-table"), Person.objects.get(name="nkechi")
begins = clock.now() + timedelta(days=3)
made = plan_gathering(table, nkechi, title="An evening", starts_at=begins, ends_at=begins + timedelta(hours=2))
sessions = []
for number in range({LOOKING}):
    account = Account.objects.create(username=f"person{{number}}", email=f"person{{number}}@example.org", password="!")
    person = Person.objects.create(account=account, name=account.username, display_name="A", age_band="adult")
    Membership.objects.create(community=table, person=person, agreed_norms_at=clock.now())
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    sessions.append(session.session_key)
print(json.dumps([ids.written(made.pk), sessions]))
"""
_DOES = """
import sys
import django; django.setup()
from commonplace.commons.people.models import Person
from commonplace.ground import ids
from commonplace.stages.gather.attending import check_in
from commonplace.stages.gather.models import Gathering
gathering = Gathering.objects.select_related("entry__community").get(pk=ids.read(sys.argv[1]))
people = Person.objects.filter(name__startswith="person").order_by("pk").iterator()
print("ready", flush=True)
for _line in sys.stdin:
    check_in(gathering, next(people), how="list", by=None)
    print("done", flush=True)
"""


def _workers(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _cpu(pids: list[int]) -> float:
    """Seconds of processor time."""
    tasks = (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


def _memory(pids: list[int]) -> int:
    """Kilobytes, with what several processes share divided among them."""
    lines = (
        line for pid in pids for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    )
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


class _Crowd:
    """Those who look, each by a connection of their own."""

    def __init__(self, port: int, entry: str, sessions: list[str]) -> None:
        self._selector = selectors.DefaultSelector()
        for session in sessions:
            line = socket.create_connection(("127.0.0.1", port), timeout=20)
            asked = [f"GET /live/{entry}/ HTTP/1.0", f"Host: 127.0.0.1:{port}", "Accept: text/event-stream"]
            asked.append(f"Cookie: sessionid={session}")
            line.sendall("\r\n".join([*asked, "", ""]).encode())
            self._selector.register(line, selectors.EVENT_READ)
        self.hear(b"retry:", len(sessions))

    def hear(self, what: bytes, many: int, seconds: float = 30) -> list[float]:
        """When each heard it first."""
        when: dict[Any, float] = {}
        end = time.monotonic() + seconds
        while len(when) < many and time.monotonic() < end:
            for key, _ready in self._selector.select(1):
                said = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if what in said:
                    when.setdefault(key.fd, time.monotonic())
                elif not said:
                    raise SystemExit("a stream has ended")
        if len(when) < many:
            raise SystemExit(f"only {len(when)} of {many} heard {what!r}")
        return list(when.values())


def measure() -> dict[str, Any]:
    """The line that `make bench` prints of live pages."""
    folder = Path(tempfile.mkdtemp(prefix="commonplace-bench-"))
    try:
        home = make_home(folder / "home")
        entry, sessions = json.loads(run_in(home, _TOLD, seconds=300))
        known = environment(COMMONPLACE_HOME=str(home), DJANGO_SETTINGS_MODULE="commonplace.project.settings")
        with started(home) as server:
            command = [sys.executable, "-c", _DOES, entry]
            beside = subprocess.Popen(command, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            with beside:
                return _measured(server.process.pid, server.port, entry, sessions, beside)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(pid: int, port: int, entry: str, sessions: list[str], beside: "subprocess.Popen[str]") -> dict[str, Any]:
    assert beside.stdin
    assert beside.stdout
    beside.stdout.readline()
    workers = _workers(pid)
    # What a process needs for its first streams it needs once.
    _Crowd(port, entry, sessions[:4])
    time.sleep(3)
    before = _memory(workers)
    crowd = _Crowd(port, entry, sessions[4:])
    time.sleep(5)
    memory = _memory(workers) - before
    begun = _cpu(workers)
    time.sleep(10)
    idle = (_cpu(workers) - begun) / 10
    waits: list[float] = []
    begun, since = _cpu(workers), time.monotonic()
    for _round in range(_ROUNDS):
        said = time.monotonic()
        beside.stdin.write("\n")
        beside.stdin.flush()
        beside.stdout.readline()
        waits += [heard - said for heard in crowd.hear(b"changed", len(sessions) - 4)]
        time.sleep(_PAUSE)
    used = _cpu(workers) - begun - idle * (time.monotonic() - since)
    return {
        "page": "live",
        "looking": len(sessions),
        "processes": len(workers),
        "kb_each": round(memory / (len(sessions) - 4), 1),
        "cpu_us": round(used / (_ROUNDS * len(sessions)) * 1e6, 1),
        "idle_ms": round(idle * 1000, 1),
        "p50_ms": round(statistics.median(waits) * 1000),
        "p99_ms": round(statistics.quantiles(waits, n=100)[98] * 1000),
    }


def row(found: dict[str, Any]) -> str:
    """The same for eyes."""
    return (
        f"live: {found['looking']} who look, {found['kb_each']} KB each, {found['cpu_us']} µs a message, "
        f"heard after {found['p50_ms']} ms, p99 {found['p99_ms']} ms\n"
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
