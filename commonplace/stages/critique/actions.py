"""What people do with critique: ask for it, give it, and say what became of it."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import edit_entry, share_entry, write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away
from commonplace.ground.text import clean, clean_line, plain
from commonplace.stages.critique.models import Asking, Critique, Point
from commonplace.stages.critique.protocols import Protocol, protocol_of
from commonplace.stages.critique.rules import MENTORS

# What is said in each part of a protocol, by its key.
Said = dict[str, str]


@transaction.atomic
def ask_for_critique(entry: Entry, by: Person, *, question: str, not_about: str = "", protocol: str) -> Asking:
    """Ask for critique of an entry, or ask anew: one question at a time."""
    words = {"question": clean_line(question)[:400], "not_about": clean_line(not_about)[:400], "protocol": protocol}
    asking, is_new = Asking.objects.update_or_create(entry=entry, defaults={**words, "by": by})
    if is_new:
        record("critique.asked", by=by, entry=entry, community=entry.community)
    return asking


@transaction.atomic
def stop_asking(entry: Entry, by: Person) -> PutAway | None:
    """Ask no more; for an hour `by` can ask the same again. What was said stays. None where nothing was asked."""
    asked = list(Asking.objects.filter(entry=entry))
    if not asked:
        return None
    record("critique.asked_no_more", by=by, entry=entry, community=entry.community)
    return put_away("asking", by, _("It is asked no more. What was said stays."), entry.address, gone=asked)


def audience_beside(of: Entry) -> int:
    """Who reads a critique unless its writer chooses otherwise: the fewest among whom its makers are."""
    if of.community is None:
        return Audience.COMMONS
    if of.audience == Audience.TEAM:
        return Audience.TEAM
    makers_are_there = of.community.memberships.filter(left_at=None, person__entries=of).exists()
    return Audience.COMMUNITY if makers_are_there else min(of.audience, Audience.COMMONS)


@transaction.atomic
def write_critique(by: Person, of: Entry, *, protocol: Protocol, said: Said, share: bool = True) -> Critique:
    """Say something of an entry. With `share=False` it stays a draft."""
    membership = of.community.membership_of(by) if of.community else None
    entry = write_entry(
        by,
        "critique",
        title=str(protocol.name),
        body=_body(protocol, said),
        summary=_beginning(protocol, said),
        community=of.community,
        team=of.team,
        audience=audience_beside(of),
        share=share,
        words={"protocol": protocol.key},
    )
    by_mentor = membership is not None and membership.role in MENTORS
    critique = Critique.objects.create(entry=entry, of=of, protocol=protocol.key, by_mentor=by_mentor)
    _keep_points(critique, protocol, said)
    return critique


@transaction.atomic
def change_critique(critique: Critique, by: Person, *, based_on: int, said: Said, share: bool = False) -> Critique:
    """Change a critique; with `share`, send a draft. Points that stay keep what was answered. Raises EditedMeanwhile."""
    protocol = protocol_of(critique.protocol)
    edit_entry(
        critique.entry,
        by,
        based_on=based_on,
        words={"protocol": protocol.key},
        body=_body(protocol, said),
        summary=_beginning(protocol, said),
    )
    _keep_points(critique, protocol, said)
    if share and critique.entry.is_draft:
        share_entry(critique.entry, by)
    return critique


@transaction.atomic
def answer_points(critique: Critique, by: Person, answers: dict[int, tuple[str, str]]) -> None:
    """Say what becomes of points, each by its key: what one does with it, and a word on it. Told once, to whoever gave it."""
    changed = []
    for point in critique.points.select_for_update(of=("self",)):
        answer, said = answers.get(point.pk, (point.answer, point.said))
        said = clean_line(said)[:400]
        if (answer, said) != (point.answer, point.said):
            point.answer, point.said, point.by, point.answered_at = answer, said, by, clock.now()
            changed.append(point)
    Point.objects.bulk_update(changed, ["answer", "said", "by", "answered_at"])
    if changed:
        record("critique.answered", by=by, entry=critique.entry, community=critique.entry.community)


def points_in(words: str) -> list[str]:
    """What is said in one part, point by point: an empty line is between two."""
    return [point.strip() for point in re.split(r"\n\s*\n", clean(words)) if point.strip()]


def _body(protocol: Protocol, said: Said) -> str:
    """The whole as one text, as it is found by words and taken along."""
    told = [(part.name, clean(said.get(part.key, "")).strip()) for part in protocol.parts]
    return "\n\n".join(f"### {name}\n\n{words}" for name, words in told if words)


def _beginning(protocol: Protocol, said: Said) -> str:
    """What lists show: the first point."""
    return plain(next((said[part.key] for part in protocol.parts if said.get(part.key, "").strip()), ""), 220)


def _keep_points(critique: Critique, protocol: Protocol, said: Said) -> None:
    before = {(point.part, point.words): point for point in critique.points.all()}
    kept: list[Point] = []
    new: list[Point] = []
    for part in protocol.parts:
        for words in points_in(said.get(part.key, "")):
            there = before.pop((part.key, words), None)
            point = there or Point(critique=critique, part=part.key, words=words)
            point.place = len(kept) + len(new)
            (kept if there else new).append(point)
    critique.points.filter(pk__in=[point.pk for point in before.values()]).delete()
    Point.objects.bulk_update(kept, ["place"])
    Point.objects.bulk_create(new)
