"""Signing in and out, by passphrase and by link, and finding the way back in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from commonplace.commons.people.actions import DEMO_PASSPHRASE, leave_commons, register, reset_link
from commonplace.commons.people.models import Account, Attempt, Commons, OneTimeLink, Person
from commonplace.ground import clock
from commonplace.ground.models import Letter

PASSPHRASE = "a kettle is a pot"


@pytest.fixture
def browser(commons: Commons) -> Client:
    return Client(SERVER_NAME="localhost")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["amara", "AMARA@example.org", " amara "])
def test_sign_in_by_name_or_address(browser: Client, person: Callable[..., Person], name: str) -> None:
    person("amara")
    response = browser.post("/sign-in/", {"name": name, "passphrase": PASSPHRASE, "next": "/library/?q=tea"})
    assert response.headers["Location"] == "/library/?q=tea"
    assert is_in(browser)


def test_sign_in_by_an_address_that_is_not_confirmed_yet(browser: Client, person: Callable[..., Person]) -> None:
    person("amara")
    dov = register(display_name="Dov", age_band="adult", email="amara@example.org", password="another one altogether")
    browser.post("/sign-in/", {"name": "amara@example.org", "passphrase": "another one altogether"})
    assert browser.session["_auth_user_id"] == str(dov.account.pk)


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_sign_in_leads_nowhere_else(browser: Client, person: Callable[..., Person], onward: str) -> None:
    person("amara")
    answers = {"name": "amara", "passphrase": PASSPHRASE, "next": onward}
    assert browser.post("/sign-in/", answers).headers["Location"] == "/"


def _anonymous(response: HttpResponse, name: str) -> str:
    page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return page.replace(f'value="{name}"', "")


def test_the_same_answer_whether_or_not_there_is_an_account(browser: Client, person: Callable[..., Person]) -> None:
    person("amara")
    wrong = browser.post("/sign-in/", {"name": "amara", "passphrase": "wrong wrong wrong"})
    nobody = browser.post("/sign-in/", {"name": "nobody", "passphrase": "wrong wrong wrong"})
    assert wrong.status_code == nobody.status_code == 422
    assert "do not go together" in wrong.content.decode()
    assert _anonymous(wrong, "amara") == _anonymous(nobody, "nobody")
    assert 'value="amara"' in wrong.content.decode()


def test_many_tries_have_to_wait_even_with_the_right_passphrase(browser: Client, person: Callable[..., Person]) -> None:
    person("amara")
    for name in ["amara", "nobody"]:
        for _ in range(8):
            browser.post("/sign-in/", {"name": name, "passphrase": "wrong wrong wrong"})
        assert browser.post("/sign-in/", {"name": name, "passphrase": PASSPHRASE}).status_code == 429
    elsewhere = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE}).status_code == 302
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert browser.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE}).status_code == 302


def test_failed_tries_are_forgotten_after_an_hour(browser: Client) -> None:
    browser.post("/sign-in/", {"name": "nobody", "passphrase": "wrong wrong wrong"})
    assert "nobody" not in str(list(Attempt.objects.values()))
    with clock.at(clock.now() + timedelta(minutes=61)):
        browser.post("/sign-in/", {"name": "other", "passphrase": "wrong wrong wrong"})
        assert not Attempt.objects.filter(at__lt=clock.now() - timedelta(minutes=60)).exists()


def test_the_session_key_changes_on_signing_in(browser: Client, person: Callable[..., Person]) -> None:
    person("amara")
    session = browser.session
    session["invitation"] = "x"
    session.save()
    before = session.session_key
    browser.cookies["sessionid"] = before
    browser.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE})
    assert browser.session.session_key != before


def test_forms_without_a_token_are_refused(person: Callable[..., Person]) -> None:
    person("amara")
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    for path in ["/sign-in/", "/join/", "/join/class/", "/sign-in/link/", "/sign-out/"]:
        assert strict.post(path, {"name": "amara", "passphrase": PASSPHRASE}).status_code == 403


def test_sign_out_is_a_button(sign_in, person: Callable[..., Person]) -> None:
    client = sign_in(person("amara"))
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert not is_in(client)


def test_somebody_paused_can_sign_in_and_somebody_who_left_cannot(browser, person) -> None:
    person("amara", paused_at=clock.now())
    browser.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE})
    assert is_in(browser)
    leave_commons(person("dov"))
    other = Client(SERVER_NAME="localhost")
    assert other.post("/sign-in/", {"name": "dov", "passphrase": PASSPHRASE}).status_code == 422


class TestLink:
    """Signing in by a letter's link."""

    @pytest.fixture
    def token(self, browser: Client, person: Callable[..., Person], run_tasks) -> str:
        person("amara")
        response = browser.post("/sign-in/link/", {"email": "AMARA@example.org"})
        assert response.headers["Location"] == "/sign-in/link/?asked"
        run_tasks()
        return Letter.objects.get().words.split("/sign-in/link/")[1].split("/")[0]

    def test_it_works_once_and_by_a_button(self, browser: Client, token: str) -> None:
        path = f"/sign-in/link/{token}/"
        assert browser.get(path).status_code == 200
        assert not is_in(browser)
        browser.post(path)
        assert is_in(browser)
        other = Client(SERVER_NAME="localhost")
        assert other.post(path).status_code == 404
        assert not is_in(other)

    def test_it_lapses(self, browser: Client, token: str) -> None:
        with clock.at(clock.now() + timedelta(minutes=31)):
            assert browser.post(f"/sign-in/link/{token}/").status_code == 404
        assert not is_in(browser)

    def test_the_token_itself_is_not_kept_with_the_link(self, token: str) -> None:
        assert token not in str(list(OneTimeLink.objects.values()))

    def test_it_lets_one_choose_a_new_passphrase_without_the_old(self, browser: Client, token: str) -> None:
        browser.post(f"/sign-in/link/{token}/")
        assert "present" not in browser.get("/me/passphrase/").content.decode()
        browser.post("/me/passphrase/", {"passphrase": "a new one altogether"})
        assert Account.objects.get().check_password("a new one altogether")
        with clock.at(clock.now() + timedelta(minutes=31)):
            assert "Your present passphrase" in browser.get("/me/passphrase/").content.decode()

    def test_hosts_hand_it_on_where_no_mail_is_sent(self, token: str, person, sign_in, settings) -> None:
        host = sign_in(person("nkechi", is_host=True))
        assert token in host.get("/host/people/").content.decode()
        settings.MAIL_IS_SENT = True
        assert token not in host.get("/host/people/").content.decode()


