"""What people read of teams that are proposed: those who form them, and each of their own seat."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Community, Team
from commonplace.commons.people.models import Person
from commonplace.ground.moments import locale_here
from commonplace.stages.team.models import Forming, Seat, Statement
from commonplace.stages.team.moving import Change, changes
from commonplace.stages.team.scoring import WEEK, Figures, Whole, figures_of, whole_of
from commonplace.stages.team.standing import Standing

# Fewer than so many people are “a few”: nobody is to be told from a number.
_NAMED_FROM = 5
# So many moves of somebody stand on a page, the best first.
MOST_MOVES = 40
# So many stretches of hours of a team stand in its explanation, the first of the week.
_MOST_HOURS = 6
_DAY = 24 * 60  # minutes


@dataclass(frozen=True)
class TeamShown:
    """A team as those see it who form teams."""

    key: int
    number: int
    seats: list[Seat]
    figures: Figures


@dataclass(frozen=True)
class Overview:
    """All teams, what they come to together, who is in none yet, and how many said something."""

    teams: list[TeamShown]
    whole: Whole | None
    left_over: list[Person]
    learners: int
    said: str


def overview(forming: Forming) -> Overview:
    """What those see who form teams."""
    standing = Standing(forming)
    seats: dict[int, list[Seat]] = {}
    for seat in forming.seats.select_related("person"):
        if seat.person_id in standing.number:
            seats.setdefault(seat.team_id, []).append(seat)
    problem = standing.problem() if standing.people else None
    rows = list(forming.teams.all())
    shown = [
        TeamShown(
            team.pk,
            team.number,
            seats[team.pk],
            figures_of(problem, [standing.number[seat.person_id] for seat in seats[team.pk]]),
        )
        for team in rows
        if problem is not None and team.pk in seats
    ]
    seated = {seat.person_id for team in shown for seat in team.seats}
    late = [person for person in standing.people if person not in seated] if rows else []
    return Overview(
        shown,
        whole_of(problem, [team.figures for team in shown]) if shown and problem is not None else None,
        list(Person.objects.filter(pk__in=late).order_by("display_name")) if late else [],
        len(standing.people),
        _so_many(len(standing.statements)),
    )


def _so_many(count: int) -> str:
    if count == 0:
        return _("Nobody said anything yet.")
    if count < _NAMED_FROM:
        return _("A few said what they want.")
    return ngettext("%(count)s said what they want.", "%(count)s said what they want.", count) % {"count": count}


@dataclass(frozen=True)
class MoveShown:
    """A move of somebody: where to, in exchange for whom, and what it changes. `value` is what a form sends for it.

    `points` are hundredths of what a team can be worth, below 0 where it costs. Of wishes, refusals, blocks and groups there is
    nothing in them, nor in the order of moves: all exchanges side by side would name who refuses whom.
    """

    value: str
    team: int
    other: Person | None
    points: int
    hours_left: tuple[int, int]
    hours_come_to: tuple[int, int]

    @property
    def effect(self) -> str:
        """What all teams gain or lose by it, in words."""
        if not self.points:
            return _("changes little")
        return (_("gains %(points)s") if self.points > 0 else _("costs %(points)s")) % {"points": abs(self.points)}


def moves_shown(forming: Forming, person: int, *, only: int = 0) -> list[MoveShown]:
    """The moves of somebody that keep the sizes of teams, the best first; or all of them to the team that has `only` as its number."""
    if not only:
        return _moves_shown(forming, person)[:MOST_MOVES]
    return [move for move in _moves_shown(forming, person, resizes=True) if move.team == only]


def every_move(forming: Forming, person: int) -> list[MoveShown]:
    """All moves of somebody, the best first."""
    return _moves_shown(forming, person, resizes=True)


def _moves_shown(forming: Forming, person: int, *, resizes: bool = False) -> list[MoveShown]:
    standing = Standing(forming)
    keys, teams = standing.teams()
    number = standing.number.get(person)
    if number is None or not any(number in team for team in teams):
        return []
    found = sorted(changes(standing.problem(), teams, number, resizes=resizes), key=_in_open_order)
    people = {seat.person_id: seat.person for seat in forming.seats.select_related("person")}
    numbers = dict(forming.teams.values_list("pk", "number"))
    shown = []
    for one in found:
        other = None if one.move.other is None else people[standing.people[one.move.other]]
        shown.append(
            MoveShown(
                f"{keys[one.move.to]}-{other.pk if other else 0}",
                numbers[keys[one.move.to]],
                other,
                round(100 * one.open_gain),
                (one.left_before.common_hours, one.left_after.common_hours),
                (one.come_to_before.common_hours, one.come_to_after.common_hours),
            )
        )
    return shown


def _in_open_order(change: Change) -> tuple[float, int, int]:
    return -round(change.open_gain, 9), change.move.to, -1 if change.move.other is None else change.move.other


@dataclass(frozen=True)
class SeatShown:
    """Somebody's own seat: with whom, and why. Hours are stretches of a week in the reader's zone, as words."""

    seat: Seat
    number: int
    people: list[Person]
    reasons: list[str]
    hours: list[str]
    more_hours: int


def seat_shown(forming: Forming, viewer: Person) -> SeatShown | None:
    """One's own seat; None where there is none."""
    seat = forming.seats.select_related("team").filter(person=viewer).first()
    if seat is None:
        return None
    mates = Person.objects.shown_to(viewer).filter(pk__in=seat.team.seats.values("person")).exclude(pk=viewer.pk)
    hours = _hours_in_words(forming, seat.reasons.get("hours") or 0)
    return SeatShown(
        seat,
        seat.team.number,
        list(mates.order_by("display_name", "pk")),
        _reasons(forming, seat, viewer),
        hours[:_MOST_HOURS],
        max(0, len(hours) - _MOST_HOURS),
    )


