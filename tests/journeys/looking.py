"""Looking at pages in a browser: with axe, at what is wider than its window, and at what a page complains of."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.crawl import Answer, Visitor

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# The names of rules, or the tags of all the rules that are to run, and whether that of contrast is among them.
RUN = """([named, contrast]) => axe.run(document, {
    runOnly: {type: named[0].startsWith("wcag") ? "tag" : "rule", values: named},
    rules: {"color-contrast": {enabled: contrast}},
    resultTypes: ["violations"], iframes: false
}).then(found => found.violations.flatMap(one => one.nodes.map(node => [one.id, node.html, node.failureSummary])))"""
# What a page is drawn from: which kinds of element stand in which.
PARTS = """() => {
    const kind = one => one.tagName + "." + [...one.classList].sort().join(".") + (one.type ? ":" + one.type : "");
    const all = [...document.body.querySelectorAll("*")].filter(one => !one.closest("svg svg, path"));
    return [...new Set(all.map(one => kind(one.parentElement) + " > " + kind(one)))];
}"""
# In how many ways words are painted: by their own style, and by all that lies under them. What axe says of contrast hangs on these.
PAINTED = """() => {
    const under = new Map();
    const ground = one => {
        if (!one) return "";
        if (!under.has(one)) {
            const style = getComputedStyle(one);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode,
                ["static", "relative"].includes(style.position) ? "" : style.position].join(" ");
            const plain = own == "rgba(0, 0, 0, 0) none 1 none normal ";
            under.set(one, plain ? ground(one.parentElement) : own + "|" + ground(one.parentElement));
        }
        return under.get(one);
    };
    const said = one => one.matches("input, select, textarea") ||
        [...one.childNodes].some(part => part.nodeType == Node.TEXT_NODE && part.data.trim());
    const ways = new Set();
    for (const one of document.body.querySelectorAll("*")) {
        if (!said(one) || !one.checkVisibility({visibilityProperty: true})) continue;
        const style = getComputedStyle(one);
        ways.add([style.color, style.fontSize, style.fontWeight, style.textShadow, one.matches(":disabled"), ground(one)].join(" / "));
    }
    return [...ways];
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? null :
    [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1 ||
        one.getBoundingClientRect().left < -1).slice(0, 3).map(one => one.outerHTML.slice(0, 160)).join(" … ")"""

# Words that have so little room that their letters stand under each other.
TORN = """() => [...document.querySelectorAll("main *")].filter(one => {
        if (!one.checkVisibility() || one.closest("svg")) return false;
        const words = [...one.childNodes].filter(part => part.nodeType == Node.TEXT_NODE).map(part => part.data.trim()).join(" ");
        const box = one.getBoundingClientRect(), size = parseFloat(getComputedStyle(one).fontSize);
        return words.length > 4 && box.width < 1.5 * size && box.height > 4 * size;
    }).slice(0, 3).map(one => one.outerHTML.slice(0, 160)).join(" … ")"""


@dataclass
class Look:
    """What was found wrong, and what has been looked at."""

    wrong: list[str] = field(default_factory=list)
    drawn: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    mains: set[str] = field(default_factory=set)
    painted: set[str] = field(default_factory=set)

    def say(self, role: str, address: str, rule: str, snippet: str) -> None:
        self.wrong.append(f"{role} at {address}: {rule}: {snippet}")

    def has_seen(self, text: str) -> bool:
        """Whether a page said the very same to somebody before, whatever its frame."""
        main = re.sub(r'value="\w{64}"', "", text.partition("<main")[2].partition("</main")[0])
        seen = main in self.mains
        self.mains.add(main)
        return seen

    def is_new(self, route: str, page: Page) -> bool:
        """Whether a page draws anything that no page of its route has drawn before."""
        parts = set(page.evaluate(PARTS))
        new = parts - self.drawn[route]
        self.drawn[route] |= parts
        return bool(new)

    def is_newly_painted(self, page: Page) -> bool:
        """Whether any words of a page are painted as no words were before, on whatever page."""
        ways = set(page.evaluate(PAINTED))
        new = ways - self.painted
        self.painted |= ways
        return bool(new)


class Outline(HTMLParser):
    """What every page has once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.count: dict[str, int] = defaultdict(int)
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] += 1
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""


