"""Whatever is altered in a badge does not verify, and nothing that is handed in crashes."""

import contextlib
import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials.canonical import canonicalise
from commonplace.stages.recognise.credentials.contexts import NotCovered
from commonplace.stages.recognise.credentials.opening import open_credential
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.statements import statements
from commonplace.stages.recognise.credentials.tokens import read_token
from commonplace.stages.recognise.credentials.verifying import verify

from .issued import ISSUER, NOW, Commons, badge, signed
from .test_older import Site, assertion
from .test_older import signed as signed_older
from .test_tokens import token


def whole():
    """A badge with whatever a badge can have: words in languages, results by a rubric, identities, pictures, an endorsement."""
    document = badge(
        name=[{"@value": "Can mend", "@language": "en"}, {"@value": "يصلح", "@language": "ar", "@direction": "rtl"}],
        description="Mends.",
        awardedDate="2026-11-01T00:00:00Z",
        image={"id": "https://commons.example/m/7.png", "type": "Image", "caption": "A plug"},
        endorsement=[
            {
                "@context": badge()["@context"],
                "id": "urn:uuid:e0000000-0000-4000-8000-000000000001",
                "type": ["VerifiableCredential", "EndorsementCredential"],
                "issuer": {"id": "did:web:elsewhere.example", "type": ["Profile"], "name": "Elsewhere"},
                "validFrom": "2026-11-02T00:00:00Z",
                "credentialSubject": {
                    "id": "https://commons.example/badges/7",
                    "type": ["EndorsementSubject"],
                    "endorsementComment": "It is so.",
                },
            }
        ],
    )
    document["credentialSubject"] |= {
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": "sha256$ab",
                "identityType": "emailAddress",
                "hashed": True,
                "salt": "x",
            }
        ],
        "creditsEarned": 1.5,
        "result": [{"type": ["Result"], "value": "Well", "status": "Completed"}],
    }
    document["credentialSubject"]["achievement"] |= {
        "creditsAvailable": 2,
        "resultDescription": [
            {
                "id": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                "type": ["ResultDescription"],
                "name": "How well",
                "resultType": "RubricCriterionLevel",
                "allowedValue": ["Well", "Nearly"],
            }
        ],
    }
    return signed(document)


WHOLE = whole()
COMMONS = Commons()
NAMES = st.text(max_size=8) | st.sampled_from(["id", "@id", "type"])
SINGLE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=12)
    | st.sampled_from(["urn:a", "@id", "Profile"])
)
VALUES = st.recursive(
    SINGLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
MEMBERS = ["@context", "id", "type", "issuer", "credentialSubject", "proof", "credentialStatus", "validFrom"]
WRITTEN = json.dumps(WHOLE).encode()


def places(value, here=()):
    """The way to every member and item."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*here, name)
            yield from places(one, (*here, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield (*here, place)
            yield from places(one, (*here, place))


PLACES = list(places(WHOLE))


def said(credential):
    """What the credential and its proofs state: what differs in nothing but this is the same credential."""
    proofs = [{**proof, "@context": credential["@context"]} for proof in credential["proof"]]
    return [canonicalise(statements(one)).text for one in ({**credential, "proof": []}, *proofs)]


def holds(credential):
    return verify(credential, fetch=COMMONS.fetch, now=NOW).holds


def is_the_same(credential):
    try:
        return said(credential) == said(WHOLE)
    except (NotCovered, KeyError, TypeError, AttributeError):
        return False


def inside(credential, way):
    for step in way:
        credential = credential[step]
    return credential


def test_it_holds_as_it_is():
    assert holds(WHOLE)
    assert len(PLACES) > 120


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(PLACES), VALUES)
def test_nothing_put_in_place_of_another_verifies(way, value):
    altered = copy.deepcopy(WHOLE)
    inside(altered, way[:-1])[way[-1]] = value
    assert not holds(altered) or is_the_same(altered)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES), st.data())
def test_no_word_altered_by_a_letter_verifies(way, data):
    altered = copy.deepcopy(WHOLE)
    word = inside(altered, way)
    if isinstance(word, str):
        place = data.draw(st.integers(0, len(word) - 1))
        letter = data.draw(st.characters(codec="utf-8").filter(lambda one: one != word[place]))
        inside(altered, way[:-1])[way[-1]] = word[:place] + letter + word[place + 1 :]
        assert not holds(altered)


def test_nothing_taken_out_verifies():
    for way in PLACES:
        altered = copy.deepcopy(WHOLE)
        del inside(altered, way[:-1])[way[-1]]
        # An endorsement within a badge may leave out contexts that the badge names: nothing in it means anything else.
        if way[:3] == ("endorsement", 0, "@context"):
            assert not holds(altered) or is_the_same(altered)
        else:
            assert not holds(altered), way


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([way for way in PLACES if isinstance(inside(WHOLE, way), dict)]), st.text(max_size=12), VALUES)
def test_nothing_put_in_beside_verifies(way, name, value):
    altered = copy.deepcopy(WHOLE)
    inside(altered, way).setdefault(name, value)
    assert altered == WHOLE or not holds(altered) or is_the_same(altered)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES))
def test_nothing_made_up_crashes_or_verifies(parts):
    assert not holds({**WHOLE, "proof": [], **parts} if parts.get("proof") else parts)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.integers(0, len(WRITTEN)).map(lambda cut: WRITTEN[:cut])
)
def test_no_bytes_crash(content):
    try:
        credential = open_credential(content)
    except CannotBeRead:
        return
    assert credential == WHOLE or not verify(credential, fetch=COMMONS.fetch, now=NOW).holds


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, 255))
def test_no_byte_altered_verifies(place, byte):
    written = bytearray(WRITTEN)
    before, written[place] = written[place], byte
    try:
        credential = read_json(bytes(written))
    except CannotBeRead:
        return
    assert credential == WHOLE or byte == before or not holds(credential)


SITE = Site()
ANSWERS = [
    (site, address, way) for site in (COMMONS, SITE) for address in site.pages for way in places(site.pages[address])
]
OLDER = [assertion(), signed_older()]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ANSWERS), VALUES)
def test_nothing_that_others_answer_crashes(answered, value):
    site, address, way = answered
    page = copy.deepcopy(site.pages[address])
    inside(page, way[:-1])[way[-1]] = value

    def fetch(asked):
        return json.dumps(page).encode() if asked == address else site.fetch(asked)

    for credential in [WHOLE] if site is COMMONS else OLDER:
        verify(credential, fetch=fetch, now=NOW)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(places(assertion()))), VALUES)
def test_nothing_altered_in_a_hosted_badge_verifies(way, value):
    altered = assertion()
    inside(altered, way[:-1])[way[-1]] = value
    assert altered == assertion() or not verify(altered, fetch=SITE.fetch, now=NOW).holds


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(places(WHOLE))), VALUES)
def test_no_token_with_anything_in_it_crashes(way, value):
    altered = copy.deepcopy({**WHOLE, "iss": ISSUER, "sub": "did:example:nkechi"})
    inside(altered, way[:-1])[way[-1]] = value
    with contextlib.suppress(CannotBeRead):
        verify(read_token(token(altered, kid="key-0")), fetch=COMMONS.fetch, now=NOW)
