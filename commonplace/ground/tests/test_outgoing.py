"""Requests to other machines: with a real server on this one, which is let through by a setting and by nothing else."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from commonplace.ground import outgoing
from commonplace.ground.outgoing import NotFetched, fetch, proper_address


class Elsewhere(BaseHTTPRequestHandler):
    """Answers each path in its own way."""

    def log_message(self, *_arguments):
        """Say nothing."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        getattr(self, self.path.strip("/").partition("?")[0] or "plain")()

    def _answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def plain(self):
        if self.headers.get("If-None-Match") == '"one"':
            self._answer(304, ETag='"one"')
        else:
            self._answer(200, b"BEGIN:VCALENDAR", ETag='"one"', Last_Modified="Mon, 01 Mar 2027 12:00:00 GMT")

    def gone(self):
        self._answer(410)

    def on(self):
        self._answer(302, Location="/plain?from=on")

    def inward(self):
        self._answer(302, Location=f"http://localhost:{self.server.server_port}/plain")

    def circle(self):
        self._answer(301, Location="/circle")

    def file(self):
        self._answer(302, Location="file:///etc/passwd")

    def odd(self):
        self._answer(200, b"BEGIN:VCALENDAR", ETag='"a\0b"', Last_Modified="long ago " * 50)

    def nonsense(self):
        self._answer(302, Location="http://[")

    def slow_circle(self):
        time.sleep(0.3)
        self._answer(302, Location="/slow_circle")

    def large(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _count in range(40):
                self.wfile.write(b"x" * 100_000)
        except OSError:
            pass

    def slow(self):
        self._drip(b"HTTP/1.0 200 OK\r\n", b"X-Wait: a little\r\n")

    def slow_body(self):
        self._drip(b"HTTP/1.0 200 OK\r\n\r\n", b"BEGIN:VEVENT\r\n")

    def _drip(self, first, more):
        try:
            self.wfile.write(first)
            for _count in range(90):
                self.wfile.write(more)
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass


@pytest.fixture
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.daemon_threads = True
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def let_through(settings):
    settings.FETCHED_INSIDE = {"127.0.0.1"}


def at(server, path):
    return f"http://127.0.0.1:{server.server_port}/{path}"


def test_what_stands_on_a_host_that_is_let_through_is_read(elsewhere, let_through):
    got = fetch(at(elsewhere, "plain"))
    assert (got.body, got.etag, got.is_unchanged) == (b"BEGIN:VCALENDAR", '"one"', False)
    assert fetch(at(elsewhere, "plain"), etag=got.etag, last_modified=got.last_modified).is_unchanged
    headers = elsewhere.asked[-1][1]
    assert headers["If-Modified-Since"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert headers["Host"] == f"127.0.0.1:{elsewhere.server_port}"
    assert "Cookie" not in headers


def test_what_can_neither_be_kept_nor_sent_back_is_not_kept(elsewhere, let_through):
    """PostgreSQL keeps no letter of the number zero."""
    got = fetch(at(elsewhere, "odd"))
    assert (got.body, got.etag, got.last_modified) == (b"BEGIN:VCALENDAR", "", "")


def test_without_the_setting_nothing_is_asked(elsewhere):
    with pytest.raises(NotFetched, match="not open"):
        fetch(at(elsewhere, "plain"))
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "0x7f000001",
        "2130706433",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.9",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fec0::1]",
        "[::127.0.0.1]",
        "[64:ff9b:1::a00:1]",
    ],
)
def test_no_address_within_a_network_is_asked(host):
    with pytest.raises(NotFetched, match=r"not open|nobody at this address"):
        fetch(f"http://{host}/plain", seconds=2)


def test_a_redirect_is_followed_and_looked_at_anew(elsewhere, let_through):
    assert fetch(at(elsewhere, "on")).body == b"BEGIN:VCALENDAR"
    assert [path for path, _headers in elsewhere.asked] == ["/on", "/plain?from=on"]
    with pytest.raises(NotFetched, match="not open"):
        fetch(at(elsewhere, "inward"))
    with pytest.raises(NotFetched, match="on and on"):
        fetch(at(elsewhere, "circle"))
    with pytest.raises(NotFetched, match="no address on the web"):
        fetch(at(elsewhere, "file"))
    with pytest.raises(NotFetched, match="no address on the web"):
        fetch(at(elsewhere, "nonsense"))


