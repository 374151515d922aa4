"""Dealing a round in a process of its own: of thousands of works it computes for seconds, and pages go on meanwhile.

That process has OR-Tools and numpy in it, and this one has not.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from commonplace.stages.critique.allocation import Round
from commonplace.stages.critique.dealing import Dealt


def dealt_apart(this: Round) -> Dealt:
    """What `dealing.deal` says of a round. Raises subprocess.CalledProcessError where that ends badly."""
    command = [sys.executable, "-m", "commonplace.stages.critique.dealt"]
    done = subprocess.run(  # noqa: S603 - our own module
        command, input=json.dumps(written(this)), stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    told = json.loads(done.stdout)
    return Dealt([(person, work) for person, work in told.pop("given")], **told)


def written(this: Round) -> dict[str, Any]:
    """A round as JSON holds it."""
    said = asdict(this)
    said |= {name: [sorted(some) for some in said[name]] for name in ("makers", "unseen", "blocked")}
    # Whoever reads nothing sees nothing, as far as this goes: that is said in a word, and not with the number of every work.
    return said | {"unseen": [None if len(some) == len(this.makers) else some for some in said["unseen"]]}


def read(said: dict[str, Any]) -> Round:
    """The other way round."""
    every = frozenset(range(len(said["makers"])))
    sets = {name: tuple(map(frozenset, said[name])) for name in ("makers", "blocked")}
    sets["unseen"] = tuple(every if some is None else frozenset(some) for some in said["unseen"])
    return Round(**(said | {name: tuple(said[name]) for name in ("works_carry", "people_follow", "keys")} | sets))
