"""Public keys and bytes as credentials write them: multibase, Multikey and JWK."""

import base64
import binascii
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLACES = {letter: place for place, letter in enumerate(_BASE58)}
# So many letters at most are read from base 58, whose cost grows with their square. A key or signature has a hundred.
_MOST_LETTERS = 1_000
# Multicodec's prefixes, as unsigned varints: https://www.w3.org/TR/cid-1.0/#Multikey.
_ED25519 = bytes((0xED, 0x01))
_ED25519_SECRET = bytes((0x80, 0x26))
_P256 = bytes((0x80, 0x24))
_P384 = bytes((0x81, 0x24))
# Less is broken, more takes long.
RSA_BITS = range(2048, 8193)

PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class NotAKey(ValueError):
    """It is no key, or none of a kind that is known here. Its words say which."""


def base58(given: bytes) -> str:
    """Bytes in base 58, in Bitcoin's alphabet."""
    number, letters = int.from_bytes(given), ""
    while number:
        number, place = divmod(number, 58)
        letters = _BASE58[place] + letters
    return _BASE58[0] * (len(given) - len(given.lstrip(b"\0"))) + letters


def _from_base58(letters: str) -> bytes:
    if len(letters) > _MOST_LETTERS:
        raise ValueError("it is too long")
    number = 0
    for letter in letters:
        if letter not in _PLACES:
            raise ValueError(f"“{letter}” is no letter of base 58")
        number = number * 58 + _PLACES[letter]
    zeros = len(letters) - len(letters.lstrip(_BASE58[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def from_base64url(letters: str) -> bytes:
    """Bytes from base64url without padding, in its one proper form. Raises ValueError."""
    try:
        found = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
    except binascii.Error as trouble:
        raise ValueError("it is not base64url") from trouble
    # Some last letters differ in bits that mean nothing: two writings of the same bytes.
    if to_base64url(found) != letters:
        raise ValueError("it is not base64url in its proper form")
    return found


def to_base64url(given: bytes) -> str:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()


def multibase(given: bytes) -> str:
    """Bytes in base 58 with the letter that says so."""
    return "z" + base58(given)


def from_multibase(letters: Any) -> bytes:
    """Bytes from base 58 (`z…`) or base64url (`u…`). Raises ValueError for others."""
    if isinstance(letters, str) and letters.startswith("z"):
        return _from_base58(letters[1:])
    if isinstance(letters, str) and letters.startswith("u"):
        return from_base64url(letters[1:])
    raise ValueError("it is not multibase in base 58 or base64url")


@functools.lru_cache(maxsize=1_000)
def _public(letters: str) -> PublicKey:
    return key_from_bytes(from_multibase(letters))


def key_from_multibase(letters: Any) -> PublicKey:
    """A public key of a Multikey: Ed25519, P-256 or P-384. Raises NotAKey."""
    try:
        if not isinstance(letters, str):
            raise NotAKey("it is not multibase in base 58 or base64url")
        return _public(letters)
    except ValueError as trouble:
        raise NotAKey(f"Its key cannot be read: {trouble}.") from trouble


def key_from_bytes(given: bytes) -> PublicKey:
    """A public key with multicodec's prefix. Raises NotAKey."""
    try:
        if given.startswith(_ED25519):
            return Ed25519PublicKey.from_public_bytes(given[2:])
        for prefix, curve in ((_P256, ec.SECP256R1()), (_P384, ec.SECP384R1())):
            if given.startswith(prefix):
                return ec.EllipticCurvePublicKey.from_encoded_point(curve, given[2:])
    except (ValueError, UnsupportedAlgorithm) as trouble:
        raise NotAKey("its bytes are no key of the kind that they name") from trouble
    raise NotAKey("it is none of Ed25519, P-256 or P-384")


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as a Multikey: `z6Mk…`."""
    return multibase(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def secret_multikey(key: Ed25519PrivateKey) -> str:
    """A secret key as a Multikey: `z3u2…`."""
    return multibase(_ED25519_SECRET + key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


def secret_from_multikey(letters: Any) -> Ed25519PrivateKey:
    """A secret key of Ed25519 from a Multikey. Raises NotAKey."""
    try:
        given = from_multibase(letters)
        if not given.startswith(_ED25519_SECRET):
            raise NotAKey("it is no secret key of Ed25519")
        return Ed25519PrivateKey.from_private_bytes(given[2:])
    except ValueError as trouble:
        raise NotAKey(f"The secret key cannot be read: {trouble}.") from trouble


def key_from_jwk(jwk: Any) -> PublicKey:
    """A public key of a JSON Web Key: RSA, P-256, P-384 or Ed25519. Raises NotAKey."""
    if not isinstance(jwk, Mapping):
        raise NotAKey("Its key is no JSON Web Key.")
    if "d" in jwk:
        raise NotAKey("Its key is a secret one, laid open.")
    try:
        if jwk.get("kty") == "RSA":
            modulus, exponent = int.from_bytes(_part(jwk, "n")), int.from_bytes(_part(jwk, "e"))
            if modulus.bit_length() not in RSA_BITS or exponent.bit_length() > 32:
                raise NotAKey(f"Its key of {modulus.bit_length()} bits is not one to rely on.")
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
        if jwk.get("kty") == "EC" and jwk.get("crv") in ("P-256", "P-384"):
            curve = ec.SECP256R1() if jwk["crv"] == "P-256" else ec.SECP384R1()
            x, y = int.from_bytes(_part(jwk, "x")), int.from_bytes(_part(jwk, "y"))
            return ec.EllipticCurvePublicNumbers(x, y, curve).public_key()
        if jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519":
            return Ed25519PublicKey.from_public_bytes(_part(jwk, "x"))
    except NotAKey:
        raise
    except (ValueError, UnsupportedAlgorithm) as trouble:
        raise NotAKey(f"Its key cannot be read: {trouble}.") from trouble
    raise NotAKey("Its key is of a kind that is not known here.")


def _part(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str) or len(value) > 2 * _MOST_LETTERS:
        raise ValueError(f"“{name}” is missing")
    return from_base64url(value)


@dataclass(frozen=True)
class Key:
    """A public key, what it is called and whom it belongs to."""

    id: str
    controller: str
    public: PublicKey


def signature_holds(public: PublicKey, signature: bytes, signed: bytes) -> bool:
    """Was this signed with the key: EdDSA, ECDSA in its plain form of two numbers with the curve's own hash, RSA with SHA-256?"""
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, signed)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            size = (public.curve.key_size + 7) // 8
            if len(signature) != 2 * size:
                return False
            numbers = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
            digest = hashes.SHA256() if public.curve.key_size == 256 else hashes.SHA384()
            public.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(digest))
        else:
            public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
