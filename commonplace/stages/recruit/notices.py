"""Who is told of what happens around a call: those who carry the community, and whoever answered."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Membership
from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.recruit.actions import free_seats_of, next_in_line
from commonplace.stages.recruit.models import Application


def applications_address(notice: Notice) -> str:
    """Where answers are read and decided."""
    return f"{notice.community.address}applications/" if notice.community else "/notices/"


def join_address(notice: Notice) -> str:
    """Where whoever answered sees how it stands."""
    return f"{notice.community.address}join/" if notice.community else "/notices/"


wording("call.answered", _("%(by)s answered the call of %(community)s."), applications_address)
wording("seat.freed", _("A seat is free in %(community)s, and somebody waits for it."), applications_address)
wording("application.accepted", _("You have a seat in %(community)s."), join_address)
wording("application.waitlisted", _("You are on the waitlist of %(community)s."), join_address)
wording("application.declined", _("%(community)s has answered you."), join_address)


def _carriers(community_id: int | None) -> list[int]:
    carrying = Membership.objects.filter(community=community_id, role__in=CARRYING, left_at=None)
    return list(carrying.values_list("person_id", flat=True))


def _application(happening: Happening) -> Application | None:
    return Application.objects.select_related("call").filter(pk=happening.data["application"]).first()


@hears("call.answered")
def tell_those_who_carry(happening: Happening) -> None:
    """Somebody answered: those who carry the community know."""
    tell(_carriers(happening.community_id), happening)


@hears("application.accepted", "application.declined", "application.waitlisted")
def tell_who_answered(happening: Happening) -> None:
    """The decision goes to whoever waits for it."""
    application = _application(happening)
    # A seat given at once, by nobody, was seen on the page that gave it.
    if application and happening.by_id:
        tell([application.person_id], happening)


@hears("application.withdrawn")
def tell_of_free_seat(happening: Happening) -> None:
    """A seat is free while somebody waits: those who carry the community can pass it on."""
    application = _application(happening)
    if application and happening.data["frees_seat"] and next_in_line(application.call):
        tell(_carriers(happening.community_id), happening, "seat.freed")


@hears("membership.ended")
def free_the_seat(happening: Happening) -> None:
    """Who leaves a community leaves their seat."""
    if happening.community_id:
        free_seats_of(happening.community_id, happening.data["person"])
