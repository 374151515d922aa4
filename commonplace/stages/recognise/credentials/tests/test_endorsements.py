"""Endorsements within a badge are verified as credentials of their own."""

import copy

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials.checks import Reason, Result
from commonplace.stages.recognise.credentials.endorsements import verified_endorsements
from commonplace.stages.recognise.credentials.keys import multikey
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.statuses import status_entry, status_list
from commonplace.stages.recognise.credentials.verifying import Asked, verify

from .issued import DOCUMENT, ISSUER, NOW, Commons, badge, did_document, signed
from .test_altered import VALUES, inside, places, said
from .test_tokens import EDDSA, jwk, token

NEIGHBOUR = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
NAME = f"did:key:{multikey(NEIGHBOUR.public_key())}"
ACHIEVEMENT = badge()["credentialSubject"]["achievement"]["id"]


def endorsement(about=ACHIEVEMENT, **more):
    return {
        "@context": badge()["@context"],
        "id": "urn:uuid:e0000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": NAME, "type": ["Profile"], "name": "The Bicycle Kitchen"},
        "name": "Counts at the Bicycle Kitchen",
        "validFrom": "2026-11-02T00:00:00Z",
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": "Counts with us."},
        **more,
    }


def vouched(about=ACHIEVEMENT, **more):
    return sign(endorsement(about, **more), NEIGHBOUR, method=f"{NAME}#{NAME.removeprefix('did:key:')}", at=NOW)


def within(*endorsements, commons=None, **more):
    """What becomes of the endorsements of a badge that has these."""
    commons = commons or Commons()
    verdict = verify(signed(badge(endorsement=list(endorsements), **more)), fetch=commons.fetch, now=NOW)
    assert verdict.holds
    return verified_endorsements(verdict, fetch=commons.fetch, now=NOW)


def test_one_that_holds_says_who_vouches_for_what():
    for about in (ACHIEVEMENT, badge()["id"], ISSUER):
        [found] = within(vouched(about))
        assert (found.by, found.about, found.verdict.holds) == (NAME, about, True)


def test_they_stand_at_the_badge_its_issuer_and_what_was_achieved():
    document = badge(endorsement=[vouched()])
    document["issuer"] |= {"endorsement": [vouched(ISSUER)]}
    document["credentialSubject"]["achievement"] |= {
        "endorsement": [vouched()],
        "creator": {"id": "did:web:a.example", "type": ["Profile"], "endorsement": [vouched("did:web:a.example")]},
    }
    verdict = verify(signed(document), fetch=Commons().fetch, now=NOW)
    found = verified_endorsements(verdict, fetch=Commons().fetch, now=NOW)
    assert [one.about for one in found] == [ACHIEVEMENT, ACHIEVEMENT, "did:web:a.example", ISSUER]
    assert all(one.verdict.holds for one in found)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (endorsement(), Reason.NO_PROOF),
        ({**vouched(), "validFrom": "2026-11-03T00:00:00Z"}, Reason.ALTERED),
        (vouched(validUntil="2026-11-03T00:00:00Z"), Reason.EXPIRED),
        (vouched("https://elsewhere.example/"), Reason.WRONG_SUBJECT),
        (vouched(issuer={"id": ISSUER, "type": ["Profile"], "name": "Not they"}), Reason.NOT_THE_ISSUER),
    ],
)
def test_one_that_does_not_hold_says_why_and_leaves_the_badge_as_it_is(given, reason):
    [found] = within(given)
    assert found.verdict.reason is reason


def test_another_credential_is_no_endorsement():
    other = signed(badge(id="urn:uuid:other"))
    [found] = within({**other, "type": ["VerifiableCredential", "OpenBadgeCredential"]})
    assert found.verdict.reason is Reason.MALFORMED


