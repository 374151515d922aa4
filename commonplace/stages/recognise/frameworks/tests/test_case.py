"""Frameworks that others published are read, however they wrote them, and written so that 1EdTech's own schema takes them."""

import copy
import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import fastjsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.frameworks import case
from commonplace.stages.recognise.frameworks.case import (
    NotAFramework,
    framework_at,
    frameworks_at,
    own_framework,
    package,
    read_framework,
)
from commonplace.stages.recognise.frameworks.framework import CHILD, Association, Framework, Item, alignment

FOLDER = Path(os.environ["COMMONPLACE_VECTORS"]) / "vectors" / "case"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
SCHEMA = json.loads((FOLDER / "case-v1p1-cfpackage.schema.json").read_text())
OFFICIAL = fastjsonschema.compile(SCHEMA, formats={"uuid": UUID})
TABLE = Path(__file__).with_name("verdicts.json")
FILES = {file.name: file for file in sorted(FOLDER.glob("*.json"))}


def decided(file):
    """What becomes of a file: what its official schema says of it, and what of it was read."""
    found = json.loads(file.read_bytes())
    try:
        OFFICIAL(found)
        said = "passes"
    except fastjsonschema.JsonSchemaException as trouble:
        said = str(trouble)
    try:
        framework = read_framework(file.read_bytes(), now=NOW)
    except NotAFramework as trouble:
        return {"verdict": "cannot be read", "words": str(trouble), "as published": said}
    OFFICIAL(package(framework))
    left_out = f" {' '.join(framework.left_out)}" if framework.left_out else ""
    words = f"“{framework.title}”: {len(framework.items)} items, {len(framework.associations)} associations.{left_out}"
    return {"verdict": "read, and passes when written", "words": words, "as published": said}


if os.environ.get("WRITE_VERDICTS"):
    TABLE.write_text(
        json.dumps({name: decided(file) for name, file in FILES.items()}, indent=2, ensure_ascii=False) + "\n"
    )

EXPECTED = json.loads(TABLE.read_text(encoding="utf-8"))


def test_the_table_leaves_no_file_out():
    assert EXPECTED.keys() == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_every_published_file_is_decided(name):
    assert decided(FILES[name]) == EXPECTED[name]


@pytest.mark.parametrize("name", [name for name, one in EXPECTED.items() if one["as published"] == "passes"])
def test_nothing_of_what_the_standard_knows_is_lost(name):
    given = json.loads(FILES[name].read_bytes())
    found = package(read_framework(FILES[name].read_bytes(), now=NOW))
    for kind in ("CFItems", "CFAssociations"):
        assert found[kind] == given[kind]
    assert {name: one for name, one in found["CFDocument"].items() if name != "caseVersion"} == given["CFDocument"]


def frameworks():
    return [own_framework()] + [
        read_framework(FILES[name].read_bytes(), now=NOW)
        for name, one in EXPECTED.items()
        if one["verdict"] != "cannot be read"
    ]


@pytest.mark.parametrize("framework", frameworks(), ids=lambda one: one.title)
def test_what_was_written_is_read_as_it_was(framework):
    written = json.dumps(package(framework)).encode()
    again = read_framework(written, now=NOW)
    assert package(again) == package(framework)
    assert again.left_out == ()
    alone = [case.item(framework, item) for item in framework.items]
    assert {item.pop("CFDocumentURI")["identifier"] for item in alone} <= {framework.identifier}
    OFFICIAL({**package(framework), "CFItems": alone})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["https://a.example/1", "2020-02-30", "2020-01-01", "Is Child Of", "covers", "\ud800", "urn:uuid:X"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["identifier", "uri", "title", "CFItems", "educationalLevel", "subject"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
WHOLE = json.loads((FOLDER / "MarkdownFramework.json").read_bytes()) | {
    "CFRubrics": [
        {
            "identifier": "5b5f9983-eabb-4661-aca4-9e0c81046772",
            "CFRubricCriteria": [{"identifier": "R1", "weight": "2", "CFRubricCriterionLevels": [{"uri": "urn:a", "score": 1.5}]}],
        }
    ],
    "CFDefinitions": {name: [{"identifier": name, "title": name}] for name in case.DEFINITIONS},
}  # fmt: skip


def places(value, here=()):
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*here, name)
            yield from places(one, (*here, name))


PLACES = list(places(WHOLE))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.text(max_size=6) | st.none(), VALUES), max_size=4))
def test_whatever_is_written_there_what_is_given_out_passes(changes):
    given = copy.deepcopy(WHOLE)
    for way, name, value in changes:
        here = given
        try:
            for step in way[:-1]:
                here = here[step]
            here[way[-1] if name is None or isinstance(here, list) else name] = value
        except (TypeError, KeyError, IndexError):
            continue
    try:
        framework = read_framework(json.dumps(given).encode(), now=NOW)
    except NotAFramework:
        return
    OFFICIAL(json.loads(json.dumps(package(framework), allow_nan=False)))
    assert sorted(item.identifier for _, item in framework.walk()) == sorted(
        item.identifier for item in framework.items
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff", "UTF-8"),
        (b"[" * 100_000, "nested"),
        (b"{}", "no CFDocument"),
        (b'{"CFDocument": {}}', "neither a title"),
        (b" " * (case.MOST_BYTES + 1), "larger than 32 MB"),
    ],
)
def test_what_is_no_framework_says_why(given, words):
    with pytest.raises(NotAFramework, match=words):
        read_framework(given, now=NOW)


