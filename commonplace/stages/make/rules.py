"""Who may do what with works, briefs and resources. Editing and deleting them is as with any entry."""

from commonplace.commons.communities.rules import may_act
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


@rule
def may_make(person: Person | None) -> bool:
    """Put in something that one has made, in one's own book."""
    return may_act(person)


@rule
def may_answer(person: Person | None, entry: Entry) -> bool:
    """Answer a brief that one can see with a work of one's own."""
    return may_act(person) and not entry.is_draft and entry.hidden_at is None
