"""What it costs to move people between teams by hand, each move at once; and the best seat for somebody who comes late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonplace.stages.team.scoring import Figures, Problem, Teams, figures_of, weighed


@dataclass(frozen=True)
class Move:
    """Somebody goes to another team, perhaps in exchange for one of it; None for an empty seat. Teams by their numbers."""

    one: int
    to: int
    other: int | None = None


@dataclass(frozen=True)
class Change:
    """What a move does: the figures of the team that is left and of the one that is come to, each before and after it.

    `gain` is how much more all teams bring together after it, below 0 where it costs; the differences of the two teams' figures are
    those of the whole.
    """

    move: Move
    left_before: Figures
    left_after: Figures
    come_to_before: Figures
    come_to_after: Figures
    gain: float

    @property
    def open_gain(self) -> float:
        """The same without what people keep to themselves (`Figures.open_worth`)."""
        after, before = (self.left_after, self.come_to_after), (self.left_before, self.come_to_before)
        return sum(one.open_worth for one in after if one.size) - sum(one.open_worth for one in before)


def moved(teams: Teams, move: Move) -> Teams:
    """The teams after a move. Raises ValueError where nobody is in a team who is said to be."""
    at = _team_of(teams, move.one)
    if move.to == at or (move.other is not None and move.other not in teams[move.to]):
        raise ValueError("they are not where the move begins")
    after = [list(team) for team in teams]
    after[at].remove(move.one)
    if move.other is None:
        after[move.to].append(move.one)
    else:
        after[at].append(move.other)
        after[move.to][after[move.to].index(move.other)] = move.one
    return after


def change(problem: Problem, teams: Teams, move: Move) -> Change:
    """What a move does."""
    return _Changing(problem, teams, move.one).by(move)


def changes(problem: Problem, teams: Teams, one: int, *, resizes: bool = False) -> list[Change]:
    """What each move of somebody does that leaves sizes as they were, in whichever order: the best first.

    `resizes`: and what it does to make any other team one larger and theirs one smaller. Staff may do what the former may not.
    """
    changing = _Changing(problem, teams, one)
    found = [changing.by(move) for move in _moves(teams, one, resizes)]
    return sorted(found, key=lambda change: (-change.gain, change.move.to, change.move.other or -1))


class _Changing:
    """What moves of one person do: what is the same for all of them is counted once."""

    def __init__(self, problem: Problem, teams: Teams, one: int) -> None:
        self.problem, self.teams, self.one = problem, teams, one
        self.left = teams[_team_of(teams, one)]
        self.left_before = figures_of(problem, self.left)
        self.come_to_before: dict[int, Figures] = {}

    def by(self, move: Move) -> Change:
        team = self.teams[move.to]
        if team is self.left or (move.other is not None and move.other not in team):
            raise ValueError("they are not where the move begins")
        if move.to not in self.come_to_before:
            self.come_to_before[move.to] = figures_of(self.problem, team)
        before = self.left_before, self.come_to_before[move.to]
        left = [move.other if person == self.one else person for person in self.left]
        then = (
            figures_of(self.problem, [person for person in left if person is not None]),
            figures_of(self.problem, [*(person for person in team if person != move.other), self.one]),
        )
        gain = sum(_brings(self.problem, one) for one in then) - sum(_brings(self.problem, one) for one in before)
        return Change(move, before[0], then[0], before[1], then[1], gain)


def _moves(teams: Teams, one: int, resizes: bool) -> Iterator[Move]:
    at = _team_of(teams, one)
    for to, team in enumerate(teams):
        if to != at:
            yield from (Move(one, to, other) for other in team)
            if resizes or len(team) + 1 == len(teams[at]):
                yield Move(one, to)


def _team_of(teams: Teams, one: int) -> int:
    for number, team in enumerate(teams):
        if one in team:
            return number
    raise ValueError("they are in no team")


def _brings(problem: Problem, figures: Figures) -> float:
    return weighed(problem, figures) if figures.size else 0.0


@dataclass(frozen=True)
class Welcome:
    """A team that somebody who comes late could join, and how much more all teams bring together then."""

    team: int
    gain: float


def welcomes(problem: Problem, teams: Sequence[Sequence[int]], late: int) -> list[Welcome]:
    """The teams that `late` could join, the best first: those of the fewest people, so that no team grows far beyond others.

    `problem` knows them already; they are in none of `teams`.
    """
    if any(late in team for team in teams):
        raise ValueError("they are in a team already")
    fewest = min(map(len, teams), default=0)
    found = [
        Welcome(
            number,
            weighed(problem, figures_of(problem, [*team, late])) - weighed(problem, figures_of(problem, team)),
        )
        for number, team in enumerate(teams)
        if len(team) == fewest
    ]
    return sorted(found, key=lambda one: (-one.gain, one.team))
