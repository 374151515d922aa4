"""Live pages: whoever looks is told that something happened to what the page shows, and the page fetches itself again.

No words go through a stream of server-sent events (HTML standard, section 9.2), only that there is something new: what it is
stands on the page, which shows each reader what they may see. What happened is known from `happenings.record`; who looks is
asked again whenever an edition turns on which that could depend, and told `gone` where they may no longer.

A stream waits in a thread of its own, as the server's other answers do; in each process one thread asks for all of them, twice
a second, with one query. `docs/decisions/0011-streams-wait-in-threads.md` says why, and what it costs.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

from django.db import close_old_connections, connections
from django.db.models import Max, Q
from django.http import HttpRequest, StreamingHttpResponse
from markupsafe import Markup

from commonplace.ground import ids
from commonplace.ground.databases.fetching import fetch_all
from commonplace.ground.editions import LEAVING, editions_of
from commonplace.ground.models import Happening

logger = logging.getLogger(__name__)

# Proxies take a connection for dead after a minute in which nothing came; in seconds.
HEARTBEAT = 25.0
EACH = 4
"""So many streams has one person in each process; a browser opens no more than six connections to one site."""
_INTERVAL = 0.5
# What depends on the clock alone, such as a session that ends, is noticed after so long, in seconds.
_AGAIN = 60.0
# Asking whether people may still look takes at most a quarter of the time, however many they are.
_REST = 3
# PostgreSQL commits in another order than it counts: so many happenings may overtake one that is not committed yet.
_OVERTAKEN = 200
# Of so many milliseconds for each that looks, readers choose one at which they fetch the page, so that pages for all of them
# together take no more than a core.
_APART = 10


def since(thing: int) -> int:
    """The last that happened to a thing: asked before a page about it is put together, it says from where on to listen.

    A thing is an entry, or a community, to which everything happens that happens within it.
    """
    about = Q(entry_id=thing) | Q(community_id=thing)
    return Happening.objects.filter(about).aggregate(last=Max("pk"))["last"] or 0


def marked(thing: int, address: str | None = None) -> Markup:
    """The attribute of a live part of a page about a thing, up to date with what is asked of the database from now on.

    `address` is where its stream is; of an entry it need not be said.
    """
    return Markup('data-live="{}?since={}"').format(address or f"/live/{ids.written(thing)}/", since(thing))


def wants_stream(request: HttpRequest) -> bool:
    """Whether it is a script of ours that asks, and not somebody who came by this address."""
    return request.method == "GET" and "text/event-stream" in request.headers.get("Accept", "")


def stream(
    request: HttpRequest, thing: int, group: int, *, whose: str, may_still: Callable[[], bool]
) -> StreamingHttpResponse:
    """The stream of what happens to `thing`, which lies within `group` (`editions.py`), for one who may see it now.

    `whose` names the person. `may_still` asks anew whether they may see it, in another thread.
    """
    known = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    shown = int(known[:18]) if known.isdecimal() else since(thing)
    listening = Stream(thing, group, whose, may_still)
    listening.begins_at = shown
    _watch.add(listening)
    try:
        # From here on the watch tells it. What came before that, since the page was put together, is told at once.
        last = since(thing)
    except BaseException:
        listening.close()
        raise
    if last > shown:
        listening.begins_at = last
        listening.tell("changed", last, 0)
    # Compressed, its lines would be held back until there are enough of them.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    answer = StreamingHttpResponse(listening, content_type="text/event-stream", headers=headers)
    answer.is_live = True  # type: ignore[attr-defined]
    return answer


class Stream:
    """The lines for one who looks; each is waited for by the thread that sends it."""

    def __init__(self, thing: int, group: int, whose: str, may_still: Callable[[], bool]) -> None:
        self.thing, self.group, self.whose, self.may_still = thing, group, whose, may_still
        self.begins_at = 0
        # The editions under which they were last found to be allowed to look, and when that was.
        self.allowed_under: tuple[int, ...] | None = None
        self.asked_at = 0.0
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        # When the server starts again, not all come back in the same second.
        self._lines.put(b"retry: %d\n\n" % random.randint(2000, 6000))  # noqa: S311 - nobody gains by guessing it

    def tell(self, event: str, number: int, within: int) -> None:
        """Say that there is something new, to be fetched within so many milliseconds."""
        # Whoever has not read that there is something new need not be told twice.
        if self._lines.qsize() < 2:
            self._lines.put(f"event: {event}\nid: {number}\ndata: {within}\n\n".encode())

    def end(self, event: str = "") -> None:
        """Come to an end; `event` tells the page not to come back as it was."""
        if event:
            self._lines.put(f"event: {event}\ndata:\n\n".encode())
        self._lines.put(None)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            line = self._lines.get(timeout=HEARTBEAT)
        except Empty:
            return b":\n\n"
        if line is None:
            raise StopIteration
        return line

    def close(self) -> None:
        """Nobody reads any more."""
        _watch.remove(self)


class _Watch:
    """Asks for all streams of this process, in a thread that is there while anybody listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[Stream, None] = {}
        self._is_asking = False
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._everything: int | None = None
        self._known: set[int] = set()
        self._rests_until = 0.0

    def add(self, stream: Stream) -> None:
        with self._lock:
            # The oldest gives way: it is often a page that was left, and nobody has noticed yet.
            theirs = [one for one in self._streams if one.whose == stream.whose]
            for oldest in theirs[: max(0, len(theirs) - EACH + 1)]:
                del self._streams[oldest]
                oldest.end("enough")
            self._streams[stream] = None
            if not self._is_asking:
                self._is_asking = True
                threading.Thread(target=self._go_on, name="live", daemon=True).start()

    def remove(self, stream: Stream) -> None:
        with self._lock:
            self._streams.pop(stream, None)

    def end(self) -> None:
        with self._lock:
            for stream in self._streams:
                stream.end()
            self._streams.clear()

    def _go_on(self) -> None:
        has_failed = False
        while streams := self._listening():
            try:
                self._look(streams)
                has_failed = False
            except Exception:  # a database that is away for a moment must not end the streams
                if not has_failed:
                    logger.exception("What is live could not be asked for; trying again until it can.")
                has_failed = True
            close_old_connections()
            time.sleep(_INTERVAL)

    def _listening(self) -> list[Stream]:
        with self._lock:
            if not self._streams:
                self._is_asking = False
                self._begin_anew()
                connections.close_all()
            return list(self._streams)

    def _look(self, streams: list[Stream]) -> None:
        groups = sorted({stream.group for stream in streams})
        everything, beyond, leaving, *within = editions_of(LEAVING, *groups) or ()  # this thread writes nothing
        if everything != self._everything:
            self._tell(streams)
            self._everything = everything
        self._ask_again(streams, {group: (beyond, leaving, one) for group, one in zip(groups, within, strict=True)})

    def _tell(self, streams: list[Stream]) -> None:
        asked = "SELECT id, entry_id, community_id FROM ground_happening ORDER BY id DESC LIMIT %s"
        rows = fetch_all(asked, (_OVERTAKEN,))
        newest_known = max(self._known, default=0)
        new: dict[int, list[int]] = {}
        for number, *things in rows:
            for thing in things:
                if thing is not None and number not in self._known:
                    new.setdefault(thing, []).append(number)
        self._known = {number for number, *_things in rows}
        here = [stream for stream in streams if stream.thing in new]
        for stream in here:
            # What their page shows already is not told again; what others have overtaken it may not show.
            numbers = [number for number in new[stream.thing] if number > stream.begins_at or number < newest_known]
            if numbers:
                stream.tell("changed", max(*numbers, stream.begins_at), _APART * len(here))

    def _ask_again(self, streams: list[Stream], editions: dict[int, tuple[int, ...]]) -> None:
        begun = time.monotonic()
        if begun < self._rests_until:
            return
        for stream in streams:
            if stream.allowed_under == editions[stream.group] and begun - stream.asked_at < _AGAIN:
                continue
            if stream.may_still():
                stream.allowed_under, stream.asked_at = editions[stream.group], begun
            else:
                stream.end("gone")
                self.remove(stream)
        now = time.monotonic()
        self._rests_until = now + _REST * (now - begun)


_watch = _Watch()


def end_all_streams() -> None:
    """Have all streams of this process come to their end at once."""
    _watch.end()
