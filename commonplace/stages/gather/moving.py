"""What moves when a community's dates move: each thing with what it was and what it becomes. Nothing is written here.

What has begun never moves. Hours on the clock stay, also across days on which clocks change, unless the moments are meant to
stay where the zone becomes another one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.local_time import clock_changes, local_parts, nearest_moment
from commonplace.ground.put_away import Change
from commonplace.stages.design.models import ArcDay
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.repeating import day_and_hours, is_in_step
from commonplace.stages.gather.rhythms import Hours
from commonplace.stages.recruit.models import Call

# What is put away: of which table, which row, which column, what stood there, and what stands there then.
_GATHERING, _COMMUNITY, _DAY, _CALL = "gather.gathering", "communities.community", "design.arcday", "recruit.call"

# Of days on which clocks change, so many are named for each zone.
_MOST_NAMED = 6


@dataclass(frozen=True)
class Shift:
    """So many days later, or earlier; on the clocks of `zone`, or where that is empty of the zone that something has."""

    days: int = 0
    zone: str = ""
    keeps_moments: bool = False

    def span(self, day: date, hours: Hours) -> tuple[datetime, datetime]:
        """When something begins and ends then that began on a day at such hours."""
        here = hours if self.keeps_moments or not self.zone else replace(hours, zone=self.zone)
        return here.on(day + timedelta(days=self.days))

    def moment(self, moment: datetime, zone: str) -> datetime:
        """When a single moment is then, which was written down on the clocks of a zone."""
        day, time_of_day = local_parts(moment, zone)
        there = zone if self.keeps_moments or not self.zone else self.zone
        # A last day ends with its last second, of which clocks with hands say nothing.
        within = timedelta(seconds=moment.second, microseconds=moment.microsecond)
        return nearest_moment(day + timedelta(days=self.days), time_of_day, there) + within


@dataclass(frozen=True)
class Move:
    """One thing that would move. `key` names it in a form.

    `was` and `becomes` are bare days, or the beginnings and ends of what has them, on the clocks of `zones`.
    """

    key: str
    words: str
    was: tuple[date, ...]
    becomes: tuple[date, ...]
    zones: tuple[str, str]
    changes: tuple[Change, ...]
    gathering: Gathering | None = None
    # The clocks jump over its hour on its new day, so that it is later.
    is_later: bool = False
    # It would be over already, or have begun.
    is_past: bool = False

    @property
    def as_shown(self) -> str:
        """What a page says of it, in short."""
        return f"{self.key} {' '.join(map(str, (*self.was, *self.becomes, *self.zones)))}"


def first_day_that_moves(community: Community, gatherings: Iterable[Gathering]) -> date | None:
    """What “a new first day” stands in the place of: the community's own where it is to come, else the next gathering's."""
    if community.starts_on and community.starts_on > _today(community):
        return community.starts_on
    days = [local_parts(one.starts_at, one.zone)[0] for one in gatherings]
    return min(days, default=None)


def _today(community: Community) -> date:
    return local_parts(clock.now(), community.zone)[0]


def gatherings_that_move(community: Community, by: Person) -> list[Gathering]:
    """Those to come that this person, who carries the community, may see and change; the earliest first."""
    seen = Entry.objects.visible_to(by).of_kind("gathering").filter(community=community)
    rows = Gathering.objects.filter(community=community, starts_at__gt=clock.now(), cancelled_at=None, entry__in=seen)
    return list(rows.select_related("entry__community", "series", "arc_day").order_by("starts_at", "pk"))


def what_moves(community: Community, by: Person, shift: Shift) -> list[Move]:
    """Everything that a shift moves, in the order of its days within each kind."""
    gatherings = [move for one in gatherings_that_move(community, by) if (move := move_of(one, shift))]
    if not shift.days:
        return [*_zone(community, shift), *_window(community, shift), *gatherings]
    return [*_own_days(community, shift), *_window(community, shift), *gatherings, *_days_of_design(community, shift)]


def move_of(one: Gathering, shift: Shift) -> Move | None:
    """Where a shift moves a gathering; None where it leaves it as it is."""
    day, hours = day_and_hours(one)
    zone = shift.zone or one.zone
    if not shift.days and zone == one.zone:
        return None
    if one.series and one.series_day and is_in_step(one):
        day, hours = one.series_day, one.series.hours  # as they were planned, where clocks jumped over them
    starts_at, ends_at = shift.span(day, hours)
    if shift.keeps_moments and not shift.days:
        starts_at, ends_at = one.starts_at, one.ends_at  # also the second of two hours that clocks show alike
    changes: list[Change] = [
        (_GATHERING, one.pk, name, was, becomes)
        for name, was, becomes in (
            ("starts_at", one.starts_at, starts_at),
            ("ends_at", one.ends_at, ends_at),
            ("zone", one.zone, zone),
        )
        if was != becomes
    ]
    arc_day = one.arc_day if shift.days and one.arc_day_id else None
    if arc_day and arc_day.on:
        changes.append((_DAY, arc_day.pk, "on", arc_day.on, arc_day.on + timedelta(days=shift.days)))
    return Move(
        key=f"g{one.pk}",
        words=one.entry.title,
        was=(one.starts_at, one.ends_at),
        becomes=(starts_at, ends_at),
        zones=(one.zone, zone),
        changes=tuple(changes),
        gathering=one,
        is_later=not shift.keeps_moments and local_parts(starts_at, zone)[1] != hours.begins,
        is_past=starts_at <= clock.now(),
    )


def _zone(community: Community, shift: Shift) -> Iterator[Move]:
    """The community's own zone, which what is planned from then on has."""
    if shift.zone and shift.zone != community.zone:
        zones = (community.zone, shift.zone)
        change = (_COMMUNITY, community.pk, "zone", *zones)
        yield Move("zone", _("The community’s time zone"), (), (), zones, (change,))


