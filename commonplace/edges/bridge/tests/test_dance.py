"""Programs come to act for people by their consent alone, as far as they agreed, and no longer than they want."""

from collections.abc import Callable
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken

from commonplace.commons.people.actions import change_passphrase
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.sessions import CONFIRMED
from commonplace.commons.people.taken_along import lists_of
from commonplace.commons.safeguard.actions import pause
from commonplace.edges.bridge.models import Agreement, Program
from commonplace.edges.bridge.scopes import ADD, CHANGE_PROFILE, READ, READ_PROFILE
from commonplace.edges.bridge.tasks import forget_lapsed_programs
from commonplace.edges.bridge.tests.dance import ALL, BACK, Wallet
from commonplace.ground.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def amara(person: Callable[..., Person]) -> Person:
    return person("amara", about="I mend *kettles*.")


@pytest.fixture
def here(amara: Person, sign_in: Callable[..., Client]) -> Client:
    return sign_in(amara)


def test_the_whole_dance_with_a_secret(here: Client) -> None:
    wallet = Wallet(policy_uri="https://wallet.example/privacy")
    page = wallet.page(here).content.decode()
    assert "Pocket" in page
    assert "wallet.example" in page
    assert "read all badges in your backpack" in page
    came_back = wallet.back_with(here)
    assert came_back["state"] == "26357667"
    assert came_back["iss"] == settings.ADDRESS
    assert came_back["scope"] == ALL
    answer = wallet.exchange(came_back["code"])
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 900
    assert wallet.asks("GET", "/profile", told["access_token"]).json()["name"] == "Amara"
    renewed = wallet.renew(told["refresh_token"]).json()
    assert wallet.asks("GET", "/profile", renewed["access_token"]).status_code == 200
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 401, "renewing ends the old one"
    assert wallet.revoke(renewed["refresh_token"]).status_code == 200
    assert wallet.asks("GET", "/profile", renewed["access_token"]).status_code == 401


def test_a_program_without_a_secret_has_its_verifier_alone(here: Client) -> None:
    wallet = Wallet(public=True, back="http://127.0.0.1/back")
    assert "client_secret" not in wallet.told
    page = wallet.page(here, redirect_uri="http://127.0.0.1:49152/back")
    assert "on your own device" in page.content.decode()
    assert "form-action 'self' http://127.0.0.1:49152;" in page["Content-Security-Policy"]
    wallet.back = "http://127.0.0.1:49152/back"
    told = wallet.tokens(here)
    assert wallet.renew(told["refresh_token"]).status_code == 200
    with_a_secret = {"client_id": wallet.told["client_id"], "client_secret": "", "refresh_token": "x"}
    assert wallet.post("/oauth/token/", with_a_secret | {"grant_type": "refresh_token"}).status_code in (400, 401)


def test_whoever_is_not_in_is_asked_to_sign_in_and_comes_back(here: Client) -> None:
    wallet = Wallet()
    stranger = wallet.page(Client(SERVER_NAME="localhost"))
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/sign-in/?next=%2Foauth%2Fauthorize%2F%3Fresponse_type%3Dcode")
    session = here.session
    session[CONFIRMED] = 0
    session.save()
    again = wallet.page(here)
    assert again["Location"].startswith("/sign-in/again/?next=%2Foauth%2Fauthorize%2F%3Fresponse_type%3Dcode")


def test_nobody_is_passed_by_because_they_agreed_before(here: Client) -> None:
    wallet = Wallet()
    wallet.tokens(here)
    assert wallet.page(here, approval_prompt="auto").status_code == 200


