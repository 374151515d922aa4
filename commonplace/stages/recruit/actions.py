"""Answering a call, and deciding on answers. Calls are opened in `calling`, seats given out and offered in `seats`."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.actions import hold_community, leave_community
from commonplace.commons.communities.rules import closed_words, is_open, refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean
from commonplace.stages.recruit.models import Answer, Application, Call, InvitedAddress
from commonplace.stages.recruit.rules import may_answer_call, may_take_seat
from commonplace.stages.recruit.seats import decide, lines_to_settle, locked, seat, seats_taken, settle_offers, the_line

State = Application.State
NOT_OVER = (State.WAITING, State.WAITLISTED, State.OFFERED, State.ACCEPTED)


class CannotAnswer(Exception):
    """The call cannot be answered by this person now. Its words say why."""


class NoSeatLeft(Exception):
    """Every seat of the call is taken. Its words say what can be done."""


class AlreadyDecided(Exception):
    """Somebody else decided on this answer a moment ago, or it was taken back."""


@dataclass(frozen=True)
class ByLink:
    """Somebody has a link, or a code, which stands for approval. They have held to no norms by using it: they are asked once in."""

    by: Person | None
    is_trusted: bool = True


@transaction.atomic
def answer_call(
    call: Call, person: Person, answers: dict[int, str] | None, *, invited: InvitedAddress | ByLink | None = None
) -> Application:
    """Answer a call, having agreed to the norms. `answers` are words by the id of their question; None keeps earlier ones.

    Without approval a seat is given at once while there is one and nobody waits for it; else, and while lots are to be
    drawn, one is put on the waitlist. A trusted invitation stands for approval, and lasts until the call is ended. Whoever was sent
    away from the community is read first in any other case. Answering twice changes nothing.
    Raises CannotAnswer, with words for the person.
    """
    call = locked(call.pk)
    settle_offers(call)
    known = call.applications.filter(person=person).first()
    if known and not _begins_anew(known, invited):
        return known
    is_trusted = invited is not None and invited.is_trusted
    if not may_answer_call(person, call, is_trusted=is_trusted):
        raise CannotAnswer(_why_not(call, person))
    application = known or Application(call=call, person=person)
    application.state, application.reply = State.WAITING, ""
    application.at = clock.now()
    application.agreed_norms_at = None if isinstance(invited, ByLink) else application.at
    application.decided_at = application.decided_by = application.offered_until = application.drawn = None
    application.invited_by = invited.by if invited else None
    application.save()
    if answers is not None:
        _keep_answers(application, answers)
    record("call.answered", by=person, community=call.community, application=application.pk)
    was_sent_away = call.community.memberships.filter(person=person, was_removed=True).exists()
    if is_trusted or not (call.asks_approval or was_sent_away):
        if not call.waits_for_lots and seats_taken(call) < call.seats and not the_line(call).exists():
            seat(application, by=None)
        else:
            decide(application, State.WAITLISTED, by=None)
    return application


def _begins_anew(known: Application, invited: InvitedAddress | ByLink | None) -> bool:
    """Whether somebody's earlier answer makes room for a new one; an invitation says that they are wanted by now."""
    if invited is None:
        return known.can_be_sent_again
    reconsidered = {State.DECLINED, State.WAITING} if invited.is_trusted else {State.DECLINED}
    return known.can_be_sent_again or known.state in reconsidered


def _why_not(call: Call, person: Person) -> str:
    if call.community.membership_of(person):
        return _("You belong to this community already.")
    if not is_open(call.community):
        return closed_words(call.community)
    if not call.is_open:
        return _("This call is not open any more. Your words were not kept.")
    return _("You cannot answer this call at present.")


def _keep_answers(application: Application, answers: dict[int, str]) -> None:
    application.answers.all().delete()
    asked = set(application.call.questions.filter(is_asked=True).values_list("pk", flat=True))
    kept = [(question, clean(words).strip()) for question, words in answers.items() if question in asked]
    Answer.objects.bulk_create(
        Answer(application=application, question_id=question, words=words[:2000]) for question, words in kept if words
    )


def _undecided(application: Application, *states: str) -> Application:
    """The answer as it stands under its call's lock. Raises AlreadyDecided where it is in none of these states."""
    call = locked(application.call_id)
    settle_offers(call)
    current = Application.objects.select_related("person").get(pk=application.pk)
    current.call = call
    if current.state not in states:
        raise AlreadyDecided(_("This answer was decided or taken back meanwhile. The page shows how it stands now."))
    return current


def _follow(application: Application, current: Application) -> None:
    for name in ("state", "reply", "decided_at", "decided_by", "offered_until"):
        setattr(application, name, getattr(current, name))


@transaction.atomic
def accept(application: Application, by: Person, reply: str = "") -> None:
    """Give a seat to somebody who waits.

    Raises NoSeatLeft where all are taken or still to be drawn, AlreadyDecided where it is too late.
    """
    current = _undecided(application, State.WAITING, State.WAITLISTED)
    refuse_closed(current.call.community)
    if current.call.waits_for_lots:
        raise NoSeatLeft(
            _("The seats of this call are drawn by lot when it closes. You can put this person in the lot.")
        )
    if seats_taken(current.call) >= current.call.seats:
        raise NoSeatLeft(_("All seats are taken. You can add seats to the call, or put this person on the waitlist."))
    seat(current, by, reply)
    _follow(application, current)


