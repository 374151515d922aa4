"""Presentations: credentials that somebody shows, signed by whoever shows them, for one occasion (VC Data Model 2.0, section 4.13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commonplace.stages.recognise.credentials import proofs
from commonplace.stages.recognise.credentials.checks import Check, Failed, Reason, Result, Verdict
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_1, CREDENTIALS_2, NO_MORE, Contexts
from commonplace.stages.recognise.credentials.forms import types_of
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list
from commonplace.stages.recognise.credentials.resolving import AUTHENTICATION, Fetch, find_key
from commonplace.stages.recognise.credentials.terms import is_address
from commonplace.stages.recognise.credentials.tokens import Token, read_token
from commonplace.stages.recognise.credentials.verifying import verify

# So many credentials are looked at in one.
_MOST_CREDENTIALS = 50
_ENVELOPES = ("data:application/vc+jwt,", "data:application/jwt,")

Document = Mapping[str, Any]


def verify_presentation(
    presentation: Document,
    *,
    fetch: Fetch,
    now: datetime,
    challenge: str = "",
    domain: str = "",
    more_contexts: Contexts = NO_MORE,
) -> Verdict:
    """Everything that can be found out about a presentation and the credentials in it.

    `challenge` and `domain`, where given, are those that it has to be made for; without them a copy of an older one would do.
    """
    try:
        _check_form(presentation)
        holder = _check_proof(presentation, fetch, now, challenge, domain, more_contexts)
    except Failed as failed:
        return Verdict((failed.check,), presentation)
    checks = [
        Check("form", Result.HOLDS, "It is a presentation as it should be."),
        Check("proof", Result.HOLDS, f"It was signed with a key of {holder}, and nothing in it was altered since."),
    ]
    for one in as_list(presentation.get("verifiableCredential")):
        try:
            found = verify(opened(one), fetch=fetch, now=now, more_contexts=more_contexts)
        except CannotBeRead as trouble:
            checks.append(Check("form", Result.FAILS, str(trouble), Reason.MALFORMED))
        else:
            checks += found.checks
    return Verdict(tuple(checks), presentation)


def _malformed(words: str) -> Failed:
    return Failed("form", Reason.MALFORMED, words)


def _check_form(presentation: Document) -> None:
    contexts = presentation.get("@context")
    if next(iter(as_list(contexts)), None) not in (CREDENTIALS_1, CREDENTIALS_2):
        raise _malformed("Its first context is not that of Verifiable Credentials.")
    if "VerifiablePresentation" not in types_of(presentation):
        raise _malformed("It does not say that it is a presentation.")
    if "id" in presentation and not is_address(presentation["id"]):
        raise _malformed("Its “id” is no address.")
    if "holder" in presentation and not is_address(_holder(presentation)):
        raise _malformed("Its “holder” is no address.")
    credentials = as_list(presentation.get("verifiableCredential"))
    if len(credentials) > _MOST_CREDENTIALS or not all(isinstance(one, Mapping) for one in credentials):
        raise _malformed("The credentials in it cannot be read.")


def _holder(presentation: Document) -> Any:
    holder = presentation.get("holder")
    return holder.get("id") if isinstance(holder, Mapping) else holder


def _check_proof(
    presentation: Document, fetch: Fetch, now: datetime, challenge: str, domain: str, more_contexts: Contexts
) -> str:
    """Whose key signed it, who has to be the holder where it names one. Raises Failed."""
    given = as_list(presentation.get("proof"))
    if len(given) != 1 or not isinstance(given[0], Mapping) or not proofs.is_known(given[0]):
        raise Failed("proof", Reason.NO_PROOF, "It has not one signature of a kind that is known here.")
    proof = given[0]
    for name, wanted in (("challenge", challenge), ("domain", domain)):
        if wanted and wanted not in as_list(proof.get(name)):
            raise Failed("proof", Reason.WRONG_PURPOSE, f"It was made for another occasion: its “{name}” is another.")
    method = proof.get("verificationMethod")
    signer = method.partition("#")[0] if isinstance(method, str) else ""
    holder = _holder(presentation) or signer
    key = find_key(method, holder, fetch, now, purpose=AUTHENTICATION)
    proofs.check(presentation, proof, key.public, now, more_contexts, purpose=AUTHENTICATION)
    return str(holder)


def opened(credential: Document) -> Document | Token:
    """A credential, or the token within its envelope (VC Data Model 2.0, section 4.13.2). Raises CannotBeRead."""
    if "EnvelopedVerifiableCredential" not in types_of(credential):
        return credential
    address = credential.get("id")
    for beginning in _ENVELOPES:
        if isinstance(address, str) and address.startswith(beginning) and as_list(credential.get("@context")):
            return read_token(address.removeprefix(beginning))
    raise CannotBeRead("The credential in its envelope cannot be read.")
