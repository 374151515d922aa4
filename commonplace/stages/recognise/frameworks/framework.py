"""A framework: its items, how they belong together, and what a badge says of the one that it stands for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

CHILD = "isChildOf"


@dataclass(frozen=True)
class Item:
    """Something that people can learn, or a heading of such. `more` has CASE's further members, each in its form."""

    identifier: str
    uri: str
    statement: str
    changed: datetime
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """How people refer to it, as `E.1`; may be empty."""
        return str(self.more.get("humanCodingScheme", ""))

    @property
    def short(self) -> str:
        """Its statement in few words, where it has them."""
        return str(self.more.get("abbreviatedStatement", self.statement))


@dataclass(frozen=True)
class Association:
    """That one thing `isChildOf` another, or what `kind` says; each end has title, identifier and uri, and may lie elsewhere."""

    identifier: str
    uri: str
    kind: str
    origin: Mapping[str, str]
    destination: Mapping[str, str]
    changed: datetime
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Framework:
    """A document and all that belongs to it.

    `definitions` are lists by CASE's names (`CFItemTypes`, …), `rubrics` a list, both in CASE's form. `left_out` says in English what
    of the file could not be read.
    """

    identifier: str
    uri: str
    creator: str
    title: str
    changed: datetime
    items: tuple[Item, ...] = ()
    associations: tuple[Association, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    definitions: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    rubrics: tuple[dict[str, Any], ...] = ()
    left_out: tuple[str, ...] = ()

    def children(self) -> dict[str, list[Item]]:
        """The items under each identifier, in their order; those that are under nothing are under the framework's own.

        Whoever is under themselves by some way round stands under the framework too, so that a walk from there meets every item once.
        """
        items = {item.identifier: item for item in self.items}
        places = {item.identifier: place for place, item in enumerate(self.items)}
        parents: dict[str, tuple[str, int]] = {}
        for place, one in enumerate(self.associations):
            origin, parent = one.origin["identifier"], one.destination["identifier"]
            if one.kind == CHILD and origin in items and (parent in items or parent == self.identifier):
                parents.setdefault(origin, (parent, one.more.get("sequenceNumber", place)))
        found: dict[str, list[Item]] = {}
        around = _those_round(parents)
        for name in sorted(items, key=lambda name: (parents.get(name, ("", -1))[1], places[name])):
            parent = parents.get(name, (self.identifier, 0))[0]
            found.setdefault(self.identifier if name in around else parent, []).append(items[name])
        return found

    def walk(self) -> Iterator[tuple[int, Item]]:
        """Every item once, each before those under it, with how deep it stands, from 0."""
        children = self.children()
        waiting = [(0, item) for item in reversed(children.get(self.identifier, []))]
        while waiting:
            depth, item = waiting.pop()
            yield depth, item
            waiting += [(depth + 1, one) for one in reversed(children.get(item.identifier, []))]

    def at(self, base: str) -> "Framework":
        """The same with every address under this one, as `https://commons.example/ims/case/v1p1`: for those of our own."""
        moved = {self.uri: f"{base}/CFDocuments/{self.identifier}"}
        moved |= {item.uri: f"{base}/CFItems/{item.identifier}" for item in self.items}
        moved |= {one.uri: f"{base}/CFAssociations/{one.identifier}" for one in self.associations}
        for name, those in self.definitions.items():
            moved |= {one["uri"]: f"{base}/{name}/{one['identifier']}" for one in those}
        moved |= {one["uri"]: f"{base}/CFRubrics/{one['identifier']}" for one in self.rubrics}
        return replace(
            self,
            uri=moved[self.uri],
            items=tuple(replace(one, uri=moved[one.uri], more=_moved(one.more, moved)) for one in self.items),
            associations=tuple(
                replace(
                    one,
                    uri=moved[one.uri],
                    origin=_moved(one.origin, moved),
                    destination=_moved(one.destination, moved),
                    more=_moved(one.more, moved),
                )
                for one in self.associations
            ),
            more=_moved(self.more, moved),
            definitions=_moved(self.definitions, moved),
            rubrics=tuple(_moved(one, moved) for one in self.rubrics),
        )


def _moved(value: Any, moved: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {
            name: moved.get(one, one) if name == "uri" and isinstance(one, str) else _moved(one, moved)
            for name, one in value.items()
        }
    return [_moved(one, moved) for one in value] if isinstance(value, list) else value


def _those_round(parents: Mapping[str, tuple[str, int]]) -> set[str]:
    """Those from which the way up comes back to them."""
    found: set[str] = set()
    met_from: dict[str, str] = {}
    for name in parents:
        way, here = [], name
        # No way is gone twice: frameworks have thousands of items, and may stand in one long line.
        while here in parents and here not in met_from:
            met_from[here] = name
            way.append(here)
            here = parents[here][0]
        if met_from.get(here) == name:
            found.update(way[way.index(here) :])
    return found


def alignment(title: str, item: Item) -> dict[str, Any]:
    """What a badge says of the item that it stands for, of the framework of this title (Open Badges 3.0, section B.1.2).

    The item's identifier stands in its address, as CASE has it; where it does not, it stands for the code.
    """
    return {
        "type": ["Alignment"],
        "targetName": item.short,
        "targetDescription": item.statement,
        "targetUrl": item.uri,
        "targetCode": item.code if item.code and item.identifier in item.uri else item.identifier,
        "targetFramework": title,
        "targetType": "CFItem",
    }
