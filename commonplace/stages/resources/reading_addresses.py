"""What a page of the web says of itself: schema.org in JSON-LD, Open Graph, oEmbed, and its own title.

Asked for here and not by the browser of whoever reads it, through the one door by which nobody is led inward
(`ground/outgoing.py`). Nothing is kept of it before somebody has looked it through.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Licence
from commonplace.ground.outgoing import Fetched, NotFetched, fetch
from commonplace.ground.text import clean_line
from commonplace.stages.resources.pieces import licence_in, tags, web_address

_SECONDS, _SECONDS_MORE = 8.0, 4.0
_MOST_OF_A_PAGE = 400_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)


@dataclass
class Found:
    """What is known of an address. Where it could not be read, `trouble` says why, and the rest is for whoever asked."""

    link: str
    title: str = ""
    made_by: str = ""
    source: str = ""
    body: str = ""
    licence: str = ""
    interests: list[str] = field(default_factory=list)
    trouble: str = ""


def look_at(address: str) -> Found:
    """What stands at an address says of itself."""
    try:
        got = fetch(address, seconds=_SECONDS)
    except NotFetched as trouble:
        words = _("It could not be read: %(why)s Write down yourself what you know of it.") % {"why": f"{trouble}"}
        return Found(address, trouble=words)
    if not _is_page(got):
        words = _(
            "What stands there is no page, so it says nothing of itself. Write down yourself what you know of it."
        )
        return Found(web_address(got.address) or address, title=_name_of(address), trouble=words)
    page = _Page()
    page.feed(_text(got)[:_MOST_OF_A_PAGE])
    found = _told_by(page, got.address or address)
    if not found.title:
        found.trouble = _("The page says nothing of itself. Write down yourself what you know of it.")
    return found


def _is_page(got: Fetched) -> bool:
    kind = got.content_type.partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"} or (not kind and b"<html" in got.body[:2000].lower())


def _text(got: Fetched) -> str:
    named = re.search(r"charset=\"?([\w-]{1,40})", got.content_type)
    written = _CHARSET.search(got.body[:4096])
    for name in (named and named[1], written and written[1].decode("ascii"), "utf-8"):
        try:
            return got.body.decode(name or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return got.body.decode("cp1252", "replace")


class _Page(HTMLParser):
    """Gathers what the head of a page says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said = dict[str, list[str]]()
        self.links = list[tuple[str, str, str]]()
        self.scripts = list[str]()
        self.title = ""
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (given.get("property") or given.get("name") or "").lower()
            self.said.setdefault(name, []).append(clean_line(given.get("content", ""))[:2000])
        elif tag in {"link", "a"} and given.get("rel") and len(self.links) < 500:
            self.links.append((given["rel"].lower(), given.get("type", "").lower(), given.get("href", "")))
        elif tag == "title" and not self.title:
            self._within = "title"
        elif tag == "script" and given.get("type", "").lower() == "application/ld+json":
            self._within = "script"
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.title += data[:500]
        elif self._within == "script":
            self.scripts[-1] += data

    def first(self, *names: str) -> str:
        """The first of these that says something."""
        return next((words for name in names for words in self.said.get(name, ()) if words), "")


def _told_by(page: _Page, address: str) -> Found:
    things = list(_things(page.scripts))
    thing = next((one for one in things if _word(one, "headline", "name")), {})
    embed = _embed(page, address) if not (thing and _names(thing.get("author"))) else {}
    licence, named = licence_in(
        f"{_word(thing, 'license')} {_licence_link(page)} {page.first('dc.rights', 'dcterms.license')}"
    )
    link = _link_of(page, address)
    return Found(
        link=link,
        title=_line(
            _word(thing, "headline", "name") or page.first("og:title", "twitter:title", "dc.title")
            or _word(embed, "title") or page.title
        ),
        made_by=_line(
            ", ".join(_names(thing.get("author") or thing.get("creator")))
            or page.first("author", "dc.creator", "citation_author") or _word(embed, "author_name")
        ),
        source=_line(
            ", ".join(_names(thing.get("publisher"))) or page.first("og:site_name", "application-name")
            or _word(embed, "provider_name") or (urlsplit(link).hostname or "")
        ),
        body=_word(thing, "description") or page.first("og:description", "description", "twitter:description"),
        licence=licence if licence in Licence.values else "",
        interests=tags(thing.get("keywords")) or tags(", ".join(page.said.get("article:tag", []))) or tags(page.first("keywords")),
        trouble="" if licence or not named else _("It may be used as this says: %(address)s") % {"address": named},
    )  # fmt: skip


def _line(words: str) -> str:
    return clean_line(words)[:200]


def _link_of(page: _Page, address: str) -> str:
    """The address by which a page wants to be known, where that is one of its own site."""
    named = next((href for rel, _type, href in page.links if rel == "canonical" and href), "") or page.first("og:url")
    try:
        whole = web_address(urljoin(address, named)) if named else ""
        is_own = bool(whole) and urlsplit(whole).hostname == urlsplit(address).hostname
    except ValueError:
        is_own = False
    return whole if is_own else web_address(address) or address


def _licence_link(page: _Page) -> str:
    return next((href for rel, _type, href in page.links if "license" in rel.split()), "")


def _embed(page: _Page, address: str) -> dict[str, Any]:
    """What the page's oEmbed says, at the address that it names; empty where that cannot be read."""
    for rel, kind, href in page.links:
        if "alternate" in rel and kind in {"application/json+oembed", "text/json+oembed"} and href:
            try:
                said = json.loads(fetch(urljoin(address, href), seconds=_SECONDS_MORE).body.decode("utf-8"))
            except (NotFetched, ValueError, RecursionError):
                return {}
            return said if isinstance(said, dict) else {}
    return {}


def _things(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """What the page describes in JSON-LD, without what only tells how the site is built."""
    for script in scripts[:20]:
        try:
            said = json.loads(script)
        except (ValueError, RecursionError):
            continue
        waiting = said if isinstance(said, list) else [said]
        for one in waiting[:50]:
            graph = one.get("@graph") if isinstance(one, dict) else None
            for thing in graph[:50] if isinstance(graph, list) else [one]:
                if isinstance(thing, dict) and not _kinds(thing) & _BUILDING:
                    yield thing


_BUILDING = {
    "WebSite",
    "Organization",
    "BreadcrumbList",
    "Person",
    "ImageObject",
    "SearchAction",
    "SiteNavigationElement",
}


def _kinds(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}


def _word(thing: dict[str, Any], *names: str) -> str:
    for name in names:
        value = thing.get(name)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url") or value.get("name")
        if isinstance(value, str) and value.strip():
            return clean_line(value)[:2000]
    return ""


def _names(said: Any) -> list[str]:
    """The names of people or bodies."""
    found = []
    for one in said if isinstance(said, list) else [said]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            found.append(clean_line(name)[:100])
    return found[:20]


def _name_of(address: str) -> str:
    return clean_line(urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1])[:200]
