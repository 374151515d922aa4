"""A forming as numbers: who is to be in a team, what they said, and which team they are in now."""

from dataclasses import fields
from functools import cached_property

from commonplace.commons.communities.models import Role
from commonplace.commons.people.models import Block
from commonplace.stages.team.models import Forming, Named, Seat, Statement
from commonplace.stages.team.scoring import Problem, Said, Teams, Weights, sizes_for


class Standing:
    """A forming as it stands. `people` are keys of persons in the order of their numbers.

    In it is every learner of the community, whether they said something or not: nobody is left over. Whoever blocked another is
    not put with them, like somebody who said so.
    """

    def __init__(self, forming: Forming) -> None:
        self.forming = forming
        learners = forming.community.memberships.filter(left_at=None, role=Role.LEARNER, person__left_at=None)
        self.people: list[int] = list(learners.order_by("person").values_list("person_id", flat=True))
        self.number = {person: number for number, person in enumerate(self.people)}
        self.statements = {
            one.person_id: one for one in Statement.objects.filter(forming=forming, person__in=self.people)
        }
        self.weights = weights_of(forming)

    def problem(self) -> Problem:
        """What teams are formed from, in sizes for as many as there are. Raises ValueError where there is nobody."""
        wishes, refusals = self._named()
        groups = tuple(
            frozenset(self.number[person] for person, said in self.statements.items() if group in said.groups)
            for group in range(len(self.forming.groups))
        )
        said = tuple(self._said(person) for person in self.people)
        return Problem(
            said, sizes_for(len(said), self.forming.size), self.weights, groups, frozenset(wishes), frozenset(refusals)
        )

    def _said(self, person: int) -> Said:
        statement = self.statements.get(person)
        if statement is None:
            return Said()
        values = tuple(float(weight) for weight in statement.values)
        # A list that grew since they said what they value: of what came later they said nothing.
        values += (0.0,) * (len(self.forming.values) - len(values))
        return Said(
            statement.hours,
            frozenset(statement.outcomes),
            values if any(values) else (),
            self._backgrounds.get(_background(statement)),
        )

    @cached_property
    def _backgrounds(self) -> dict[str, int]:
        known = sorted({_background(said) for said in self.statements.values()} - {""})
        return {background: number for number, background in enumerate(known)}

    def _named(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        named = Named.objects.filter(statement__forming=self.forming, other__in=self.people)
        pairs: dict[bool, set[tuple[int, int]]] = {False: set(), True: set()}
        for by, of, is_refusal in named.values_list("statement__person", "other", "is_refusal"):
            if by in self.number:
                pairs[is_refusal].add((self.number[by], self.number[of]))
        for by, of in Block.objects.filter(by__in=self.people, of__in=self.people).values_list("by", "of"):
            pairs[True].add((self.number[by], self.number[of]))
        return pairs[False] - pairs[True], pairs[True]

    def teams(self) -> tuple[list[int], Teams]:
        """The keys of the teams that are proposed, and their people; whoever belongs to the community no more is in none."""
        keys = list(self.forming.teams.values_list("pk", flat=True))
        people: dict[int, list[int]] = {key: [] for key in keys}
        for team, person in Seat.objects.filter(forming=self.forming).values_list("team", "person"):
            if person in self.number:
                people[team].append(self.number[person])
        return keys, list(people.values())

    def without_a_team(self, teams: Teams) -> list[int]:
        """The numbers of those who came later, or whose team was taken apart."""
        seated = {one for team in teams for one in team}
        return [one for one in range(len(self.people)) if one not in seated]


def weights_of(forming: Forming) -> Weights:
    """What matters how much; what was not said, as usual."""
    known = {field.name for field in fields(Weights)}
    return Weights(**{name: value for name, value in forming.weights.items() if name in known})


def _background(statement: Statement) -> str:
    return " ".join(statement.background.casefold().split())
