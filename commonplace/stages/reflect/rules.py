"""Who may do what with reflections. Reading them is as with any entry: whoever wrote one decides."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import may_carry, may_take_part
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule

# Fewer than so many are not counted: one of them could be told from the number.
FEWEST_COUNTED = 5


@rule
def may_reflect(person: Person | None, community: Community) -> bool:
    """Write a reflection in a community, and decide alone who reads it."""
    return may_take_part(person, community)


@rule
def may_know_how_many_kept(person: Person | None, community: Community) -> bool:
    """Know how many kept their reflections to themselves, where at least five did."""
    return may_carry(person, community)
