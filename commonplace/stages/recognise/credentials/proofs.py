"""Data Integrity proofs: signatures that stand within the credential.

`eddsa-rdfc-2022` is issued and verified, `eddsa-jcs-2022`, the derived form of `ecdsa-sd-2023` and the older `Ed25519Signature2020` are
verified. https://www.w3.org/TR/vc-data-integrity/, https://www.w3.org/TR/vc-di-eddsa/, https://www.w3.org/TR/vc-di-ecdsa/.
"""

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commonplace.stages.recognise.credentials.canonical import Canonical, TooTangled, canonicalise
from commonplace.stages.recognise.credentials.checks import Failed, Reason, Result
from commonplace.stages.recognise.credentials.contexts import NO_MORE, Contexts, NotCovered
from commonplace.stages.recognise.credentials.keys import (
    NotAKey,
    PublicKey,
    from_multibase,
    key_from_bytes,
    multibase,
    signature_holds,
    to_base64url,
)
from commonplace.stages.recognise.credentials.reading import as_list, read_json
from commonplace.stages.recognise.credentials.resolving import ASSERTION
from commonplace.stages.recognise.credentials.times import NotATime, moment, written

_DERIVED = bytes((0xD9, 0x5D, 0x01))
_LABEL = re.compile(r"_:(c14n\d+)")

Document = Mapping[str, Any]


def sign(
    credential: Document,
    key: Ed25519PrivateKey,
    *,
    method: str,
    at: datetime,
    more_contexts: Contexts = NO_MORE,
    purpose: str = ASSERTION,
    **occasion: str,
) -> dict[str, Any]:
    """The credential or presentation with a proof of `eddsa-rdfc-2022` added to those that it has.

    `method` is the address of the key within its issuer's document; `occasion` is what a proof made for somebody says of that:
    `challenge` and `domain`. Raises NotCovered for what no signature would cover, CannotBeRead for what programs would read
    differently, and TooTangled.
    """
    # As others will read it: 1.0 written as JSON is 1 to most.
    credential = read_json(json.dumps(credential))
    unsigned = {name: value for name, value in credential.items() if name != "proof"}
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": written(at),
        "verificationMethod": method,
        "proofPurpose": purpose,
        **occasion,
    }
    signature = key.sign(_signed_by_form(unsigned, proof, more_contexts))
    return {**unsigned, "proof": [*as_list(credential.get("proof")), {**proof, "proofValue": multibase(signature)}]}


def is_known(proof: Document) -> bool:
    """Is it a kind of proof that can be verified here?"""
    return _name(proof) in _KINDS


def check(
    credential: Document,
    proof: Document,
    key: PublicKey,
    now: datetime,
    more_contexts: Contexts = NO_MORE,
    *,
    purpose: str = ASSERTION,
) -> None:
    """Does the proof cover the credential or presentation as it stands, made with this key for this purpose? Raises Failed."""
    if proof.get("proofPurpose") != purpose:
        raise Failed("proof", Reason.WRONG_PURPOSE, "Its proof was made for another purpose.")
    _check_time(proof, now)
    kind = _KINDS[_name(proof)]
    if not isinstance(key, kind.keys):
        raise Failed(
            "proof", Reason.UNKNOWN_KEY, "Its proof was made with another kind of key than its issuer has there."
        )
    unsigned = {name: value for name, value in credential.items() if name != "proof"}
    before = _before(credential, proof)
    if before:
        unsigned["proof"] = before
    try:
        holds = kind.holds(unsigned, proof, key, more_contexts)
    except NotCovered as trouble:
        raise Failed("proof", Reason.NOT_COVERED, str(trouble)) from trouble
    except TooTangled as trouble:
        raise Failed("proof", Reason.TOO_TANGLED, str(trouble)) from trouble
    except (ValueError, rfc8785.CanonicalizationError) as trouble:
        raise Failed("proof", Reason.ALTERED, f"Its proof cannot be read: {trouble}.") from trouble
    if not holds:
        raise Failed("proof", Reason.ALTERED, "It was altered after it was signed, or signed with another key.")


