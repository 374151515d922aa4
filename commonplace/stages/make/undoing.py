"""Bringing back the captions of a piece of a work."""

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.entries.undoing import still_seen
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before


def _work(kept: PutAway, by: Person) -> Entry:
    return still_seen(by, attachments__in=[key for _label, key, *_values in kept.changes])


@before("captions of pieces")
def look_whose_work_it_is(kept: PutAway, by: Person) -> None:
    entry = _work(kept, by)
    if not may_edit(by, entry):
        raise CannotComeBack(why_not_changed(by, entry))
    why_not = why_not_said_again(by, entry, [words for _label, _key, _column, words, _now in kept.changes])
    if why_not:
        raise CannotComeBack(why_not)


@after("captions of pieces")
def say_that_they_are_back(kept: PutAway, by: Person) -> None:
    entry = _work(kept, by)
    record("captions.brought_back", by=by, entry=entry, community=entry.community)
