"""HTML of elsewhere as Markdown.

It is cleaned first (`nh3`, which also closes what was left open), so that what comes here is a tree of few tags. Nothing
remote is shown by it: a picture becomes a link to itself. Where links lead is decided by whoever reads the source.
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

# Where an address leads now; None where it leads nowhere, so that its words stay without it.
Leads = Callable[[str], str | None]

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "section", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "alt"}, "td": {"rowspan", "colspan"}, "th": {"rowspan", "colspan"}, "ol": {"start"},
    "caption": {"class"},
}  # fmt: skip
_DEEPEST, _MOST_COLUMNS = 60, 30
_MOST_OPEN = 1000
_OPENS_OR_CLOSES = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)")
_TAG = re.compile(r"<[/a-zA-Z!?][^<>]*+>?")
_END_BY_THEMSELVES = {
    "area", "base", "br", "col",
    "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "source", "td", "th", "tr", "wbr",
}  # fmt: skip
_HIGH = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOW = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_SPECIAL = re.compile(r"([\\`*\[\]<])|(?<!\w)(_)|(_)(?!\w)")
_BEGINS = re.compile(r"^(\s*)([#>+-]|\d{1,9}[.)])(?=\s|$)", re.MULTILINE)


class _Node:
    """A tag with what stands in it."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[_Node | str] = []


class _Tree(HTMLParser):
    """Builds the tree. What lies deeper than anybody writes is taken into what holds it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("div", {})
        self.open: list[_Node] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in {"br", "hr", "img"} and len(self.open) < _DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def markdown_of(markup: str, leads: Leads = lambda address: address) -> str:
    """The words of a piece of HTML, as Markdown."""
    if _is_too_deep(markup):
        markup = _TAG.sub(" ", markup)
    tree = _Tree()
    tree.feed(
        nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None)
    )
    tree.close()
    return _Writer(leads).blocks(tree.root).strip()


def _is_too_deep(markup: str) -> bool:
    """Whether more is left open at once than anybody writes: what cleans it takes as long as it is deep, for each tag."""
    opened, deep = dict[str, int](), 0
    for tag in _OPENS_OR_CLOSES.finditer(markup):
        name, is_open = tag[2].lower(), not tag[1]
        if name in _END_BY_THEMSELVES or (not is_open and not opened.get(name)):
            continue
        step = 1 if is_open else -1
        opened[name] = opened.get(name, 0) + step
        deep += step
        if deep > _MOST_OPEN:
            return True
    return False


def escaped(words: str) -> str:
    """Words as they are, whatever of them would be a mark in Markdown."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], words)


class _Writer:
    def __init__(self, leads: Leads) -> None:
        self.leads = leads
        self.depth = 0

    def blocks(self, node: _Node) -> str:
        """What stands in a node, as paragraphs with empty lines between."""
        made, line = list[str](), list[str]()

        def end_line() -> None:
            words = _tidy("".join(line))
            if words:
                made.append(words)
            line.clear()

        for child in node.children:
            block = None if isinstance(child, str) else self._block(child)
            if block is None:
                line.append(self._inline(child))
                continue
            end_line()
            if block.strip():
                made.append(block)
        end_line()
        return "\n\n".join(made)

    def _block(self, node: _Node) -> str | None:
        """A node that stands by itself; None for one that stands within a line."""
        tag = node.tag
        if re.fullmatch("h[1-6]", tag):
            words = self._line(node)
            return f"{'#' * max(2, int(tag[1]))} {words}" if words else ""
        if tag in {"ul", "ol"}:
            return self._list(node)
        if tag == "table":
            return self._table(node)
        if tag == "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in self.blocks(node).splitlines())
        if tag == "pre":
            words = _text(node).strip("\n")
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", words)), default=0))
            return f"{fence}\n{words}\n{fence}"
        if tag == "hr":
            return "---"
        if tag in {"p", "div", "section", "figure", "figcaption", "dl", "dt", "dd", "caption", "li"}:
            return self.blocks(node)
        return None

    def _inline(self, node: "_Node | str") -> str:
        if isinstance(node, str):
            return escaped(_SPACE.sub(" ", node))
        tag = node.tag
        if tag == "br":
            return "\n"
        if tag == "img":
            return self._picture(node)
        within = "".join(self._inline(child) for child in node.children)
        if tag == "a":
            return self._linked(within, node.attributes.get("href", ""))
        if tag in {"sup", "sub"}:
            return _raised(within, tag)
        if tag == "code":
            return f"`{_text(node)}`" if "`" not in _text(node) and _text(node).strip() else within
        mark = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "del": "~~"}.get(tag, "")
        return _marked(within, mark)

    def _linked(self, words: str, address: str) -> str:
        label = " ".join(words.split())
        if not label or not address:
            return words
        # A picture within a link is a link already, to the smaller of the two.
        label = re.sub(r"\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)", r"\1", label)
        to = self.leads(address)
        around = [" " if words[:1].isspace() else "", " " if words[-1:].isspace() else ""]
        return f"{around[0]}[{label}]({written(to)}){around[1]}" if to else f"{around[0]}{label}{around[1]}"

    def _picture(self, node: _Node) -> str:
        to = self.leads(node.attributes.get("src", "")) if node.attributes.get("src") else None
        shows = escaped(_SPACE.sub(" ", node.attributes.get("alt", "")).strip())
        if to is None:
            return ""
        return f"[{shows or to.rsplit('/', 1)[-1] or 'picture'}]({written(to)})"

    def _line(self, node: _Node) -> str:
        return " ".join("".join(self._inline(child) for child in node.children).split())

    def _list(self, node: _Node) -> str:
        made = []
        number = int(node.attributes["start"]) if node.attributes.get("start", "").isdecimal() else 1
        for child in node.children:
            if isinstance(child, str) and not child.strip():
                continue
            holder = child if isinstance(child, _Node) and child.tag == "li" else None
            if holder is None:
                holder = _Node("li", {})
                holder.children = [child]
            words = self.blocks(holder)
            if not words:
                continue
            mark = f"{number}. " if node.tag == "ol" else "- "
            number += 1
            made.append(
                mark + words.replace("\n", "\n" + " " * len(mark)).replace("\n" + " " * len(mark) + "\n", "\n\n")
            )
        return "\n".join(made)

    def _table(self, table: _Node) -> str:
        rows = list(_rows(table))
        grid = _laid_out(rows, self._cell)
        width = min(max((len(row) for row in grid), default=0), _MOST_COLUMNS)
        said = [self.blocks(child) for child in table.children if isinstance(child, _Node) and child.tag == "caption"]
        caption = "".join(f"*{words}*\n\n" for words in said if words and not _is_hidden(table))
        if not width or not any(any(row) for row in grid):
            return caption.strip()
        if width == 1:
            return caption + "\n\n".join(row[0] for row in grid if row[0])
        has_head = all(_is(cell, "th") for cell in rows[0].children if isinstance(cell, _Node))
        head, body = (grid[0], grid[1:]) if has_head else ([""] * width, grid)
        lines = [head, ["---"] * width, *(row for row in body if any(row))]
        return caption + "\n".join("| " + " | ".join((row + [""] * width)[:width]) + " |" for row in lines)

    def _cell(self, cell: _Node) -> str:
        parts = [re.sub(r"^(?:[-#>]+|\d+\.) ", "", line.strip()) for line in self.blocks(cell).splitlines()]
        return " · ".join(part for part in parts if part and not re.fullmatch(r"[|\- ]+", part)).replace("|", "\\|")


