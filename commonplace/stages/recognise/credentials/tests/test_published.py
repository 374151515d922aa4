"""Published credentials have their published forms."""

import os
from pathlib import Path

import pytest

from commonplace.stages.recognise.credentials.canonical import canonicalise
from commonplace.stages.recognise.credentials.reading import read_json
from commonplace.stages.recognise.credentials.statements import statements

FOLDER = Path(os.environ["COMMONPLACE_VECTORS"]) / "vectors"
# The W3C's examples let any word mean something, which no credential may that is relied upon.
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": {
        "@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
    }
}
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
