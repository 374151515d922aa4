"""Badges that somebody has: taken in, looked at again, arranged, shown or not, handed on by a link, taken out."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away
from commonplace.ground.put_away import take_out as take_out_of_put_away
from commonplace.ground.text import clean
from commonplace.stages.recognise.credentials.checks import Check, Reason, Result, Verdict
from commonplace.stages.recognise.credentials.forms import is_badge, issuer_of
from commonplace.stages.recognise.credentials.opening import open_words
from commonplace.stages.recognise.models import Award, Credential, Evidence, Goal, Reading
from commonplace.stages.recognise.rules import may_show_badges_openly
from commonplace.stages.recognise.verdicts import Shown, credential_in, shown_of, verdict_of

# So many badges one keeps here at most, and none that is larger: many of them are read for a page.
MOST = 2_000
MOST_KEPT_BYTES = 1024 * 1024


class Full(Exception):
    """There is no more room in a backpack, or not for one so large."""


@transaction.atomic
def take_in(person: Person | None, text: bytes, verdict: Verdict, *, award: Award | None = None) -> Credential:
    """Keep a badge as it was given, with what was found out of it. Once is as twice. Raises Full."""
    digest = hashlib.sha256(text).hexdigest()
    if len(text) > MOST_KEPT_BYTES:
        raise Full(_("This badge is larger than 1 MB, too large to be kept here."))
    if person is not None:
        # Two at one moment come one after the other.
        Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=person.pk)
        if there := Credential.objects.filter(person=person, digest=digest).first():
            return there
        if Credential.objects.filter(person=person).count() >= MOST:
            raise Full(_("There are %(count)s badges in it already. Take some out first.") % {"count": MOST})
    credential = Credential(person=person, award=award)
    _write(credential, text, verdict)
    credential.save()
    return credential


def _write(credential: Credential, text: bytes, verdict: Verdict) -> None:
    """What it says, and what was found out of it."""
    shown = shown_of(verdict.credential)
    credential.text, credential.digest = text.decode(), hashlib.sha256(text).hexdigest()
    credential.name, credential.issuer = shown.name, shown.issuer or shown.issuer_address[:200]
    credential.own_id, credential.issuer_id = _identity(verdict)
    credential.issued_at, credential.ends_at = shown.begins or clock.now(), shown.ends
    credential.is_badge_3 = is_badge(verdict.credential)
    _note(credential, verdict)


def _identity(verdict: Verdict) -> tuple[str, str]:
    """How it calls itself, and how whoever issued it is called; empty where it says nothing, or what no address is."""
    own = verdict.credential.get("id")
    names = (own if isinstance(own, str) else "", issuer_of(verdict.credential))
    return names if all(len(name) <= 500 and name == clean(name) for name in names) else ("", "")


class Older(Exception):
    """There is one of this name by the same issuer that this one does not replace. The words say why."""


@transaction.atomic
def put_in(person: Person, text: bytes, verdict: Verdict) -> tuple[Credential, bool]:
    """Keep a badge that a program brings, and say whether it is a new one.

    In the place of one that calls itself the same and names the same issuer (Open Badges 3.0, section 8.5), under its
    heading and shown to whom that was: if this one holds and begins no earlier, else whoever made up a badge could put
    it where a good one stands. Raises Older where it does not, and Full.
    """
    Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=person.pk)
    theirs = Credential.objects.filter(person=person)
    if there := theirs.filter(digest=hashlib.sha256(text).hexdigest()).first():
        return there, False
    own, issuer = _identity(verdict)
    there = theirs.filter(own_id=own, issuer_id=issuer).first() if own and issuer else None
    if there is None or len(text) > MOST_KEPT_BYTES:
        return take_in(person, text, verdict), True
    if not verdict.holds:
        raise Older(_("There is one of this name by the same issuer, and this one does not hold."))
    begins = shown_of(verdict.credential).begins
    if begins is not None and begins < there.issued_at:
        raise Older(_("There is a newer one of this name by the same issuer."))
    _write(there, text, verdict)
    there.save()
    return there, False


def _note(credential: Credential, verdict: Verdict) -> None:
    credential.result = str(verdict.result)
    # Cleaned, since they may quote what somebody else wrote, with signs in it that no database keeps.
    credential.checks = [[one.what, str(one.result), str(one.reason), clean(one.words)] for one in verdict.checks]
    credential.checked_at = clock.now()


def look_again(credential: Credential) -> Credential:
    """Find out anew whether it holds."""
    _note(credential, verdict_of(open_words(credential.text.encode())))
    credential.save(update_fields=["result", "checks", "checked_at"])
    return credential


def checks_of(credential: Credential) -> list[Check]:
    """What was found out of it last."""
    return [Check(what, Result(result), words, Reason(reason)) for what, result, reason, words in credential.checks]


def said_by(credential: Credential) -> Shown:
    """What it says of itself."""
    return shown_of(credential_in(open_words(credential.text.encode())))


@transaction.atomic
def arrange(credential: Credential, *, group: str, place: int, shown_to: int) -> None:
    """Put it under a heading, at a place, and show it to nobody, to this commons, or to strangers too, where one may."""
    widest = Audience.OPEN if may_show_badges_openly(credential.person) else Audience.COMMONS
    credential.group, credential.place = group, place
    credential.shown_to = min(shown_to, widest)
    credential.save(update_fields=["group", "place", "shown_to"])


@transaction.atomic
def hand_on(credential: Credential, *, by_link: bool) -> None:
    """Make a link to it, by which whoever has it sees the badge; or make such a link worthless."""
    credential.shared_by = secrets.token_urlsafe(9) if by_link else ""
    credential.save(update_fields=["shared_by"])


def _signer(credential: Credential) -> Signer:
    return Signer(salt=f"badge handed on {credential.shared_by}", sep=".")


def link_to(credential: Credential) -> str:
    """The path of the page that was handed on; empty where none was."""
    return f"/badge/by-link/{_signer(credential).sign(ids.written(credential.pk))}/" if credential.shared_by else ""


def handed_on(token: str, viewer: Person | None) -> Credential | None:
    """The badge to which a link leads, as long as its owner may show it to strangers; one that is hidden, for them and who rules."""
    try:
        key = ids.read(token.partition(".")[0])
    except ValueError:
        return None
    found = Credential.objects.select_related("person").filter(pk=key).exclude(shared_by="").first()
    try:
        if found is None or _signer(found).unsign(token) is None:
            return None
    except BadSignature:
        return None
    is_hidden = found.hidden_at is not None and found.person != viewer
    if is_hidden and not Credential.objects.ruled_by(viewer).filter(pk=found.pk).exists():
        return None
    return found if may_show_badges_openly(found.person) else None


@transaction.atomic
def take_out(credential: Credential, by: Person) -> PutAway:
    """Take a badge out of one's backpack. It is gone, here; within an hour it can be brought back."""
    record("credential.deleted", by=by, credential=credential.pk)
    words = _("“%(name)s” is out of your backpack.") % {"name": credential.name or _("A badge without a name")}
    return put_away("credential", by, words, "/me/badges/", gone=[credential])


