"""What people do with gatherings: one function per intention."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.actions import NewEntry, change_audience, edit_entry, write_entries
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.local_time import nearest_moment, zone_called
from commonplace.ground.text import clean_line
from commonplace.stages.design.models import ArcDay, Design
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import locked, settle

_OWN_COLUMNS = ("starts_at", "ends_at", "place", "link", "capacity", "company", "seeks_testers")


class EndsBeforeItBegins(ValueError):
    """A gathering has to end after it begins."""


def _words(starts_at: datetime, ends_at: datetime, zone: str, place: str) -> dict[str, str]:
    """What a revision keeps beside title and words; not the link to the room, since more people read revisions."""
    here = zone_called(zone)
    moments = {"begins": starts_at, "ends": ends_at}
    return {name: f"{moment.astimezone(here):%Y-%m-%d %H:%M} {zone}" for name, moment in moments.items()} | {
        "place": place
    }


def _whole_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


@transaction.atomic
def plan_gathering(
    community: Community,
    by: Person,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    body: str = "",
    place: str = "",
    link: str = "",
    capacity: int | None = None,
    company: int = 0,
    seeks_testers: bool = False,
    audience: int | None = None,
    arc_day: ArcDay | None = None,
    calendar_uid: str = "",
    record_as: str | None = None,
) -> Gathering:
    """Put a gathering into a community's calendar. Raises EndsBeforeItBegins."""
    columns = {
        "link": link,
        "capacity": capacity,
        "company": company,
        "seeks_testers": seeks_testers,
        "arc_day": arc_day,
        "calendar_uid": calendar_uid,
    }
    one = Plan(title, starts_at, ends_at, body, place, columns)
    return plan_gatherings(community, by, [one], audience=audience, record_as=record_as)[0]


@dataclass(frozen=True)
class Plan:
    """A gathering as somebody plans it; `columns` are further ones of its own."""

    title: str
    starts_at: datetime
    ends_at: datetime
    body: str = ""
    place: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def plan_gatherings(
    community: Community,
    by: Person,
    plans: Iterable[Plan],
    *,
    audience: int | None = None,
    record_as: str | None = None,
) -> list[Gathering]:
    """Put many gatherings into a community's calendar at once, in a constant number of queries for a hundred.

    Raises EndsBeforeItBegins, having planned none of them.
    """
    refuse_closed(community)
    rows: list[Gathering] = []
    new: list[NewEntry] = []
    for plan in plans:
        starts_at, ends_at = _whole_minute(plan.starts_at), _whole_minute(plan.ends_at)
        if ends_at <= starts_at:
            raise EndsBeforeItBegins
        place = clean_line(plan.place)[:200]
        words = _words(starts_at, ends_at, community.zone, place)
        new.append(NewEntry(plan.title, body=plan.body, words=words))
        rows.append(
            Gathering(
                community=community,
                starts_at=starts_at,
                ends_at=ends_at,
                zone=community.zone,
                place=place,
                **plan.columns,
            )
        )
    entries = write_entries(by, "gathering", new, community=community, audience=audience, record_as=record_as)
    for row, entry in zip(rows, entries, strict=True):
        row.entry = entry
    return Gathering.objects.bulk_create(rows)


@transaction.atomic
def plan_from_design(design: Design, by: Person) -> list[Gathering]:
    """Make a gathering of each day in a design that has a date and a time, and that none was made of yet.

    Pressed twice it makes nothing twice: a day is known by its row, and where the design was written anew since, by its
    title and its moment.
    """
    community = Community.objects.select_for_update().get(pk=design.community_id)
    known = {
        (gathering.entry.title, gathering.starts_at): gathering
        for gathering in Gathering.objects.filter(entry__community=community).select_related("entry")
    }
    made_of = {gathering.arc_day_id for gathering in known.values()}
    plans: list[Plan] = []
    for day in design.arc.all():
        if day.pk in made_of or day.on is None or day.starts is None:
            continue
        starts_at = nearest_moment(day.on, day.starts, community.zone)
        same = known.get((clean_line(day.title), starts_at))
        if same:
            Gathering.objects.filter(pk=same.pk).update(arc_day=day)
            continue
        ends_at = starts_at + timedelta(minutes=max(day.minutes, 1))
        plans.append(Plan(day.title, starts_at, ends_at, day.words, community.place, {"arc_day": day}))
    made = plan_gatherings(community, by, plans, record_as="gathering.laid_out")
    if made:
        record("gatherings.planned", by=by, community=community, count=len(made))
    return made


@transaction.atomic
def change_gathering(
    gathering: Gathering, by: Person, *, based_on: int, record_move_as: str = "gathering.moved", **fields: Any
) -> Gathering:
    """Change a gathering. `fields` are its own columns, `title`, `body` and `audience`.

    `record_move_as` is the kind of happening where its time or place is another one.
    Raises EndsBeforeItBegins, or EditedMeanwhile where it is no longer at the version `based_on`: nothing is changed.
    """
    own = {name: fields.pop(name) for name in _OWN_COLUMNS if name in fields}
    for name in ("starts_at", "ends_at"):
        if name in own:
            own[name] = _whole_minute(own[name])
    if "place" in own:
        own["place"] = clean_line(own["place"])[:200]
    after = {name: own.get(name, getattr(gathering, name)) for name in _OWN_COLUMNS}
    if after["ends_at"] <= after["starts_at"]:
        raise EndsBeforeItBegins
    audience = fields.pop("audience", None)
    words = _words(after["starts_at"], after["ends_at"], gathering.zone, after["place"])
    entry = edit_entry(gathering.entry, by, based_on=based_on, words=words, **fields)
    if audience is not None and int(audience) != entry.audience:
        change_audience(entry, by, int(audience))
    before = Gathering.objects.select_for_update().get(pk=gathering.pk)
    is_moved = any(getattr(before, name) != after[name] for name in ("starts_at", "ends_at", "place", "link"))
    for name, value in own.items():
        setattr(gathering, name, value)
    gathering.sequence = before.sequence + 1
    gathering.save(update_fields=[*own, "sequence"])
    if before.capacity != gathering.capacity:
        settle(locked(gathering.pk))
    if is_moved:
        record(record_move_as, by=by, entry=entry, community=entry.community)
    return gathering


@transaction.atomic
def note_new_time(gathering: Gathering, by: Person) -> None:
    """Have its revisions and everybody's calendars know of a time that was written with many others at once."""
    words = _words(gathering.starts_at, gathering.ends_at, gathering.zone, gathering.place)
    edit_entry(gathering.entry, by, based_on=gathering.entry.version, words=words)
    Gathering.objects.filter(pk=gathering.pk).update(sequence=F("sequence") + 1)


@transaction.atomic
def cancel_gathering(
    gathering: Gathering, by: Person, reason: str = "", *, record_as: str = "gathering.cancelled"
) -> None:
    """Say that a gathering does not take place. It stays, marked, so that whoever meant to come finds out why."""
    current = Gathering.objects.select_for_update(of=("self",)).select_related("entry__community").get(pk=gathering.pk)
    if current.cancelled_at is None:
        current.cancelled_at, current.cancel_reason = clock.now(), clean_line(reason)[:300]
        current.sequence += 1
        current.save(update_fields=["cancelled_at", "cancel_reason", "sequence"])
        Entry.objects.filter(pk=current.pk).update(changed_at=clock.now())
        record(record_as, by=by, entry=current.entry, community=current.entry.community)
    gathering.refresh_from_db(fields=["cancelled_at", "cancel_reason", "sequence"])
