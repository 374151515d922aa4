"""A credential opened, verified, and said in words that everybody reads. Why a machine says so stands beside them."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonplace.ground import clock
from commonplace.ground.text import clean, clean_line
from commonplace.stages.recognise.asking import Asking
from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.credentials.checks import Check, Reason, Result, Verdict
from commonplace.stages.recognise.credentials.forms import issuer_of
from commonplace.stages.recognise.credentials.opening import open_words
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list
from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.credentials.times import NotATime, moment
from commonplace.stages.recognise.credentials.tokens import Token
from commonplace.stages.recognise.credentials.verifying import verify

_WHAT: dict[str, Promise] = {
    "form": gettext_lazy("Is it a badge that can be read?"),
    "proof": gettext_lazy("Is it as it was signed?"),
    "issuer": gettext_lazy("Did whoever it names sign it?"),
    "time": gettext_lazy("Is it valid at this time?"),
    "status": gettext_lazy("Was it taken back?"),
    "badge": gettext_lazy("Does it say what was achieved?"),
    "subject": gettext_lazy("Is it about whom it should be?"),
}
_HOLDS: dict[str, Promise] = {
    "form": gettext_lazy("It is."),
    "proof": gettext_lazy("Nothing in it was altered."),
    "issuer": gettext_lazy("They did: the key is theirs."),
    "time": gettext_lazy("It is."),
    "status": gettext_lazy("It was not."),
    "badge": gettext_lazy("It does, and how one achieves it."),
    "subject": gettext_lazy("It is."),
}
_WHY: dict[Reason, Promise] = {
    Reason.MALFORMED: gettext_lazy("It is not written as a badge has to be."),
    Reason.NOT_COVERED: gettext_lazy("There is something in it that no signature could cover."),
    Reason.TOO_TANGLED: gettext_lazy("It is too tangled to be looked at."),
    Reason.NO_PROOF: gettext_lazy("Nobody signed it."),
    Reason.UNKNOWN_PROOF: gettext_lazy("It was signed in a way that is not known here."),
    Reason.WRONG_PURPOSE: gettext_lazy("What signed it was not made to say that something is true."),
    Reason.ALTERED: gettext_lazy("It was altered after it was signed, or signed with another key."),
    Reason.UNKNOWN_KEY: gettext_lazy("The key that signed it is not known to be theirs."),
    Reason.KEY_NOT_REACHED: gettext_lazy("Whoever it names could not be asked for their key."),
    Reason.KEY_ENDED: gettext_lazy("They gave up the key that signed it."),
    Reason.NOT_THE_ISSUER: gettext_lazy("Somebody else signed it than whom it names."),
    Reason.EXPIRED: gettext_lazy("It ended."),
    Reason.NOT_YET_VALID: gettext_lazy("It is not valid yet."),
    Reason.REVOKED: gettext_lazy("Whoever gave it took it back."),
    Reason.SUSPENDED: gettext_lazy("Whoever gave it has set it aside for now."),
    Reason.STATUS_NOT_REACHED: gettext_lazy("Whoever gave it could not be asked whether it was taken back."),
    Reason.UNKNOWN_STATUS: gettext_lazy("Whether it was taken back is written in a way that is not known here."),
    Reason.NO_BADGE: gettext_lazy("It does not, as badges have to."),
    Reason.WRONG_SUBJECT: gettext_lazy("It is about somebody else."),
}
# What may be shown of a picture within a badge. One elsewhere is not fetched: whoever keeps it would learn who reads.
_PICTURE = re.compile(r"data:image/(png|jpeg|webp|gif|svg\+xml);base64,[A-Za-z0-9+/=]{1,400000}")

_MOST_ALIGNED = 50


def opened(given: bytes) -> tuple[bytes, Any]:
    """A credential as it was given, and as it is read; from where it stands, if only its address was given.

    Raises CannotBeRead, with words in English.
    """
    words = _within(given)
    # Pictures of Open Badges 2 may carry the address alone.
    if words.startswith((b"https://", b"http://")):
        words = _within(_fetched(words.decode("ascii", "replace")))
    return words, open_words(words)


def _within(given: bytes) -> bytes:
    """What a picture carries, or what was given itself, as it is kept: without what stands around it."""
    if baking.is_png(given) or baking.is_svg(given):
        given = baking.read(given).encode()
    return given.removeprefix(codecs.BOM_UTF8).strip()


def _fetched(address: str) -> bytes:
    try:
        return Asking()(address.strip())
    except NotFetched as trouble:
        raise CannotBeRead(f"{str(trouble)[:1].upper()}{str(trouble)[1:]}.") from trouble


def fetched_from(address: str) -> tuple[bytes, Any]:
    """What `opened` gives of what stands at an address. Raises CannotBeRead."""
    return opened(_fetched(address))


def verdict_of(credential: Any, *, subject: str = "") -> Verdict:
    """What is found out of it now. Raises CannotBeRead for a token that holds no credential."""
    return verify(credential, fetch=Asking(), now=clock.now(), subject=subject)


@dataclass(frozen=True)
class Said:
    """One thing that was looked at: the question, its answer, and the words of the machine, in English."""

    question: str
    answer: str
    result: str
    reason: str
    machine: str


def said_of(check: Check) -> Said:
    """A check in words."""
    otherwise = _WHY.get(check.reason, gettext_lazy("It is not known."))
    answer = _HOLDS[check.what] if check.result is Result.HOLDS else otherwise
    return Said(str(_WHAT[check.what]), str(answer), str(check.result), str(check.reason), check.words)


def summed_up(result: str) -> str:
    """What came of all checks together, in one sentence."""
    return {
        "holds": _("It holds."),
        "fails": _("It does not hold."),
        "unknown": _("Whether it holds could not be found out."),
    }[result]


@dataclass(frozen=True)
class Shown:
    """What a badge says of itself, as it may be read beside its verdict: nothing of it is true by being written there."""

    name: str
    issuer: str
    issuer_address: str
    description: str
    criteria: str
    criteria_address: str
    narrative: str
    # What it stands for in frameworks: what that is called there, and in which.
    stands_for: list[tuple[str, str]]
    begins: datetime | None
    ends: datetime | None
    picture: str


def credential_in(read: Any) -> Mapping[str, Any]:
    """What was read as a credential, also where it is a signed token."""
    if isinstance(read, Token):
        inside = read.payload.get("vc")
        return inside if isinstance(inside, Mapping) else read.payload
    return cast(Mapping[str, Any], read)


def shown_of(credential: Mapping[str, Any]) -> Shown:
    """What a badge of Open Badges 3 or 2 says; empty where it says nothing."""
    subject = _first(credential.get("credentialSubject"))
    achievement = _first(subject.get("achievement")) or _first(credential.get("badge"))
    issuer = _first(credential.get("issuer")) or _first(achievement.get("issuer"))
    criteria = achievement.get("criteria")
    begins = credential.get("validFrom", credential.get("issuanceDate", credential.get("issuedOn")))
    ends = credential.get("validUntil", credential.get("expirationDate", credential.get("expires")))
    return Shown(
        name=_words(achievement.get("name") or credential.get("name"), 200),
        issuer=_words(issuer.get("name"), 200),
        issuer_address=issuer_of(credential)[:300] or _words(achievement.get("issuer"), 300),
        description=_words(achievement.get("description"), 2000),
        criteria=_words(_first(criteria).get("narrative"), 4000),
        criteria_address=_words(criteria if isinstance(criteria, str) else _first(criteria).get("id"), 300),
        narrative=_words(subject.get("narrative") or credential.get("narrative"), 2000),
        stands_for=_alignments(achievement),
        begins=_moment(begins),
        ends=_moment(ends),
        picture=_picture(achievement.get("image")) or _picture(credential.get("image")),
    )


def _alignments(achievement: Mapping[str, Any]) -> list[tuple[str, str]]:
    those = [one for one in as_list(achievement.get("alignment")) if isinstance(one, Mapping)][:_MOST_ALIGNED]
    found = [(_words(one.get("targetName"), 300), _words(one.get("targetFramework"), 200)) for one in those]
    return [one for one in found if one[0]]


def _first(value: Any) -> Mapping[str, Any]:
    return next((one for one in as_list(value) if isinstance(one, Mapping)), {})


def _words(value: Any, most: int) -> str:
    """Words, also where they stand in several languages: the first of them."""
    value = next(iter(as_list(value)), "")
    if isinstance(value, Mapping):
        value = value.get("@value", "")
    return (clean(value) if most > 300 else clean_line(value))[:most] if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    try:
        return moment(value)
    except NotATime:
        return None


def _picture(value: Any) -> str:
    named = value if isinstance(value, str) else _first(value).get("id")
    return named if isinstance(named, str) and _PICTURE.fullmatch(named) else ""
