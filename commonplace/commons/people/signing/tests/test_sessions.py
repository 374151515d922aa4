"""Where somebody is signed in, and how that ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from commonplace.commons.people.actions import leave_commons
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.signing import passkeys
from commonplace.commons.people.signing.browsers import browser_called
from commonplace.commons.people.signing.models import Passkey, Session
from commonplace.commons.people.signing.networks import network_of
from commonplace.commons.people.signing.tasks import forget_lapsed_sessions
from commonplace.ground import queue
from conftest import PASSPHRASE

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def amara(person: Callable[..., Person]) -> Person:
    return person("amara")


def signed_in(agent: str = "") -> Client:
    client = Client(SERVER_NAME="localhost", HTTP_USER_AGENT=agent)
    client.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE})
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_the_list_names_the_browsers_and_gives_no_session_away(amara: Person) -> None:
    here, phone = signed_in(), signed_in(PHONE)
    page = here.get("/me/sign-in/").content.decode()
    assert "Firefox, Android" in page
    assert phone.session.session_key not in page


def test_one_place_is_ended_and_others_go_on(amara: Person) -> None:
    here, phone, third = signed_in(), signed_in(PHONE), signed_in()
    mark = here.get("/me/sign-in/").content.decode().split('name="place" value="')[1].split('"')[0]
    here.post("/me/sign-in/places/", {"place": mark})
    assert [is_in(here), is_in(phone), is_in(third)].count(True) == 2
    assert is_in(here)


def test_nobody_ends_another_persons_session(amara: Person, person, sign_in) -> None:
    here = signed_in(PHONE)
    signed_in()
    mark = here.get("/me/sign-in/").content.decode().split('name="place" value="')[1].split('"')[0]
    sign_in(person("dov")).post("/me/sign-in/places/", {"place": mark})
    assert Session.objects.filter(account=amara.account).count() == 2


def test_signing_out_everywhere_ends_this_place_too(amara: Person) -> None:
    here, phone = signed_in(), signed_in(PHONE)
    here.post("/me/sign-in/places/", {"everywhere": "1"})
    assert not is_in(here)
    assert not is_in(phone)
    assert not Session.objects.filter(account=amara.account).exists()


def test_a_new_passphrase_ends_every_other_session_at_once(amara: Person) -> None:
    here, phone = signed_in(), signed_in(PHONE)
    here.post("/me/passphrase/", {"present": PASSPHRASE, "passphrase": "a new one altogether"})
    assert Session.objects.filter(account=amara.account).count() == 1
    assert is_in(here)
    assert not is_in(phone)


def test_a_passphrase_that_changed_behind_its_back_ends_a_session(amara: Person) -> None:
    here = signed_in()
    Account.objects.update(password=make_password("another one altogether"))
    assert not is_in(here)
    assert not Session.objects.exists()


def test_an_account_that_is_out_of_use_is_not_let_in(amara: Person) -> None:
    here = signed_in()
    Account.objects.update(is_active=False)
    assert not is_in(here)


def test_a_session_is_whose_its_signed_words_say_whatever_its_row_does(amara: Person, person) -> None:
    here, dov = signed_in(), person("dov")
    Session.objects.update(account=dov.account)
    assert b"@amara" in here.get("/me/").content
    kept = Session.objects.get()
    Session.objects.update(session_data=kept.session_data[:-1] + ("a" if kept.session_data[-1] != "a" else "b"))
    assert not is_in(here)


def test_leaving_ends_every_session_at_once(amara: Person) -> None:
    phone = signed_in(PHONE)
    leave_commons(amara)
    assert not is_in(phone)
    assert not Session.objects.exists()


@pytest.mark.parametrize(("column", "days"), [("seen_at", 31), ("expire_date", 1)])
def test_a_session_ends_by_itself(amara: Person, column: str, days: int) -> None:
    phone = signed_in(PHONE)
    Session.objects.update(**{column: timezone.now() - timedelta(days=days)})
    assert not is_in(phone)


@pytest.mark.parametrize(("column", "days"), [("seen_at", 31), ("expire_date", 0)])
def test_the_row_of_a_session_that_is_over_goes_within_a_day_and_others_stay(
    amara: Person, run_tasks: Callable[[], None], column: str, days: int
) -> None:
    lapsed, phone = signed_in(), signed_in(PHONE)
    old = Session.objects.filter(pk=lapsed.session.session_key)
    old.update(**{column: timezone.now() - timedelta(days=days)})
    assert forget_lapsed_sessions in [known.task for known in queue._rounds]
    forget_lapsed_sessions.enqueue()
    run_tasks()
    assert not old.exists()
    assert is_in(phone)


def test_a_session_lasts_ninety_days_from_signing_in_however_often_it_is_written(amara: Person) -> None:
    phone = signed_in(PHONE)
    made = Session.objects.get(account=amara.account).made_at
    Session.objects.update(seen_at=timezone.now() - timedelta(days=2))
    phone.post("/sign-in/again/", {"passphrase": PASSPHRASE})
    row = Session.objects.get(account=amara.account)
    assert row.expire_date == made + timedelta(days=90)


def test_being_here_is_noted_and_most_pages_write_nothing(amara: Person) -> None:
    phone = signed_in(PHONE)
    long_ago = timezone.now() - timedelta(days=3)
    Session.objects.update(seen_at=long_ago)
    phone.get("/me/")
    seen = Session.objects.get(account=amara.account).seen_at
    assert seen > long_ago
    phone.get("/me/")
    assert Session.objects.get(account=amara.account).seen_at == seen


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Firefox, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("<script>", ""),
    ],
)
def test_browsers_are_called_as_people_call_them(agent: str, words: str) -> None:
    assert browser_called(agent) == words


@pytest.mark.parametrize(
    ("is_secure", "address", "forwarded", "network"),
    [
        (True, "127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (True, "93.184.215.14", "203.0.113.9", "93.184.215.14"),
        (False, "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (True, "10.0.0.2", "nonsense", "10.0.0.2"),
    ],
)
def test_a_network_cannot_be_made_up(rf, settings, is_secure, address, forwarded, network) -> None:
    settings.SECURE = is_secure
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert network_of(rf.get("/", REMOTE_ADDR=address, **headers)) == network


@pytest.mark.parametrize(
    ("kept", "told", "holds"), [(0, 0, True), (4, 5, True), (4, 4, False), (4, 0, False), (0, 3, True)]
)
def test_a_copied_passkey_whose_count_goes_back_is_refused(amara: Person, kept: int, told: int, holds: bool) -> None:
    passkey = Passkey.objects.create(account=amara.account, name="key", credential_id=b"1", count=kept)
    assert passkeys._counts_on(passkey, told) == holds
