"""Who is told of designs: the staff of a programme, and those from whose design somebody starts."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Community, Membership
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening

wording("community.started", _("%(by)s started “%(community)s” within a community that you carry."))
wording("design.grown", _("%(by)s started a community of their own from “%(community)s”."))


def _carriers(community_id: int) -> list[int]:
    carrying = Membership.objects.filter(community=community_id, left_at=None, role__in=CARRYING, person__left_at=None)
    return list(carrying.values_list("person_id", flat=True))


@hears("community.started")
def tell_the_outer_community(happening: Happening) -> None:
    """Those who carry the community within which another was started, where that one is open to them."""
    community = Community.objects.filter(pk=happening.community_id or 0, opened_to_outer=True).first()
    if community and community.parent_id:
        tell(_carriers(community.parent_id), happening)


@hears("design.grown")
def tell_the_original(happening: Happening) -> None:
    """Those who carry the community whose design was taken up."""
    if happening.community_id:
        tell(_carriers(happening.community_id), happening)
