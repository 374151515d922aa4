"""Who is told of the forming of teams: the learners of a community."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Membership, Role
from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.team.models import Seat
from commonplace.stages.team.saying import forget_person


def forming_address(notice: Notice) -> str:
    """The page where teams are formed."""
    return f"{notice.community.address}team-up/" if notice.community else "/notices/"


wording("teams.asked", _("Teams of “%(community)s” are going to be formed. Say what you would like."), forming_address)
wording("teams.told", _("Your team in “%(community)s” is proposed. See who is in it, and why."), forming_address)


@hears("teams.asked")
def tell_learners(happening: Happening) -> None:
    """Those who can say what they want."""
    learners = Membership.objects.filter(community=happening.community_id, left_at=None, role=Role.LEARNER)
    tell(list(learners.values_list("person_id", flat=True)), happening)


@hears("teams.told")
def tell_the_seated(happening: Happening) -> None:
    """Those who have a seat."""
    tell(list(Seat.objects.filter(forming=happening.data["forming"]).values_list("person_id", flat=True)), happening)


@hears("membership.ended")
def forget_what_they_said(happening: Happening) -> None:
    """Whoever leaves a community has said nothing there any more."""
    if happening.community_id:
        forget_person(happening.data["person"], [happening.community_id])
