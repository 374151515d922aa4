"""What does not hold says which of its parts does not."""

import copy
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from commonplace.stages.recognise.credentials.checks import Reason, Result
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_1
from commonplace.stages.recognise.credentials.keys import (
    key_from_multibase,
    multikey,
    secret_from_multikey,
    secret_multikey,
)
from commonplace.stages.recognise.credentials.reading import read_json
from commonplace.stages.recognise.credentials.resolving import document_address
from commonplace.stages.recognise.credentials.statuses import PLACES, is_taken, packed, status_list
from commonplace.stages.recognise.credentials.verifying import verify

from .issued import (
    DOCUMENT,
    ISSUER,
    KEY,
    LIST,
    NOW,
    OTHER,
    SUSPENDED,
    Commons,
    badge,
    did_document,
    method,
    sign,
    signed,
)


def verdict(credential, commons=None, **more):
    return verify(credential, fetch=(commons or Commons()).fetch, now=more.pop("now", NOW), **more)


def reason(credential, commons=None, **more):
    found = verdict(credential, commons, **more)
    assert not found.holds
    return found.reason


def test_a_badge_that_was_issued_here_holds_and_says_what_was_looked_at():
    found = verdict(signed())
    assert found.holds
    assert [check.what for check in found.checks] == ["form", "proof", "issuer", "time", "status", "status", "badge"]
    assert all(check.words and check.result is Result.HOLDS for check in found.checks)


def test_it_is_written_as_an_array_with_the_key_named_by_itself():
    proof = signed()["proof"]
    assert isinstance(proof, list)
    assert proof[0]["verificationMethod"].endswith("#" + multikey(KEY.public_key()))
    assert signed()["credentialStatus"][0]["statusListIndex"] == "5"


def test_the_same_badge_signed_again_has_the_same_proof():
    assert signed() == signed(dict(reversed(badge().items())))


def test_its_time_is_looked_at():
    assert reason(signed(), now=NOW + timedelta(days=3650)) is Reason.EXPIRED
    assert reason(signed(), now=NOW - timedelta(days=60)) is Reason.NOT_YET_VALID
    assert reason(signed(badge(validUntil="soon"))) is Reason.MALFORMED
    assert reason(signed(badge(validUntil="2026-01-01T00:00:00Z"))) is Reason.MALFORMED


def test_what_was_taken_back_or_suspended_says_so():
    assert reason(signed(), Commons(revoked=[5])) is Reason.REVOKED
    assert reason(signed(), Commons(suspended=[94_567])) is Reason.SUSPENDED
    assert verdict(signed(), Commons(revoked=[4, 6], suspended=[94_566, 94_568])).holds


def test_a_list_that_is_not_the_issuers_own_or_not_there_says_nothing():
    silent = Commons()
    del silent.pages[LIST]
    altered = Commons()
    altered.pages[LIST] = copy.deepcopy(altered.pages[LIST])
    altered.pages[LIST]["credentialSubject"]["encodedList"] = packed([9])
    strangers = Commons()
    stranger = f"did:key:{multikey(OTHER.public_key())}"
    strangers.pages[LIST] = sign(
        status_list(LIST, stranger, [], valid_from="2026-11-01T00:00:00Z"),
        OTHER,
        method=f"{stranger}#{multikey(OTHER.public_key())}",
        at=NOW,
    )
    for commons in (silent, altered, strangers):
        found = verdict(signed(), commons)
        assert found.reason is Reason.STATUS_NOT_REACHED
        assert found.checks[4].result is Result.UNKNOWN
    swapped = Commons()
    swapped.pages[LIST] = swapped.pages[SUSPENDED]
    assert reason(signed(), swapped) is Reason.UNKNOWN_STATUS


def test_a_list_with_a_status_of_its_own_leads_nowhere():
    round_and_round = Commons()
    round_and_round.pages[LIST]["credentialStatus"] = badge()["credentialStatus"]
    assert reason(signed(), round_and_round) is Reason.STATUS_NOT_REACHED


