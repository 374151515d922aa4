"""Credentials as signed tokens: VC-JWT, with RS256, ES256, ES384 or EdDSA, and the older JSON Web Signatures of Open Badges 2.0.

The key stands in the header (`jwk`), or is named there (`kid`).
Open Badges 3.0, section 8.2; RFC 7515; VC Data Model 1.1, section 6.3.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from commonplace.stages.recognise.credentials.checks import Failed, Reason
from commonplace.stages.recognise.credentials.forms import issuer_of
from commonplace.stages.recognise.credentials.keys import PublicKey, from_base64url, signature_holds
from commonplace.stages.recognise.credentials.reading import MOST_BYTES, CannotBeRead, as_list, read_json
from commonplace.stages.recognise.credentials.times import NotATime, moment, written


@dataclass(frozen=True)
class Token:
    """What a signed token holds: `header` and `payload` as read, and the bytes that were signed."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes


def read_token(given: str) -> Token:
    """The parts of a token of three. Raises CannotBeRead."""
    parts = given.strip().split(".")
    if len(parts) != 3 or len(given) > 2 * MOST_BYTES:
        raise CannotBeRead("It is neither JSON nor a signed token.")
    try:
        header, payload, signature = (from_base64url(part) for part in parts)
    except (ValueError, UnicodeError) as trouble:
        raise CannotBeRead("It is neither JSON nor a signed token.") from trouble
    return Token(read_json(header), read_json(payload), f"{parts[0]}.{parts[1]}".encode(), signature)


def check_signature(token: Token, key: PublicKey) -> None:
    """Was the token signed with this key, in the way that its header says? Raises Failed."""
    named = token.header.get("alg")
    if "crit" in token.header or token.header.get("b64", True) is not True:
        raise Failed("proof", Reason.UNKNOWN_PROOF, "Its signature asks for more than is known here.")
    if named not in ("RS256", "ES256", "ES384", "EdDSA"):
        raise Failed("proof", Reason.UNKNOWN_PROOF, f"Its kind of signature, “{str(named)[:40]}”, is not known here.")
    if not _fits(named, key):
        raise Failed(
            "proof", Reason.UNKNOWN_KEY, "Its signature was made with another kind of key than its issuer has there."
        )
    if not signature_holds(key, token.signature, token.signed):
        raise Failed("proof", Reason.ALTERED, "It was altered after it was signed, or signed with another key.")


def _fits(named: str, key: PublicKey) -> bool:
    # Never the key by what the header claims alone: a public RSA key taken for another kind's would let anybody sign.
    if named == "RS256":
        return isinstance(key, rsa.RSAPublicKey)
    if named == "EdDSA":
        return isinstance(key, Ed25519PublicKey)
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size == int(named[2:])


def credential_in(token: Token) -> dict[str, Any]:
    """The credential that a token holds: its `vc` (1.1), or itself (2.0).

    What a registered claim says again has to be the same. Raises CannotBeRead.
    """
    inside = token.payload.get("vc", token.payload)
    if not isinstance(inside, Mapping):
        raise CannotBeRead("It holds no credential.")
    credential = dict(inside)
    older = "vc" in token.payload
    for claim, name in (("jti", "id"), ("iss", "issuer")):
        if claim in token.payload:
            credential.setdefault(name, token.payload[claim])
    said = {"jti": credential.get("id"), "iss": issuer_of(credential)}
    for claim, here in said.items():
        if claim in token.payload and token.payload[claim] != here:
            raise CannotBeRead(f"Its “{claim}” is not what its credential says.")
    _fill_subject(credential, token.payload.get("sub"))
    begins, ends = ("issuanceDate", "expirationDate") if older else ("validFrom", "validUntil")
    for claim, name in (("nbf", begins), ("exp", ends)):
        if claim in token.payload:
            _fill_time(credential, name, claim, token.payload[claim])
    if not older:
        for claim in ("iss", "jti", "sub", "nbf", "exp", "iat", "aud", "nonce"):
            credential.pop(claim, None)
    return credential


def _fill_subject(credential: dict[str, Any], named: Any) -> None:
    subjects = [one for one in as_list(credential.get("credentialSubject")) if isinstance(one, Mapping)]
    if named is None or not subjects:
        return
    if len(subjects) != 1 or subjects[0].get("id", named) != named:
        raise CannotBeRead("Its “sub” is not what its credential says.")
    credential["credentialSubject"] = {**subjects[0], "id": named}


def _fill_time(credential: dict[str, Any], name: str, claim: str, seconds: Any) -> None:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
        if name not in credential:
            credential[name] = written(at)
        # Claims are to the second, what a credential says need not be.
        elif abs((moment(credential[name]) - at).total_seconds()) >= 1:
            raise CannotBeRead(f"Its “{claim}” is not what its credential says.")
    except (NotATime, TypeError, ValueError, OverflowError, OSError) as trouble:
        if isinstance(trouble, CannotBeRead):
            raise
        raise CannotBeRead(f"Its “{claim}” is no moment.") from trouble
