"""What came of what, as trees."""

from collections.abc import Iterator

from commonplace.ground.lineages import Branch, Node, branches


def _order(trees: list[Branch[str]], depth: int = 0) -> Iterator[tuple[str, int, str | None]]:
    for one in trees:
        yield one.node.thing, depth, one.before
        yield from _order(one.grown, depth + 1)


def _drawn(*nodes: Node[str]) -> list[tuple[str, int, str | None]]:
    return list(_order(branches(nodes)))


def test_each_is_followed_by_what_came_of_it() -> None:
    nodes = [Node(1, None, "a"), Node(2, 1, "b"), Node(3, 1, "c"), Node(4, 2, "d", is_here=True), Node(5, 9, "apart")]
    assert _drawn(*nodes) == [("a", 0, None), ("b", 1, "a"), ("d", 2, "b"), ("c", 1, "a"), ("apart", 0, None)]


def test_what_came_of_itself_has_no_beginning() -> None:
    assert _drawn(Node(1, 2, "a"), Node(2, 1, "b")) == []
    assert _drawn(Node(1, 1, "a")) == [("a", 0, None)]
