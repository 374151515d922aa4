"""Asking again what was asked no more."""

from commonplace.commons.entries.rules import why_not_changed
from commonplace.commons.entries.undoing import hung_on
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.critique.rules import may_ask_for_critique


@before("asking")
def look_whether_one_may_ask(kept: PutAway, by: Person) -> None:
    entry = hung_on(kept, by)
    if not may_ask_for_critique(by, entry):
        raise CannotComeBack(why_not_changed(by, entry))


@after("asking")
def say_that_it_is_asked_again(kept: PutAway, by: Person) -> None:
    """Nobody gets a notice of what they were told once."""
    entry = hung_on(kept, by)
    record("critique.asking_brought_back", by=by, entry=entry, community=entry.community)
