"""Passkeys: made on a device, kept by it, and opened there by a finger, a face or a number (W3C Web Authentication, level 3)."""

import json
import secrets
from typing import Any

from django.db import transaction
from django.http.request import split_domain_port
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from commonplace.commons.people.doors import Request, is_address
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.signing.models import Passkey
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line

MOST = 10
_ASKED = "passkey"
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class NotTaken(Exception):
    """The device's answer does not hold."""


def are_possible(request: Request) -> bool:
    """Whether browsers make passkeys for this address: by HTTPS or on one's own machine, and never for a bare number."""
    host, _port = split_domain_port(request.get_host())
    return (request.is_secure() or host == "localhost") and not is_address(host)


def _server(request: Request) -> Fido2Server:
    """Takes answers for this very origin, and for none beside it (section 13.4.9)."""
    host, _port = split_domain_port(request.get_host())
    own = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(id=host, name=request.commons.name)
    return Fido2Server(entity, verify_origin=lambda origin: origin == own)


def _known(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.known))


def ask_to_make(request: Request, account: Account) -> dict[str, Any]:
    """What the browser needs to make a passkey. The challenge waits in the session."""
    held = list(account.passkeys.all())
    handle = bytes(held[0].handle) if held else secrets.token_bytes(32)
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=account.username, display_name=account.person.display_name),
        [_known(passkey) for passkey in held],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[_ASKED] = {**state, "handle": handle.hex(), "for": "making", "at": clock.now().timestamp()}
    return dict(options)["publicKey"]


def ask_to_sign(request: Request) -> dict[str, Any]:
    """What the browser needs to sign in with whichever passkey it has for this commons."""
    options, state = _server(request).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    request.session[_ASKED] = {**state, "for": "signing", "at": clock.now().timestamp()}
    return dict(options)["publicKey"]


def _asked(request: Request, what: str) -> dict[str, Any]:
    """What was asked of the device, at most five minutes ago. A challenge serves once."""
    asked = request.session.pop(_ASKED, {})
    if asked.get("for") != what or clock.now().timestamp() - asked["at"] > 300:
        raise NotTaken
    return dict(asked)


@transaction.atomic
def keep(request: Request, person: Person, name: str, answer: str) -> Passkey:
    """Keep a passkey that was just made. Raises NotTaken where the answer does not hold, or there are too many."""
    asked = _asked(request, "making")
    try:
        found = _server(request).register_complete(asked, json.loads(answer)).credential_data
        if found is None or person.login.passkeys.count() >= MOST:
            raise NotTaken
    except _BROKEN as broken:
        raise NotTaken from broken
    known = {"known": bytes(found), "handle": bytes.fromhex(asked["handle"])}
    passkey, is_new = Passkey.objects.get_or_create(
        credential_id=found.credential_id,
        defaults={"account": person.login, "name": clean_line(name)[:60], **known},
    )
    if not is_new:
        raise NotTaken
    record("passkey.added", by=person, person=person.pk)
    return passkey


def signed_by(request: Request, answer: str) -> Account:
    """Whose passkey signed what was asked. Raises NotTaken where the answer does not hold."""
    asked = _asked(request, "signing")
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        passkey = Passkey.objects.select_related("account__person").get(credential_id=given.raw_id)
        _server(request).authenticate_complete(asked, [_known(passkey)], given)
        handle, count = given.response.user_handle, given.response.authenticator_data.counter
    except (*_BROKEN, Passkey.DoesNotExist) as broken:
        raise NotTaken from broken
    if handle != bytes(passkey.handle) or not _counts_on(passkey, count) or not passkey.account.is_active:
        raise NotTaken
    return passkey.account


def _counts_on(passkey: Passkey, count: int) -> bool:
    """Devices that count must count on: else a copy of the key is about (section 6.1.1). Most count nothing."""
    if (count or passkey.count) and count <= passkey.count:
        return False
    unchanged = Passkey.objects.filter(pk=passkey.pk, count=passkey.count)
    return bool(unchanged.update(count=count, used_at=clock.now()))


@transaction.atomic
def rename(passkey: Passkey, name: str) -> None:
    """Call a passkey something else."""
    passkey.name = clean_line(name)[:60]
    passkey.save(update_fields=["name"])


@transaction.atomic
def remove(person: Person, passkey: Passkey) -> None:
    """Nobody signs in with this passkey any more."""
    passkey.delete()
    record("passkey.removed", by=person, person=person.pk)
