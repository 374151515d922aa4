"""What became of critique in a round, for those who look after it: of peers', and of adults' who are there as mentors.

Of each group it is said how many points were taken up, are thought about, are kept as they were, and wait, in steps of five; and
only where at least five people wrote, and at least five were read. An answer under which points of fewer than five people stand
says that, and no number. Two looks at it could be compared, so figures are made anew only once five more people have answered
something; and no sums over answers or groups are said.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Authorship
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.stages.critique.models import Answer, Point, Round

GROUPS: dict[str, Promise | str] = {
    "peers": _("What peers said"),
    "mentors": _("What mentors and those who look after the community said"),
}
ANSWERS: dict[str, Promise | str] = {
    Answer.TAKE_UP.value: _("Taken up"),
    Answer.THINK.value: _("Thought about"),
    Answer.KEEP.value: _("Kept as it was"),
    "": _("Not answered yet"),
}


@dataclass(frozen=True)
class Figure:
    """How many points have an answer, in steps of five; None where they are of fewer than five people."""

    words: Promise | str
    points: int | None


@dataclass(frozen=True)
class Group:
    """What became of what one group said; no figures where too few people wrote or were read."""

    words: Promise | str
    figures: list[Figure]


def told_of(this: Round) -> list[Group]:
    """What those who look after a round are told."""
    groups = []
    for key, words in GROUPS.items():
        kept = this.uptake.get(key, {}).get("points", {})
        figures = [Figure(answer_words, kept[answer]) for answer, answer_words in ANSWERS.items() if answer in kept]
        groups.append(Group(words, figures))
    return groups


def counted(points: list[tuple[str, frozenset[int], frozenset[int]]]) -> dict[str, int | None]:
    """How many points have each answer, as it may be told; each point with its answer, who wrote it, and who made what was read.

    Empty where fewer than five people wrote, or fewer than five were read.
    """
    writers, makers, number = (
        defaultdict[str, set[int]](set),
        defaultdict[str, set[int]](set),
        defaultdict[str, int](int),
    )
    for answer, wrote, made in points:
        writers[answer] |= wrote
        makers[answer] |= made
        number[answer] += 1
    if any(len(set().union(*people.values())) < FEWEST_COUNTED for people in (writers, makers)):
        return {}
    told: dict[str, int | None] = {}
    for answer in ANSWERS:
        enough = min(len(writers[answer]), len(makers[answer])) >= FEWEST_COUNTED
        told[answer] = number[answer] - number[answer] % FEWEST_COUNTED if enough else None
    return told


@transaction.atomic
def count_anew(this: Round) -> None:
    """Have the figures of a round made anew, for each group where five more people have answered something than last time."""
    locked = Round.objects.select_for_update(of=("self",)).get(pk=this.pk)
    uptake: dict[str, Any] = dict(locked.uptake)
    for key, points in _points(locked).items():
        answered = len(set[int]().union(*(made for answer, _wrote, made in points if answer)))
        if answered >= uptake.get(key, {}).get("answered", 0) + FEWEST_COUNTED and (told := counted(points)):
            uptake[key] = {"answered": answered, "points": told}
    if uptake != locked.uptake:
        locked.uptake = uptake
        locked.save(update_fields=["uptake"])


def _points(this: Round) -> dict[str, list[tuple[str, frozenset[int], frozenset[int]]]]:
    entries = this.put_in.values("entry")
    rows = Point.objects.filter(critique__of__in=entries, critique__entry__shared_at__isnull=False)
    said = list(rows.values_list("answer", "critique", "critique__of", "critique__by_mentor"))
    people: dict[int, set[int]] = defaultdict(set)
    critiques = rows.values("critique")
    for entry, person in [
        *Authorship.objects.filter(entry__in=entries).values_list("entry", "person"),
        *Authorship.objects.filter(entry__in=critiques).values_list("entry", "person"),
    ]:
        people[entry].add(person)
    groups: dict[str, list[tuple[str, frozenset[int], frozenset[int]]]] = {key: [] for key in GROUPS}
    for answer, critique, of, by_mentor in said:
        groups["mentors" if by_mentor else "peers"].append((answer, frozenset(people[critique]), frozenset(people[of])))
    return groups
