"""Who is told of what happens around a call: those who carry the community, and whoever answered."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Membership
from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.recruit.actions import free_seats_of, settle_lines
from commonplace.stages.recruit.models import Application, Call
from commonplace.stages.recruit.tasks import pass_on_lapsed


def applications_address(notice: Notice) -> str:
    """Where answers are read and decided."""
    return f"{notice.community.address}applications/" if notice.community else "/notices/"


def join_address(notice: Notice) -> str:
    """Where whoever answered sees how it stands."""
    return f"{notice.community.address}join/" if notice.community else "/notices/"


def offer_address(notice: Notice) -> str:
    """Where an offered seat is taken or let go."""
    return f"{notice.community.address}join/offer/" if notice.community else "/notices/"


wording("call.answered", _("%(by)s answered the call of %(community)s."), applications_address)
wording("seat.freed", _("A seat is free in %(community)s. It is offered to the next in line."), applications_address)
wording(
    "seat.offered",
    _("A seat in %(community)s is offered to you, and held for you for a time. Say whether you take it."),
    offer_address,
    cannot_wait=True,
)
wording("lots.drawn", _("Lots were drawn for the seats of %(community)s. See how yours fell."), join_address)
wording("offer.lapsed", _("The seat in %(community)s that was held for you went to the next in line."), join_address)
wording(
    "offer.withdrawn",
    _("%(community)s can hold the seat that it offered you no longer. Your place in line stays yours."),
    join_address,
)
wording("application.accepted", _("You have a seat in %(community)s."), join_address)
wording("application.waitlisted", _("You are on the waitlist of %(community)s."), join_address)
wording("application.declined", _("%(community)s has answered you."), join_address)


def _carriers(community_id: int | None) -> list[int]:
    carrying = Membership.objects.filter(community=community_id, role__in=CARRYING, left_at=None)
    return list(carrying.values_list("person_id", flat=True))


def _application(happening: Happening) -> Application | None:
    return (
        Application.objects.select_related("call__community", "person").filter(pk=happening.data["application"]).first()
    )


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


@hears("seat.offered", "offer.lapsed", "offer.withdrawn")
def tell_of_offer(happening: Happening) -> None:
    """Whoever is offered a seat, or is offered it no longer; and the moment at which it passes on is kept in mind."""
    application = _application(happening)
    if application is None:
        return
    if not (happening.kind == "offer.lapsed" and application.call.community.membership_of(application.person)):
        tell([application.person_id], happening)
    if happening.kind == "seat.offered" and application.offered_until:
        pass_on_lapsed.using(run_after=application.offered_until).enqueue()


@hears("call.opened", "call.changed")
def draw_when_it_closes(happening: Happening) -> None:
    """The moment at which lots are drawn is kept in mind."""
    call = Call.objects.filter(pk=happening.data["call"]).first()
    if call and call.waits_for_lots and call.closes_at:
        pass_on_lapsed.using(run_after=call.closes_at).enqueue()


@hears("lots.drawn")
def tell_how_lots_fell(happening: Happening) -> None:
    """Those who wait know that lots were drawn; those who are offered a seat are told of that, and that alone."""
    waiting = Application.objects.filter(call=happening.data["call"], state=Application.State.WAITLISTED)
    tell(list(waiting.filter(drawn__isnull=False).values_list("person_id", flat=True)), happening)


@hears("community.closed", "community.reopened")
def settle_its_lines(happening: Happening) -> None:
    """A closed community offers no seat; one that is opened again does."""
    if happening.community_id:
        settle_lines(happening.community_id)


@hears("application.withdrawn")
def tell_of_free_seat(happening: Happening) -> None:
    """A seat was given up and is offered to somebody: those who carry the community know."""
    application = _application(happening)
    if application is None or not happening.data["frees_seat"]:
        return
    if application.call.applications.filter(state=Application.State.OFFERED).exists():
        tell(_carriers(happening.community_id), happening, "seat.freed")


@hears("membership.begun")
def pass_on_what_was_held(happening: Happening) -> None:
    """Whoever came in by another way needs the seat no more that was held for them."""
    held = Application.objects.filter(call__community=happening.community_id, person=happening.by_id)
    if happening.community_id and held.filter(state=Application.State.OFFERED).exists():
        settle_lines(happening.community_id)


@hears("membership.ended")
def free_the_seat(happening: Happening) -> None:
    """Who leaves a community leaves their seat."""
    if happening.community_id:
        free_seats_of(happening.community_id, happening.data["person"])
