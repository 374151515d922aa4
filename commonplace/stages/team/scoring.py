"""What a team is worth to those in it, in the words of people who form teams. Knows numbers only: no names, no database.

Of people it is known what they said: outcomes they want, values, free hours, a background; which groups they agreed to be counted
in; whom they wish to be with, and whom not. None of it measures a person, and nothing here does.

For a team of k people::

    worth = hours      · min(common free hours, 4) / 4
          + outcomes   · (members who want the outcome that most want − 1) / (k − 1)
          + values     · (‖Σ v‖² − Σ ‖v‖²) / (k (k − 1)),  v of length 1: the mean of how alike each two are
          + difference · (distinct backgrounds − 1) / (min(k, 6) − 1)
          − alone      · groups of which exactly one member is in the team

Somebody who said nothing of a thing neither helps nor harms it. Wishes, refusals and a common hour that has to be stand beside this
with a price, and are no part of what a team is worth.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

WEEK = 168  # hours, from Monday 0:00 UTC
ENOUGH_HOURS = 4  # more of them in common are worth no more
ENOUGH_BACKGROUNDS = 6  # a larger team is not asked for more different ones than a team of so many

LARGEST = 200  # a team of more is no team
_NOBODY: frozenset[int] = frozenset()

# Each team's people. People are numbered from 0.
Teams = list[list[int]]


@dataclass(frozen=True)
class Weights:
    """What matters how much. The first five are shares of what a team is worth; the last three are prices, in what teams are worth.

    `is_fair` makes the sum of 1 / (worth + c) as small as it can be, so that the team which has least is helped first; else
    the sum of what teams are worth is made as large. `needs_an_hour` asks each team for one hour that all are free in.
    """

    hours: float = 0.35
    outcomes: float = 0.25
    values: float = 0.25
    difference: float = 0.15
    alone: float = 0.5
    wish: float = 0.2
    refusal: float = 4.0
    hour: float = 4.0
    needs_an_hour: bool = False
    is_fair: bool = False


@dataclass(frozen=True)
class Said:
    """What one person said.

    `hours` are free hours of the week as bits, None where nothing was said of them; `values` are weights, none below 0;
    `background` and `outcomes` are numbers that mean the same for everybody.
    """

    hours: int | None = None
    outcomes: frozenset[int] = frozenset()
    values: tuple[float, ...] = ()
    background: int | None = None

    @cached_property
    def direction(self) -> tuple[float, ...]:
        """Values as a vector of length 1, or of zeros where none were weighted."""
        length = math.sqrt(sum(value * value for value in self.values))
        return tuple(value / length for value in self.values) if length else tuple(0.0 for _value in self.values)


@dataclass(frozen=True)
class Problem:
    """What teams are formed from: people, and how many are in each team.

    `groups` hold only those who agreed to be counted in them. `wishes` and `refusals` are pairs: who, and whom.
    """

    people: tuple[Said, ...]
    sizes: tuple[int, ...]
    weights: Weights = Weights()
    groups: tuple[frozenset[int], ...] = ()
    wishes: frozenset[tuple[int, int]] = frozenset()
    refusals: frozenset[tuple[int, int]] = frozenset()

    def __post_init__(self) -> None:
        if sum(self.sizes) != len(self.people) or min(self.sizes, default=1) < 1:
            raise ValueError("the teams do not hold exactly these people")
        if max(self.sizes, default=0) > LARGEST:
            raise ValueError(f"a team holds up to {LARGEST} people")
        if any(one == other for one, other in self.wishes | self.refusals):
            raise ValueError("somebody is asked about themselves")
        if len({len(said.values) for said in self.people if said.values}) > 1:
            raise ValueError("people weighted different values")
        if any(value < 0 for said in self.people for value in said.values):
            raise ValueError("a value weighs less than nothing")

    @cached_property
    def above_zero(self) -> float:
        """The c of 1 / (worth + c): no team is worth so little that this would not be above zero."""
        return 0.5 + self.weights.alone * max(1, len(self.groups))

    @cached_property
    def wished(self) -> dict[int, frozenset[int]]:
        """Whom each who wished for somebody wished for."""
        return _by_first(self.wishes)

    @cached_property
    def refused(self) -> dict[int, frozenset[int]]:
        """Whom each who refused somebody refused."""
        return _by_first(self.refusals)

    @cached_property
    def ties(self) -> dict[tuple[int, int], float]:
        """For each two people who have one, the smaller number first: what it brings that they are in one team."""
        ties: dict[tuple[int, int], float] = {}
        for pairs, price in ((self.wishes, self.weights.wish), (self.refusals, -self.weights.refusal)):
            for one, other in pairs:
                pair = (min(one, other), max(one, other))
                ties[pair] = ties.get(pair, 0.0) + price
        return {pair: price for pair, price in sorted(ties.items()) if price}

    @cached_property
    def tied_to(self) -> dict[int, dict[int, float]]:
        """The same from each of the two."""
        tied: dict[int, dict[int, float]] = {}
        for (one, other), price in self.ties.items():
            tied.setdefault(one, {})[other] = price
            tied.setdefault(other, {})[one] = price
        return tied


@dataclass(frozen=True)
class Figures:
    """What is so in one team, counted, and what each makes of its worth."""

    size: int
    common_hours: int
    wanting_the_same: int
    alike: float
    backgrounds: int
    alone: int
    wishes_met: int
    refusals_met: int
    parts: tuple[float, float, float, float, float]  # hours, outcomes, values, difference, alone
    prices: tuple[float, float, float]  # wishes, refusals, a missing hour

    @property
    def worth(self) -> float:
        """The team's worth, without prices."""
        return sum(self.parts)

    @property
    def open_worth(self) -> float:
        """The worth without what people keep to themselves: who is alone of their group, and prices of wishes and refusals."""
        return sum(self.parts[:4])

    @property
    def points(self) -> int:
        """The open worth in hundredths, for eyes."""
        return round(100 * self.open_worth)