def _name(proof: Document) -> Any:
    name = proof.get("cryptosuite") if proof.get("type") == "DataIntegrityProof" else proof.get("type")
    return name if isinstance(name, str) else None


def _check_time(proof: Document, now: datetime) -> None:
    try:
        if "created" in proof:
            moment(proof["created"])
        if "expires" in proof and moment(proof["expires"]) <= now:
            raise Failed("proof", Reason.EXPIRED, f"Its proof was good until {proof['expires']}.")
    except NotATime as trouble:
        raise Failed("proof", Reason.MALFORMED, f"Its proof cannot be read: {trouble}.") from trouble


def _before(credential: Document, proof: Document) -> list[Any]:
    """The proofs that this one was added to and covers (Data Integrity 1.0, section 4.4)."""
    all_of_them = [one for one in as_list(credential.get("proof")) if isinstance(one, Mapping)]
    found = []
    for name in as_list(proof.get("previousProof")):
        matching = [one for one in all_of_them if one.get("id") == name and one is not proof]
        if not isinstance(name, str) or len(matching) != 1:
            raise Failed(
                "proof", Reason.MALFORMED, f"The proof “{str(name)[:100]}” that its proof builds upon is missing."
            )
        found += matching
    return found


def _canonical(document: Document, more_contexts: Contexts) -> Canonical:
    # PyLD comes in here: it takes 20 MB, which processes that meet no credential do without.
    from commonplace.stages.recognise.credentials.statements import statements  # noqa: PLC0415

    return canonicalise(statements(document, more_contexts))


def _form(document: Document, more_contexts: Contexts) -> bytes:
    return _canonical(document, more_contexts).text.encode()


def _check_contexts(unsigned: Document, proof: Document) -> None:
    said, given = as_list(proof.get("@context")), as_list(unsigned.get("@context"))
    if given[: len(said)] != said:
        raise ValueError("it names other contexts than the credential")


def _options(unsigned: Document, proof: Document) -> dict[str, Any]:
    """What is signed of the proof itself: all but its value, meaning what the credential's contexts say."""
    _check_contexts(unsigned, proof)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    return {**options, "@context": unsigned.get("@context")}


def _signed_by_form(unsigned: Document, proof: Document, more_contexts: Contexts) -> bytes:
    options = _form(_options(unsigned, proof), more_contexts)
    return hashlib.sha256(options).digest() + hashlib.sha256(_form(unsigned, more_contexts)).digest()


def _by_form(unsigned: Document, proof: Document, key: PublicKey, more_contexts: Contexts) -> bool:
    return signature_holds(key, _signature(proof), _signed_by_form(unsigned, proof, more_contexts))


def _signature(proof: Document) -> bytes:
    value = proof.get("proofValue")
    # These kinds have one way to write it; others would be another writing of the same bytes.
    if not isinstance(value, str) or not value.startswith("z"):
        raise ValueError("its value is not multibase in base 58")
    return from_multibase(value)


def _by_letter(unsigned: Document, proof: Document, key: PublicKey, _more_contexts: Contexts) -> bool:
    """Signed as JSON that is written in one way (RFC 8785), where no member can vanish (vc-di-eddsa, section 3.3)."""
    _check_contexts(unsigned, proof)
    options = {name: one for name, one in proof.items() if name != "proofValue"}
    document = {**unsigned, **({"@context": options["@context"]} if "@context" in options else {})}
    signed = hashlib.sha256(rfc8785.dumps(options)).digest() + hashlib.sha256(rfc8785.dumps(document)).digest()
    return signature_holds(key, _signature(proof), signed)


@dataclass(frozen=True)
class _Disclosed:
    """What a derived proof of `ecdsa-sd-2023` carries (ECDSA cryptosuites 1.0, section 3.5.4)."""

    signature: bytes
    key: ec.EllipticCurvePublicKey
    key_bytes: bytes
    signatures: list[bytes]
    labels: dict[str, str]
    mandatory: set[int]


