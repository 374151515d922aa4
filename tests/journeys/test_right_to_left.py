"""The house from right to left: in a pseudo-translation nothing of it overflows, and no word of its own stays untranslated.

What people wrote stands within `dir="auto"` or `<bdi>`; every other word is the house's, and has to be in the language
of the commons. The pictures are kept in test-results/, to be looked at.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.crawl import Visitor, walk
from tests.journeys.conftest import Server
from tests.journeys.test_accessible import PASSPHRASE, TOO_WIDE, browse
from tests.pseudo import write_catalogue

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[2] / "test-results" / "right-to-left"
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "code", "kbd"}
READ_ALOUD = ("aria-label", "alt", "placeholder", "title")

# Words that are the same in every language.
ALLOWED = {
    "Commonplace", "Markdown", "CC", "BY", "SA", "ND", "NC", "PDF", "PNG", "JPEG", "WebP", "ZIP", "QR", "UTC", "GMT", "BST",
    "English",
}  # fmt: skip

PAGES = {
    "stranger": ["/", "/c/", "/c/the-61-gazette/", "/library/", "/sign-in/", "/join/", "/calendar/"],
    "safiya": ["/c/the-61-gazette/", "/c/the-61-gazette/design/", "/c/the-61-gazette/design/edit/", "/c/the-61-gazette/make/"],
    "moira": ["/host/", "/host/settings/", "/host/reports/"],
}  # fmt: skip


class HouseWords(HTMLParser):
    """The words of a page that nobody but the house wrote, each with where it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[tuple[str, bool]] = []  # tag, and whether people's words begin there
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        theirs = (
            tag == "bdi" or given.get("dir") == "auto" or tag in SILENT or bool(given.get("lang") and tag != "html")
        )
        if tag not in VOID:
            self._inside.append((tag, theirs))
        if not theirs and not self._is_theirs():
            self.words += [given[name] or "" for name in READ_ALOUD if name in given]

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_theirs() and data.strip():
            self.words.append(data)

    def _is_theirs(self) -> bool:
        return any(theirs for _tag, theirs in self._inside)


def untranslated(page: str) -> Iterator[str]:
    """Runs of Latin letters among the words of the house."""
    for words in HouseWords(page).words:
        for found in re.findall(r"[A-Za-zÀ-ž][\w’'-]*", re.sub(r"\S+@\S+|https?://\S+|/[\w/-]*", " ", words)):
            if found not in ALLOWED:
                yield f"{found} in “{' '.join(words.split())[:80]}”"


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The demo, with a translation laid into its home, and its language changed by its host."""
    home = tmp_path_factory.mktemp("rtl-home")
    assert write_catalogue(home) > 500
    started = serve("--demo", home=home)
    return started


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
    facilitator = Visitor(server.address).sign_in("safiya", PASSPHRASE)
    return {"stranger": Visitor(server.address), "safiya": facilitator, "moira": host}


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


@pytest.mark.parametrize("role", PAGES)
def test_no_word_of_the_house_stays_untranslated(role: str, visitors: dict[str, Visitor]) -> None:
    found: dict[str, str] = {}
    for answer in walk(visitors[role]):
        if answer.is_page and answer.status == 200:
            for words in untranslated(answer.text):
                found.setdefault(words, answer.address)
    assert not found, "\n".join(
        f"{address}: {words}" for words, address in sorted(found.items(), key=lambda one: one[1])
    )
