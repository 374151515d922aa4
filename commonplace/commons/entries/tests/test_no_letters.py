"""Letters of news say where one ends them (RFC 2369, RFC 8058): by a button, without signing in, for oneself alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from commonplace.commons.entries import letters
from commonplace.commons.people.letters import confirm_address, write_sign_in_letter
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.commons.people.no_letters import LASTS, stop_address
from commonplace.ground import clock
from commonplace.ground.happenings import record

pytestmark = pytest.mark.django_db
HTTPS = "https://commons.example.org"


@pytest.fixture
def dov(settings: Any, person: Callable[..., Person]) -> Person:
    settings.MAIL_IS_SENT, settings.ADDRESS = True, HTTPS
    return person("dov")


@pytest.fixture
def stranger() -> Client:
    """A mail program, or somebody's browser: it brings no token of a form."""
    return Client(enforce_csrf_checks=True, SERVER_NAME="localhost")


def path_of(person: Person) -> str:
    return stop_address(person).removeprefix(HTTPS)


def rhythm(person: Person) -> str:
    return Person.objects.get(pk=person.pk).mail_rhythm


def _told(dov: Person, how: str, run_tasks: Callable[[], None], mailoutbox: list[EmailMessage]) -> EmailMessage:
    Person.objects.filter(pk=dov.pk).update(mail_rhythm=how)
    record("host.given", person=dov.pk)
    run_tasks()
    if how == MailRhythm.DAILY:
        with clock.at((clock.now() + timedelta(days=1)).replace(hour=12)):
            letters.send_daily(clock.now())
            run_tasks()
    (letter,) = mailoutbox
    return letter


@pytest.mark.parametrize("how", [MailRhythm.AT_ONCE, MailRhythm.DAILY])
def test_one_press_in_a_mail_program_ends_letters_of_news(
    dov: Person, how: str, run_tasks: Callable[[], None], mailoutbox: list[EmailMessage], stranger: Client
) -> None:
    told = _told(dov, how, run_tasks, mailoutbox).message()
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = told["List-Unsubscribe"].strip()
    assert address.startswith(f"<{HTTPS}/no-letters/")
    path = address[1:-1].removeprefix(HTTPS)
    answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, "a redirect would not be followed (RFC 8058, section 3.1)"
    assert rhythm(dov) == MailRhythm.NEVER
    assert stranger.post(path).status_code == 200


def test_to_open_the_link_ends_nothing_and_names_nobody(
    dov: Person, stranger: Client, django_assert_num_queries: Any
) -> None:
    path = path_of(dov)
    stranger.get(path)
    with django_assert_num_queries(2):
        page = stranger.get(path)
    assert "No more letters</button>" in page.text
    assert not {word for word in (dov.name, dov.display_name, "dov@") if word in page.text}
    assert page["Cache-Control"].count("no-store")
    assert stranger.head(path).status_code == 200
    assert rhythm(dov) == MailRhythm.DAILY
    stranger.post(path)
    assert "No more letters come" in stranger.get(path).text


def test_letters_that_one_asks_for_say_nothing_of_it_and_still_come(
    dov: Person, run_tasks: Callable[[], None], mailoutbox: list[EmailMessage], stranger: Client
) -> None:
    stranger.post(path_of(dov))
    write_sign_in_letter(dov.login)
    run_tasks()
    (letter,) = mailoutbox
    assert "List-Unsubscribe" not in letter.message()


def test_without_https_a_link_is_there_and_no_promise_of_one_press(
    dov: Person, settings: Any, run_tasks: Callable[[], None], mailoutbox: list[EmailMessage]
) -> None:
    settings.ADDRESS = "http://192.168.1.4:8000"
    told = _told(dov, MailRhythm.AT_ONCE, run_tasks, mailoutbox).message()
    assert "<http://192.168.1.4:8000/no-letters/" in told["List-Unsubscribe"]
    assert "List-Unsubscribe-Post" not in told


def _forged(dov: Person, ines: Person) -> list[str]:
    token, other = path_of(dov).split("/")[2], path_of(ines).split("/")[2]
    about, signature = token.split(".")
    return [
        f"{about}.{other.split('.')[1]}",
        f"{about}.{signature[:-1]}",
        f"{about}1.{signature}",
        f"{other.split('.')[0]}.{signature}",
        about,
        f"{'z' * 13}-1.{signature}",
    ]


def test_a_forged_or_old_link_changes_nothing_and_says_so(
    dov: Person, person: Callable[..., Person], stranger: Client
) -> None:
    ines, old = person("ines"), path_of(dov)
    for token in _forged(dov, ines):
        answer = stranger.post(f"/no-letters/{token}/")
        assert (answer.status_code, "Nothing was changed" in answer.text) == (404, True), token
    with clock.at(clock.now() + LASTS + timedelta(minutes=1)):
        assert stranger.post(old).status_code == 404
    confirm_address(dov.login, "dov@elsewhere.example")
    assert stranger.post(old).status_code == 404, "whoever reads the former address ends nothing"
    assert {rhythm(one) for one in (dov, ines)} == {MailRhythm.DAILY}
