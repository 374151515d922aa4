"""Every page, as each role meets it, passes axe: wide and narrow, light and dark, with its error and its empty states."""

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.crawl import Answer, Visitor, examples_in, walk
from tests.journeys.conftest import Server
from tests.journeys.looking import AXE, TOO_WIDE, Look, browse, inspect, listen, look_around
from tests.routes import all_routes, visits

pytestmark = pytest.mark.browser

PASSPHRASE = "the kettle sings at four"
# Stranger, learner, young learner, facilitator, staff, host. The host comes last, who sees what the others did.
ROLES = ("stranger", "kwame", "pia", "safiya", "ruth", "moira")

# Routes at which nobody reads a page or a file, and why.
# Sizes of pictures come to be while the demo is walked; whether one is met depends on how fast.
MADE_MEANWHILE = "m/<id:pk>/<int:width>.<slug:ending>"
NEVER_OPENED = {
    "begin/<str:token>/": "only before a commons has a host; opened in the empty commons below",
    "sign-in/link/<str:token>/": "only from a letter to one person",
    "sign-in/new-passphrase/<str:token>/": "only from a link that a host hands to one person",
    "sign-in/address/<str:token>/": "only from a letter; turns to the page of settings",
    "no-letters/<str:token>/": "only from a letter of news",
    "calendar/<str:token>.ics": "a calendar at a secret address, and no page",
    "e/<id:pk>/room/captions.vtt": "captions, which a player asks for, and no page",
    "m/<id:pk>/captions.vtt": "captions, which a player asks for, and no page",
    "card/<str:token>/": "only from a card; looked at in test_programme",
    "invited/<str:token>/": "only from a letter of invitation; looked at in test_invited_by_letter",
    "invited/<str:token>/stop/": "only from a letter of invitation; looked at in test_invited_by_letter",
    "asked/<str:token>/": "only from a letter to whoever is quoted or shown; looked at in test_taken_back",
    "e/<id:pk>/beside/<id:other>/": "only where two case studies are published; the demo has one",
    "badge/<str:token>/": "only from a letter with a badge; looked at in test_badges_given",
    "badge/<str:token>/stop/": "only from a letter with a badge; looked at in test_badges_given",
    "badge/<str:token>/badge.<slug:ending>": "a file, which whoever has such a letter takes along",
    "badge/by-link/<str:token>/": "only from a link that its owner hands on; looked at in test_badges_given",
    "badge/by-link/<str:token>/embed/": "only within other websites; looked at in test_badges_given",
    "guests/<str:token>/": "only from a letter to a guest; looked at in test_without_an_account",
    **{
        f"ims/case/v1p1/{kind}/<str:identifier>": "what programs ask for, and no page"
        for kind in (
            "CFAssociations",
            "CFAssociationGroupings",
            "CFConcepts",
            "CFItemTypes",
            "CFLicenses",
            "CFRubrics",
            "CFSubjects",
        )
    },
    "ims/ob/v3p0/credentials": "what programs ask with a token, and no page",
    "ims/ob/v3p0/profile": "what programs ask with a token, and no page",
}


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


@pytest.mark.long
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
    ("kwame", "e/<id:pk>/start/"), ("kwame", "collections/new/"),
    ("kwame", "e/<id:pk>/comment/"),
    ("safiya", "c/<slug:slug>/write/"), ("safiya", "c/<slug:slug>/make/"), ("safiya", "c/<slug:slug>/call/"),
    ("safiya", "c/<slug:slug>/gatherings/new/"), ("safiya", "c/<slug:slug>/resources/new/"),
    ("safiya", "c/<slug:slug>/briefs/new/"),
    ("safiya", "c/<slug:slug>/resources/address/"),
    ("safiya", "c/<slug:slug>/settings/"), ("safiya", "c/<slug:slug>/teams/"), ("safiya", "c/<slug:slug>/invitations/"),
    ("safiya", "e/<id:pk>/gathering/"), ("safiya", "e/<id:pk>/work/"), ("safiya", "e/<id:pk>/ask/"),
    ("safiya", "c/<slug:slug>/critique/new/"), ("safiya", "c/<slug:slug>/critique/ways/new/"),
    ("safiya", "e/<id:pk>/together/"),
    ("safiya", "c/<slug:slug>/badges/new/"), ("safiya", "badges/<id:badge_pk>/give/"),
    ("kwame", "badges/<id:badge_pk>/show/"), ("kwame", "badges/claim/"),
    ("ruth", "e/<id:pk>/resource/"),
    ("moira", "host/settings/"), ("moira", "host/invitations/"),
]  # fmt: skip
KEPT = "These words stay"
PIECE = {"code", "code_language", "code_caption"}
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
    context.add_init_script(AXE)
    page = context.new_page()
    listen(look, page, role)
    page.goto(answer.address)
    with page.expect_navigation() as sent:
        written = page.evaluate(SEND_EMPTY, KEPT)
    assert sent.value.status == 422, page.url
    # A browser takes what is to have the focus when it first draws the page, which may be after it is loaded.
    expect(page.locator("#form-trouble")).to_be_focused()
    assert page.locator("#form-trouble a").count(), "the summary links to the fields"
    assert not page.evaluate(UNTIED), "each is said beside its field, and read with it"
    lost = {name for name in written if page.locator(f"[name='{name}']").first.input_value() != KEPT}
    # What was put in as a piece of the draft is listed there, and its fields are empty for the next.
    assert lost in (set(), PIECE)
    assert not lost or KEPT in page.locator("main").inner_text()
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
        if route != MADE_MEANWHILE
        and not answers[route] & {200, 302, 405}  # 302 leads elsewhere, 405 is for forms to send to
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
