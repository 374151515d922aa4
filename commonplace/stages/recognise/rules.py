"""Who may recognise what, in the name of whom."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, may_carry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


@rule
def may_keep_seal(person: Person | None, community: Community) -> bool:
    """Make the seal of a community, and renew it."""
    return may_carry(person, community) and is_open(community)
