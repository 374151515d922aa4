"""Forming teams in a process of its own: it computes for seconds or minutes, and pages go on meanwhile.

`formed_apart` is what is meant. That process has numpy in it, and HiGHS where a proof is looked for, and this one has not.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import asdict, dataclass
from typing import Any

from commonplace.stages.team.scoring import Problem, Said, Teams, Weights


@dataclass(frozen=True)
class Formed:
    """The best teams so far, what they bring together, and what share of the work is done, from 0 to 1.

    `is_best` where it is proved that no other teams bring more.
    """

    teams: Teams
    value: float
    share: float
    is_best: bool = False


def formed_apart(problem: Problem, teams: Teams | None = None) -> Generator[Formed, None, None]:
    """Teams that get better, about once a second, as `formed` gives them; who stops asking, stops the process.

    Raises subprocess.CalledProcessError where that ends badly.
    """
    command = [sys.executable, "-m", "commonplace.stages.team.forming"]
    asked = json.dumps({"problem": written(problem), "teams": teams})
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        given.write(asked)
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    with process:
        try:
            for line in process.stdout or ():
                yield Formed(**json.loads(line))
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def written(problem: Problem) -> dict[str, Any]:
    """A problem as JSON holds it."""
    return {
        "people": [[said.hours, sorted(said.outcomes), list(said.values), said.background] for said in problem.people],
        "sizes": list(problem.sizes),
        "weights": asdict(problem.weights),
        "groups": [sorted(group) for group in problem.groups],
        "wishes": sorted(problem.wishes),
        "refusals": sorted(problem.refusals),
    }


def read(told: dict[str, Any]) -> Problem:
    """The other way round."""
    return Problem(
        tuple(
            Said(hours, frozenset(outcomes), tuple(values), background)
            for hours, outcomes, values, background in told["people"]
        ),
        tuple(told["sizes"]),
        Weights(**told["weights"]),
        tuple(map(frozenset, told["groups"])),
        frozenset((one, other) for one, other in told["wishes"]),
        frozenset((one, other) for one, other in told["refusals"]),
    )
