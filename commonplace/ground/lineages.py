"""What came of what: a tree from its beginning on, drawn as a list whose lines run from each thing to what came of it.

It knows only what is drawn: which thing came of which. Who may see what is decided by whoever gives the nodes, and how a thing
reads by whoever draws it (`ground/lineage.html`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Node(Generic[Thing]):
    """A thing, by its key, and the key of what it came of; `is_here` where it is the one that the page is about."""

    key: int
    came_of: int | None
    thing: Thing
    is_here: bool = False


@dataclass(frozen=True)
class Branch(Generic[Thing]):
    """A node as it is drawn: the thing `before` it, where that is drawn too, and what came of it in its turn."""

    node: Node[Thing]
    before: Thing | None
    grown: list["Branch[Thing]"] = field(default_factory=list)


def branches(nodes: Iterable[Node[Thing]]) -> list[Branch[Thing]]:
    """The nodes as trees. What came of nothing that is among them begins one; what came of itself begins none."""
    nodes = list(nodes)
    by_key = {node.key: node for node in nodes}
    beneath: dict[int | None, list[Node[Thing]]] = {}
    for node in nodes:
        beneath.setdefault(node.came_of if node.came_of in by_key and node.came_of != node.key else None, []).append(
            node
        )

    def branch(node: Node[Thing], before: Thing | None) -> Branch[Thing]:
        return Branch(node, before, [branch(one, node.thing) for one in beneath.pop(node.key, [])])

    return [branch(root, None) for root in beneath.pop(None, [])]
