"""The seats of a call: how many are given out, and to whom a free one is offered (see `lines`).

Whatever gives out a seat locks the call first (`locked`), so that none is given twice; what stands here is called under
that lock. Where a call draws lots, they make the order of the line, and all else is the same.
"""

import secrets
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.communities.rules import is_open
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line
from commonplace.stages.recruit import lines
from commonplace.stages.recruit.models import Application, Call

State = Application.State
IN_LINE = (F("drawn").asc(nulls_last=True), "at", "pk")
_CHANCE = secrets.SystemRandom()


def locked(call_id: int) -> Call:
    """The call as it stands, held until the transaction ends: nobody else gives out a seat meanwhile."""
    return Call.objects.select_for_update(of=("self",)).select_related("community").get(pk=call_id)


def has_seat(now: datetime, path: str = "") -> Q:
    """The condition on an application, reached by `path`, that it takes a seat: given, or held `now` by an offer."""
    return lines.holds("state", State.ACCEPTED, now, path)


def seats_taken(call: Call) -> int:
    """How many seats of a call are given out, or held by an offer."""
    return call.applications.filter(has_seat(clock.now())).count()


def the_line(call: Call) -> QuerySet[Application]:
    """Those on the waitlist who could take a seat now, in the order that was drawn, or in which they came.

    Whoever is paused keeps their place and is passed over; whoever came in by another way waits for nothing.
    """
    came_in = Membership.objects.filter(community=call.community_id, person=OuterRef("person"), left_at=None)
    here = call.applications.filter(~Exists(came_in), person__left_at=None, person__paused_at=None)
    return here.filter(state=State.WAITLISTED).select_related("person", "call__community").order_by(*IN_LINE)


def decide(application: Application, state: str, by: Person | None, reply: str = "") -> None:
    """Keep a decision, with its words and who made it."""
    application.decide(state, by, clean_line(reply)[:500])


def seat(application: Application, by: Person | None, reply: str = "") -> None:
    """Give a seat and begin the membership."""
    community = application.call.community
    decide(application, State.ACCEPTED, by, reply)
    membership = welcome_member(community, application.person, by=by)
    if membership.agreed_norms_at is None:
        Membership.objects.filter(pk=membership.pk).update(agreed_norms_at=application.agreed_norms_at)
    record("application.accepted", by=by, community=community, application=application.pk)


def settle_offers(call: Call) -> None:
    """Let lapsed offers go, and offer what is free to the next in line; take back what a call that ended cannot keep.

    Lots are drawn first, where it is time; before that, nothing is offered.
    """
    gives_seats = call.ended_at is None and is_open(call.community)
    if call.waits_for_lots:
        if not gives_seats or call.closes_at is None or call.closes_at > clock.now():
            return
        _draw(call)
    offers = call.applications.filter(state=State.OFFERED).order_by("offered_until", *IN_LINE)
    came_in = Membership.objects.filter(community=call.community_id, person=OuterRef("person"), left_at=None)
    lines.settle(
        lines.Line(
            offers=offers.select_related("person", "call__community"),
            gone=Q(person__left_at__isnull=False) | Q(Exists(came_in)),
            waiting=lambda: the_line(call),
            free=lambda: call.seats - seats_taken(call),
            gives=gives_seats,
            hours=call.offer_hours,
        )
    )


def let_unread_wait(call: Call) -> None:
    """Where answers are not read first, whoever waits to be read stands in line; but for those who were sent away once."""
    if call.asks_approval:
        return
    sent_away = Membership.objects.filter(community=call.community_id, person=OuterRef("person"), was_removed=True)
    unread = call.applications.filter(~Exists(sent_away), state=State.WAITING)
    for application in unread.select_related("person", "call__community").order_by("at", "pk"):
        decide(application, State.WAITLISTED, by=None)


def _draw(call: Call) -> None:
    """Put all who answered in an order by chance, whoever came first; the paused too, who are passed over for a time."""
    drawn = list(call.applications.filter(state=State.WAITLISTED).order_by("pk"))
    _CHANCE.shuffle(drawn)
    for place, application in enumerate(drawn, start=1):
        application.drawn = place
    Application.objects.bulk_update(drawn, ["drawn"], batch_size=500)
    call.drawn_at = clock.now()
    call.save(update_fields=["drawn_at"])
    record("lots.drawn", community=call.community, call=call.pk)


def lines_to_settle(community: Community | int | None = None) -> list[int]:
    """The calls with somebody in line, or with an offer that holds; of one community, or of all."""
    waits = Application.objects.filter(call=OuterRef("pk"), state__in=[State.WAITLISTED, State.OFFERED])
    calls = Call.objects.filter(Exists(waits), ended_at=None)
    if community is not None:
        calls = calls.filter(community=community)
    return list(calls.order_by("pk").values_list("pk", flat=True))