def _rows(node: _Node) -> "list[_Node]":
    found = []
    for child in node.children:
        if isinstance(child, _Node):
            found += [child] if child.tag == "tr" else _rows(child) if child.tag in {"thead", "tbody", "tfoot"} else []
    return found


def _laid_out(rows: list[_Node], write: Callable[[_Node], str]) -> list[list[str]]:
    """The cells row by row. Where one reaches over more, the others that it reaches over are empty."""
    grid, reaching = list[list[str]](), dict[int, int]()
    for row in rows:
        line = list[str]()
        for cell in (one for one in row.children if isinstance(one, _Node)):
            while reaching.get(len(line), 0):
                reaching[len(line)] -= 1
                line.append("")
            wide, high = (min(max(_number(cell, name), 1), _MOST_COLUMNS) for name in ("colspan", "rowspan"))
            for more in range(wide):
                if high > 1:
                    reaching[len(line)] = high - 1
                line.append("" if more else write(cell))
        while reaching.get(len(line), 0):
            reaching[len(line)] -= 1
            line.append("")
        grid.append(line[:_MOST_COLUMNS])
    return grid


def _number(cell: _Node, name: str) -> int:
    words = cell.attributes.get(name, "")
    return int(words) if words.isdecimal() and len(words) < 4 else 1


def _is(child: "_Node | str", tag: str) -> bool:
    return isinstance(child, _Node) and child.tag == tag


def _is_hidden(table: _Node) -> bool:
    """Whether a caption says itself that it is not for those who see the page."""
    return any(isinstance(one, _Node) and "invisible" in one.attributes.get("class", "") for one in table.children)


def _text(node: "_Node | str") -> str:
    return node if isinstance(node, str) else "".join(_text(child) for child in node.children)


def _raised(words: str, tag: str) -> str:
    small = words.translate(_HIGH if tag == "sup" else _LOW)
    letters = set(words)
    is_whole = bool(letters) and all(letter in "0123456789+-−()n " for letter in letters)
    return small if is_whole else words


def _marked(words: str, mark: str) -> str:
    """Words between marks, with their space outside of them, since else they would be no marks."""
    bare = words.strip()
    if not mark or not bare or bare.startswith(mark[0]) or bare.endswith((mark[0], "\\")) or "\n" in bare:
        return words
    begins, ends = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{begins}{mark}{bare}{mark}{ends}"


def written(address: str) -> str:
    """An address as Markdown takes it between brackets."""
    return address.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def _tidy(words: str) -> str:
    """One paragraph: no space around its lines, and no line that begins with what would be a mark."""
    lines = [_SPACE.sub(" ", line).strip() for line in words.strip().splitlines()]
    words = "  \n".join(line for line in lines if line)
    return _BEGINS.sub(lambda found: f"{found[1]}{_held(found[2])}", words)


def _held(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}" if mark[:1].isdigit() else f"\\{mark}"
