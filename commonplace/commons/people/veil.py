"""What strangers do not read: the names of those whom open pages may not name, where words call them by @name.

Laid over everything that a stranger is sent, in one place (`middleware.WhoIsHere`), so that no page has to remember it.
Words that are folded or packed before they are sent, as in calendar files, go through `veil` before that.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Person
from commonplace.commons.people.names import former
from commonplace.ground.text import clean

_NAME = r"([a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)(?![a-z0-9])"
_HOW = re.IGNORECASE | re.ASCII
# Wider than what becomes a link (ground.text.MENTION), since a name is read too where it is none; an e-mail address is
# not meant. Beginning with the one letter that they all have, it passes over a page without calls at once.
_AT = r"@(?<![a-z0-9]@)"
# Our own links to books lead to people whom the page may name; those within people's words say so (`ugc`).
_CALL = re.compile(_AT + r'(?:(?<!href="/@)|(?=[^"<>]*"[^<>]*\bugc\b))' + _NAME, _HOW)
_LINK = re.compile(rf'<a href="[^"]*/@{_NAME}[^"]*"[^>]*>.*?</a>', _HOW | re.DOTALL)
# What somebody typed stays in its field, on a page.
_FIELD_OR_CALL = re.compile(rf"<input\b[^>]*>|<textarea\b[^>]*>[^<]*</textarea>|{_AT}{_NAME}", _HOW)


def called_in(text: str) -> set[str]:
    """The names that a text, plain or a page, calls by @name."""
    return {name.lower() for name in _CALL.findall(text)} if "@" in text else set()


def without_calls(text: str) -> str:
    """The text with nobody called by @name in it, neither plainly nor in an address."""
    return re.sub(_AT + _NAME, " ", text, flags=_HOW) if "@" in text else text


def _beginnings(name: str) -> Iterator[str]:
    """The name and its beginnings up to a dash, the longest first: “@ines-group” calls ines where nobody has all of it."""
    yield name
    for mark in reversed(list(re.finditer(r"[-_]+", name))):
        yield name[: mark.start()]


def veil(texts: Iterable[str], given: str = "") -> Callable[[str], str]:
    """A function that puts “somebody” where a text, plain or rendered, calls somebody whom strangers may not meet.

    All texts are given at once, so that they cost one query together, none where nobody is called, and one more where
    nobody has a name, since whoever had it may have left. A name that stands in what was `given` is veiled whoever has
    it, and if nobody does: else one could find out who is here by asking.
    """
    called = {name for text in texts for name in called_in(text)}
    if not called:
        return str
    parts = {part for name in called for part in _beginnings(name)}
    known = Person.objects.filter(name__in=parts).only("name", "age_band", "shown_openly")
    openly = {person.name: person.is_named_openly for person in known}
    openly |= dict.fromkeys(former(parts - openly.keys()), False)
    veiled = {name for name in called if f"@{name}" in given}
    for name in called:
        if not next((openly[part] for part in _beginnings(name) if part in openly), True):
            veiled.add(name)
    return _veiling(veiled) if veiled else str


def _veiling(names: set[str]) -> Callable[[str], str]:
    word = _("somebody")

    def instead(match: re.Match[str]) -> str:
        return word if (match[1] or "").lower() in names else match[0]

    return lambda text: _FIELD_OR_CALL.sub(instead, _LINK.sub(instead, text)) if "@" in text else text


def veil_response(request: HttpRequest, response: HttpResponseBase) -> None:
    """Lay the veil over what a stranger is sent. What is no text is sent as it is."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not (kind.startswith("text/") or kind.endswith(("json", "xml"))):
        return
    # However a page says back what they asked: cut, or without the letters that nobody sees.
    given = clean(" ".join(value for values in request.GET.lists() for value in values[1])).lower()
    if response.streaming:
        _veil_stream(response, given)
    elif isinstance(response, HttpResponse) and b"@" in response.content:
        text = response.content.decode(response.charset, "surrogateescape")
        veiled = veil([text], given)(text)
        if veiled != text:
            response.content = veiled.encode(response.charset, "surrogateescape")
            del response.headers["ETag"]  # it named another text
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))


def _veil_stream(response: HttpResponseBase, given: str) -> None:
    """Line by line, since a name may be cut where one piece ends and the next begins."""
    pieces: Iterable[bytes] = response.streaming_content  # type: ignore[attr-defined]

    def lines() -> Iterator[bytes]:
        kept = b""
        for piece in pieces:
            whole, end, kept = (kept + piece).rpartition(b"\n")
            if end:
                yield whole + end
        yield kept

    def veiled() -> Iterator[bytes]:
        for line in lines():
            if b"@" not in line:
                yield line
                continue
            text = line.decode(response.charset, "surrogateescape")
            yield veil([text], given)(text).encode(response.charset, "surrogateescape")

    response.streaming_content = veiled()  # type: ignore[attr-defined]
    del response.headers["Content-Length"]  # nobody knows it beforehand
