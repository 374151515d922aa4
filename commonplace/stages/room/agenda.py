"""An agenda and its times, which come of the gathering's beginning: who moves the gathering moves the agenda with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from commonplace.ground.local_time import local_parts, nearest_moment
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.models import AgendaItem

MOST_ITEMS = 40


@dataclass(frozen=True)
class Timed:
    """An item of an agenda, from when until when it is on."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime


def timed(items: Iterable[AgendaItem], starts_at: datetime) -> list[Timed]:
    """The items with their times, each after the one before it, where the gathering begins at `starts_at`."""
    found, place = list[Timed](), starts_at
    for item in items:
        begins = place if item.after is None else max(place, starts_at + timedelta(minutes=item.after))
        place = begins + timedelta(minutes=item.minutes)
        found.append(Timed(item, begins, place))
    return found


def next_at(clock_time: time, after: datetime, zone: str) -> datetime:
    """The first moment from `after` on at which clocks in `zone` show this time."""
    day, _shown = local_parts(after, zone)
    moment = nearest_moment(day, clock_time, zone)
    return moment if moment >= after else nearest_moment(day + timedelta(days=1), clock_time, zone)


def agenda_of(gathering: Gathering) -> list[Timed]:
    """The agenda of a gathering with its times. One query."""
    return timed(gathering.agenda.all(), gathering.starts_at)
