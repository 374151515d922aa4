"""Signed tokens: each kind of signature, and what does not make one."""

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials.checks import Reason
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_1
from commonplace.stages.recognise.credentials.keys import to_base64url
from commonplace.stages.recognise.credentials.reading import CannotBeRead
from commonplace.stages.recognise.credentials.tokens import read_token
from commonplace.stages.recognise.credentials.verifying import verify

from .issued import DOCUMENT, ISSUER, NOW, Commons, badge

RSA = rsa.generate_private_key(65537, 2048)
P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
EDDSA = Ed25519PrivateKey.generate()
KINDS = {"RS256": RSA, "ES256": P256, "ES384": P384, "EdDSA": EDDSA}


def number(value):
    return to_base64url(value.to_bytes((value.bit_length() + 7) // 8))


def jwk(key):
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_numbers()
        return {"kty": "RSA", "n": number(public.n), "e": number(public.e)}
    if isinstance(key, Ed25519PrivateKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key.public_key().public_bytes_raw())}
    public, size = key.public_key().public_numbers(), key.curve.key_size // 8
    x, y = (to_base64url(one.to_bytes(size)) for one in (public.x, public.y))
    return {"kty": "EC", "crv": f"P-{key.curve.key_size}", "x": x, "y": y}


def signature(key, given):
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(given, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(given)
    size = key.curve.key_size // 8
    digest = hashes.SHA256() if size == 32 else hashes.SHA384()
    return b"".join(one.to_bytes(size) for one in decode_dss_signature(key.sign(given, ec.ECDSA(digest))))


def token(payload, kind="EdDSA", *, key=None, **header):
    parts = ({"alg": kind, "typ": "JWT", **header}, payload)
    begun = ".".join(to_base64url(json.dumps(part).encode()) for part in parts)
    return f"{begun}.{to_base64url(signature(key or KINDS[kind], begun.encode()))}"


def commons(*keys):
    names = [f"{ISSUER}#key-{place}" for place in range(len(keys))]
    found = Commons()
    found.pages[DOCUMENT] = {
        "id": ISSUER,
        "verificationMethod": [
            {"id": name, "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk(key)}
            for name, key in zip(names, keys, strict=True)
        ],
        "assertionMethod": names,
    }
    return found


def payload(**more):
    given = badge(**more)
    del given["credentialStatus"]
    return {**given, "iss": ISSUER, "jti": given["id"], "sub": "did:example:nkechi"}


def verdict(given, *keys):
    return verify(read_token(given), fetch=commons(*keys).fetch, now=NOW)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("named", ["kid", "jwk"])
def test_every_kind_of_signature_holds_with_its_key_named_or_brought(kind, named):
    key = KINDS[kind]
    header = {"kid": f"{ISSUER}#key-0"} if named == "kid" else {"jwk": jwk(key)}
    assert verdict(token(payload(), kind, **header), key).holds
    assert verdict(token({**payload(), "name": "Another"}, kind, **header), key).holds


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_altered_by_a_letter_does_not_hold(kind):
    given = token(payload(), kind, kid="key-0")
    begun, middle, ending = given.split(".")
    other = payload(name="Cannot mend")
    swapped = f"{begun}.{to_base64url(json.dumps(other).encode())}.{ending}"
    assert verdict(swapped, KINDS[kind]).reason is Reason.ALTERED
    letter = "A" if ending[10] != "A" else "B"
    assert verdict(f"{begun}.{middle}.{ending[:10]}{letter}{ending[11:]}", KINDS[kind]).reason is Reason.ALTERED


SIGNED = {kind: token(payload(), kind, kid="key-0") for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 5_000), letter=st.sampled_from("ABCDEFGHabcdefgh0123456789-_.=+/ ") | st.characters())
def test_no_letter_altered_in_a_token_verifies(kind, place, letter):
    whole = SIGNED[kind]
    place %= len(whole)
    altered = whole[:place] + letter + whole[place + 1 :]
    try:
        holds = verdict(altered, KINDS[kind]).holds
    except CannotBeRead:
        holds = False
    assert holds == (altered.strip() == whole)


def test_a_key_that_is_brought_has_to_be_the_issuers():
    assert verdict(token(payload(), jwk=jwk(EDDSA)), P256).reason is Reason.NOT_THE_ISSUER
    assert verdict(token(payload()), EDDSA).reason is Reason.UNKNOWN_KEY
    assert verdict(token(payload(), kid="did:web:elsewhere.example#key-0"), EDDSA).reason is Reason.NOT_THE_ISSUER
    secret = {**jwk(EDDSA), "d": to_base64url(EDDSA.private_bytes_raw())}
    assert verdict(token(payload(), jwk=secret), EDDSA).reason is Reason.UNKNOWN_KEY
    weak = rsa.generate_private_key(65537, 1024)
    assert verdict(token(payload(), "RS256", key=weak, jwk=jwk(weak)), weak).reason is Reason.UNKNOWN_KEY


@pytest.mark.parametrize("kind", ["none", "HS256", "RS512", "ES256K", "", None, 5])
def test_other_kinds_and_none_are_not_known(kind):
    given = token(payload(), kid="key-0").split(".")
    header = to_base64url(json.dumps({"alg": kind, "kid": "key-0"}).encode())
    assert verdict(f"{header}.{given[1]}.{given[2]}", EDDSA).reason is Reason.UNKNOWN_PROOF
    assert verdict(f"{header}.{given[1]}.", EDDSA).reason is Reason.UNKNOWN_PROOF


def test_a_kind_that_the_key_is_not_of_is_refused():
    given = token(payload(), "EdDSA", kid="key-0")
    assert verdict(given, RSA).reason is Reason.UNKNOWN_KEY
    assert verdict(token(payload(), kid="key-0", crit=["exp"]), EDDSA).reason is Reason.UNKNOWN_PROOF


def test_the_older_form_holds_with_its_times_from_its_claims():
    older = badge(issuanceDate="2026-11-01T00:00:00Z")
    older["@context"] = [CREDENTIALS_1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]
    for name in ("validFrom", "validUntil", "credentialStatus"):
        del older[name]
    claims = {"vc": older, "iss": ISSUER, "jti": older["id"], "nbf": 1793491200, "exp": 1796083200}
    assert verdict(token(claims, kid="key-0"), EDDSA).holds
    ended = {**claims, "exp": 1795000000}
    assert verdict(token(ended, kid="key-0"), EDDSA).reason is Reason.EXPIRED


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "did:web:elsewhere.example"},
        {"jti": "urn:uuid:0"},
        {"sub": "did:example:somebody"},
        {"nbf": 0},
        {"exp": 0},
        {"exp": "soon"},
        {"exp": 10**15},
        {"vc": []},
    ],
)
def test_a_claim_that_says_another_thing_than_the_credential_is_refused(claims):
    with pytest.raises(CannotBeRead):
        verdict(token({**payload(), **claims}, kid="key-0"), EDDSA)


@pytest.mark.parametrize(
    "given", ["", "a.b", "a.b.c.d", "e30.e30.*", "e30.e30.e3", "e30.W10.e30", "ée.e30.e30", "e31.e30.e30"]
)
def test_what_is_no_token_is_not_read(given):
    with pytest.raises(CannotBeRead):
        read_token(given)
