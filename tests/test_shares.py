"""What there is only so much of at the gate, over real sockets: room for what is sent, and places, of which nobody takes all."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from commonplace.project import bodies, gate
from commonplace.project.gate import AT_ONCE, Gate

KILOBYTE = 1024
LARGE = 700 * KILOBYTE  # more than lies in memory
HERE, THERE, ELSEWHERE = "127.0.0.2", "127.0.0.3", "127.0.0.4"


class Site:
    """Answers with how much came, once it is told to."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.goes_on.wait(20)
        if environ["PATH_INFO"] == "/book/":
            response: HttpResponseBase = StreamingHttpResponse(bytes(LARGE) for _number in range(30))
        else:
            length = int(environ["CONTENT_LENGTH"] or 0)
            response = HttpResponse(str(len(environ["wsgi.input"].read(length))))
        start("200 OK", list(response.items()))
        return response


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 50


class Quiet(WSGIRequestHandler):
    def log_message(self, *_words: Any) -> None:
        return


class Served:
    """A gate before a site, at a port of its own."""

    def __init__(self, site: Site, port: int, lines: ExitStack) -> None:
        self.site, self._port, self._lines = site, port, lines

    def send(self, network: str, length: int = 0, *, but: int = 0, path: str = "/") -> socket.socket:
        """A form of this length from an address of that network, but for its last bytes."""
        line = socket.create_connection(("127.0.0.1", self._port), timeout=20, source_address=(network, 0))
        self._lines.enter_context(line)
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        with suppress(OSError):  # it may be refused before it is whole
            line.sendall(bytes(length - but))
        return line


def answer(line: socket.socket) -> tuple[str, str]:
    """The status and all that follows."""
    words = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    return words.partition("\r\n")[0][9:12], words


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Served]]:
    with ExitStack() as lines:

        def begin(**limits: int) -> Served:
            for name, value in limits.items():
                monkeypatch.setattr(gate if hasattr(gate, name) else bodies, name, value)
            site = Site()
            server = Threads(("127.0.0.1", 0), Quiet)
            server.set_app(Gate(site))  # type: ignore[arg-type]
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
            for ends in (server.server_close, server.shutdown, site.goes_on.set):
                lines.callback(ends)
            return Served(site, server.server_port, lines)

        yield begin


def test_what_many_send_never_fills_the_disk_and_all_who_have_room_get_through(serve: Callable[..., Served]) -> None:
    served = serve(MOST_ON_DISK=3 * LARGE)
    within = [served.send(network, LARGE) for network in (HERE, THERE, "127.0.0.5")]
    time.sleep(0.3)
    status, words = answer(served.send(ELSEWHERE, LARGE))
    assert status == "503"
    assert "Retry-After: 5" in words
    words_alone = served.send(ELSEWHERE, 10 * KILOBYTE)  # they lie in memory
    served.site.goes_on.set()
    assert [answer(line)[1][-6:] for line in within] == [str(LARGE)] * 3
    assert answer(words_alone)[0] == "200"
    assert answer(served.send(ELSEWHERE, LARGE))[0] == "200", "the room was given back"


def test_of_many_who_send_at_the_same_moment_those_who_have_room_get_through(serve: Callable[..., Served]) -> None:
    served = serve(MOST_ON_DISK=3 * LARGE)
    served.site.goes_on.set()
    lines = [served.send(f"127.0.0.{5 + number}", LARGE, but=LARGE) for number in range(6)]
    time.sleep(0.3)
    for line in lines:
        with suppress(OSError):
            line.sendall(bytes(LARGE))
    assert sorted(answer(line)[0] for line in lines) == ["200"] * 3 + ["503"] * 3


def test_no_network_takes_all_places_in_line_from_the_others(serve: Callable[..., Served]) -> None:
    served = serve(IN_LINE=12)
    # A whole class behind one address: as long as the line is not nearly full, all of them stand in it.
    within = [served.send(HERE) for _number in range(AT_ONCE + 9)]
    time.sleep(0.3)
    assert answer(served.send(HERE))[0] == "503"
    within += [served.send(THERE), served.send(ELSEWHERE), served.send(THERE)]
    time.sleep(0.3)
    assert answer(served.send(ELSEWHERE))[0] == "503", "now it is full"
    served.site.goes_on.set()
    assert {answer(line)[0] for line in within} == {"200"}
    assert answer(served.send(HERE))[0] == "200"


def test_no_network_alone_may_send_slowly(serve: Callable[..., Served]) -> None:
    served = serve(BRINGING=8)
    served.site.goes_on.set()
    slow = [served.send(HERE, 100, but=50) for _number in range(6)]
    time.sleep(0.3)
    assert answer(served.send(HERE, 100))[0] == "503"
    assert answer(served.send(THERE, 100))[0] == "200"
    for line in slow:
        line.sendall(bytes(50))
    assert {answer(line)[0] for line in slow} == {"200"}


def test_so_many_read_slowly_and_whoever_is_gone_gives_their_place_back(serve: Callable[..., Served]) -> None:
    served = serve(TAKING=4)
    served.site.goes_on.set()
    slow = [served.send(HERE, path="/book/") for _number in range(3)]
    time.sleep(0.5)
    assert answer(served.send(HERE, path="/book/"))[0] == "503", "the last one is for others"
    slow.append(served.send(THERE, path="/book/"))
    time.sleep(0.5)
    assert answer(served.send(ELSEWHERE, path="/book/"))[0] == "503", "now there is none"
    assert answer(served.send(HERE))[0] == "200", "and pages are answered"
    slow.pop().close()
    time.sleep(0.5)
    assert answer(served.send(ELSEWHERE, path="/book/"))[0] == "200"
    assert {len(answer(line)[1]) > 30 * LARGE for line in slow} == {True}, "nothing of it is missing"
