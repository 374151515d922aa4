"""People whose telephone sends slowly, as sockets on a commons that is really served: they hold up nobody, and get through."""

import http.client
import shutil
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonplace.project import bodies
from commonplace.project.bodies import MOST_BYTES
from commonplace.project.gate import AT_ONCE
from tests.homes import Server, started

TOKEN = "a" * 32
# Nothing that takes the server long: the passphrase is missing.
FORM = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, "name": "ines"}).encode()


@pytest.fixture(scope="module")
def server(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = Path(shutil.copytree(told, tmp_path_factory.mktemp("slow") / "home"))
    with started(home) as served:
        yield served


def begin(server: Server, length: int = len(FORM)) -> socket.socket:
    """A form whose first letters are on their way."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    headers = [
        "POST /sign-in/ HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Cookie: csrftoken={TOKEN}", f"Content-Length: {length}",
        "Content-Type: application/x-www-form-urlencoded", "Connection: close", "", "",
    ]  # fmt: skip
    line.sendall("\r\n".join(headers).encode() + FORM[:20])
    return line


def answer(line: socket.socket) -> str:
    """All that comes back."""
    with line:
        return b"".join(iter(lambda: line.recv(65536), b"")).decode()


def test_whoever_sends_slowly_holds_up_nobody_and_gets_through(server: Server) -> None:
    lines = [begin(server) for _number in range(6 * AT_ONCE)]
    time.sleep(0.5)
    begun = time.monotonic()
    assert [server.get("/sign-in/")[0] for _number in range(8)] == [200] * 8
    assert time.monotonic() - begun < 10, "with every place taken each would wait for fifteen seconds"
    for line in lines:
        line.sendall(FORM[20:])
    answers = [answer(line) for line in lines]
    assert {page.partition("\r\n")[0] for page in answers} == {"HTTP/1.1 422 Unprocessable Entity"}
    assert all("This is still empty" in page and 'value="ines"' in page for page in answers)


def test_a_picture_beyond_what_lies_in_memory_comes_whole(server: Server) -> None:
    rest = b"&more=" + b"m" * 2_000_000
    line = begin(server, len(FORM) + len(rest))
    line.sendall(FORM[20:] + rest[:1_000_000])
    time.sleep(0.3)
    line.sendall(rest[1_000_000:])
    assert answer(line).startswith("HTTP/1.1 422")


def test_what_is_cut_off_on_its_way_does_nothing(server: Server) -> None:
    for _number in range(3 * AT_ONCE):
        begin(server).close()
    assert server.get("/sign-in/")[0] == 200
    assert "Traceback" not in server.said()


def _trickle(line: socket.socket, pause: float) -> None:
    try:
        while True:
            line.sendall(b"x")
            time.sleep(pause)
    except OSError:
        pass  # nobody reads any more


def test_whoever_sends_next_to_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_GRACE", 0.5)
    theirs, ours = socket.socketpair()
    sending = threading.Thread(target=_trickle, args=(theirs, 0.005))
    sending.start()
    begun = time.monotonic()
    with ours, ours.makefile("rb") as arrives, pytest.raises(bodies.CutOff):
        bodies.read_body({"CONTENT_LENGTH": "65536", "wsgi.input": arrives}, bodies.Room(), "127.0.0.1")
    assert time.monotonic() - begun < 10, "at this pace the whole would take longer than five minutes"
    sending.join(10)
    theirs.close()


def test_headers_are_not_said_back(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("TRACE", "/sign-in/", headers={"Cookie": "sessionid=secret"})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (405, b"")


def test_what_is_larger_than_any_form_is_refused_in_words_before_it_is_sent(server: Server) -> None:
    page = answer(begin(server, MOST_BYTES + 1))
    assert page.startswith("HTTP/1.1 413")
    assert "Send fewer" in page