def _own_days(community: Community, shift: Shift) -> Iterator[Move]:
    """Its time zone, and its first and last day, as far as they are to come."""
    yield from _zone(community, shift)
    today = _today(community)
    for name, words in (("starts_on", _("First day")), ("ends_on", _("Last day"))):
        day = getattr(community, name)
        if day and day > today:
            then = day + timedelta(days=shift.days)
            zones = (community.zone, shift.zone or community.zone)
            change = (_COMMUNITY, community.pk, name, day, then)
            yield Move(name, words, (day,), (then,), zones, (change,), is_past=then < today)


def _window(community: Community, shift: Shift) -> Iterator[Move]:
    """From when until when its call can be answered."""
    call = Call.objects.filter(community=community, ended_at=None).first()
    for name, words in (("opens_at", _("The call opens")), ("closes_at", _("The call closes"))):
        moment = getattr(call, name, None)
        if call and moment and moment > clock.now():
            then = shift.moment(moment, community.zone)
            if not shift.days and (shift.keeps_moments or then == moment):
                continue
            zones = (community.zone, shift.zone or community.zone)
            change = (_CALL, call.pk, name, moment, then)
            yield Move(name, words, (moment,), (then,), zones, (change,), is_past=then <= clock.now())


def _days_of_design(community: Community, shift: Shift) -> Iterator[Move]:
    """Days of the design that stand in no calendar yet. The others move with their gathering."""
    days = ArcDay.objects.filter(design__community=community, on__gt=_today(community), gatherings=None)
    for day in days.order_by("on", "place"):
        if day.on:
            then = day.on + timedelta(days=shift.days)
            change = (_DAY, day.pk, "on", day.on, then)
            zones = (community.zone, shift.zone or community.zone)
            yield Move(f"d{day.pk}", day.title, (day.on,), (then,), zones, (change,))


def changes_between(moves: list[Move]) -> list[tuple[str, date, timedelta]]:
    """The days on which clocks change between the first and the last of these, old and new: zone, day, how far forward."""
    ends: dict[str, list[date]] = {}
    for move in moves:
        for zone, moments in zip(move.zones, (move.was, move.becomes), strict=True):
            days = [local_parts(one, zone)[0] if isinstance(one, datetime) else one for one in moments]
            ends.setdefault(zone, []).extend(days)
    found = []
    for zone, days in ends.items():
        if days:
            few = islice(clock_changes(min(days), max(days), zone), _MOST_NAMED)
            found += [(zone, day, forward) for day, forward in few]
    return sorted(found, key=lambda change: (change[1], change[0]))
