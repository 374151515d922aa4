"""Who is told of what happened in a community. It stands here since communities know nothing of notices."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Membership, Team
from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening


def _people_address(notice: Notice) -> str:
    return f"{notice.community.address}people/" if notice.community else "/notices/"


def _teams_address(notice: Notice) -> str:
    return f"{notice.community.address}teams/" if notice.community else "/notices/"


wording("membership.begun", _("%(by)s has come into “%(community)s”."), _people_address)
wording("membership.changed", _("You have another role in “%(community)s” now."), _people_address)
wording("team.formed", _("You are in a new team of “%(community)s”."), _teams_address)
wording("community.closed", _("“%(community)s” has been closed. Its record stays."))
wording("community.reopened", _("“%(community)s” is open again."))


@hears("membership.begun")
def tell_who_carries_it(happening: Happening) -> None:
    """Those who carry the community, but not whoever let them in."""
    carrying = Membership.objects.filter(community=happening.community_id, left_at=None, role__in=CARRYING)
    tell(set(carrying.values_list("person_id", flat=True)) - {happening.data.get("let_in_by")}, happening)


@hears("membership.changed")
def tell_who_has_the_role(happening: Happening) -> None:
    """Whoever has another role now."""
    tell([happening.data["person"]], happening)


@hears("team.formed")
def tell_the_team(happening: Happening) -> None:
    """Those who are in the team."""
    team = Team.objects.filter(pk=happening.data["team"]).first()
    tell(team.people.values_list("pk", flat=True) if team else [], happening)


@hears("community.closed", "community.reopened")
def tell_members(happening: Happening) -> None:
    """Its members."""
    present = Membership.objects.filter(community=happening.community_id, left_at=None)
    tell(present.values_list("person_id", flat=True), happening)
