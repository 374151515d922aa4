"""Gatherings as lists and calendars take them: what is to come, for whoever looks."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from commonplace.commons.communities.models import Community
from commonplace.commons.entries import lists
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Interest, Person
from commonplace.ground import clock
from commonplace.ground.prepared import prepared
from commonplace.stages.gather.models import Gathering

# What a gathering's line and its event in a calendar show, beside what every list shows.
_LEAN = (
    *lists.LEAN, "changed_at", "language",
    "as_gathering__starts_at", "as_gathering__ends_at", "as_gathering__zone", "as_gathering__place",
    "as_gathering__capacity", "as_gathering__sequence", "as_gathering__cancelled_at", "as_gathering__cancel_reason",
    "as_gathering__seeks_testers",
)  # fmt: skip

# Calendars that others subscribe to hold so many gatherings at most: as many as four a week give in ten years, in about
# a megabyte, which programs fetch every hour and lay out whole.
MOST_IN_CALENDARS = 2000
# Those of many communities reach so far back.
RECENT = timedelta(days=180)
# What stands beside something else is at most so many, and what stands on the calendar's page.
_FEW, _MANY = 5, 60
# Of what is to come, whether one may see it or not, so many are looked through before all are.
_NEXT = 50


def gatherings_for(viewer: Person | None, community: Community | None = None) -> QuerySet[Entry]:
    """Lean entries of all gatherings that `viewer` may see, each with its `as_gathering`, the earliest first.

    The link to the room is not among what is fetched: it is for the gathering's own page alone.
    """
    entries = (
        Entry.objects.visible_to(viewer)
        .of_kind("gathering")
        .filter(shared_at__isnull=False, as_gathering__isnull=False)
    )
    if community is not None:
        # Said of both: a community has far fewer gatherings than entries, and they are found by it.
        entries = entries.filter(community=community, as_gathering__community=community)
    entries = entries.select_related("community", "as_gathering").only(*_LEAN)
    return entries.order_by("as_gathering__starts_at", "pk")


def with_rhythms(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The same, each with its series, for lists that say how often something takes place."""
    return entries.select_related("community", "as_gathering__series").only(*_LEAN, "as_gathering__series__rule")


def of_family(viewer: Person | None, community: Community) -> QuerySet[Entry]:
    """The gatherings of a community and of those within it whose page `viewer` may open."""
    within = Community.objects.visible_to(viewer).filter(parent=community).values("pk")
    return gatherings_for(viewer).filter(Q(community=community) | Q(community__in=within))


def ended_since(entries: QuerySet[Entry], back: timedelta) -> QuerySet[Entry]:
    """Those that are to come, or ended so lately."""
    return entries.filter(as_gathering__ends_at__gt=clock.now() - back)


def upcoming(
    viewer: Person | None,
    limit: int,
    *,
    community: Community | None = None,
    interest: Interest | None = None,
    seeking_testers: bool = False,
    after: datetime | None = None,
) -> list[Entry]:
    """What is on and to come after a moment, or now. Two queries.

    A gathering is of an interest where it or its community carries that interest.
    """
    now = after or clock.now()
    if limit <= _FEW and interest is None and not seeking_testers:
        return _few_next(viewer, community, now)[:limit]
    if limit <= _MANY and interest is None and not seeking_testers:
        return _next_many(viewer=viewer, community=community, now=now)[:limit]
    entries = _to_come(viewer, community, now)
    if seeking_testers:
        entries = entries.filter(as_gathering__seeks_testers=True)
    if interest is not None:
        own = Q(pk__in=Entry.objects.filter(interests=interest).values("pk"))
        entries = entries.filter(own | Q(community__in=Community.objects.filter(interests=interest).values("pk")))
    return list(entries[:limit])


def _to_come(viewer: Person | None, community: Community | None, now: datetime) -> QuerySet[Entry]:
    entries = gatherings_for(viewer, community).filter(as_gathering__ends_at__gt=now, as_gathering__cancelled_at=None)
    # What a closed community had planned and did not cancel: nobody is asked to come there.
    return entries.filter(community__closed_at=None)


def _few_next(viewer: Person | None, community: Community | None, now: datetime) -> list[Entry]:
    """The first few, found among the next fifty of all where they are there: what one may see is asked of those alone."""
    keys = [key for (key,) in _next(community=community, now=now)]
    found = _of_them(viewer=viewer, keys=keys) if keys else []
    is_whole = len(keys) < _NEXT or len(found) == _FEW
    return found if is_whole else _next_few(viewer=viewer, community=community, now=now)


@prepared
def _next(community: Community | None, now: datetime) -> QuerySet[Any]:
    to_come = Gathering.objects.filter(ends_at__gt=now, cancelled_at=None)
    if community is not None:
        to_come = to_come.filter(community=community)
    return to_come.order_by("starts_at", "pk").values_list("pk")[:_NEXT]


@prepared
def _of_them(viewer: Person | None, keys: list[int]) -> QuerySet[Entry]:
    return gatherings_for(viewer).filter(pk__in=keys, community__closed_at=None)[:_FEW]


@prepared
def _next_few(viewer: Person | None, community: Community | None, now: datetime) -> QuerySet[Entry]:
    return _to_come(viewer, community, now)[:_FEW]


@prepared
def _next_many(viewer: Person | None, community: Community | None, now: datetime) -> QuerySet[Entry]:
    return _to_come(viewer, community, now)[:_MANY]
