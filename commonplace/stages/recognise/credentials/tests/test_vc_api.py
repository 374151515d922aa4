"""The VC API, as the W3C's tests of the VC Data Model 2.0 ask it.

Each part of a credential in turn is left out or spoilt, and none such is signed; what the Recommendation allows is. The suite itself
(github.com/w3c/vc-data-model-2.0-test-suite, 6e07524, with the digests of its issue 166) comes in no package, and was run by hand:
docs/decisions/0034.
"""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings

from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2
from commonplace.stages.recognise.credentials.keys import to_base64url
from commonplace.stages.recognise.credentials.presenting import verify_presentation
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.resolving import AUTHENTICATION, nothing_fetched
from commonplace.stages.recognise.credentials.vc_api import Endpoints

from .issued import ISSUER, KEY, NOW, OTHER, Commons, did_document, method, signed
from .test_altered import VALUES
from .test_tokens import EDDSA, jwk, token

HERE = Endpoints(KEY, nothing_fetched)
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIBASE = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"
KIND = "https://example.org/#Kind"


def credential(**more):
    given = {
        "@context": [CREDENTIALS_2],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:a"},
    }
    return {name: one for name, one in {**given, **more}.items() if one is not ...}


def ask(path, **content):
    return HERE.answer(path, json.dumps(content).encode(), now=NOW)


def issue(**more):
    return ask("/credentials/issue", credential=credential(**more))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"id": "urn:uuid:0"},
        {"type": ["VerifiableCredential", KIND]},
        {"type": [KIND, "VerifiableCredential"]},
        {"@context": [CREDENTIALS_2, EXAMPLES]},
        {"@context": [CREDENTIALS_2, {"Kind": KIND}], "type": ["VerifiableCredential", "Kind"]},
        {"name": "A", "description": {"@value": "B", "@language": "en"}},
        {"name": [{"@value": "A", "@language": "en"}, {"@value": "ا", "@language": "ar", "@direction": "rtl"}]},
        {"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]},
        {"validFrom": "2020-01-01T00:00:00.123Z", "validUntil": "2040-01-01T00:00:00-05:00"},
        {"credentialStatus": {"type": KIND}},
        {"credentialSchema": {"id": "did:example:s", "type": KIND}},
        {"evidence": [{"type": KIND}, {"type": [KIND]}]},
        {"termsOfUse": {"id": "did:example:t", "type": KIND}},
        {"refreshService": [{"id": "did:example:r", "type": KIND}]},
        {"relatedResource": {"id": CREDENTIALS_2, "digestSRI": SRI}},
        {"relatedResource": [{"id": CREDENTIALS_2, "mediaType": "application/ld+json", "digestMultibase": MULTIBASE}]},
        {"relatedResource": [{"id": "https://a.example/", "digestMultibase": MULTIBASE}]},
    ],
)
def test_what_the_recommendation_allows_is_signed_with_one_proof(more):
    status, found = issue(**more)
    assert status == 201, found
    assert isinstance(found["proof"], dict)
    if "credentialStatus" not in more:
        assert ask("/credentials/verify", verifiableCredential=found)[1]["verified"] is True


