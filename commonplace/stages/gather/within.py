"""What gatherings have within them that has times of its own, as calendars say it: higher packages make theirs known."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person


@dataclass(frozen=True)
class Part:
    """Something within a gathering. `key` names it in every calendar for ever, and `sequence` never falls."""

    gathering: int
    key: int
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    words: str
    address: str
    is_cancelled: bool


# Of gatherings that somebody sees, all that is within them as that person reads it, or what of it concerns them alone.
PartsOf = Callable[[list[int], Person | None, bool], Iterable[Part]]
# The keys of all that ever was within the gatherings of a community.
KeysIn = Callable[[Community], Iterable[int]]
_within: list[tuple[PartsOf, KeysIn]] = []


def stands_within(parts_of: PartsOf, keys_in: KeysIn) -> None:
    """Have this in calendars, after the gatherings that it is within."""
    _within.append((parts_of, keys_in))


def parts_within(gatherings: list[int], viewer: Person | None, *, own: bool = False) -> dict[int, list[Part]]:
    """By gatherings that `viewer` may see, what is within them; with `own`, what of it concerns the viewer."""
    found: dict[int, list[Part]] = defaultdict(list)
    for parts_of, _keys_in in _within if gatherings else ():
        for part in parts_of(gatherings, viewer, own):
            found[part.gathering].append(part)
    return found


def keys_within(community: Community) -> set[int]:
    """What was ever within a gathering of a community, by its keys."""
    return {key for _parts_of, keys_in in _within for key in keys_in(community)}
