"""Takes the events of a calendar file over: new ones are added, those that changed there since are changed here.

An event is known by its own id, so that it never stands here twice. What was last taken over from it is kept, so that only
what the file changes is changed, and what people here wrote meanwhile stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.merging import marks_of, merge_text
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.stages.gather.actions import Plan, cancel_gathering, change_gathering, plan_gatherings
from commonplace.stages.gather.calendar_import import Event, name_of_all, read_calendar
from commonplace.stages.gather.calendar_series import make_series
from commonplace.stages.gather.calendars import uid_of
from commonplace.stages.gather.models import FollowedCalendar, Gathering
from commonplace.stages.gather.within import keys_within

_TAKEN = ("title", "body", "place", "starts_at", "ends_at")
_SPAN = {"starts_at", "ends_at"}


@dataclass(frozen=True)
class Change:
    """A gathering that stands here, what the file says of it now, and what of that is new."""

    gathering: Gathering
    event: Event
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What a file holds for a community: what to add, to change and to cancel, and what stands here already."""

    added: list[Event] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    cancelled: list[Change] = field(default_factory=list)
    there: list[Event] = field(default_factory=list)
    never_here: list[Event] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        return bool(self.added or self.changed or self.cancelled)


def look_through(
    community: Community, by: Person, events: Iterable[Event], followed: FollowedCalendar | None = None
) -> Found:
    """Compare the events of a file, or of a calendar that is `followed`, with the gatherings of a community.

    What `by` may not see is left as it is.
    """
    found = Found()
    events = list(events)
    known = known_by(community, events, followed)
    within = {uid_of(key) for key in keys_within(community)}
    mine = Entry.objects.visible_to(by).of_kind("gathering").filter(community=community)
    seen = set(mine.values_list("pk", flat=True))
    for event in events:
        gathering = known.get(event.uid)
        if event.uid in within:
            found.there.append(event)  # it moves with the gathering that it is within
        elif gathering is None:
            (found.never_here if event.is_cancelled else found.added).append(event)
        elif gathering.cancelled_at is not None or gathering.pk not in seen:
            found.there.append(event)
        elif event.is_cancelled:
            found.cancelled.append(Change(gathering, event))
        elif fields := _news(event, gathering):
            found.changed.append(Change(gathering, event, fields))
        else:
            found.there.append(event)
    return found


def known_to_calendars(community: Community) -> dict[str, Gathering]:
    """The gatherings by the names under which calendars know them: their own, and where they came from."""
    gatherings = Gathering.objects.filter(entry__community=community).select_related("entry__community")
    known = {}
    for gathering in gatherings:
        known[uid_of(gathering.entry)] = gathering
        if gathering.calendar_uid:
            known[gathering.calendar_uid] = gathering
    return known


def known_by(
    community: Community, events: Iterable[Event], followed: FollowedCalendar | None = None
) -> dict[str, Gathering]:
    """The same, and by the names that the events of a file have for them, or of a calendar that is `followed`."""
    known = known_to_calendars(community)
    named = _named_otherwise(known, events)
    if followed is not None:  # what comes from another one is not its to change
        named = {uid: one for uid, one in named.items() if one.followed_id in {None, followed.pk}}
    return known | named


def _named_otherwise(known: dict[str, Gathering], events: Iterable[Event]) -> dict[str, Gathering]:
    """Gatherings whose event has another name in the file than when it was taken over, by that name.

    An event that begins to repeat, or ends to, is named otherwise (`calendar_import`), as is one of which the first time alone was
    taken over once. It is that time of those of the same event that it was then.
    """
    events = list(events)
    names = {event.uid for event in events}
    by_time = {
        (name_of_all(uid), _last_said(one)["starts_at"]): one
        for uid, one in known.items()
        if uid == one.calendar_uid and uid not in names
    }
    found = {}
    for event in events:
        if event.uid not in known:
            one = by_time.pop((name_of_all(event.uid), _said(event)["starts_at"]), None)
            if one is not None:
                found[event.uid] = one
    return found


def name_anew(community: Community, events: Iterable[Event], followed: FollowedCalendar | None) -> None:
    """Gatherings are known by the names that their events have in the file now; those that follow another calendar are its own."""
    for uid, gathering in _named_otherwise(known_to_calendars(community), events).items():
        if gathering.followed_id in {None, followed.pk if followed else None}:
            gathering.calendar_uid = uid
            gathering.save(update_fields=["calendar_uid"])


def _last_said(gathering: Gathering) -> dict[str, str]:
    """What its event said when it was last taken over."""
    return gathering.calendar_said or _said(gathering)


def _said(thing: Event | Gathering) -> dict[str, str]:
    words = thing if isinstance(thing, Event) else thing.entry
    return {
        "title": words.title,
        "body": words.body,
        "place": thing.place,
        "starts_at": thing.starts_at.isoformat(),
        "ends_at": thing.ends_at.isoformat(),
    }


def _news(event: Event, gathering: Gathering) -> dict[str, Any]:
    """What the file says otherwise than when it was last taken over, and otherwise than the gathering does now."""
    now, then = _said(gathering), _said(event)
    before = _last_said(gathering)
    names = {name for name in _TAKEN if then[name] != before.get(name)}
    if names & _SPAN:
        names |= _SPAN  # a beginning of theirs with an end of ours could make no sense
    if event.uid == uid_of(gathering.entry):
        names.discard("body")  # our own files hold a summary and an address in its place
    news = {name: getattr(event, name) for name in _TAKEN if name in names and then[name] != now[name]}
    if "body" in news:
        news["body"] = _brought_together(before.get("body", ""), then["body"], now["body"])
    return news


def _brought_together(before: str, said: str, standing: str) -> str:
    """The words of a file, with those that people here put in or changed; where both changed one paragraph, as the file has it."""
    return str(merge_text(marks_of({"body": before})["body"], said, standing)[0]) if standing != before else said


@transaction.atomic
def take_over(
    community: Community,
    by: Person,
    events: Iterable[Event],
    *,
    audience: int | None = None,
    followed: FollowedCalendar | None = None,
) -> Found:
    """Write what `look_through` found. `audience` is of what is added, which comes from a calendar that may be `followed`.

    Raises EditedMeanwhile, having written nothing.
    """
    Community.objects.select_for_update().get(pk=community.pk)
    events = list(events)
    name_anew(community, events, followed)
    found = look_through(community, by, events, followed)
    plans = [_plan(event, followed) for event in found.added]
    added = plan_gatherings(community, by, plans, audience=audience, record_as="gathering.laid_out")
    make_series(community, list(zip(added, found.added, strict=True)))
    for change in found.changed:
        gathering = change.gathering
        change_gathering(
            gathering, by, based_on=gathering.entry.version, record_move_as="gathering.rescheduled", **change.fields
        )
        _remember(gathering, change.event)
    for change in found.cancelled:
        cancel_gathering(change.gathering, by)
    if found.added:
        record("gatherings.planned", by=by, community=community, count=len(found.added))
    return found


def _plan(event: Event, followed: FollowedCalendar | None) -> Plan:
    columns = {"calendar_uid": event.uid, "calendar_said": _said(event), "followed": followed}
    return Plan(**{name: getattr(event, name) for name in _TAKEN}, columns=columns)


def _remember(gathering: Gathering, event: Event) -> None:
    gathering.calendar_said = _said(event)
    gathering.save(update_fields=["calendar_said"])


def import_calendar(community: Community, by: Person, data: bytes, *, audience: int | None = None) -> Found:
    """Take a whole file over at once. Raises ImportTrouble for what is no calendar."""
    return take_over(community, by, read_calendar(data, community.zone).events, audience=audience)
