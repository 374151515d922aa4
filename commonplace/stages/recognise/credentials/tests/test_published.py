"""Published credentials have their published forms, and their proofs hold."""

import pytest

from commonplace.stages.recognise.credentials import proofs
from commonplace.stages.recognise.credentials.canonical import canonicalise
from commonplace.stages.recognise.credentials.checks import Failed, Reason
from commonplace.stages.recognise.credentials.keys import key_from_multibase
from commonplace.stages.recognise.credentials.reading import as_list, read_json
from commonplace.stages.recognise.credentials.statements import statements

from .published import EXAMPLES, FOLDER, NOW

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
