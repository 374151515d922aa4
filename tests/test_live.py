"""Live pages on a commons that is really served: who is told that there is something new, and for how long."""

import json
import re
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from pathlib import Path

import pytest

from commonplace.ground.live import EACH
from tests.homes import Server, environment, run_in, started

PLANNED = """
from datetime import timedelta
from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.actions import plan_gathering

def somebody(name):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    return Person.objects.create(account=account, name=name, display_name=name.capitalize(), age_band="adult")

table = Community.objects.get(slug="the-mending-table")
for name in ("dov", "wen", "membership", "pause", "session", "audience", "block", "account"):
    welcome_member(table, somebody(name))
somebody("visitor")
Membership.objects.update(agreed_norms_at=clock.now())
begins, nkechi = clock.now() + timedelta(days=9), Person.objects.get(name="nkechi")
made = plan_gathering(table, nkechi, title="An evening", starts_at=begins, ends_at=begins + timedelta(hours=2))
print(ids.written(made.pk))
"""
# A process in which things are done, one after the other, while others serve.
BESIDE = """
import json, sys
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from commonplace.commons.communities.models import Membership
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Block, Person
from commonplace.commons.people.signing.sessions import end_all
from commonplace.ground import ids
from commonplace.stages.gather.attending import check_in
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.open_space.actions import VenueRow, SlotRow, begin_open_space, propose, set_venues_and_times, take_back
from commonplace.stages.room.actions import Planned, keep_moment, take_moment_away, write_agenda, write_notes

def person(name):
    return Person.objects.get(name=name)

def session_of(name):
    account = person(name).account
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return session.session_key

for line in sys.stdin:
    asked = json.loads(line)
    gathering = Gathering.objects.select_related("entry__community").get(pk=ids.read(asked["entry"]))
    entry, said = gathering.entry, ""
    exec(asked["program"])
    print(json.dumps(said), flush=True)
"""


class Commons:
    """A served commons with a gathering in it."""

    def __init__(self, server: Server, beside: "subprocess.Popen[str]", entry: str) -> None:
        self.server, self.entry, self._beside = server, entry, beside

    def does(self, program: str) -> str:
        """Something is done in another process than those that serve."""
        assert self._beside.stdin
        assert self._beside.stdout
        self._beside.stdin.write(json.dumps({"entry": self.entry, "program": program}) + "\n")
        self._beside.stdin.flush()
        return json.loads(self._beside.stdout.readline())

    def cookie(self, name: str) -> str:
        """The session of somebody who has signed in."""
        return f"sessionid={self.does(f'said = session_of({name!r})')}"

    def listen(self, cookie: str = "", entry: str = "", **headers: str) -> "Listening":
        return Listening(self, f"/live/{entry or self.entry}/", cookie, headers)


