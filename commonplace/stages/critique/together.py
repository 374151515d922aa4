"""A protocol that is done together in a gathering. Steps are gone on by whoever keeps the time; all see the same one."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.stages.critique.models import Sitting
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.protocols import Protocol, Step
from commonplace.stages.gather.models import Gathering

# What one more minute adds, and the longest that a step may last from now on.
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(hours=3)


@dataclass(frozen=True)
class Turn:
    """Where a sitting is: its protocol, the step that is on, its number from 1, and how many seconds of it are left."""

    protocol: Protocol
    step: Step
    number: int
    left: int
    ends: str

    @property
    def said(self) -> str:
        """What is left, in minutes and seconds."""
        return f"{self.left // 60}:{self.left % 60:02}"

    @property
    def is_last(self) -> bool:
        return self.number == len(self.protocol.steps)


def turn_of(sitting: Sitting) -> Turn | None:
    """Where a sitting is; None where it is over."""
    protocol = protocol_of(sitting.protocol)
    if sitting.is_over or sitting.step >= len(protocol.steps):
        return None
    left = max(0, int((sitting.step_ends_at - clock.now()).total_seconds()))
    return Turn(protocol, protocol.steps[sitting.step], sitting.step + 1, left, sitting.step_ends_at.isoformat())


@transaction.atomic
def begin_together(gathering: Gathering, by: Person, *, protocol: Protocol, of: Entry | None = None) -> Sitting:
    """Begin with the first step, also where an earlier one was over or given up."""
    said = {"protocol": protocol.key, "of": of, "step": 0, "is_over": False, "by": by}
    ends = clock.now() + timedelta(minutes=protocol.steps[0].minutes)
    sitting, _is_new = Sitting.objects.update_or_create(gathering=gathering, defaults={**said, "step_ends_at": ends})
    _tell(sitting, by)
    return sitting


@transaction.atomic
def go_on(sitting: Sitting, by: Person, *, seen: int) -> None:
    """Go to the next step; after the last one it is over. `seen` is the step that was on for whoever pressed, from 0.

    Where two press at once, one step is gone on.
    """
    locked = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if locked.is_over or locked.step != seen:
        return
    steps = protocol_of(locked.protocol).steps
    locked.step += 1
    if locked.step >= len(steps):
        locked.is_over = True
    else:
        locked.step_ends_at = clock.now() + timedelta(minutes=steps[locked.step].minutes)
    locked.save(update_fields=["step", "is_over", "step_ends_at"])
    _tell(locked, by)


@transaction.atomic
def add_minute(sitting: Sitting, by: Person, *, seen: int) -> None:
    """Give the step that is on one more minute, from now where its time is over."""
    locked = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if locked.is_over or locked.step != seen:
        return
    now = clock.now()
    locked.step_ends_at = min(max(locked.step_ends_at, now) + _MINUTE, now + _LONGEST)
    locked.save(update_fields=["step_ends_at"])
    _tell(locked, by)


@transaction.atomic
def end_together(sitting: Sitting, by: Person) -> None:
    """End it before its last step."""
    if Sitting.objects.filter(pk=sitting.pk, is_over=False).update(is_over=True):
        _tell(sitting, by)


def _tell(sitting: Sitting, by: Person) -> None:
    """Have the pages of all who look fetched again (`ground.live`)."""
    entry = sitting.gathering.entry
    record("critique.step", by=by, entry=entry, community=entry.community)
