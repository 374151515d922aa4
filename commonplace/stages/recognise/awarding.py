"""Awards: offered, said yes or no to, asked for with evidence, claimed by a code, taken back."""

import calendar
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import hold_community
from commonplace.commons.communities.models import Membership
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_act
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean, clean_line
from commonplace.stages.recognise.backpack import Full, take_in
from commonplace.stages.recognise.issuing import credential_of, identity_of, write_list
from commonplace.stages.recognise.models import Award, Badge, ClaimCode, Credential, Evidence, Reading
from commonplace.stages.recognise.rules import may_award
from commonplace.stages.recognise.verdicts import verdict_of
from commonplace.stages.recruit.inviting import wants_no_letters, write_no_more

# Letters and digits that are not taken for each other when somebody reads them out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 8
CODE_LASTS = timedelta(days=2)


class CannotAward(Exception):
    """It cannot be given as things stand. Its words say why."""


def standing(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Those of the awards that were neither declined nor taken back, and have not ended."""
    now = clock.now()
    return awards.filter(Q(ends_at=None) | Q(ends_at__gt=now), taken_back_at=None).exclude(said=Award.Said.NO)


def _refuse_ended(badge: Badge) -> None:
    refuse_closed(badge.community)
    if badge.closed_at is not None:
        raise CannotAward(_("“%(name)s” is awarded no more.") % {"name": badge.name})


def offer(badge: Badge, by: Person | None, whom: Person | str, words: str = "") -> Award:
    """Offer a badge to somebody here, or to an e-mail address. Called while its community is held. Raises CannotAward.

    It is theirs with their yes. Nobody is offered what they have, or were offered and have not answered.
    """
    _refuse_ended(badge)
    if isinstance(whom, Person):
        theirs = badge.awards.filter(person=whom)
        belongs = Membership.objects.filter(community=badge.community, person=whom, left_at=None).exists()
        if not belongs or (by is not None and not _meet(by, whom)):
            raise CannotAward(_("They do not belong to this community. Write their e-mail address, or use a code."))
        about: dict[str, Any] = {"person": whom}
    else:
        theirs, about = badge.awards.filter(email=whom), {"email": whom}
        if wants_no_letters(badge.community, whom):
            raise CannotAward(_("They asked that no more letters are written to them."))
    if standing(theirs).exists():
        raise CannotAward(_("They have it already, or were offered it."))
    return Award.objects.create(badge=badge, by=by, words=clean_line(words)[:400], **about)


def _meet(one: Person, other: Person) -> bool:
    return Person.objects.shown_to(one).filter(pk=other.pk).exists()


def _ends(badge: Badge, at: datetime) -> datetime | None:
    """When a badge ends that is given at a moment; of a month that is shorter, on its last day."""
    if not badge.lasts_months:
        return None
    years, month = divmod(at.month - 1 + badge.lasts_months, 12)
    day = min(at.day, calendar.monthrange(at.year + years, month + 1)[1])
    return at.replace(year=at.year + years, month=month + 1, day=day)


@transaction.atomic
def say_yes(award: Award, person: Person | None) -> Credential:
    """Take a badge that was offered: it is signed, and lies in the backpack of `person`; of nobody, for who has no account.

    Raises CannotAward where it was taken back or answered, CannotSign where the community has no seal that opens.
    """
    hold_community(award.badge.community_id)
    award = Award.objects.select_for_update(of=("self",)).select_related("badge__community", "person").get(pk=award.pk)
    if award.taken_back_at is not None or award.said == Award.Said.NO:
        raise CannotAward(_("This offer was answered already, or taken back."))
    if award.said == Award.Said.YES:
        return _kept_by(award, person)
    award.said, award.said_at = Award.Said.YES, clock.now()
    award.ends_at = _ends(award.badge, award.said_at)
    if award.person is None and person is not None:
        award.person = person
    award.save()
    email = award.email if award.email else ""
    credential = _sealed(award, person, {"identifier": [identity_of(award.person, email)]})
    record("award.accepted", by=person, community=award.badge.community, award=award.pk)
    return credential


def _kept_by(award: Award, person: Person | None) -> Credential:
    """The credential of an award said yes to before; one that waited for an account comes into the backpack of `person`."""
    found = award.credentials.order_by("pk").last()
    if found is None or (found.person_id is not None and found.person_id != (person.pk if person else None)):
        raise CannotAward(_("This offer was answered already, or taken back."))
    if found.person_id is None and person is not None:
        award.person = person
        award.save(update_fields=["person"])
        # They may have put its file in by themselves before.
        there = Credential.objects.filter(person=person, digest=found.digest).first()
        if there is not None:
            found.delete()
            found = there
        found.person, found.award = person, award
        found.save(update_fields=["person", "award"])
    return found


def _sealed(award: Award, person: Person | None, subject: Mapping[str, Any]) -> Credential:
    text = json.dumps(credential_of(award, subject), ensure_ascii=False).encode()
    try:
        return take_in(person, text, verdict_of(json.loads(text)), award=award)
    except Full as trouble:
        raise CannotAward(str(trouble)) from trouble


@transaction.atomic
def say_no(award: Award, person: Person | None) -> None:
    """Decline a badge that was offered. Nothing is signed, and what was written to go with it is gone.

    To an address that declines, its community writes no more.
    """
    changed = Award.objects.filter(pk=award.pk, said=Award.Said.NOTHING, taken_back_at=None)
    if not changed.update(said=Award.Said.NO, said_at=clock.now(), words="", email=""):
        raise CannotAward(_("This offer was answered already, or taken back."))
    if award.email:
        write_no_more(award.badge.community, award.email, award.by)
    record("award.declined", by=person, community=award.badge.community, award=award.pk)


@transaction.atomic
def take_back(award: Award, by: Person, why: str) -> None:
    """Take an award back. Whoever verifies its credential is told so from now on; an offer cannot be said yes to any more.

    Raises CannotSign where the seal does not open, having changed nothing.
    """
    community = award.badge.community
    hold_community(community.pk)
    if not Award.objects.filter(pk=award.pk, taken_back_at=None).update(taken_back_at=clock.now(), why=why[:300]):
        return
    if award.list_number is not None:
        write_list(community, award.list_number)
    record("award.taken_back", by=by, community=community, award=award.pk, person=award.person_id)


@transaction.atomic
def about_a_did(credential: Credential, person: Person, did: str) -> Credential:
    """Sign a badge from here anew, about a DID of its owner's own. The one before stays as it is."""
    award = credential.award
    if award is None or credential.person_id != person.pk or award.taken_back_at is not None:
        raise CannotAward(_("Only badges that were given here can be given anew."))
    hold_community(award.badge.community_id)
    return _sealed(award, person, {"id": did})


@transaction.atomic
def make_code(badge: Badge, by: Person, *, places: int, words: str = "") -> ClaimCode:
    """Make a code by which so many people say yes, for two days. Raises CannotAward."""
    _refuse_ended(badge)
    code = "".join(secrets.choice(_LETTERS) for _letter in range(_CODE_LENGTH))
    lapses = clock.now() + CODE_LASTS
    made = ClaimCode.objects.create(
        badge=badge, code=code, by=by, places=places, words=clean_line(words)[:400], lapses_at=lapses
    )
    record("badge.code_made", by=by, community=badge.community, badge=badge.pk)
    return made


@transaction.atomic
def end_code(code: ClaimCode, by: Person) -> None:
    """Let nobody say yes by a code any more."""
    ClaimCode.objects.filter(pk=code.pk, ended_at=None).update(ended_at=clock.now())
    record("badge.code_ended", by=by, community=code.badge.community, badge=code.badge_id)


def code_called(said: str) -> ClaimCode | None:
    """The code that somebody typed, however they wrote it, while it is good."""
    code = "".join(letter for letter in said.lower() if letter.isalnum())[:12]
    found = ClaimCode.objects.select_related("badge__community", "by").filter(code=code).first()
    return found if found is not None and found.is_good else None


@transaction.atomic
def claim(code: ClaimCode, person: Person) -> Credential:
    """Say yes to a badge by a code: whoever has it was there. Raises CannotAward, CannotSign."""
    hold_community(code.badge.community_id)
    held = ClaimCode.objects.select_related("badge__community", "by").get(pk=code.pk)
    if not held.is_good:
        raise CannotAward(_("This code is used up, or its time is over. Ask whoever read it out."))
    _refuse_ended(held.badge)
    # Whoever made it may have lost the right since.
    if held.by is None or not may_award(held.by, held.badge) or not _meet(held.by, person):
        raise CannotAward(_("This code is used up, or its time is over. Ask whoever read it out."))
    theirs = standing(held.badge.awards.filter(person=person))
    offered = theirs.filter(said=Award.Said.NOTHING).first()
    if offered is None and theirs.exists():
        raise CannotAward(_("You have this badge already."))
    ClaimCode.objects.filter(pk=held.pk).update(used=F("used") + 1)
    award = offered or Award.objects.create(badge=held.badge, person=person, by=held.by, words=held.words)
    return say_yes(award, person)


@transaction.atomic
def show_for(badge: Badge, person: Person, *, words: str, entry: Entry | None) -> Evidence:
    """Show what one did, so that it is read and one is given the badge: that is one's yes. Shown again, it is read anew."""
    _refuse_ended(badge)
    Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=person.pk)
    if standing(badge.awards.filter(person=person, said=Award.Said.YES)).exists():
        raise CannotAward(_("You have this badge already."))
    Evidence.objects.filter(badge=badge, person=person, given_at=None).delete()
    evidence = Evidence.objects.create(badge=badge, person=person, words=clean(words), entry=entry)
    record("evidence.shown", by=person, community=badge.community, evidence=evidence.pk)
    return evidence


