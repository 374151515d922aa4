"""Badges of Open Badges 2.0: hosted and signed."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commonplace.stages.recognise.credentials.checks import Reason
from commonplace.stages.recognise.credentials.contexts import OPEN_BADGES_2
from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.credentials.tokens import read_token
from commonplace.stages.recognise.credentials.verifying import verify

from .issued import NOW
from .test_tokens import EDDSA, RSA, token

SITE = "https://badges.example"
PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def assertion(**more):
    return {
        "@context": OPEN_BADGES_2,
        "type": "Assertion",
        "id": f"{SITE}/assertions/1",
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "deadsea",
            "identity": "sha256$b6877bb4361da770ac2c9fa2f28136de8dc93d823bbc1de438d5987e3f4032ef",
        },
        "issuedOn": "2026-10-01T00:00:00Z",
        "badge": f"{SITE}/badges/1",
        "verification": {"type": "hosted"},
        **more,
    }


def signed(given=None, key=RSA, kind="RS256", **more):
    verification = {"type": "signed", "creator": f"{SITE}/key"}
    return read_token(token({**assertion(verification=verification, **more), **(given or {})}, kind, key=key))


class Site:
    """What stands at the addresses of an issuer of the older kind."""

    def __init__(self, **pages):
        self.pages = {
            f"{SITE}/assertions/1": assertion(),
            f"{SITE}/badges/1": {
                "type": "BadgeClass",
                "name": "Robotics",
                "description": "Robots",
                "criteria": {"narrative": "Made one"},
                "issuer": f"{SITE}/issuer",
            },
            f"{SITE}/issuer": {
                "type": "Issuer",
                "id": f"{SITE}/issuer",
                "name": "An issuer",
                "publicKey": f"{SITE}/key",
                "revocationList": f"{SITE}/revoked",
            },
            f"{SITE}/key": {"type": "CryptographicKey", "owner": f"{SITE}/issuer", "publicKeyPem": PEM},
            f"{SITE}/revoked": {"type": "RevocationList", "revokedAssertions": []},
        }
        for name, page in pages.items():
            self.pages[f"{SITE}/{name.replace('_', '/')}"] = page

    def fetch(self, address):
        if address not in self.pages:
            raise NotFetched("nobody answers")
        return json.dumps(self.pages[address]).encode()

    def with_issuer(self, **more):
        self.pages[f"{SITE}/issuer"] |= more
        return self


def verdict(given, site=None, **more):
    return verify(given, fetch=(site or Site()).fetch, now=more.pop("now", NOW), **more)


def reason(given, site=None, **more):
    found = verdict(given, site, **more)
    assert not found.holds
    return found.reason


def test_a_hosted_badge_holds_while_it_stands_at_its_address_as_it_is():
    assert verdict(assertion()).holds
    assert reason(assertion(evidence="https://elsewhere.example/")) is Reason.ALTERED
    assert reason(assertion(id=f"{SITE}/assertions/2")) is Reason.KEY_NOT_REACHED
    taken_back = Site(assertions_1={"id": f"{SITE}/assertions/1", "revoked": True})
    assert reason(assertion(), taken_back) is Reason.REVOKED


def test_a_hosted_badge_stands_where_its_issuer_keeps_badges():
    elsewhere = assertion(id="https://elsewhere.example/1")
    site = Site()
    site.pages["https://elsewhere.example/1"] = elsewhere
    assert reason(elsewhere, site) is Reason.NOT_THE_ISSUER
    allowed = {"allowedOrigins": ["elsewhere.example"]}
    assert verdict(elsewhere, site.with_issuer(verification=allowed)).holds
    begins = {"startsWith": ["https://elsewhere.example/"]}
    assert verdict(elsewhere, site.with_issuer(verification=begins)).holds
    other = {"startsWith": "https://elsewhere.example/other"}
    assert reason(elsewhere, site.with_issuer(verification=other)) is Reason.NOT_THE_ISSUER
    longer = {"startsWith": "https://elsewhere"}
    assert reason(elsewhere, site.with_issuer(verification=longer)) is Reason.NOT_THE_ISSUER


def test_a_signed_badge_holds_with_its_issuers_key():
    assert verdict(signed()).holds
    assert verdict(signed({"badge": Site().pages[f"{SITE}/badges/1"]})).holds
    stranger = rsa.generate_private_key(65537, 2048)
    assert reason(signed(key=stranger)) is Reason.ALTERED
    assert reason(signed(key=EDDSA, kind="EdDSA")) is Reason.UNKNOWN_KEY
    assert reason(signed({"verification": {"type": "signed", "creator": f"{SITE}/key2"}})) is Reason.NOT_THE_ISSUER


def test_a_key_that_is_not_the_issuers_does_not_speak_for_them():
    owned = Site()
    owned.pages[f"{SITE}/key"] |= {"owner": "https://elsewhere.example/issuer"}
    assert reason(signed(), owned) is Reason.NOT_THE_ISSUER
    assert reason(signed(), Site().with_issuer(publicKey=[])) is Reason.NOT_THE_ISSUER
    said = {"id": f"{SITE}/issuer", "type": "Issuer", "name": "An issuer", "publicKey": "https://elsewhere.example/key"}
    forged = {"badge": {**Site().pages[f"{SITE}/badges/1"], "issuer": said}}
    elsewhere = {"type": "signed", "creator": "https://elsewhere.example/key"}
    assert reason(signed({**forged, "verification": elsewhere})) is Reason.NOT_THE_ISSUER


def test_a_signed_badge_that_was_taken_back_says_so():
    for entry in (f"{SITE}/assertions/1", {"id": f"{SITE}/assertions/1"}, {"uid": "7"}):
        site = Site(revoked={"type": "RevocationList", "revokedAssertions": [entry]})
        assert reason(signed({"uid": "7"}), site) is Reason.REVOKED
    silent = Site()
    del silent.pages[f"{SITE}/revoked"]
    assert reason(signed(), silent) is Reason.STATUS_NOT_REACHED


def test_its_time_and_its_subject_are_looked_at():
    ended = assertion(expires="2026-11-01T00:00:00Z")
    assert reason(ended, Site(assertions_1=ended)) is Reason.EXPIRED
    assert reason(assertion(), now=NOW - timedelta(days=90)) is Reason.NOT_YET_VALID
    assert verdict(assertion(), subject="beth@example.org").holds
    assert reason(assertion(), subject="amina@example.org") is Reason.WRONG_SUBJECT


@pytest.mark.parametrize(
    "more",
    [
        {"type": "BadgeClass"},
        {"@context": "https://elsewhere.example/"},
        {"recipient": None},
        {"issuedOn": "then"},
        {"id": None},
        {"expires": "2020-01-01T00:00:00Z"},
    ],
)
def test_what_is_no_badge_of_this_kind_says_so(more):
    assert reason(assertion(**more)) is Reason.MALFORMED


@pytest.mark.parametrize("verification", [None, {}, {"type": "signed"}, {"type": "blockchain"}, "hosted"])
def test_what_is_neither_hosted_nor_signed_is_not_known(verification):
    assert reason(assertion(verification=verification)) is Reason.UNKNOWN_PROOF


@pytest.mark.parametrize(
    "context", ["https://w3id.org/openbadges/v2", "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"]
)
def test_badges_of_2_0_and_of_2_1_hold(context):
    hosted = assertion(**{"@context": context})
    assert verdict(hosted, Site(assertions_1=hosted)).holds
    assert verdict(signed({"@context": context})).holds
