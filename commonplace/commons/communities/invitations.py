"""Invitations and class codes: how people are let in by others."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import hold_community, welcome_member
from commonplace.commons.communities.models import ClassCode, Community, Invitation, Role
from commonplace.commons.communities.rules import closed_words, is_open, may_carry, refuse_closed
from commonplace.commons.people.joining import Admission, NoLongerOpen
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_host
from commonplace.commons.people.tokens import digest_of, new_token
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, Change, before, let_go, put_away

# No letter or digit that is misread or misheard for another.
LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LENGTH = 6


# Asked before a learner comes in: where seats are given out, it gives them one and lets them in, or has them wait in line, and
# returns the address where they see it; None where no seat is needed.
Seats = Callable[[Community, Person, Person | None], str | None]
_seats: list[Seats] = []


def heeds_seats(seats: Seats) -> Seats:
    """Register who gives out the seats of a community, so that no link lets in more people than there are."""
    if seats not in _seats:
        _seats.append(seats)
    return seats


def _by_a_seat(community: Community, person: Person, by: Person | None) -> str | None:
    """Where somebody lands who comes in by a seat, or waits for one; None where none is needed. The community is held."""
    return next((address for seats in _seats if (address := seats(community, person, by)) is not None), None)


@dataclass(frozen=True)
class Made:
    """An invitation as it is shown once: only its digest is kept."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(
    by: Person, community: Community | None, *, role: str = Role.LEARNER, places: int = 1, days: int = 7
) -> Made:
    """Make a link that lets people into a community, or onto the commons."""
    refuse_closed(community)
    token = new_token()
    invitation = Invitation.objects.create(
        community=community,
        by=by,
        digest=digest_of(token),
        role=role,
        places=places,
        lapses_at=clock.now() + timedelta(days=days),
    )
    record("invitation.made", by=by, community=community, invitation=invitation.pk)
    return Made(invitation, token)


@transaction.atomic
def revoke_invitation(invitation: Invitation, by: Person) -> PutAway | None:
    """Make a link worthless; for an hour `by` can make it work again. Who came in by it stays. None where it was already."""
    changes = let_go(Invitation.objects.filter(pk=invitation.pk, revoked_at=None), "revoked_at", clock.now())
    if not changes:
        return None
    community = invitation.community
    record("invitation.revoked", by=by, community=community, invitation=invitation.pk)
    address = f"{community.address}invitations/" if community else "/host/invitations/"
    return put_away("invitation", by, _("This link lets nobody in any more."), address, changes=changes)


@before("invitation", "class code")
def look_who_may_let_in(kept: PutAway, by: Person) -> None:
    """Whoever brings a link or a code back has to be able to make one."""
    label, pk, *_rest = kept.changes[0]
    way_in: Any = apps.get_model(label).objects.select_related("community").filter(pk=pk).first()
    community = way_in and way_in.community
    if way_in is None or not (may_carry(by, community) if community else may_host(by)):
        raise CannotComeBack(_("You do not let people in there any more."))
    if not is_open(community):
        raise CannotComeBack(closed_words(community))
    if kept.kind == "class code" and present_class_code(community):
        raise CannotComeBack(_("There is another code by now."))


def invitation_by(token: str) -> Invitation | None:
    """The invitation that a token opens while it lasts, if any."""
    open_ones = Invitation.objects.filter(revoked_at=None, lapses_at__gt=clock.now(), used__lt=F("places"))
    found = open_ones.filter(digest=digest_of(token)).select_related("community", "by").first()
    return found if found and is_open(found.community) else None


def _refuse_closed_meanwhile(community: Community) -> None:
    if not is_open(Community.objects.only("closed_at").get(pk=community.pk)):
        raise NoLongerOpen(closed_words(community))


