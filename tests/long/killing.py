"""A real server that is killed in the middle of its work, and people who go on writing to it."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.homes import ROOT, Server, environment, free_port
from tests.pictures import small_picture

_BOUNDARY = "----a-line-between-parts"
_TOKEN = "a" * 32  # a form token is good where the cookie says the same


@dataclass
class Home:
    """Where a commons lives: its folder, what its environment says, and the program that serves it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    program: str = "commonplace"


@contextmanager
def served(home: Home) -> Iterator[Server]:
    """A commons served by a process of its own, as by a host. It is killed at the end if nobody did so before."""
    port, log = free_port(), home.folder.with_suffix(".log")
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", home.program, "serve", "--port", str(port), "--home", str(home.folder)],
            env=environment(**home.settings),
            stdout=output,
            stderr=output,
            text=True,
            cwd=ROOT,
        )
    server = Server(process, log, port, "127.0.0.1")
    try:
        server.wait()
        yield server
    finally:
        kill(server)


def kill(server: Server) -> None:
    """`kill -9`: the server and the processes that answer for it, with no moment to put anything in order."""
    if server.process.poll() is not None:
        return
    children = (
        Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text(encoding="ascii").split()
    )
    for number in (*map(int, children), server.process.pid):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    server.process.wait(10)


class Writer:
    """Somebody who writes and writes, and remembers what was acknowledged."""

    def __init__(self, server: Server, session: str, post: str) -> None:
        self.server, self.post = server, post
        self.cookies = f"sessionid={session}; csrftoken={_TOKEN}"
        self.comments: list[str] = []
        self.works: list[str] = []
        self.refused: list[str] = []
        self.thread = threading.Thread(target=self._write)

    def __len__(self) -> int:
        return len(self.comments) + len(self.works)

    def _write(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            for number in range(10_000):
                words = f"Words {secrets.token_hex(8)}"
                status = self._work(connection, words) if number % 5 == 4 else self._comment(connection, words)
                if status != 302:
                    self.refused.append(f"{status} for {words}")
                elif number % 5 == 4:
                    self.works.append(words)
                else:
                    self.comments.append(words)
        except (OSError, http.client.HTTPException):
            return  # it was killed; what was on its way was not acknowledged
        finally:
            connection.close()

    def comment_once(self) -> int:
        """Say one thing, and wait for the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            return self._comment(connection, f"Words {secrets.token_hex(8)}")
        finally:
            connection.close()

    def _send(self, connection: http.client.HTTPConnection, address: str, body: bytes, form: str) -> int:
        connection.request("POST", address, body, {"Cookie": self.cookies, "Content-Type": form})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def _comment(self, connection: http.client.HTTPConnection, words: str) -> int:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": _TOKEN, "words": words}).encode()
        return self._send(connection, f"{self.post}comment/", body, "application/x-www-form-urlencoded")

    def _work(self, connection: http.client.HTTPConnection, words: str) -> int:
        fields = {"csrfmiddlewaretoken": _TOKEN, "title": words, "audience": "0", "shows_0": "A plain picture"}
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        file = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="picture_0"; filename="a.png"\r\n'
        body = "".join(parts).encode() + file.encode() + b"Content-Type: image/png\r\n\r\n" + small_picture()
        body += f"\r\n--{_BOUNDARY}--\r\n".encode()
        return self._send(connection, "/make/", body, f"multipart/form-data; boundary={_BOUNDARY}")


def written_until(server: Server, session: str, post: str, enough: int, writers: int = 4) -> list[Writer]:
    """Let some people write at once until so much was acknowledged, and kill the server while they go on."""
    people = [Writer(server, session, post) for _number in range(writers)]
    for one in people:
        one.thread.start()
    until = time.monotonic() + 60
    while sum(map(len, people)) < enough and time.monotonic() < until:
        time.sleep(0.005)
    kill(server)
    for one in people:
        one.thread.join(40)
    return people
