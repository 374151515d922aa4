"""A community's stream, a piece at a time, from the newest backwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from commonplace.commons.communities.models import Community
from commonplace.commons.entries import kinds, lists
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared

_MOST = 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Setting it on an entry asks three questions each time that were answered when the entries were fetched.
_COMMUNITY: Any = Entry._meta.get_field("community")


@dataclass(frozen=True)
class Piece:
    """Some entries of a stream. `older` is where the next piece begins; empty where there is none."""

    entries: list[Entry]
    older: str


def _written(entry: Entry) -> str:
    """A place in the stream: the moment something was shared, and its id, since two may share a moment."""
    shared_at = entry.shared_at or _EPOCH
    return f"{(shared_at - _EPOCH) // timedelta(microseconds=1)}-{entry.pk}"


def _place(written: str) -> tuple[datetime, int] | None:
    """A place that an address names; None where it names none."""
    moment, _dash, key = written.partition("-")
    try:
        return _EPOCH + timedelta(microseconds=int(moment[:20])), max(0, min(int(key[:20]), 2**63 - 1))
    except (ValueError, OverflowError):
        return None


def _seen(viewer: Person | None, community: Community) -> QuerySet[Entry]:
    entries = Entry.objects.visible_to(viewer).filter(community=community, shared_at__isnull=False)
    return entries.of_kind(*kinds.streamed()).newest_first().only(*lists.STREAMED)


@prepared
def _newest(viewer: Person | None, community: Community) -> QuerySet[Entry]:
    return _seen(viewer, community)[: _MOST + 1]


@prepared
def _older(viewer: Person | None, community: Community, moment: datetime, key: int) -> QuerySet[Entry]:
    after = Q(shared_at__lt=moment) | Q(shared_at=moment, pk__lt=key)
    return _seen(viewer, community).filter(after)[: _MOST + 1]


def piece(community: Community, viewer: Person | None, most: int, *, before: str = "", notes: int = 3) -> Piece:
    """At most so many entries before a place, with the last `notes` of what was said to each."""
    place = _place(before)
    if place is None:
        rows = _newest(viewer=viewer, community=community)
    else:
        rows = _older(viewer=viewer, community=community, moment=place[0], key=place[1])
    shown = rows[: min(most, _MOST)]
    for entry in shown:
        _COMMUNITY.set_cached_value(entry, community)
    entries = lists.with_comments(lists.with_names(shown, viewer), viewer, most=notes)
    return Piece(entries, _written(shown[-1]) if len(rows) > len(shown) else "")
