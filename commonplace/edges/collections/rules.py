"""Who may do what with collections. Changing and deleting one is as with any entry."""

from commonplace.commons.communities.rules import may_act
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


@rule
def may_choose(person: Person | None, entry: Entry) -> bool:
    """Put an entry that one can see into a collection of one's own."""
    return may_act(person) and not entry.is_draft and entry.hidden_at is None
