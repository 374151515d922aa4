"""Credentials of Open Badges 3.0 made of awards, and the lists of those that were taken back.

https://www.imsglobal.org/spec/ob/v3p0/. A credential names nobody: whoever it is about is in it as a digest of their e-mail address or
of their book's address with a salt, by which they can show that it is theirs; or as a DID that they chose.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.veil import veil
from commonplace.ground import clock
from commonplace.stages.recognise.aligning import alignments_said
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3
from commonplace.stages.recognise.credentials.statuses import PLACES, status_entry, status_list
from commonplace.stages.recognise.credentials.times import written
from commonplace.stages.recognise.models import Award, Badge, StatusList
from commonplace.stages.recognise.sealing import name_of, profile_of, signed_by, web_address

# A list is left for a new one when so many of its places are taken: until then a free one is soon found by chance.
_TAKEN_AT_MOST = PLACES // 2


def list_address(community: Community, number: int) -> str:
    """Where a list of what was taken back stands."""
    return web_address(f"{community.address}taken-back/{number}/")


def take_place(community: Community) -> tuple[int, int]:
    """The number of a list and a place in it that nobody has, found by chance, so that it does not tell how many were given.

    Called while the community is held.
    """
    here = Award.objects.filter(badge__community=community, place__isnull=False)
    number = StatusList.objects.filter(community=community).count() or 1
    if here.filter(list_number=number).count() >= _TAKEN_AT_MOST:
        number += 1
    if not StatusList.objects.filter(community=community, number=number).exists():
        write_list(community, number)
    while True:
        place = secrets.randbelow(PLACES)
        if not here.filter(list_number=number, place=place).exists():
            return number, place


def write_list(community: Community, number: int) -> None:
    """Sign a list as things stand. Raises CannotSign."""
    address = list_address(community, number)
    gone = Award.objects.filter(badge__community=community, list_number=number, taken_back_at__isnull=False)
    places = sorted(place for place in gone.values_list("place", flat=True) if place is not None)
    unsigned = status_list(address, name_of(community), places, valid_from=written(clock.now()))
    text = json.dumps(signed_by(community, unsigned))
    StatusList.objects.update_or_create(
        community=community, number=number, defaults={"text": text, "etag": hashlib.sha256(text.encode()).hexdigest()}
    )


def identity_of(person: Person | None, email: str = "") -> dict[str, Any]:
    """Whom it is about, as a digest with a salt (section B.1.20): an e-mail address, or the address of a book."""
    account = person.account if person else None
    email = email or (account.email if account and account.email else "")
    said = email.lower() or (f"{settings.ADDRESS}/@{person.name}/" if person else "")
    salt = secrets.token_hex(16)
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${hashlib.sha256((said + salt).encode()).hexdigest()}",
        "identityType": "emailAddress" if email else "identifier",
        "salt": salt,
    }


def achievement_of(badge: Badge) -> dict[str, Any]:
    """A badge as credentials say it."""
    achievement: dict[str, Any] = {
        "id": web_address(badge.address),
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": badge.name,
        "description": badge.says,
        "criteria": {"narrative": badge.criteria},
        "image": {"id": badge.picture_within, "type": "Image"},
    }
    if aligned := alignments_said(badge):
        achievement["alignment"] = aligned
    return achievement


@transaction.atomic
def credential_of(award: Award, subject: Mapping[str, Any]) -> dict[str, Any]:
    """A signed credential of an award that was said yes to, about `subject`: an identity, or an `id`. Raises CannotSign.

    Made anew for another subject, it has the same place among what can be taken back.
    """
    badge, community = award.badge, award.badge.community
    number, place = award.list_number, award.place
    if number is None or place is None:
        number, place = award.list_number, award.place = take_place(community)
        award.save(update_fields=["list_number", "place"])
    about: dict[str, Any] = {"type": ["AchievementSubject"], **subject, "achievement": achievement_of(badge)}
    if award.words:
        about["narrative"] = award.words
    unsigned: dict[str, Any] = {
        "@context": [CREDENTIALS_2, OPEN_BADGES_3],
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.name,
        "issuer": profile_of(community),
        "validFrom": written(award.said_at or clock.now()),
        "credentialSubject": about,
        "credentialStatus": status_entry(list_address(community, number), place),
    }
    if award.ends_at:
        unsigned["validUntil"] = written(award.ends_at)
    if evidence := _open_evidence(award):
        unsigned["evidence"] = [evidence]
    return signed_by(community, unsigned)


def _open_evidence(award: Award) -> dict[str, Any] | None:
    """What somebody showed for it, where strangers read that anyway."""
    entry = award.evidence.entry if award.evidence else None
    if entry is None or not Entry.objects.visible_to(None).filter(pk=entry.pk).exists():
        return None
    return {"id": settings.ADDRESS + entry.address, "type": ["Evidence"], "name": veil([entry.title])(entry.title)}
