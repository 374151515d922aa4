"""Every page, as each role meets it, passes axe: wide and narrow, light and dark, with its error and its empty states."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.crawl import Answer, Visitor, examples_in, walk
from tests.journeys.conftest import Server
from tests.routes import all_routes, visits

pytestmark = pytest.mark.browser

PASSPHRASE = "the kettle sings at four"
# Stranger, learner, young learner, facilitator, staff, host. The host comes last, who sees what the others did.
ROLES = ("stranger", "kwame", "pia", "safiya", "ruth", "moira")

# Routes at which nobody reads a page or a file, and why.
NEVER_OPENED = {
    "begin/<str:token>/": "only before a commons has a host; opened in the empty commons below",
    "sign-in/link/<str:token>/": "only from a letter to one person",
    "sign-in/new-passphrase/<str:token>/": "only from a link that a host hands to one person",
    "sign-in/address/<str:token>/": "only from a letter; turns to the page of settings",
}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# The names of rules, or the tags of all the rules that are to run.
RUN = """named => axe.run(document, {
    runOnly: {type: named[0].startsWith("wcag") ? "tag" : "rule", values: named},
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
    context = browser.new_context(
        base_url=visitor.address, viewport={"width": 320, "height": 800}, reduced_motion="reduce"
    )
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


def inspect(look: Look, page: Page, role: str, where: str) -> None:
    """Axe on the page that is open: all rules wide and light and narrow and dark, contrast in the other two where it is new."""
    page.evaluate(AXE)
    for width, scheme, rules in (
        (320, "dark", RULES),
        (320, "light", CONTRAST),
        (1280, "light", RULES),
        (1280, "dark", CONTRAST),
    ):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if not look.is_newly_painted(page) and rules is CONTRAST:
            continue
        for rule, html, why in page.evaluate(RUN, rules):
            look.say(f"{role} ({width}, {scheme})", where, rule, f"{html[:200]} {why}")
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="light")


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
    page = context.new_page()
    listen(look, page, visitor.role)
    for answer in answers:
        if answer.is_page and answer.status in {200, 403, 404, 410} and not look.has_seen(answer.text):
            look_at(look, page, answer)
    context.close()


@pytest.fixture(scope="module")
def demo(serve: Callable[..., Server], own_demo: Path) -> Server:
    return serve("--demo", home=own_demo)


@pytest.fixture(scope="module")
def visitors(demo: Server) -> dict[str, Visitor]:
    signed_in = {role: Visitor(demo.address).sign_in(role, PASSPHRASE) for role in ROLES[1:]}
    return {"stranger": Visitor(demo.address), **signed_in}


@pytest.fixture(scope="module")
def met(visitors: dict[str, Visitor]) -> dict[str, list[Answer]]:
    """What each role meets: by links, and then at a few addresses of each route to which no link led anybody."""
    answers = {role: list(walk(visitor)) for role, visitor in visitors.items()}
    examples = examples_in(answer.address for all_of in answers.values() for answer in all_of)
    opened = {answer.route for all_of in answers.values() for answer in all_of if answer.status in {200, 302}}
    answers["stranger"] += [visitors["stranger"].get(address) for address in invitations(visitors["moira"])]
    for route in (route for route in all_routes() if route not in opened):
        for address in visits(route, examples)[:8]:
            for role, visitor in visitors.items():
                answers[role].append(visitor.get(address))
    return answers


def invitations(host: Visitor) -> list[str]:
    """The addresses of invitations to this commons, one of them new; hosts hand them on as they like."""
    host.send("/host/invitations/", days="7", places="1")
    return re.findall(r"/invitation/[\w-]+/", host.get("/host/invitations/").text)[:2]


@pytest.fixture(scope="module")
def look() -> Look:
    return Look()


def report(look: Look) -> None:
    wrong, look.wrong = sorted(set(look.wrong)), []
    assert not wrong, f"{len(wrong)} things:\n" + "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_somebody_meets(
    role: str, look: Look, browser: Browser, visitors: dict[str, Visitor], met: dict[str, list[Answer]]
) -> None:
    failed = [answer.address for answer in met[role] if answer.status >= 500]
    assert not failed
    look_around(look, browser, visitors[role], met[role])
    report(look)


