"""Asking again what was asked no more."""

from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import why_not_changed
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.critique.rules import may_ask_for_critique


def _entry(kept: PutAway, by: Person) -> Entry:
    seen = Entry.objects.visible_to(by).select_related("community").filter(pk=kept.rows[0][1]["entry_id"])
    entry = seen.first()
    if entry is None:
        raise CannotComeBack(_("What it belonged to is gone, or not open to you any more."))
    return entry


@before("asking")
def look_whether_one_may_ask(kept: PutAway, by: Person) -> None:
    entry = _entry(kept, by)
    if not may_ask_for_critique(by, entry):
        raise CannotComeBack(why_not_changed(by, entry))


@after("asking")
def say_that_it_is_asked_again(kept: PutAway, by: Person) -> None:
    """Nobody gets a notice of what they were told once."""
    entry = _entry(kept, by)
    record("critique.asking_brought_back", by=by, entry=entry, community=entry.community)