@transaction.atomic
def forget(person: Person) -> None:
    """Somebody leaves: their backpack is gone, and what they were offered. What they gave stays, without their name."""
    take_out_of_put_away(Evidence, person_id=person.pk)
    take_out_of_put_away(Goal, person_id=person.pk)
    Credential.objects.filter(person=person).delete()
    Goal.objects.filter(person=person).delete()
    Evidence.objects.filter(person=person).delete()
    # What was given keeps its place among what can be taken back, and nobody's name.
    Award.objects.filter(person=person, place__isnull=False).update(person=None, email="", words="", why="")
    Award.objects.filter(person=person).delete()


def in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """The badges that somebody has, each whole, as they take them along in their book."""
    for one in Credential.objects.filter(person=person).order_by("group", "place", "pk"):
        text = one.text.strip()
        yield {
            "name": one.name,
            "issuer": one.issuer,
            "group": one.group,
            "place": one.place,
            "shown_to": Audience(one.shown_to).name.lower(),
            "added_at": one.added_at,
            "checked_at": one.checked_at,
            "result": one.result,
            "credential": json.loads(text) if text.startswith("{") else text,
        }


def offers_in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """The badges that somebody was offered and what they said, those that they want to achieve, and what they gave."""
    for award in Award.objects.filter(person=person).select_related("badge__community").order_by("offered_at"):
        yield {
            "badge": award.badge.name,
            "address": settings.ADDRESS + award.badge.address,
            "community": award.badge.community.name,
            "words": award.words,
            "offered_at": award.offered_at,
            "said": award.said or None,
            "taken_back_at": award.taken_back_at,
        }
    for goal in Goal.objects.filter(person=person).select_related("badge__community").order_by("at"):
        yield {"badge": goal.badge.name, "community": goal.badge.community.name, "wanted_since": goal.at}
    for award in Award.objects.filter(by=person).select_related("badge__community", "person").order_by("offered_at"):
        whom = award.person.display_name if award.person else None
        names = {"badge": award.badge.name, "community": award.badge.community.name, "given_to": whom}
        yield {**names, "my_words": award.words, "offered_at": award.offered_at}


def shown_in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """What somebody showed for badges, with what was said of it, and what they said themselves of what others showed."""
    mine = Evidence.objects.filter(person=person).select_related("badge", "entry").prefetch_related("readings")
    for one in mine.order_by("at"):
        readings = [{"sees_it": said.sees_it, "words": said.words, "at": said.at} for said in one.readings.all()]
        entry = settings.ADDRESS + one.entry.address if one.entry else None
        yield {"badge": one.badge.name, "words": one.words, "entry": entry, "at": one.at, "readings": readings}
    for said in Reading.objects.filter(by=person).select_related("evidence__badge").order_by("at"):
        yield {"badge": said.evidence.badge.name, "sees_it": said.sees_it, "my_words": said.words, "at": said.at}
