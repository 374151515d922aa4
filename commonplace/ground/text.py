"""Text that people write: made harmless, and turned from Markdown into HTML."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

import nh3
from django.utils.translation import get_language_bidi
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

# Characters that hide or reorder what others read: NUL and other controls, zero-width marks, bidirectional overrides.
# Zero-width joiner and non-joiner stay, since many scripts need them.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "mark", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# So much of a text is rendered.
LONGEST = 200_000
# Beyond these, no person wrote it: brackets and calls in such numbers stay plain words, and no further table is begun.
_MOST_OF_A_MARK = 5_000
_MOST_COLUMNS, _MOST_ROWS, _MOST_CELLS = 40, 500, 10_000


def clean(text: str) -> str:
    """The text without harmful characters, in Unicode NFC, with plain line ends."""
    text = _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """`clean`, on one line and without space around it."""
    return " ".join(clean(text).split())


# A name between these stands by its own direction, and turns no word around it (UAX 9, section 2.4).
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


def isolated(words: str) -> str:
    """A name as it stands in a sentence of the reader's language: set apart where any of its letters run the other way."""
    others = {"L"} if get_language_bidi() else {"R", "AL"}
    if others.isdisjoint(map(unicodedata.bidirectional, words)):
        return words
    return f"{_ISOLATE}{clean(words)}{_END_OF_ISOLATE}"


def clean_letter(text: str) -> str:
    """`clean`, for words of ours in which names were set apart by `isolated`."""
    parts = re.split(f"([{_ISOLATE}{_END_OF_ISOLATE}])", text)
    return "".join(part if place % 2 else clean(part) for place, part in enumerate(parts))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # maxNesting bounds what deeply nested input can cost; raw HTML is shown as text, not run.
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    return parser


@lru_cache(maxsize=1)
def _plain_words() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False})


def _bounded_table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A table of a size that people write. Rows may leave out cells, so a few bytes could ask for a great many."""
    columns = state.src.count("|", state.bMarks[first], state.eMarks[first])
    if columns > _MOST_COLUMNS or state.env.get("cells", 0) > _MOST_CELLS:
        return False
    before = len(state.tokens)
    is_table = table(state, first, min(end, first + _MOST_ROWS), silent)
    state.env["cells"] = state.env.get("cells", 0) + (len(state.tokens) - before) // 3
    return is_table


# How a text calls somebody: @name, not within a word or an address.
MENTION = re.compile(r"(?<![\w/@.])@([a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?)(?![\w@])", re.IGNORECASE | re.ASCII)


def _parsed(source: str) -> list[Token]:
    """The tokens of a text, with a link around each @name that stands neither in code nor in a link."""
    source = source[:LONGEST]
    if any(source.count(mark) > _MOST_OF_A_MARK for mark in "[@"):
        return _plain_words().parse(source)
    tokens = _markdown().parse(source)
    _begin_headings_at_h3([token for token in tokens if token.type in {"heading_open", "heading_close"}])
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                child.type, child.content = "text", child.content or str(child.attrGet("src"))
        if token.type == "inline" and "@" in token.content:
            token.children = _with_mentions(token.children or [])
    return tokens


def _begin_headings_at_h3(headings: list[Token]) -> None:
    """The widest heading of a text is an h3, and none is deeper than the one before by more than a level."""
    widest = min((int(token.tag[1]) for token in headings), default=1)
    above = 2
    for token in headings:
        if token.type == "heading_open":
            above = min(int(token.tag[1]) - widest + 3, above + 1, 6)
        token.tag = f"h{above}"


def _with_mentions(children: list[Token]) -> list[Token]:
    made: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text" or depth or "@" not in child.content:
            made.append(child)
            continue
        # Split by the one group, every second part is a name.
        for place, part in enumerate(MENTION.split(child.content)):
            if place % 2:
                made.append(
                    Token("link_open", "a", 1, attrs={"href": f"/@{part.lower()}/"}, meta={"called": part.lower()})
                )
                made.append(Token("text", "", 0, content=f"@{part}"))
                made.append(Token("link_close", "a", -1))
            elif part:
                made.append(Token("text", "", 0, content=part))
    return made


_ADDRESS = re.compile(r'href="[^"]*"')


def render(source: str) -> str:
    """Markdown as safe HTML. Headings begin at h3, since a page has its own; pictures of other sites become links.

    @name becomes a link to that person's book. Rendered when text is written, not when it is read.
    """
    html = _markdown().renderer.render(_parsed(source), _markdown().options, {})
    return nh3.clean(
        # One way to write an address that calls somebody, so that whoever looks for it finds it.
        _ADDRESS.sub(lambda address: address[0].replace("/%40", "/@"), html),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "th": {"align"}, "td": {"align"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )


# Between these, words would run together without a space.
_BLOCK = re.compile(r"</?(?:p|br|li|ol|ul|pre|blockquote|h[3-6]|hr|table|thead|tbody|tr|th|td)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


def plain(source: str, longest: int = 300) -> str:
    """The first words of a Markdown text without its marks, at most `longest` characters, cut between words."""
    html = _TAG.sub("", _BLOCK.sub(" ", render(source[: longest * 8])))
    words = " ".join(unescape(html).split())
    if len(words) <= longest:
        return words
    return words[: longest - 2].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


_OPENS_OR_CLOSES = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^">]|"[^"]*")*>')


def beginning(html: str, longest: int) -> str:
    """The first paragraphs of what `render` made, whole, about `longest` characters of them.

    Empty where the first alone is far longer.
    """
    if len(html) <= longest:
        return html
    end = depth = 0
    for tag in _OPENS_OR_CLOSES.finditer(html):
        if tag[2] in {"br", "hr"}:
            continue
        depth += -1 if tag[1] else 1
        if depth or tag[2].startswith("h"):  # within a block, or a heading, which would end with nothing under it
            continue
        if tag.end() > (longest if end else 3 * longest):
            break
        end = tag.end()
    return html[:end]


def mentioned(source: str) -> set[str]:
    """The names of people that a text calls with @name, just as `render` links them."""
    if "@" not in source:
        return set()
    children = [child for token in _parsed(source) for child in token.children or []]
    return {child.meta["called"] for child in children if "called" in child.meta}
