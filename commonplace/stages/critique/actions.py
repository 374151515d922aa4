"""What people do with critique: ask for it, give it, and say what became of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import edit_entry, share_entry, write_entry
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away
from commonplace.ground.text import clean, clean_line, plain
from commonplace.stages.critique.models import Answer, Asking, Critique, Point, Somewhere
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.protocols import Protocol
from commonplace.stages.critique.rules import MENTORS
from commonplace.stages.critique.waiting import has_to_wait
from commonplace.stages.room import seconds

# What is said in each part of a protocol, by its key.
Said = dict[str, str]
# Where points that stand somewhere come, after all others.
_SOMEWHERE = 1000


@dataclass(frozen=True)
class Spot:
    """Somewhere in an entry, as `models.Somewhere` keeps it."""

    passage: str = ""
    piece: Attachment | None = None
    left: int = 0
    top: int = 0
    wide: int = 0
    high: int = 0
    second: int | None = None

    @classmethod
    def of(cls, row: Somewhere) -> "Spot":
        """Where a row means."""
        return cls(*(getattr(row, one.name) for one in fields(cls)))


def asdict(spot: Spot) -> dict[str, Any]:
    """The columns of somewhere."""
    return {one.name: getattr(spot, one.name) for one in fields(Spot)}


@transaction.atomic
def ask_for_critique(
    entry: Entry,
    by: Person,
    *,
    question: str,
    not_about: str = "",
    protocol: str,
    peers_first: bool = False,
    somewhere: Spot | None = None,
) -> Asking:
    """Ask for critique of an entry or of somewhere in it, or ask anew: one question at a time.

    With `peers_first`, what mentors write waits until peers have spoken.
    """
    words = {"question": clean_line(question)[:400], "not_about": clean_line(not_about)[:400], "protocol": protocol}
    said = {**words, **asdict(somewhere or Spot()), "peers_first": peers_first, "by": by}
    asking, is_new = Asking.objects.update_or_create(entry=entry, defaults=said)
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
    """Say something of an entry. With `share=False` it stays a draft; so it does, and goes by itself, while it has to wait."""
    membership = of.community.membership_of(by) if of.community else None
    by_mentor = membership is not None and membership.role in MENTORS
    waits = share and by_mentor and has_to_wait(of)
    entry = write_entry(
        by,
        "critique",
        title=str(protocol.name),
        body=_body(protocol, said),
        summary=_beginning(protocol, said),
        community=of.community,
        team=of.team,
        audience=audience_beside(of),
        share=share and not waits,
        words={"protocol": protocol.key},
    )
    since = clock.now() if waits else None
    critique = Critique.objects.create(
        entry=entry, of=of, protocol=protocol.key, by_mentor=by_mentor, waits_since=since
    )
    _keep_points(critique, protocol, said)
    return critique


@transaction.atomic
def change_critique(
    critique: Critique, by: Person, *, based_on: int, said: Said, share: bool = False, keeps_back: bool = False
) -> Critique:
    """Change a critique; with `share`, send a draft. Points that stay keep what was answered. Raises EditedMeanwhile.

    With `keeps_back`, one that was sent and waits is a draft again, and does not go by itself.
    """
    protocol = protocol_of(critique.protocol)
    somewhere = [point for point in critique.points.select_related("piece") if point.is_somewhere]
    edit_entry(
        critique.entry,
        by,
        based_on=based_on,
        words={"protocol": protocol.key},
        body=_body(protocol, said, somewhere),
        summary=_beginning(protocol, said, somewhere),
    )
    _keep_points(critique, protocol, said)
    if critique.entry.is_draft and (share or keeps_back):
        waits = not keeps_back and critique.by_mentor and critique.of is not None and has_to_wait(critique.of)
        critique.waits_since = (critique.waits_since or clock.now()) if waits else None
        critique.save(update_fields=["waits_since"])
        if share and not waits:
            share_entry(critique.entry, by)
    return critique


def said_in(critique: Critique) -> Said:
    """What is said in each part, of the whole: as it is typed."""
    protocol, said = protocol_of(critique.protocol), dict[str, list[str]]()
    for point in critique.points.all():
        if not point.is_somewhere:
            said.setdefault(protocol.part(point.part).key, []).append(point.words)
    return {key: "\n\n".join(points) for key, points in said.items()}


@transaction.atomic
def say_somewhere(critique: Critique, by: Person, *, part: str, words: str, somewhere: Spot) -> Point:
    """Say one thing of somewhere in what is read."""
    _hold(critique)
    last = critique.points.filter(place__gte=_SOMEWHERE).count()
    point = Point.objects.create(
        critique=critique, part=part, words=clean(words).strip(), place=_SOMEWHERE + last, **asdict(somewhere)
    )
    _write_anew(critique, by)
    return point


@transaction.atomic
def take_point_away(point: Point, by: Person) -> None:
    """Take back what one said of somewhere."""
    critique = point.critique
    _hold(critique)
    point.delete()
    _write_anew(critique, by)


def _hold(critique: Critique) -> None:
    """Its words are written anew from its points, so that of two at one moment neither undoes the other."""
    critique.entry = Entry.objects.select_for_update(of=("self",)).select_related("community").get(pk=critique.pk)


def _write_anew(critique: Critique, by: Person) -> None:
    change_critique(critique, by, based_on=critique.entry.version, said=said_in(critique))


@transaction.atomic
def answer_points(critique: Critique, by: Person, answers: dict[int, tuple[str, str]]) -> None:
    """Say what becomes of points, each by its key: what one does with it, and a word on it. Told once, to whoever gave it."""
    changed = []
    for point in critique.points.select_for_update(of=("self",)):
        answer, said = answers.get(point.pk, (point.answer, point.said))
        said = clean_line(said)[:400]
        if (answer, said) != (point.answer, point.said):
            point.answer, point.said, point.by, point.answered_at = answer, said, by, clock.now()
            if answer != Answer.TAKE_UP:
                point.taken_into = None
            changed.append(point)
    Point.objects.bulk_update(changed, ["answer", "said", "by", "answered_at", "taken_into"])
    if changed:
        record("critique.answered", by=by, entry=critique.entry, community=critique.entry.community)


def points_in(words: str) -> list[str]:
    """What is said in one part, point by point: an empty line is between two."""
    return [point.strip() for point in re.split(r"\n\s*\n", clean(words)) if point.strip()]


def _body(protocol: Protocol, said: Said, somewhere: Iterable[Point] = ()) -> str:
    """The whole as one text, as it is found by words and taken along."""
    placed: dict[str, list[str]] = {}
    for point in somewhere:
        meant = where_said(point)
        placed.setdefault(protocol.part(point.part).key, []).append(
            f"{meant}\n\n{point.words}" if meant else point.words
        )
    told = [
        (part.name, "\n\n".join(filter(None, [clean(said.get(part.key, "")).strip(), *placed.get(part.key, [])])))
        for part in protocol.parts
    ]
    return "\n\n".join(f"### {name}\n\n{words}" for name, words in told if words)


def where_said(row: Somewhere) -> str:
    """Somewhere in words, for whoever reads without seeing it."""
    if row.passage:
        return f"> {row.passage}"
    if row.second is not None:
        return f"({seconds.said(row.second)})"
    # What is for members is not told in words that others may read.
    called = (row.piece.alternative or row.piece.caption) if row.piece and not row.piece.for_members else ""
    return f"({called})" if called else ""


def _beginning(protocol: Protocol, said: Said, somewhere: Iterable[Point] = ()) -> str:
    """What lists show: the first point."""
    whole = (said[part.key] for part in protocol.parts if said.get(part.key, "").strip())
    return plain(next(chain(whole, (point.words for point in somewhere)), ""), 220)


def _keep_points(critique: Critique, protocol: Protocol, said: Said) -> None:
    # By what their part is now: it may have been named anew since.
    before = {
        (protocol.part(point.part).key, point.words): point for point in critique.points.all() if not point.is_somewhere
    }
    kept: list[Point] = []
    new: list[Point] = []
    for part in protocol.parts:
        for words in points_in(said.get(part.key, "")):
            there = before.pop((part.key, words), None)
            point = there or Point(critique=critique, part=part.key, words=words)
            point.part, point.place = part.key, len(kept) + len(new)
            (kept if there else new).append(point)
    critique.points.filter(pk__in=[point.pk for point in before.values()]).delete()
    Point.objects.bulk_update(kept, ["part", "place"])
    Point.objects.bulk_create(new)
