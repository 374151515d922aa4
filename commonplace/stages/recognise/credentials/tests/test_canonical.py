"""The publishers' own test cases for RDFC-1.0, and a graph that another library gets wrong."""

import json
import os
import re
import time
from pathlib import Path

import pytest

from commonplace.stages.recognise.credentials.canonical import TooTangled, canonicalise

FOLDER = Path(os.environ["COMMONPLACE_VECTORS"]) / "vectors" / "w3c-rdf-canon"
MANIFEST = json.loads((FOLDER / "manifest.jsonld").read_text())["entries"]
NAMES = {"rdfc:RDFC10EvalTest": "forms", "rdfc:RDFC10MapTest": "labels", "rdfc:RDFC10NegativeEvalTest": "refused"}
CASES = {kind: [one for one in MANIFEST if NAMES[one["type"]] == kind] for kind in NAMES.values()}

_TERM = re.compile(r'<[^>]*>|_:[^\s]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?')
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def quads(path):
    """What stands in a file of N-Quads, each term in its canonical form (RDF 1.1 N-Quads, section 4)."""
    found = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip() and not line.startswith("#"):
            terms = [_canonical(term) for term in _TERM.findall(line)]
            found.append((*terms, "") if len(terms) == 3 else tuple(terms))
    return found


def _canonical(term):
    plain = _ESCAPED.sub(lambda one: _unescaped(*one.groups()), term)
    if not term.startswith('"'):
        return plain
    quoted, rest = re.fullmatch(r'("(?:[^"\\]|\\.)*")(.*)', term, re.DOTALL).groups()
    words = _ESCAPED.sub(lambda one: _unescaped(*one.groups()), quoted[1:-1])
    rest = _ESCAPED.sub(lambda one: _unescaped(*one.groups()), rest)
    rest = "" if rest == "^^<http://www.w3.org/2001/XMLSchema#string>" else rest
    return f'"{"".join(_escaped(letter) for letter in words)}"{rest}'


def _unescaped(short, long, letter):
    return chr(int(short or long, 16)) if short or long else _PLAIN.get(letter, letter)


def _escaped(letter):
    if letter in _WRITTEN:
        return _WRITTEN[letter]
    return f"\\u{ord(letter):04X}" if ord(letter) < 0x20 or letter == "\x7f" else letter


def algorithm(case):
    return case.get("hashAlgorithm", "SHA256").lower()


@pytest.mark.parametrize("case", CASES["forms"], ids=lambda case: case["id"])
def test_every_published_graph_has_its_published_form(case):
    found = canonicalise(quads(FOLDER / case["action"]), algorithm=algorithm(case))
    assert found.text == (FOLDER / case["result"]).read_bytes().decode()


@pytest.mark.parametrize("case", CASES["labels"], ids=lambda case: case["id"])
def test_every_blank_node_has_its_published_name(case):
    found = canonicalise(quads(FOLDER / case["action"]), algorithm=algorithm(case))
    assert found.labels == json.loads((FOLDER / case["result"]).read_text())


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["id"])
def test_a_graph_made_to_take_for_ever_is_refused_within_a_second(case):
    began = time.perf_counter()
    with pytest.raises(TooTangled, match="too much alike"):
        canonicalise(quads(FOLDER / case["action"]))
    assert time.perf_counter() - began < 1


def decided(case):
    """What becomes of a published case, and what it is about in its publishers' words."""
    given = quads(FOLDER / case["action"])
    try:
        found = canonicalise(given, algorithm=algorithm(case))
    except TooTangled as trouble:
        return {"verdict": "refused", "words": f"{case['name']}: {trouble}"}
    if case["type"] == "rdfc:RDFC10MapTest":
        agrees = found.labels == json.loads((FOLDER / case["result"]).read_text())
        said = "names as published" if agrees else "other names"
    else:
        agrees = found.text == (FOLDER / case["result"]).read_bytes().decode()
        said = "form as published" if agrees else "another form"
    return {"verdict": said, "words": f"{case['name']}: {len(found.lines)} lines, {len(found.labels)} blank nodes."}


TABLE = Path(__file__).with_name("verdicts_of_forms.json")
if os.environ.get("WRITE_VERDICTS"):
    found = {case["id"].removeprefix("#"): decided(case) for case in MANIFEST}
    TABLE.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
EXPECTED = json.loads(TABLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", MANIFEST, ids=lambda case: case["id"])
def test_every_published_case_is_decided_as_the_table_says(case):
    assert decided(case) == EXPECTED[case["id"].removeprefix("#")]


def test_the_table_has_every_case_and_refuses_one_alone():
    assert EXPECTED.keys() == {case["id"].removeprefix("#") for case in MANIFEST}
    said = [one["verdict"] for one in EXPECTED.values()]
    assert {one: said.count(one) for one in said} == {"form as published": 64, "names as published": 21, "refused": 1}


def test_all_that_is_published_is_asked():
    assert {kind: len(cases) for kind, cases in CASES.items()} == {"forms": 64, "labels": 21, "refused": 1}


def test_graphs_whose_names_are_tied_are_told_apart():
    found = canonicalise(quads(FOLDER / "extra-tied-graph-names.nq"))
    assert found.text == (FOLDER / "extra-tied-graph-names.expected.nq").read_text()


def test_lines_stand_in_the_order_of_code_points():
    # RDFC-1.0, section 4.4.3, step 7. Libraries in JavaScript sort by UTF-16, in which the needle would come first.
    found = canonicalise([("<urn:a>", "<urn:b>", f'"{letter}"', "") for letter in ("🪡", "ｱ")])
    assert [line[17] for line in found.lines] == ["ｱ", "🪡"]
