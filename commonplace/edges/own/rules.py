"""Who may do what with books and backups."""

from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_host
from commonplace.ground.rules import rule


@rule
def may_take_book(person: Person | None) -> bool:
    """Take one's whole book along: everybody who signs in here, paused or not."""
    return person is not None and person.left_at is None


@rule
def may_leave(person: Person | None) -> bool:
    """Delete one's account: everybody, at any time, paused or not."""
    return person is not None and person.left_at is None


@rule
def may_keep_backups(person: Person | None) -> bool:
    """Make backups of the commons, fetch and delete them: hosts."""
    return may_host(person)