@pytest.mark.parametrize(
    "more",
    [
        {"@context": ...},
        {"@context": []},
        {"@context": [EXAMPLES, CREDENTIALS_2]},
        {"@context": [CREDENTIALS_2, 5]},
        {"@context": [CREDENTIALS_2, None]},
        {"@context": [CREDENTIALS_2, "https ://a"]},
        {"@context": [CREDENTIALS_2, "https://elsewhere.example/"]},
        {"@context": [CREDENTIALS_2, {"@import": "https://elsewhere.example/"}]},
        {"@context": [CREDENTIALS_2, {"VerifiableCredential": KIND}]},
        {"@context": [CREDENTIALS_2, {"Kind": "https ://a"}], "type": ["VerifiableCredential", "Kind"]},
        {"type": ...},
        {"type": []},
        {"type": ["Kind"]},
        {"type": ["VerifiableCredential", "Kind"]},
        {"id": None},
        {"id": "a"},
        {"id": ["urn:a", "urn:b"]},
        {"issuer": None},
        {"issuer": "a"},
        {"issuer": {"id": None}},
        {"issuer": {"id": "a"}},
        {"issuer": {"id": "https ://a"}},
        {"credentialSubject": ...},
        {"credentialSubject": {}},
        {"credentialSubject": [{"id": "did:example:a"}, {}]},
        {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}},
        {"name": 5},
        {"name": {"@value": "A", "url": "did:example:b"}},
        {"issuer": {"id": HERE.name, "description": {"@value": "A", "@language": "en", "more": "B"}}},
        {"validFrom": "Sun, 26 Feb 2023 01:22:14 +0000"},
        {"validUntil": "2020-13-01T00:00:00Z"},
        {"validFrom": "2030-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z"},
        {"credentialStatus": {"id": "did:example:a"}},
        {"credentialStatus": {"type": 2}},
        {"credentialStatus": {"id": "https ://a", "type": KIND}},
        {"credentialStatus": {"id": ["urn:a", "urn:b"], "type": KIND}},
        {"credentialSchema": {"type": KIND}},
        {"credentialSchema": {"id": "did:example:a"}},
        {"evidence": {"id": "did:example:a"}},
        {"termsOfUse": {"id": "did:example:a"}},
        {"refreshService": {"id": "did:example:a"}},
        {"relatedResource": [CREDENTIALS_2]},
        {"relatedResource": {"digestSRI": SRI}},
        {"relatedResource": {"id": CREDENTIALS_2}},
        {"relatedResource": {"id": CREDENTIALS_2, "digestSRI": SRI.replace("Hr", "rH")}},
        {"relatedResource": {"id": CREDENTIALS_2, "digestSRI": "md5-aaaa"}},
        {"relatedResource": {"id": CREDENTIALS_2, "digestSRI": "sha256-!"}},
        {"relatedResource": {"id": CREDENTIALS_2, "digestMultibase": MULTIBASE.replace("Vc", "cV")}},
        {"relatedResource": [{"id": CREDENTIALS_2, "digestSRI": SRI}, {"id": CREDENTIALS_2, "digestMultibase": MULTIBASE}]},
        {"grade": "A"},
    ],
)  # fmt: skip
def test_what_it_does_not_is_refused(more):
    status, found = issue(**more)
    assert status == 400, found
    assert found["errors"][0]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"credential": 5}'])
def test_what_cannot_be_read_says_so(body):
    for path in ("/credentials/issue", "/credentials/verify", "/presentations/verify"):
        assert HERE.answer(path, body, now=NOW)[0] == 400
    assert HERE.answer("/", body, now=NOW)[0] == 404


def shown(*credentials, key=OTHER, **more):
    letters = Endpoints(key, nothing_fetched).name
    unsigned = {
        "@context": [CREDENTIALS_2],
        "type": ["VerifiablePresentation"],
        **({"verifiableCredential": list(credentials)} if credentials else {}),
        **more,
    }
    method = f"{letters}#{letters.removeprefix('did:key:')}"
    return sign(unsigned, key, method=method, at=NOW, purpose=AUTHENTICATION, challenge="7", domain="commons.example")


def verify_shown(presentation, **options):
    options = {"challenge": "7", "domain": "commons.example"} | options
    status, found = ask("/presentations/verify", verifiablePresentation=presentation, options=options)
    assert (status == 200) == found["verified"]
    return found["verified"]


def test_what_somebody_shows_holds_with_what_is_in_it():
    one, other = issue()[1], issue(id="urn:uuid:1")[1]
    assert verify_shown(shown())
    assert verify_shown(shown(one))
    assert verify_shown(shown(one, other))
    assert verify_shown(shown(one, holder=Endpoints(OTHER, nothing_fetched).name))
    assert verify_shown(shown(one, holder={"id": Endpoints(OTHER, nothing_fetched).name}))
    assert not verify_shown(shown(one, credential()))
    assert not verify_shown(shown(one, {**other, "id": "urn:uuid:2"}))


