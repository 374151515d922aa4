"""What a credential says, as statements (RDF), by the contexts that it names.

PyLD leaves out what it cannot make a statement of, without a word: members that no context knows, addresses that lead nowhere. A
signature would not cover them, and whoever reads the JSON would believe them. So whatever would vanish is refused here by its name,
as is what would be written in another way than it is read.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from pyld import jsonld

from commonplace.stages.recognise.credentials.canonical import Quad, TooTangled
from commonplace.stages.recognise.credentials.compiled import ONE_AT_A_TIME, NotPlain, plain_statements
from commonplace.stages.recognise.credentials.contexts import (
    MOST_AT_ONE_PLACE,
    MOST_IN_ALL,
    NO_MORE,
    Contexts,
    NotCovered,
    held,
    is_held,
)
from commonplace.stages.recognise.credentials.reading import as_list
from commonplace.stages.recognise.credentials.terms import STRING, is_address, is_language, quoted

_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
# PyLD makes whole addresses of parts of such, with a base of its own if none is given. This one is nobody's, and so tells them.
_NOWHERE = f"nowhere-{secrets.token_hex(8)}:"
_KEYWORDS = {"@context", "@value", "@language", "@direction", "@type"}
# What a credential says of itself: when it is valid, who issued it, what its status is.
_OF_ITSELF = "https://www.w3.org/2018/credentials#"
# So many values at most; the largest credential that 1EdTech published has 545.
_MOST_VALUES = 10_000


def statements(document: Mapping[str, Any], more_contexts: Contexts = NO_MORE) -> list[Quad]:
    """Every statement of a document. Raises NotCovered for what would be left out or read in two ways, TooTangled for too many."""
    if more_contexts == NO_MORE:
        try:
            return plain_statements(document)
        except NotPlain:
            pass
    return general_statements(document, more_contexts)


def general_statements(document: Mapping[str, Any], more_contexts: Contexts = NO_MORE) -> list[Quad]:
    """The same for whatever document, by PyLD."""
    if _values(document) > _MOST_VALUES:
        raise TooTangled("It says more than any credential does.")
    if _contexts(document) > MOST_IN_ALL:
        raise TooTangled("It names more contexts than any credential does.")
    _check_written(document, more_contexts)

    def load(address: str, _options: Any = None) -> dict[str, Any]:
        if address in more_contexts.held:
            found = {"@context": more_contexts.held[address]["@context"]}
            return {"contextUrl": None, "documentUrl": address, "contentType": "application/ld+json", "document": found}
        return held(address)

    # A cache of its own for contexts that stand in for others: what one test means by an address is nobody else's.
    options: dict[str, Any] = {
        "documentLoader": load,
        "processingMode": "json-ld-1.1",
        "base": f"{_NOWHERE}//here/",
        # As the other libraries do, so that the direction of words is signed too.
        "rdfDirection": "i18n-datatype",
    }
    if more_contexts != NO_MORE:
        options["contextResolver"] = jsonld.ContextResolver({}, load)
    try:
        with ONE_AT_A_TIME:
            processor = jsonld.JsonLdProcessor(on_property_dropped=_not_known)
            expanded = processor.expand(document, options)
            if len(expanded) != 1 or not _is_node(expanded[0]) or "@graph" in expanded[0]:
                raise NotCovered("It does not say what one thing is.")
            _check_meant(expanded[0])
            if "@id" in expanded[0]:
                _check_within(expanded[0], expanded[0]["@id"])
            dataset = processor.to_rdf(expanded, options)
    except jsonld.JsonLdError as trouble:
        raise NotCovered(f"Its contexts do not fit what it says: {_deepest(trouble)}.") from trouble
    except LookupError as trouble:
        raise NotCovered("A context that it brings along names one that is not held here.") from trouble
    except RecursionError as trouble:
        raise NotCovered("It is nested too deeply.") from trouble
    return [_quad(triple, graph) for graph, triples in dataset.items() for triple in triples]


def _deepest(trouble: BaseException) -> str:
    while isinstance(trouble.__cause__, type(trouble)):
        trouble = trouble.__cause__
    code = getattr(trouble, "code", None)
    return str(code or getattr(trouble, "type", None) or "it cannot be read")


def _not_known(name: str | None) -> None:
    if name is None:
        raise NotCovered("A member of it stands for nothing by its contexts.")
    raise NotCovered(f"“{name}” is no word of its contexts, so no signature covers it.")


def _values(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + sum(map(_values, value)) if isinstance(value, list) else 1


def _contexts(value: Any) -> int:
    """So many contexts are named in all of it."""
    if isinstance(value, dict):
        return len(as_list(value.get("@context"))) + sum(map(_contexts, value.values()))
    return sum(map(_contexts, value)) if isinstance(value, list) else 0


def _check_written(value: Any, more_contexts: Contexts) -> None:
    """What PyLD passes over before it asks what something means."""
    if isinstance(value, list):
        for one in value:
            _check_written(one, more_contexts)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name.startswith("@") and (name not in _KEYWORDS or (name == "@type" and "@value" not in value)):
                raise NotCovered(f"“{name}” has no meaning here.")
            # The same statement in other letters: a day on which it ends, say, that nobody reads there, under the same signature.
            if ":" in name:
                raise NotCovered(f"“{name}” stands where a word of its contexts should.")
            if name in ("@context", "type") and isinstance(one, list) and len(one) > MOST_AT_ONE_PLACE:
                raise TooTangled("It names more contexts or types at one place than any credential does.")
            if name == "@context":
                _check_contexts(one, more_contexts)
            else:
                _check_written(one, more_contexts)


def _check_contexts(contexts: Any, more_contexts: Contexts) -> None:
    # A context written into a credential could give its words any meaning, and other words theirs.
    for one in as_list(contexts) or [contexts]:
        if isinstance(one, Mapping) and more_contexts.brought:
            continue
        if not isinstance(one, str):
            raise NotCovered("It brings meanings of its own for its words, instead of naming a context.")
        if not is_held(one) and one not in more_contexts.held:
            raise NotCovered(f"Its context “{one}” is none that is held here.")


def _is_node(value: Any) -> bool:
    return isinstance(value, dict) and not ({"@value", "@list", "@set"} & value.keys())


def _check_meant(node: Any) -> None:
    """Everything in the expanded form has to become a statement."""
    if isinstance(node, list):
        for one in node:
            _check_meant(one)
        return
    if "@value" in node:
        _check_value(node)
        return
    for name, value in node.items():
        if name == "@id":
            _check_address(value)
        elif name == "@type":
            for one in as_list(value):
                _check_address(one)
        elif name == "@graph":
            for one in value:
                if not _is_node(one) or not (one.keys() - {"@id"}):
                    raise NotCovered("Something stands in it that says nothing of itself.")
                _check_meant(one)
        elif name == "@list":
            _check_meant(value)
        elif name.startswith("@"):
            raise NotCovered(f"“{name}” is not covered by signatures.")
        else:
            if name.startswith("_:"):
                raise NotCovered(f"“{name}” is no word of its contexts, so no signature covers it.")
            _check_meant(value)


def _check_within(node: Any, root: str) -> None:
    """What a credential says of itself has to stand where it is read, not deeper within it under the same name.

    An endorsement within a badge is about that badge: its end could be moved there, and the signature would hold as before.
    """
    if isinstance(node, list):
        for one in node:
            _check_within(one, root)
    elif isinstance(node, dict):
        for name, value in node.items():
            for one in as_list(value):
                if isinstance(one, dict) and one.get("@id") == root and any(of.startswith(_OF_ITSELF) for of in one):
                    raise NotCovered(f"What it says of itself, {root}, does not stand where it should.")
            if name != "@value":
                _check_within(value, root)


def _check_address(address: Any) -> None:
    words = str(address)
    if words.startswith("_:") or (is_address(words) and not words.startswith(_NOWHERE)):
        return
    words = words.removeprefix(_NOWHERE).removeprefix("//here/")
    raise NotCovered(f"“{words}” is no whole address, and no word of its contexts, so no signature covers it.")


def _check_value(value: Mapping[str, Any]) -> None:
    for name in value.keys() - {"@value", "@type", "@language", "@direction"}:
        raise NotCovered(f"“{name}” is not covered by signatures.")
    if "@language" in value and not is_language(value["@language"]):
        raise NotCovered(f"“{value['@language']}” is no language.")


def _quad(triple: Mapping[str, Mapping[str, str]], graph: str) -> Quad:
    parts = tuple(_term(triple[part]) for part in ("subject", "predicate", "object"))
    return (*parts, "" if graph == "@default" else _resource(graph))  # type: ignore[return-value]


def _term(term: Mapping[str, str]) -> str:
    if term["type"] != "literal":
        return _resource(term["value"])
    words = quoted(term["value"])
    if term["datatype"] == STRING:
        return words
    if term["datatype"] == _LANGUAGE_STRING:
        return f"{words}@{term['language']}"
    return f"{words}^^{_resource(term['datatype'])}"


def _resource(address: str) -> str:
    if address.startswith("_:"):
        return address
    _check_address(address)
    return f"<{address}>"
