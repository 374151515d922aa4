"""A community's seal: its keys, what it is called on the web, and signing with it.

The secret key lies in the database, locked with a key that is derived from the secret of this commons (HKDF, RFC 5869; AES-GCM,
NIST SP 800-38D). A backup alone signs nothing: it needs the `secret` file beside it, or what `commonplace seal keep` wrote out.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import hold_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.commons.people.veil import veil
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.stages.recognise.credentials.keys import (
    from_base64url,
    multikey,
    secret_from_multikey,
    secret_multikey,
    to_base64url,
)
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.models import Seal

_NONCE_BYTES = 12


class CannotSign(Exception):
    """There is no seal that can be used. Its words say what to do."""


def name_of(community: Community) -> str:
    """What its seal is called on the web: `did:web:commons.example:c:mending-table` (https://w3c-ccg.github.io/did-method-web/)."""
    return f"did:web:{quote(urlsplit(settings.ADDRESS).netloc, safe='.-')}:c:{community.slug}"


def web_address(path: str) -> str:
    """A path of this commons as credentials name it: with https:, as those who verify ask for it."""
    return f"https://{urlsplit(settings.ADDRESS).netloc}{path}"


def method_of(seal: Seal) -> str:
    """What a key is called within its community's document."""
    return f"{name_of(seal.community)}#{seal.public}"


def current_seal(community: Community) -> Seal | None:
    """The seal with which a community signs now, if it has one."""
    return Seal.objects.filter(community=community, retired_at=None).select_related("community").first()


@transaction.atomic
def renew_seal(community: Community, by: Person | None = None) -> Seal:
    """Give a community a new key, its first one or in place of the one before, which is retired. By nobody: on the command line."""
    hold_community(community.pk)
    Seal.objects.filter(community=community, retired_at=None).update(retired_at=clock.now())
    key = Ed25519PrivateKey.generate()
    public = multikey(key.public_key())
    seal = Seal.objects.create(community=community, public=public, locked=_locked(key, public))
    record("seal.renewed", by=by, community=community, seal=seal.pk)
    return seal


def signed_by(community: Community, credential: Mapping[str, Any]) -> dict[str, Any]:
    """The credential under the community's seal. Raises CannotSign."""
    seal = current_seal(community)
    if seal is None:
        raise CannotSign(_("This community has no seal yet. Those who look after it can make one."))
    return sign(credential, key_of(seal), method=method_of(seal), at=clock.now())


def key_of(seal: Seal) -> Ed25519PrivateKey:
    """The secret key. Raises CannotSign where it was locked with another secret than this commons has now."""
    try:
        given = from_base64url(seal.locked)
        opened = AESGCM(_lock()).decrypt(given[:_NONCE_BYTES], given[_NONCE_BYTES:], seal.public.encode())
        return Ed25519PrivateKey.from_private_bytes(opened)
    except (InvalidTag, ValueError) as failure:
        words = _("The seal was locked with another secret than this commons has now. The host can bring it back.")
        raise CannotSign(words) from failure


def _lock() -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"commonplace seals")
    return derived.derive(settings.SECRET_KEY.encode())


def _locked(key: Ed25519PrivateKey, public: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return to_base64url(nonce + AESGCM(_lock()).encrypt(nonce, key.private_bytes_raw(), public.encode()))


def document_of(community: Community) -> dict[str, Any] | None:
    """What stands at `/c/<slug>/did.json`: its keys, the current and the retired ones; None where it never had a seal.

    It says nothing else of a community, which may be one that strangers do not see.
    """
    seals = list(Seal.objects.filter(community=community).order_by("-made_at", "-pk"))
    if not seals:
        return None
    name = name_of(community)
    methods = [
        {"id": f"{name}#{seal.public}", "type": "Multikey", "controller": name, "publicKeyMultibase": seal.public}
        for seal in seals
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": name,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def profile_of(community: Community) -> dict[str, Any]:
    """Who issues, as badges name them (Open Badges 3.0, Profile): the name, and what strangers may read besides."""
    profile: dict[str, Any] = {"id": name_of(community), "type": ["Profile"], "name": community.name}
    if community.audience == Audience.OPEN:
        profile["url"] = settings.ADDRESS + community.address
        if community.purpose:
            profile["description"] = veil([community.purpose])(community.purpose)
    return profile


def secrets_kept(seals: Iterable[Seal]) -> list[dict[str, str]]:
    """Seals with their secret keys, laid open: for a host who keeps them apart from the commons. Raises CannotSign."""
    return [
        {"of": name_of(seal.community), "public": seal.public, "secret": secret_multikey(key_of(seal))}
        for seal in seals
    ]


@transaction.atomic
def bring_secrets(kept: Iterable[Mapping[str, Any]]) -> int:
    """Lock these keys anew with the secret that this commons has now. Returns how many of them are seals here.

    Raises NotAKey for what is no secret key, having changed nothing.
    """
    brought = 0
    for one in kept:
        key = secret_from_multikey(one.get("secret"))
        public = multikey(key.public_key())
        brought += Seal.objects.filter(public=public).update(locked=_locked(key, public))
    return brought