class Listening:
    """Somebody who listens, by HTTP/1.0, in which an answer has no chunks: what came so far, event by event."""

    def __init__(self, commons: Commons, address: str, cookie: str, headers: dict[str, str]) -> None:
        self.line = socket.create_connection(("127.0.0.1", commons.server.port), timeout=6)
        host = f"127.0.0.1:{commons.server.port}"
        sent = {"Host": host, "Accept": "text/event-stream", "Accept-Encoding": "gzip", "Cookie": cookie, **headers}
        lines = [f"GET {address} HTTP/1.0", *(f"{name}: {value}" for name, value in sent.items() if value), "", ""]
        self.line.sendall("\r\n".join(lines).encode())
        self._came = b""
        head = self._until(b"\r\n\r\n").decode()
        self.status = int(head.split()[1])
        self.headers = message_from_string(head.partition("\r\n")[2])

    def _until(self, end: bytes) -> bytes:
        """What comes up to there; nothing where all has come."""
        while end not in self._came:
            more = self.line.recv(65536)
            if not more:
                return b""
            self._came += more
        found, _end, self._came = self._came.partition(end)
        return found

    def next(self) -> dict[str, str]:
        """The next event; nothing where the stream has ended."""
        lines = self._until(b"\n\n").decode().split("\n")
        return {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines) if name}

    def hears_nothing(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        return not self._came and not select.select([self.line], [], [], seconds)[0]

    def close(self) -> None:
        self.line.close()


@contextmanager
def served_live(home: Path) -> Iterator[Commons]:
    entry = run_in(home, PLANNED).strip()
    preamble = "import django; django.setup()\n"
    known = environment(COMMONPLACE_HOME=str(home), DJANGO_SETTINGS_MODULE="commonplace.project.settings")
    with started(home) as server:
        command = [sys.executable, "-c", preamble + BESIDE]
        beside = subprocess.Popen(command, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with beside:
            yield Commons(server, beside, entry)


@pytest.fixture(scope="module")
def commons(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    with served_live(Path(shutil.copytree(told, tmp_path_factory.mktemp("live") / "home"))) as served:
        yield served


def test_who_looks_is_told_of_what_another_process_did_and_of_nothing_else(commons: Commons) -> None:
    hears = commons.listen(commons.cookie("dov"))
    assert (hears.status, hears.headers["Content-Type"]) == (200, "text/event-stream")
    assert hears.headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in hears.headers
    assert 2000 <= int(hears.next()["retry"]) <= 6000
    commons.does("check_in(gathering, person('wen'), how='list', by=person('nkechi'))")
    told = hears.next()
    assert told["event"] == "changed"
    assert set(told) == {"event", "id", "data"}
    commons.does("write_entry(person('nkechi'), 'post', title='Beside it', body='...', community=entry.community)")
    assert hears.hears_nothing(1.5)
    hears.close()


def test_what_happened_meanwhile_is_told_to_whoever_comes_back(commons: Commons) -> None:
    cookie = commons.cookie("dov")
    hears = commons.listen(cookie)
    hears.next()
    commons.does("check_in(gathering, person('dov'), how='list', by=person('nkechi'))")
    last = hears.next()["id"]
    hears.close()
    time.sleep(0.7)  # every process has looked since
    again = commons.listen(cookie, **{"Last-Event-ID": last})
    assert "retry" in again.next()
    assert again.hears_nothing(1.2)
    again.close()
    late = commons.listen(cookie, **{"Last-Event-ID": str(int(last) - 1)})
    late.next()
    assert late.next()["id"] == last
    late.close()


def test_a_page_says_from_where_on_to_listen_to_members_alone(commons: Commons) -> None:
    for name, is_live in (("dov", True), ("visitor", False)):
        page = commons.server.get(f"/e/{commons.entry}/", Cookie=commons.cookie(name))[1]
        assert (f'data-live="/live/{commons.entry}/?since=' in page) == is_live
    # Whoever counted how often they are told would know how many have answered, where no number is shown.
    assert "data-live" not in commons.server.get(f"/e/{commons.entry}/")[1]


CHANGES = [
    "write_agenda(gathering, person('nkechi'), [Planned('Kettles', 20)])",
    "write_notes(gathering, person('wen'), 'It hums.', based_on=0)",
    "moment = keep_moment(gathering, person('wen'), second=7, words='One hears it break.')",
    "take_moment_away(moment, person('wen'))",
    "session = propose(gathering.open_space, person('wen'), title='Toasters')",
    "set_venues_and_times(gathering.open_space, person('nkechi'), [VenueRow(None, 'Hall', 9)], [SlotRow(None, 0, 30)])",
    "take_back(session, person('wen'))",
]


def test_who_looks_at_a_room_or_a_board_is_told_of_all_that_changes_there(commons: Commons) -> None:
    commons.does("write_agenda(gathering, person('nkechi'), [Planned('Tea', 10)])")
    commons.does("begin_open_space(gathering, person('nkechi'))")
    cookie = commons.cookie("dov")
    for path, parts in (("room/", ("room-agenda", "room-moments", "room-notes")), ("open-space/", ("board",))):
        page = commons.server.get(f"/e/{commons.entry}/{path}", Cookie=cookie)[1]
        for part in parts:
            assert re.search(f'id="{part}"[^>]* data-live="/live/{commons.entry}/', page), part
        assert "ground/live" in page
    hears = commons.listen(cookie)
    hears.next()
    for change in CHANGES:
        commons.does(change)
        assert hears.next()["event"] == "changed", change
    hears.close()
    commons.does("entry.audience = 4; entry.save()")
    try:
        for path in ("room/", "open-space/"):
            for others in ("", commons.cookie("visitor")):
                page = commons.server.get(f"/e/{commons.entry}/{path}", Cookie=others)[1]
                assert "An evening" in page
                assert "data-live" not in page
    finally:
        commons.does("entry.audience = 2; entry.save()")


def test_a_page_on_which_nothing_changed_is_not_sent_again(commons: Commons) -> None:
    cookie = f"{commons.cookie('dov')}; csrftoken={'a' * 32}"
    _status, _page, headers = commons.server.get(f"/e/{commons.entry}/", Cookie=cookie)
    known = {"Cookie": cookie, "If-None-Match": headers["ETag"]}
    assert commons.server.get(f"/e/{commons.entry}/", **known)[0] == 304
    commons.does("say_coming(gathering, person('wen'), 'yes', 0)")
    assert commons.server.get(f"/e/{commons.entry}/", **known)[0] == 200


def test_whoever_may_not_see_it_hears_nothing(commons: Commons) -> None:
    assert commons.listen().status == 404
    assert commons.listen(commons.cookie("visitor")).status == 404
    commons.does("entry.audience = 4; entry.save()")
    try:
        assert [commons.listen().status, commons.listen(commons.cookie("visitor")).status] == [403, 403]
        status, page, _headers = commons.server.get(f"/live/{commons.entry}/")
        assert (status, "An evening" in page) == (200, True), "whoever comes by the address is led to the page"
    finally:
        commons.does("entry.audience = 2; entry.save()")


LOSES = {
    "membership": "Membership.objects.filter(person__name='membership').update(left_at=timezone.now())",
    "pause": "Person.objects.filter(name='pause').update(paused_at=timezone.now())",
    "session": "end_all(person('session'))",
    "block": "Block.objects.create(by=person('nkechi'), of=person('block'))",
    "account": "Person.objects.filter(name='account').update(left_at=timezone.now())",
    "audience": "Entry.objects.filter(title='A kettle').update(audience=0)",
}


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=[pytest.mark.long, pytest.mark.alone] if what != "membership" else []) for what in LOSES],
)
def test_whoever_may_no_longer_look_is_told_so_within_two_seconds_and_hears_nothing_more(
    commons: Commons, what: str
) -> None:
    write = "write_entry(person('nkechi'), 'post', title='A kettle', body='It boils.', community=entry.community)"
    hears = commons.listen(commons.cookie(what), commons.does(f"said = ids.written({write}.pk)"))
    assert hears.status == 200
    hears.next()
    assert hears.hears_nothing(1.2)
    commons.does(LOSES[what])
    begun = time.monotonic()
    assert hears.next()["event"] == "gone"
    assert time.monotonic() - begun < 2
    assert hears.next() == {}


def test_of_many_streams_of_one_person_the_oldest_gives_way(commons: Commons) -> None:
    cookie = commons.cookie("wen")
    # Two processes serve: so many that one of them has more than it keeps for one person.
    streams = [commons.listen(cookie) for _number in range(2 * EACH + 1)]
    for hears in streams:
        hears.next()
    time.sleep(0.3)
    events = []
    for hears in streams:
        if not hears.hears_nothing(0.2):
            events.append(hears.next().get("event"))
        hears.close()
    assert events
    assert set(events) == {"enough"}
    assert len(events) < len(streams)


@pytest.mark.long
@pytest.mark.alone
def test_streams_end_at_once_with_the_server(told: Path, tmp_path: Path) -> None:
    with served_live(Path(shutil.copytree(told, tmp_path / "home"))) as ends:
        hears = ends.listen(ends.cookie("dov"))
        hears.next()
        begun = time.monotonic()
        assert ends.server.end() == 0
        assert time.monotonic() - begun < 4
        while hears.next():
            pass  # what came before it ended; then it has ended
