"""Badges of Open Badges 2.0 and 2.1: hosted ones, which hold as long as they stand at their address, and signed ones.

https://www.imsglobal.org/spec/ob/v2p0/, section 4.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from commonplace.stages.recognise.credentials.checks import Check, Failed, Reason, Result, Verdict
from commonplace.stages.recognise.credentials.contexts import OPEN_BADGES_2
from commonplace.stages.recognise.credentials.forms import is_identity, types_of
from commonplace.stages.recognise.credentials.keys import RSA_BITS
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list, read_json
from commonplace.stages.recognise.credentials.resolving import Fetch, NotFetched
from commonplace.stages.recognise.credentials.times import NotATime, moment
from commonplace.stages.recognise.credentials.tokens import Token, check_signature

_CONTEXTS = {OPEN_BADGES_2, "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"}
_HOSTED = {"hosted", "HostedBadge"}
_SIGNED = {"signed", "SignedBadge"}

Document = Mapping[str, Any]


def is_older(given: Document | Token) -> bool:
    """Is it an assertion of Open Badges 2.0 or 2.1?"""
    document = given.payload if isinstance(given, Token) else given
    contexts = [one for one in as_list(document.get("@context")) if isinstance(one, str)]
    return bool(_CONTEXTS & set(contexts)) or "Assertion" in types_of(document)


def verify_older(given: Document | Token, *, fetch: Fetch, now: datetime, subject: str = "") -> Verdict:
    """Everything that can be found out about such a badge at this moment; `fetch` and `subject` as in `verifying.verify`."""
    assertion = given.payload if isinstance(given, Token) else given
    try:
        _check_form(assertion)
    except Failed as failed:
        return Verdict((failed.check,), assertion)
    checks = [Check("form", Result.HOLDS, "It is a badge of Open Badges 2 as it should be.")]
    asked: list[Callable[[], list[Check]]] = [
        lambda: _of_its_issuer(given, assertion, fetch),
        lambda: [_time(assertion, now)],
    ]
    if subject:
        asked.append(lambda: [_subject(assertion, subject)])
    for one in asked:
        try:
            checks += one()
        except Failed as failed:
            checks.append(failed.check)
    return Verdict(tuple(checks), assertion)


def _check_form(assertion: Document) -> None:
    contexts = [one for one in as_list(assertion.get("@context")) if isinstance(one, str)]
    if not _CONTEXTS & set(contexts):
        raise _malformed("It does not name the context of Open Badges 2.")
    if "Assertion" not in types_of(assertion):
        raise _malformed("It does not say that it is a badge that somebody was given.")
    if not isinstance(assertion.get("id"), str):
        raise _malformed("It has no address.")
    recipient = assertion.get("recipient")
    if not isinstance(recipient, Mapping) or not isinstance(recipient.get("identity"), str):
        raise _malformed("It does not say who was given it.")
    begins, ends = _window(assertion)
    if ends and ends < begins:
        raise _malformed("It ends before it begins.")


def _malformed(words: str) -> Failed:
    return Failed("form", Reason.MALFORMED, words)


def _window(assertion: Document) -> tuple[datetime, datetime | None]:
    try:
        ends = moment(assertion["expires"]) if "expires" in assertion else None
        return moment(assertion.get("issuedOn")), ends
    except NotATime as trouble:
        raise _malformed(f"Its time cannot be read: {trouble}.") from trouble


def _of_its_issuer(given: Document | Token, assertion: Document, fetch: Fetch) -> list[Check]:
    """Is it what its issuer says, who is asked by their own address whatever the badge says of them? Raises Failed."""
    kinds = types_of(assertion.get("verification", assertion.get("verify")))
    if isinstance(given, Token) != bool(kinds & _SIGNED) or not kinds & (_SIGNED | _HOSTED):
        raise Failed("proof", Reason.UNKNOWN_PROOF, "How it is to be verified is not known here.")
    hosted = None if isinstance(given, Token) else _hosted(assertion, fetch)
    badge = _badge(assertion.get("badge"), fetch)
    issuer = _issuer(badge.get("issuer"), fetch)
    if isinstance(given, Token):
        check_signature(given, _key(assertion, issuer, fetch))
        words = f"It was signed with a key of its issuer, {issuer['id']}."
        status = _not_revoked(assertion, issuer, fetch)
    else:
        _check_scope(assertion["id"], issuer)
        words = f"It stands at its address, {assertion['id']}, where its issuer {issuer['id']} keeps badges."
        if hosted and hosted.get("revoked"):
            raise Failed("status", Reason.REVOKED, "Its issuer has taken it back.")
        status = [Check("status", Result.HOLDS, "Its issuer has not taken it back.")]
    return [Check("proof", Result.HOLDS, "Nothing in it was altered."), Check("issuer", Result.HOLDS, words), *status]


def _fetched(what: str, address: Any, reason: Reason, fetch: Fetch) -> dict[str, Any]:
    """The document of this address, asked for with https: also where it was written before that was usual. Raises Failed."""
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise Failed(what, reason, f"“{str(address)[:100]}” is no address on the web.")
    try:
        return read_json(fetch(f"https://{address.partition('://')[2]}"))
    except NotFetched as trouble:
        raise Failed(what, reason, f"{address} could not be asked for: {trouble}.", result=Result.UNKNOWN) from trouble
    except CannotBeRead as trouble:
        raise Failed(what, reason, f"What stands at {address} cannot be read. {trouble}") from trouble


def _hosted(assertion: Document, fetch: Fetch) -> dict[str, Any]:
    found = _fetched("proof", assertion["id"], Reason.KEY_NOT_REACHED, fetch)
    if found != assertion:
        if found.get("revoked"):
            raise Failed("status", Reason.REVOKED, "Its issuer has taken it back.")
        raise Failed("proof", Reason.ALTERED, "It is not what stands at its address.")
    return found


def _badge(named: Any, fetch: Fetch) -> Document:
    badge = named if isinstance(named, Mapping) else _fetched("badge", named, Reason.NO_BADGE, fetch)
    if "BadgeClass" not in types_of(badge) or not all(badge.get(name) for name in ("name", "description", "criteria")):
        raise Failed("badge", Reason.NO_BADGE, "It does not say what was achieved, and by which criteria.")
    return badge


def _issuer(named: Any, fetch: Fetch) -> dict[str, Any]:
    address = named.get("id") if isinstance(named, Mapping) else named
    issuer = _fetched("issuer", address, Reason.KEY_NOT_REACHED, fetch)
    if not types_of(issuer) & {"Issuer", "Profile"} or not issuer.get("name"):
        raise Failed("issuer", Reason.UNKNOWN_KEY, f"What stands at {address} is no issuer.")
    # Whoever answers at an address is that address, whatever they say that they are called.
    return {**issuer, "id": address}


def _key(assertion: Document, issuer: Document, fetch: Fetch) -> rsa.RSAPublicKey:
    """The issuer's key that an assertion names, or their only one. Raises Failed."""
    named_keys = [(one.get("id") if isinstance(one, Mapping) else one, one) for one in as_list(issuer.get("publicKey"))]
    listed = {name: one for name, one in named_keys if isinstance(name, str)}
    verification = assertion.get("verification", assertion.get("verify"))
    named = verification.get("creator") if isinstance(verification, Mapping) else None
    if named is None and len(listed) == 1:
        named = next(iter(listed))
    if not isinstance(named, str) or named not in listed:
        raise Failed("issuer", Reason.NOT_THE_ISSUER, f"{issuer['id']} signs with no key “{str(named)[:100]}”.")
    inside = listed[named]
    document = inside if isinstance(inside, Mapping) else _fetched("issuer", named, Reason.KEY_NOT_REACHED, fetch)
    if document.get("owner") != issuer["id"]:
        raise Failed("issuer", Reason.NOT_THE_ISSUER, f"The key {named} belongs to somebody else.")
    try:
        key = load_pem_public_key(str(document.get("publicKeyPem")).encode())
    except (ValueError, UnsupportedAlgorithm) as trouble:
        raise Failed("issuer", Reason.UNKNOWN_KEY, f"The key {named} cannot be read.") from trouble
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size not in RSA_BITS:
        raise Failed("issuer", Reason.UNKNOWN_KEY, f"The key {named} is not one to rely on.")
    return key