def _by_first(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in found.items()}


def sizes_for(people: int, size: int) -> tuple[int, ...]:
    """How many are in each team where `size` are wanted: that many, some one more or less, and never two of sizes further apart.

    Where both one more and one less would do, it is one more. Only where no split is so near to `size` are teams further from
    it. Raises ValueError where nobody can be in a team of that size.
    """
    if people < 1 or size < 1:
        raise ValueError("there is nobody to be in a team")
    fewest, most = math.ceil(people / (size + 1)), people // (size - 1) if size > 1 else people
    otherwise = max(1, round(people / size))
    teams = min(range(fewest, most + 1), key=lambda count: (abs(people - count * size), count), default=otherwise)
    small, more = divmod(people, teams)
    return (small + 1,) * more + (small,) * (teams - more)


def common_hours(masks: Iterable[int | None]) -> int:
    """How many hours all are free in who said when they are; 0 where nobody did."""
    said = [mask for mask in masks if mask is not None]
    if not said:
        return 0
    common = said[0]
    for mask in said[1:]:
        common &= mask
    return common.bit_count()


def alike(directions: Sequence[tuple[float, ...]]) -> float:
    """The mean cosine of each two of these; somebody without values is like nobody."""
    many = len(directions)
    if many < 2:
        return 0.0
    width = max(map(len, directions))
    sums = [0.0] * width
    own = 0.0
    for direction in directions:
        for at, value in enumerate(direction):
            sums[at] += value
            own += value * value
    return (sum(value * value for value in sums) - own) / (many * (many - 1))


def figures_of(problem: Problem, team: Sequence[int]) -> Figures:
    """A team's figures, counted from the beginning."""
    weights, many = problem.weights, len(team)
    people = [problem.people[one] for one in team]
    members = set(team)
    hours = common_hours(said.hours for said in people)
    same = max(Counter(outcome for said in people for outcome in said.outcomes).values(), default=0)
    near = alike([said.direction for said in people])
    backgrounds = len({said.background for said in people if said.background is not None})
    alone = sum(len(members & group) == 1 for group in problem.groups)
    wishes, refusals = (
        sum(len(asked.get(one, _NOBODY) & members) for one in team) for asked in (problem.wished, problem.refused)
    )
    return Figures(
        size=many,
        common_hours=hours,
        wanting_the_same=same,
        alike=near,
        backgrounds=backgrounds,
        alone=alone,
        wishes_met=wishes,
        refusals_met=refusals,
        parts=(
            weights.hours * min(hours, ENOUGH_HOURS) / ENOUGH_HOURS,
            weights.outcomes * _share(same, many),
            weights.values * near,
            weights.difference * _share(backgrounds, min(many, ENOUGH_BACKGROUNDS)),
            -weights.alone * alone,
        ),
        prices=(
            weights.wish * wishes,
            -weights.refusal * refusals,
            -weights.hour if weights.needs_an_hour and not hours else 0.0,
        ),
    )


def _share(count: int, of: int) -> float:
    """How far from one to `of` a count is, from 0 to 1; 0 where nothing was counted."""
    return (count - 1) / (of - 1) if count > 1 and of > 1 else 0.0


def weighed(problem: Problem, figures: Figures) -> float:
    """What a team brings to the whole; forming teams makes the sum of this as large as it can.

    Prices stand beside the worth, also where the sum is fair: a wish is not to weigh more in a team that has less.
    """
    worth = -1 / (figures.worth + problem.above_zero) if problem.weights.is_fair else figures.worth
    return worth + sum(figures.prices)


def brings(problem: Problem, team: Sequence[int]) -> float:
    """What these people bring to the whole as a team."""
    return weighed(problem, figures_of(problem, team))


def total(problem: Problem, teams: Teams) -> float:
    """What all teams bring together: what is made as large as it can be."""
    return math.fsum(brings(problem, team) for team in teams)


@dataclass(frozen=True)
class Whole:
    """The figures of all teams: each the sum of the teams' own. `worth` is the mean of what teams are worth."""

    teams: int
    people: int
    worth: float
    parts: tuple[float, float, float, float, float]  # means over the teams, in the order of Figures.parts
    without_an_hour: int
    alone: int
    wishes_met: int
    wishes: int
    refusals_met: int
    points: int


def whole_of(problem: Problem, figures: Sequence[Figures]) -> Whole:
    """What teams' figures come to together. Raises ValueError where there are none."""
    if not figures:
        raise ValueError("there are no teams")
    many = len(figures)
    hours, outcomes, values, difference, alone = (
        math.fsum(part) / many for part in zip(*(one.parts for one in figures), strict=True)
    )
    return Whole(
        teams=many,
        people=sum(one.size for one in figures),
        worth=math.fsum(one.worth for one in figures) / many,
        parts=(hours, outcomes, values, difference, alone),
        without_an_hour=sum(not one.common_hours for one in figures),
        alone=sum(one.alone for one in figures),
        wishes_met=sum(one.wishes_met for one in figures),
        wishes=len(problem.wishes),
        refusals_met=sum(one.refusals_met for one in figures),
        points=sum(one.points for one in figures),
    )


def is_sound(problem: Problem, teams: Teams) -> bool:
    """Whether everybody is in exactly one team, and teams have the sizes that were asked for."""
    everybody = sorted(one for team in teams for one in team)
    return everybody == list(range(len(problem.people))) and sorted(map(len, teams)) == sorted(problem.sizes)
