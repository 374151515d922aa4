"""Statements made in the fast way are those of the general one, and what that refuses is never let through."""

import copy
import itertools
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials import compiled, contexts
from commonplace.stages.recognise.credentials.canonical import TooTangled, canonicalise
from commonplace.stages.recognise.credentials.compiled import NotPlain, plain_statements
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_1, CREDENTIALS_2, OPEN_BADGES_3, NotCovered
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.statements import general_statements, statements
from commonplace.stages.recognise.credentials.terms import STRING

from .generated import ADDRESSES, BADGES
from .issued import badge, signed
from .test_altered import VALUES, inside, places

_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/"
OLDER = (CREDENTIALS_1, f"{_OPEN_BADGES}context-3.0.1.json")
# Contexts of badges: those of credentials, and the ones of Open Badges that fit them.
PAIRS = st.sampled_from(
    [
        (CREDENTIALS_2, OPEN_BADGES_3),
        (CREDENTIALS_2, f"{_OPEN_BADGES}context-3.0.2.json"),
        (CREDENTIALS_1, f"{_OPEN_BADGES}context.json"),
        OLDER,
    ]
)


def form(found):
    return canonicalise(found).text


def under(pair, document):
    """The same in JSON with these contexts in place of those of today, without what older ones have no words for."""
    later = ("credentialStatus", "proof", "endorsement") if pair[0] == CREDENTIALS_1 else ()
    document = {name: value for name, value in document.items() if name not in later}
    return json.dumps(document).replace(CREDENTIALS_2, pair[0]).replace(OPEN_BADGES_3, pair[1])


@settings(max_examples=150, deadline=None)
@given(BADGES, PAIRS)
def test_every_badge_that_a_community_may_issue_has_the_same_form(document, pair):
    document = read_json(under(pair, document))
    try:
        expected = form(general_statements(document))
    except NotCovered:
        with pytest.raises(NotPlain):
            plain_statements(document)
        return
    assert form(statements(document)) == expected
    assert form(plain_statements(document)) == expected


NAMES = st.sampled_from(
    [
        "id",
        "type",
        "@context",
        "@type",
        "@value",
        "@language",
        "@graph",
        "name",
        "proof",
        "endorsement",
        "tag",
        "alignment",
        "criteria",
        "validUntil",
        "verifiableCredential",
        "credentialSubject",
        "relatedResource",
        "language",
        "allowedValue",
        "_:a",
        "cred:name",
    ]
)
TERMS = st.sampled_from(
    [
        "Profile",
        "Achievement",
        "Alignment",
        "VerifiablePresentation",
        "DataIntegrityProof",
        "EndorsementCredential",
        "xsd:a",
        "@id",
        "cred:name",
        "did:web:a",
        "_:b0",
        "https://a.example/",
        "1.50",
        CREDENTIALS_1,
        CREDENTIALS_2,
        OPEN_BADGES_3,
        badge()["id"],
        "",
    ]
)
PUT = VALUES | TERMS | st.recursive(
    TERMS | ADDRESSES | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
WHOLE = signed(badge(endorsement=[signed(badge(id="urn:uuid:1"))]))
WAYS = list(places(WHOLE))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(WAYS), st.none() | NAMES, PUT), min_size=1, max_size=2),
    PAIRS,
)
def test_whatever_is_put_into_a_badge_is_read_as_the_general_path_reads_it(changes, pair):
    document = copy.deepcopy(WHOLE)
    for way, name, value in changes:
        try:
            place = inside(document, way[:-1])
            if name is None:
                place[way[-1]] = value
            else:
                place[way[-1]][name] = value
        except (TypeError, KeyError, IndexError):
            continue
    try:
        document = read_json(under(pair, document))
        found = form(plain_statements(document))
    except (NotPlain, CannotBeRead):
        return
    assert found == form(general_statements(document))


def test_the_fast_way_is_taken_for_badges_as_communities_issue_them():
    older = json.loads(under(OLDER, badge()))
    assert form(plain_statements(older)) == form(general_statements(older))
    assert form(plain_statements(badge())) == form(general_statements(badge()))
    assert form(plain_statements(WHOLE)) == form(general_statements(WHOLE))


@pytest.mark.parametrize("number", [True, 0, -7, 2**53 - 1, 2**53, 10**21, -(10**21), 0.5, 2.0, 1e-6, -0.0])
def test_numbers_are_written_alike(number):
    document = badge()
    document["credentialSubject"]["achievement"]["creditsAvailable"] = number
    assert form(statements(document)) == form(general_statements(document))


def kept():
    """So many places and sets of types are kept."""
    places = [compiled._ROOT, *compiled._KEPT.values()]
    return len(places), max(max(len(one._typed), len(one._with)) for one in places)


def test_made_up_contexts_and_types_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(compiled, "_MOST_KEPT", 30)
    compiled._KEPT.clear()
    named = (CREDENTIALS_2, OPEN_BADGES_3)
    for more in itertools.product(named, repeat=3):
        document = badge(**{"@context": [*named, *more]})
        assert form(plain_statements(document)) == form(general_statements(document))
        assert max(kept()) <= 31
    for number, more in enumerate(itertools.product(("VerifiableCredential", "OpenBadgeCredential"), repeat=5)):
        document = badge(type=["VerifiableCredential", *more], id=f"urn:uuid:{number}")
        assert form(plain_statements(document)) == form(general_statements(document))
        assert max(kept()) <= 31


@pytest.mark.parametrize(
    "types",
    [
        ["VerifiableCredential", "OpenBadgeCredential", "https://a.example/{}"],
        ["VerifiableCredential", *["OpenBadgeCredential"] * 8, "urn:a:{}"],
    ],
)
def test_types_that_are_not_of_the_contexts_push_nothing_out(types):
    document = badge(type=[one.format(0) for one in types])
    plain_statements(document)
    before = kept()
    for number in range(5):
        document = badge(type=[one.format(number) for one in types], id=f"urn:uuid:{number}")
        assert form(plain_statements(document)) == form(general_statements(document))
    assert kept() == before


def seconds(asked):
    begun = time.process_time()
    with pytest.raises((TooTangled, NotCovered)):
        asked()
    return time.process_time() - begun


@pytest.mark.parametrize(
    "document",
    [
        badge(**{"@context": [CREDENTIALS_2] * 5_000}),
        badge(**{"@context": [CREDENTIALS_2, OPEN_BADGES_3, CREDENTIALS_2] * 6}),
        badge(name=[{"@context": [CREDENTIALS_2, OPEN_BADGES_3] * 8, "@value": "Can mend"}] * 40),
        badge(endorsement=[{"@context": [CREDENTIALS_2, OPEN_BADGES_3], "type": "EndorsementCredential"}] * 260),
        badge(type=["VerifiableCredential", "OpenBadgeCredential"] * 5_000),
        badge(type=["VerifiableCredential", *["OpenBadgeCredential"] * 16]),
    ],
)
def test_names_without_end_are_refused_before_their_meanings_are_sought(document):
    assert seconds(lambda: statements(document)) < 0.3


@pytest.mark.parametrize("number", [True, 5, 2.5, -7])
def test_numbers_that_stand_for_words_are_words(number, monkeypatch):
    context = {"@context": {"code": {"@id": "https://a.example/code", "@type": STRING}}}
    monkeypatch.setitem(contexts._FILES, "https://a.example/codes", "")
    monkeypatch.setattr(contexts, "_document", lambda address: context)
    document = {"@context": "https://a.example/codes", "code": number}
    assert form(statements(document)) == form(general_statements(document))
