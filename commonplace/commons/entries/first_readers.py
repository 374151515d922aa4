"""Entries on which somebody reads first what others say. Who that is stands in higher packages, which make it known here."""

from collections.abc import Callable

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person

ReadsFirst = Callable[[Entry, Person], bool]
_reading: list[ReadsFirst] = []


def reads_first(reading: ReadsFirst) -> ReadsFirst:
    """Make known who reads first what a person says to an entry; called from `AppConfig.ready`."""
    _reading.append(reading)
    return reading


def is_read_first(entry: Entry, by: Person) -> bool:
    """Whether what this person says to an entry waits until somebody has read it."""
    return any(reading(entry, by) for reading in _reading)
