"""Walks a served commons as somebody, by its links and without a browser, and remembers what each address answered."""

import gzip
import http.client
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie

from django.urls import Resolver404, resolve

from tests.routes import Examples

EXAMPLES = 2  # of each route, unless it draws several kinds of thing
MORE_EXAMPLES = {"e/<id:pk>/": 14, "c/<slug:slug>/": 9, "c/<slug:slug>/design/": 4, "c/<slug:slug>/case-study/": 4}
_PARTS = {
    "communities": r"/c/([^/]+)/",
    "people": r"/@([^/]+)/",
    "entries": r"/e/([^/]+)/",
    "attachments": r"/m/([^/]+)/",
    "comments": r"/e/[^/]+/comment/([^/]+)/",
    "interests": r"/i/([^/]+)/",
    "sessions": r"/e/[^/]+/open-space/([0-9a-z]{13})/",
}


class Links(HTMLParser):
    """Where a page leads: what its links, its forms and its pictures name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.met: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs).get({"a": "href", "form": "action", "img": "src"}.get(tag, ""))
        if named and named not in self.met:
            self.met.append(named)


@dataclass(frozen=True)
class Answer:
    """What an address answered to somebody."""

    role: str
    route: str
    address: str
    status: int
    kind: str
    size: int  # bytes over the wire
    text: str

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")


def route_of(address: str) -> str | None:
    """The route that an address belongs to, as the urls write it."""
    try:
        return resolve(urllib.parse.unquote(urllib.parse.urlsplit(address).path)).route
    except Resolver404:
        return None


@dataclass
class Visitor:
    """Somebody with a connection and cookies of their own, and no browser."""

    address: str
    role: str = "stranger"
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection(urllib.parse.urlsplit(self.address).netloc, timeout=20)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request; redirects are not followed."""
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        response = self._answer("POST" if form is not None else "GET", path, body, headers)
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return response.status, response.headers, response.read()

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        try:
            self._line.request(method, path, body, headers)
            return self._line.getresponse()
        except http.client.RemoteDisconnected:  # a line on which nobody speaks is hung up
            self._line.close()
            self._line.request(method, path, body, headers)
            return self._line.getresponse()

    def get(self, path: str) -> Answer:
        status, headers, body = self.ask(path)
        plain = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        kind = headers.get("Content-Type", "")
        text = plain.decode("utf-8", "replace") if kind.startswith("text/html") else headers.get("Location") or ""
        return Answer(self.role, route_of(path) or "", path, status, kind, len(body), text)

    def send(self, path: str, **form: str) -> None:
        """Send the form of a page, and expect to be sent on."""
        token = _token(self.get(path).text)
        status, _headers, body = self.ask(path, {"csrfmiddlewaretoken": token, **form})
        assert status == 302, body.decode("utf-8", "replace")

    def sign_in(self, name: str, passphrase: str) -> "Visitor":
        self.send("/sign-in/", name=name, passphrase=passphrase)
        self.role = name
        return self

    def begin(self, link: str, language: str = "en") -> "Visitor":
        """Become the host of an empty commons by its one-time link."""
        self.send(
            link, commons_name="Millrace Commons", language=language, zone="Europe/London", signup_age="13", name="Nkechi",
            username="nkechi", email="", passphrase="listen look and touch", age_band="adult",
        )  # fmt: skip
        self.role = "host"
        return self


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, "the page has no form that can be sent"
    return found[1]


def walk(visitor: Visitor, begin: tuple[str, ...] = ("/",)) -> Iterator[Answer]:
    """Every answer met by following links from `begin`, at most a few of each route."""
    waiting, met, taken = list(begin), set(begin), Counter[tuple[str, bool]]()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        which = (route or "", "?" in address)
        if route is None or taken[which] >= MORE_EXAMPLES.get(route, EXAMPLES):
            continue
        taken[which] += 1
        answer = visitor.get(address)
        yield answer
        found = Links(answer.text).met if answer.is_page else [answer.text]  # or where it turns to
        for link in (_within(visitor.address, address, link) for link in found if link):
            if link and link not in met:
                met.add(link)
                waiting.append(link)


def _within(site: str, page: str, link: str) -> str | None:
    """The path of a link if it stays on the site."""
    parts = urllib.parse.urlsplit(urllib.parse.urljoin(site + page, link))
    if f"{parts.scheme}://{parts.netloc}" != site:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def examples_in(addresses: Iterable[str]) -> Examples:
    """Examples for every part of a route, taken from addresses that were met."""
    found: dict[str, list[str]] = {part: [] for part in _PARTS}
    for address in addresses:
        for part, pattern in _PARTS.items():
            match = re.match(pattern, address)
            if match and match[1] not in found[part] and match[1] != "new":
                found[part].append(match[1])
    return Examples(**found)
