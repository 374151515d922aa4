"""Published credentials, and what their issuers would answer if they were asked.

The issuers in them do not exist. What stands here at their addresses is made of what the published files themselves name: a key
called `https://…#z6Mk…` is among that issuer's, and so is one that a token of its brings along.
"""

import functools
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from commonplace.stages.recognise.credentials.contexts import Contexts
from commonplace.stages.recognise.credentials.forms import issuer_of
from commonplace.stages.recognise.credentials.opening import open_credential
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list
from commonplace.stages.recognise.credentials.resolving import NotFetched, document_address
from commonplace.stages.recognise.credentials.tokens import Token, credential_in

FOLDER = Path(os.environ["COMMONPLACE_VECTORS"]) / "vectors"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
# The W3C's examples let any word mean something, which no credential may that is relied upon.
EXAMPLES = Contexts(
    {
        "https://www.w3.org/ns/credentials/examples/v2": {
            "@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
        }
    }
)
_OLDER = FOLDER / "1edtech-ob20"
_BADGES = FOLDER / "1edtech-ob30"
_LIST = (
    "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test"
    "/resources/ob30/bit-string-list/testlist"
)
# Both were made here: one list names the credential that 1EdTech published as revoked, the other nobody.
_REVOKED = "https://dc.1edtech.org/wellspring2022/wellspring-portal/credential/54418d3f-ec01-4652-800a-861c890a51a1"
_PORTAL = "did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
_REVOCATIONS = {
    "https://dc.1edtech.org/wellspring2022/wellspring-portal/api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c": {
        "issuer": _PORTAL,
        "revokedCredential": [{"id": _REVOKED, "revoked": True, "revocationReason": "A test"}],
    },
    "https://1edtech.edu/credentials/3732/revocations": {
        "issuer": "https://1edtech.edu/issuers/565049",
        "revokedCredential": [],
    },
}


def fetch(address):
    """What stands there."""
    if address == _LIST:
        return (_BADGES / "bit-string-list" / "testlist").read_bytes()
    found = _REVOCATIONS.get(address) or _controllers().get(address)
    if found is None:
        raise NotFetched("nobody answers")
    return json.dumps(found).encode()


def fetch_older(file):
    """What stands at addresses of Open Badges 2, where this very file stands at its own."""

    def answer(address):
        name = address.removeprefix("https://example.org/")
        assertion = _older(file)
        if address == str(assertion.get("id", "")).replace("http://", "https://"):
            return json.dumps(assertion).encode()
        for found in (_OLDER / "assets" / name, _OLDER / "assets" / f"{name}.json", _OLDER / name):
            if address.startswith("https://example.org/") and found.is_file():
                return found.read_bytes()
        raise NotFetched("nobody answers")

    return answer


def _older(file):
    given = open_credential(file.read_bytes())
    return {} if isinstance(given, Token) else given


@functools.cache
def _controllers():
    keys = {}
    for file in sorted(_BADGES.rglob("*")):
        try:
            given = open_credential(file.read_bytes()) if file.is_file() else {}
            named = _named(given)
        except CannotBeRead:
            continue
        for issuer, key in named:
            keys.setdefault(issuer, [])
            if key not in keys[issuer]:
                keys[issuer].append(key)
    return {document_address(issuer): _document(issuer, found) for issuer, found in keys.items()}


def _named(given):
    if isinstance(given, Token):
        key = given.header.get("jwk")
        return [(issuer_of(credential_in(given)), {"publicKeyJwk": key})] if key else []
    methods = [proof.get("verificationMethod", "") for proof in as_list(given.get("proof"))]
    parts = [method.partition("#") for method in methods if method.startswith(("https://", "did:web:"))]
    return [(issuer, {"publicKeyMultibase": key}) for issuer, _, key in parts if key.startswith("z")]


def _document(issuer, keys):
    names = [f"{issuer}#{key.get('publicKeyMultibase', f'jwk-{place}')}" for place, key in enumerate(keys)]
    return {
        "id": issuer,
        "verificationMethod": [
            {"id": name, "controller": issuer, "type": "JsonWebKey" if "publicKeyJwk" in key else "Multikey", **key}
            for name, key in zip(names, keys, strict=True)
        ],
        "assertionMethod": names,
    }
