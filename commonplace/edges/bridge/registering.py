"""Programs that register themselves (OAuth 2.0 Dynamic Client Registration, RFC 7591)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import Application

from commonplace.edges.bridge.models import Program
from commonplace.edges.bridge.scopes import KNOWN
from commonplace.edges.bridge.validator import digest_of
from commonplace.ground.text import clean_line

# So many bytes a registration has at most.
LONGEST = 20_000
_MOST_ADDRESSES, _LONGEST_ADDRESS, _LONGEST_WORDS = 10, 500, 200
_ADDRESSES = ("client_uri", "logo_uri", "tos_uri", "policy_uri")
_WORDS = ("software_id", "software_version")
_GRANTS, _ANSWERS = ["authorization_code", "refresh_token"], ["code"]
AUTHENTICATION = ["client_secret_basic", "client_secret_post", "none"]
# One's own device (RFC 8252, section 7.3); with `localhost` the port has to be the registered one.
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NotRegistered(Exception):
    """What a program said of itself does not do; `error` is RFC 7591's word for it (section 3.2.2)."""

    def __init__(self, error: str, words: str) -> None:
        super().__init__(words)
        self.error = error


def register(body: bytes) -> dict[str, Any]:
    """Take in a program by what it says of itself. Returns what it is told, its secret this one time (section 3.2.1).

    Members that are not known here are passed over, as RFC 7591 has it. Raises NotRegistered.
    """
    asked = _read(body)
    addresses = _redirect_addresses(asked.get("redirect_uris"))
    said = _said(asked)
    scope = _scope(asked.get("scope"))
    for member, known in (("grant_types", _GRANTS), ("response_types", _ANSWERS)):
        if not isinstance(asked.get(member, []), list) or not all(one in known for one in asked.get(member, [])):
            raise _bad(f"{member}: here there is {' and '.join(known)} alone.")
    by = asked.get("token_endpoint_auth_method", "client_secret_basic")
    if by not in AUTHENTICATION:
        raise _bad(f"token_endpoint_auth_method: one of {', '.join(AUTHENTICATION)}.")
    name = clean_line(_text(asked, "client_name", 80)) or urlsplit(addresses[0]).hostname or ""
    secret = "" if by == "none" else generate_client_secret()
    program = _keep(name, addresses, scope, said, secret)
    told = {
        **said,
        "client_id": program.application.client_id,
        "client_id_issued_at": int(program.registered_at.timestamp()),
        "client_name": name,
        "redirect_uris": addresses,
        "grant_types": _GRANTS,
        "response_types": _ANSWERS,
        "token_endpoint_auth_method": by,
        "scope": scope,
    }
    return told | ({"client_secret": secret, "client_secret_expires_at": 0} if secret else {})


@transaction.atomic
def _keep(name: str, addresses: list[str], scope: str, said: dict[str, Any], secret: str) -> Program:
    application = Application.objects.create(
        name=name,
        redirect_uris=" ".join(addresses),
        client_type=Application.CLIENT_CONFIDENTIAL if secret else Application.CLIENT_PUBLIC,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        registration_source=Application.RegistrationSource.DCR,
        # Kept as a digest of our own: theirs costs as much as a passphrase's, each time that a token is asked for.
        client_secret=digest_of(secret) if secret else "",
        hash_client_secret=False,
    )
    return Program.objects.create(application=application, scope=scope, said=said)


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise _bad("It is not JSON.") from None
    if not isinstance(asked, dict):
        raise _bad("It is not a JSON object.")
    return asked


def _bad(words: str) -> NotRegistered:
    return NotRegistered("invalid_client_metadata", words)


def _text(asked: Mapping[str, Any], member: str, most: int) -> str:
    value = asked.get(member, "")
    if not isinstance(value, str) or len(value) > most:
        raise _bad(f"{member}: a string of at most {most} characters.")
    return value


def _said(asked: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for member in _ADDRESSES:
        if value := _text(asked, member, _LONGEST_ADDRESS):
            if _parts(value, schemes=("https",)) is None:
                raise _bad(f"{member}: an https: address.")
            said[member] = value
    for member in _WORDS:
        if value := clean_line(_text(asked, member, _LONGEST_WORDS)):
            said[member] = value
    contacts = asked.get("contacts", [])
    if not isinstance(contacts, list) or len(contacts) > 5 or not all(isinstance(one, str) for one in contacts):
        raise _bad("contacts: a list of at most 5 strings.")
    if contacts:
        said["contacts"] = [clean_line(one)[:_LONGEST_WORDS] for one in contacts]
    return said


def _scope(asked: Any) -> str:
    """What it may ask for: as much as is known here of what it names; all where it names nothing (section 2)."""
    if asked is not None and (not isinstance(asked, str) or len(asked) > 2000):
        raise _bad("scope: a string with spaces between.")
    wanted = asked.split() if asked else KNOWN
    scope = [one for one in KNOWN if one in wanted]
    if not scope:
        raise _bad(f"scope: some of {' '.join(KNOWN)}.")
    return " ".join(scope)


def _redirect_addresses(asked: Any) -> list[str]:
    if not isinstance(asked, list) or not 0 < len(asked) <= _MOST_ADDRESSES:
        raise NotRegistered("invalid_redirect_uri", f"redirect_uris: one to {_MOST_ADDRESSES} addresses.")
    for one in asked:
        if not isinstance(one, str) or not _may_lead_to(one):
            words = (
                "redirect_uris: https:, or http: to 127.0.0.1, [::1] or localhost; without a fragment or a name in it."
            )
            raise NotRegistered("invalid_redirect_uri", words)
    return list(dict.fromkeys(asked))


def _may_lead_to(address: str) -> bool:
    if (parts := _parts(address, schemes=("https", "http"))) is None:
        return False
    return parts[0] == "https" or parts[1] in LOOPBACK


def _parts(address: str, schemes: tuple[str, ...]) -> tuple[str, str] | None:
    """Scheme and host of a whole address in ASCII, written as it will be compared; None where it is none."""
    if len(address) > _LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return None
    if any(sign in address for sign in "#\\\"<>`{}|^*;,'") or "@" in address.partition("?")[0]:
        return None
    try:
        split = urlsplit(address)
        host, _port = split.hostname or "", split.port
    except ValueError:
        return None
    if split.scheme not in schemes or not host or not address.startswith(split.scheme + "://"):
        return None
    return split.scheme, host
