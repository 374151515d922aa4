"""Inviting people into a community by e-mail, and what they say to it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import hold_community, welcome_member
from commonplace.commons.communities.invitations import heeds_seats
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.communities.rules import closed_words, is_open, refuse_closed
from commonplace.commons.people.joining import Admission, NoLongerOpen
from commonplace.commons.people.models import Block, Commons, Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import Letter, PutAway
from commonplace.ground.put_away import let_go, put_away
from commonplace.stages.recruit.actions import ByLink, CannotAnswer, answer_call
from commonplace.stages.recruit.invitation_letters import forget_letter, page_of, token_of, whose, write_invitation
from commonplace.stages.recruit.models import Answer, Application, Call, InvitedAddress, LeftAlone
from commonplace.stages.recruit.rules import call_in_hand_of
from commonplace.stages.recruit.seats import seats_taken

Said, Way = InvitedAddress.Said, InvitedAddress.Way
# For how long a letter lets somebody in.
LASTS = timedelta(days=30)
# How many addresses one person writes to in a day, in all communities together: enough for two classes.
MOST_A_DAY = 60
# How many letters one address gets in a week, whoever writes and from wherever; those taken back count.
MOST_TO_ONE = 3


@dataclass
class Written:
    """What became of a list of addresses: those that get a letter, and those that get none."""

    invited: list[InvitedAddress] = field(default_factory=list)
    here_already: list[str] = field(default_factory=list)
    invited_already: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    often_enough: list[str] = field(default_factory=list)


def left_today(by: Person) -> int:
    """To how many addresses somebody may write until a day has passed since the first of them."""
    since = clock.now() - timedelta(days=1)
    return max(0, MOST_A_DAY - InvitedAddress.objects.filter(by=by, invited_at__gt=since).count())


def _digest(email: str) -> str:
    return salted_hmac("invitations", email, algorithm="sha256").hexdigest()


@transaction.atomic
def invite_addresses(community: Community, by: Person, emails: Sequence[str], way: str) -> Written:
    """Write a letter of invitation to each of these who is not here, invited, or left alone; not to more than may be today."""
    refuse_closed(community)
    hold_community(community.pk)
    # Two of somebody's lists at one moment are counted one after the other.
    Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)
    here = Membership.objects.filter(community=community, left_at=None, person__account__email__in=emails)
    known = set(here.values_list("person__account__email", flat=True))
    waiting = set(InvitedAddress.objects.waiting().filter(community=community).values_list("email", flat=True))
    alone, block, lately = left_alone(community, by, emails), who_block(by, emails), letters_lately(emails)
    written, commons, left = Written(), Commons.current(), left_today(by)
    for email in dict.fromkeys(emails):
        if email in known:
            written.here_already.append(email)
        elif email in waiting:
            written.invited_already.append(email)
        elif email in alone:
            written.left_alone.append(email)
        elif lately[email] >= MOST_TO_ONE:
            written.often_enough.append(email)
        elif len(written.invited) < left:
            written.invited.append(_invite(community, by, email, way, None if email in block else commons))
    if written.invited:
        record("addresses.invited", by=by, community=community, count=len(written.invited))
    return written


def left_alone(community: Community, by: Person, emails: Sequence[str]) -> set[str]:
    """Those of these addresses that want no more letters from a community, or from who writes."""
    alone = set(LeftAlone.objects.filter(Q(community=community) | Q(by=by)).values_list("digest", flat=True))
    return {email for email in emails if _digest(email) in alone}


def letters_lately(emails: Sequence[str]) -> Counter[str]:
    """How many invitations each of these addresses got in the last seven days, from whoever it was."""
    since = clock.now() - timedelta(days=7)
    return Counter(
        InvitedAddress.objects.filter(email__in=emails, invited_at__gt=since).values_list("email", flat=True)
    )


def who_block(by: Person, emails: Sequence[str]) -> set[str]:
    """Those of these addresses whose owners block who writes. To them nothing is written, and nobody is told so."""
    met = Block.objects.filter(of=by, by__account__email__in=emails).values_list("by__account__email", flat=True)
    return {email for email in met if email}


def _invite(community: Community, by: Person, email: str, way: str, commons: Commons | None) -> InvitedAddress:
    """Keep whom somebody invites, and write to them. Nothing is written without `commons`: to those who block `by`, who
    is told neither of that nor that there is an account.
    """
    lapses = clock.now() + LASTS
    invited = InvitedAddress.objects.create(community=community, by=by, email=email, way=way, lapses_at=lapses)
    if commons:
        invited.letter = write_invitation(invited, commons)
        invited.save(update_fields=["letter"])
    return invited


@transaction.atomic
def take_back(invited: InvitedAddress, by: Person) -> PutAway | None:
    """Make the link in a letter worthless; for an hour `by` can make it work again. None where it lets nobody in already.

    A letter that did not go out yet does not, unless it comes back.
    """
    changes = let_go(InvitedAddress.objects.waiting().filter(pk=invited.pk), "revoked_at", clock.now())
    if not changes:
        return None
    record("address.revoked", by=by, community=invited.community, invited=invited.pk)
    its_own = InvitedAddress.objects.filter(pk=invited.pk).values("letter")
    unsent = Letter.objects.filter(pk__in=its_own, sent_at=None)
    words = _("The invitation to %(address)s lets nobody in any more.") % {"address": invited.email}
    address = f"{invited.community.address}invitations/letters/"
    return put_away("letter of invitation", by, words, address, gone=unsent, changes=changes)


@transaction.atomic
def decline_invitation(invited: InvitedAddress) -> None:
    """Say no. The community writes to this address no more, whoever would, and whoever wrote does not from elsewhere.

    What is on its way does not go out.
    """
    write_no_more(invited.community, invited.email, invited.by)
    others = InvitedAddress.objects.filter(community=invited.community, email=invited.email, said=Said.NOTHING)
    for one in others:
        forget_letter(one, only_unsent=True)
    others.update(said=Said.DECLINED, said_at=clock.now())


def wants_no_letters(community: Community, email: str) -> bool:
    """Whether a community writes to this address no more, for whatever reason it would."""
    return LeftAlone.objects.filter(community=community, digest=_digest(email)).exists()


def write_no_more(community: Community, email: str, by: Person | None) -> None:
    """Have a community write to this address no more."""
    LeftAlone.objects.get_or_create(community=community, digest=_digest(email), defaults={"by": by})


def is_left_alone(invited: InvitedAddress) -> bool:
    """Whether its community writes to this address no more."""
    return wants_no_letters(invited.community, invited.email)


def wants_answers(invited: InvitedAddress, call: Call) -> bool:
    """Whether the questions of the call are asked of whoever takes it up."""
    return invited.way == Way.TRUSTED or (invited.way == Way.ANSWERS and call.is_open)


def earlier_answers(call: Call, person: Person) -> dict[int, str]:
    """What somebody answered the same questions before, in any call of the community, by the id of the question asked now."""
    before = Answer.objects.filter(application__person=person, question__call__community=call.community_id)
    said = dict(before.order_by("pk").values_list("question__words", "words"))
    return {
        question.pk: said[question.words] for question in call.questions.filter(is_asked=True) if question.words in said
    }


@transaction.atomic
def take_up(invited: InvitedAddress, person: Person, answers: dict[int, str] | None) -> Application | None:
    """Come in by an invitation, or answer the call by it, having agreed to the norms. What was answered before is kept.

    Until a call is ended, a seat of it is needed: nobody is let in beyond them. Returns the answer to the call, if there is one.
    Raises NoLongerOpen with the reason in words.
    """
    hold_community(invited.community_id)
    held = _held_by(invited, person)
    community, call = held.community, call_in_hand_of(held.community)
    application = None
    try:
        if call and (call.is_open or held.is_trusted):
            _refuse_line_unseen(call, person)
            application = answer_call(call, person, answers, invited=held)
        elif held.is_trusted:
            welcome_member(community, person, by=held.by, agreed=True)
        else:
            raise NoLongerOpen(_("This community takes no answers at present. Ask whoever invited you."))
    except CannotAnswer as trouble:
        raise NoLongerOpen(str(trouble)) from trouble
    held.person, held.said, held.said_at = person, Said.CAME, clock.now()
    held.save(update_fields=["person", "said", "said_at"])
    return application


def _held_by(invited: InvitedAddress, person: Person) -> InvitedAddress:
    """The invitation as it stands, while its community is held. Raises NoLongerOpen where this person cannot take it up."""
    held = InvitedAddress.objects.select_related("community", "by").get(pk=invited.pk)
    if not is_open(held.community):
        raise NoLongerOpen(closed_words(held.community))
    if not held.is_waiting or held.person_id not in {None, person.pk}:
        raise NoLongerOpen(_("This invitation was used already, it lapsed, or it was taken back. Ask for a new one."))
    sent_away = held.community.memberships.filter(person=person, was_removed=True, left_at__gte=held.invited_at)
    if sent_away.exists():
        words = _("Your time in “%(name)s” was ended by those who carry it. Write to them first.")
        raise NoLongerOpen(words % {"name": held.community.name})
    return held


def _refuse_line_unseen(call: Call, person: Person) -> None:
    """Nobody is put in a line that they cannot look at: the page of a narrow community is not theirs until they are in."""
    sees = Community.objects.visible_to(person).filter(pk=call.community_id).exists()
    if not sees and (call.waits_for_lots or seats_taken(call) >= call.seats):
        raise NoLongerOpen(
            _("All seats are taken at present. Your invitation stays: try again later, or ask whoever wrote.")
        )


@heeds_seats
def come_in_by_a_seat(community: Community, person: Person, by: Person | None) -> str | None:
    """Whoever has a link or a class code needs a seat, too, until the call is ended, and waits in line where none is free.

    Called while the community is held. Raises NoLongerOpen where they could not look at that line.
    """
    call = call_in_hand_of(community)
    if call is None:
        return None
    _refuse_line_unseen(call, person)
    try:
        application = answer_call(call, person, None, invited=ByLink(by))
    except CannotAnswer as trouble:
        raise NoLongerOpen(str(trouble)) from trouble
    return community.address if application.state == Application.State.ACCEPTED else f"{community.address}join/"


def admission_by_letter(token: str) -> Admission | None:
    """For the page on which one joins: what the link in a letter allows."""
    invited = whose(token)
    if invited is None or not invited.is_waiting or invited.person_id or not is_open(invited.community):
        return None
    words = _("You are invited to “%(name)s”.") % {"name": invited.community.name}
    return Admission(words, partial(_make_ones_own, invited), page_of(token))


def _make_ones_own(invited: InvitedAddress, person: Person) -> str:
    """Whoever made an account by a letter goes on to its page, and nobody makes another one by it."""
    if not InvitedAddress.objects.waiting().filter(pk=invited.pk, person=None).update(person=person):
        raise NoLongerOpen(_("This invitation was used already, it lapsed, or it was taken back. Ask for a new one."))
    return page_of(token_of(invited))


def in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """What somebody takes along of it: by which addresses they were invited."""
    for invited in InvitedAddress.objects.filter(person=person).select_related("community").order_by("pk"):
        yield {
            "community": invited.community.name,
            "email": invited.email,
            "invited_at": invited.invited_at,
            "taken_up_at": invited.said_at,
        }
