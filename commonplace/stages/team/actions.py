"""What those who carry a community do so that teams are formed: one function per intention."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import form_team, hold_community, move_stage
from commonplace.commons.communities.models import Community, Stage
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.put_away import take_out
from commonplace.ground.text import clean_line
from commonplace.stages.team.explaining import reasons_of, seat_of
from commonplace.stages.team.models import Forming, ProposedTeam, Seat, Statement
from commonplace.stages.team.moving import Move, moved, welcomes
from commonplace.stages.team.rules import forming_in_hand_of
from commonplace.stages.team.saying import forget
from commonplace.stages.team.scoring import LARGEST, Teams, Weights
from commonplace.stages.team.standing import Standing

# So many words a list may hold, and so long each of them.
MOST_WORDS, LONGEST_WORDS = 40, 120


class ChangedMeanwhile(Exception):
    """Somebody changed it since this page was opened. Nothing was done."""


class AlreadyForming(Exception):
    """The community forms teams already."""


def locked(forming: Forming) -> Forming:
    """The forming as it stands now, which nobody else changes until this transaction ends."""
    return Forming.objects.select_for_update(of=("self",)).select_related("community").get(pk=forming.pk)


def _unsettled(forming: Forming, based_on: int | None = None) -> Forming:
    current = locked(forming)
    refuse_closed(current.community)
    if current.settled_at is not None:
        raise PermissionDenied(_("These teams are settled. Change them where the community keeps its teams."))
    if based_on is not None and based_on != current.version:
        raise ChangedMeanwhile
    return current


@transaction.atomic
def begin_forming(
    community: Community,
    by: Person,
    *,
    closes_at: datetime,
    size: int = 4,
    outcomes: Sequence[str] = (),
    values: Sequence[str] = (),
    groups: Sequence[str] = (),
    weights: Weights = Weights(),  # noqa: B008 - nobody can change it
) -> Forming:
    """Ask the learners of a community what they want of a team. Raises AlreadyForming where that is being done.

    The community stands at Team up thereby, if it had not come so far.
    """
    hold_community(community.pk)
    community.refresh_from_db(fields=["closed_at", "stage"])
    refuse_closed(community)
    if forming_in_hand_of(community) is not None:
        raise AlreadyForming
    forming: Forming = community.formings.create(
        closes_at=closes_at,
        size=_size(size),
        outcomes=_words(outcomes),
        values=_words(values),
        groups=_words(groups),
        weights=asdict(weights),
    )
    if community.stage < Stage.TEAM:
        move_stage(community, by, Stage.TEAM)
    record("teams.asked", by=by, community=community, forming=forming.pk)
    return forming


@transaction.atomic
def change_forming(forming: Forming, by: Person, *, based_on: int, **fields: Any) -> Forming:
    """Change when it closes, the size of teams, what matters, or what there is to choose from. `fields` are those of `begin_forming`.

    Lists only grow: what somebody chose already stays what it was. Raises ChangedMeanwhile.
    """
    current = _unsettled(forming, based_on)
    for name in ("outcomes", "values", "groups"):
        if name in fields:
            there = getattr(current, name)
            setattr(current, name, _words([*there, *fields[name]]))
    if "size" in fields:
        current.size = _size(fields["size"])
    if "closes_at" in fields:
        current.closes_at = fields["closes_at"]
    if "weights" in fields:
        current.weights = asdict(fields["weights"])
    return _changed(current, by)


@transaction.atomic
def grown(forming: Forming, *, outcomes: Sequence[str], values: Sequence[str]) -> Forming:
    """The forming, with these among what people choose from. As many are left out as a list does not hold."""
    current = _unsettled(forming)
    more = {"outcomes": _words([*current.outcomes, *outcomes]), "values": _words([*current.values, *values])}
    if more != {"outcomes": current.outcomes, "values": current.values}:
        current.outcomes, current.values = more["outcomes"], more["values"]
        current.save(update_fields=["outcomes", "values"])
    return current


def _size(size: int) -> int:
    return min(max(2, size), LARGEST - 1)


def _words(words: Sequence[str]) -> list[str]:
    """Each once, whatever its letters are; without empty ones, and not more than so many."""
    known: dict[str, str] = {}
    for word in words:
        if line := clean_line(word)[:LONGEST_WORDS]:
            known.setdefault(line.casefold(), line)
    return list(known.values())[:MOST_WORDS]


def _changed(forming: Forming, by: Person | None) -> Forming:
    forming.version += 1
    forming.save()
    record("teams.changed", by=by, community=forming.community, forming=forming.pk)
    return forming


@transaction.atomic
def give_up(forming: Forming, by: Person) -> None:
    """Form no teams after all: what people said, and what was proposed, is gone."""
    current = _unsettled(forming)
    record("teams.given_up", by=by, community=current.community, forming=current.pk)
    take_out(Statement, forming_id=current.pk)  # nor does it come back that somebody took back a moment ago
    current.delete()


def lay(forming: Forming, standing: Standing, teams: Teams, *, is_best: bool) -> Forming:
    """Propose these teams, in place of those before. Called under its lock."""
    forming.teams.all().delete()
    for number, people in enumerate(teams, 1):
        team = ProposedTeam.objects.create(forming=forming, number=number)
        Seat.objects.bulk_create(Seat(forming=forming, team=team, person_id=standing.people[one]) for one in people)
    forming.is_best = is_best
    return forming


@transaction.atomic
def move(forming: Forming, by: Person, person: int, to: int, *, in_exchange_for: int | None, based_on: int) -> Forming:
    """Move somebody to another team, perhaps in exchange for one of it. People and teams by their keys.

    Both are asked anew whether they accept. Raises ChangedMeanwhile, also where they are not where the move begins.
    """
    current = _unsettled(forming, based_on)
    standing = Standing(current)
    keys, teams = standing.teams()
    try:
        other = None if in_exchange_for is None else standing.number[in_exchange_for]
        after = moved(teams, Move(standing.number[person], keys.index(to), other))
    except (KeyError, ValueError):
        raise ChangedMeanwhile from None
    for key, people in zip(keys, after, strict=True):
        seats = current.seats.filter(person__in=[standing.people[one] for one in people]).exclude(team=key)
        seats.update(team=key, said=Seat.Said.NOTHING, words="")
    return _explained(current, by)


@transaction.atomic
def welcome(forming: Forming, by: Person | None, person: int) -> Forming:
    """Give somebody who comes late the best seat, in one of the teams of the fewest people.

    Raises ChangedMeanwhile where there is none, or they have one.
    """
    current = _unsettled(forming)
    standing = Standing(current)
    keys, teams = standing.teams()
    late = standing.number.get(person)
    if late is None or not teams or late not in standing.without_a_team(teams):
        raise ChangedMeanwhile
    best = welcomes(standing.problem(), teams, late)[0].team
    Seat.objects.create(forming=current, team_id=keys[best], person_id=person)
    return _explained(current, by)


def _explained(forming: Forming, by: Person | None) -> Forming:
    """Changed; and where people were told already, they read anew why they are where they are."""
    if forming.told_at is not None:
        _explain(forming)
    return _changed(forming, by)


def _explain(forming: Forming) -> None:
    standing = Standing(forming)
    _keys, teams = standing.teams()
    problem = standing.problem()
    seats = {seat.person_id: seat for seat in forming.seats.all()}
    for team in teams:
        for one in team:
            reasons = asdict(reasons_of(seat_of(problem, team, one)))
            for name in ("wished_here", "wished_elsewhere", "refused_here"):
                reasons[name] = [standing.people[number] for number in reasons[name]]
            seats[standing.people[one]].reasons = reasons
    Seat.objects.bulk_update(seats.values(), ["reasons"], batch_size=500)


@transaction.atomic
def tell_everybody(forming: Forming, by: Person, *, based_on: int) -> Forming:
    """Have everybody read which team they are in and why. Raises ChangedMeanwhile, PermissionDenied where somebody is left over."""
    current = _unsettled(forming, based_on)
    standing = Standing(current)
    _keys, teams = standing.teams()
    if not teams or standing.without_a_team(teams):
        raise PermissionDenied(_("Somebody is in no team yet. Give everybody a seat first."))
    current.told_at = current.told_at or clock.now()
    _explain(current)
    _changed(current, by)
    record("teams.told", by=by, community=current.community, forming=current.pk)
    return current


@transaction.atomic
def answer_seat(forming: Forming, person: Person, *, accepts: bool, words: str = "") -> Seat:
    """Accept one's seat, or ask to move, with words about it that those who carry the community read. Raises PermissionDenied."""
    current = _unsettled(forming)
    seat = current.seats.filter(person=person).first()
    if seat is None or current.told_at is None:
        raise PermissionDenied(_("You have no seat here yet."))
    seat.said = Seat.Said.ACCEPTED if accepts else Seat.Said.ASKS
    seat.words = "" if accepts else clean_line(words)[:500]
    seat.save(update_fields=["said", "words"])
    record("team_seat.answered", by=person, community=current.community, forming=current.pk)
    return seat


@transaction.atomic
def settle(forming: Forming, by: Person, *, based_on: int, names: Sequence[str] = ()) -> Forming:
    """Make the teams those of the community, and delete what people said. Raises ChangedMeanwhile, PermissionDenied.

    `names` are the teams', in their order; a team without one, or with one that another has, is numbered.
    """
    current = _unsettled(forming, based_on)
    if current.told_at is None:
        raise PermissionDenied(_("Tell people first where they are, so that they can ask to move."))
    taken = set(current.community.teams.values_list("name", flat=True))
    for team in current.teams.all():
        people = [seat.person for seat in team.seats.select_related("person")]
        if not people:
            continue
        given = clean_line(names[team.number - 1])[:80] if team.number <= len(names) else ""
        name = _free_name(given or _("Team %(number)s") % {"number": team.number}, taken)
        taken.add(name)
        form_team(current.community, by, name, people)
    current.settled_at = clock.now()
    forget(current)
    return _changed(current, by)


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name[:74]} {number}", number + 1
    return free
