"""Statements of documents in the plain forms that badges have, many times as fast as the general path.

What a word means at a place depends on nothing but contexts, types and the words on the way there, and the contexts are shipped. So
PyLD is asked for it once, and the answer kept. Whatever is not plain here, or may have to be refused, is handed to the general path in
`statements.py`, which says why: here is no second opinion on what may be signed.
"""

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyld import jsonld

from commonplace.stages.recognise.credentials.canonical import Quad
from commonplace.stages.recognise.credentials.contexts import MOST_AT_ONE_PLACE, MOST_IN_ALL, held, is_held
from commonplace.stages.recognise.credentials.terms import STRING, is_address, is_language, quoted

# PyLD keeps contexts that it has read in caches of its own, which threads spoil for each other: a good badge was then refused.
ONE_AT_A_TIME = threading.Lock()
# So many values at most, well below what the general path allows.
_MOST_VALUES = 5_000
# So many places are kept with what words mean there (a kind of badge has ten), and so many sets of types at each; then all are
# forgotten, since whoever writes credentials can make up any number of them.
_MOST_KEPT = 100
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST, _NIL = (f"<{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN, _INTEGER, _DOUBLE = (f"^^<{_XSD}{name}>" for name in ("boolean", "integer", "double"))
_OF_ITSELF = "<https://www.w3.org/2018/credentials#"

_PROCESSOR = jsonld.JsonLdProcessor()
_OPTIONS: dict[str, Any] = {
    "documentLoader": held,
    "processingMode": "json-ld-1.1",
    "base": "",
    "contextResolver": jsonld.ContextResolver({}, held),
}


class NotPlain(Exception):
    """It is for the general path."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What a member's name stands for: a `predicate` as N-Quads writes it, or `@id` or `@type`.

    `datatype` is what stands behind a literal; `names` says that strings are addresses (`@id`), or words or addresses (`@vocab`).
    """

    predicate: str
    datatype: str = ""
    names: str = ""
    container: str = ""
    # Where its strings, the things in it, and things in it that are nothing but an address have their meanings.
    values: "_Meanings | None" = None
    inner: "_Meanings | None" = None
    alone: "_Meanings | None" = None


class _Meanings:
    """What words mean at one place of a document: PyLD's active context, asked once for each word and set of types."""

    __slots__ = ("_scoped", "_typed", "_with", "active", "words")

    def __init__(self, active: Any) -> None:
        self.active = active
        self.words: dict[str, _Word] = {}
        self._typed: dict[Any, tuple[_Meanings, tuple[str, ...]]] = {}
        self._scoped: dict[tuple[str, ...], _Meanings] = {}
        self._with: dict[tuple[str, ...], _Meanings] = {}

    def word(self, name: str) -> _Word:
        """Raises NotPlain for words that mean nothing here, and for those whose values are read in ways of their own."""
        mapping = self.active["mappings"].get(name)
        if mapping is None or ":" in name or name.startswith("@"):
            raise NotPlain
        with ONE_AT_A_TIME:
            found = self._word(name, mapping)
        self.words[name] = found
        return found

    def _word(self, name: str, mapping: Mapping[str, Any]) -> _Word:
        predicate = mapping["@id"]
        if predicate in ("@id", "@type") and name == predicate[1:]:
            return _Word(predicate)
        scoped = jsonld.JsonLdProcessor.get_context_value(self.active, name, "@context")
        values = self.active
        if scoped is not None:
            values = _processed(self.active, scoped, propagate=True, override_protected=True)
        inner, alone = _PROCESSOR._revert_to_previous_context(values), values
        again = jsonld.JsonLdProcessor.get_context_value(values, name, "@context")
        if again is not None:
            inner = _processed(inner, again, override_protected=True)
            alone = _processed(alone, again, override_protected=True)
        value = values["mappings"].get(name) or {}
        kind, container = value.get("@type"), mapping.get("@container") or []
        unusual = (
            not is_address(str(predicate))
            or mapping["reverse"]
            or name in ("id", "type")
            or set(container) not in ({"@set"}, {"@graph"}, {"@list"}, {"@graph", "@set"}, set())
            or (value.get("@container") or []) != container
            or value.get("@id") != predicate
            or any(
                jsonld.JsonLdProcessor.get_context_value(values, name, f"@{one}") for one in ("language", "direction")
            )
            # Numbers there are written in other ways; no context that is shipped has such words.
            or kind in ("@json", STRING, f"{_XSD}double")
        )
        if unusual:
            raise NotPlain
        special = next((one for one in container if one in ("@graph", "@list")), "")
        if kind in ("@id", "@vocab"):
            return _Word(f"<{predicate}>", "", kind, special, *map(self._of, (values, inner, alone)))
        datatype = "" if kind in (None, "@none") else f"^^<{kind}>"
        if datatype and not is_address(str(kind)):
            raise NotPlain
        return _Word(f"<{predicate}>", datatype, "", special, *map(self._of, (values, inner, alone)))

    def _of(self, active: Any) -> "_Meanings":
        return self if active is self.active else _meanings(active)

    def with_contexts(self, contexts: Any) -> "_Meanings":
        """What words mean within something that names contexts itself."""
        named = (contexts,) if isinstance(contexts, str) else tuple(contexts) if isinstance(contexts, list) else ()
        if found := self._with.get(named):
            return found
        if not 0 < len(named) <= MOST_AT_ONE_PLACE or not all(isinstance(one, str) and is_held(one) for one in named):
            raise NotPlain
        with ONE_AT_A_TIME:
            found = _meanings(_processed(self.active, list(named)))
            _keep(self._with, named, found)
        return found

    def typed(self, types: Any) -> "tuple[_Meanings, tuple[str, ...]]":
        """What words mean within something of these types, and the types as N-Quads writes them."""
        named = types if isinstance(types, str) else tuple(types) if isinstance(types, list) else None
        if found := self._typed.get(named):
            return found
        each = (named,) if isinstance(named, str) else named
        if each is None or len(each) > MOST_AT_ONE_PLACE or not all(isinstance(one, str) for one in each):
            raise NotPlain
        terms = tuple(self.resource(one, vocabulary=True) for one in each)
        known = tuple(sorted({one for one in each if one in self.active["mappings"]}))
        with ONE_AT_A_TIME:
            found = (self._of_types(known), terms)
            # Those that are not of the contexts are made up, as many and as long as somebody likes.
            if len(known) == len(each):
                _keep(self._typed, named, found)
        return found

    def _of_types(self, known: tuple[str, ...]) -> "_Meanings":
        if found := self._scoped.get(known):
            return found
        active = self.active
        for one in known:
            scoped = jsonld.JsonLdProcessor.get_context_value(self.active, one, "@context")
            if scoped is not None and scoped is not False:
                active = _processed(active, scoped, propagate=False)
        found = self._of(active)
        _keep(self._scoped, known, found)
        return found

    def resource(self, words: Any, *, vocabulary: bool = False) -> str:
        """A whole address, or a word of the vocabulary where those may stand, as N-Quads writes it."""
        if type(words) is not str:
            raise NotPlain
        mappings = self.active["mappings"]
        if vocabulary and words in mappings:
            words = (mappings[words] or {}).get("@id") or ""
        elif words.partition(":")[0] in mappings:
            raise NotPlain
        if not is_address(words):
            raise NotPlain
        return f"<{words}>"


def _said(value: Mapping[str, Any]) -> str:
    """Words that are given with their language."""
    words, language = value["@value"], value.get("@language")
    if type(words) is not str or value.keys() - {"@value", "@language"}:
        raise NotPlain
    if language is None:
        return quoted(words)
    if type(language) is not str or not is_language(language):
        raise NotPlain
    return f"{quoted(words)}@{language.lower()}"


def _double(value: float) -> str:
    """A number in XML Schema's canonical form of doubles: `1.5E0`."""
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"


def _processed(active: Any, local: Any, **more: bool) -> Any:
    try:
        return _PROCESSOR._process_context(active, local, _OPTIONS, **more)
    except jsonld.JsonLdError as trouble:
        raise NotPlain from trouble


# By the contexts themselves, which PyLD gives out again as long as it remembers them.
_KEPT: dict[int, _Meanings] = {}
_ROOT = _Meanings(_PROCESSOR._get_initial_context(_OPTIONS))


def _meanings(active: Any) -> _Meanings:
    found = _KEPT.get(id(active))
    if found is None:
        if len(_KEPT) >= _MOST_KEPT:
            for kept in (_KEPT, _ROOT._with, _ROOT._scoped, _ROOT._typed):
                kept.clear()
        # It holds the context by whose number it is kept, so that no other gets that number.
        found = _KEPT[id(active)] = _Meanings(active)
    return found


def _keep(kept: dict[Any, Any], named: Any, found: Any) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[named] = found


def plain_statements(document: Mapping[str, Any]) -> list[Quad]:
    """Every statement of a document, as `statements.statements` has them. Raises NotPlain for what has to be left to that."""
    emission = _Emission()
    try:
        emission.node(document, _ROOT, "")
    except (TypeError, RecursionError) as trouble:
        # A type or context that is no string.
        raise NotPlain from trouble
    if not emission.quads:
        raise NotPlain
    return emission.quads


class _Emission:
    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self._blanks = 0
        self._left = _MOST_VALUES
        self._contexts_left = MOST_IN_ALL
        self._root = ""

    def _blank(self) -> str:
        self._blanks += 1
        return f"_:b{self._blanks}"

    def node(self, given: Mapping[str, Any], meanings: _Meanings, graph: str) -> str:
        """States what is said of one thing, and gives its name."""
        self._spend(len(given))
        if "@context" in given:
            self._contexts_left -= self._spend_list(given["@context"])
            if self._contexts_left < 0:
                raise NotPlain
            meanings = meanings.with_contexts(given["@context"])
        named = given.get("type", [])
        self._spend_list(named)
        meanings, types = meanings.typed(named)
        subject = meanings.resource(given["id"]) if "id" in given else self._blank()
        is_within = subject == self._root
        self._root = self._root or subject
        words, add = meanings.words, self.quads.append
        for name, value in given.items():
            if name == "@context":
                continue
            word = words.get(name) or meanings.word(name)
            if word.predicate == "@type":
                for one in types:
                    add((subject, _TYPE, one, graph))
            elif word.predicate == "@id":
                continue
            elif is_within and word.predicate.startswith(_OF_ITSELF):
                # A credential may say what it is at its top alone.
                raise NotPlain
            elif word.container == "@list":
                if value is not None:
                    add((subject, word.predicate, self._listed(value, word, graph), graph))
            elif type(value) is list:
                self._spend(len(value))
                for one in value:
                    if one is not None:
                        add((subject, word.predicate, self._value(one, word, graph), graph))
            elif value is not None:
                add((subject, word.predicate, self._value(value, word, graph), graph))
        return subject

    def _spend(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise NotPlain

    def _spend_list(self, value: Any) -> int:
        many = len(value) if type(value) is list else 1
        self._spend(many)
        return many

    def _value(self, value: Any, word: _Word, graph: str) -> str:
        kind = type(value)
        if word.container == "@graph":
            return self._graph(value, word)
        if kind is str:
            if not word.names:
                return quoted(value) + word.datatype
            return word.values.resource(value, vocabulary=word.names == "@vocab")  # type: ignore[union-attr]
        if kind is dict:
            if "@value" in value:
                return _said(value)
            if len(value) == 1 and "id" in value:
                # Without statements of its own; its meanings may be others than those of a thing.
                self.node(value, word.alone, graph)  # type: ignore[arg-type]
                return word.alone.resource(value["id"])  # type: ignore[union-attr]
            return self.node(value, word.inner, graph)  # type: ignore[arg-type]
        if word.names:
            raise NotPlain
        if kind is bool:
            return f'"{"true" if value else "false"}"{word.datatype or _BOOLEAN}'
        if kind is int and abs(value) < 2**53:
            return f'"{value}"{word.datatype or _INTEGER}'
        if kind is float and not value.is_integer() and math.isfinite(value):
            return f'"{_double(value)}"{word.datatype or _DOUBLE}'
        raise NotPlain

    def _graph(self, value: Any, word: _Word) -> str:
        if type(value) is not dict:
            raise NotPlain
        name, before = self._blank(), len(self.quads)
        self.node(value, word.inner, name)  # type: ignore[arg-type]
        if len(self.quads) == before:
            raise NotPlain
        return name

    def _listed(self, value: Any, word: _Word, graph: str) -> str:
        values = [one for one in (value if type(value) is list else [value]) if one is not None]
        self._spend(len(values))
        rest = _NIL
        for one in reversed(values):
            here = self._blank()
            self.quads.append((here, _FIRST, self._value(one, word, graph), graph))
            self.quads.append((here, _REST, rest, graph))
            rest = here
        return rest