def _disclosed(value: Any) -> _Disclosed:
    try:
        import cbor2  # noqa: PLC0415 - of the extra `disclosure`
    except ImportError as missing:
        words = "Proofs that show a part are read with the extra `disclosure`, which is not installed here."
        raise Failed("proof", Reason.UNKNOWN_PROOF, words, result=Result.UNKNOWN) from missing
    if not isinstance(value, str) or not value.startswith("u"):
        raise ValueError("its value is not multibase in base64url")
    given = from_multibase(value)
    if not given.startswith(_DERIVED):
        raise ValueError("it is not one that was made to be shown")
    reader = io.BytesIO(given[len(_DERIVED) :])
    try:
        parts = cbor2.CBORDecoder(reader, max_depth=4).decode()
    except (cbor2.CBORDecodeError, RecursionError, OverflowError, TypeError) as trouble:
        raise ValueError("its value is not CBOR as it should be") from trouble
    if reader.read(1) or not isinstance(parts, list | tuple) or len(parts) != 5:
        raise ValueError("its value has not five parts")
    signature, key_bytes, signatures, labels, mandatory = parts
    proper = (
        isinstance(signature, bytes)
        and isinstance(key_bytes, bytes)
        and isinstance(signatures, list | tuple)
        and all(isinstance(one, bytes) for one in signatures)
        and isinstance(labels, Mapping)
        and all(type(name) is int and isinstance(one, bytes) for name, one in labels.items())
        and isinstance(mandatory, list | tuple)
        and all(type(one) is int for one in mandatory)
        and len(set(mandatory)) == len(mandatory)
        and len(set(labels.values())) == len(labels)
    )
    if not proper:
        raise ValueError("its parts are not what they should be")
    try:
        key = key_from_bytes(key_bytes)
    except NotAKey as trouble:
        raise ValueError(f"its key cannot be read: {trouble}") from trouble
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.key_size != 256:
        raise ValueError("its key is not of P-256")
    names = {f"c14n{name}": f"u{to_base64url(one)}" for name, one in labels.items()}
    return _Disclosed(signature, key, key_bytes, list(signatures), names, set(mandatory))


def _by_statement(unsigned: Document, proof: Document, key: PublicKey, more_contexts: Contexts) -> bool:
    disclosed = _disclosed(proof.get("proofValue"))
    options = hashlib.sha256(_form(_options(unsigned, proof), more_contexts)).digest()
    canonical = _canonical(unsigned, more_contexts)
    if set(canonical.labels.values()) != set(disclosed.labels):
        return False
    lines = sorted(_relabelled(line, disclosed.labels) for line in canonical.lines)
    if not all(0 <= place < len(lines) for place in disclosed.mandatory):
        return False
    mandatory = "".join(line for place, line in enumerate(lines) if place in disclosed.mandatory)
    others = [line for place, line in enumerate(lines) if place not in disclosed.mandatory]
    base = options + disclosed.key_bytes + hashlib.sha256(mandatory.encode()).digest()
    return (
        len(others) == len(disclosed.signatures)
        and signature_holds(key, disclosed.signature, base)
        and all(
            signature_holds(disclosed.key, signature, line.encode())
            for signature, line in zip(disclosed.signatures, others, strict=True)
        )
    )


def _relabelled(line: str, labels: Mapping[str, str]) -> str:
    """The line with its blank nodes called as its issuer called them, its words untouched."""
    return "".join(
        part if part.startswith('"') else _LABEL.sub(lambda found: f"_:{labels[found.group(1)]}", part)
        for part in _QUOTED.split(line)
    )


_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class _Kind:
    keys: type | tuple[type, ...]
    holds: Callable[[Document, Document, Any, Contexts], bool]


_KINDS = {
    "eddsa-rdfc-2022": _Kind(Ed25519PublicKey, _by_form),
    "Ed25519Signature2020": _Kind(Ed25519PublicKey, _by_form),
    "eddsa-jcs-2022": _Kind(Ed25519PublicKey, _by_letter),
    "ecdsa-sd-2023": _Kind(ec.EllipticCurvePublicKey, _by_statement),
}
