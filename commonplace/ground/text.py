"""Text that people write: made harmless, and turned from Markdown into HTML."""

import re
import unicodedata
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# Characters that hide or reorder what others read: NUL and other controls, zero-width marks, bidirectional overrides.
# Zero-width joiner and non-joiner stay, since many scripts need them.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "mark", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LONGEST = 200_000


def clean(text: str) -> str:
    """The text without harmful characters, in Unicode NFC, with plain line ends."""
    text = _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """`clean`, on one line and without space around it."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # maxNesting bounds what deeply nested input can cost; raw HTML is shown as text, not run.
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20})
    return parser.enable(["table", "strikethrough"])


def render(source: str) -> str:
    """Markdown as safe HTML. Headings begin at h3, since a page has its own; pictures of other sites become links.

    Rendered when text is written, not when it is read.
    """
    tokens = _markdown().parse(source[:_LONGEST])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        for child in token.children or []:
            if child.type == "image":
                child.type, child.content = "text", child.content or str(child.attrGet("src"))
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "th": {"align"}, "td": {"align"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )


def plain(source: str, longest: int = 300) -> str:
    """The first words of a Markdown text without its marks, at most `longest` characters, cut between words."""
    words = " ".join(re.sub(r"<[^>]+>", " ", render(source[: longest * 8])).split())
    words = nh3.clean_text(words) if "<" in words else words
    words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


_MENTION = re.compile(r"(?<![\w/@])@([a-z0-9][a-z0-9_-]{0,39})")


def mentioned(source: str) -> set[str]:
    """The names of people that a text calls with @name."""
    return set(_MENTION.findall(source.lower()))
