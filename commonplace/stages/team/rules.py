"""Who may form teams, and say what they want for it."""

from commonplace.commons.communities.models import Community, Role
from commonplace.commons.communities.rules import is_open, may_carry, may_take_part
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule
from commonplace.stages.team.models import Forming


def forming_in_hand_of(community: Community) -> Forming | None:
    """The forming of teams that is not settled, if there is one."""
    return community.formings.filter(settled_at=None).first()


@rule
def may_form_teams(person: Person | None, community: Community) -> bool:
    """Have teams formed, change what is proposed, and settle it."""
    return may_carry(person, community) and is_open(community)


@rule
def may_say_for_teams(person: Person | None, forming: Forming) -> bool:
    """Say for the forming of teams what one wants, until it closes: learners."""
    membership = forming.community.membership_of(person)
    is_learner = membership is not None and membership.role == Role.LEARNER
    return is_learner and forming.is_asking and may_take_part(person, forming.community)
