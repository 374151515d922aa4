"""Published credentials have their published forms, and their proofs hold."""

import contextlib
import copy
import json
import sys

import fastjsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials import proofs
from commonplace.stages.recognise.credentials.canonical import canonicalise
from commonplace.stages.recognise.credentials.checks import Failed, Reason, Result
from commonplace.stages.recognise.credentials.keys import from_base64url, key_from_multibase, to_base64url
from commonplace.stages.recognise.credentials.reading import as_list, read_json
from commonplace.stages.recognise.credentials.statements import statements
from tests.bench_badges import Ours, own

from .issued import badge, signed
from .published import EXAMPLES, FOLDER, NOW
from .test_altered import VALUES, inside, places
from .test_endorsements import vouched

EDDSA = FOLDER / "w3c-vc-di-eddsa"


@pytest.mark.parametrize(
    ("document", "form"),
    [
        ("unsigned.json", "eddsa-rdfc-2022/canonDocDataInt.txt"),
        ("unsigned.json", "Ed25519Signature2020/canonDocEdSig.txt"),
        ("eddsa-rdfc-2022/proofConfigDataInt.json", "eddsa-rdfc-2022/proofCanonDataInt.txt"),
        ("Ed25519Signature2020/proofConfigEdSig.json", "Ed25519Signature2020/proofCanonEdSig.txt"),
    ],
)
def test_the_recommendations_example_has_its_form(document, form):
    found = canonicalise(statements(read_json((EDDSA / document).read_bytes()), EXAMPLES))
    assert found.text == (EDDSA / form).read_text()


SIGNED = [
    pytest.param(file, place, id=f"{file.name}-{place}")
    for file in sorted(EDDSA.rglob("signed*.json"))
    if file.parent.name != "employ"  # its context is held nowhere
    for place in range(len(as_list(read_json(file.read_bytes())["proof"])))
]


@pytest.mark.parametrize(("file", "place"), SIGNED)
def test_every_proof_of_the_recommendation_holds_and_covers_its_credential(file, place):
    credential = read_json(file.read_bytes())
    proof = as_list(credential["proof"])[place]
    key = key_from_multibase(proof["verificationMethod"].partition("#")[2])
    proofs.check(credential, proof, key, NOW, EXAMPLES)
    for altered in ({**credential, "name": "Another"}, {**credential, "issuer": "https://vc.example/issuers/5679"}):
        with pytest.raises(Failed) as failed:
            proofs.check(altered, proof, key, NOW, EXAMPLES)
        assert failed.value.check.reason is Reason.ALTERED


def test_a_proof_that_builds_on_another_needs_it():
    credential = read_json((EDDSA / "proof-set-chain" / "signedProofChain1.json").read_bytes())
    last = credential["proof"][-1]
    key = key_from_multibase(last["verificationMethod"].partition("#")[2])
    with pytest.raises(Failed, match="builds upon is missing"):
        proofs.check({**credential, "proof": [last]}, last, key, NOW, EXAMPLES)


def test_what_a_holder_shows_of_a_badge_holds_as_it_is_shown_alone():
    credential = read_json((FOLDER / "1edtech-ob30" / "sd" / "derivedcredential.json").read_bytes())
    key = key_from_multibase(credential["proof"][0]["verificationMethod"].partition("#")[2])
    proofs.check(credential, credential["proof"][0], key, NOW)
    less = {name: value for name, value in credential.items() if name != "validFrom"}
    for altered in (less, {**credential, "name": "More"}, {**credential, "validFrom": "2011-01-01T00:00:00Z"}):
        with pytest.raises(Failed) as failed:
            proofs.check(altered, credential["proof"][0], key, NOW)
        assert failed.value.check.reason is Reason.ALTERED


def test_where_nothing_reads_a_proof_of_a_part_the_verdict_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "cbor2", None)
    credential = read_json((FOLDER / "1edtech-ob30" / "sd" / "derivedcredential.json").read_bytes())
    key = key_from_multibase(credential["proof"][0]["verificationMethod"].partition("#")[2])
    with pytest.raises(Failed) as failed:
        proofs.check(credential, credential["proof"][0], key, NOW)
    assert (failed.value.check.reason, failed.value.check.result) == (Reason.UNKNOWN_PROOF, Result.UNKNOWN)


KINDS = {
    "ecdsa-sd-2023": FOLDER / "1edtech-ob30" / "sd" / "derivedcredential.json",
    "Ed25519Signature2020": FOLDER / "1edtech-ob30" / "simple_v1.json",
    "eddsa-jcs-2022": EDDSA / "eddsa-jcs-2022" / "signedJCS.json",
}


def what_is_signed(kind, credential):
    """What differs in nothing but this is the same to this kind of proof."""
    if kind == "eddsa-jcs-2022":
        return json.dumps(credential, sort_keys=True)
    proof = {**as_list(credential["proof"])[0], "@context": credential["@context"]}
    return [canonicalise(statements(one)).text for one in ({**credential, "proof": []}, proof)]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_nothing_altered_verifies_with_any_kind_of_proof(kind, data):
    whole = read_json(KINDS[kind].read_bytes())
    method = as_list(whole["proof"])[0]["verificationMethod"]
    altered = copy.deepcopy(whole)
    way = data.draw(st.sampled_from(list(places(whole))))
    inside(altered, way[:-1])[way[-1]] = data.draw(VALUES)
    proof = next(iter(as_list(altered.get("proof"))), None)
    if not isinstance(proof, dict) or not proofs.is_known(proof):
        return
    with contextlib.suppress(Failed):
        proofs.check(altered, proof, key_from_multibase(method.partition("#")[2]), NOW, EXAMPLES)
        assert what_is_signed(kind, altered) == what_is_signed(kind, whole)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, 2000), put=st.binary(min_size=1, max_size=6))
def test_no_bytes_in_what_a_holder_shows_crash_or_verify(place, put):
    whole = read_json(KINDS["ecdsa-sd-2023"].read_bytes())
    proof = whole["proof"][0]
    value = from_base64url(proof["proofValue"][1:])
    other = value[:place] + put + value[place + len(put) :]
    key = key_from_multibase(proof["verificationMethod"].partition("#")[2])
    if other != value:
        with pytest.raises(Failed):
            proofs.check(whole, {**proof, "proofValue": f"u{to_base64url(other)}"}, key, NOW)


# 1EdTech's own, in the form in which single values are arrays. It states no licence where it was found, so it is not shipped.
SCHEMA = json.loads((FOLDER / "json-schemas" / "ob_v3p0_achievementcredential_schema.json").read_text())
OFFICIAL = fastjsonschema.compile(SCHEMA)


def issued_with_one_status(**more):
    return signed(badge(credentialStatus=badge()["credentialStatus"][0], **more))


@pytest.mark.parametrize(
    "credential",
    [
        issued_with_one_status(),
        issued_with_one_status(endorsement=[vouched()]),
        Ours().issue(own()),
    ],
    ids=["plain", "endorsed", "with alignments and images"],
)
def test_what_is_issued_here_passes_the_official_schema(credential):
    OFFICIAL(credential)
    for spoilt in ({**credential, "validFrom": "soon"}, {**credential, "issuer": {"name": "Nobody"}}):
        with pytest.raises(fastjsonschema.JsonSchemaException):
            OFFICIAL(spoilt)
