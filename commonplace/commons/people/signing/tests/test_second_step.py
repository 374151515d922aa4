"""The second step: codes of an app, recovery codes, and help for whoever lost both."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from commonplace.commons.people.actions import reset_link
from commonplace.commons.people.links import Kind, make
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing import second_step
from commonplace.commons.people.signing.models import CodeApp, FactorHelp, RecoveryCode
from commonplace.ground import clock
from commonplace.ground.models import Happening, Letter
from conftest import PASSPHRASE

pytestmark = pytest.mark.django_db


def code_of(person: Person, later: int = 0) -> str:
    return pyotp.TOTP(CodeApp.objects.get(account=person.account).secret).at(int(clock.now().timestamp()) + later)


@pytest.fixture
def amara(person) -> Person:
    return person("amara")


@pytest.fixture
def codes(amara) -> list[str]:
    """She has set her app up; these are her recovery codes."""
    second_step.begin(amara.account)
    return second_step.confirm(amara, code_of(amara, -30))


@pytest.fixture
def browser(commons) -> Client:
    return Client(SERVER_NAME="localhost")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def with_passphrase(client: Client, onward: str = "/library/") -> str:
    answers = {"name": "amara", "passphrase": PASSPHRASE, "next": onward}
    return client.post("/sign-in/", answers).headers["Location"]


def test_it_is_set_up_by_the_first_code_and_ends_other_sessions(amara, sign_in) -> None:
    here, elsewhere = sign_in(amara), sign_in(amara)
    page = here.get("/me/sign-in/codes/").content.decode()
    secret = CodeApp.objects.get().secret
    assert "data:image/svg+xml" in page
    assert second_step.typeable(secret) in page
    assert here.post("/me/sign-in/codes/", {"code": "000000"}).status_code == 422
    assert not second_step.is_asked(amara.account)
    page = here.post("/me/sign-in/codes/", {"code": code_of(amara)}).content.decode()
    assert len(re.findall(r"<code dir=\"ltr\">[A-Z2-7-]{29}</code>", page)) == 10
    assert second_step.is_asked(amara.account)
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert "code is asked for" in Letter.objects.get().words


@pytest.mark.usefixtures("codes")
def test_a_code_is_asked_after_the_passphrase_and_taken_once(amara, browser) -> None:
    assert with_passphrase(browser) == "/sign-in/code/"
    assert not is_in(browser)
    assert browser.get("/me/").status_code == 302
    assert browser.post("/sign-in/code/", {"code": "123 456"}).status_code == 422
    code = code_of(amara)
    assert browser.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/library/"
    assert is_in(browser)
    other = Client(SERVER_NAME="localhost")
    with_passphrase(other)
    assert other.post("/sign-in/code/", {"code": code}).status_code == 422
    assert not is_in(other)


@pytest.mark.usefixtures("codes")
def test_a_code_is_asked_after_a_link_too(amara, browser) -> None:
    _link, token = make(amara.account, Kind.SIGN_IN)
    assert browser.post(f"/sign-in/link/{token}/").headers["Location"] == "/sign-in/code/"
    assert not is_in(browser)
    token = reset_link(amara, amara)
    new = {"passphrase": "a new one altogether"}
    assert browser.post(f"/sign-in/new-passphrase/{token}/", new).headers["Location"] == "/sign-in/code/"
    assert not is_in(browser)


@pytest.mark.usefixtures("codes")
def test_joining_a_second_time_is_no_way_around_it(browser) -> None:
    given = {
        "name": "Amara",
        "email": "amara@example.org",
        "passphrase": PASSPHRASE,
        "age_band": "adult",
        "agrees": "on",
    }
    assert browser.post("/join/", given).headers["Location"] == "/sign-in/code/"
    assert not is_in(browser)


def test_a_recovery_code_works_once(amara, browser, codes) -> None:
    with_passphrase(browser)
    assert browser.post("/sign-in/code/", {"code": codes[0].lower()}).status_code == 302
    other = Client(SERVER_NAME="localhost")
    with_passphrase(other)
    assert other.post("/sign-in/code/", {"code": codes[0]}).status_code == 422
    assert second_step.recovery_codes_left(amara.account) == 9
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_new_recovery_codes_put_the_old_out_of_use(amara, sign_in, codes) -> None:
    page = sign_in(amara).post("/me/sign-in/codes/recovery/").content.decode()
    assert codes[1] not in page
    assert not second_step.takes(amara.account, codes[1])


@pytest.mark.usefixtures("codes")
def test_codes_cannot_be_guessed_for_long_from_anywhere(amara, browser) -> None:
    for number in range(10):
        other = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"192.0.2.{number}")
        with_passphrase(other)
        other.post("/sign-in/code/", {"code": "000000"})
    with_passphrase(browser)
    refused = browser.post("/sign-in/code/", {"code": code_of(amara)})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    with clock.at(clock.now() + timedelta(minutes=16)):
        with_passphrase(browser)
        assert browser.post("/sign-in/code/", {"code": code_of(amara)}).status_code == 302


@pytest.mark.usefixtures("codes")
def test_what_waits_for_a_code_is_over_after_ten_minutes_and_with_another_passphrase(amara, browser) -> None:
    with_passphrase(browser)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert browser.post("/sign-in/code/", {"code": code_of(amara)}).headers["Location"] == "/sign-in/"
    amara.account.set_password("a new one altogether")
    amara.account.save()
    assert browser.post("/sign-in/code/", {"code": code_of(amara)}).headers["Location"] == "/sign-in/"
    assert not is_in(browser)


@pytest.mark.usefixtures("codes")
def test_it_can_be_turned_off(amara, sign_in, browser) -> None:
    client = sign_in(amara)
    assert client.get("/me/sign-in/codes/stop/").status_code == 200
    client.post("/me/sign-in/codes/stop/")
    assert with_passphrase(browser) == "/library/"
    assert "No code is asked" in Letter.objects.get().words


class TestHelp:
    """A host helps somebody back in who lost their phone."""

    @pytest.mark.usefixtures("codes")
    def test_a_host_takes_the_second_step_away_for_a_reason_that_the_person_reads(
        self, amara, person, sign_in, browser, run_tasks
    ) -> None:
        host, elsewhere = sign_in(person("nkechi", is_host=True)), sign_in(amara)
        assert host.post("/host/people/amara/factors/", {"reason": ""}).status_code == 422
        host.post("/host/people/amara/factors/", {"reason": "Lost her phone; we spoke."})
        assert elsewhere.get("/me/").status_code == 302
        assert with_passphrase(browser) == "/library/"
        assert FactorHelp.objects.get().reason == "Lost her phone; we spoke."
        assert "Lost her phone" in Letter.objects.get(to="amara@example.org").words
        assert "Lost her phone" in host.get("/host/people/amara/factors/").content.decode()
        run_tasks()
        assert "took your passkeys" in browser.get("/notices/").content.decode()
        assert "Lost her phone" in browser.get("/me/sign-in/").content.decode()
        assert Happening.objects.filter(kind="factors.taken").exists()

    @pytest.mark.usefixtures("codes")
    def test_nobody_but_another_host_does_it(self, amara, person, sign_in) -> None:
        answer = {"reason": "Because"}
        assert sign_in(person("dov")).post("/host/people/amara/factors/", answer).status_code == 403
        Person.objects.filter(pk=amara.pk).update(is_host=True)
        assert sign_in(amara).post("/host/people/amara/factors/", answer).status_code == 403
        assert second_step.is_asked(amara.account)


PROTECTED = ["/me/address/", "/me/export/", "/me/sign-in/codes/", "/host/people/amara/factors/"]


@pytest.mark.parametrize("path", PROTECTED)
def test_what_matters_asks_again_ten_minutes_after_signing_in(path: str, person, sign_in) -> None:
    client = sign_in(person("amara", is_host=True))
    assert client.get(path).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=11)):
        again = client.get(path).headers["Location"]
        assert again.startswith("/sign-in/again/?next=%2F")
        assert client.post("/sign-in/again/", {"next": path, "passphrase": "wrong"}).status_code == 422
        assert client.get(path).status_code == 302
        assert client.post("/sign-in/again/", {"next": path, "passphrase": PASSPHRASE}).headers["Location"] == path
        assert client.get(path).status_code == 200


LATE = [
    "export/book.zip",
    "sign-in/passkeys/",
    "sign-in/passkeys/options/",
    "sign-in/codes/recovery/",
    "sign-in/codes/stop/",
]


@pytest.mark.parametrize("path", LATE)
def test_what_is_sent_later_than_twenty_minutes_changes_nothing(path: str, amara, codes, sign_in) -> None:
    client = sign_in(amara)
    with clock.at(clock.now() + timedelta(minutes=21)):
        assert client.post(f"/me/{path}", {"name": "x"}).headers["Location"].startswith("/sign-in/again/")
    assert second_step.takes(amara.account, codes[0])


def test_asking_again_cannot_be_guessed_for_long(amara, sign_in) -> None:
    client = sign_in(amara)
    for _number in range(8):
        client.post("/sign-in/again/", {"passphrase": "wrong"})
    refused = client.post("/sign-in/again/", {"passphrase": PASSPHRASE})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert client.post("/me/leave/", {"what": "keep", "passphrase": PASSPHRASE}).status_code == 429
