"""Gatherings as calendars say them, kept beside what they were written from.

A feed holds two thousand, and to write each line costs more than all the rest of it. So each event is kept with all that it was
written from, and the database gives it where that is still so, word for word: whatever changed a gathering, an action, a
restored backup or another address of the site, a text that holds no longer is passed over and its event written on the
spot. Nothing else has to remember it. Every five minutes those are written that are missing.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, TextField, When

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.veil import called_in
from commonplace.ground.prepared import prepared
from commonplace.stages.gather.calendars import event_of, said_in
from commonplace.stages.gather.feeds import MOST_IN_CALENDARS, gatherings_for
from commonplace.stages.gather.models import WrittenEvent
from commonplace.stages.gather.within import Part, parts_within

_KEPT = "as_gathering__written_event__"
_OF_ENTRY = ("title", "summary", "changed_at")
_OF_GATHERING = ("sequence", "starts_at", "ends_at", "place", "cancelled_at", "cancel_reason")
_AT_ONCE = 200


def _holds(site: str) -> Q:
    """Which entries of gatherings have a text that says what they are now."""
    same = [Q(**{_KEPT + name: F(name)}) for name in _OF_ENTRY]
    same += [Q(**{_KEPT + name: F(f"as_gathering__{name}")}) for name in _OF_GATHERING if name != "cancelled_at"]
    both = Q(**{_KEPT + "cancelled_at": F("as_gathering__cancelled_at")})
    neither = Q(**{_KEPT + "cancelled_at": None, "as_gathering__cancelled_at": None})
    return reduce(and_, [Q(**{_KEPT + "site": site}), *same, both | neither])


def _with_texts(entries: QuerySet[Entry], site: str, *, for_strangers: bool) -> QuerySet:
    holds = _holds(site) & Q(**{_KEPT + "calls": False}) if for_strangers else _holds(site)
    text = Case(When(holds, then=F(_KEPT + "text")), output_field=TextField())
    return entries.select_related(None).values_list("pk", text)


@prepared
def _of_community(viewer: Person | None, community: Community, site: str, for_strangers: bool) -> QuerySet:
    # By the gathering's own key, which stands in the index that is read.
    latest_first = gatherings_for(viewer, community).order_by("-as_gathering__starts_at", "-as_gathering__entry_id")
    return _with_texts(latest_first[:MOST_IN_CALENDARS], site, for_strangers=for_strangers)


def events_of_community(viewer: Person | None, community: Community) -> list[Entry | Part | str]:
    """All of a community's gatherings and what is within them, as `calendar_of` takes them.

    Where there are too many, those of long ago are left out.
    """
    found = _of_community(viewer=viewer, community=community, site=settings.ADDRESS, for_strangers=viewer is None)
    return with_parts(viewer, _completed(viewer, found[::-1]))


def events_of(viewer: Person | None, entries: QuerySet[Entry]) -> list[Entry | Part | str]:
    """The same of any gatherings that `viewer` may see."""
    found = list(_with_texts(entries, settings.ADDRESS, for_strangers=viewer is None))
    return with_parts(viewer, _completed(viewer, found))


def with_parts(
    viewer: Person | None, events: Sequence[tuple[int, Entry | str]], *, own: bool = False
) -> list[Entry | Part | str]:
    """Gatherings that `viewer` may see, by their keys, each with what is within it; or with what of that is the viewer's own."""
    parts = parts_within([key for key, _event in events], viewer, own=own)
    return [one for key, event in events for one in (event, *parts.get(key, ()))]


def _completed(viewer: Person | None, found: list[tuple[int, str | None]]) -> list[tuple[int, Entry | str]]:
    missing = [key for key, text in found if text is None]
    unwritten = gatherings_for(viewer).in_bulk(missing) if missing else {}
    events = [(key, unwritten.get(key) if text is None else text) for key, text in found]
    return [(key, event) for key, event in events if event is not None]


def write_missing() -> int:
    """Write the events whose text is missing, or holds no longer; how many that were."""
    stale = Entry.objects.filter(as_gathering__isnull=False).exclude(pk__in=_holding()).order_by("pk")
    count, last = 0, 0
    while True:
        rows = list(stale.filter(pk__gt=last).select_related("as_gathering", "community")[:_AT_ONCE])
        if not rows:
            return count
        _write(rows)
        count, last = count + len(rows), rows[-1].pk


def _holding() -> QuerySet:
    return Entry.objects.filter(_holds(settings.ADDRESS)).values("pk")


@transaction.atomic
def _write(entries: list[Entry]) -> None:
    events = [
        WrittenEvent(
            gathering_id=entry.pk,
            text=event_of(entry),
            calls=any(map(called_in, said_in(entry))),
            site=settings.ADDRESS,
            **{name: getattr(entry, name) for name in _OF_ENTRY},
            **{name: getattr(entry.as_gathering, name) for name in _OF_GATHERING},
        )
        for entry in entries
    ]
    columns = [field.name for field in WrittenEvent._meta.fields if not field.primary_key]
    WrittenEvent.objects.bulk_create(events, update_conflicts=True, unique_fields=["gathering"], update_fields=columns)
