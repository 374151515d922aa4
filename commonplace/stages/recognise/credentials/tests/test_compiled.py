"""Statements made in the fast way are those of the general one, and what that refuses is never let through."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials import compiled
from commonplace.stages.recognise.credentials.canonical import canonicalise
from commonplace.stages.recognise.credentials.compiled import NotPlain, plain_statements
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_1, CREDENTIALS_2, OPEN_BADGES_3
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.statements import NotCovered, general_statements, statements

from .generated import ADDRESSES, BADGES
from .issued import badge, signed
from .test_altered import VALUES, inside, places


def form(found):
    return canonicalise(found).text


@settings(max_examples=400, deadline=None)
@given(BADGES)
def test_every_badge_that_a_community_may_issue_has_the_same_form(document):
    document = read_json(json.dumps(document))
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


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WAYS), st.none() | NAMES, PUT), min_size=1, max_size=2))
def test_whatever_is_put_into_a_badge_is_read_as_the_general_path_reads_it(changes):
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
        document = read_json(json.dumps(document))
        found = form(plain_statements(document))
    except (NotPlain, CannotBeRead):
        return
    assert found == form(general_statements(document))


def test_the_fast_way_is_taken_for_badges_as_communities_issue_them():
    assert form(plain_statements(badge())) == form(general_statements(badge()))
    assert form(plain_statements(WHOLE)) == form(general_statements(WHOLE))


def test_made_up_types_and_contexts_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(compiled, "_MOST_KEPT", 20)
    for number in range(60):
        types = ["VerifiableCredential", "OpenBadgeCredential", f"https://a.example/{number}"]
        assert form(plain_statements(badge(type=types))) == form(general_statements(badge(type=types)))
    assert len(compiled._KEPT) < 60
