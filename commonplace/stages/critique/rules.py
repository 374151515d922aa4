"""Who may ask for critique, give it, and say what became of it."""

from commonplace.commons.communities.models import Audience, Community, Role
from commonplace.commons.communities.rules import is_open, may_act, may_carry, may_take_part
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import is_author
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.rules import rule
from commonplace.stages.critique.models import Asking, Critique, Round
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.rules import may_write_in_room

# What others read in order to say something of it.
ASKED_OF = ("brief", "case study", "collection", "design", "post", "question", "work")
# Those who are no peers of a learner when they give critique.
MENTORS = (Role.MENTOR, Role.FACILITATOR, Role.STAFF)


def can_be_read_by_others(entry: Entry) -> bool:
    """Whether somebody reads an entry who could say something of it, which its makers could then read."""
    reaches = entry.audience >= Audience.COMMUNITY or (entry.audience == Audience.TEAM and entry.team_id is not None)
    return reaches and not entry.is_draft and entry.hidden_at is None and entry.kind in ASKED_OF


@rule
def may_ask_for_critique(person: Person | None, entry: Entry) -> bool:
    """Ask for critique of what one wrote, once others can see it; in a community that is open."""
    return may_act(person) and is_author(person, entry) and can_be_read_by_others(entry) and is_open(entry.community)


@rule
def may_give_critique(person: Person | None, asking: Asking) -> bool:
    """Give critique of an entry of somebody else who asks for it; in a community as one who takes part in it."""
    entry = asking.entry
    if not may_act(person) or is_author(person, entry) or not can_be_read_by_others(entry):
        return False
    return entry.community is None or may_take_part(person, entry.community)


@rule
def may_open_round(person: Person | None, community: Community) -> bool:
    """Open a round of critique, and end it."""
    return may_carry(person, community) and is_open(community)


@rule
def may_read_in_round(person: Person | None, this: Round) -> bool:
    """Put something of one's own into a round while it is open, and be given something of others to read."""
    return may_take_part(person, this.community) and this.opens_at <= clock.now() < this.closes_at


@rule
def may_write_protocol(person: Person | None, community: Community) -> bool:
    """Write ways to give critique for a community, change them, and open them to others."""
    return may_carry(person, community) and is_open(community)


@rule
def may_keep_time(person: Person | None, gathering: Gathering) -> bool:
    """Begin a way to give critique together in a gathering, and keep its time: members who take part in its community."""
    return may_write_in_room(person, gathering)


@rule
def may_answer_critique(person: Person | None, critique: Critique) -> bool:
    """Say what becomes of a critique that one can see, of what one wrote."""
    entry, of = critique.entry, critique.of
    return (
        may_act(person) and of is not None and is_author(person, of) and not entry.is_draft and entry.hidden_at is None
    )
