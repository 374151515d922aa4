"""Resources that a credential relies upon, each named with its digest (VC Data Model 2.0, section 5.3).

Nothing is fetched for it: of those that are shipped here, which are contexts, the digest is looked at.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from commonplace.stages.recognise.credentials.contexts import is_held, published
from commonplace.stages.recognise.credentials.keys import from_multibase
from commonplace.stages.recognise.credentials.terms import is_address

_DIGESTS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
# SHA-256 with 32 bytes, as multihash says it before them.
_SHA256 = bytes((0x12, 0x20))


class NotTheSame(ValueError):
    """It is not named as it should be, or is not what was named. Its words say which."""


def check_resource(resource: Any) -> None:
    """Is it named with its digest, and of those that are shipped: is it the same? Raises NotTheSame."""
    address = resource.get("id") if isinstance(resource, Mapping) else None
    if not is_address(address):
        raise NotTheSame("Something that it relies upon has no address.")
    digests = [*_by_hash(resource.get("digestSRI")), *_by_multibase(resource.get("digestMultibase"))]
    if not digests:
        raise NotTheSame(f"What stands at {address} is named without what it has to be.")
    if is_held(address):
        content = published(address)
        for kind, digest in digests:
            if not hmac.compare_digest(_DIGESTS[kind](content).digest(), digest):
                raise NotTheSame(f"What is held here of {address} is not what it means.")


def _by_hash(written: Any) -> list[tuple[str, bytes]]:
    """Subresource Integrity: `sha384-…`, in base64 of either alphabet."""
    found = []
    for one in written.split() if isinstance(written, str) else []:
        kind, _, letters = one.partition("-")
        try:
            digest = base64.b64decode(letters.translate(str.maketrans("-_", "+/")), validate=True)
        except (binascii.Error, ValueError) as trouble:
            raise NotTheSame("A digest in it cannot be read.") from trouble
        if kind not in _DIGESTS:
            raise NotTheSame(f"A digest in it is of a kind that is not known here: “{kind[:20]}”.")
        found.append((kind, digest))
    return found


def _by_multibase(written: Any) -> list[tuple[str, bytes]]:
    if written is None:
        return []
    try:
        digest = from_multibase(written)
    except ValueError as trouble:
        raise NotTheSame("A digest in it cannot be read.") from trouble
    digest = digest.removeprefix(_SHA256) if len(digest) > hashlib.sha256().digest_size else digest
    return [("sha256", digest)]