def test_a_name_is_resolved_once_and_cannot_change_its_mind(elsewhere, settings, monkeypatch):
    settings.FETCHED_INSIDE = {"calendar.example"}
    asked = []

    def resolve(host, port, *_more, **_named):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", resolve)
    fetch(f"http://calendar.example:{elsewhere.server_port}/plain")
    # Once by its name; then the very address that was looked at.
    assert asked.count("calendar.example") == 1
    assert elsewhere.asked[0][1]["Host"] == f"calendar.example:{elsewhere.server_port}"


def test_one_address_of_several_that_leads_inward_is_enough_to_refuse(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_arguments, **_named: answers)
    with pytest.raises(NotFetched, match="not open"):
        fetch("http://calendar.example/")


@pytest.mark.parametrize(("path", "words"), [("gone", "410"), ("large", "larger than 2 MB")])
def test_what_is_no_calendar_is_said(elsewhere, let_through, path, words):
    with pytest.raises(NotFetched, match=words):
        fetch(at(elsewhere, path))


def test_a_name_that_nobody_answers_for_is_not_waited_for_and_not_looked_for_by_ever_more(monkeypatch):
    asked, answered = [], threading.Event()

    def resolve(*arguments, **_named):
        asked.append(arguments)
        answered.wait(20)
        raise OSError

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outgoing, "_FOUND_WITHIN", 0.4)
    monkeypatch.setattr(outgoing, "_looked_for", threading.BoundedSemaphore(3))
    begun = time.monotonic()
    for _count in range(4):
        with pytest.raises(NotFetched, match="too long to be found"):
            fetch("https://nobody-answers.example/")
    with pytest.raises(NotFetched, match="too long to be found"):
        fetch("https://nobody-answers.example/", seconds=0.1)
    assert time.monotonic() - begun < 4
    assert len(asked) == 3, "what is looked for in vain takes up no more than so many threads"
    answered.set()
    monkeypatch.undo()
    monkeypatch.setattr(
        outgoing.socket, "getaddrinfo", lambda *_arguments, **_named: [(2, 1, 6, "", ("127.0.0.1", 443))]
    )
    with pytest.raises(NotFetched, match="not open"):
        fetch("https://nobody-answers.example/")


@pytest.mark.parametrize("path", ["slow", "slow_body", "slow_circle"])
def test_who_speaks_slowly_is_not_listened_to_for_ever(elsewhere, let_through, path):
    begun = time.monotonic()
    with pytest.raises(NotFetched, match="took too long"):
        fetch(at(elsewhere, path), seconds=0.5)
    assert time.monotonic() - begun < 1.5


def test_a_server_that_is_not_who_it_says_is_not_believed(elsewhere, let_through):
    with pytest.raises(NotFetched):
        fetch(at(elsewhere, "plain").replace("http:", "https:"))
    assert elsewhere.asked == []


def test_addresses_as_they_are_asked_for():
    assert proper_address(" webcal://example.org/a.ics#b ") == "https://example.org/a.ics"
    for wrong in (
        "",
        "example.org/a.ics",
        "ftp://example.org/",
        "https://",
        "https://a:b@example.org/",
        "https://a:99999/",
    ):
        with pytest.raises(NotFetched):
            proper_address(wrong)


def test_this_very_machine_is_not_asked_by_its_open_address(elsewhere, monkeypatch):
    """Its firewall keeps others from what it serves beside its pages, and would not keep it from itself."""
    monkeypatch.setattr(outgoing, "_is_open", lambda address: True)
    with pytest.raises(NotFetched, match="not open"):
        fetch(f"http://127.0.0.1:{elsewhere.server_port}/plain")
    assert not elsewhere.asked
