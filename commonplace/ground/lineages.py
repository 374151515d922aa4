"""What came of what, drawn: a tree of numbered dots from its beginning on, which a list beside it says in words.

It knows only what is drawn: which thing came of which. Who may see what is decided by whoever gives the nodes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import get_language_bidi
from markupsafe import Markup

Thing = TypeVar("Thing")

_ACROSS, _DOWN, _RADIUS = 64, 34, 12


@dataclass(frozen=True)
class Node(Generic[Thing]):
    """A thing, by its key, and the key of what it came of; `is_here` where it is the one that the page is about."""

    key: int
    came_of: int | None
    thing: Thing
    is_here: bool = False


@dataclass(frozen=True)
class Placed(Generic[Thing]):
    """A node in the order of the drawing: its number, how deep it stands, and at which height."""

    node: Node[Thing]
    number: int
    depth: int
    height: float


def placed(nodes: Iterable[Node[Thing]]) -> list[Placed[Thing]]:
    """The nodes as a tree is read: each followed by what came of it. What came of nothing that is among them begins one."""
    nodes = list(nodes)
    keys = {node.key for node in nodes}
    beneath: dict[int | None, list[Node[Thing]]] = {}
    for node in nodes:
        beneath.setdefault(node.came_of if node.came_of in keys and node.came_of != node.key else None, []).append(node)
    order: list[Placed[Thing]] = []
    rows = 0

    def put(node: Node[Thing], depth: int) -> float:
        nonlocal rows
        place, number = len(order), len(order) + 1
        order.append(Placed(node, number, depth, 0))
        heights = [put(one, depth + 1) for one in beneath.pop(node.key, [])]
        if not heights:
            heights, rows = [rows], rows + 1
        height = (heights[0] + heights[-1]) / 2
        order[place] = Placed(node, number, depth, height)
        return height

    for root in beneath.pop(None, []):
        put(root, 0)
    return order


def drawing(tree: list[Placed[Thing]]) -> Markup:
    """The tree as an SVG of which screen readers are told nothing, since the list says the same."""
    width = (max(one.depth for one in tree) + 1) * _ACROSS
    height = (max(one.height for one in tree) + 1) * _DOWN
    spots = {one.node.key: _spot(one, width) for one in tree}
    lines, dots = [], []
    for one in tree:
        x, y = spots[one.node.key]
        if one.depth and one.node.came_of in spots:
            from_x, from_y = spots[one.node.came_of]
            middle = (from_x + x) / 2
            lines.append(f'<path d="M{from_x:g} {from_y:g}C{middle:g} {from_y:g} {middle:g} {y:g} {x:g} {y:g}"/>')
        here = ' class="here"' if one.node.is_here else ""
        dots.append(
            f'<g{here}><circle cx="{x:g}" cy="{y:g}" r="{_RADIUS}"/><text x="{x:g}" y="{y:g}">{one.number}</text></g>'
        )
    inner = f'<g class="lines">{"".join(lines)}</g>{"".join(dots)}'
    opening = f'<svg class="lineage" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" aria-hidden="true">'
    return Markup(f"{opening}{inner}</svg>")  # noqa: S704 - numbers alone


def _spot(one: Placed[Thing], width: float) -> tuple[float, float]:
    x = one.depth * _ACROSS + _ACROSS / 2
    return (width - x if get_language_bidi() else x), one.height * _DOWN + _DOWN / 2
