"""What a credential has to have to be one, whoever signed it: VC Data Model 1.1 and 2.0, Open Badges 3.0."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commonplace.stages.recognise.credentials.checks import Check, Failed, Reason, Result
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_1, CREDENTIALS_2
from commonplace.stages.recognise.credentials.reading import as_list
from commonplace.stages.recognise.credentials.resources import NotTheSame, check_resource
from commonplace.stages.recognise.credentials.terms import is_address
from commonplace.stages.recognise.credentials.times import NotATime, moment

BADGES = {"OpenBadgeCredential", "AchievementCredential"}
_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/"

# What says of itself what it is, and what words in a language consist of.
_TYPED = ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService")
_OF_WORDS = {"@value", "@language", "@direction"}

Document = Mapping[str, Any]


def issuer_of(credential: Document) -> str:
    """The address of whoever issued it; empty where it names nobody."""
    issuer = credential.get("issuer")
    address = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return address if isinstance(address, str) else ""


def types_of(thing: Any) -> set[str]:
    """The types that it names."""
    named = as_list(thing.get("type")) if isinstance(thing, Mapping) else []
    return {one for one in named if isinstance(one, str)}


def check_form(credential: Document) -> None:
    """Is it a credential? Raises Failed."""
    first = next(iter(as_list(credential.get("@context"))), None)
    if first not in (CREDENTIALS_1, CREDENTIALS_2):
        raise _malformed("Its first context is not that of Verifiable Credentials.")
    types = types_of(credential)
    if "VerifiableCredential" not in types:
        raise _malformed("It does not say that it is a Verifiable Credential.")
    if ":" not in issuer_of(credential):
        raise _malformed("It names no issuer.")
    subjects = as_list(credential.get("credentialSubject"))
    if not subjects or not all(isinstance(one, Mapping) and one for one in subjects):
        raise _malformed("It says nothing of anybody.")
    if first == CREDENTIALS_1 and "issuanceDate" not in credential:
        raise _malformed("It does not say when it was issued.")
    _check_addresses(credential, subjects)
    _check_parts(credential)
    _check_words(credential)
    _check_resources(credential)
    _check_times(credential)


def _check_addresses(credential: Document, subjects: list[Any]) -> None:
    if not is_address(issuer_of(credential)):
        raise _malformed("Its issuer’s name is no address.")
    for one in (credential, *subjects):
        if "id" in one and not is_address(one["id"]):
            raise _malformed(f"“{str(one['id'])[:100]}” is no address.")


def _check_parts(credential: Document) -> None:
    """What says how to look further has to say what it is (VC Data Model 2.0, section 4.5)."""
    for name in _TYPED:
        for one in as_list(credential.get(name)):
            if not types_of(one):
                raise _malformed(f"Its “{name}” does not say what it is.")
            if ("id" in one or name == "credentialSchema") and not is_address(one.get("id")):
                raise _malformed(f"Its “{name}” has no address where it should.")


def _check_words(credential: Document) -> None:
    for thing in (credential, credential.get("issuer")):
        for name in ("name", "description"):
            for one in as_list(thing.get(name)) if isinstance(thing, Mapping) else []:
                said = one.get("@value") if isinstance(one, Mapping) else one
                if not isinstance(said, str) or (isinstance(one, Mapping) and one.keys() - _OF_WORDS):
                    raise _malformed(f"Its “{name}” is no words, alone or with their language.")


def _check_resources(credential: Document) -> None:
    resources = as_list(credential.get("relatedResource"))
    try:
        for one in resources:
            check_resource(one)
    except NotTheSame as trouble:
        raise _malformed(str(trouble)) from trouble
    if len({one["id"] for one in resources}) < len(resources):
        raise _malformed("It names the same resource twice.")


def _malformed(words: str) -> Failed:
    return Failed("form", Reason.MALFORMED, words)


def _check_times(credential: Document) -> None:
    begins, ends = window(credential)
    if begins and ends and ends < begins:
        raise _malformed("It ends before it begins.")


def window(credential: Document) -> tuple[datetime | None, datetime | None]:
    """From when and until when it is valid, where it says so. Raises Failed for what is no moment."""
    try:
        begins = [moment(credential[name]) for name in ("validFrom", "issuanceDate") if name in credential]
        ends = [moment(credential[name]) for name in ("validUntil", "expirationDate") if name in credential]
    except NotATime as trouble:
        raise _malformed(f"Its time cannot be read: {trouble}.") from trouble
    return max(begins, default=None), min(ends, default=None)


def is_badge(credential: Document) -> bool:
    """Does it say that it is a badge of Open Badges 3.0?"""
    return bool(types_of(credential) & BADGES)


def check_badge(credential: Document) -> Check:
    """Has a badge what makes it one? Raises Failed."""
    if not any(str(one).startswith(_OPEN_BADGES) for one in as_list(credential.get("@context"))):
        raise _no_badge("It says that it is a badge, and does not name the context of Open Badges.")
    for subject in as_list(credential.get("credentialSubject")):
        if "AchievementSubject" not in types_of(subject):
            raise _no_badge("It does not say who achieved something.")
        achievement = subject.get("achievement")
        if not isinstance(achievement, Mapping) or "Achievement" not in types_of(achievement):
            raise _no_badge("It does not say what was achieved.")
        for name in ("id", "name", "description", "criteria"):
            if not achievement.get(name):
                raise _no_badge(f"What was achieved has no “{name}”.")
    return Check("badge", Result.HOLDS, "It says what was achieved, and by which criteria.")


def _no_badge(words: str) -> Failed:
    return Failed("badge", Reason.NO_BADGE, words)


def is_identity(identity: Any, subject: str, *, name: str = "identityHash") -> bool:
    """Is this the identity of the subject, plain or hashed with a salt (Open Badges 3.0, section B.1.20; 2.0 calls it `identity`)?"""
    written = identity.get(name) if isinstance(identity, Mapping) else None
    if not isinstance(written, str):
        return False
    if not identity.get("hashed"):
        return written == subject
    salt = identity.get("salt") or ""
    kind, _, digest = written.partition("$")
    if kind not in ("sha256", "md5") or not isinstance(salt, str):
        return False
    found = hashlib.new(kind, (subject + salt).encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(found.encode(), digest.lower().encode())
