"""What the words of a credential mean: contexts as their publishers wrote them, shipped here and never fetched.

Where each file comes from, and under which licence, stands in `published/SOURCES.md`.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "published"

CREDENTIALS_2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_2 = "https://w3id.org/openbadges/v2"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"

_FILES = {
    CREDENTIALS_2: "credentials-v2.json",
    CREDENTIALS_1: "credentials-v1.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1.json",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2.json",
    ED25519_2020: "ed25519-2020-v1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "open-badges-3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "open-badges-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "open-badges-3.0.2.json",
    OPEN_BADGES_3: "open-badges-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "open-badges-3-extensions.json",
    OPEN_BADGES_2: "open-badges-2.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context.json": "comprehensive-learner-record-2.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": "comprehensive-learner-record-2.0.1.json",
}
ADDRESSES = tuple(_FILES)
# So many contexts, or types, may be named at one place of a credential, and so many contexts in the whole of it, since each that stands
# behind others has to be read anew. The one with the most that 1EdTech published, a learner's record, names 27 contexts in all.
MOST_AT_ONE_PLACE = 16
MOST_IN_ALL = 500


@dataclass(frozen=True)
class Contexts:
    """Contexts beside those that are shipped, for tests: `held` by their address, and whether a credential may bring its own."""

    held: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    brought: bool = False


NO_MORE = Contexts()


class NotCovered(ValueError):
    """Something in a credential would not be covered by its signature. Its words name it."""


def is_held(address: str) -> bool:
    """Is the context of this address shipped?"""
    return address in _FILES


@functools.cache
def published(address: str) -> bytes:
    """The bytes of a context that is shipped, as its publisher wrote them (`published/SOURCES.md`)."""
    return (_FOLDER / _FILES[address]).read_bytes()


@functools.cache
def _document(address: str) -> Any:
    return json.loads(published(address))


def held(address: str, _options: Any = None) -> dict[str, Any]:
    """The context of this address, as PyLD's loaders give it. Raises LookupError for one that is not shipped."""
    if not is_held(address):
        raise LookupError(f"{address} is no context that is held here.")
    return {
        "contextUrl": None,
        "documentUrl": address,
        "contentType": "application/ld+json",
        "document": _document(address),
    }