def test_loose_writing_is_read():
    given = {
        "CFDocument": {
            "identifier": "MATH",
            "title": " Maths ",
            "subject": "Maths, Numbers",
            "lastChangeDateTime": "2020-01-02",
        },
        "CFItems": [
            {"identifier": "M.1", "fullStatement": "Counts", "educationalLevel": "01", "humanCodingScheme": 1},
            {"identifier": "M.1", "fullStatement": "Counts again"},
            {"identifier": "M.2"},
            "nothing",
        ],
        "CFAssociations": [
            {
                "associationType": "Is Child Of",
                "originNodeURI": {"identifier": "M.1"},
                "destinationNodeURI": {"identifier": "MATH"},
            },
            {
                "associationType": "covers it",
                "originNodeURI": "https://a.example/1",
                "destinationNodeURI": {"identifier": "M.1"},
            },
        ],
    }
    found = read_framework(b"\xef\xbb\xbf" + json.dumps(given).encode(), now=NOW)
    assert (found.title, found.creator, found.more["subject"]) == ("Maths", "Maths", ["Maths", "Numbers"])
    assert found.changed == datetime(2020, 1, 2, tzinfo=UTC)
    assert [(item.statement, item.code, item.more["educationLevel"]) for item in found.items] == [
        ("Counts", "1", ["01"])
    ]
    assert found.items[0].changed == NOW
    assert [one.kind for one in found.associations] == ["isChildOf", "ext:covers-it"]
    assert found.children()[found.identifier] == list(found.items)
    assert len(found.left_out) == 3
    assert read_framework(json.dumps(given).encode(), now=NOW).items[0].identifier == found.items[0].identifier
    OFFICIAL(package(found))


def test_items_stand_in_their_order_and_what_goes_round_is_met_once():
    ordered = read_framework((FOLDER / "SequenceNumberFramework.json").read_bytes(), now=NOW)
    numbers = {one.origin["identifier"]: one.more.get("sequenceNumber") for one in ordered.associations}
    top = [numbers[item.identifier] for item in ordered.children()[ordered.identifier]]
    assert top == sorted(top)
    ends = [{"title": name, "identifier": name, "uri": f"urn:{name}"} for name in ("a", "b")]
    given = {
        "CFDocument": {"identifier": "d", "title": "Round"},
        "CFItems": [{"identifier": one["identifier"], "fullStatement": one["title"]} for one in ends],
        "CFAssociations": [
            {"associationType": "isChildOf", "originNodeURI": one, "destinationNodeURI": other}
            for one, other in (ends, reversed(ends))
        ],
    }
    found = read_framework(json.dumps(given).encode(), now=NOW)
    assert [item.statement for _, item in found.walk()] == ["a", "b"]


def line_of(many, *, round_to=None):
    """A framework whose items stand each under the next; the last under that of this number, or under nothing."""
    items = tuple(Item(f"{number}", f"urn:{number}", f"Item {number}", NOW) for number in range(many))
    parents = [*range(1, many), *([] if round_to is None else [round_to])]
    ends = [({"identifier": f"{number}"}, {"identifier": f"{parent}"}) for number, parent in enumerate(parents)]
    under = tuple(Association(f"a{place}", "urn:a", CHILD, *both, NOW) for place, both in enumerate(ends))
    return Framework("f", "urn:f", "Some", "In a line", NOW, items, under)


