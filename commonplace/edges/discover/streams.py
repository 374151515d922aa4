"""A community's stream, a piece at a time, from the newest backwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from commonplace.commons.communities.models import Community
from commonplace.commons.entries import kinds, lists
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Piece:
    """Some entries of a stream. `older` is where the next piece begins; empty where there is none."""

    entries: list[Entry]
    older: str


def _written(entry: Entry) -> str:
    """A place in the stream: the moment something was shared, and its id, since two may share a moment."""
    shared_at = entry.shared_at or _EPOCH
    return f"{(shared_at - _EPOCH) // timedelta(microseconds=1)}-{entry.pk}"


def _after(place: str) -> Q:
    """What stands after a place; everything, where the place is none."""
    moment, _dash, key = place.partition("-")
    try:
        shared_at, pk = _EPOCH + timedelta(microseconds=int(moment[:20])), int(key[:20])
    except (ValueError, OverflowError):
        return Q()
    return Q(shared_at__lt=shared_at) | Q(shared_at=shared_at, pk__lt=min(pk, 2**63 - 1))


def piece(community: Community, viewer: Person | None, most: int, *, before: str = "", notes: int = 3) -> Piece:
    """At most so many entries before a place, with the last `notes` of what was said to each."""
    seen = Entry.objects.visible_to(viewer).filter(community=community, shared_at__isnull=False)
    rows = list(lists.for_stream(seen.of_kind(*kinds.streamed()).filter(_after(before)).newest_first())[: most + 1])
    shown = rows[:most]
    entries = lists.with_comments(lists.with_names(shown, viewer), viewer, most=notes)
    return Piece(entries, _written(shown[-1]) if len(rows) > most else "")
