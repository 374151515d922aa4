"""Who is told of case studies."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Membership
from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.publish.asking import forget_consents
from commonplace.stages.publish.consent_letters import enclosed_in_letter

wording("case study.shared", _("“%(entry)s” is in the library: what you did together, told."))


@hears("case study.shared")
def tell_the_community(happening: Happening) -> None:
    """Everybody who belongs to the community."""
    members = Membership.objects.filter(community=happening.community_id, left_at=None)
    tell(members.values_list("person_id", flat=True), happening)


def _own_answer(notice: Notice) -> str:
    return f"{notice.community.address}case-study/mine/" if notice.community else "/notices/"


wording(
    "consent.asked",
    _("%(by)s asks you: may the case study of “%(community)s” quote or show you?"),
    _own_answer,
    cannot_wait=True,
    enclose=enclosed_in_letter,
)
wording(
    "consent.reminded", _("The case study of “%(community)s” still waits for what you say to being in it."), _own_answer
)


@hears("consent.asked", "consent.reminded")
def tell_who_is_asked(happening: Happening) -> None:
    """Each of them once, with all that is theirs."""
    tell(happening.data["people"], happening)


@hears("person.left")
def forget_what_they_agreed_to(happening: Happening) -> None:
    """Whoever left is quoted and shown nowhere any more."""
    if happening.by_id is not None:
        forget_consents(happening.by_id)
