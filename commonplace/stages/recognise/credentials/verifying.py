"""Does a credential hold: its form, its proof, its issuer, its time, its status and, if asked for, its subject."""

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from commonplace.stages.recognise.credentials import proofs, statuses
from commonplace.stages.recognise.credentials.checks import Check, Failed, Reason, Result, Verdict
from commonplace.stages.recognise.credentials.contexts import NO_MORE, Contexts
from commonplace.stages.recognise.credentials.forms import (
    check_badge,
    check_form,
    is_badge,
    is_identity,
    issuer_of,
    types_of,
    window,
)
from commonplace.stages.recognise.credentials.keys import Key, NotAKey, key_from_jwk
from commonplace.stages.recognise.credentials.older import is_older, verify_older
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list, read_json
from commonplace.stages.recognise.credentials.resolving import Fetch, NotFetched, find_key, owned_key
from commonplace.stages.recognise.credentials.tokens import Token, check_signature, credential_in, read_token

# So many of each are looked at; each may mean a question to another machine.
_MOST_PROOFS = 16
_MOST_STATUSES = 8
# So many addresses are asked for one badge, with all that is within it.
_MOST_ADDRESSES = 24
# A proof of which one of these is true spoils the credential, even beside another that holds.
_SPOILS = {Reason.ALTERED, Reason.NOT_COVERED, Reason.TOO_TANGLED, Reason.MALFORMED, Reason.WRONG_PURPOSE}

Document = Mapping[str, Any]


def verify(
    given: Document | Token, *, fetch: Fetch, now: datetime, subject: str = "", more_contexts: Contexts = NO_MORE
) -> Verdict:
    """Everything that can be found out about a credential at this moment, other than for a form that makes it none.

    `fetch` answers with what stands at an https: address; it is asked for keys and status lists alone, and never twice for the same.
    An `Asked` does so for several that belong together. `subject`, where given, is the
    address or e-mail address that it has to be about. Raises CannotBeRead for a token that holds no credential.
    """
    fetch = fetch if isinstance(fetch, Asked) else Asked(fetch)
    if is_older(given):
        return verify_older(given, fetch=fetch, now=now, subject=subject)
    credential = credential_in(given) if isinstance(given, Token) else given
    try:
        check_form(credential)
    except Failed as failed:
        return Verdict((failed.check,), credential)
    signed = _Signed(given, credential, fetch, now, more_contexts)
    checks = [Check("form", Result.HOLDS, "It is a credential as it should be."), *_caught(signed.check)]
    # What nobody signed has nobody asked: its status could name any address.
    entries = _entries(credential) if all(check.result is Result.HOLDS for check in checks) else []
    asked: list[Callable[[], list[Check]]] = [lambda: [_time(credential, now)]]
    asked += [functools.partial(_status, credential, entry, signed) for entry in entries]
    if is_badge(credential):
        asked.append(lambda: [check_badge(credential)])
    if subject:
        asked.append(lambda: [_subject(credential, subject)])
    for one in asked:
        checks += _caught(one)
    return Verdict(tuple(checks), credential)


def _caught(asked: Callable[[], list[Check]]) -> list[Check]:
    try:
        return asked()
    except Failed as failed:
        return [failed.check]
    except CannotBeRead as trouble:
        return [_not_reached(str(trouble)).check]


class Asked:
    """A Fetch that asks nobody twice for the same, and so many addresses in all, however much a badge has within it."""

    def __init__(self, fetch: Fetch, most: int = _MOST_ADDRESSES) -> None:
        self._fetch, self._most = fetch, most
        self._answers: dict[str, bytes | NotFetched] = {}

    def __call__(self, address: str) -> bytes:
        if address not in self._answers:
            if len(self._answers) >= self._most:
                raise NotFetched("it leads to more places than are asked for one badge")
            try:
                self._answers[address] = self._fetch(address)
            except NotFetched as trouble:
                self._answers[address] = trouble
        answer = self._answers[address]
        if isinstance(answer, NotFetched):
            raise NotFetched(*answer.args)
        return answer


