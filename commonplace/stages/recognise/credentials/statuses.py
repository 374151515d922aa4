"""Has it been taken back: status lists, which an issuer publishes for many credentials at once.

Bitstring Status List 1.0 (https://www.w3.org/TR/vc-bitstring-status-list/) is issued and verified, 1EdTech's revocation list verified.
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from commonplace.stages.recognise.credentials.checks import Check, Failed, Reason, Result
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2
from commonplace.stages.recognise.credentials.forms import issuer_of
from commonplace.stages.recognise.credentials.keys import from_base64url, to_base64url
from commonplace.stages.recognise.credentials.reading import as_list

# So many places at least, that a reader of the list cannot tell who was looked up (section 5.1).
PLACES = 131_072
_MOST_BYTES = 4 * 1024 * 1024
_SAID = {
    "revocation": (Reason.REVOKED, "Its issuer has taken it back."),
    "suspension": (Reason.SUSPENDED, "Its issuer has suspended it."),
}
_HOLDS = Check("status", Result.HOLDS, "Its issuer has not taken it back.")

Document = Mapping[str, Any]


def status_entry(list_address: str, place: int, *, purpose: str = "revocation") -> dict[str, str]:
    """What a credential says of its status: place `place`, from 0, in the list at this address."""
    return {
        "id": f"{list_address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": list_address,
    }


def status_list(
    address: str,
    issuer: Any,
    taken: Iterable[int],
    *,
    valid_from: str,
    purpose: str = "revocation",
    places: int = PLACES,
) -> dict[str, Any]:
    """The list as a credential to be signed: the places in `taken` are revoked (or suspended), all others not."""
    return {
        "@context": [CREDENTIALS_2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": packed(taken, places),
        },
    }


def packed(taken: Iterable[int], places: int = PLACES) -> str:
    """A bit for each place, the first one leftmost, compressed. Raises ValueError for a place beyond the last."""
    if places < PLACES:
        raise ValueError(f"a list has at least {PLACES} places")
    bits = bytearray((places + 7) // 8)
    for place in taken:
        if not 0 <= place < places:
            raise ValueError(f"{place} is no place of a list of {places}")
        bits[place // 8] |= 0x80 >> place % 8
    # No time in it: the same list has the same bytes.
    return "u" + to_base64url(gzip.compress(bytes(bits), mtime=0))


def is_taken(encoded: Any, place: int) -> bool:
    """Is the bit of this place set? Raises ValueError for what is no list, or has no such place."""
    if not isinstance(encoded, str):
        raise ValueError("it is no list")
    # Lists of the years before the Recommendation lack the letter; none of gzip's begin with it.
    given = from_base64url(encoded.removeprefix("u").rstrip("="))
    reader = zlib.decompressobj(wbits=31)
    try:
        bits = reader.decompress(given, _MOST_BYTES)
    except zlib.error as trouble:
        raise ValueError("it is not compressed as it should be") from trouble
    if not reader.eof:
        raise ValueError("it is cut short, or larger than any list")
    if place >= len(bits) * 8:
        raise ValueError("it has no such place")
    return bool(bits[place // 8] & (0x80 >> place % 8))


def check_entry(entry: Document, found: Document) -> Check:
    """What a list, whose own signature holds, says of an entry. Raises Failed."""
    place, purpose = _place(entry), entry.get("statusPurpose")
    subjects = [one for one in as_list(found.get("credentialSubject")) if isinstance(one, Mapping)]
    if len(subjects) != 1 or purpose not in as_list(subjects[0].get("statusPurpose")):
        raise _unknown("What stands where its status should is another list.")
    if purpose not in _SAID:
        raise _unknown(f"Its status is of a kind that is not known here: “{str(purpose)[:40]}”.")
    if entry.get("statusSize", 1) != 1:
        raise _unknown("Its status takes more than one bit, which is not known here.")
    try:
        taken = is_taken(subjects[0].get("encodedList"), place)
    except ValueError as trouble:
        raise _unknown(f"The list of its status cannot be read: {trouble}.") from trouble
    if taken:
        raise Failed("status", *_SAID[purpose])
    return _HOLDS


def _place(entry: Document) -> int:
    index = entry.get("statusListIndex")
    written = str(index) if type(index) is int else index
    if not isinstance(written, str) or not written.isascii() or not written.isdecimal() or len(written) > 12:
        raise _unknown("It does not say which place of a list its status has.")
    return int(written)


def _unknown(words: str) -> Failed:
    return Failed("status", Reason.UNKNOWN_STATUS, words, result=Result.UNKNOWN)


def check_revocations(credential: Document, found: Document, issuer: str) -> Check:
    """What a list of 1EdTech's (Open Badges 3.0, 1EdTech Revocation List Status Method 1.0) says of a credential. Raises Failed."""
    if "issuer" in found and issuer_of(found) != issuer:
        raise _unknown("What stands where its status should is somebody else's list.")
    revoked = found.get("revokedCredential", found.get("revokedCredentials"))
    if not isinstance(revoked, list) or "id" not in credential:
        raise _unknown("The list of its status cannot be read.")
    names = [one.get("id") if isinstance(one, Mapping) else one for one in revoked]
    if credential["id"] in names:
        raise Failed("status", *_SAID["revocation"])
    return _HOLDS
