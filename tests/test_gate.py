"""The gate before the site: how many are let in, who waits, and who is asked to come again."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from commonplace.project import gate
from commonplace.project.gate import AT_ONCE, Gate


class Answer(list):  # type: ignore[type-arg]
    streaming = False

    def close(self) -> None:
        return


class Site:
    """Answers only once it is told to, and knows who was within."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.came: list[str] = []
        self.connections: list[int] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/healthz":
            self.came.append(environ["PATH_INFO"])
            self.connections.append(id(connections[DEFAULT_DB_ALIAS]))
            self.goes_on.wait(10)
        start("200 OK", [])
        return Answer([b"fine"])


class Asking:
    """People who ask, each in a thread of their own."""

    def __init__(self, asked: Gate) -> None:
        self.asked = asked
        self.answers: dict[str, str] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.threads: list[threading.Thread] = []

    def now(self, address: str) -> None:
        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.answers[address], self.headers[address] = status, dict(headers)

        # Everybody comes from a network of their own.
        list(self.asked({"PATH_INFO": address, "REMOTE_ADDR": address}, start))

    def beside(self, *addresses: str) -> None:
        for address in addresses:
            self.threads.append(threading.Thread(target=self.now, args=[address]))
            self.threads[-1].start()
            time.sleep(0.02)

    def wait(self) -> None:
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def people(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    monkeypatch.setattr(gate, "IN_LINE", 3)
    asking = Asking(Gate(site))
    yield asking
    site.goes_on.set()
    asking.wait()


def test_so_many_are_let_in_others_wait_in_line_and_the_rest_are_asked_to_come_again(
    people: Asking, site: Site
) -> None:
    inside, line = [f"/{number}/" for number in range(AT_ONCE)], ["/a/", "/b/", "/c/"]
    people.beside(*inside, *line)
    assert site.came == inside
    people.now("/too-many/")
    assert people.answers["/too-many/"] == "503 Service Unavailable"
    assert people.headers["/too-many/"]["Retry-After"] == "5"
    people.now("/healthz")
    assert people.answers["/healthz"] == "200 OK"
    site.goes_on.set()
    people.wait()
    assert sorted(site.came[AT_ONCE:]) == line
    assert {people.answers[address] for address in (*inside, *line)} == {"200 OK"}
    assert len(set(site.connections)) <= AT_ONCE


def test_nobody_waits_for_longer_than_is_reasonable(
    people: Asking, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 0.1)
    people.beside(*[f"/{number}/" for number in range(AT_ONCE)])
    people.now("/waits/")
    assert people.answers["/waits/"] == "503 Service Unavailable"
    site.goes_on.set()
    people.wait()
    people.now("/later/")
    assert people.answers["/later/"] == "200 OK"


def test_a_place_comes_back_from_whatever_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raise ValueError("broken")

    monkeypatch.setattr(gate, "PATIENCE", 0.1)
    broken = Gate(breaks)
    for _again in range(2 * AT_ONCE):
        with pytest.raises(ValueError, match="broken"):
            broken({"PATH_INFO": "/"}, lambda *_told: None)
