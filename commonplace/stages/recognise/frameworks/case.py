"""Frameworks read from CASE, 1.0 or 1.1, however loosely it was written, and written as CASE 1.1 has it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from commonplace.stages.recognise.credentials.resolving import Fetch, NotFetched
from commonplace.stages.recognise.frameworks.framework import Association, Framework, Item
from commonplace.stages.recognise.frameworks.members import (
    ASSOCIATION,
    CRITERION,
    DEFINITIONS,
    DOCUMENT,
    ITEM,
    KINDS_OF_ASSOCIATION,
    LEVEL,
    RUBRIC,
    changed,
    end,
    extended,
    identifier,
    link,
    read,
    text,
    written,
)

MOST_BYTES = 32 * 1024 * 1024
# So many items or associations at most; a state's standards for all subjects and years have some ten thousand.
MOST_ITEMS = 100_000
_MOST_LEFT_OUT = 20
_A_PAGE = 100
_MOST_PAGES = 50
_OWN = Path(__file__).with_name("learning_together.json")


class NotAFramework(ValueError):
    """It is no framework that can be read. Its words say why, in English."""


def own_bytes() -> bytes:
    """The file of the framework that comes with Commonplace: what people come to be able to do by learning together."""
    return _OWN.read_bytes()


def own_framework() -> Framework:
    """The same, read."""
    return read_framework(own_bytes(), now=datetime.fromisoformat("2026-11-28T00:00:00+00:00"))


def read_framework(given: bytes, *, now: datetime) -> Framework:
    """The framework of a file. What was never said to have changed is taken to have changed now. Raises NotAFramework."""
    package = _json(given)
    package = package.get("CFPackage", package) if isinstance(package.get("CFPackage"), dict) else package
    document = package.get("CFDocument")
    if not isinstance(document, dict):
        raise NotAFramework("It has no CFDocument, which a package of CASE begins with.")
    return _Reading(package, document, now).framework()


def _json(given: bytes) -> dict[str, Any]:
    if len(given) > MOST_BYTES:
        raise NotAFramework(f"It is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        found = json.loads(given.decode("utf-8-sig"))
    except UnicodeError as trouble:
        raise NotAFramework("It is not written in UTF-8.") from trouble
    except RecursionError as trouble:
        raise NotAFramework("It is nested too deeply.") from trouble
    except ValueError as trouble:
        raise NotAFramework("It is not JSON.") from trouble
    if not isinstance(found, dict):
        raise NotAFramework("It is not a JSON object.")
    return found


class _Reading:
    def __init__(self, package: dict[str, Any], document: dict[str, Any], now: datetime) -> None:
        self._package, self._document, self._now = package, document, now
        self._left_out: list[str] = []
        given = package.get("CFItems")
        those = [one for one in (given if isinstance(given, list) else []) if isinstance(one, dict)]
        # What things of it are called once they are read, so that associations name them alike.
        self._names = {identifier(one.get("identifier") or one.get("uri")) for one in (*those, document)}

    def framework(self) -> Framework:
        title = text(self._document.get("title"))
        named = self._named(self._document)
        if title is None or named is None:
            raise NotAFramework("It has neither a title nor an identifier.")
        items = tuple(self._each("CFItems", self._item))
        return Framework(
            **named,
            creator=text(self._document.get("creator")) or text(self._document.get("publisher")) or title,
            title=title,
            changed=self._changed(self._document),
            items=items,
            associations=tuple(self._each("CFAssociations", self._association)),
            more=read(self._document, DOCUMENT),
            definitions=self._definitions(),
            rubrics=tuple(self._each("CFRubrics", self._rubric)),
            left_out=tuple(self._left_out),
        )

    def _each(self, name: str, reading: Callable[[dict[str, Any]], Any]) -> Iterator[Any]:
        given = self._package.get(name)
        given = given if isinstance(given, list) else []
        if len(given) > MOST_ITEMS:
            raise NotAFramework(f"It has more than {MOST_ITEMS} of {name}.")
        seen: set[str] = set()
        for place, one in enumerate(given, 1):
            found = reading(one) if isinstance(one, dict) else None
            if found is None:
                self._leave_out(f"Number {place} of {name} cannot be read.")
                continue
            named = str(found["identifier"] if isinstance(found, dict) else found.identifier)
            if named in seen:
                self._leave_out(f"Number {place} of {name} stands twice.")
                continue
            seen.add(named)
            yield found

    def _leave_out(self, words: str) -> None:
        if len(self._left_out) < _MOST_LEFT_OUT:
            self._left_out.append(words)

    @staticmethod
    def _named(given: Mapping[str, Any]) -> dict[str, str] | None:
        address = text(given.get("uri"))
        name = identifier(given.get("identifier")) or identifier(address)
        return {"identifier": name, "uri": address or f"urn:uuid:{name}"} if name else None

    def _changed(self, given: Mapping[str, Any]) -> datetime:
        return changed(given.get("lastChangeDateTime")) or self._now

    def _item(self, given: dict[str, Any]) -> Item | None:
        statement = text(given.get("fullStatement")) or text(given.get("abbreviatedStatement"))
        named = self._named(given)
        if statement is None or named is None:
            return None
        return Item(**named, statement=statement, changed=self._changed(given), more=read(given, ITEM))

    def _association(self, given: dict[str, Any]) -> Association | None:
        kind = extended(given.get("associationType"), KINDS_OF_ASSOCIATION)
        origin, destination = self._end(given.get("originNodeURI")), self._end(given.get("destinationNodeURI"))
        if kind is None or origin is None or destination is None:
            return None
        # Some write associations without names of their own.
        named = self._named(given) or self._named({"uri": f"{origin['uri']} {kind} {destination['uri']}"})
        if named is None:
            return None
        return Association(
            **named,
            kind=kind,
            origin=origin,
            destination=destination,
            changed=self._changed(given),
            more=read(given, ASSOCIATION),
        )

    def _end(self, given: Any) -> dict[str, str] | None:
        """An end, called as the thing of this framework is that it names."""
        found = end(given)
        if found is not None:
            known = identifier(found["identifier"])
            if known in self._names:
                found["identifier"] = str(known)
        return found

    def _definitions(self) -> dict[str, list[dict[str, Any]]]:
        given = self._package.get("CFDefinitions")
        found = {}
        for name, (members, required) in DEFINITIONS.items():
            those = given.get(name) if isinstance(given, dict) else None
            read_ones = [self._defined(one, members, required) for one in (those if isinstance(those, list) else [])]
            found[name] = list({one["identifier"]: one for one in read_ones if one}.values())
        return {name: those for name, those in found.items() if those}

    def _defined(self, given: Any, members: Any, required: tuple[str, ...] = ()) -> dict[str, Any] | None:
        named = self._named(given) if isinstance(given, dict) else None
        if named is None:
            return None
        return {
            **named,
            **dict.fromkeys(required, ""),
            **read(given, members),
            "lastChangeDateTime": written(self._changed(given)),
        }

    def _rubric(self, given: dict[str, Any]) -> dict[str, Any] | None:
        found = self._defined(given, RUBRIC)
        if found:
            found |= self._parts(given, "CFRubricCriteria", self._criterion)
        return found

    def _criterion(self, given: Any) -> dict[str, Any] | None:
        found = self._defined(given, CRITERION)
        if found:
            levels = self._parts(given, "CFRubricCriterionLevels", lambda one: self._defined(one, LEVEL))
            found |= levels
        return found

    @staticmethod
    def _parts(
        given: Mapping[str, Any], name: str, reading: Callable[[Any], dict[str, Any] | None]
    ) -> dict[str, list[dict[str, Any]]]:
        those = given.get(name)
        found = [reading(one) for one in (those if isinstance(those, list) else [])]
        return {name: [one for one in found if one]} if any(found) else {}


@dataclass(frozen=True)
class Listed:
    """A framework that an endpoint offers: its title, its creator, and where its package stands."""

    title: str
    creator: str
    package: str


def frameworks_at(endpoint: str, fetch: Fetch) -> list[Listed]:
    """Those that an endpoint offers, which ends in `/ims/case/v1p0` or `v1p1`. Raises NotFetched and NotAFramework."""
    base = endpoint.rstrip("/").removesuffix("/CFDocuments")
    found: dict[str, Listed] = {}
    for page in range(_MOST_PAGES):
        asked = urlencode({"limit": _A_PAGE, "offset": page * _A_PAGE})
        given = _json(fetch(f"{base}/CFDocuments?{asked}")).get("CFDocuments")
        those = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
        before = len(found)
        for one in those:
            name, title = text(one.get("identifier")), text(one.get("title"))
            if name and title:
                found.setdefault(name, Listed(title, text(one.get("creator")) or "", f"{base}/CFPackages/{name}"))
        # Some send all of them whatever was asked for.
        if len(those) < _A_PAGE or len(found) == before:
            break
    return list(found.values())


def framework_at(address: str, fetch: Fetch, *, now: datetime) -> Framework:
    """The framework of an address: a package, or a document that says where its package is. Raises NotFetched and NotAFramework."""
    given = fetch(address)
    found = _json(given)
    if "CFDocument" in found or "CFPackage" in found:
        return read_framework(given, now=now)
    named = link(found.get("CFPackageURI"))
    if named is None or not named["uri"].startswith("https://"):
        raise NotAFramework("Neither a package of CASE stands there nor a document that names one.")
    if named["uri"] == address:
        raise NotFetched("it leads back to itself")
    return read_framework(fetch(named["uri"]), now=now)


def package(framework: Framework) -> dict[str, Any]:
    """All of it, as CASE 1.1 has a CFPackage."""
    found: dict[str, Any] = {
        "CFDocument": _document(framework),
        "CFItems": [_item(one) for one in framework.items],
        "CFAssociations": [_association(one) for one in framework.associations],
    }
    if framework.definitions:
        found["CFDefinitions"] = dict(framework.definitions)
    if framework.rubrics:
        found["CFRubrics"] = list(framework.rubrics)
    return found


def document(framework: Framework, package_uri: str) -> dict[str, Any]:
    """The document alone, which says where its package is."""
    here = {"title": framework.title, "identifier": framework.identifier, "uri": package_uri}
    return {**_document(framework), "CFPackageURI": here}


def item(framework: Framework, one: Item) -> dict[str, Any]:
    """An item alone, which says which document it belongs to."""
    return {**_item(one), "CFDocumentURI": _document_link(framework)}


def association(framework: Framework, one: Association) -> dict[str, Any]:
    """An association alone, which says which document it belongs to."""
    return {**_association(one), "CFDocumentURI": _document_link(framework)}


def item_associations(framework: Framework, one: Item) -> dict[str, Any]:
    """An item, with everything that connects it."""
    those = [
        association(framework, found)
        for found in framework.associations
        if one.identifier in (found.origin["identifier"], found.destination["identifier"])
    ]
    return {"CFItem": item(framework, one), "CFAssociations": those}


def _document_link(framework: Framework) -> dict[str, str]:
    return {"title": framework.title, "identifier": framework.identifier, "uri": framework.uri}


def _document(framework: Framework) -> dict[str, Any]:
    return {
        "identifier": framework.identifier,
        "uri": framework.uri,
        "caseVersion": "1.1",
        "creator": framework.creator,
        "title": framework.title,
        "lastChangeDateTime": written(framework.changed),
        **framework.more,
    }


def _item(one: Item) -> dict[str, Any]:
    return {
        "identifier": one.identifier,
        "uri": one.uri,
        "fullStatement": one.statement,
        "lastChangeDateTime": written(one.changed),
        **one.more,
    }


def _association(one: Association) -> dict[str, Any]:
    return {
        "identifier": one.identifier,
        "uri": one.uri,
        "associationType": one.kind,
        "originNodeURI": dict(one.origin),
        "destinationNodeURI": dict(one.destination),
        "lastChangeDateTime": written(one.changed),
        **one.more,
    }
