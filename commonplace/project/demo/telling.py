"""What the stories of the demo share: the moment they are told from, its people, and what all of them do."""

import io
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import InMemoryUploadedFile

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.actions import open_design, write_design
from commonplace.stages.design.models import Design

ZONE = "Europe/London"
_HERE = ZoneInfo(ZONE)


@dataclass
class Telling:
    """The demo as it is being told: days are counted from the day on which it is first started."""

    now: datetime
    cast: dict[str, Person] = field(default_factory=dict)
    communities: dict[str, Community] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(_HERE).date()

    def __getitem__(self, name: str) -> Person:
        return self.cast[name]

    def people(self, names: str) -> list[Person]:
        """The people of these names, written one after the other."""
        return [self.cast[name] for name in names.split()]

    def day(self, days: int) -> date:
        """So many days after today."""
        return self.today + timedelta(days=days)

    def weekday(self, weeks: int, weekday: int) -> int:
        """A day of the week so many weeks from this one, as days from today. Monday is 0."""
        return weeks * 7 + weekday - self.today.weekday()

    def moment(self, days: int, at: str) -> datetime:
        """A moment by the clock of the place."""
        return datetime.combine(self.day(days), time.fromisoformat(at), _HERE)

    def at(self, days: int, at: str) -> AbstractContextManager[None]:
        """Within this block it is then; never later than now, since nothing here was written tomorrow."""
        return clock.at(min(self.moment(days, at), self.now - timedelta(minutes=2)))


def say(telling: Telling, by: str, title: str, words: str, community: Community | None, **more: Any) -> Entry:
    """Write a post, or what `kind` names."""
    kind = more.pop("kind", "post")
    more.setdefault("audience", Audience.COMMUNITY)
    return write_entry(telling[by], kind, title=title, body=words, community=community, **more)


def answer(telling: Telling, entry: Entry, by: str, words: str, to: Comment | None = None) -> Comment:
    """Say something in an entry's margin."""
    return comment_on(entry, telling[by], words, answers=to)


def picture(drawn: bytes, name: str) -> InMemoryUploadedFile:
    """A drawing as it arrives from somebody's machine."""
    return InMemoryUploadedFile(io.BytesIO(drawn), "pictures", f"{name}.png", "image/png", len(drawn), None)


def design(community: Community, by: Person, note: str, *, audience: Audience | None = None, **said: Any) -> Design:
    """Write into a community's design what `said` holds: sections and numbers, `values`, `arc`, `predictions`."""
    document = Design.objects.select_related("entry", "community").get(community=community)
    lists = {name: said.pop(name) for name in ("values", "arc", "predictions") if name in said}
    document = write_design(document, by, based_on=document.entry.version, note=note, fields=said, **lists)
    if audience is not None:
        open_design(document, by, audience, to_outer=True)
    community.refresh_from_db()
    return document


def days_of_arc(telling: Telling, rows: Iterable[tuple[int, str, int, str, str]]) -> list[dict[str, Any]]:
    """The days of an arc from rows of: days from today, time, minutes, title, more."""
    return [
        {"title": title, "words": words, "on": telling.day(days), "starts": time.fromisoformat(at), "minutes": minutes}
        for days, at, minutes, title, words in rows
    ]