REVOKED = "https://commons.example/c/mending-table/revocations"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({"issuer": ISSUER, "revokedCredential": []}, Reason.NONE),
        ({"revokedCredential": [{"id": "urn:uuid:another"}, "urn:uuid:0"]}, Reason.NONE),
        ({"issuer": {"id": ISSUER}, "revokedCredential": [{"id": badge()["id"]}]}, Reason.REVOKED),
        ({"issuer": ISSUER, "revokedCredentials": [badge()["id"]]}, Reason.REVOKED),
        ({"issuer": "did:web:elsewhere.example", "revokedCredential": []}, Reason.UNKNOWN_STATUS),
        ({"issuer": ISSUER}, Reason.UNKNOWN_STATUS),
        ({"issuer": ISSUER, "revokedCredential": {}}, Reason.UNKNOWN_STATUS),
        (None, Reason.STATUS_NOT_REACHED),
    ],
)
def test_a_list_of_1edtechs_names_what_was_taken_back(page, expected):
    contexts = [*badge()["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    status = {"id": REVOKED, "type": "1EdTechRevocationList"}
    given = signed(badge(**{"@context": contexts, "credentialStatus": status}))
    found = verdict(given, Commons(**({} if page is None else {REVOKED: page})))
    assert found.reason is expected
    assert found.holds == (expected is Reason.NONE)


def test_the_same_list_has_the_same_bytes():
    one, other = (Commons(revoked=taken).pages[LIST] for taken in ([5, 9], [9, 5]))
    assert json.dumps(one) == json.dumps(other)
    assert one != Commons(revoked=[5]).pages[LIST]


@pytest.mark.parametrize("index", ["-1", "5.0", "five", "", None, PLACES, "131072", "٥", True, 1.5])
def test_a_place_that_no_list_has_is_not_taken_for_a_good_one(index):
    entry = {**badge()["credentialStatus"][0], "statusListIndex": index}
    assert reason(signed(badge(credentialStatus=[entry]))) is Reason.UNKNOWN_STATUS


def test_a_list_has_its_bits_from_the_left():
    assert [place for place in range(20) if is_taken(packed([0, 7, 8]), place)] == [0, 7, 8]
    assert is_taken(packed([PLACES - 1]), PLACES - 1)
    with pytest.raises(ValueError, match="no such place"):
        is_taken(packed([]), PLACES)
    with pytest.raises(ValueError, match="no place"):
        packed([PLACES])
    with pytest.raises(ValueError, match="cut short"):
        is_taken(packed([])[:-8], 0)


def test_another_subject_says_so():
    assert verdict(signed(), subject="did:example:nkechi").holds
    assert reason(signed(), subject="did:example:somebody") is Reason.WRONG_SUBJECT
    hashed = {
        "type": "IdentityObject",
        "identityHash": "sha256$b6877bb4361da770ac2c9fa2f28136de8dc93d823bbc1de438d5987e3f4032ef",
        "identityType": "emailAddress",
        "hashed": True,
        "salt": "deadsea",
    }
    given = signed(badge(credentialSubject={**badge()["credentialSubject"], "identifier": [hashed]}))
    assert verdict(given, subject="beth@example.org").holds
    assert reason(given, subject="amina@example.org") is Reason.WRONG_SUBJECT


def test_a_strangers_key_does_not_speak_for_the_issuer():
    named_by_itself = signed(key=OTHER)
    assert reason(named_by_itself) is Reason.UNKNOWN_KEY
    under_its_name = signed(key=OTHER, named=method(KEY))
    assert reason(under_its_name) is Reason.ALTERED
    stranger = f"did:key:{multikey(OTHER.public_key())}"
    by_its_own = signed(key=OTHER, named=f"{stranger}#{multikey(OTHER.public_key())}")
    commons = Commons()
    assert reason(by_its_own, commons) is Reason.NOT_THE_ISSUER
    assert commons.asked == []


def test_a_document_that_speaks_of_somebody_else_is_no_issuers():
    of_another = Commons()
    of_another.pages[DOCUMENT] = {**did_document(), "id": "did:web:commons.example:c:other"}
    assert reason(signed(), of_another) is Reason.UNKNOWN_KEY
    lent = Commons()
    lent.pages[DOCUMENT] = did_document(KEY, controller="did:web:commons.example:c:other")
    assert reason(signed(), lent) is Reason.NOT_THE_ISSUER


def test_a_key_for_something_else_signs_no_badges():
    commons = Commons()
    document = did_document()
    commons.pages[DOCUMENT] = {**document, "assertionMethod": [], "authentication": document["assertionMethod"]}
    assert reason(signed(), commons) is Reason.UNKNOWN_KEY


def test_retired_keys_keep_verifying_and_those_given_up_do_not():
    retired = Commons()
    retired.pages[DOCUMENT] = did_document(OTHER, KEY)
    assert verdict(signed(), retired).holds
    given_up = Commons()
    given_up.pages[DOCUMENT] = did_document(KEY, revoked="2026-11-20T00:00:00Z")
    assert reason(signed(), given_up) is Reason.KEY_ENDED


def test_keys_that_nobody_answers_for_are_not_known():
    commons = Commons()
    del commons.pages[DOCUMENT]
    found = verdict(signed(), commons)
    assert found.reason is Reason.KEY_NOT_REACHED
    assert found.checks[1].result is Result.UNKNOWN


def test_proofs_of_another_kind_or_purpose_or_none():
    assert reason(badge()) is Reason.NO_PROOF
    given = signed()
    given["proof"][0]["cryptosuite"] = "eddsa-rdfc-2099"
    assert reason(given) is Reason.UNKNOWN_PROOF
    given["proof"] = [{"type": ["DataIntegrityProof"]}]
    assert reason(given) is Reason.UNKNOWN_PROOF
    given = signed()
    given["proof"][0]["proofPurpose"] = "authentication"
    assert reason(given) is Reason.WRONG_PURPOSE
    given["proof"] = ["proof"]
    assert reason(given) is Reason.MALFORMED
    given["proof"] = signed()["proof"] * 17
    assert reason(given) is Reason.MALFORMED


def test_a_proof_beside_one_that_was_altered_does_not_save_it():
    given = signed()
    spoilt = {**given["proof"][0], "created": "2026-11-27T18:30:01Z"}
    assert reason({**given, "proof": [*given["proof"], spoilt]}) is Reason.ALTERED


def test_a_member_that_nobody_signed_is_named():
    given = {**signed(), "grade": "A"}
    found = verdict(given)
    assert found.reason is Reason.NOT_COVERED
    assert "“grade”" in found.checks[1].words


XSD = "http://www.w3.org/2001/XMLSchema#dateTime"


def test_an_end_cannot_be_hidden_under_the_same_signature():
    given = signed()
    later = NOW + timedelta(days=3650)
    whole = "https://www.w3.org/2018/credentials#validUntil"
    hidden = {name: value for name, value in given.items() if name != "validUntil"}
    assert reason({**hidden, whole: {"@type": XSD, "@value": given["validUntil"]}}, now=later) is Reason.NOT_COVERED
    assert reason({**hidden, "cred:validUntil": given["validUntil"]}, now=later) is Reason.NOT_COVERED


def test_nor_a_status_within_an_endorsement_of_the_badge_itself():
    endorsement = {
        "@context": badge()["@context"],
        "id": "urn:uuid:e0000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "did:web:elsewhere.example", "type": ["Profile"], "name": "Elsewhere"},
        "validFrom": "2026-11-02T00:00:00Z",
        "credentialSubject": {
            "id": badge()["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "It is so.",
        },
    }
    given = signed(badge(endorsement=[endorsement]))
    assert verdict(given).holds
    moved = copy.deepcopy(given)
    subject = moved["endorsement"][0]["credentialSubject"]
    # It is one already, by its own type; said again, the words of its contexts mean the same here.
    subject["type"].append("VerifiableCredential")
    for name in ("credentialStatus", "validUntil"):
        subject[name] = moved.pop(name)
    assert reason(moved, Commons(revoked=[5])) is Reason.NOT_COVERED


def test_what_says_more_than_any_credential_is_not_looked_at():
    achievement = {**badge()["credentialSubject"]["achievement"], "tag": [str(number) for number in range(10_000)]}
    given = {**signed(), "credentialSubject": {"type": ["AchievementSubject"], "achievement": achievement}}
    assert reason(given) is Reason.TOO_TANGLED


def test_nobody_is_asked_twice_for_the_same():
    commons, given = Commons(), signed()
    assert verdict({**given, "proof": given["proof"] * 3}, commons).holds
    assert sorted(commons.asked) == [DOCUMENT, LIST, SUSPENDED]


def test_what_is_no_badge_says_so():
    without = badge()
    del without["credentialSubject"]["achievement"]["criteria"]
    assert reason(signed(without)) is Reason.NO_BADGE


def test_older_credentials_hold_as_well():
    older = badge(issuanceDate="2026-11-01T00:00:00Z")
    older["@context"] = [
        CREDENTIALS_1,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://w3id.org/security/data-integrity/v2",
    ]
    for name in ("validFrom", "validUntil", "credentialStatus"):
        del older[name]
    assert verdict(signed(older)).holds


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("did:web:commons.example", "https://commons.example/.well-known/did.json"),
        (ISSUER, DOCUMENT),
        ("did:web:commons.example%3A8443:c:a", "https://commons.example:8443/c/a/did.json"),
        ("https://example.org/issuer", "https://example.org/issuer"),
    ],
)
def test_documents_stand_where_the_method_says(identifier, address):
    assert document_address(identifier) == address


@pytest.mark.parametrize(
    "identifier",
    [
        "did:web:",
        "did:web:a%2Fb",
        "did:web:a@b",
        "did:web:commons.example:..",
        "did:web:commons.example:%2e%2e%2fx",
        "did:web:a%3A80%3A90",
        "did:web:commons.example:c:",
        "did:web:commons.example:a?b",
        "http://example.org/",
        "file:///etc/passwd",
        "did:example:1",
    ],
)
def test_other_names_lead_nowhere(identifier):
    with pytest.raises(ValueError, match=r"^it is"):
        document_address(identifier)


def test_keys_are_written_and_read():
    assert isinstance(key_from_multibase(multikey(KEY.public_key())), Ed25519PublicKey)
    assert secret_from_multikey(secret_multikey(KEY)).private_bytes_raw() == KEY.private_bytes_raw()


@pytest.mark.parametrize("number", [1, 1.0, 2.5, 1e6, 1e-6, 0.0, -0.0])
def test_what_was_signed_is_read_back_from_its_own_words(number):
    given = badge()
    given["credentialSubject"]["achievement"]["creditsAvailable"] = number
    assert verdict(read_json(json.dumps(signed(given)))).holds