def test_signed_tokens_are_read_too():
    commons = Commons()
    name = f"{ISSUER}#key-0"
    document = did_document()
    document["verificationMethod"].append(
        {"id": name, "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk(EDDSA)}
    )
    document["assertionMethod"].append(name)
    commons.pages[DOCUMENT] = document
    given = token(endorsement(issuer={"id": ISSUER, "type": ["Profile"], "name": "We"}), kid=name)
    [good, bad] = within(commons=commons, endorsementJwt=[given, "a.b.c"])
    assert (good.by, good.verdict.holds) == (ISSUER, True)
    assert (bad.by, bad.verdict.reason) == ("", Reason.MALFORMED)


def test_a_badge_that_does_not_hold_has_nobody_asked():
    commons = Commons()
    altered = {**signed(badge(endorsement=[vouched()])), "name": "Another"}
    verdict = verify(altered, fetch=commons.fetch, now=NOW)
    asked = list(commons.asked)
    assert verified_endorsements(verdict, fetch=commons.fetch, now=NOW) == []
    assert commons.asked == asked


def test_so_many_are_looked_at():
    assert len(within(*[vouched(id=f"urn:uuid:{number}") for number in range(25)])) == 20


def key_kept_at(number):
    """Somebody who vouches, whose key stands at an address of its own, and the document there."""
    name = f"did:web:neighbour{number}.example"
    letters = multikey(NEIGHBOUR.public_key())
    key = {"id": f"{name}#{letters}", "type": "Multikey", "controller": name, "publicKeyMultibase": letters}
    document = {"id": name, "verificationMethod": [key], "assertionMethod": [key["id"]]}
    issuer = {"id": name, "type": ["Profile"], "name": "A neighbour"}
    given = sign(endorsement(id=f"urn:uuid:{number}", issuer=issuer), NEIGHBOUR, method=key["id"], at=NOW)
    return given, f"https://neighbour{number}.example/.well-known/did.json", document


def test_so_many_addresses_are_asked_for_all_of_them_and_none_twice():
    commons, taken = Commons(), []
    for number in range(19):
        given, address, document = key_kept_at(number)
        list_address = f"https://neighbour{number}.example/list"
        given = sign(
            {**endorsement(id=given["id"], issuer=given["issuer"]), "credentialStatus": status_entry(list_address, 5)},
            NEIGHBOUR, method=document["assertionMethod"][0], at=NOW,
        )  # fmt: skip
        listed = status_list(list_address, document["id"], (), valid_from="2026-11-01T00:00:00Z")
        commons.pages[address] = document
        commons.pages[list_address] = sign(listed, NEIGHBOUR, method=document["assertionMethod"][0], at=NOW)
        taken.append(given)
    verdict = verify(signed(badge(endorsement=taken)), fetch=commons.fetch, now=NOW)
    commons.asked.clear()
    found = verified_endorsements(verdict, fetch=commons.fetch, now=NOW)
    assert len(commons.asked) == len(set(commons.asked)) == 24
    assert [one.verdict.result for one in found] == [Result.HOLDS] * 12 + [Result.UNKNOWN] * 7
    assert found[12].verdict.reason is Reason.KEY_NOT_REACHED
    counted = Asked(commons.fetch)
    verdict = verify(signed(badge(endorsement=taken)), fetch=counted, now=NOW)
    found = verified_endorsements(verdict, fetch=counted, now=NOW)
    assert [one.verdict.reason for one in found[10:12]] == [Reason.STATUS_NOT_REACHED, Reason.KEY_NOT_REACHED]


def test_an_address_at_which_nobody_answers_is_asked_once():
    given, address, _document = key_kept_at(1)
    commons = Commons()
    found = within(given, {**given, "name": "Another"}, given, commons=commons)
    assert [one.verdict.result for one in found] == [Result.UNKNOWN] * 3
    assert commons.asked.count(address) == 1


WHOLE = vouched()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(places(WHOLE))), VALUES)
def test_nothing_put_into_an_endorsement_verifies_or_crashes(way, value):
    altered = copy.deepcopy(WHOLE)
    inside(altered, way[:-1])[way[-1]] = value
    verdict = verify(signed(badge()), fetch=Commons().fetch, now=NOW)
    forged = type(verdict)(verdict.checks, {**verdict.credential, "endorsement": [altered]})
    found = verified_endorsements(forged, fetch=Commons().fetch, now=NOW)
    assert not found[0].verdict.holds or said(altered) == said(WHOLE)
