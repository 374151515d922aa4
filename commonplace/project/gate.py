"""The gate before the site: so many requests are worked on at once, some more wait in line, and the rest are asked to come again.

Without it, a request that comes when there is too much to do waits behind all others, longer than anybody looks at an
empty page, and the server goes on to answer people who left. A connection to the database belongs to a place behind the
gate and is lent to whoever has the place: threads that wait need none. What a request brings is read before it takes a
place, since a picture may be minutes on its way from a telephone.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from commonplace.commons.people.signing.networks import network_in
from commonplace.ground import ranges
from commonplace.ground.apart import page_apart, words_of
from commonplace.ground.causes import Cause
from commonplace.ground.middleware import POLICY
from commonplace.project import bodies
from commonplace.project.shares import Shares

# Pages take the processor more than they wait for the database: more at once would only take turns.
AT_ONCE = 4
# As many as are through in five to ten seconds; and so long does one wait at most, in seconds, whatever holds others up.
IN_LINE = 400
PATIENCE = 15
# So many may be sending something slowly.
BRINGING = 60
# What is larger goes out in pieces, each of which waits in a thread until the reader has taken it: so many may read at once.
TAKING = 60
AT_ONCE_BYTES = ranges.MOST_BYTES
# So many may look at what is live (`ground/live.py`), each in a thread that only waits.
LOOKING = 700
# Beyond those, for whoever is asked to come again, and for those who are let by.
ASIDE = 12
THREADS = AT_ONCE + IN_LINE + BRINGING + TAKING + LOOKING + ASIDE
_COME_AGAIN = "5"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Turn:
    """Somebody in line, who is woken with a place in hand."""

    def __init__(self) -> None:
        self.place: Any = None
        self.comes = Lock()
        self.comes.acquire()


class Gate:
    """A WSGI application before another one (PEP 3333)."""

    def __init__(self, site: Application) -> None:
        self._site = site
        self._lock = Lock()
        self._line: deque[_Turn] = deque()
        self._waiting, self._bringing = Shares(IN_LINE), Shares(BRINGING)
        self._taking, self._looking = Shares(TAKING), Shares(LOOKING)
        self._room = bodies.Room()
        self._free = [connections.create_connection(DEFAULT_DB_ALIAS) for _number in range(AT_ONCE)]
        for connection in self._free:
            connection.inc_thread_sharing()  # one thread after another has it, never two at once

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        if address == "/healthz" or address.startswith(settings.STATIC_URL):
            return self._let_by(environ, start)
        # It would say a request's own headers back (RFC 9110, section 9.3.8).
        if environ.get("REQUEST_METHOD") == "TRACE":
            return _answer(start, "405 Method Not Allowed", b"")
        if not bodies.has_body(environ):
            return self._through(environ, start)
        network = network_in(environ)
        if not self._bringing.take(network):
            return _come_again(environ, start)
        try:
            body = bodies.read_body(environ, self._room, network)
        except bodies.NoRoom:
            return _come_again(environ, start)
        except (bodies.TooLarge, bodies.CutOff, OSError) as trouble:
            return _not_taken(environ, start, trouble)
        finally:
            self._bringing.give_back(network)
        with body:
            return self._through({**environ, "wsgi.input": body.file}, start)

    def _through(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        place = self._place(environ)
        if place is None:
            return _come_again(environ, start)
        connections[DEFAULT_DB_ALIAS] = place
        try:
            return self._answered(environ, start)
        finally:
            del connections[DEFAULT_DB_ALIAS]
            self._give(place)

    def _place(self, environ: dict[str, Any]) -> Any | None:
        """A place behind the gate, waited for if there is room in line; None where it would take too long."""
        with self._lock:
            if self._free:
                return self._free.pop()
            network = network_in(environ)
            if not self._waiting.take(network):
                return None
            turn = _Turn()
            self._line.append(turn)
        if not turn.comes.acquire(timeout=PATIENCE):
            with self._lock:
                if turn.place is None:
                    self._line.remove(turn)
        self._waiting.give_back(network)
        return turn.place

    def _give(self, place: Any) -> None:
        """To whoever waits longest, so that nobody who comes later is before them."""
        with self._lock:
            if not self._line:
                self._free.append(place)
                return
            turn = self._line.popleft()
            turn.place = place
            turn.comes.release()

    def _let_by(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """What machines ask, and files that the database has no part in."""
        try:
            return self._answered(environ, start)
        finally:
            connections.close_all()

    def _answered(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """The whole answer, so that nothing of it is still to be done once the place is somebody else's.

        A large one goes out in pieces, and takes no place behind the gate from others: its reader may be slow.
        """
        told: list[tuple[Any, ...]] = []
        answer: Any = self._site(environ, lambda *words: told.append(words))
        if not getattr(answer, "streaming", True) or 0 < int(answer.headers.get("Content-Length", 0)) <= AT_ONCE_BYTES:
            start(*told[-1])
            return _at_once(answer)
        network = network_in(environ)
        room = self._looking if getattr(answer, "is_live", False) else self._taking
        if not room.take(network):
            answer.close()
            return _come_again(environ, start)
        start(*told[-1])
        return _InPieces(answer, lambda: room.give_back(network))


def _at_once(answer: Any) -> list[bytes]:
    try:
        return list(answer)
    finally:
        answer.close()


class _InPieces:
    """A streamed answer; `done` is called when its last piece is out or its reader is gone."""

    def __init__(self, answer: Any, done: Callable[[], None]) -> None:
        self._answer, self._done = answer, done

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            self._answer.close()
        finally:
            connections.close_all()  # a book is read from the database while it goes out
            self._done()


def _come_again(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """503 with Retry-After (RFC 9110, section 15.6.4)."""
    page = _full_house(_language(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    return _answer(start, "503 Service Unavailable", page, ("Retry-After", _COME_AGAIN))


def _answer(start: Callable[..., Any], status: str, page: bytes, *more: tuple[str, str]) -> list[bytes]:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", POLICY),
        # What Django's middleware says of every other page.
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
    ]
    if settings.SECURE:
        headers.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    start(status, [*headers, *more])
    return [page]


def _not_taken(environ: dict[str, Any], start: Callable[..., Any], trouble: Exception) -> list[bytes]:
    """408 for what did not come whole, 413 for what is too large, 507 where the disk takes no more (RFC 9110, RFC 4918)."""
    with translation.override(_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        if isinstance(trouble, bodies.CutOff):
            status, title = "408 Request Timeout", _("This did not get through")
            words = [_("Nothing was saved. Go back with your browser’s back button: your words are still there.")]
        elif isinstance(trouble, bodies.TooLarge):
            status, title = "413 Content Too Large", _("This is more than one page can take")
            words = [
                _("Nothing was saved. Go back with your browser’s back button: your words are still there. Send fewer.")
            ]
        else:
            status = "507 Insufficient Storage"
            title, *words = words_of(Cause.FULL)
            words.append(
                _(
                    "Files cannot be shown here. Your browser’s back button leads to the form with your files still chosen."
                )
            )
        return _answer(start, status, page_apart(title, words).encode())


@cache
def _full_house(language: str) -> bytes:
    with translation.override(language):
        words = [
            _("More people want something of this commons at this moment than it can answer. Wait a few seconds."),
            _(
                "Then load this page again. If you sent a form, what you typed goes with it; nothing of it was kept here yet."
            ),
        ]
        return page_apart(_("Many are here just now"), words).encode()


def _language(asked: str) -> str:
    """The first of the languages that a browser asks for in which we speak. No database is asked, so not the commons’ own."""
    for code, _weight in parse_accept_lang_header(asked.lower()[:100]):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
