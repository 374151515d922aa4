"""Markdown of elsewhere: what stands before it, where its links lead, and what HTML is left in it."""

import re
from bisect import bisect_left
from collections.abc import Callable
from html import unescape
from typing import Any

import yaml
from django.utils.translation import gettext as _

from commonplace.stages.resources.hypertext import written
from commonplace.stages.resources.pieces import Unreadable

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)(?:\n|\A)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_FRONT = 100_000
# How code begins, which is left as it is: in fences, and in a line.
_CODE_BEGINS = re.compile(r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n|(?P<run>`++)", re.MULTILINE)
# What cannot be matched in one way only takes for ever where nobody closes it: hence what is possessive (`*+`) in these.
_LABEL = r"\[((?:[^\[\]\\!]|!(?!\[)|\\.|!?\[(?:[^\[\]\\]|\\.)*+\])*+)\]"
_TARGET = r"\(\s*+(<[^<>\n]*+>|(?>[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+))([^()\"\n]*+)(\"[^\"]*+\"|'[^']*+')?\s*+\)"
_LINK = re.compile(rf"(!?){_LABEL}{_TARGET}")
_DEFINED = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*)(\S+)", re.MULTILINE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_ATTRIBUTE = re.compile(r"(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_KNOWN = {
    "abbr", "b", "center", "cite", "details", "div", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "iframe", "kbd", "li", "ol", "p", "script", "section", "small", "span", "strong", "style", "sub", "summary", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# Marks that a blog's program leaves around pictures.
_LEFT_BY_BLOGS = re.compile(r"\[/?caption\b[^\[\]]*+\]")


class _NoAnchors(yaml.SafeLoader):
    """Reads plain values. Names for parts that are said again are refused, since a few of them can mean a great deal."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def length_before(text: str) -> int:
    """How long what is said before a text is: to read it takes long for what is long."""
    found = _FRONT.match(text.replace("\r\n", "\n").replace("\r", "\n"))
    return len(found[1]) if found else 0


def parted(text: str, name: str) -> tuple[dict[str, Any], str]:
    """What is said before a text between lines of `---`, and the text. Raises Unreadable where that is no YAML."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _FRONT.match(text)
    if not found:
        return {}, text
    if len(found[1]) > _LONGEST_FRONT:
        raise Unreadable(_("What stands before the words of “%(name)s” is too long to be read.") % {"name": name})
    try:
        front = yaml.load(found[1], Loader=_NoAnchors)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as failure:
        words = _("What stands between the lines of dashes at the beginning of “%(name)s” cannot be read as YAML.")
        raise Unreadable(words % {"name": name}) from failure
    if front is None:
        return {}, text[found.end() :]
    if not isinstance(front, dict):
        return {}, text  # a line, and then words: no front matter at all
    return {str(key).lower(): value for key, value in front.items()}, text[found.end() :]


# Where a link or a picture leads now; None where its words stay without it.
Leads = Callable[[str, bool], str | None]


def rewritten(text: str, leads: Leads) -> str:
    """The text with links that lead where `leads` says (address, whether it is a picture), and no HTML left."""
    kept: list[str] = []
    text = _without_code(text.replace("\x00", "").replace("\x01", ""), kept)
    text = _without_html(_LEFT_BY_BLOGS.sub("", _without_comments(text)))
    text = _LINK.sub(lambda found: _link(found, leads), text)
    text = _DEFINED.sub(lambda found: _definition(found, leads), text)
    return re.sub("\x00(\\d+)\x01", lambda found: kept[int(found[1])], text)


def _without_code(text: str, kept: list[str]) -> str:
    """The text with the number of each piece of code in its place; the pieces are put into `kept`."""
    runs = dict[int, list[int]]()
    for run in re.finditer("`+", text):
        runs.setdefault(len(run[0]), []).append(run.start())
    parts, at, looked = list[str](), 0, 0
    while begins := _CODE_BEGINS.search(text, looked):
        ends = _code_ends(text, begins, runs)
        looked = ends or begins.end()
        if ends:
            parts += [text[at : begins.start()], f"\x00{len(kept)}\x01"]
            kept.append(text[begins.start() : ends])
            at = ends
    return "".join([*parts, text[at:]])


def _code_ends(text: str, begins: re.Match[str], runs: dict[int, list[int]]) -> int:
    """Where code ends: 0 where a run of backticks is met by no other. A fence that nobody closes goes on to the end.

    `runs` are where backticks stand, by how many there are, so that no text is looked through for each of them.
    """
    if begins["fence"]:
        line = text.find(f"\n{begins['fence']}", begins.end() - 1)
        ends = text.find("\n", line + 1) if line >= 0 else -1
        return ends if ends >= 0 else len(text)
    alike = runs[len(begins["run"])]
    after = bisect_left(alike, begins.end())
    return alike[after] + len(begins["run"]) if after < len(alike) else 0


def _definition(found: re.Match[str], leads: Leads) -> str:
    if found[1].lstrip().startswith("[^"):
        return found[0]  # a footnote
    to = leads(found[2].strip("<>"), False)
    return f"{found[1]}{written(to)}" if to else ""


def _link(found: re.Match[str], leads: Leads) -> str:
    is_picture, label, target, rest, title = found.groups()
    target = target.strip("<>")
    # What holds a space is no address: the whole of it is what somebody meant.
    whole = f"{target}{rest}".strip() if rest.strip() else target
    to = leads(unescape(whole), bool(is_picture))
    if is_picture:
        label = " ".join(label.split())
        label = (
            label
            if label.lower() not in {"", "image", "picture"}
            else _("Picture: %(name)s") % {"name": _last_of(whole)}
        )
    else:
        label = _LINK.sub(lambda inner: _inner(inner, leads), label) or whole
    said = f" {title}" if title and not is_picture else ""
    return f"[{label}]({written(to)}{said})" if to else label


def _inner(found: re.Match[str], leads: Leads) -> str:
    """A picture within a link: its words alone, since the link around it stays."""
    target = found[3].strip("<>")
    leads(unescape(target), True)
    name = " ".join(found[2].split())
    said = (found[5] or "").strip("\"'")
    return (
        name
        if name.lower() not in {"", "image", "picture"}
        else said or _("Picture: %(name)s") % {"name": _last_of(target)}
    )


def _last_of(address: str) -> str:
    name = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[\[\]()*_`<>\\]", " ", name)[:60].strip() or "1"


def _without_comments(text: str) -> str:
    parts, at = list[str](), 0
    while (begins := text.find("<!--", at)) >= 0 and (ends := text.find("-->", begins)) >= 0:
        parts.append(text[at:begins])
        at = ends + 3
    return "".join([*parts, text[at:]])


def _without_html(text: str) -> str:
    opened: list[str] = []

    def turn(found: re.Match[str]) -> str:
        ends, tag = bool(found[1]), found[2].lower()
        said = {name: double or single for name, double, single in _ATTRIBUTE.findall(found[3])}
        if tag == "br":
            return "  \n"
        if tag == "img":
            return f"![{said.get('alt', '')}]({written(said['src'])})" if said.get("src") else ""
        if tag == "a":
            if ends:
                return opened.pop() if opened else ""
            opened.append(f"]({written(said['href'])})" if said.get("href") else "")
            return "[" if said.get("href") else ""
        if tag not in _KNOWN:
            return found[0]  # somebody's own words between angles
        return {"em": "*", "i": "*", "strong": "**", "b": "**", "p": "\n\n", "div": "\n\n"}.get(tag, "")

    return _TAG.sub(turn, text)
