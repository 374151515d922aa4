"""Who may do what in a community."""

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


def may_act(person: Person | None) -> bool:
    """Signed in and not paused. Every rule about writing begins with it."""
    return person is not None and person.paused_at is None and person.left_at is None


@rule
def may_start_community(person: Person | None) -> bool:
    """Start a community."""
    return may_act(person)


@rule
def may_carry(person: Person | None, community: Community) -> bool:
    """Keep a community: its settings, stage, dates, people and door."""
    membership = community.membership_of(person)
    return may_act(person) and membership is not None and membership.carries


@rule
def may_take_part(person: Person | None, community: Community) -> bool:
    """Write, gather and make in a community that is not closed."""
    return may_act(person) and community.closed_at is None and community.membership_of(person) is not None


@rule
def may_see_members(person: Person | None, community: Community) -> bool:
    """See who belongs to a community."""
    return community.membership_of(person) is not None
