"""Who is told of badges: whom one is offered, who can read what somebody shows for it, and who showed it."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Membership, Role
from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.recognise.models import Badge, Evidence


def _backpack(_notice: Notice) -> str:
    return "/me/badges/"


def _badges(notice: Notice) -> str:
    return f"{notice.community.address}badges/" if notice.community else "/me/badges/"


wording("badges.offered", _("“%(community)s” would like to give you a badge. Say whether you want it."), _backpack)
wording("evidence.shown", _("Somebody in “%(community)s” shows what they did for a badge. Would you read it?"), _badges)
wording("evidence.read", _("%(by)s read what you show for a badge in “%(community)s”."), _badges)
wording("evidence.given", _("A badge of “%(community)s” is yours: what you showed was seen."), _backpack)
wording("award.taken_back", _("“%(community)s” took back a badge that you have or were offered."), _backpack)


@hears("badges.offered")
def tell_whom_it_is_offered(happening: Happening) -> None:
    """Those who were offered a badge at one go."""
    tell(happening.data["people"], happening)


@hears("evidence.shown")
def tell_who_gives_it(happening: Happening) -> None:
    """Those who carry the community, and its mentors where they give the badge. Its members find it on the badge's page."""
    evidence = Evidence.objects.select_related("badge").filter(pk=happening.data["evidence"]).first()
    if evidence is None:
        return
    is_mentors = evidence.badge.given_by == Badge.GivenBy.MENTORS
    roles = [*CARRYING, Role.MENTOR] if is_mentors else [*CARRYING]
    here = Membership.objects.filter(community=happening.community_id, left_at=None, role__in=roles)
    tell(list(here.values_list("person_id", flat=True)), happening)


@hears("evidence.read", "evidence.given", "award.taken_back")
def tell_whom_it_concerns(happening: Happening) -> None:
    """Whoever showed it, or has it."""
    if happening.data["person"] is not None:
        tell([happening.data["person"]], happening)