def test_whoever_says_no_hands_out_nothing(here: Client) -> None:
    came_back = Wallet().back_with(here, allow=False)
    assert came_back["error"] == "access_denied"
    assert "code" not in came_back
    assert not Grant.objects.exists()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"scope": "openid"},
        {"response_type": "token"},
    ],
    ids=["no challenge", "a plain one", "no method", "another scope", "a token at once"],
)
def test_what_is_asked_wrongly_is_said_to_the_program_by_a_link(other: dict[str, str | None], here: Client) -> None:
    """Anybody registers any address, so that nobody is led there before they decided something (RFC 9700, section 4.11.2)."""
    answer = Wallet().page(here, **other)
    assert answer.status_code == 400
    assert f'href="{escape(BACK)}&amp;error=' in answer.content.decode()
    assert urlsplit(BACK).hostname in answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    "other",
    [
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": BACK + "&more=1"},
        {"redirect_uri": "https://wallet.example/back"},
        {"redirect_uri": "https://wallet.example:444/back?in=1"},
        {"redirect_uri": "http://wallet.example/back?in=1"},
        {"client_id": "nobody"},
        {"client_id": "\0"},
        {"nonce": "n" * 300},
        {"code_challenge": "c" * 200},
    ],
    ids=str,
)
def test_nobody_is_led_anywhere_but_where_the_program_registered(other: dict[str, str], here: Client) -> None:
    answer = Wallet().page(here, **other)
    assert answer.status_code == 400
    assert "This program cannot come in" in answer.content.decode()
    assert "evil" not in answer.content.decode()


def test_what_somebody_agrees_to_cannot_be_turned_into_more(here: Client) -> None:
    wallet = Wallet(scope=READ)
    page = wallet.page(here)
    fields = {"allow": "True", "scope": ALL, **{name: wallet.asking[name] for name in wallet.asking if name != "scope"}}
    answer = here.post(page.wsgi_request.get_full_path(), fields)
    assert "error=invalid_scope" in answer["Location"]
    plain = here.post(page.wsgi_request.get_full_path(), fields | {"scope": READ, "code_challenge_method": "plain"})
    assert "error=invalid_request" in plain["Location"]
    assert not Grant.objects.exists()
    assert not Agreement.objects.exists()


def test_the_form_counts_on_our_own_page_alone(amara: Person, here: Client) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.cookies = here.cookies
    wallet = Wallet()
    assert strict.post("/oauth/authorize/", wallet.asking | {"allow": "True"}).status_code == 403


def test_a_code_is_good_once_for_its_program_its_address_and_its_verifier(here: Client) -> None:
    wallet, other = Wallet(), Wallet()
    code = wallet.back_with(here)["code"]
    assert wallet.exchange(code, code_verifier="v" * 43).json()["error"] == "invalid_grant"
    assert wallet.exchange(code, redirect_uri="https://evil.example/").json()["error"] in (
        "invalid_request",
        "invalid_grant",
    )
    other.verifier = wallet.verifier
    assert other.exchange(code).json()["error"] == "invalid_grant"
    assert wallet.exchange(code).status_code == 200
    assert wallet.exchange(code).json()["error"] == "invalid_grant"


def test_a_code_lapses_after_a_minute(here: Client) -> None:
    wallet = Wallet()
    code = wallet.back_with(here)["code"]
    Grant.objects.update(expires=timezone.now())
    assert wallet.exchange(code).json()["error"] == "invalid_grant"


def test_a_wrong_secret_opens_nothing(here: Client) -> None:
    wallet = Wallet()
    code = wallet.back_with(here)["code"]
    good = wallet.told["client_secret"]
    kept = Application.objects.get(client_id=wallet.told["client_id"]).client_secret
    for wrong in ("", "x", kept):
        wallet.told["client_secret"] = wrong
        assert wallet.exchange(code).status_code == 401
    wallet.told["client_secret"] = good
    assert wallet.exchange(code).status_code == 200


