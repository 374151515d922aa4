"""Whoever is concerned is told of dates that moved once, when they can no longer be moved back with one press.

What people were told last is kept until then. Whatever moves meanwhile is told along, and what moved back is not told at all.
What begins within a day, or would have begun, cannot wait.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import task

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.undoing import entries_of
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import WINDOW
from commonplace.stages.gather.models import Gathering, UntoldMove

_SOON = timedelta(days=1)
# So often, in hours, it is looked for what is still to be told, in case a task was missed.
LOOKS_EVERY = 0.25

Times = dict[int, list[str]]


def owe(community: Community, by: Person, before: Times) -> None:
    """Gatherings moved that were at these times before: their beginnings and ends, as ISO 8601 writes them."""
    waiting = UntoldMove.objects.select_for_update().filter(community=community).first()
    known = _news({**{str(key): times for key, times in before.items()}, **(waiting.before if waiting else {})})
    known |= _may_come_back(waiting.before) if waiting else {}
    if not known:  # all of it is where people think that it is
        UntoldMove.objects.filter(community=community).delete()
        return
    tells_at = clock.now() if _cannot_wait(known) else clock.now() + WINDOW
    UntoldMove.objects.update_or_create(community=community, defaults={"by": by, "before": known, "tells_at": tells_at})
    tell_what_is_due.using(run_after=tells_at).enqueue()


def _news(before: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of gatherings that were at these times, those that take place at others."""
    there = Gathering.objects.filter(pk__in=list(before), cancelled_at=None)
    now = {str(one.pk): [one.starts_at, one.ends_at] for one in there}
    return {
        key: times
        for key, times in before.items()
        if key in now and now[key] != [datetime.fromisoformat(time) for time in times]
    }


def _cannot_wait(before: Mapping[Any, list[str]]) -> bool:
    soon = clock.now() + _SOON
    if any(datetime.fromisoformat(starts_at) < soon for starts_at, _ends_at in before.values()):
        return True
    return Gathering.objects.filter(pk__in=before, starts_at__lt=soon).exists()


def told_already(community_id: int | None, gatherings: list[int]) -> None:
    """People have just been told where these are now, so that nothing is owed of them."""
    with transaction.atomic():
        waiting = UntoldMove.objects.select_for_update().filter(community=community_id or 0).first()
        if waiting is None:
            return
        waiting.before = {key: times for key, times in waiting.before.items() if int(key) not in gatherings}
        if waiting.before:
            waiting.save(update_fields=["before"])
        else:
            waiting.delete()


@transaction.atomic
def tell_of_moves(community_id: int) -> None:
    """Tell of what a community moved and nobody was told of yet; of one that was closed since, not before it is open again."""
    waiting = UntoldMove.objects.select_for_update(of=("self",)).select_related("community", "by")
    owed = waiting.filter(pk=community_id, community__closed_at=None).first()
    if owed is None:
        return
    moved = _to_come(_news(owed.before))
    if moved:
        record("dates.moved", by=owed.by, community=owed.community, before=moved)
    owed.before = _may_come_back(owed.before)
    if owed.before:
        owed.tells_at = clock.now() + WINDOW
        owed.save(update_fields=["before", "tells_at"])
    else:
        owed.delete()


def _to_come(before: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of these gatherings, those that are not over: what was closed for weeks has nothing to say of the weeks before."""
    ahead = Gathering.objects.filter(pk__in=list(before), ends_at__gt=clock.now())
    there = {str(key) for key in ahead.values_list("pk", flat=True)}
    return {key: times for key, times in before.items() if key in there}


def _may_come_back(before: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of gatherings that moved, those that were deleted since and can still be brought back, to their new time."""
    gone = set(before) - {str(pk) for pk in Gathering.objects.filter(pk__in=list(before)).values_list("pk", flat=True)}
    if not gone:
        return {}
    kept = PutAway.objects.filter(kind="entry", back_at=None, at__gt=clock.now() - WINDOW)
    away = {str(row["id"]) for one in kept for row in entries_of(one)}
    return {key: before[key] for key in gone & away}


def is_told_soon(community_id: int | None, gathering_id: int) -> bool:
    """Whether people are about to be told of another time of this gathering, with all that it is by then."""
    waiting = UntoldMove.objects.filter(community=community_id or 0).first()
    return waiting is not None and str(gathering_id) in _news(waiting.before)


@task()
def tell_what_is_due() -> None:
    """Tell of all moves whose time has come. Comes by then, and every quarter of an hour in case one was missed."""
    due = UntoldMove.objects.filter(tells_at__lte=clock.now(), community__closed_at=None)
    for key in list(due.values_list("pk", flat=True)):
        tell_of_moves(key)