@transaction.atomic
def decline(application: Application, by: Person, reply: str = "") -> None:
    """Say no, with a few words; a seat that was offered goes to the next in line. Raises AlreadyDecided."""
    current = _undecided(application, State.WAITING, State.WAITLISTED, State.OFFERED)
    decide(current, State.DECLINED, by, reply)
    record("application.declined", by=by, community=current.call.community, application=current.pk)
    settle_offers(current.call)
    _follow(application, current)


@transaction.atomic
def put_on_waitlist(application: Application, by: Person, reply: str = "") -> None:
    """Let somebody wait for a seat, which is offered to them when it is their turn. Raises AlreadyDecided."""
    current = _undecided(application, State.WAITING)
    refuse_closed(current.call.community)
    decide(current, State.WAITLISTED, by, reply)
    record("application.waitlisted", by=by, community=current.call.community, application=current.pk)
    settle_offers(current.call)
    current.refresh_from_db(fields=["state", "offered_until"])
    _follow(application, current)


DECISIONS = {"accept": accept, "waitlist": put_on_waitlist, "decline": decline}


@transaction.atomic
def decide_together(call: Call, by: Person, keys: Collection[int], decision: str) -> int:
    """Decide alike on all of these who wait to be read, in the order in which they came; how many they are.

    All of it or nothing: raises NoSeatLeft where there are fewer seats, AlreadyDecided where one of them waits no more.
    """
    held = locked(call.pk)
    settle_offers(held)
    waiting = list(held.applications.filter(pk__in=keys, state=State.WAITING).order_by("at", "pk"))
    if len(waiting) != len(keys):
        raise AlreadyDecided(
            _(
                "Some of these were decided or taken back meanwhile. Nothing is changed; the page shows how it stands now."
            )
        )
    left = max(held.seats - seats_taken(held), 0)
    if decision == "accept" and not held.waits_for_lots and len(waiting) > left:
        words = ngettext(
            "One seat is left, and you ticked %(ticked)s people. Nothing is changed: tick fewer, or add seats to the call.",
            "%(left)s seats are left, and you ticked %(ticked)s people. Nothing is changed: tick fewer, or add seats to the call.",
            left,
        )
        raise NoSeatLeft(words % {"left": left, "ticked": len(waiting)})
    for application in waiting:
        DECISIONS[decision](application, by)
    return len(waiting)


@transaction.atomic
def take_seat(application: Application) -> None:
    """Take the seat that is offered to one. Raises AlreadyDecided where the offer is over, or was not one's to take."""
    current = _undecided(application, State.OFFERED)
    refuse_closed(current.call.community)
    if not may_take_seat(current.person, current):
        raise AlreadyDecided(_("You cannot take a seat at present."))
    seat(current, None, current.reply)
    _follow(application, current)


@transaction.atomic
def let_seat_go(application: Application) -> None:
    """Say no to the seat that is offered to one; it goes to the next in line. Raises AlreadyDecided."""
    current = _undecided(application, State.OFFERED)
    decide(current, State.LET_GO, current.person, current.reply)
    record("offer.let_go", by=current.person, community=current.call.community, application=current.pk)
    settle_offers(current.call)
    _follow(application, current)


def settle_lines(community_id: int | None = None) -> None:
    """Pass on what lapsed and offer what is free, in a community's calls or in all; take back what cannot be kept."""
    for call_id in lines_to_settle(community_id):
        with transaction.atomic():
            settle_offers(locked(call_id))


@transaction.atomic
def withdraw(application: Application) -> None:
    """Take one's answer back. Whoever had a seat gives it up, and leaves the community with it.

    Raises AlreadyDecided where it was declined meanwhile, and LastOneCarrying where they carry the community alone.
    """
    # The community before the call, as whoever publishes does: so that neither waits for the other.
    hold_community(application.call.community_id)
    current = _undecided(application, *NOT_OVER)
    membership = current.call.community.membership_of(current.person) if current.state == State.ACCEPTED else None
    _take_back(current)
    if membership:
        leave_community(membership, current.person)
    _follow(application, current)


@transaction.atomic
def free_seats_of(community_id: int, person_id: int) -> None:
    """Somebody left the community: the seat that they had is free again."""
    held = Application.objects.filter(call__community=community_id, person=person_id, state=State.ACCEPTED)
    for application in held.select_related("person", "call__community"):
        if application.call.community.membership_of(application.person) is None:
            _take_back(_undecided(application, State.ACCEPTED))


def _take_back(application: Application) -> None:
    had_seat = application.state == State.ACCEPTED
    decide(application, State.WITHDRAWN, application.person)
    record(
        "application.withdrawn",
        by=application.person,
        community=application.call.community,
        application=application.pk,
        frees_seat=had_seat and application.call.ended_at is None,
    )
    settle_offers(application.call)


@transaction.atomic
def leave_lines(person: Person) -> None:
    """Somebody leaves the commons: they wait for no seat any more, and what was offered to them goes on.

    By which addresses they were invited is forgotten.
    """
    InvitedAddress.objects.filter(person=person).delete()
    waiting = person.applications.filter(state__in=[State.WAITING, State.WAITLISTED, State.OFFERED])
    for application in waiting.order_by("call"):
        _take_back(_undecided(application, *NOT_OVER))