@transaction.atomic
def take_evidence_back(evidence: Evidence, person: Person) -> None:
    """Show it no more. What was said of it goes with it."""
    record("evidence.taken_back", by=person, community=evidence.badge.community)
    Evidence.objects.filter(pk=evidence.pk, given_at=None).delete()


@transaction.atomic
def read_evidence(evidence: Evidence, by: Person, *, sees_it: bool, words: str) -> Credential | None:
    """Say whether one sees the badge in what somebody shows. With enough who do, it is theirs, and comes back.

    Said again, it stands in place of what one said before. Raises CannotAward, CannotSign.
    """
    badge = evidence.badge
    hold_community(badge.community_id)
    evidence = Evidence.objects.select_related("badge__community", "person", "entry").get(pk=evidence.pk)
    _refuse_ended(badge)
    if evidence.given_at is not None:
        raise CannotAward(_("It was given already."))
    if evidence.person_id == by.pk or not may_act(by):
        raise PermissionDenied
    said = {"sees_it": sees_it, "words": clean(words)[:1000], "at": clock.now()}
    Reading.objects.update_or_create(evidence=evidence, by=by, defaults=said)
    record("evidence.read", by=by, community=badge.community, evidence=evidence.pk, person=evidence.person_id)
    if evidence.readings.filter(sees_it=True).count() < badge.needed:
        return None
    evidence.given_at = clock.now()
    evidence.save(update_fields=["given_at"])
    theirs = standing(badge.awards.filter(person=evidence.person))
    award = theirs.first() or Award.objects.create(badge=badge, person=evidence.person, evidence=evidence)
    record("evidence.given", by=by, community=badge.community, evidence=evidence.pk, person=evidence.person_id)
    return say_yes(award, evidence.person)
