"""Another library, in another language, agrees on what is issued here, and this one on what it issues: npm's `@digitalbazaar/vc`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials import contexts
from commonplace.stages.recognise.credentials.contexts import NotCovered, held
from commonplace.stages.recognise.credentials.keys import multikey, secret_multikey
from commonplace.stages.recognise.credentials.verifying import verify
from tests.javascript import BadgeVerifier, NotInstalled

from .issued import ISSUER, KEY, NOW, Commons, badge, did_document, method, signed

AT = "2026-11-27T18:30:00Z"
MULTIKEY = "https://w3id.org/security/multikey/v1"
COMMONS = Commons()


def documents():
    """What stands at each address, in the form in which the other library reads it."""
    whole = {"@context": ["https://www.w3.org/ns/did/v1", MULTIKEY], **did_document()}
    key = {"@context": MULTIKEY, **whole["verificationMethod"][0]}
    shipped = {address: held(address)["document"] for address in contexts.ADDRESSES}
    return {**shipped, ISSUER: whole, method(): key}


@pytest.fixture(scope="module")
def other():
    try:
        verifier = BadgeVerifier(documents())
    except NotInstalled as trouble:
        pytest.skip(f"NO @DIGITALBAZAAR/VC: npm could not install it, so that our badges are not read by it: {trouble}")
    yield verifier
    verifier.end()


def issued_there(other, document):
    key = {
        "@context": MULTIKEY,
        "type": "Multikey",
        "id": method(),
        "controller": ISSUER,
        "publicKeyMultibase": multikey(KEY.public_key()),
        "secretKeyMultibase": secret_multikey(KEY),
    }
    return other.issue(document, key, at=AT)


def holds_here(credential):
    return verify(credential, fetch=COMMONS.fetch, now=NOW).holds


def test_each_verifies_what_the_other_issues(other):
    assert other.holds(signed(), at=AT)
    assert holds_here(issued_there(other, badge()))


def test_both_write_the_same_proof(other):
    there, here = issued_there(other, badge())["proof"], signed()["proof"][0]
    assert there["proofValue"] == here["proofValue"]
    assert there == here


@pytest.mark.parametrize(
    ("altered", "value"),
    [("name", "Can bend"), ("id", "urn:uuid:0"), ("validUntil", "2041-11-01T00:00:00Z"), ("evidence", [])],
)
def test_both_refuse_what_was_altered(other, altered, value):
    assert not other.holds({**signed(), altered: value}, at=AT)
    assert not holds_here({**signed(), altered: value})


def test_both_refuse_what_no_signature_covers(other):
    assert not other.holds({**signed(), "grade": "A"}, at=AT)
    assert not holds_here({**signed(), "grade": "A"})
    with pytest.raises(ValueError, match="Safe mode"):
        issued_there(other, badge(grade="A"))
    with pytest.raises(NotCovered, match="grade"):
        signed(badge(grade="A"))


def test_both_look_at_the_time(other):
    assert not other.holds(signed(), at="2036-01-01T00:00:00Z")
    assert not other.holds(signed(), at="2026-01-01T00:00:00Z")


# It puts lines into the order of UTF-16, where letters from U+E000 to U+FFFF stand behind emoji, and not into that of code points.
LETTERS = st.characters(codec="utf-8").filter(lambda letter: not "\ue000" <= letter <= "\uffff")
WORDS = st.text(LETTERS, min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    name=WORDS,
    narrative=WORDS,
    tags=st.lists(WORDS, max_size=4),
    alignments=st.lists(st.fixed_dictionaries({"targetName": WORDS}, optional={"targetCode": WORDS}), max_size=4),
    said=st.lists(
        st.fixed_dictionaries(
            {"@value": WORDS},
            optional={
                "@language": st.sampled_from(["en", "de-CH", "AR"]),
                "@direction": st.sampled_from(["ltr", "rtl"]),
            },
        ),
        max_size=2,
    ),
    number=st.just(0.0) | st.floats(1e-6, 1e6) | st.integers(0, 10**6) | st.sampled_from([1.0, 2.5, 1e6]),
)
def test_any_badge_has_the_same_proof_in_both(other, name, narrative, tags, alignments, said, number):
    document = badge(name=name, description=said)
    achievement = document["credentialSubject"]["achievement"]
    achievement |= {
        "criteria": {"narrative": narrative},
        "tag": tags,
        "creditsAvailable": number,
        "alignment": [
            {"type": ["Alignment"], "targetUrl": "https://frameworks.example/a", **one} for one in alignments
        ],
    }
    here = signed(document)
    assert issued_there(other, document)["proof"]["proofValue"] == here["proof"][0]["proofValue"]
    assert other.holds(here, at=AT)
