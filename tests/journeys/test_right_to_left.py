"""The house from right to left: in a pseudo-translation nothing of it overflows, and no word of its own stays untranslated.

What people wrote stands within `dir="auto"` or `<bdi>`; every other word is the house's, and has to be in the language
of the commons. The pictures are kept in test-results/, to be looked at.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from commonplace.commons.people.zones import zones
from commonplace.ground import clock
from tests.crawl import Visitor, walk
from tests.forms import forms_on
from tests.journeys.conftest import Server
from tests.journeys.looking import TOO_WIDE, browse
from tests.journeys.test_accessible import PASSPHRASE
from tests.pseudo import write_catalogue

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[2] / "test-results" / "right-to-left"
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
THEIRS = {"bdi", "textarea", "script", "style", "code", "kbd"}
READ_ALOUD = ("aria-label", "alt", "placeholder", "title", "label")

# Words that are the same in every language.
ALLOWED = {
    "Commonplace", "Markdown", "CC", "BY", "SA", "ND", "NC", "PDF", "PNG", "JPEG", "WebP", "ZIP", "QR", "UTC", "GMT", "BST",
    "English", "BibTeX", "CSL", "JSON",
}  # fmt: skip

TEAMS = "/c/the-61-gazette/team-up/"
PAGES = {
    "stranger": ["/", "/c/", "/c/the-61-gazette/", "/library/", "/library/?value=dignity", "/library/narrow/?value=dignity",
                 "/sign-in/", "/join/", "/calendar/", "/critique/"],
    "kwame": [TEAMS, "/c/the-61-gazette/critique/", "/me/critique/"],
    "safiya": ["/c/the-61-gazette/", "/c/the-61-gazette/design/", "/c/the-61-gazette/design/edit/", "/c/the-61-gazette/make/",
               "/c/the-61-gazette/briefs/new/", "/collections/new/", "/me/book/", "/c/the-61-gazette/critique/new/", TEAMS,
               f"{TEAMS}begin/"],
    "moira": ["/host/", "/host/settings/", "/host/reports/"],
}  # fmt: skip
# Zones go by their cities, and cities by the name that the zone database gives them.
CITIES = {name for _part, cities in zones() for pair in cities for name in pair}
ARABIC = re.compile("[\u0621-\u064a]")


class Words(HTMLParser):
    """The words of a page: the house's, people's, and those in places where the one cannot be told from the other."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.of_the_house: list[str] = []
        self.of_people: list[str] = []
        self.of_both: list[str] = []  # titles, choices and names for ears hold no markup
        self._inside: list[tuple[str, bool]] = []  # tag, and whether people's words begin there
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            # Languages go by the names that they give themselves.
            by_themselves = given.get("dir") == "auto" or (tag == "select" and given.get("name") == "language")
            self._inside.append((tag, tag in THEIRS or by_themselves))
        if not (given.get("src") or "").startswith("/m/"):  # what a picture shows, its giver says
            self.of_both += [given[name] or "" for name in READ_ALOUD if name in given]

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(theirs for _tag, theirs in self._inside):
            self.of_people.append(" ".join(data.split()))
        elif self._inside and self._inside[-1][0] in {"title", "option", "label"}:
            self.of_both.append(data)
        else:
            self.of_the_house.append(data)


def untranslated(words: str, names: re.Pattern[str]) -> list[str]:
    """Runs of Latin letters in words of the house; names and addresses are the same in every language."""
    bare = re.sub(r"\bCC0?[-A-Z0-9.]+|https?://\S+|\S+@\S+|(?<!\w)/[\w/-]*|@\w+", " ", words)
    return [found for found in re.findall(r"[A-Za-zÀ-ž][\w’'-]*", names.sub(" ", bare)) if found not in ALLOWED]


def _any_of(phrases: set[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(words)}(?!\w)" for words in longest_first))


def _first_met(said: dict[str, list[str]]) -> dict[str, str]:
    """Everything that was said with a Latin letter in it, and where first."""
    met: dict[str, str] = {}
    for where, parts in said.items():
        for words in parts:
            if re.search("[A-Za-zÀ-ž]", words):
                met.setdefault(" ".join(words.split()), where)
    return met


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], own_demo: Path) -> Server:
    """The demo, with a translation laid into its home, and its language changed by its host."""
    assert write_catalogue(own_demo) > 500
    return serve("--demo", home=own_demo)


@pytest.fixture(scope="module")
def visitors(server: Server, browser: Browser) -> dict[str, Visitor]:
    host = Visitor(server.address).sign_in("moira", PASSPHRASE)
    context = browse(browser, host)
    page = context.new_page()
    page.goto("/host/settings/")
    page.locator("[name=language]").select_option("ar")
    page.locator("main form[method=post] button.first").click()
    page.goto("/host/settings/")
    assert page.locator("html").get_attribute("lang") == "ar"
    context.close()
    learner, facilitator = (Visitor(server.address).sign_in(name, PASSPHRASE) for name in ("kwame", "safiya"))
    _ask_for_teams(facilitator)
    return {"stranger": Visitor(server.address), "kwame": learner, "safiya": facilitator, "moira": host}


def _ask_for_teams(facilitator: Visitor) -> None:
    """So that the page on which learners say what they would like has its form."""
    address = f"{TEAMS}begin/"
    form = next(one for one in forms_on(facilitator.get(address).text, address) if one.address == address)
    closes_on = str((clock.now() + timedelta(days=3)).date())
    facilitator.send(address, **form.fields | {"closes_on": closes_on, "outcomes": "فيلم"})


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_run_from_right_to_left(width: int, role: str, visitors: dict[str, Visitor], browser: Browser) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visitors[role]
    context = browse(browser, visitor)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    work = next(one.address for one in walk(visitor, ("/c/the-61-gazette/",)) if one.route == "e/<id:pk>/")
    for address in [*PAGES[role], work]:
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert not page.evaluate(TOO_WIDE), address
        name = re.sub(r"\W+", "-", address).strip("-") or "home"
        page.screenshot(path=PICTURES / f"{name}-{role}-{width}.png", full_page=True)
    context.close()


def test_no_word_of_the_house_stays_untranslated(visitors: dict[str, Visitor]) -> None:
    pages = {
        f"{visitor.role} at {answer.address}": Words(answer.text)
        for visitor in visitors.values()
        for answer in walk(visitor)
        if answer.is_page and answer.status == 200
    }
    said = {words for page in pages.values() for words in page.of_people if re.search("[A-Za-z]", words)}
    theirs, cities = _any_of(said | CITIES), _any_of(CITIES)
    # Pages say much the same; each thing is looked at once, where it was met first.
    of_the_house = _first_met({where: page.of_the_house for where, page in pages.items()})
    of_both = _first_met({where: page.of_both for where, page in pages.items()})
    assert len(of_the_house) > 20, "names stand bare in sentences of the house"
    # A name within a sentence of the house may stand bare; one by itself may not.
    found = {
        words: where
        for words, where in of_the_house.items()
        if untranslated(words, theirs if ARABIC.search(words) else cities)
    }
    found |= {words: where for words, where in of_both.items() if untranslated(words, theirs)}
    assert not found, "\n".join(f"{where}: {words[:160]}" for words, where in found.items())
