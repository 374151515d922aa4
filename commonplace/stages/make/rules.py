"""Who may do what with works and resources. Editing and deleting them is as with any entry."""

from commonplace.commons.communities.rules import may_act
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import is_author
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


@rule
def may_make(person: Person | None) -> bool:
    """Put in something that one has made, in one's own book."""
    return may_act(person)


@rule
def may_make_from(person: Person | None, entry: Entry) -> bool:
    """Make something from an entry that one can see, where its licence allows it or it is one's own."""
    return (
        may_act(person)
        and entry.kind in {"work", "resource", "page"}
        and (bool(entry.licence) or is_author(person, entry))
    )
