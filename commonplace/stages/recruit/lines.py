"""Places that are few, and the line for them: what calls and gatherings share.

A place that is free while somebody waits is offered to the next in line and held for them for a time: never taken in
silence. What the row says decides whether an offer still holds, however late the task is that passes it on. All of this
is done under a lock on whatever gives out the places, so that none is given twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from commonplace.ground import clock

# How long an offered place is held where nothing else is said.
OFFER_HOURS = 24
# What the row of somebody in line says, whatever column says it.
WAITLISTED, OFFERED, LAPSED = "waitlisted", "offered", "lapsed"


class InLine(Protocol):
    """The row of somebody who waits for a place, or is offered one. Each step is kept, and recorded as a happening."""

    @property
    def needs(self) -> int:
        """How many places they take: with their company."""

    def offer_place(self, until: datetime) -> None:
        """Hold a place for them."""

    def let_lapse(self) -> None:
        """The offer is over: its time is, or they are gone."""

    def wait_again(self) -> None:
        """The offer cannot be kept; their place in line stays theirs."""


@dataclass(frozen=True)
class Line:
    """Who waits for the places of one call or gathering, and how many are free. Built and used under its lock.

    `offers` are rows to whom a place is offered, in the order in which that was done and in which they stood in line, `gone`
    the condition on those who are not here any more, `waiting` those who could take a place now, in their order. `free`
    tells how many places are free: below zero where there are fewer than are given out, None where there is no end of
    them. `gives` is whether any are given out at all.
    """

    offers: QuerySet[Any]
    gone: Q
    waiting: Callable[[], Iterable[InLine]]
    free: Callable[[], int | None]
    gives: bool
    hours: float


def holds(column: str, given: str, now: datetime, path: str = "") -> Q:
    """The condition on a row, reached by `path`, that it takes a place: given, or held `now` by an offer."""
    offered = Q(**{f"{path}{column}": OFFERED, f"{path}offered_until__gt": now})
    return Q(**{f"{path}{column}": given}) | offered


def stands(said: str, offered_until: datetime | None) -> str:
    """What a row says at this moment: an offer is over when its time is, also before a task has said so."""
    is_late = said == OFFERED and offered_until is not None and offered_until <= clock.now()
    return LAPSED if is_late else said


def settle(line: Line) -> None:
    """Let lapsed offers go, and offer what is free to the next in line.

    What cannot be kept is taken back, the last first. Whoever had such an offer keeps their place in line. Whoever
    needs more places than are free keeps theirs too, and is passed over until there are enough.
    """
    now = clock.now()
    for late in line.offers.filter(Q(offered_until__lte=now) | line.gone):
        late.let_lapse()
    free = line.free()
    if not line.gives or (free is not None and free < 0):
        _take_back(line, free)
        return
    if free == 0:
        return
    until = now + timedelta(hours=line.hours)
    for following in line.waiting():
        if free is None or following.needs <= free:
            following.offer_place(until)
            free = None if free is None else free - following.needs
        if free == 0:
            return


def _take_back(line: Line, free: int | None) -> None:
    for kept_no_more in line.offers.reverse():
        if line.gives and (free is None or free >= 0):
            return
        kept_no_more.wait_again()
        free = None if free is None else free + kept_no_more.needs