def test_asking_for_a_link_tells_nothing(browser: Client, commons: Commons, run_tasks) -> None:
    response = browser.post("/sign-in/link/", {"email": "nobody@example.org"})
    assert response.headers["Location"] == "/sign-in/link/?asked"
    run_tasks()
    assert not Letter.objects.exists()


def test_where_mail_is_sent_only_a_confirmed_address_gets_a_link(browser: Client, settings, run_tasks) -> None:
    register(display_name="Dov", age_band="adult", email="dov@example.org", password=PASSPHRASE)
    settings.MAIL_IS_SENT = True
    browser.post("/sign-in/link/", {"email": "dov@example.org"})
    run_tasks()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("is_sent", "words"), [(True, "You get a letter"), (False, "sends no mail")])
def test_the_page_says_whether_mail_is_sent(browser: Client, settings, is_sent: bool, words: str) -> None:
    settings.MAIL_IS_SENT = is_sent
    assert words in browser.get("/sign-in/link/").content.decode()


class TestNewPassphrase:
    """A link for a new passphrase, handed on by a host or a facilitator."""

    def test_it_sets_the_passphrase_once_and_ends_other_sessions(self, browser, person, sign_in) -> None:
        amara = person("amara")
        elsewhere = sign_in(amara)
        path = f"/sign-in/new-passphrase/{reset_link(amara, person('nkechi', is_host=True))}/"
        assert browser.post(path, {"passphrase": "short"}).status_code == 422
        browser.post(path, {"passphrase": "a new one altogether"})
        assert is_in(browser)
        assert elsewhere.get("/me/").status_code == 302
        assert browser.post(path, {"passphrase": "and yet another one"}).status_code == 404
        assert Account.objects.get(username="amara").check_password("a new one altogether")

    def test_it_lapses_and_an_earlier_one_stops_working(self, browser, person) -> None:
        amara, host = person("amara"), person("nkechi", is_host=True)
        first, second = reset_link(amara, host), reset_link(amara, host)
        assert browser.get(f"/sign-in/new-passphrase/{first}/").status_code == 404
        assert browser.get(f"/sign-in/new-passphrase/{second}/").status_code == 200
        with clock.at(clock.now() + timedelta(hours=25)):
            assert browser.get(f"/sign-in/new-passphrase/{second}/").status_code == 404

    def test_one_kind_of_link_does_not_serve_as_another(self, browser, person) -> None:
        token = reset_link(person("amara"), person("nkechi", is_host=True))
        assert browser.post(f"/sign-in/link/{token}/").status_code == 404


