"""The one form that a set of statements has however its blank nodes are called: RDFC-1.0.

The algorithm is the Recommendation's of 21 May 2024, https://www.w3.org/TR/rdf-canon/, whose sections are named below. Terms are
strings as N-Quads writes them (`<https://…>`, `"words"@en`, `_:b0`), so that what is hashed is joined and never written anew.
"""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

# Subject, predicate, object and graph, as N-Quads writes them; the default graph is the empty string.
Quad = tuple[str, str, str, str]

# So many steps at most, a step being one quad looked at on the way or one node in an order that is tried. The largest credential that
# 1EdTech published takes 17,418 of them, the largest graph of the Recommendation's tests 6,636.
MOST_STEPS = 100_000
_POSITIONS = ((0, "s"), (2, "o"), (3, "g"))


class TooTangled(ValueError):
    """Its nodes are alike in so many ways that telling them apart would take for ever; credentials are never so."""


@dataclass(frozen=True)
class Canonical:
    """`lines` in their order, each with its end, and what each blank node is called now (`b0` → `c14n0`)."""

    lines: tuple[str, ...]
    labels: dict[str, str]

    @property
    def text(self) -> str:
        return "".join(self.lines)


def canonicalise(quads: Iterable[Quad], *, algorithm: str = "sha256", most_steps: int = MOST_STEPS) -> Canonical:
    """The canonical form of these quads (section 4.4). Raises TooTangled after `most_steps`."""
    return _Canonicalisation(quads, algorithm, most_steps).done()


def line(quad: Quad) -> str:
    """One quad as a line of N-Quads."""
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


class _Issuer:
    """Gives names in the order in which they are asked for (section 4.5)."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.issued: dict[str, str] = {}

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        other = _Issuer(self.prefix)
        other.issued = self.issued.copy()
        return other


class _Canonicalisation:
    def __init__(self, quads: Iterable[Quad], algorithm: str, most_steps: int) -> None:
        self.quads = set(quads)
        self.digest = getattr(hashlib, algorithm)
        self.steps_left = most_steps
        self.canonical = _Issuer("_:c14n")
        self.around: dict[str, list[Quad]] = {}
        for quad in self.quads:
            subject, _, value, graph = quad
            for node in {subject, value, graph}:
                if node[:2] == "_:":
                    self.around.setdefault(node, []).append(quad)
        self.first: dict[str, str] = {node: self._hash_first_degree(node) for node in self.around}

    def done(self) -> Canonical:
        alike: dict[str, list[str]] = {}
        for node, found in self.first.items():
            alike.setdefault(found, []).append(node)
        shared = []
        for _, nodes in sorted(alike.items()):
            if len(nodes) == 1:
                self.canonical.issue(nodes[0])
            else:
                shared.append(nodes)
        for nodes in shared:
            self._tell_apart(nodes)
        names = self.canonical.issued
        lines = sorted(line(self._renamed(quad)) for quad in self.quads)
        return Canonical(tuple(lines), {node[2:]: name[2:] for node, name in names.items()})

    def _tell_apart(self, nodes: list[str]) -> None:
        paths = []
        for node in nodes:
            if node not in self.canonical.issued:
                issuer = _Issuer("_:b")
                issuer.issue(node)
                paths.append(self._hash_n_degree(node, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def _renamed(self, quad: Quad) -> Quad:
        names = self.canonical.issued
        subject, predicate, value, graph = quad
        return names.get(subject, subject), predicate, names.get(value, value), names.get(graph, graph)

    def _hash(self, words: str) -> str:
        return str(self.digest(words.encode()).hexdigest())

    def _hash_first_degree(self, node: str) -> str:
        """Section 4.6: what stands around a node, all other blank ones alike."""

        def seen(term: str) -> str:
            return ("_:a" if term == node else "_:z") if term[:2] == "_:" else term

        return self._hash("".join(sorted(line((seen(s), p, seen(o), seen(g))) for s, p, o, g in self.around[node])))

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Section 4.7."""
        name = self.canonical.issued.get(related) or issuer.issued.get(related) or self.first[related]
        return self._hash(f"{position}{'' if position == 'g' else quad[1]}{name}")

    def _hash_n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Section 4.8: the least of all ways to walk from a node through those around it, and the names given on it."""
        self._spend(1 + len(self.around[node]))
        related: dict[str, list[str]] = {}
        for quad in self.around[node]:
            for place, position in _POSITIONS:
                term = quad[place]
                if term.startswith("_:") and term != node:
                    related.setdefault(self._hash_related(term, quad, issuer, position), []).append(term)
        walked = ""
        for found, nodes in sorted(related.items()):
            path, issuer = self._least(nodes, issuer)
            walked += found + path
        return self._hash(walked), issuer

    def _least(self, nodes: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        least: tuple[str, _Issuer] | None = None
        for order in itertools.permutations(nodes):
            self._spend(len(order))
            walked = self._walk(order, issuer.copy(), least[0] if least else "")
            if walked and (least is None or walked[0] < least[0]):
                least = walked
        if least is None:
            raise AssertionError("one order is always walked to its end")
        return least

    def _walk(self, order: tuple[str, ...], issuer: _Issuer, least: str) -> tuple[str, _Issuer] | None:
        """The path of one order; nothing once it cannot be the least any more."""
        path = ""
        deeper = []
        for node in order:
            if node in self.canonical.issued:
                path += self.canonical.issued[node]
            else:
                if node not in issuer.issued:
                    deeper.append(node)
                path += issuer.issue(node)
            if least and len(path) >= len(least) and path > least:
                return None
        for node in deeper:
            found, further = self._hash_n_degree(node, issuer)
            path += f"{issuer.issue(node)}<{found}>"
            issuer = further
            if least and len(path) >= len(least) and path > least:
                return None
        return path, issuer

    def _spend(self, steps: int) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise TooTangled("Its unnamed parts are too much alike to be told apart.")