class _Signed:
    """A credential and whoever has to have signed it."""

    def __init__(
        self, given: Document | Token, credential: Document, fetch: Fetch, now: datetime, more: Contexts
    ) -> None:
        self.given, self.credential, self.now, self.more = given, credential, now, more
        self.fetch = fetch
        self.issuer = issuer_of(credential)

    def check(self) -> list[Check]:
        """Raises Failed."""
        if isinstance(self.given, Token):
            check_signature(self.given, self._key_of_token(self.given).public)
        else:
            self._check_proofs()
        return [
            Check("proof", Result.HOLDS, "Nothing in it was altered since it was signed."),
            Check("issuer", Result.HOLDS, f"It was signed with a key of its issuer, {self.issuer}."),
        ]

    def _check_proofs(self) -> None:
        given = as_list(self.credential.get("proof"))
        if not given:
            raise Failed("proof", Reason.NO_PROOF, "It is not signed.")
        if len(given) > _MOST_PROOFS or not all(isinstance(proof, Mapping) for proof in given):
            raise Failed("proof", Reason.MALFORMED, "Its proofs cannot be read.")
        found = [self._trouble_with(proof) for proof in given]
        spoilt = [failed for failed in found if failed and failed.check.reason in _SPOILS]
        if spoilt:
            raise spoilt[0]
        if None not in found:
            raise min(
                (failed for failed in found if failed), key=lambda failed: failed.check.reason is Reason.UNKNOWN_PROOF
            )

    def _trouble_with(self, proof: Document) -> Failed | None:
        if not proofs.is_known(proof):
            kind = proof.get("cryptosuite") or proof.get("type")
            return Failed("proof", Reason.UNKNOWN_PROOF, f"Its kind of proof, “{str(kind)[:60]}”, is not known here.")
        try:
            key = find_key(proof.get("verificationMethod"), self.issuer, self.fetch, self.now)
            proofs.check(self.credential, proof, key.public, self.now, self.more)
        except Failed as failed:
            return failed
        return None

    def _key_of_token(self, token: Token) -> Key:
        named, brought = token.header.get("kid"), token.header.get("jwk")
        if isinstance(named, str) and named:
            method = named if ":" in named else f"{self.issuer}#{named.removeprefix('#')}"
            return find_key(method, self.issuer, self.fetch, self.now)
        if brought is None:
            raise Failed("issuer", Reason.UNKNOWN_KEY, "It names no key that it was signed with.")
        try:
            return owned_key(key_from_jwk(brought), self.issuer, self.fetch, self.now)
        except NotAKey as trouble:
            raise Failed("issuer", Reason.UNKNOWN_KEY, str(trouble)) from trouble


def _time(credential: Document, now: datetime) -> Check:
    begins, ends = window(credential)
    if begins and begins > now:
        raise Failed("time", Reason.NOT_YET_VALID, f"It is valid from {begins:%d %B %Y %H:%M} UTC.")
    if ends and ends <= now:
        raise Failed("time", Reason.EXPIRED, f"It was valid until {ends:%d %B %Y %H:%M} UTC.")
    return Check(
        "time", Result.HOLDS, f"It is valid until {ends:%d %B %Y %H:%M} UTC." if ends else "It does not expire."
    )


def _entries(credential: Document) -> list[Any]:
    return as_list(credential.get("credentialStatus"))


def _status(credential: Document, entry: Any, signed: _Signed) -> list[Check]:
    types = types_of(entry)
    if len(_entries(credential)) > _MOST_STATUSES or not types:
        raise Failed("status", Reason.MALFORMED, "What it says of its status cannot be read.")
    if "BitstringStatusListEntry" in types:
        found = _fetched_list(entry.get("statusListCredential"), signed)
        listed = credential_in(found) if isinstance(found, Token) else found
        # A list that had a status of its own could lead round in a circle.
        if "BitstringStatusListCredential" not in types_of(listed) or _entries(listed):
            raise _not_reached("what stands there is no list of states")
        verdict = verify(found, fetch=signed.fetch, now=signed.now, more_contexts=signed.more)
        if not verdict.holds:
            raise _not_reached(f"its list does not hold: {verdict.reason}")
        if issuer_of(listed) != signed.issuer:
            raise _not_reached("its list is somebody else's")
        return [statuses.check_entry(entry, listed)]
    if "1EdTechRevocationList" in types:
        found = _fetched_list(entry.get("id"), signed)
        return [statuses.check_revocations(credential, {} if isinstance(found, Token) else found, signed.issuer)]
    words = f"Its status is of a kind that is not known here: “{', '.join(sorted(types))[:60]}”."
    raise Failed("status", Reason.UNKNOWN_STATUS, words, result=Result.UNKNOWN)


def _fetched_list(address: Any, signed: _Signed) -> Document | Token:
    if not isinstance(address, str) or not address.startswith("https://"):
        raise _not_reached("its list has no https: address")
    try:
        given = signed.fetch(address)
        return read_json(given) if given.lstrip().startswith(b"{") else read_token(given.decode("ascii"))
    except (NotFetched, CannotBeRead, UnicodeError) as trouble:
        raise _not_reached(str(trouble)) from trouble


def _not_reached(words: str) -> Failed:
    words = f"Whether its issuer has taken it back could not be found out: {words.rstrip('.')}."
    return Failed("status", Reason.STATUS_NOT_REACHED, words, result=Result.UNKNOWN)


def _subject(credential: Document, subject: str) -> Check:
    for one in as_list(credential.get("credentialSubject")):
        if one.get("id") == subject or any(
            is_identity(identity, subject) for identity in as_list(one.get("identifier"))
        ):
            return Check("subject", Result.HOLDS, f"It is about {subject}.")
    raise Failed("subject", Reason.WRONG_SUBJECT, f"It is not about {subject}.")
