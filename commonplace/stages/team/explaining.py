"""Why somebody has the seat that they have, said so that nothing is told of what another keeps to themselves.

What is said comes from what the person said themselves and from what the whole team comes to: hours that all are free in, and that
others want or value the same. It is never said who, or how many. Wishes and refusals are one's own alone; whoever is with somebody
whom they wished for is not told whether it was mutual. Of groups nothing is said, not even of one's own: "you are not the only one"
would tell of another.

So that it cannot be otherwise, `seat_of` hands on nothing else: what others wish, refuse or count themselves to does not reach
`reasons_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from commonplace.stages.team.scoring import WEEK, Problem, Said

# A value is shared where it makes up so much of what each of two people value: a quarter of it, if all was one.
_SHARED = 0.5


@dataclass(frozen=True)
class Seat:
    """What somebody may know about their place: what they said, what the others of the team said, and whom they named themselves."""

    own: Said
    others: tuple[Said, ...]
    wished_here: frozenset[int]
    wished_elsewhere: frozenset[int]
    refused: frozenset[int]
    refused_here: frozenset[int]


@dataclass(frozen=True)
class Reasons:
    """Why a seat is what it is. `hours` are bits: when the whole team is free, None where not two said when they are.

    Outcomes, values and people are numbers. `wished_elsewhere` and `refused_here` are what did not come about; `is_varied` is
    where others come from somewhere else than oneself.
    """

    hours: int | None
    outcomes: tuple[int, ...]
    values: tuple[int, ...]
    is_varied: bool
    wished_here: tuple[int, ...]
    wished_elsewhere: tuple[int, ...]
    kept_apart: bool
    refused_here: tuple[int, ...]


def seat_of(problem: Problem, team: Sequence[int], one: int) -> Seat:
    """What `one` may know about their place in `team`."""
    members = frozenset(team)
    wished, refused = (asked.get(one, frozenset()) for asked in (problem.wished, problem.refused))
    return Seat(
        own=problem.people[one],
        others=tuple(problem.people[other] for other in team if other != one),
        wished_here=wished & members,
        wished_elsewhere=wished - members,
        refused=refused,
        refused_here=refused & members,
    )


def reasons_of(seat: Seat) -> Reasons:
    """Why somebody has this seat."""
    return Reasons(
        hours=_common(seat),
        outcomes=tuple(
            outcome for outcome in sorted(seat.own.outcomes) if any(outcome in other.outcomes for other in seat.others)
        ),
        values=tuple(
            number
            for number, weight in enumerate(seat.own.direction)
            if weight >= _SHARED
            and any(other.direction and other.direction[number] >= _SHARED for other in seat.others)
        ),
        is_varied=seat.own.background is not None
        and any(other.background not in {None, seat.own.background} for other in seat.others),
        wished_here=tuple(sorted(seat.wished_here)),
        wished_elsewhere=tuple(sorted(seat.wished_elsewhere)),
        kept_apart=bool(seat.refused) and not seat.refused_here,
        refused_here=tuple(sorted(seat.refused_here)),
    )


def _common(seat: Seat) -> int | None:
    said = [one.hours for one in seat.others if one.hours is not None]
    if seat.own.hours is None or not said:
        return None
    common = seat.own.hours
    for hours in said:
        common &= hours
    return common & (1 << WEEK) - 1
