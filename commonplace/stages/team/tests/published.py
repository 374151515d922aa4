"""Instances of teams that this project did not make, as they are written down."""

from typing import Any

from commonplace.stages.team.scoring import Problem, Said, sizes_for


def problem_of(told: dict[str, Any]) -> Problem:
    """A published instance as we read it."""
    said = [
        Said(
            sum(1 << hour for hour in one["available_utc_hours_of_week"]),
            frozenset(one["outcomes"]),
            tuple(one["values"]),
            one["background"],
        )
        for one in told["people"]
    ]
    group = frozenset(number for number, one in enumerate(told["people"]) if one["self_described_minority"])
    return Problem(tuple(said), sizes_for(len(said), told["team_size"]), groups=(group,))
