"""What follows when something happens to what pages hang on: they are seen by whom it is seen by, and are read along with it."""

from collections.abc import Iterable

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import stands_beside, words_of
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.resources.models import LearntFrom


@hears("entry.audience_changed")
def let_pages_be_seen_along(happening: Happening) -> None:
    """Pages that were seen by the same people as what they hang on go along with it; others were set apart by somebody."""
    pages = Entry.objects.filter(as_brought__collection=happening.entry_id, kind="page")
    first = Entry.objects.filter(pk=happening.entry_id or 0).first()
    # As it is by now: it may have changed once more, and telling twice changes nothing.
    if first is not None and first.audience == happening.data["after"]:
        pages.filter(audience=happening.data["before"]).update(audience=first.audience, opened_to=first.opened_to)


@stands_beside
def pages_along(entries: list[int]) -> Iterable[str]:
    """The words of the pages that would be opened together with what they hang on."""
    pages = list(Entry.objects.filter(as_brought__collection__in=entries, kind="page").values_list("pk", flat=True))
    return words_of(pages) if pages else ()


@stands_beside
def whys(entries: list[int]) -> Iterable[str]:
    """What is said beside entries of why something is worth learning from."""
    return LearntFrom.objects.filter(entry__in=entries).exclude(why="").values_list("why", flat=True)
