"""Who may recognise what, in the name of whom."""

from commonplace.commons.communities.models import Community, Role
from commonplace.commons.communities.rules import is_open, may_act, may_carry, may_take_part
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_host
from commonplace.ground.rules import rule
from commonplace.stages.recognise.models import Award, Badge, Evidence, Framework


@rule
def may_keep_seal(person: Person | None, community: Community) -> bool:
    """Make the seal of a community, and renew it."""
    return may_carry(person, community) and is_open(community)


@rule
def may_design_badges(person: Person | None, community: Community) -> bool:
    """Design a badge of a community, change it, and award it no more."""
    return may_carry(person, community) and is_open(community)


def _mentors(person: Person | None, community: Community) -> bool:
    membership = community.membership_of(person)
    return membership is not None and membership.role == Role.MENTOR and may_take_part(person, community)


@rule
def may_award(person: Person | None, badge: Badge) -> bool:
    """Offer a badge to somebody, as long as it is awarded: those who look after its community; mentors, where they give it."""
    community = badge.community
    if badge.closed_at is not None or not is_open(community):
        return False
    by_mentors = badge.given_by == Badge.GivenBy.MENTORS and _mentors(person, community)
    return may_carry(person, community) or by_mentors


@rule
def may_take_award_back(person: Person | None, award: Award) -> bool:
    """Take an award back, also when the community is closed: those who look after it."""
    return may_carry(person, award.badge.community) and award.taken_back_at is None


@rule
def may_show_for(person: Person | None, badge: Badge) -> bool:
    """Show something so that one is given a badge, as one who takes part in its community."""
    return badge.closed_at is None and may_take_part(person, badge.community)


@rule
def may_read_evidence(person: Person | None, evidence: Evidence) -> bool:
    """Say whether one sees a badge in what somebody else shows for it: whoever gives it; of peers' badges, every member."""
    badge = evidence.badge
    if person is None or evidence.person_id == person.pk or evidence.given_at is not None:
        return False
    if badge.given_by == Badge.GivenBy.PEERS:
        return badge.closed_at is None and may_take_part(person, badge.community)
    return may_award(person, badge)


@rule
def may_show_badges_openly(person: Person | None) -> bool:
    """Let strangers see badges that one has: people of age, whom open pages may name."""
    return person is not None and may_act(person) and person.is_named_openly


@rule
def may_bring_frameworks(person: Person | None, community: Community) -> bool:
    """Bring in a framework of what people can learn, for a community: those who look after it."""
    return may_carry(person, community) and is_open(community)


@rule
def may_bring_frameworks_for_all(person: Person | None) -> bool:
    """Bring in a framework for everybody in the commons: hosts."""
    return may_host(person)


@rule
def may_keep_framework(person: Person | None, framework: Framework) -> bool:
    """Bring a framework in again, show it openly or not, and delete it: whoever may bring one in for the same people."""
    if framework.community is None:
        return may_bring_frameworks_for_all(person)
    return may_bring_frameworks(person, framework.community)
