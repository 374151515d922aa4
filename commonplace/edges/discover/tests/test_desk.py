"""The host's desk says what needs a host now, and leads to all of their pages."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.people.models import Commons, Person
from commonplace.commons.safeguard.actions import report
from commonplace.ground import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(person: Callable[..., Person], settings: Any, tmp_path: Path) -> Person:
    settings.HOME = tmp_path
    return person("nur", is_host=True)


def _firsts(client: Client) -> list[str]:
    page = client.get("/host/").content.decode()
    steps = page.partition('<ol class="steps">')[2].partition("</ol>")[0]
    return re.findall(r"<h3><a[^>]*>([^<]*)</a>", steps)


def _backup(tmp_path: Path, age: timedelta) -> None:
    (tmp_path / "backups").mkdir(exist_ok=True)
    file = tmp_path / "backups" / "a.zip"
    file.touch()
    moment = (clock.now() - age).timestamp()
    os.utime(file, (moment, moment))


def test_a_new_commons_asks_its_host_for_people_and_then_for_what_keeps_it_safe(
    host: Person, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    safe = ["Make a first backup", "No mail is sent from here", "Find a second host", "Say how people reach you"]
    assert _firsts(sign_in(host)) == ["Ask others in", *safe]
    person("ines")
    assert _firsts(sign_in(host)) == safe


def test_people_who_wait_come_first(
    host: Person, person: Callable[..., Person], sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    report(person("ines"), "Unkind", person=person("dov"))
    sign_in().post("/sign-in/link/", {"email": "dov@example.org"})
    run_tasks()
    assert _firsts(sign_in(host))[:2] == ["One report waits", "Somebody cannot get in"]


def test_a_host_is_not_told_of_reports_that_they_may_not_read(
    host: Person, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    person("second", is_host=True)
    report(person("ines"), "Unkind", person=host)
    assert "One report waits" not in _firsts(sign_in(host))


def test_what_is_settled_is_not_asked_for_again(
    host: Person, person: Callable[..., Person], sign_in: Callable[..., Client], settings: Any, tmp_path: Path
) -> None:
    person("second", is_host=True)
    settings.MAIL_IS_SENT = True
    Commons.objects.update(contact="Come to the desk.")
    _backup(tmp_path, timedelta(days=6))
    assert "Nothing waits for you" in sign_in(host).get("/host/").content.decode()
    _backup(tmp_path, timedelta(days=8))
    assert _firsts(sign_in(host)) == ["Make a backup"]


def test_every_page_of_hosts_has_the_same_tabs_and_is_on_the_desk(host: Person, sign_in: Callable[..., Client]) -> None:
    client = sign_in(host)
    desk = client.get("/host/").content.decode()
    tabs = re.findall(r'href="(/host/[^"]*)"', desk.partition('<nav class="views')[2].partition("</nav>")[0])
    assert len(tabs) == 9
    for address in tabs:
        page = client.get(address).content.decode()
        assert f'href="{address}" aria-current="page"' in page
        assert (
            re.findall(r'href="(/host/[^"]*)"', page.partition('<nav class="views')[2].partition("</nav>")[0]) == tabs
        )
        assert address == "/host/" or f'<dt><a href="{address}">' in desk


def test_a_clock_of_files_is_utc(tmp_path: Path, settings: Any) -> None:
    from commonplace.edges.discover.desk import last_backup

    settings.HOME = tmp_path
    assert last_backup() is None
    _backup(tmp_path, timedelta(days=1))
    last = last_backup()
    assert last is not None
    assert abs(last - datetime.now(UTC) + timedelta(days=1)) < timedelta(minutes=1)