def test_a_presentation_is_for_one_occasion_and_by_its_holder():
    one = issue()[1]
    assert not verify_shown(shown(one), challenge="8")
    assert not verify_shown(shown(one), domain="elsewhere.example")
    assert not verify_shown(shown(one, holder=HERE.name))
    assert not verify_shown(shown(one, holder=None))
    assert not verify_shown({**shown(one), "holder": Endpoints(OTHER, nothing_fetched).name})
    # A badge is no presentation, nor one the other, though the same key signed both.
    assert not verify_shown(one)
    assert ask("/credentials/verify", verifiableCredential=shown(one))[0] == 400


@pytest.mark.parametrize(
    "more",
    [
        {"@context": ...},
        {"@context": [EXAMPLES]},
        {"@context": [CREDENTIALS_2, 5]},
        {"type": ...},
        {"type": ["VerifiableCredential"]},
        {"id": 5},
        {"proof": ...},
        {"proof": []},
        {"verifiableCredential": ["https://a.example/"]},
        {"verifiableCredential": [{}] * 51},
        {"verifiableCredential": {"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,a"}},
    ],
)
def test_what_is_no_presentation_is_refused(more):
    given = {**shown(issue()[1]), **more}
    assert not verify_shown({name: one for name, one in given.items() if one is not ...})


def test_a_token_in_an_envelope_is_opened():
    commons = Commons()
    name = f"{ISSUER}#key-0"
    key = {"id": name, "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk(EDDSA)}
    document = did_document()
    document["verificationMethod"].append(key)
    document["assertionMethod"].append(name)
    commons.pages["https://commons.example/c/mending-table/did.json"] = document
    inside = token(credential(issuer=ISSUER), kid=name)
    envelope = {
        "@context": CREDENTIALS_2,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{inside}",
    }
    found = verify_presentation(shown(envelope), fetch=commons.fetch, now=NOW)
    assert found.holds
    begun, _, ending = inside.split(".")
    other = to_base64url(json.dumps(credential(issuer=ISSUER, name="B")).encode())
    altered = {**envelope, "id": f"data:application/vc+jwt,{begun}.{other}.{ending}"}
    assert not verify_presentation(shown(altered), fetch=commons.fetch, now=NOW).holds


def test_a_key_of_an_issuers_for_badges_shows_nothing_for_them():
    unsigned = {"@context": [CREDENTIALS_2], "type": ["VerifiablePresentation"], "holder": ISSUER}
    given = sign(unsigned, KEY, method=method(), at=NOW, purpose=AUTHENTICATION)
    commons = Commons()
    assert not verify_presentation(given, fetch=commons.fetch, now=NOW).holds
    document = commons.pages["https://commons.example/c/mending-table/did.json"]
    document["authentication"] = document["assertionMethod"]
    assert verify_presentation(given, fetch=commons.fetch, now=NOW).holds
    assert not verify_presentation(given, fetch=commons.fetch, now=NOW, challenge="7").holds


def test_time_runs_out_for_what_is_in_it():
    given = shown(signed())
    commons = Commons()
    assert verify_presentation(given, fetch=commons.fetch, now=NOW).holds
    assert not verify_presentation(given, fetch=commons.fetch, now=NOW + timedelta(days=3650)).holds


PARTS = ["@context", "id", "type", "holder", "verifiableCredential", "proof"]


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_nothing_posted_crashes(one):
    for path in ("/credentials/issue", "/credentials/verify", "/presentations/verify"):
        for name in ("credential", "verifiableCredential", "verifiablePresentation", "options"):
            assert HERE.answer(path, json.dumps({name: one}).encode(), now=NOW)[0] in (201, 400)
    for part in PARTS:
        assert not verify_shown({**shown(), part: one, "name": "Another"})


def test_other_keys_are_other_names():
    assert Endpoints(Ed25519PrivateKey.generate(), nothing_fetched).name != HERE.name
