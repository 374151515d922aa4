"""Moves a community's dates in one step, and moves them back where somebody thinks better of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.models import PutAway
from commonplace.ground.packing import plain_value
from commonplace.ground.put_away import CannotComeBack, Change, after, before, put_away
from commonplace.stages.design.actions import write_design
from commonplace.stages.design.models import Design
from commonplace.stages.gather.actions import note_new_time
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.moving import Move, Shift, what_moves
from commonplace.stages.gather.repeating import day_and_hours, rule_moved
from commonplace.stages.gather.rules import may_move_dates
from commonplace.stages.gather.untold import owe
from commonplace.stages.recruit.calling import change_call
from commonplace.stages.recruit.models import Call

KIND = "dates"
_SPAN = ("starts_at", "ends_at")


class OtherThanShown(Exception):
    """What moves is not what was shown a moment ago. Nothing was moved: show it again."""


@transaction.atomic
def move_dates(community: Community, by: Person, shift: Shift, shown: Collection[str]) -> PutAway:
    """Move what was shown, each as `Move.as_shown` says it. For an hour `by` can take it back.

    Raises OtherThanShown, having moved nothing, where one of these does not stand as it did.
    """
    Community.objects.select_for_update(no_key=True).values_list("pk").get(pk=community.pk)
    community.refresh_from_db()
    refuse_closed(community)
    _hold_gatherings(community)
    moves = [move for move in what_moves(community, by, shift) if move.as_shown in shown and not move.is_past]
    if not moves or len(moves) != len(shown):
        raise OtherThanShown
    changes = [change for move in moves for change in move.changes]
    gatherings = [move.gathering for move in moves if move.gathering]
    _write(changes)
    for one in gatherings:
        one.refresh_from_db(fields=[*_SPAN, "zone"])
    changes += _in_series(gatherings, shift)
    _make_known(changes, community, by, _("The dates moved"))
    plain = [(label, pk, column, plain_value(was), plain_value(now)) for label, pk, column, was, now in changes]
    kept = put_away(KIND, by, _said(moves), f"{community.address}gatherings/", changes=plain)
    owe(community, by, _times(plain, stood_before=True))
    return kept


def _hold_gatherings(community: Community) -> None:
    """Keep others from changing what is to come until this transaction ends; their forms then show both."""
    ahead = Gathering.objects.filter(community=community, starts_at__gt=clock.now()).values("pk")
    list(Entry.objects.select_for_update().filter(pk__in=ahead).order_by("pk").values_list("pk"))


def _said(moves: list[Move]) -> str:
    count = sum(move.gathering is not None for move in moves)
    if not count:
        return _("The dates are moved.")
    return ngettext("One gathering is moved.", "%(count)s gatherings are moved.", count) % {"count": count}


def _write(changes: Iterable[Change]) -> None:
    rows: dict[tuple[str, Any], dict[str, Any]] = defaultdict(dict)
    for label, pk, column, _was, becomes in changes:
        rows[label, pk][column] = becomes
    for (label, pk), columns in rows.items():
        apps.get_model(label)._base_manager.filter(pk=pk).update(**columns)


def _in_series(gatherings: list[Gathering], shift: Shift) -> list[Change]:
    """Have each series say again what gives the days of its gatherings; where some stay, those that move are one of their own."""
    by_series: dict[int, list[Gathering]] = defaultdict(list)
    for one in gatherings:
        if one.series_id is not None:
            by_series[one.series_id].append(one)
    changes: list[Change] = []
    for some in by_series.values():
        changes += _series_moved(some, shift)
    _write(changes)
    return changes


def _series_moved(some: list[Gathering], shift: Shift) -> list[Change]:
    old = some[0].series
    if old is None:
        return []
    step = timedelta(days=shift.days)
    days = {one.pk: one.series_day + step for one in some if one.series_day}
    if not days:
        return []
    fields = _fields_of_series(old, some, shift, sorted(days.values()))
    changes: list[Change] = [
        ("gather.gathering", one.pk, "series_day", one.series_day, days[one.pk]) for one in some if one.pk in days
    ]
    stay = old.gatherings.exclude(pk__in=[one.pk for one in some]).order_by("-series_day")
    last = stay.values_list("series_day", flat=True).first()
    if not stay:
        fields["begins_on"] = old.begins_on + step
        return changes + _changed(old, fields)
    new = Series.objects.create(community_id=old.community_id, begins_on=min(days.values()), **fields)
    changes += [("gather.gathering", one.pk, "series_id", old.pk, new.pk) for one in some]
    return changes + (_changed(old, {"rule": rule_moved(old.rule, 0, last)}) if last else [])


def _fields_of_series(old: Series, some: list[Gathering], shift: Shift, days: list[date]) -> dict[str, Any]:
    rule = rule_moved(old.rule, shift.days, days[-1]) if shift.days else old.rule
    fields = {
        "begins": old.begins,
        "ends": old.ends,
        "nights": old.nights,
        "zone": shift.zone or old.zone,
        "rule": rule,
    }
    if not shift.keeps_moments or not shift.zone:
        return fields
    # On other clocks the same moments may be of other days, and of other hours in summer than in winter.
    day, hours = day_and_hours(some[0])
    is_same_day = some[0].series_day is not None and day == some[0].series_day + timedelta(days=shift.days)
    is_regular = is_same_day and all(day_and_hours(one)[1] == hours for one in some)
    own = {"begins": hours.begins, "ends": hours.ends, "nights": hours.nights, "zone": hours.zone}
    return own | {"rule": rule if is_regular else ""}


def _changed(series: Series, fields: dict[str, Any]) -> list[Change]:
    return [
        ("gather.series", series.pk, name, getattr(series, name), value)
        for name, value in fields.items()
        if getattr(series, name) != value
    ]


def _keys(changes: Iterable[Any], label: str, *columns: str) -> list[Any]:
    return list(
        dict.fromkeys(pk for of, pk, column, *_values in changes if of == label and column in (columns or (column,)))
    )


def _make_known(changes: Iterable[Any], community: Community, by: Person, note: str) -> None:
    """Have revisions, open forms, calendars and whoever is in line know of what was written."""
    for one in Gathering.objects.filter(pk__in=_keys(changes, "gather.gathering", *_SPAN, "zone")).select_related(
        "entry__community"
    ):
        note_new_time(one, by)
    community.refresh_from_db()
    is_of_design = _keys(changes, "communities.community") or _keys(changes, "design.arcday")
    if _keys(changes, "communities.community"):
        change_community(community, by)
    design = Design.objects.filter(community=community).select_related("entry", "community").first()
    if design and is_of_design:
        write_design(design, by, based_on=design.entry.version, note=note)
    for call in Call.objects.filter(pk__in=_keys(changes, "recruit.call"), ended_at=None):
        change_call(call, by, based_on=call.version)


def _times(changes: Iterable[Any], *, stood_before: bool) -> dict[int, list[str]]:
    """When each gathering began and ended before it was written, or after."""
    keys = _keys(changes, "gather.gathering", *_SPAN)
    times = {
        one.pk: [one.starts_at.isoformat(), one.ends_at.isoformat()] for one in Gathering.objects.filter(pk__in=keys)
    }
    for label, pk, column, was, became in changes:
        if label == "gather.gathering" and column in _SPAN and pk in times:
            times[pk][_SPAN.index(column)] = was if stood_before else became
    return times


def _community(kept: PutAway) -> Community:
    slug = kept.address.split("/")[2]
    community = Community.objects.filter(slug=slug).first()
    if community is None:
        raise CannotComeBack(_("Its community is gone."))
    return community


@before(KIND)
def look_at_what_moved(kept: PutAway, by: Person) -> None:
    """What somebody changed since stays as they made it, and what was cancelled stays where it was cancelled."""
    community = _community(kept)
    if not may_move_dates(by, community):
        try:
            refuse_closed(community)
        except PermissionDenied as words:
            raise CannotComeBack(str(words)) from words
        raise CannotComeBack(_("You no longer look after “%(name)s”.") % {"name": community.name})
    _hold_gatherings(community)
    touched = _touched(kept.changes)
    kept.changes = [change for change in kept.changes if (change[0], change[1]) not in touched]
    if not kept.changes:
        raise CannotComeBack(_("All of it was changed again since."))


def _touched(changes: Iterable[Any]) -> set[tuple[str, Any]]:
    """The gatherings that are not as they were left, or are gone."""
    left: dict[Any, dict[str, Any]] = defaultdict(dict)
    for label, pk, column, _was, became in changes:
        if label == "gather.gathering" and column in (*_SPAN, "zone"):
            left[pk][column] = datetime.fromisoformat(became) if column in _SPAN else became
    there = {one.pk: one for one in Gathering.objects.filter(pk__in=left, cancelled_at=None)}
    return {
        ("gather.gathering", pk)
        for pk, columns in left.items()
        if pk not in there or any(getattr(there[pk], name) != value for name, value in columns.items())
    }


@after(KIND)
def make_known_again(kept: PutAway, by: Person) -> None:
    """Calendars learn of it, and whoever was told meanwhile is told again."""
    community = _community(kept)
    _make_known(kept.changes, community, by, _("The dates moved back"))
    Series.objects.filter(community=community, gatherings=None).delete()
    owe(community, by, _times(kept.changes, stood_before=False))