@transaction.atomic
def accept_invitation(invitation: Invitation, person: Person) -> str:
    """Come in by an invitation. Returns where one lands: in the community, or, where its call has no seat left for a learner,
    where one sees how one waits; nothing where it is to the commons alone.

    Raises NoLongerOpen with the reason in words.
    """
    community = invitation.community
    if community is not None:
        hold_community(community.pk)
        if community.memberships.filter(person=person, left_at=None).exists():
            return community.address
        _refuse_closed_meanwhile(community)
        if community.memberships.filter(person=person, was_removed=True, left_at__gte=invitation.created_at).exists():
            raise NoLongerOpen(
                _("Your time in “%(name)s” was ended by those who carry it. Write to them first.")
                % {"name": community.name}
            )
    open_row = Invitation.objects.filter(
        pk=invitation.pk, used__lt=F("places"), revoked_at=None, lapses_at__gt=clock.now()
    )
    if not open_row.update(used=F("used") + 1):
        raise NoLongerOpen(_("The last place of this invitation is taken, or it has lapsed. Ask for a new one."))
    if community is None:
        return ""
    if invitation.role == Role.LEARNER and (address := _by_a_seat(community, person, invitation.by)) is not None:
        return address
    welcome_member(community, person, invitation.role, by=invitation.by)
    return community.address


def admission_by_invitation(token: str) -> Admission | None:
    """For the page on which one joins: what the token of an invitation allows."""
    invitation = invitation_by(token)
    if invitation is None:
        return None
    if invitation.community:
        words = _("You are invited to “%(name)s”.") % {"name": invitation.community.name}
    else:
        words = _("You are invited to this commons.")
    return Admission(words, partial(accept_invitation, invitation))


@transaction.atomic
def make_class_code(community: Community, by: Person, *, days: int) -> ClassCode:
    """Make a code by which people without e-mail join. A community has one at a time: an older one ends."""
    refuse_closed(community)
    if _end_codes(community):
        record("class_code.ended", by=by, community=community)
    code = "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))
    made: ClassCode = community.class_codes.create(code=code, by=by, lapses_at=clock.now() + timedelta(days=days))
    record("class_code.made", by=by, community=community)
    return made


def _end_codes(community: Community) -> list[Change]:
    present = community.class_codes.filter(revoked_at=None, lapses_at__gt=clock.now())
    return let_go(present, "revoked_at", clock.now())


@transaction.atomic
def end_class_codes(community: Community, by: Person) -> PutAway | None:
    """Make the present code worthless; for an hour `by` can make it work again. None where there was none."""
    changes = _end_codes(community)
    if not changes:
        return None
    record("class_code.ended", by=by, community=community)
    address = f"{community.address}class-code/"
    return put_away("class code", by, _("The code lets nobody in any more."), address, changes=changes)


def present_class_code(community: Community) -> ClassCode | None:
    """The code that lets people into a community now."""
    return community.class_codes.filter(revoked_at=None, lapses_at__gt=clock.now()).order_by("-created_at").first()


def admission_by_class_code(given: str) -> Admission | None:
    """For the page of class codes: what a code allows, however it was typed."""
    code = "".join(letter for letter in given.upper() if letter.isalnum())[:20]
    open_ones = ClassCode.objects.filter(revoked_at=None, lapses_at__gt=clock.now(), community__closed_at=None)
    found = open_ones.filter(code=code).select_related("community", "by").first()
    if found is None:
        return None
    words = _("This code is for “%(name)s”.") % {"name": found.community.name}
    return Admission(words, partial(_come_in_by_code, found))


@transaction.atomic
def _come_in_by_code(code: ClassCode, person: Person) -> str:
    hold_community(code.community_id)
    _refuse_closed_meanwhile(code.community)
    if (address := _by_a_seat(code.community, person, code.by)) is not None:
        return address
    # They have just held to the norms of the commons; only norms of the community's own are still to be read.
    welcome_member(code.community, person, by=code.by, agreed=not code.community.norms)
    return code.community.address
