"""The words of entries that strangers read, and forms of entries that ask before somebody under 18 is named in them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.communities.opening import read_along
from commonplace.commons.entries.models import Attachment, Comment, Entry, Revision
from commonplace.commons.entries.search import strings
from commonplace.commons.people.models import Interest, Person

# What is said with the pieces of an entry.
SAID_OF_PIECES = ("alternative", "caption", "words", "captions", "link", "written_in")
Beside = Callable[[list[int]], Iterable[str]]
_beside: list[Beside] = []


def stands_beside(words: Beside) -> Beside:
    """Make known what else strangers read with entries, given their keys; called from `AppConfig.ready`."""
    _beside.append(words)
    return words


def words_of(entries: Iterable[int]) -> Iterator[str]:
    """All that the pages of these entries say: their words, their kinds', and what stands beside them."""
    keys = list(entries)
    for said in Entry.objects.filter(pk__in=keys).values_list("title", "summary", "body"):
        yield from said
    later = Revision.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    for kept in Revision.objects.filter(~Exists(later), entry__in=keys).values_list("words", flat=True):
        yield from strings(kept)
    yield from Interest.objects.filter(entries__in=keys).values_list("name", flat=True)
    yield from words_beside(keys)


def words_beside(entries: Iterable[int]) -> Iterator[str]:
    """What stands beside the words of entries: what pictures show, what is said in recordings, comments, and what kinds add."""
    keys = list(entries)
    for said in Attachment.objects.filter(entry__in=keys).values_list(*SAID_OF_PIECES):
        yield from said
    yield from Comment.objects.filter(entry__in=keys, hidden_at=None).values_list("words", flat=True)
    for more in _beside:
        yield from more(keys)


@read_along
def _reaching_as_far(community: Community) -> Iterator[str]:
    """Entries that kept reaching the open web while the page of their community was narrower."""
    reaching = Entry.objects.filter(community=community, audience=Audience.OPEN, shared_at__isnull=False)
    return words_of(reaching.values_list("pk", flat=True))


def why_not_said_again(writer: Person, entry: Entry, words: Any) -> str:
    """Why earlier words cannot be brought back: strangers would read the name of somebody under 18. Else empty."""
    if entry.audience < Audience.OPEN or entry.is_draft:
        return ""
    named = Unnamed(writer, entry.community).surely_named_in(strings(words))
    if not named:
        return ""
    return _(
        "“%(name)s” stands in these words, and people under 18 are not named on open pages. Write them anew without the "
        "name, or let fewer people see them first."
    ) % {"name": named[0].words}


class EntryWords(OpenWords):
    """A form of an entry's words: read openly where its audience, chosen in the form or before, is the open web."""

    in_addresses: ClassVar[frozenset[str]] = frozenset({"interests"})
    entry: Entry | None = None

    def heed_entry(self, writer: Person, community: Community | None, entry: Entry | None) -> None:
        self.entry = entry
        was_open = entry is not None and entry.audience == Audience.OPEN and not entry.is_draft
        self.heed_names(Unnamed(writer, community), was_open=was_open)

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        chosen = said.get("audience", self.entry.audience if self.entry else None)
        return chosen == Audience.OPEN and not self._stays_a_draft()

    def _stays_a_draft(self) -> bool:
        if self.entry is None:
            return "draft" in self.data
        # What is shared already is no draft again, whatever a form says.
        return self.entry.is_draft and "share" not in self.data

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return words_beside([self.entry.pk]) if self.entry and not self._was_open else ()
