"""What happened is a row.

An action calls `record("work.shared", by=person, entry=entry)` inside its own transaction. Higher packages say what they
want to hear in `AppConfig.ready`; they are told after commit, by a task. Nothing here names anything higher: people,
communities and entries are kept as bare ids.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django_tasks import task

from commonplace.ground import clock
from commonplace.ground.editions import changed_within
from commonplace.ground.models import Happening

Listener = Callable[[Happening], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def hears(*kinds: str) -> Callable[[Listener], Listener]:
    """Register a function to be told of happenings of these kinds.

    It may be told twice of the same happening (after a crash), so telling it again must change nothing.
    """

    def register(listener: Listener) -> Listener:
        for kind in kinds:
            if listener not in _listeners[kind]:
                _listeners[kind].append(listener)
        return listener

    return register


def record(
    kind: str,
    *,
    by: models.Model | None = None,
    entry: models.Model | None = None,
    community: models.Model | None = None,
    **data: Any,
) -> Happening:
    """Write down that something happened, and have the listeners told once it is committed.

    `kind` is `noun.verb`; `data` holds what JSON can hold, ids rather than words that people may later take back.
    """
    happening = Happening.objects.create(
        kind=kind,
        at=clock.now(),
        by_id=by.pk if by else None,
        entry_id=entry.pk if entry else None,
        community_id=community.pk if community else None,
        data=data,
    )
    if community is not None:
        changed_within(community.pk)
    if _listeners[kind]:
        # Enqueued in the same transaction: a process that dies after commit has not forgotten it.
        tell.enqueue(happening.pk)
    return happening


def record_each(
    kind: str, entries: Sequence[models.Model], *, by: models.Model, community: models.Model | None
) -> None:
    """`record` of the same for each of these entries, which are of one community, in a constant number of queries for a hundred."""
    within = community.pk if community is not None else None
    kept = Happening.objects.bulk_create(
        Happening(kind=kind, at=clock.now(), by_id=by.pk, entry_id=entry.pk, community_id=within) for entry in entries
    )
    if community is not None:
        changed_within(community.pk)
    for happening in kept if _listeners[kind] else ():
        tell.enqueue(happening.pk)


def listeners_of(kind: str) -> list[Listener]:
    """Who is told of a kind, in the order in which they registered."""
    return list(_listeners[kind])


@task()
def tell(happening_id: int) -> None:
    """Tell every listener what happened."""
    happening = Happening.objects.get(pk=happening_id)
    for listener in listeners_of(happening.kind):
        listener(happening)
