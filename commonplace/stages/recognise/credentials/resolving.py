"""Whose key is it: keys found by the address that a proof names them with.

`did:key` is its own key. `did:web` and plain addresses lead to a document that the issuer publishes, which is asked for through a
function that is handed in: this module opens no connection.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from commonplace.stages.recognise.credentials.checks import Failed, Reason, Result
from commonplace.stages.recognise.credentials.keys import Key, NotAKey, PublicKey, key_from_jwk, key_from_multibase
from commonplace.stages.recognise.credentials.reading import CannotBeRead, as_list, read_json
from commonplace.stages.recognise.credentials.times import NotATime, moment

_HOST = re.compile(
    r"(?=[^:]{1,253}(?::|$))[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?"
)
_SEGMENT = re.compile(r"[A-Za-z0-9._~%-]+")


# What a key is for, as a proof and its owner's document call it (Controlled Identifiers 1.0, section 2.3).
ASSERTION = "assertionMethod"
AUTHENTICATION = "authentication"


class NotFetched(Exception):
    """The address could not be read. Its words say why."""


# What stands at an https: address. Raises NotFetched.
Fetch = Callable[[str], bytes]


def nothing_fetched(address: str) -> bytes:
    """A Fetch for where nothing may be asked of others."""
    raise NotFetched("nothing is asked of others here")


def document_address(identifier: str) -> str:
    """Where the document of a `did:web` or an https: address stands. Raises ValueError for others."""
    if identifier.startswith("https://"):
        return identifier
    if not identifier.startswith("did:web:"):
        raise ValueError("it is neither did:key nor did:web nor an https: address")
    host, *path = identifier.removeprefix("did:web:").split(":")
    host = unquote(host)
    if not _HOST.fullmatch(host) or any(not _SEGMENT.fullmatch(part) or part in (".", "..") for part in path):
        raise ValueError("it is no proper did:web")
    if any("/" in unquote(part) for part in path):
        raise ValueError("it is no proper did:web")
    return (
        f"https://{host}/{'/'.join(quote(part, safe='%') for part in path)}/did.json"
        if path
        else f"https://{host}/.well-known/did.json"
    )


def find_key(method: Any, issuer: str, fetch: Fetch, now: datetime, *, purpose: str = ASSERTION) -> Key:
    """The key of a verification method with which this issuer asserts things, or does what else `purpose` says. Raises Failed."""
    if not isinstance(method, str):
        raise Failed("issuer", Reason.UNKNOWN_KEY, "Its proof names no key.")
    identifier = method.partition("#")[0]
    own = _own_key(method, identifier) if identifier.startswith("did:key:") else None
    address = "" if own else _address(identifier)
    # Before anybody is asked: what a stranger's document says of a stranger's key does not matter.
    if identifier != issuer:
        raise Failed(
            "issuer", Reason.NOT_THE_ISSUER, f"It was signed by {identifier}, and says that {issuer} issued it."
        )
    if own:
        return own
    document = _document(identifier, address, fetch)
    for found in _listed(document, purpose):
        if _absolute(found.get("id"), document) == method:
            return _checked(found, method, identifier, now)
    raise Failed("issuer", Reason.UNKNOWN_KEY, f"The key {method} is not among those that its issuer signs with.")


def owned_key(public: PublicKey, issuer: str, fetch: Fetch, now: datetime) -> Key:
    """The same key, found among those with which this issuer asserts things. Raises Failed."""
    if issuer.startswith("did:key:"):
        candidates = [_own_key(issuer, issuer)]
    else:
        document = _document(issuer, _address(issuer), fetch)
        candidates = []
        for found in _listed(document, ASSERTION):
            try:
                candidates.append(_checked(found, str(found.get("id")), issuer, now))
            except Failed:
                continue
    for key in candidates:
        if key.public == public:
            return key
    raise Failed("issuer", Reason.NOT_THE_ISSUER, f"The key that it brings along is none that {issuer} signs with.")


def _checked(found: Mapping[str, Any], method: str, identifier: str, now: datetime) -> Key:
    if found.get("controller") != identifier:
        raise Failed("issuer", Reason.NOT_THE_ISSUER, f"The key {method} belongs to somebody else.")
    for name in ("revoked", "expires"):
        if found.get(name) is not None and _has_come(found[name], now):
            raise Failed("issuer", Reason.KEY_ENDED, "Its issuer has given up the key that it was signed with.")
    return Key(method, identifier, _public(found))


def _own_key(method: str, identifier: str) -> Key:
    letters = identifier.removeprefix("did:key:")
    if method not in (identifier, f"{identifier}#{letters}"):
        raise Failed("issuer", Reason.UNKNOWN_KEY, f"{method} is not the key of {identifier}.")
    try:
        return Key(method, identifier, key_from_multibase(letters))
    except NotAKey as trouble:
        raise Failed("issuer", Reason.UNKNOWN_KEY, str(trouble)) from trouble


def _address(identifier: str) -> str:
    try:
        return document_address(identifier)
    except ValueError as trouble:
        words = f"The keys of “{identifier[:100]}” cannot be found: {trouble}."
        raise Failed("issuer", Reason.UNKNOWN_KEY, words) from trouble


def _document(identifier: str, address: str, fetch: Fetch) -> dict[str, Any]:
    try:
        document = read_json(fetch(address))
    except NotFetched as trouble:
        words = f"The keys of {identifier} could not be asked for: {trouble}."
        raise Failed("issuer", Reason.KEY_NOT_REACHED, words, result=Result.UNKNOWN) from trouble
    except CannotBeRead as trouble:
        raise Failed("issuer", Reason.UNKNOWN_KEY, f"The keys of {identifier} cannot be read. {trouble}") from trouble
    if document.get("id") != identifier:
        raise Failed("issuer", Reason.UNKNOWN_KEY, f"What stands at {address} speaks of somebody else.")
    return document


def _listed(document: Mapping[str, Any], purpose: str) -> list[Mapping[str, Any]]:
    """The methods that are for this, named or laid in (Controlled Identifiers 1.0, section 3.3)."""
    methods = [one for one in as_list(document.get("verificationMethod")) if isinstance(one, Mapping)]
    found = []
    for one in as_list(document.get(purpose)):
        if isinstance(one, Mapping):
            found.append(one)
        else:
            named = _absolute(one, document)
            found += [method for method in methods if _absolute(method.get("id"), document) == named]
    return found


def _absolute(name: Any, document: Mapping[str, Any]) -> Any:
    return f"{document['id']}{name}" if isinstance(name, str) and name.startswith("#") else name


def _has_come(written: Any, now: datetime) -> bool:
    try:
        return moment(written) <= now
    except NotATime:
        return True


def _public(method: Mapping[str, Any]) -> PublicKey:
    try:
        if "publicKeyMultibase" in method:
            return key_from_multibase(method["publicKeyMultibase"])
        return key_from_jwk(method.get("publicKeyJwk"))
    except NotAKey as trouble:
        raise Failed("issuer", Reason.UNKNOWN_KEY, str(trouble)) from trouble
