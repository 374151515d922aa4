"""Dealing a round in a process of its own: of thousands of works it computes for seconds, and pages go on meanwhile.

That process has OR-Tools and numpy in it, and this one has not.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from typing import Any

from commonplace.stages.critique.allocation import Round
from commonplace.stages.critique.dealing import Dealt


@contextmanager
def dealing_apart() -> Iterator[Callable[[Round], Dealt]]:
    """What says of rounds what `dealing.deal` says of them, one after the other. It raises CalledProcessError (of subprocess).

    The process begins at once, so that what it needs is loaded while rows are still being read.
    """
    command = [sys.executable, "-m", "commonplace.stages.critique.dealt"]
    process: Any = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    asks, answers = process.stdin, process.stdout

    def dealt(this: Round) -> Dealt:
        with suppress(BrokenPipeError):  # then there is no answer either
            asks.write(json.dumps(written(this)) + "\n")
            asks.flush()
        answer = answers.readline()
        if not answer:
            raise subprocess.CalledProcessError(process.wait(), command)
        told = json.loads(answer)
        return Dealt([(person, work) for person, work in told.pop("given")], **told)

    try:
        yield dealt
    finally:
        process.kill()  # whatever it is at, nobody waits for it any more
        with suppress(BrokenPipeError), process:
            pass


def written(this: Round) -> dict[str, Any]:
    """A round as JSON holds it."""
    said = {field.name: getattr(this, field.name) for field in fields(this)}
    said |= {name: [sorted(some) for some in said[name]] for name in ("makers", "unseen", "blocked")}
    # Whoever reads nothing sees nothing, as far as this goes: that is said in a word, and not with the number of every work.
    return said | {"unseen": [None if len(some) == len(this.makers) else some for some in said["unseen"]]}


def read(said: dict[str, Any]) -> Round:
    """The other way round."""
    every = frozenset(range(len(said["makers"])))
    sets = {name: tuple(map(frozenset, said[name])) for name in ("makers", "blocked")}
    sets["unseen"] = tuple(every if some is None else frozenset(some) for some in said["unseen"])
    return Round(**(said | {name: tuple(said[name]) for name in ("works_carry", "people_follow", "keys")} | sets))