def browse(browser: Browser, visitor: Visitor) -> BrowserContext:
    """A browser that is signed in as the visitor is."""
    context = browser.new_context(base_url=visitor.address, viewport=NARROW, reduced_motion="reduce")
    context.add_cookies(
        [{"name": name, "value": one.value, "url": visitor.address} for name, one in visitor.cookies.items()]
    )
    return context


def listen(look: Look, page: Page, role: str) -> None:
    """What a page complains of in its console is wrong too; that an address was refused is not."""

    def hear(told: object) -> None:
        words = getattr(told, "text", str(told))
        if getattr(told, "type", "error") in {"error", "warning"} and "Failed to load resource" not in words:
            look.say(role, page.url, "console", words)

    page.on("console", hear)
    page.on("pageerror", hear)


NARROW, WIDE = ViewportSize(width=320, height=800), ViewportSize(width=1280, height=800)
# From window to window one thing changes, since drawing a page anew takes longer than asking; the last is what pages are opened in.
WINDOWS: tuple[tuple[str, Callable[[Page], None], list[str]], ...] = (
    ("narrow, dark", lambda page: page.emulate_media(color_scheme="dark"), RULES),
    ("wide, dark", lambda page: page.set_viewport_size(WIDE), CONTRAST),
    ("wide, light", lambda page: page.emulate_media(color_scheme="light"), RULES),
    ("narrow, light", lambda page: page.set_viewport_size(NARROW), CONTRAST),
)


def inspect(look: Look, page: Page, role: str, where: str) -> None:
    """Axe on a page that is open with it: all rules in two windows, contrast in all of them wherever it is new.

    The page is open narrow and light, and is left so.
    """
    for window, change, rules in WINDOWS:
        change(page)
        if torn := page.evaluate(TORN):
            look.say(f"{role} ({window})", where, "letters under each other", torn)
        newly_painted = look.is_newly_painted(page)
        if rules is CONTRAST and not newly_painted:
            continue
        for rule, html, why in page.evaluate(RUN, [rules, newly_painted]):
            look.say(f"{role} ({window})", where, rule, f"{html[:200]} {why}")


def look_once(page: Page) -> None:
    """The page that is open, which only a link given to one person leads to: with axe, and whether it is too wide."""
    look = Look()
    page.evaluate(AXE)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="light")
    if wide := page.evaluate(TOO_WIDE):
        look.say("whoever has the link", page.url, "wider than its window", wide)
    inspect(look, page, "whoever has the link", page.url)
    assert not look.wrong, "\n".join(look.wrong)


def look_at(look: Look, page: Page, answer: Answer) -> None:
    """Open an answer in the browser, and look."""
    outline = Outline(answer.text)
    if (outline.count["h1"], outline.count["title"], outline.language) != (1, 1, "en"):
        look.say(answer.role, answer.address, "outline", f"{dict(outline.count)} {outline.language}")
    page.goto(answer.address)
    if wide := page.evaluate(TOO_WIDE):
        look.say(answer.role, answer.address, "wider than 320 px", wide)
    if look.is_new(answer.route if answer.status == 200 else str(answer.status), page):
        inspect(look, page, answer.role, answer.address)


def look_around(look: Look, browser: Browser, visitor: Visitor, answers: list[Answer]) -> None:
    """Look at every page among the answers."""
    context = browse(browser, visitor)
    context.add_init_script(AXE)
    page = context.new_page()
    listen(look, page, visitor.role)
    for answer in answers:
        if answer.is_page and answer.status in {200, 403, 404, 410} and not look.has_seen(answer.text):
            look_at(look, page, answer)
    context.close()
