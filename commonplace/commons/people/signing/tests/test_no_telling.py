"""Nobody learns from an answer, or from how long it took, whether somebody has an account."""

import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonplace.commons.people.models import Account, Attempt, Person
from conftest import PASSPHRASE

pytestmark = pytest.mark.django_db
WRONG = "a lamp is no kettle"


def sign_in(name: str) -> tuple[str, dict[str, str]]:
    return "/sign-in/", {"name": name, "passphrase": WRONG}


def ask_for_link(email: str) -> tuple[str, dict[str, str]]:
    return "/sign-in/link/", {"email": email}


def join(email: str) -> tuple[str, dict[str, str]]:
    words = {"name": "Dov", "email": email, "passphrase": WRONG, "age_band": "adult", "agrees": "on"}
    return "/join/", words


TAKEN, FREE, CLAIMED, TAKEN_AND_CLAIMED = "amara@example.org", "free@example.org", "own@example.org", "both@example.org"
# What somebody tries who wants to know, and that of which it must not differ.
DOORS = {
    "signing in by a name": (sign_in, "amara", "nobody-here"),
    "signing in by an address": (sign_in, TAKEN, FREE),
    "signing in by an address that one claimed oneself": (sign_in, TAKEN_AND_CLAIMED, CLAIMED),
    "asking for a link": (ask_for_link, TAKEN, FREE),
    "joining": (join, TAKEN, FREE),
    "joining once more": (join, TAKEN_AND_CLAIMED, CLAIMED),
}


class Counted(MD5PasswordHasher):
    """Counts how often a passphrase is hashed."""

    algorithm = "counted"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).times += 1
        return super().encode(password, salt)


@pytest.fixture
def people(person: Callable[..., Person]) -> None:
    amara, both = person("amara").login, person("both").login
    assert (amara.email, both.email) == (TAKEN, TAKEN_AND_CLAIMED)
    for name, address in (("dov", TAKEN_AND_CLAIMED), ("noor", CLAIMED)):
        Account.objects.filter(pk=person(name).login.pk).update(email=None, email_claimed=address)


def send(door: Callable[[str], tuple[str, dict[str, str]]], name: str) -> Any:
    Attempt.objects.all().delete()
    address, words = door(name)
    return Client(SERVER_NAME="localhost").post(address, words)


def words_of(answer: Any, name: str) -> str:
    """What stands there, but for what was typed and the tokens of the form."""
    return re.sub(r'value="[^"]*"', "", answer.content.decode().replace(name, ""))


@pytest.mark.parametrize("door", DOORS)
def test_answers_and_the_work_for_them_are_the_same(
    door: str, people: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, known, unknown = DOORS[door]
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    for account in Account.objects.all():
        account.set_password(PASSPHRASE)
        account.save()
    send(way, "warm@example.org")  # templates are read, queries prepared
    seen = []
    for name in (known, unknown):
        monkeypatch.setattr(Counted, "times", 0)
        with CaptureQueriesContext(connection) as asked:
            answer = send(way, name)
        seen.append(
            (answer.status_code, answer.headers.get("Location"), words_of(answer, name), len(asked), Counted.times)
        )
    assert seen[0] == seen[1]


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.parametrize("door", DOORS)
def test_answers_take_as_long(door: str, people: None, settings: Any) -> None:
    """Medians of interleaved requests with passphrases hashed as in earnest: of one hash more or less they differ by half."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    way, known, unknown = DOORS[door]
    for account in Account.objects.all():
        account.set_password(PASSPHRASE)
        account.save()
    times: dict[str, list[tuple[float, float]]] = {known: [], unknown: []}
    rounds = 60 if way is ask_for_link else 7
    send(way, "warm@example.org")
    for number in range(rounds):
        for name in (known, unknown) if number % 2 else (unknown, known):
            kept = set(Account.objects.values_list("pk", flat=True))
            processor, wall = time.process_time(), time.perf_counter()
            send(way, name)
            times[name].append((time.process_time() - processor, time.perf_counter() - wall))
            Account.objects.exclude(pk__in=kept).delete()  # whoever joined leaves the address as it was
    medians = {name: [statistics.median(kind) for kind in zip(*all_of, strict=True)] for name, all_of in times.items()}
    for place, kind in enumerate(("processor", "wall")):
        one, other = medians[known][place], medians[unknown][place]
        sys.stdout.write(
            f"{door}, {kind}: {one * 1000:.1f} ms known, {other * 1000:.1f} ms unknown, {one / other:.3f}\n"
        )
    assert 0.75 < medians[known][0] / medians[unknown][0] < 1.33