class TestDemo:
    """Demo accounts sign in on the machine that the demo runs on, and nowhere else."""

    @pytest.fixture(autouse=True)
    def demo(self, settings, commons: Commons) -> Person:
        settings.DEMO, settings.ALLOWED_HOSTS = True, ["*"]
        return register(display_name="Amara", age_band="adult", password=DEMO_PASSPHRASE, is_demo=True)

    @pytest.mark.parametrize(
        ("here", "extra"),
        [
            (True, {"SERVER_NAME": "localhost"}),
            (True, {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}),
            (True, {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"}),
            (False, {"SERVER_NAME": "localhost", "REMOTE_ADDR": "192.168.1.7"}),
            (False, {"SERVER_NAME": "192.168.1.2"}),
            (False, {"SERVER_NAME": "commons.example"}),
            (False, {"SERVER_NAME": "localhost", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}),
            (False, {"SERVER_NAME": "localhost", "REMOTE_ADDR": ""}),
        ],
    )
    def test_only_on_loopback(self, here: bool, extra: dict[str, str]) -> None:
        client = Client(**extra)
        assert (DEMO_PASSPHRASE in client.get("/sign-in/").content.decode()) == here
        client.post("/sign-in/", {"name": "amara", "passphrase": DEMO_PASSPHRASE})
        assert is_in(client) == here

    def test_the_form_comes_before_the_list_of_the_demo(self) -> None:
        page = Client(SERVER_NAME="localhost").get("/sign-in/").content.decode()
        assert page.index('id="id_passphrase"') < page.index("This is a demo")

    def test_not_by_a_link_either(self, demo: Person, person) -> None:
        token = reset_link(demo, person("nkechi", is_host=True))
        assert Client(SERVER_NAME="192.168.1.2").get(f"/sign-in/new-passphrase/{token}/").status_code == 404

    def test_not_shown_where_no_demo_is_served(self, browser: Client, settings) -> None:
        settings.DEMO = False
        assert DEMO_PASSPHRASE not in browser.get("/sign-in/").content.decode()


def test_age_is_asked_again_after_a_year(browser: Client, person: Callable[..., Person]) -> None:
    amara = person("amara", age_band="16-17")
    with clock.at(clock.now() + timedelta(days=366)):
        response = browser.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE, "next": "/library/"})
        assert response.headers["Location"] == "/me/age/?next=%2Flibrary%2F"
        assert "Is this still true?" in browser.get(response.headers["Location"]).content.decode()
        assert browser.post("/me/age/", {"age_band": "adult", "next": "/library/"}).headers["Location"] == "/library/"
        response = browser.post("/sign-in/", {"name": "amara", "passphrase": PASSPHRASE, "next": "/library/"})
        assert response.headers["Location"] == "/library/"
    amara.refresh_from_db()
    assert not amara.is_minor
    assert not amara.is_named_openly


@pytest.mark.parametrize(
    "onward", ["home", "-1", "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_one_goes_on_to_an_address_of_this_commons_only(onward: str, person, sign_in) -> None:
    answer = sign_in(person("amara")).get("/sign-in/", {"next": onward})
    assert answer.headers["Location"] == "/"
