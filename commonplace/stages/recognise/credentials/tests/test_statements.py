"""Nothing of a credential goes unsigned, and nothing in it is read in two ways."""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from commonplace.stages.recognise.credentials import contexts
from commonplace.stages.recognise.credentials.canonical import canonicalise
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3, NotCovered, held, is_held
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.statements import statements

from .issued import badge


def text(document):
    return canonicalise(statements(document)).text


def test_what_a_badge_says_is_stated_whole():
    said = text(badge())
    for words in ("Mended three things.", "Mends things with a plug.", "The Mending Table", "did:example:nkechi"):
        assert words in said


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"grade": "A"}, "grade"),
        ({"issuer": {"id": "did:web:commons.example", "type": ["Profile"], "accredited": True}}, "accredited"),
        ({"@accredited": True}, "@accredited"),
        ({"id": "credential-7"}, "credential-7"),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential", "Diploma"]}, "Diploma"),
        ({"issuer": {"id": "somewhere", "type": ["Profile"], "name": "One"}}, "somewhere"),
        ({"name": {"@value": "Can mend", "@index": "a"}}, "@index"),
        ({"@included": [{"id": "urn:a", "name": "unsaid"}]}, "@included"),
        ({"_:mine": "unsaid"}, "_:mine"),
        ({"@graph": [{"id": "urn:a", "name": "unsaid"}]}, "@graph"),
        ({"@id": "urn:a"}, "@id"),
        ({"schema:name": "Another"}, "schema:name"),
        ({"proof": {"id": "urn:a"}}, "says nothing of itself"),
        ({"id": "//example.com/credential-7"}, "//example.com/credential-7"),
        ({"id": ""}, "“”"),
    ],
)
def test_what_would_vanish_is_refused_by_its_name(more, named):
    with pytest.raises(NotCovered, match=named):
        statements(badge(**more))


@pytest.mark.parametrize(
    "context",
    [
        {"grade": "https://example.com/grade"},
        {"name": "https://schema.org/description"},
        {"@vocab": "https://example.com/"},
        None,
        "https://example.com/a-context",
        {"@import": "https://example.com/a-context"},
    ],
)
def test_a_credential_brings_no_meanings_of_its_own(context):
    with pytest.raises(NotCovered, match=r"context|meanings"):
        statements(badge(**{"@context": [CREDENTIALS_2, OPEN_BADGES_3, context]}))
    with pytest.raises(NotCovered, match=r"context|meanings"):
        statements(badge(issuer={"@context": context, "id": "did:web:a", "type": ["Profile"], "name": "One"}))


@pytest.mark.parametrize("letter", [">", "<", " ", "\n", '"', "{", "}", "|", "^", "`", "\\", "\0"])
def test_no_address_can_pretend_to_be_several_statements(letter):
    with pytest.raises(NotCovered, match="no whole address"):
        statements(badge(id=f"urn:a{letter}urn:b"))


def test_no_language_can_pretend_to_be_a_statement():
    with pytest.raises(NotCovered, match="no language"):
        statements(badge(name={"@value": "a", "@language": "en .\n<urn:a> <urn:b> <urn:c>"}))


def test_the_direction_of_words_is_stated():
    said = text(badge(name={"@value": "يصلح", "@language": "ar", "@direction": "rtl"}))
    assert '"يصلح"^^<https://www.w3.org/ns/i18n#ar_rtl>' in said


def test_words_are_escaped_as_the_canonical_form_has_them():
    said = text(badge(name='a"b\\c\td\ne\rf\x07g\x7fh\x85é🪡'))
    assert '"a\\"b\\\\c\\td\\ne\\rf\\u0007g\\u007Fh\x85é🪡"' in said


def test_order_of_members_makes_no_difference():
    turned = dict(reversed(badge().items()))
    assert text(turned) == text(badge())


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('{"a": 1, "a": 2}', "“a” stands twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 9007199254740993}', "9007199254740993"),
        ('{"a": 1e999}', "1e999"),
        ('{"a": 1e-7}', "1e-7"),
        ('{"a": "\\ud800"}', "UTF-8"),
        ("[" * 100_000, "too deeply"),
        ('{"a":' * 80 + "1" + "}" * 80, "too deeply"),
        ("[1]", "not a JSON object"),
        ("{", "not JSON"),
        (b'{"a": "\xff"}', "UTF-8"),
        ('{"a": "' + "a" * 5_000_000 + '"}', "larger than 4 MB"),
    ],
)
def test_what_programs_read_differently_is_not_read(written, named):
    with pytest.raises(CannotBeRead, match=named):
        read_json(written)


def test_whole_numbers_are_whole_however_they_are_written():
    assert [type(one) for one in read_json('{"a": [1.0, 1e3, 1.5]}')["a"]] == [int, int, float]


def test_every_context_is_there_and_none_is_fetched():
    for address in contexts.ADDRESSES:
        assert held(address)["document"]["@context"]
    with pytest.raises(LookupError):
        held("https://example.com/a-context")
    assert not is_held("https://example.com/a-context")


def test_the_context_of_credentials_is_the_one_that_the_recommendation_names():
    file = Path(contexts.__file__).parent / "published" / "credentials-v2.json"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == (
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    )


def test_open_badges_are_of_june_2026():
    words = held(OPEN_BADGES_3)["document"]["@context"]
    assert "endorsementJwt" in str(words)
    assert "jti" in str(words)


def test_threads_do_not_spoil_contexts_for_each_other():
    versions = ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", OPEN_BADGES_3]
    documents = [badge(**{"@context": [CREDENTIALS_2, version]}) for version in versions] * 60
    alone = [sorted(statements(document)) for document in documents[:2]] * 60
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(12) as threads:
            together = [sorted(found) for found in threads.map(statements, documents)]
    finally:
        sys.setswitchinterval(before)
    assert together == alone