# Forms of every package, each opened as somebody who may send it. Sent empty, none of them changes anything.
FORMS = [
    ("stranger", "join/"), ("stranger", "join/class/"), ("stranger", "sign-in/"), ("stranger", "sign-in/link/"),
    ("kwame", "me/"), ("kwame", "me/passphrase/"), ("kwame", "me/leave/"), ("kwame", "make/"), ("kwame", "c/new/"),
    ("kwame", "@<slug:name>/ask/"), ("kwame", "report/"), ("kwame", "c/<slug:slug>/join/"), ("kwame", "e/<id:pk>/edit/"),
    ("kwame", "e/<id:pk>/start/"), ("kwame", "e/<id:pk>/comment/"),
    ("safiya", "c/<slug:slug>/write/"), ("safiya", "c/<slug:slug>/make/"), ("safiya", "c/<slug:slug>/call/"),
    ("safiya", "c/<slug:slug>/gatherings/new/"), ("safiya", "c/<slug:slug>/resources/new/"),
    ("safiya", "c/<slug:slug>/settings/"), ("safiya", "c/<slug:slug>/teams/"), ("safiya", "c/<slug:slug>/invitations/"),
    ("safiya", "e/<id:pk>/gathering/"), ("safiya", "e/<id:pk>/work/"), ("ruth", "e/<id:pk>/resource/"),
    ("moira", "host/settings/"), ("moira", "host/invitations/"),
]  # fmt: skip
KEPT = "These words stay"
# Empties what has to be filled, writes into what may be left, and sends it past the browser's own checks.
SEND_EMPTY = """kept => {
    const form = [...document.querySelectorAll("main form[method=post]")].find(one => one.querySelector("[required]"));
    const written = [];
    for (const one of form.elements) {
        if (one.required) { one.checked = false; if (one.type != "radio" && one.type != "checkbox") one.value = ""; }
        else if (!one.hidden && (one.type == "textarea" || (one.type == "text" && !one.inputMode))) {
            one.value = kept; written.push(one.name);
        }
    }
    form.noValidate = true;
    HTMLFormElement.prototype.submit.call(form);
    return written;
}"""
UNTIED = """() => [...document.querySelectorAll("#form-trouble a")].filter(link => {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const described = field?.closest("[aria-describedby]")?.getAttribute("aria-describedby") ?? "";
    return !described.split(" ").some(id => id.endsWith("_error") && document.getElementById(id)?.innerText.trim());
}).map(link => link.outerHTML)"""


@pytest.mark.parametrize(("role", "route"), FORMS)
def test_a_form_with_something_missing(
    role: str, route: str, look: Look, browser: Browser, visitors: dict[str, Visitor], met: dict[str, list[Answer]]
) -> None:
    """It comes back with what was typed, says what is missing on top and beside each field, and takes the focus there."""
    answer = next(one for one in met[role] if one.route == route and one.status == 200 and " required" in one.text)
    context = browse(browser, visitors[role])
    page = context.new_page()
    listen(look, page, role)
    page.goto(answer.address)
    with page.expect_navigation() as sent:
        written = page.evaluate(SEND_EMPTY, KEPT)
    assert sent.value.status == 422, page.url
    assert page.evaluate("document.activeElement.id") == "form-trouble"
    assert page.locator("#form-trouble a").count(), "the summary links to the fields"
    assert not page.evaluate(UNTIED), "each is said beside its field, and read with it"
    lost = [name for name in written if page.locator(f"[name='{name}']").first.input_value() != KEPT]
    assert not lost
    assert not page.evaluate(TOO_WIDE)
    if look.is_new("422", page):
        inspect(look, page, role, f"{answer.address} (422)")
    context.close()
    report(look)


def test_every_route_is_opened_by_somebody(met: dict[str, list[Answer]]) -> None:
    answers: dict[str, set[int]] = defaultdict(set)
    for all_of in met.values():
        for answer in all_of:
            answers[answer.route].add(answer.status)
    closed = {
        route: answers[route]
        for route in all_routes()
        if not answers[route] & {200, 302, 405}  # 302 leads elsewhere, 405 is for forms to send to
    }
    assert set(closed) == set(NEVER_OPENED)


def test_an_empty_commons(look: Look, browser: Browser, serve: Callable[..., Server]) -> None:
    """Every page before there is anything on it, as the host and as a stranger meet it, and the page that begins it."""
    server = serve()
    visitor = Visitor(server.address, "nobody yet")
    begin = server.host_link.removeprefix(server.address)
    look.drawn.clear()
    look_around(look, browser, visitor, [visitor.get(begin)])
    look_around(look, browser, Visitor(server.address), list(walk(Visitor(server.address))))
    look_around(look, browser, visitor.begin(begin), list(walk(visitor)))
    report(look)