@pytest.mark.parametrize(
    "grant", ["password", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", ""]
)
def test_there_is_no_other_way_to_a_token(grant: str, here: Client) -> None:
    answer = Wallet().post("/oauth/token/", {"grant_type": grant, "username": "amara", "password": "x", "scope": READ})
    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"


def test_a_token_that_is_renewed_twice_ends_all_that_came_of_it(here: Client) -> None:
    """Of two who have it one stole it, and nobody knows which (RFC 9700, section 4.14.2)."""
    wallet = Wallet()
    first = wallet.tokens(here)
    second = wallet.renew(first["refresh_token"]).json()
    assert wallet.renew(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert wallet.asks("GET", "/profile", second["access_token"]).status_code == 401
    assert wallet.renew(second["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_program_renews_and_takes_back_its_own_alone(here: Client) -> None:
    wallet, other = Wallet(), Wallet()
    told = wallet.tokens(here)
    assert other.renew(told["refresh_token"]).json()["error"] == "invalid_grant"
    assert other.revoke(told["access_token"]).status_code == 200, "it is not told whether there is such a token"
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 200
    assert wallet.revoke(told["access_token"]).status_code == 200
    assert wallet.renew(told["refresh_token"]).json()["error"] == "invalid_grant"


def test_renewing_widens_nothing(here: Client) -> None:
    wallet = Wallet()
    told = wallet.tokens(here, scope=READ_PROFILE)
    assert wallet.renew(told["refresh_token"], scope=CHANGE_PROFILE).json()["error"] == "invalid_scope"


def test_each_thing_takes_its_own_permission_and_no_token_in_an_address(here: Client) -> None:
    wallet = Wallet()
    token = wallet.tokens(here, scope=READ_PROFILE)["access_token"]
    refused = wallet.asks("PUT", "/profile", token, {"name": "Somebody"})
    assert refused.status_code == 403
    assert refused["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{CHANGE_PROFILE}"'
    assert refused.json()["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == "forbidden"
    assert wallet.asks("DELETE", "/profile", token).status_code == 405
    for answer in (
        wallet.asks("GET", "/profile", "nonsense"),
        wallet.http.get("/ims/ob/v3p0/profile"),
        wallet.http.get("/ims/ob/v3p0/profile", {"access_token": token}),
    ):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["imsx_codeMajor"] == "failure"
        assert not answer.cookies


def test_a_cookie_opens_nothing_there_and_none_is_set(here: Client) -> None:
    answer = here.get("/ims/ob/v3p0/profile")
    assert answer.status_code == 401
    assert not answer.cookies


def test_a_profile_is_read_and_changed_as_its_owner_would(amara: Person, here: Client) -> None:
    wallet = Wallet()
    token = wallet.tokens(here)["access_token"]
    answer = wallet.asks("GET", "/profile", token)
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]
    assert answer.json() == {
        "@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": f"{settings.ADDRESS}/@amara/",
        "type": ["Profile"],
        "name": "Amara",
        "url": f"{settings.ADDRESS}/@amara/",
        "description": "I mend *kettles*.",
    }
    changed = {"type": ["Profile"], "name": "Amara  O.", "description": "I mend <b>lamps</b>.", "email": "a@b.example"}
    answer = wallet.asks("PUT", "/profile", token, changed)
    assert answer.status_code == 200
    assert answer.json()["name"] == "Amara O."
    amara.refresh_from_db()
    assert amara.about == "I mend <b>lamps</b>."
    assert "<b>" not in amara.about_html
    assert amara.account.email == "amara@example.org"
    for wrong in ("{", "[]", {"name": ""}, {"name": 7}, {"name": "x" * 100}, {"name": "A", "description": ["x"]}):
        answer = wallet.asks("PUT", "/profile", token, wrong)
        assert answer.status_code == 400, wrong
        assert answer.json()["imsx_severity"] == "error"
    amara.refresh_from_db()
    assert amara.display_name == "Amara O."


def test_words_for_their_owner_are_sent_as_they_are(amara: Person, here: Client, person: Callable[..., Person]) -> None:
    """Strangers' answers are veiled, and a program brings no session: what is signed would no longer hold."""
    person("ines", age_band="13-15")
    Person.objects.filter(pk=amara.pk).update(about="With @ines.")
    wallet = Wallet()
    answer = wallet.asks("GET", "/profile", wallet.tokens(here)["access_token"])
    assert answer.json()["description"] == "With @ines."


def _ends_with_a_new_passphrase(person: Person, here: Client) -> None:
    change_passphrase(person, "another kettle is a pot")


def _ends_everywhere(person: Person, here: Client) -> None:
    here.post("/me/sign-in/places/", {"everywhere": "1"})


def _is_paused(person: Person, here: Client) -> None:
    host = Person.objects.create(name="host", display_name="Host", is_host=True, age_band="adult")
    pause(host, "Too loud", person=person)


def _takes_it_back(person: Person, here: Client) -> None:
    agreement = Agreement.objects.get(account=person.account)
    assert here.post(f"/me/programs/{agreement.pk}/end/").status_code == 302


@pytest.mark.parametrize(
    "ends",
    [_takes_it_back, _ends_everywhere, _ends_with_a_new_passphrase, _is_paused],
    ids=lambda one: one.__name__,
)
def test_it_is_over_at_once(
    ends: Callable[[Person, Client], None], amara: Person, here: Client, person: Callable[..., Person], sign_in
) -> None:
    wallet = Wallet()
    told, code = wallet.tokens(here), wallet.back_with(here)["code"]
    dov = sign_in(person("dov"))
    others = wallet.tokens(dov)
    ends(amara, here)
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 401
    assert wallet.renew(told["refresh_token"]).json()["error"] == "invalid_grant"
    assert wallet.exchange(code).json()["error"] == "invalid_grant"
    assert wallet.asks("GET", "/profile", others["access_token"]).status_code == 200, "another person's goes on"


def test_a_pause_alone_keeps_a_token_from_acting(amara: Person, here: Client) -> None:
    """Whichever way a pause came about: it is asked anew with each request."""
    wallet = Wallet()
    told = wallet.tokens(here)
    Person.objects.filter(pk=amara.pk).update(paused_at=timezone.now())
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 401
    assert wallet.renew(told["refresh_token"]).json()["error"] == "invalid_grant"
    assert wallet.page(here).status_code == 403


def test_after_a_year_somebody_is_asked_again(here: Client) -> None:
    wallet = Wallet()
    told = wallet.tokens(here)
    Agreement.objects.update(agreed_at=timezone.now() - timedelta(days=366))
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 401
    assert wallet.renew(told["refresh_token"]).json()["error"] == "invalid_grant"
    wallet.tokens(here)
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 200


def test_nobody_ends_what_another_let_in(here: Client, person: Callable[..., Person], sign_in) -> None:
    wallet = Wallet()
    told = wallet.tokens(here)
    agreement = Agreement.objects.get()
    assert sign_in(person("dov")).post(f"/me/programs/{agreement.pk}/end/").status_code == 404
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 200


def test_the_page_of_programs_says_what_each_may(here: Client) -> None:
    assert "None does." in here.get("/me/programs/").content.decode()
    Wallet(client_name="<i>Pocket</i>", scope=f"{READ} {ADD}").tokens(here)
    page = here.get("/me/programs/").content.decode()
    assert "&lt;i&gt;Pocket&lt;/i&gt;" in page
    assert "put badges into your backpack" in page
    assert "change your name" not in page


def test_a_letter_tells_of_a_new_program_once(amara: Person, here: Client) -> None:
    wallet = Wallet()
    wallet.tokens(here, scope=READ)
    wallet.tokens(here, scope=READ)
    assert "Pocket" in Letter.objects.get().words
    wallet.tokens(here, scope=f"{READ} {ADD}")
    assert Letter.objects.count() == 2


def test_no_token_and_no_secret_is_kept_in_clear(here: Client) -> None:
    wallet = Wallet()
    told = wallet.tokens(here)
    rows = [
        *AccessToken.objects.values(),
        *RefreshToken.objects.values(),
        *Application.objects.values(),
        *Program.objects.values(),
    ]
    kept = repr(rows)
    for secret in (told["access_token"], told["refresh_token"], wallet.told["client_secret"]):
        assert secret not in kept


def test_what_lapsed_is_cleared_away_and_what_is_good_stays(here: Client) -> None:
    wallet, unused = Wallet(), Wallet()
    told = wallet.tokens(here)
    Wallet().tokens(here)
    forget_lapsed_programs.call()
    assert Program.objects.count() == 3
    Program.objects.update(registered_at=timezone.now() - timedelta(days=2))
    Agreement.objects.exclude(program__application__client_id=wallet.told["client_id"]).update(
        agreed_at=timezone.now() - timedelta(days=366)
    )
    Grant.objects.update(expires=timezone.now() - timedelta(hours=1))
    forget_lapsed_programs.call()
    assert [one.application.client_id for one in Program.objects.all()] == [wallet.told["client_id"]]
    assert not Application.objects.filter(client_id=unused.told["client_id"]).exists()
    assert RefreshToken.objects.count() == AccessToken.objects.count() == 1
    assert wallet.asks("GET", "/profile", told["access_token"]).status_code == 200
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=91))
    forget_lapsed_programs.call()
    assert not RefreshToken.objects.exists()
    assert not AccessToken.objects.exists()


def test_programs_stand_in_ones_book(amara: Person, here: Client) -> None:
    Wallet(scope=READ).tokens(here)
    (row,) = lists_of(amara)["programs"]
    assert row["program"] == "Pocket"
    assert row["may"] == [READ]
