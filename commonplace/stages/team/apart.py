"""Forming teams in a process of its own: it computes for seconds or minutes, and pages go on meanwhile.

`formed_apart` is what is meant. Of few people it is then looked for a proof that no other teams are better (`certifying`), which
wants a process without OR-Tools in it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from commonplace.stages.team.forming import Formed, formed, seconds_for
from commonplace.stages.team.scoring import Problem, Said, Teams, Weights

# For so long a proof is looked for. It takes a second or two of most groups of forty.
_PROOF_SECONDS = 20.0


def formed_apart(problem: Problem, teams: Teams | None = None) -> Iterator[Formed]:
    """Teams that get better, about once a second, as `formed` gives them; who stops asking, stops the process.

    Raises subprocess.CalledProcessError where that ends badly.
    """
    command = [sys.executable, "-m", "commonplace.stages.team.apart"]
    asked = json.dumps({"problem": written(problem), "teams": teams})
    with tempfile.TemporaryFile("w+") as given:
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


def formed_and_proved(problem: Problem, teams: Teams | None = None) -> Iterator[Formed]:
    """The same in this process."""
    last = None
    for one in formed(problem, teams, seconds=seconds_for(len(problem.people))):
        last = one
        yield one
    try:
        from commonplace.stages.team.certifying import can_be_certified, certify  # noqa: PLC0415 - of the extra `planning`
    except ImportError:
        return
    if last is not None and can_be_certified(problem):
        certified = certify(problem, last.teams, seconds=_PROOF_SECONDS)
        yield replace(last, teams=certified.teams, value=certified.value, is_best=certified.is_best)


def written(problem: Problem) -> dict[str, Any]:
    """A problem as JSON holds it."""
    return {
        "people": [[said.hours, sorted(said.outcomes), list(said.values), said.background] for said in problem.people],
        "sizes": list(problem.sizes),
        "weights": asdict(problem.weights),
        "groups": [sorted(group) for group in problem.groups],
        "wishes": sorted(problem.wishes),
        "refusals": sorted(problem.refusals),
        "staying": sorted(problem.staying),
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
        frozenset(told["staying"]),
    )


def main() -> None:
    """Read a problem, and write teams as they get better, a line each."""
    asked = json.load(sys.stdin)
    # HiGHS greets whoever reads along; what is read here is ours alone.
    with os.fdopen(os.dup(1), "w") as told, open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        for one in formed_and_proved(read(asked["problem"]), asked["teams"]):
            told.write(json.dumps(asdict(one)) + "\n")
            told.flush()


if __name__ == "__main__":
    main()
