"""Gatherings that repeat: planned together, and each of them a gathering of its own from then on.

What is said of one and all later ones reaches those that are as this one was. What was changed on one alone stays as it is.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import delete_entries
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_delete
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.local_time import local_parts
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import Change, let_go
from commonplace.stages.gather.actions import Plan, cancel_gathering, change_gathering, plan_gatherings
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.rhythms import Hours, OtherRhythm, Rhythm, rhythm_of
from commonplace.stages.gather.rules import may_change_gathering

_OWN = ("place", "link", "capacity", "company", "seeks_testers")
_OF_ENTRY = ("title", "body", "audience")


@transaction.atomic
def plan_series(
    community: Community,
    by: Person,
    *,
    rhythm: Rhythm | OtherRhythm | None,
    days: Iterable[date],
    hours: Hours,
    audience: int | None = None,
    **fields: Any,
) -> list[Gathering]:
    """Plan a gathering on each of these days, which a rhythm gave, or somebody named. Members get one notice of them all.

    `fields` are title, body and columns of each of them.
    """
    days = sorted(days)
    series = Series.objects.create(
        community=community,
        rule=rhythm.rule() if rhythm else "",
        begins_on=days[0],
        begins=hours.begins,
        ends=hours.ends,
        nights=hours.nights,
        zone=hours.zone,
    )
    words = {name: fields.pop(name) for name in ("title", "body", "place") if name in fields}
    plans = []
    for day in days:
        starts_at, ends_at = hours.on(day)
        columns = {**fields, "series": series, "series_day": day}
        plans.append(Plan(starts_at=starts_at, ends_at=ends_at, columns=columns, **words))
    made = plan_gatherings(community, by, plans, audience=audience, record_as="gathering.laid_out")
    record("series.planned", by=by, entry=made[0].entry, community=community, count=len(made))
    return made


def later_than(gathering: Gathering, person: Person) -> list[Gathering]:
    """The later ones of its series that this person may change, the earliest first."""
    if gathering.series_id is None or gathering.series_day is None:
        return []
    seen = Entry.objects.visible_to(person).of_kind("gathering").filter(community=gathering.community_id)
    rows = Gathering.objects.filter(
        series=gathering.series_id, series_day__gt=gathering.series_day, cancelled_at=None, entry__in=seen
    )
    later = list(rows.select_related("entry__community", "entry__team", "series").order_by("series_day", "pk"))
    for one in later:
        one.entry.community = gathering.entry.community  # what is known of it by now is asked once
    return [one for one in later if may_change_gathering(person, one)]


@transaction.atomic
def change_later(gathering: Gathering, by: Person, *, based_on: int, **fields: Any) -> int:
    """Change a gathering, and its later ones alike; how many that were. Raises as `change_gathering` does."""
    before = Gathering.objects.select_related("entry", "series").get(pk=gathering.pk)
    later = later_than(gathering, by)
    change_gathering(gathering, by, based_on=based_on, record_move_as="gathering.moved_along", **fields)
    is_moved = (before.starts_at, before.ends_at) != (gathering.starts_at, gathering.ends_at)
    in_step = [one for one in later if is_moved and is_in_step(one)]
    spans = _parted(before, gathering, later, in_step) if is_moved else {}
    for one in later:
        changed = _alike(before, one, fields) | spans.get(one.pk, {})
        if changed:
            change_gathering(one, by, based_on=one.entry.version, record_move_as="gathering.moved_along", **changed)
    if is_moved or any(getattr(before, name) != getattr(gathering, name) for name in ("place", "link")):
        keys = [gathering.pk, *(one.pk for one in later)]
        record("series.moved", by=by, entry=gathering.entry, community=gathering.entry.community, gatherings=keys)
    return 1 + len(later)


def _alike(before: Gathering, one: Gathering, fields: dict[str, Any]) -> dict[str, Any]:
    """What changes on a later one: what is new on the first of them, and was alike on both."""
    changed = {name: fields[name] for name in _OWN if name in fields and getattr(one, name) == getattr(before, name)}
    changed |= {
        name: fields[name]
        for name in _OF_ENTRY
        if name in fields and getattr(one.entry, name) == getattr(before.entry, name)
    }
    return {
        name: value
        for name, value in changed.items()
        if value != getattr(before.entry if name in _OF_ENTRY else before, name)
    }


def is_in_step(gathering: Gathering) -> bool:
    """Whether it is when its series planned it."""
    series, day = gathering.series, gathering.series_day
    return series is not None and day is not None and (gathering.starts_at, gathering.ends_at) == series.hours.on(day)


def day_and_hours(gathering: Gathering) -> tuple[date, Hours]:
    """On which day it begins, and from when until when it is on the clocks of its zone."""
    day, begins = local_parts(gathering.starts_at, gathering.zone)
    last_day, ends = local_parts(gathering.ends_at, gathering.zone)
    return day, Hours(begins, ends, (last_day - day).days, gathering.zone)


def _parted(
    before: Gathering, gathering: Gathering, later: list[Gathering], in_step: list[Gathering]
) -> dict[int, dict[str, datetime]]:
    """Make a series of its own of this one and its later ones, at its new hours; when those begin and end that move along."""
    (then, _hours), (now, hours) = day_and_hours(before), day_and_hours(gathering)
    shift = now - then
    old = before.series
    if old is None:
        return {}
    spans = {}
    for one in later:
        if one.series_day is not None:
            one.series_day += shift
    gathering.series_day = now
    days = [one.series_day for one in (gathering, *later) if one.series_day is not None]
    series = Series.objects.create(
        community_id=old.community_id,
        rule=rule_moved(old.rule, shift.days, max(days)),
        begins_on=now,
        begins=hours.begins,
        ends=hours.ends,
        nights=hours.nights,
        zone=hours.zone,
    )
    for one in (gathering, *later):
        one.series = series
    Gathering.objects.bulk_update([gathering, *later], ["series", "series_day"])
    _end(old)
    for one in in_step:
        if one.series_day is not None:
            spans[one.pk] = dict(zip(("starts_at", "ends_at"), hours.on(one.series_day), strict=True))
    return spans


def rule_moved(rule: str, days: int, last: date) -> str:
    """The rule so many days later, until a day; empty where no rhythm says that."""
    moved = rhythm_of(rule).moved(days) if rule else None
    return moved.ending(last).rule() if moved else ""


def _end(series: Series) -> None:
    """What is left of a series ends with its last gathering; without any, it is gone."""
    last = series.gatherings.order_by("-series_day").values_list("series_day", flat=True).first()
    if last is None:
        series.delete()
    elif series.rule:
        series.rule = rhythm_of(series.rule).ending(last).rule()
        series.save(update_fields=["rule"])


@transaction.atomic
def cancel_later(gathering: Gathering, by: Person, reason: str = "") -> int:
    """Say that a gathering and its later ones do not take place; how many those are."""
    later = later_than(gathering, by)
    for one in (gathering, *later):
        cancel_gathering(one, by, reason, record_as="gathering.cancelled_along")
    keys = [gathering.pk, *(one.pk for one in later)]
    record("series.cancelled", by=by, entry=gathering.entry, community=gathering.entry.community, gatherings=keys)
    return len(keys)


def deletable(gathering: Gathering, person: Person, *, only_later: bool) -> list[Gathering]:
    """Those of its series that this person may delete, past ones and cancelled ones too; or only this and its later ones."""
    seen = Entry.objects.visible_to(person).of_kind("gathering").filter(community=gathering.community_id)
    rows = Gathering.objects.filter(series=gathering.series_id, entry__in=seen)
    if only_later:
        rows = rows.filter(series_day__gte=gathering.series_day)
    rows = rows.select_related("entry__community", "series").order_by("series_day", "pk")
    return [one for one in rows if may_delete(person, one.entry)]


@transaction.atomic
def delete_of_series(gatherings: list[Gathering], by: Person) -> PutAway:
    """Delete these of one series, and the series with its last; for an hour `by` can bring all of it back."""
    series, community = gatherings[0].series, gatherings[0].entry.community
    along: list[Series] = []
    changes: list[Change] = []
    if series is not None:
        stay = series.gatherings.exclude(pk__in=[one.pk for one in gatherings]).order_by("-series_day")
        last = stay.values_list("series_day", flat=True).first()
        if last is None:
            along = [series]
        elif series.rule:
            rule = rule_moved(series.rule, 0, last)
            changes = let_go(Series.objects.filter(pk=series.pk), "rule", rule)
    words = ngettext("One gathering is deleted.", "%(count)s gatherings are deleted.", len(gatherings))
    words %= {"count": len(gatherings)}
    address = f"{community.address}gatherings/" if community else gatherings[0].entry.address
    entries = [one.entry for one in gatherings]
    return delete_entries(entries, by, words, address, along=along, changes=changes)
