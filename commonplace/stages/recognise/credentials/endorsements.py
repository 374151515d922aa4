"""Endorsements within a badge: each is a credential of its own, by somebody else, and is verified as one.

Open Badges 3.0, section 5.6 and B.1.12. A badge holds whatever becomes of those that endorse it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonplace.stages.recognise.credentials.checks import Check, Failed, Reason, Result, Verdict
from commonplace.stages.recognise.credentials.forms import check_form, issuer_of, types_of
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list
from commonplace.stages.recognise.credentials.resolving import Fetch
from commonplace.stages.recognise.credentials.tokens import Token, credential_in, read_token
from commonplace.stages.recognise.credentials.verifying import Asked, verify

# So many are looked at, each of which may mean questions to other machines.
_MOST = 20

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Endorsement:
    """Who (`by`) vouches for what (`about`, an address within the badge), and whether that holds."""

    by: str
    about: str
    verdict: Verdict


def verified_endorsements(verdict: Verdict, *, fetch: Fetch, now: datetime) -> list[Endorsement]:
    """Every endorsement within a badge that holds; of one that does not none is looked at, since nobody signed who is to be asked.

    `fetch` is asked as `verify` asks it; an `Asked` by which the badge was verified counts both together.
    """
    if not verdict.holds:
        return []
    fetch = fetch if isinstance(fetch, Asked) else Asked(fetch)
    badge = verdict.credential
    named = set(_addresses(badge))
    found = []
    for given in list(_endorsements(badge))[:_MOST]:
        try:
            inside = read_token(given) if isinstance(given, str) else given
            credential = credential_in(inside) if isinstance(inside, Token) else inside
            check_form(credential)
            _check(credential, named)
            decided = verify(inside, fetch=fetch, now=now)
        except (CannotBeRead, Failed) as trouble:
            check = trouble.check if isinstance(trouble, Failed) else None
            credential = given if isinstance(given, Mapping) else {}
            unread = Check("form", Result.FAILS, str(trouble), Reason.MALFORMED)
            decided = Verdict((check or unread,), credential)
        found.append(Endorsement(issuer_of(decided.credential), _about(decided.credential), decided))
    return found


def _check(credential: Document, named: set[str]) -> None:
    """Is it an endorsement of something that the badge speaks of? Raises Failed."""
    if "EndorsementCredential" not in types_of(credential):
        raise Failed("form", Reason.MALFORMED, "It does not say that it is an endorsement.")
    if _about(credential) not in named:
        raise Failed("subject", Reason.WRONG_SUBJECT, "It vouches for something that the badge does not speak of.")


def _about(credential: Document) -> str:
    subjects = [one for one in as_list(credential.get("credentialSubject")) if isinstance(one, Mapping)]
    about = subjects[0].get("id") if len(subjects) == 1 else None
    return about if isinstance(about, str) else ""


def _things(badge: Document) -> Iterator[Document]:
    """The badge and what in it can be endorsed: its issuer, what was achieved, and who devised that."""
    yield badge
    for subject in as_list(badge.get("credentialSubject")):
        achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
        creator = achievement.get("creator") if isinstance(achievement, Mapping) else None
        yield from (one for one in (achievement, creator) if isinstance(one, Mapping))
    if isinstance(badge.get("issuer"), Mapping):
        yield badge["issuer"]


def _endorsements(badge: Document) -> Iterator[Any]:
    for thing in _things(badge):
        yield from (one for one in as_list(thing.get("endorsement")) if isinstance(one, Mapping))
        yield from (one for one in as_list(thing.get("endorsementJwt")) if isinstance(one, str))


def _addresses(badge: Document) -> Iterator[str]:
    yield issuer_of(badge)
    for thing in _things(badge):
        if isinstance(thing.get("id"), str):
            yield thing["id"]
