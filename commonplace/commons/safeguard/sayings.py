"""What people say beside an entry, not as a comment of it, or with no entry at all, and that can be reported all the same.

Comments are known here. Of other sayings (a moment of a gathering, a session of an open space, a badge that was handed
on) higher packages tell what can be asked of them, as a `SayingKind`. Reports and rulings keep a kind and a key, for
nothing here names their tables.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.ground.text import isolated


@dataclass(frozen=True)
class SayingKind:
    """What is asked of one kind: `name` stands in addresses, happenings (`name.hidden`) and what is put away.

    `called` says in words what it is, with %(entry)s. `seen_by` are those that somebody may read, of entries that they see;
    `hide` hides one from a moment on, or with None shows it again, within the caller's transaction. What stands beside no entry
    has a `community`, as far as it happened in one. Where somebody sees one by a link alone, `by_link` finds it by that link's token.
    """

    name: str
    called: Promise | str
    hidden: Promise | str
    shown: Promise | str
    rows: Callable[[], QuerySet[Any]]
    seen_by: Callable[[Person | None], QuerySet[Any]]
    entry: Callable[[Any], Entry | None]
    people: Callable[[Any], Iterable[Person]]
    words: Callable[[Any], str]
    address: Callable[[Any], str]
    hide: Callable[[Any, datetime | None], None]
    community: Callable[[Any], Community | None] | None = None
    by_link: Callable[[str, Person | None], Any] | None = None


@dataclass(frozen=True)
class Saying:
    """One of them."""

    kind: SayingKind
    row: Any

    @property
    def key(self) -> int:
        return int(self.row.pk)

    @property
    def entry(self) -> Entry | None:
        return self.kind.entry(self.row)

    @property
    def community(self) -> Community | None:
        """Where it was said."""
        if self.kind.community:
            return self.kind.community(self.row)
        return self.entry.community if self.entry else None

    @property
    def address(self) -> str:
        return self.kind.address(self.row)

    @property
    def is_hidden(self) -> bool:
        return self.row.hidden_at is not None


_kinds: dict[str, SayingKind] = {}


def register(kind: SayingKind) -> None:
    """Let sayings of a kind be reported, hidden and shown again."""
    _kinds[kind.name] = kind
    wording(f"{kind.name}.hidden", kind.hidden, _ruling_address)
    wording(f"{kind.name}.shown", kind.shown, _ruling_address)
    hears(f"{kind.name}.hidden", f"{kind.name}.shown")(tell_who_said_it)


def _ruling_address(notice: Notice) -> str:
    return f"/ruling/of/{notice.happening_id}/"


def kinds() -> list[SayingKind]:
    """All that are known."""
    return list(_kinds.values())


def find(name: str, key: int | None) -> Saying | None:
    """The saying, for those who rule; None where it is gone, or of no known kind."""
    kind = _kinds.get(name)
    row: Model | None = kind.rows().filter(pk=key).first() if kind else None
    return Saying(kind, row) if kind and row is not None else None


def called(name: str, entry: Entry | None) -> str:
    """What it is, in words."""
    kind = _kinds.get(name)
    if kind is None or (entry is None and kind.community is None):
        return _("something that is gone")
    return str(kind.called) % {"entry": isolated(entry.title) if entry else ""}


def tell_who_said_it(happening: Happening) -> None:
    """Whoever said what was hidden, or can be seen again."""
    saying = find(happening.kind.partition(".")[0], happening.data["saying"])
    tell(saying.kind.people(saying.row) if saying else [], happening)
