"""A badge of a community's own, its keys, and what its address would answer."""

import json
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3
from commonplace.stages.recognise.credentials.keys import multikey
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.credentials.statuses import status_entry, status_list

NOW = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
ISSUER = "did:web:commons.example:c:mending-table"
DOCUMENT = "https://commons.example/c/mending-table/did.json"
LIST = "https://commons.example/c/mending-table/revoked"
SUSPENDED = "https://commons.example/c/mending-table/suspended"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def method(key=KEY, issuer=ISSUER):
    return f"{issuer}#{multikey(key.public_key())}"


def badge(**more):
    """A badge as a community would issue it, not yet signed."""
    return {
        "@context": [CREDENTIALS_2, OPEN_BADGES_3],
        "id": "urn:uuid:6b1d4f0e-3c5a-4f6e-9d0c-0d6f5f9b1a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "The Mending Table"},
        "validFrom": "2026-11-01T00:00:00Z",
        "validUntil": "2031-11-01T00:00:00Z",
        "name": "Can mend",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "id": "did:example:nkechi",
            "achievement": {
                "id": "https://commons.example/badges/7",
                "type": ["Achievement"],
                "name": "Can mend",
                "description": "Mends things with a plug.",
                "criteria": {"narrative": "Mended three things."},
                "tag": ["mending", "electricity"],
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "Energy",
                        "targetUrl": "https://frameworks.example/energy",
                        "targetCode": "E.1",
                    }
                ],
            },
        },
        "evidence": [{"id": "https://commons.example/works/9", "type": ["Evidence"], "name": "A kettle"}],
        "credentialStatus": [status_entry(LIST, 5), status_entry(SUSPENDED, 94_567, purpose="suspension")],
        **more,
    }


def signed(document=None, *, key=KEY, named=None):
    return sign(badge() if document is None else document, key, method=named or method(key), at=NOW)


def did_document(*keys, **more):
    names = [method(key) for key in keys or (KEY,)]
    return {
        "id": ISSUER,
        "verificationMethod": [
            {"id": name, "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": name.partition("#")[2], **more}
            for name in names
        ],
        "assertionMethod": names,
    }


class Commons:
    """What stands at the community's addresses, and which were asked for."""

    def __init__(self, *, revoked=(), suspended=(), **more):
        def listed(address, taken, purpose):
            return sign(
                status_list(address, ISSUER, taken, valid_from="2026-11-01T00:00:00Z", purpose=purpose),
                KEY,
                method=method(),
                at=NOW,
            )

        self.pages = {
            DOCUMENT: did_document(),
            LIST: listed(LIST, revoked, "revocation"),
            SUSPENDED: listed(SUSPENDED, suspended, "suspension"),
            **more,
        }
        self.asked = []

    def fetch(self, address):
        self.asked.append(address)
        if address not in self.pages:
            raise NotFetched("nobody answers")
        page = self.pages[address]
        return page if isinstance(page, bytes) else json.dumps(page).encode()
