"""What repeats in a calendar and is taken over becomes a series, so that it can be moved and changed as one.

It does where its rule, on the community's clocks, gives the very instants that the file does, but for those that were moved there
one by one. Else it stays as many single gatherings, which mean the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from commonplace.commons.communities.models import Community
from commonplace.ground.local_time import local_parts, zone_called
from commonplace.stages.gather.calendar_import import MOST_LOOKED_AT, Event, name_of_all
from commonplace.stages.gather.calendar_repeating import days_between
from commonplace.stages.gather.laying_out import Effort
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.repeating import day_and_hours

Taken = tuple[Gathering, Event]


def make_series(community: Community, taken: Iterable[Taken]) -> None:
    """Of what was just taken over, make the series that it belongs to, or let it join the one that stands here already."""
    groups: dict[str, list[Taken]] = defaultdict(list)
    for gathering, event in taken:
        if event.planned_at is not None:
            groups[name_of_all(event.uid)].append((gathering, event))
    if not groups:
        return
    standing = _standing(community)
    effort, joined = Effort(MOST_LOOKED_AT), []
    for name, group in groups.items():
        for series in standing.get(name, ()):
            joined += _joining(series, group, effort)
        if name not in standing:
            joined += _beginning(community, group, effort)
    Gathering.objects.bulk_update(joined, ["series", "series_day"], batch_size=200)


def _standing(community: Community) -> dict[str, set[Series]]:
    """The series here that came from calendars, by the names of what repeats there."""
    rows = Gathering.objects.filter(community=community, series__isnull=False).exclude(calendar_uid="")
    found: dict[str, set[Series]] = defaultdict(set)
    for row in rows.select_related("series").only("calendar_uid", "series"):
        if row.series is not None:
            found[name_of_all(row.calendar_uid)].add(row.series)
    return found


def _beginning(community: Community, group: list[Taken], effort: Effort) -> list[Gathering]:
    """A series of all these, where their rule says so of every one; else none of them."""
    ruled = next((event for _gathering, event in group if event.rule), None)
    as_planned = next((gathering for gathering, event in group if event.starts_at == event.planned_at), None)
    if ruled is None or as_planned is None or len(group) < 2:
        return []
    _day, hours = day_and_hours(as_planned)
    series = Series(
        community=community,
        rule=ruled.rule,
        begins_on=date.fromisoformat(ruled.rule_from),
        begins=hours.begins,
        ends=hours.ends,
        nights=hours.nights,
        zone=community.zone,
    )
    joining = _joining(series, group, effort)
    if len(joining) < len(group):
        for one in joining:
            one.series = one.series_day = None
        return []
    series.save()
    for one in joining:
        one.series = series  # its key is known now
    return joining


def _joining(series: Series, group: list[Taken], effort: Effort) -> list[Gathering]:
    """Those that a series gives: they are when it says, or were before they were moved."""
    if not series.rule:
        return []
    planned = {
        gathering.pk: local_parts(event.planned_at, series.zone)[0] for gathering, event in group if event.planned_at
    }
    near = min(planned.values()), max(planned.values())
    days = set(days_between(series.rule, series.begins_on, zone_called(series.zone), near, effort))
    joining = []
    for gathering, event in group:
        day, is_moved = planned[gathering.pk], event.starts_at != event.planned_at
        span = series.hours.on(day)
        is_given = event.planned_at == span[0] if is_moved else (event.starts_at, event.ends_at) == span
        if day in days and is_given:
            gathering.series, gathering.series_day = series, day
            joining.append(gathering)
    return joining
