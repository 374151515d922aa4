"""Five hundred people at once: a commons for them, what each of them does, and what was seen of it.

The people act from one process with an event loop, each over a connection of their own, as their browsers would.
"""

import asyncio
import json
import random
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.homes import run_in

TOKEN = "a" * 32  # a form token is good where the cookie says the same
READS_TO_A_WRITE = 9

# Five thousand entries bring five hundred people; each gets a login that has signed in.
FILLING = """
import json
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.signing.models import Session
from commonplace.commons.people.signing.session_store import SessionStore
from commonplace.ground.statistics import gather_statistics
from tests.bench_commons import tell

ENTRIES = {entries}
told = tell(ENTRIES)
gather_statistics()
people = list(Person.objects.filter(account=None).order_by("pk")[:{people}])
accounts = [Account(username=one.name, password="!") for one in people]
Account.objects.bulk_create(accounts)
store, sessions = SessionStore(), []
for one, account in zip(people, Account.objects.filter(username__in=[one.name for one in people]).order_by("pk")):
    one.account = account
    said = {{SESSION_KEY: str(account.pk), BACKEND_SESSION_KEY: "commonplace.commons.people.backend.AccountBackend",
            HASH_SESSION_KEY: account.get_session_auth_hash()}}
    sessions.append(Session(account=account, session_key=f"{{one.name:a<32}}", session_data=store.encode(said),
                            expire_date=timezone.now() + timedelta(days=9)))
Person.objects.bulk_update(people, ["account"], batch_size=400)
Session.objects.bulk_create(sessions)
doing = []
for one, session in zip(people, sessions):
    community = one.memberships.order_by("pk").values_list("community__slug", flat=True).first()
    works = Entry.objects.filter(community__slug=community, kind="work").order_by("-pk")[:5]
    doing.append({{"session": session.session_key, "community": f"/c/{{community}}/",
                  "works": [work.address for work in works], "word": told.word, "value": told.value}})
print(json.dumps(doing))
"""


def fill(home: Path, *, entries: int = 5_000, people: int = 500) -> list[dict[str, Any]]:
    """Fill an empty home; gives what each person needs to act."""
    told = run_in(home, FILLING.format(entries=entries, people=people), seconds=300)
    doing: list[dict[str, Any]] = json.loads(told.splitlines()[-1])
    return doing


@dataclass
class Seen:
    """What everybody saw together."""

    answers: Counter[int] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    written: dict[str, float] = field(default_factory=dict)
    polite: list[tuple[str, str]] = field(default_factory=list)

    def times(self, *kinds: str) -> list[float]:
        return [one for kind, times in self.seconds.items() if kind in kinds or not kinds for one in times]

    def percentile(self, which: int, *kinds: str) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.times(*kinds), n=100)[which - 1] * 1000


def _pages(doing: dict[str, Any], chance: random.Random) -> Iterator[tuple[str, str]]:
    """What somebody reads, one after the other, without end."""
    while True:
        pages = [
            ("home", "/"),
            ("stream", f"{doing['community']}stream/"),
            ("work", chance.choice(doing["works"])),
            ("stream", f"{doing['community']}stream/"),
            ("library", f"/library/?value={doing['value']}"),
            ("work", chance.choice(doing["works"])),
            ("search", f"/search/?q={doing['word']}"),
            ("calendar", "/calendar/"),
            ("work", chance.choice(doing["works"])),
        ]
        chance.shuffle(pages)
        yield from pages


class Crowd:
    """People who act, every so many seconds each, for a while."""

    def __init__(self, port: int, people: list[dict[str, Any]], *, every: float, seconds: float) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.people, self.every, self.end = people, every, time.monotonic() + seconds
        self.seen = Seen()

    async def act(self, static_a_second: float = 0) -> Seen:
        """Let everybody act; some strangers ask for the view of 1 KB meanwhile."""
        watchers = [self._watch(number / static_a_second, 1.0) for number in range(int(static_a_second))]
        await asyncio.gather(*(self._person(number, doing) for number, doing in enumerate(self.people)), *watchers)
        return self.seen

    async def _person(self, number: int, doing: dict[str, Any]) -> None:
        chance = random.Random(number)
        pages = _pages(doing, chance)
        cookies = {"sessionid": doing["session"], "csrftoken": TOKEN}
        due = time.monotonic() + self.every * number / len(self.people)
        turn = number
        async with self._browser(cookies) as browser:
            while due < self.end:
                await asyncio.sleep(max(0, due - time.monotonic()))
                if turn % (READS_TO_A_WRITE + 1) == 0:
                    await self._write(browser, chance.choice(doing["works"]))
                else:
                    await self._ask(browser, *next(pages))
                turn += 1
                due += self.every

    async def _watch(self, start: float, every: float) -> None:
        await asyncio.sleep(start)
        async with self._browser({}) as browser:
            while time.monotonic() < self.end:
                await self._ask(browser, "static", "/1kb/")
                await asyncio.sleep(every)

    def _browser(self, cookies: dict[str, str]) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            self.address,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=1, keepalive_timeout=60),
            headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {},
            timeout=aiohttp.ClientTimeout(total=60),
            auto_decompress=False,
        )

    async def _ask(self, browser: aiohttp.ClientSession, kind: str, address: str, **form: str) -> int:
        begun = time.monotonic()
        how = {"method": "POST", "data": {"csrfmiddlewaretoken": TOKEN, **form}} if form else {"method": "GET"}
        try:
            async with browser.request(url=address, allow_redirects=False, **how) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            self.seen.troubles.append(f"{kind}: {failure!r}")
            return 0
        self.seen.seconds.setdefault(kind, []).append(time.monotonic() - begun)
        self.seen.answers[answer.status] += 1
        if answer.status == 503:
            self.seen.polite.append((answer.headers.get("Retry-After", ""), body.decode(errors="replace")))
        elif answer.status >= 400:
            self.seen.troubles.append(f"{kind}: {answer.status} for {address}")
        return answer.status

    async def _write(self, browser: aiohttp.ClientSession, work: str) -> None:
        words = f"Words {secrets.token_hex(8)}"
        if await self._ask(browser, "write", f"{work}comment/", words=words) == 302:
            self.seen.written[words] = time.time()
