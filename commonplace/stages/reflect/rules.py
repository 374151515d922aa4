"""Who may do what with reflections. Reading them is as with any entry: whoever wrote one decides."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, may_carry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


@rule
def may_know_how_many_kept(person: Person | None, community: Community) -> bool:
    """Know how many kept their reflections to themselves, where at least five did."""
    return may_carry(person, community)


@rule
def may_choose_prompt(person: Person | None, community: Community) -> bool:
    """Choose what those who came are asked after a gathering, while the community is open."""
    return may_carry(person, community) and is_open(community)
