"""Markdown of elsewhere: what stands before it, where its links lead, and what HTML is left in it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import yaml
from django.utils.translation import gettext as _

from commonplace.stages.resources.hypertext import written
from commonplace.stages.resources.pieces import Unreadable

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)(?:\n|\A)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_FRONT = 100_000
# Code is left as it is: in fences, and in a line.
_CODE = re.compile(
    r"(^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[^\n]*$|\Z)|(?P<run>`+)(?!`).+?(?<!`)(?P=run)(?!`))",
    re.DOTALL | re.MULTILINE,
)
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

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x01"

    text = _CODE.sub(keep, text.replace("\x00", "").replace("\x01", ""))
    text = _without_html(_LEFT_BY_BLOGS.sub("", _without_comments(text)))
    text = _LINK.sub(lambda found: _link(found, leads), text)
    text = _DEFINED.sub(lambda found: _definition(found, leads), text)
    return re.sub("\x00(\\d+)\x01", lambda found: kept[int(found[1])], text)


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
