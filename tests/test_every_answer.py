"""What every answer says to browsers, and what none gives away: a commons behind HTTPS, asked over sockets."""

import re
import shutil
import socket
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonplace.project.bodies import MOST_BYTES
from tests.homes import Server, run_in, started

SIGNED_IN = """
from django.test import Client
from commonplace.commons.people.models import Person
from django.conf import settings
client = Client()
client.force_login(Person.objects.get(name="nkechi").account)
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
HTTPS = {"COMMONPLACE_URL": "https://commons.example"}
HOST = "Host: commons.example\r\nX-Forwarded-Proto: https\r\n"


@pytest.fixture(scope="module")
def server(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = Path(shutil.copytree(told, tmp_path_factory.mktemp("answers") / "home"))
    session = run_in(home, SIGNED_IN, **HTTPS).strip()
    with started(home, **HTTPS) as served:
        served.session = session  # type: ignore[attr-defined]
        yield served


def says(server: Server, request: str, patience: float = 30) -> str:
    """All that comes back for what is sent, until the line is closed or nothing more has come for so many seconds."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=patience) as line:
        line.sendall(request.encode())
        told = b""
        try:
            while piece := line.recv(65536):
                told += piece
        except TimeoutError:
            pass
    return told.decode(errors="replace")


def get(server: Server, path: str, method: str = "GET", more: str = "") -> str:
    return says(server, f"{method} {path} HTTP/1.1\r\n{HOST}Connection: close\r\n{more}\r\n")


