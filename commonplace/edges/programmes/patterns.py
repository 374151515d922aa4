"""What repeats across the teams of a programme: what their designs expected, and what came of it, by value.

All of it is read as the person who looks may read it: designs and reflections that are open to them, and of case studies what
those quoted let stand there. Of what people said no number is told, only whether it was most of them, some or few, and that
only where at least five said it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.edges.programmes.teams import teams_of
from commonplace.stages.design.models import Design
from commonplace.stages.design.values import name_of
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.reading import Said, said_in
from commonplace.stages.reflect.came import Came, mark_of
from commonplace.stages.reflect.models import Reflection

_MOST_QUOTED = 4


class Share(models.IntegerChoices):
    """For how many of those who said something it came: the most telling first."""

    FEW = 0, _("few saw it come")
    SOME = 1, _("some saw it come, some did not")
    MOST = 2, _("most saw it come")
    UNTOLD = 3, _("fewer than five have said yet whether it came")


@dataclass(frozen=True)
class Expected:
    """One expectation, how many teams had it, and for how many people it came."""

    words: str
    teams: int
    share: Share

    @property
    def is_told(self) -> bool:
        return self.share != Share.UNTOLD


@dataclass(frozen=True)
class Pattern:
    """What was expected where a value was held to, and what people say of it."""

    value: str
    teams: list[Community]
    share: Share
    expected: list[Expected]
    quoted: list[tuple[Community, Said]]

    @property
    def is_told(self) -> bool:
        return self.share != Share.UNTOLD


@dataclass(frozen=True)
class _Answer:
    """What one person said of one expectation, in one team."""

    person: int
    team: int
    mark: str
    came: str


def share_of(answers: Iterable[tuple[int, str]]) -> Share:
    """For how many it came, of whoever said something: each person counts once, however much they said."""
    of_each: dict[int, list[Fraction]] = defaultdict(list)
    worth = {Came.YES: Fraction(1), Came.PARTLY: Fraction(1, 2), Came.NO: Fraction(0)}
    for person, came in answers:
        if came in Came.values:
            of_each[person].append(worth[Came(came)])
    if len(of_each) < FEWEST_COUNTED:
        return Share.UNTOLD
    mean = sum((sum(said, Fraction(0)) / len(said) for said in of_each.values()), Fraction(0)) / len(of_each)
    if mean * 3 <= 1:
        return Share.FEW
    return Share.MOST if mean * 3 >= 2 else Share.SOME


def patterns_in(programme: Community, viewer: Person) -> list[Pattern]:
    """Each value that a team holds to, those first of which few saw come what was expected, then by name."""
    teams = {team.pk: team for team in teams_of(programme, viewer)}
    designs = _designs(teams, viewer)
    answers, quoted = _answers(teams, viewer), _quoted(teams, viewer)
    held: dict[str, list[Design]] = defaultdict(list)
    for design in designs:
        for value in {str(name_of(choice)) for choice in design.values.all()}:
            held[value].append(design)
    patterns = [_pattern(value, mine, teams, answers, quoted) for value, mine in held.items()]
    return sorted(patterns, key=lambda pattern: (pattern.share, pattern.value.casefold()))


def _designs(teams: dict[int, Community], viewer: Person) -> list[Design]:
    seen = Entry.objects.visible_to(viewer).of_kind("design").filter(shared_at__isnull=False)
    rows = Design.objects.filter(community__in=teams, entry__in=seen.order_by().values("pk"))
    return list(rows.prefetch_related("values", "predictions").order_by("community__name", "pk"))


def _answers(teams: dict[int, Community], viewer: Person) -> list[_Answer]:
    seen = Entry.objects.visible_to(viewer).of_kind("reflection")
    seen = seen.filter(community__in=teams, shared_at__isnull=False, hidden_at=None)
    rows = Reflection.objects.filter(entry__in=seen.order_by().values("pk")).exclude(came={})
    said = {pk: (team, came) for pk, team, came in rows.values_list("pk", "entry__community", "came")}
    authors = Authorship.objects.filter(entry__in=said).values_list("entry", "person")
    return [
        _Answer(person, said[entry][0], mark, came)
        for entry, person in authors
        for mark, came in said[entry][1].items()
    ]


def _quoted(teams: dict[int, Community], viewer: Person) -> dict[int, list[Said]]:
    seen = Entry.objects.visible_to(viewer).of_kind("case study").filter(shared_at__isnull=False)
    rows = CaseStudy.objects.filter(community__in=teams, entry__in=seen.order_by().values("pk"))
    of_team = dict(rows.values_list("pk", "community"))
    said = said_in(of_team, viewer, (Section.MATCHED, Section.SURPRISED))
    return {of_team[key]: [one for one in found if one.is_quotation] for key, found in said.items()}


def _pattern(
    value: str,
    designs: list[Design],
    teams: dict[int, Community],
    answers: list[_Answer],
    quoted: dict[int, list[Said]],
) -> Pattern:
    words: dict[str, str] = {}
    expecting: dict[str, set[int]] = defaultdict(set)
    for design in designs:
        for prediction in design.predictions.all():
            mark = mark_of(prediction.words)
            words.setdefault(mark, prediction.words)
            expecting[mark].add(design.community_id)
    about = [one for one in answers if one.team in expecting.get(one.mark, ())]
    expected = [
        Expected(words[mark], len(where), share_of((one.person, one.came) for one in about if one.mark == mark))
        for mark, where in expecting.items()
    ]
    here = [teams[design.community_id] for design in designs]
    return Pattern(
        value=value,
        teams=here,
        share=share_of((one.person, one.came) for one in about),
        expected=sorted(expected, key=lambda one: (one.share, -one.teams, one.words.casefold())),
        quoted=[(team, one) for team in here for one in quoted.get(team.pk, [])][:_MOST_QUOTED],
    )