@dataclass(frozen=True)
class SettledShown:
    """What somebody reads once teams are settled: which are theirs now, why it came so, and whether they keep what they said."""

    teams: list[Team]
    seat: SeatShown | None
    keeps: bool


def settled_shown(community: Community, viewer: Person) -> SettledShown | None:
    """What became of the teams that were formed here last; None where none were."""
    forming = community.formings.exclude(settled_at=None).order_by("-settled_at").first()
    if forming is None:
        return None
    seat = seat_shown(forming, viewer)
    keeps = Statement.objects.filter(person=viewer, forming__community=community, keeps=True).exists()
    return SettledShown(
        list(community.teams.filter(people=viewer)), seat if seat and seat.seat.reasons else None, keeps
    )


def weekdays() -> list[tuple[str, str]]:
    """The days of the week from Monday, and their shortest names, in the reader's language."""
    wide, short = (locale_here().days["stand-alone"][width] for width in ("wide", "short"))
    return [(wide[day], short[day]) for day in range(7)]


def _hours_in_words(forming: Forming, mask: int) -> list[str]:
    day = forming.closes_at.astimezone(UTC).date()
    monday = datetime.combine(day - timedelta(days=day.weekday()), datetime.min.time(), tzinfo=UTC)
    here = [timezone.localtime(monday + timedelta(hours=hour)) for hour in range(WEEK) if mask >> hour & 1]
    days = weekdays()
    stretches: list[list[int]] = []  # minutes of the week: when a stretch begins, and when it ends
    for begins in sorted((24 * one.weekday() + one.hour) * 60 + one.minute for one in here):
        if stretches and stretches[-1][1] == begins and begins % _DAY:
            stretches[-1][1] += 60
        else:
            stretches.append([begins, begins + 60])
    return [f"{days[begins // _DAY][0]} {_clock(begins)}–{_clock(ends)}" for begins, ends in stretches]


def _clock(minutes: int) -> str:
    return f"{minutes % _DAY // 60:02}:{minutes % 60:02}"


def _reasons(forming: Forming, seat: Seat, viewer: Person) -> list[str]:
    said = seat.reasons
    reasons = [
        _("Others here want this as well: %(outcome)s.") % {"outcome": forming.outcomes[place]}
        for place in said.get("outcomes", [])
    ]
    reasons += [
        _("Others here value this as you do: %(value)s.") % {"value": forming.values[place]}
        for place in said.get("values", [])
    ]
    if said.get("is_varied"):
        reasons.append(_("You come from different backgrounds."))
    named = Person.objects.shown_to(viewer).in_bulk(said.get("wished_here", []) + said.get("wished_elsewhere", []))
    for key, words in (
        ("wished_here", _("You wished to be with %(name)s.")),
        ("wished_elsewhere", _("You wished to be with %(name)s, and that did not come about.")),
    ):
        reasons += [words % {"name": named[one].display_name} for one in said.get(key, []) if one in named]
    if said.get("kept_apart"):
        reasons.append(_("Nobody is here whom you would rather not be with."))
    return reasons
