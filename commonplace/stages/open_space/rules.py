"""Who may propose sessions, say where they want to go, and make the board."""

from commonplace.commons.communities.rules import is_open, may_act, may_take_part
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.rules import rule
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.rules import may_change_gathering
from commonplace.stages.open_space.models import OpenSpace, Proposal


@rule
def may_arrange_open_space(person: Person | None, gathering: Gathering) -> bool:
    """Begin a gathering's open space, name its rooms and times, fill its board, change it and agree on it."""
    return may_change_gathering(person, gathering) and is_open(gathering.entry.community)


@rule
def may_propose(person: Person | None, space: OpenSpace) -> bool:
    """Propose a session, and say where one wants to go: members who can see the gathering, until the board is agreed on."""
    gathering = space.gathering
    is_ahead = gathering.cancelled_at is None and gathering.ends_at > clock.now()
    community = gathering.entry.community
    return community is not None and may_take_part(person, community) and is_ahead and space.agreed_at is None


@rule
def may_change_proposal(person: Person | None, proposal: Proposal) -> bool:
    """Change the words of a session: whoever proposed it, until the board is agreed on."""
    return may_propose(person, proposal.space) and person is not None and proposal.by_id == person.pk


@rule
def may_take_back_proposal(person: Person | None, proposal: Proposal) -> bool:
    """Take a session back: whoever proposed it, also later; and whoever makes the board."""
    is_own = may_act(person) and person is not None and proposal.by_id == person.pk
    return is_own or may_arrange_open_space(person, proposal.space.gathering)
