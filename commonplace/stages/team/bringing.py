"""Bringing in what learners answered elsewhere: of each line it is said first what would come of it, and then it is done.

What somebody said here themselves stands, whatever a list says. People are found by their names among the learners of the community
alone: were they found by e-mail addresses, whoever has a list could find out who has which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Role
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.stages.team.actions import grown
from commonplace.stages.team.models import Forming, Statement
from commonplace.stages.team.reading import Answer
from commonplace.stages.team.saying import Told, say

# What somebody weighs most counts as this, as it does where people say it here.
_MOST = 3.0


@dataclass(frozen=True)
class Planned:
    """What will come of one line: `words` say it, and `unclear` what of it is left out. `person` is whose it is, where it is kept."""

    answer: Answer
    words: str
    person: Person | None = None
    is_wrong: bool = False
    unclear: Sequence[str] = ()


@dataclass
class Plan:
    """What a list would do, line by line."""

    lines: list[Planned] = field(default_factory=list)

    @property
    def kept(self) -> list[Planned]:
        """The lines of which something will be kept."""
        return [line for line in self.lines if line.person is not None]

    @property
    def wrong(self) -> list[Planned]:
        """The lines that cannot be read, or are nobody's."""
        return [line for line in self.lines if line.is_wrong]


def plan(forming: Forming, answers: Sequence[Answer]) -> Plan:
    """What would come of a list."""
    called = _called(forming)
    taken: dict[int, int] = {}
    lines = []
    for answer in answers:
        people = called.get(_key(answer.name), [])
        if answer.trouble:
            lines.append(Planned(answer, answer.trouble, is_wrong=True))
        elif not people:
            words = _("No learner here is called %(name)s. Whoever comes in later can be brought in then.")
            lines.append(Planned(answer, words % {"name": answer.name}, is_wrong=True))
        elif len(people) > 1:
            words = _("Several learners here are called %(name)s. Write their @name in the list.")
            lines.append(Planned(answer, words % {"name": answer.name}, is_wrong=True))
        elif people[0].pk in taken:
            words = _("%(name)s is in line %(line)s already.")
            lines.append(Planned(answer, words % {"name": answer.name, "line": taken[people[0].pk]}, is_wrong=True))
        else:
            taken[people[0].pk] = answer.number
            lines.append(Planned(answer, _summed_up(answer), people[0], unclear=answer.unclear))
    return Plan(lines)


def _summed_up(answer: Answer) -> str:
    """What is in a line, in few words."""
    parts = []
    if answer.hours is not None:
        count = answer.hours.bit_count()
        parts.append(ngettext("%(count)s free hour", "%(count)s free hours", count) % {"count": count})
    if answer.outcomes:
        parts.append(_("wants: %(outcomes)s") % {"outcomes": ", ".join(answer.outcomes)})
    if values := [value for value, weight in (answer.values or {}).items() if weight]:
        parts.append(_("values: %(values)s") % {"values": ", ".join(values)})
    if answer.background:
        parts.append(_("comes from: %(background)s") % {"background": answer.background})
    if count := len(answer.wishes):
        parts.append(ngettext("names %(count)s to be with", "names %(count)s to be with", count) % {"count": count})
    if count := len(answer.refusals):
        parts.append(
            ngettext("names %(count)s not to be with", "names %(count)s not to be with", count) % {"count": count}
        )
    return "; ".join(parts) or _("They said nothing.")


def _called(forming: Forming) -> dict[str, list[Person]]:
    learners = Person.objects.filter(
        memberships__community=forming.community, memberships__left_at=None, memberships__role=Role.LEARNER
    )
    called: dict[str, dict[int, Person]] = {}
    for person in learners.distinct():
        for name in (person.display_name, person.name, f"@{person.name}"):
            called.setdefault(_key(name), {})[person.pk] = person
    return {name: list(people.values()) for name, people in called.items()}


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


@transaction.atomic
def bring(forming: Forming, by: Person, planned: Plan) -> None:
    """Keep what a list says, as far as it was planned. Raises PermissionDenied once it is closed.

    What somebody said here themselves stands, and nobody is told who did. Outcomes and values that are not asked for yet come to what
    there is to choose from.
    """
    answers = [(line.answer, line.person) for line in planned.kept if line.person is not None]
    current = grown(
        forming,
        outcomes=[one for answer, _person in answers for one in answer.outcomes],
        values=[one for answer, _person in answers for one in answer.values or {}],
    )
    outcomes, values = _places(current.outcomes), _places(current.values)
    whose = {answer.number: person.pk for answer, person in answers}
    themselves = set(Statement.objects.filter(forming=current, is_brought=False).values_list("person_id", flat=True))
    for answer, person in answers:
        if person.pk not in themselves:
            say(current, person, _told(answer, outcomes, values, whose), is_brought=True)
    record("teams.brought", by=by, community=current.community, forming=current.pk, lines=len(answers))


def _places(words: Iterable[str]) -> dict[str, int]:
    return {word.casefold(): place for place, word in enumerate(words)}


def _told(answer: Answer, outcomes: dict[str, int], values: dict[str, int], whose: dict[int, int]) -> Told:
    weighed = [0.0] * len(values)
    most = max((answer.values or {}).values(), default=0.0)
    for value, weight in (answer.values or {}).items():
        place = values.get(value.casefold())
        if place is not None and most:
            weighed[place] = _MOST * weight / most
    return Told(
        hours=answer.hours,
        outcomes=[outcomes[one.casefold()] for one in answer.outcomes if one.casefold() in outcomes],
        values=weighed,
        background=answer.background,
        wishes=[whose[number] for number in answer.wishes if number in whose],
        refusals=[whose[number] for number in answer.refusals if number in whose],
    )