def headers(answer: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in answer.partition("\r\n\r\n")[0].split("\r\n")[1:]:
        name, _colon, value = line.partition(":")
        found.setdefault(name.lower(), []).append(value.strip())
    return found


def test_every_answer_holds_browsers_to_what_it_is_and_lets_no_other_site_read_it(server: Server) -> None:
    style = re.search(r'href="(/static/[^"]+\.css)"', get(server, "/"))
    assert style
    answers = [
        *(get(server, path) for path in ("/", "/nothing/", "/healthz", "/service-worker.js", style[1], "/robots.txt")),
        get(server, "/sign-in/", "TRACE"),
        get(server, "/sign-in/", "POST", f"Content-Length: {MOST_BYTES + 1}\r\n"),
        get(server, "/", more="Origin: https://evil.example\r\n"),
    ]
    for answer in answers:
        told = headers(answer)
        assert "default-src" in told.get("content-security-policy", [""])[0], answer
        assert "frame-ancestors 'none'" in told["content-security-policy"][0]
        assert told["x-content-type-options"] == ["nosniff"]
        assert told["referrer-policy"] == ["same-origin"]
        assert told["strict-transport-security"] == ["max-age=31536000"]
        assert "content-type" in told
        assert not [name for name in told if name.startswith("access-control")]


def test_every_cookie_is_bound_to_this_host_and_to_https(server: Server) -> None:
    token = "a" * 32
    cookies = f"Cookie: __Host-sessionid={server.session}; __Host-csrftoken={token}\r\n"  # type: ignore[attr-defined]
    form = {"csrfmiddlewaretoken": token, "kept_words": "abcdefghijkl", "mail_rhythm": "daily"}
    body = urllib.parse.urlencode(form)
    kind = "Content-Type: application/x-www-form-urlencoded\r\nReferer: https://commons.example/\r\n"
    sent = (
        f"POST /me/notices/ HTTP/1.1\r\n{HOST}{cookies}{kind}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    saved, joining = says(server, sent + body), get(server, "/join/")
    assert saved.startswith("HTTP/1.1 302")
    cookies_set = headers(saved)["set-cookie"] + headers(joining)["set-cookie"]
    names = {cookie.partition("=")[0] for cookie in cookies_set}
    assert names == {"__Host-sessionid", "__Host-csrftoken", "__Host-messages", "__Host-acknowledged"} & names
    assert {"__Host-acknowledged", "__Host-messages", "__Host-csrftoken"} <= names
    for cookie in cookies_set:
        assert "; Secure" in cookie, cookie
        assert "; Path=/" in cookie
        assert "Domain" not in cookie
        assert "SameSite=Lax" in cookie
        assert "HttpOnly" in cookie or cookie.startswith("__Host-acknowledged"), cookie


HIDDEN = "GET /healthz HTTP/1.1\r\nHost: commons.example\r\n\r\n"


@pytest.mark.parametrize(
    "length",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        f"Transfer-Encoding: chunked\r\n\r\n{len(HIDDEN):x}\r\n{HIDDEN}\r\n0\r\n\r\n",
        "Content-Length: 6\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        f"Content-Length: {MOST_BYTES + 1}\r\n\r\n",
    ],
)
def test_no_request_is_read_out_of_the_body_of_another(server: Server, length: str) -> None:
    answer = says(server, f"POST /sign-in/ HTTP/1.1\r\n{HOST}{length}{HIDDEN}", patience=4)
    assert re.findall(r"^HTTP/1\.1 (\d)", answer, re.MULTILINE) == ["4"], answer


@pytest.mark.parametrize(
    "path",
    [
        "/static/", "/static/ground/", "/static/../commonplace.sqlite3", "/static/%2e%2e/commonplace.sqlite3",
        "/static/..%2fcommonplace.sqlite3", "/static//etc/passwd", "/.git/config", "/media/", "/media/attachments/",
        "/m/", "/admin/", "/server-status", "/commonplace.sqlite3", "//evil.example/", "/var/",
    ],
)  # fmt: skip
def test_nothing_but_our_pages_is_served_and_nothing_is_listed(server: Server, path: str) -> None:
    answer = get(server, path)
    assert answer.startswith("HTTP/1.1 404")
    assert "There is no such page for you" in answer


def test_nobody_writes_a_line_of_the_log(server: Server) -> None:
    get(server, "/%0A%0Dsigned%20in:%20account=1%20%E2%80%A8signed%20in:%20account=2")
    get(server, "/", more="User-Agent: x\r\nX-Forwarded-For: 1.2.3.4 signed in\r\n")
    assert "Not Found" in server.said()
    assert not [line for line in server.said().splitlines() if line.startswith("signed in")]


def test_what_was_refused_stands_in_the_log_with_moment_answer_and_network_and_without_secrets(server: Server) -> None:
    token, body = "a" * 32, "csrfmiddlewaretoken=" + "a" * 32 + "&name=ines"
    kind = "Content-Type: application/x-www-form-urlencoded\r\nReferer: https://commons.example/\r\n"
    form = f"{HOST}{kind}X-Forwarded-For: 9.9.9.9, 203.0.113.7\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    cookie = f"Cookie: __Host-csrftoken={token}\r\n"
    assert says(server, f"POST /sign-in/ HTTP/1.1\r\n{form}{cookie}\r\n{body}").startswith("HTTP/1.1 422")
    assert says(server, f"POST /sign-in/ HTTP/1.1\r\n{form}\r\n{body}").startswith("HTTP/1.1 403")
    assert get(server, "/sign-in/link/only-for-one/").startswith("HTTP/1.1 404")
    assert says(server, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").startswith("HTTP/1.1 400")
    said = server.said()
    moment = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z "
    for line in (
        r"Unprocessable \w+: /sign-in/ status=422 method=POST by=- from=203\.0\.113\.7$",
        r"Forbidden \(.*\): /sign-in/ status=403 method=POST by=- from=203\.0\.113\.7$",
        r"Not Found: /sign-in/link/…/ status=404 method=GET by=- from=127\.0\.0\.1$",
        r"Invalid HTTP_HOST header: .*evil\.example.* status=400 method=GET",
    ):
        assert re.search(moment + line, said, re.MULTILINE), said
    assert "only-for-one" not in said


def test_an_address_leads_to_no_other_host(server: Server) -> None:
    for path in ("//evil.example", "//evil.example/c", "/c", "/%2f%2fevil.example", "/\\evil.example"):
        answer = get(server, path)
        leads_to = headers(answer).get("location", ["/"])[0]
        assert leads_to.startswith("/"), path
        assert not leads_to.startswith(("//", "/\\")), path