def test_what_goes_round_stands_under_the_framework_and_what_leads_there_under_that():
    assert [item.identifier for item in line_of(5).children()["f"]] == ["4"]
    found = line_of(5, round_to=2)
    assert [item.identifier for item in found.children()["f"]] == ["2", "3", "4"]
    assert sorted(item.identifier for _, item in found.walk()) == ["0", "1", "2", "3", "4"]
    assert [item.identifier for item in line_of(3, round_to=2).children()["f"]] == ["2"]


@pytest.mark.parametrize("round_to", [None, 0, 15_000])
def test_thousands_of_items_in_one_line_are_walked_at_once(round_to):
    found = line_of(20_000, round_to=round_to)
    begun = time.process_time()
    assert len(list(found.walk())) == 20_000
    assert time.process_time() - begun < 2


BASE = "https://case.example/ims/case/v1p1"


class Endpoint:
    """What an endpoint answers."""

    def __init__(self, *, ignores=False):
        self.asked = []
        named = [
            {"identifier": f"d{number}", "title": f"Framework {number}", "creator": "Some"} for number in range(130)
        ]
        self.pages = {
            f"{BASE}/CFDocuments?limit=100&offset={start}": {
                "CFDocuments": named if ignores else named[start : start + 100]
            }
            for start in (0, 100, 200)
        }
        self.pages[f"{BASE}/CFPackages/d1"] = json.loads((FOLDER / "Ordering.json").read_bytes())
        self.pages[f"{BASE}/CFDocuments/d1"] = {"title": "A", "CFPackageURI": {"uri": f"{BASE}/CFPackages/d1"}}
        self.pages[f"{BASE}/CFDocuments/d2"] = {"title": "A", "CFPackageURI": f"{BASE}/CFDocuments/d2"}
        self.pages[f"{BASE}/CFDocuments/d3"] = {"title": "A", "CFPackageURI": {"uri": "file:///etc/passwd"}}

    def fetch(self, address):
        self.asked.append(address)
        if address not in self.pages:
            raise NotFetched("nobody answers")
        return json.dumps(self.pages[address]).encode()


@pytest.mark.parametrize("ignores", [False, True])
@pytest.mark.parametrize("address", [BASE, f"{BASE}/", f"{BASE}/CFDocuments"])
def test_an_endpoint_says_what_it_offers(address, ignores):
    found = frameworks_at(address, Endpoint(ignores=ignores).fetch)
    assert len(found) == 130
    assert found[1].package == f"{BASE}/CFPackages/d1"


def test_a_framework_is_fetched_by_its_package_or_its_document():
    endpoint = Endpoint()
    for name in ("CFPackages", "CFDocuments"):
        assert framework_at(f"{BASE}/{name}/d1", endpoint.fetch, now=NOW).title == "ACT Holistic Framework, Math"
    with pytest.raises(NotFetched):
        framework_at(f"{BASE}/CFDocuments/d2", endpoint.fetch, now=NOW)
    with pytest.raises(NotAFramework):
        framework_at(f"{BASE}/CFDocuments/d3", endpoint.fetch, now=NOW)
    assert "file:///etc/passwd" not in endpoint.asked


def test_our_own_framework_passes_as_it_lies_there_and_under_any_address():
    OFFICIAL(json.loads(case._OWN.read_bytes()))
    own = own_framework()
    assert package(own) == json.loads(case._OWN.read_bytes())
    moved = own.at("https://commons.example/ims/case/v1p1")
    OFFICIAL(package(moved))
    assert "urn:uuid:" not in json.dumps(package(moved))
    assert [(depth, item.code) for depth, item in own.walk()][:3] == [(0, "LT.A"), (1, "LT.A.1"), (1, "LT.A.2")]
    assert case.document(moved, "https://commons.example/p")["CFPackageURI"]["uri"] == "https://commons.example/p"
    around = case.item_associations(moved, moved.items[0])
    assert len(around["CFAssociations"]) == 5


def test_a_badge_says_which_item_of_which_framework_it_stands_for():
    own = own_framework().at("https://commons.example/ims/case/v1p1")
    said = alignment(own.title, own.items[1])
    assert said["targetUrl"].endswith(own.items[1].identifier)
    assert (said["targetFramework"], said["targetType"]) == ("Learning together", "CFItem")
    assert said["targetCode"] == "LT.A.1"
    elsewhere = alignment("Maths", replace(own.items[1], uri="https://case.example/7"))
    assert elsewhere["targetCode"] == own.items[1].identifier