def _check_scope(address: str, issuer: Document) -> None:
    """May a badge stand at this address for this issuer? Raises Failed."""
    scope = issuer.get("verification")
    scope = scope if isinstance(scope, Mapping) else {}
    begins = [one for one in as_list(scope.get("startsWith")) if isinstance(one, str) and one]
    hosts = as_list(scope.get("allowedOrigins")) or [_host(issuer["id"])]
    # A beginning that breaks off within a host's name would let other hosts in.
    is_begun = any(address.startswith(one) and _host(one) == _host(address) for one in begins)
    if not (is_begun if begins else _host(address) in hosts):
        raise Failed("issuer", Reason.NOT_THE_ISSUER, f"{issuer['id']} keeps no badges at {address}.")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _not_revoked(assertion: Document, issuer: Document, fetch: Fetch) -> list[Check]:
    if "revocationList" not in issuer:
        return []
    found = _fetched("status", issuer["revocationList"], Reason.STATUS_NOT_REACHED, fetch)
    names = [assertion["id"], *as_list(assertion.get("uid"))]
    for one in as_list(found.get("revokedAssertions")):
        revoked = [one.get("id"), one.get("uid")] if isinstance(one, Mapping) else [one]
        if any(name in names for name in revoked if name is not None):
            raise Failed("status", Reason.REVOKED, "Its issuer has taken it back.")
    return [Check("status", Result.HOLDS, "Its issuer has not taken it back.")]


def _time(assertion: Document, now: datetime) -> Check:
    begins, ends = _window(assertion)
    if begins > now:
        raise Failed("time", Reason.NOT_YET_VALID, f"It is valid from {begins:%d %B %Y %H:%M} UTC.")
    if ends and ends <= now:
        raise Failed("time", Reason.EXPIRED, f"It was valid until {ends:%d %B %Y %H:%M} UTC.")
    return Check(
        "time", Result.HOLDS, f"It is valid until {ends:%d %B %Y %H:%M} UTC." if ends else "It does not expire."
    )


def _subject(assertion: Document, subject: str) -> Check:
    if not is_identity(assertion["recipient"], subject, name="identity"):
        raise Failed("subject", Reason.WRONG_SUBJECT, f"It is not about {subject}.")
    return Check("subject", Result.HOLDS, f"It is about {subject}.")
