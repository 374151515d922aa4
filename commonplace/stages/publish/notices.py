"""Who is told of case studies."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Membership
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening

wording("case study.shared", _("“%(entry)s” is in the library: what you did together, told."))


@hears("case study.shared")
def tell_the_community(happening: Happening) -> None:
    """Everybody who belongs to the community."""
    members = Membership.objects.filter(community=happening.community_id, left_at=None)
    tell(members.values_list("person_id", flat=True), happening)
