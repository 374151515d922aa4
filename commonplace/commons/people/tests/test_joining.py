"""Coming in for the first time: by oneself, invited, with a class code, as the first host."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from commonplace.commons.people import hosting, joining
from commonplace.commons.people.models import Account, Commons, Joining, OneTimeLink, Person
from commonplace.ground import clock
from commonplace.ground.models import Happening, Letter

PASSPHRASE = "a kettle is a pot"
ANSWERS = {"name": "Amara", "email": "Amara@Example.org", "passphrase": PASSPHRASE, "age_band": "adult", "agrees": "on"}
CLASS_ANSWERS = {
    "code": "MAPLE7",
    "name": "Dov",
    "username": "dov.k",
    "passphrase": PASSPHRASE,
    "age_band": "13-15",
    "agrees": "on",
}


@pytest.fixture
def stranger(commons: Commons) -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def let_in() -> Iterator[list[Person]]:
    """A community's door: the invitation `open` and the code MAPLE7 let people in, and are remembered."""
    came: list[Person] = []

    def admit(person: Person) -> str:
        if person.display_name == "Late":
            raise joining.NoLongerOpen("All its places are taken.")
        came.append(person)
        return "/norms/"

    admission = joining.Admission("You are invited to The Mending Table.", admit)
    by_token = lambda token: admission if token == "open" else None  # noqa: E731
    by_code = lambda code: admission if code == "MAPLE7" else None  # noqa: E731
    joining.admits_by_invitation(by_token)
    joining.admits_by_class_code(by_code)
    yield came
    joining._invitations.remove(by_token)
    joining._class_codes.remove(by_code)


def signed_in_as(client: Client) -> Person | None:
    account = Account.objects.filter(pk=client.session.get("_auth_user_id")).first()
    return account.person if account else None


def test_joining_signs_in_and_leads_to_interests(stranger: Client) -> None:
    response = stranger.post("/join/", ANSWERS)
    assert response.headers["Location"] == "/me/interests/"
    amara = Person.objects.get()
    assert signed_in_as(stranger) == amara
    assert (amara.name, amara.age_band, amara.is_host) == ("amara", "adult", False)
    assert amara.agreed_norms_at is not None
    assert Happening.objects.get(kind="person.registered").by_id == amara.pk


@pytest.mark.parametrize(
    ("passphrase", "is_taken"),
    [("Commonplace 2026!", False), ("millrace-commons-1", False), ("The kettle of Millrace sings", True)],
)
def test_a_passphrase_of_words_of_this_place_is_refused(stranger: Client, passphrase: str, is_taken: bool) -> None:
    Commons.objects.update(name="Millrace Commons")
    answer = stranger.post("/join/", {**ANSWERS, "passphrase": passphrase})
    assert (answer.status_code == 302) is is_taken
    assert is_taken or "would try this one" in answer.content.decode()


@pytest.mark.parametrize("passphrase", ["1234567890", "Qwertyuiop", "basketball", "a" * 257])
def test_a_passphrase_that_others_have_or_that_would_be_cut_is_refused(stranger: Client, passphrase: str) -> None:
    assert stranger.post("/join/", {**ANSWERS, "passphrase": passphrase}).status_code == 422


@pytest.mark.parametrize("passphrase", ["  ß kettle\u00a0İ  ", "k" + "é" * 255, "onlysmallletters"])
def test_a_passphrase_is_taken_to_the_last_sign_as_it_was_typed(stranger: Client, passphrase: str) -> None:
    assert stranger.post("/join/", {**ANSWERS, "passphrase": passphrase}).status_code == 302
    account = Account.objects.get()
    assert account.check_password(passphrase)
    other = Client(SERVER_NAME="localhost")
    for typed, status in [(passphrase.strip()[:-1], 422), (passphrase.upper(), 422), (passphrase, 302)]:
        assert other.post("/sign-in/", {"name": "amara", "passphrase": typed}).status_code == status, typed


def test_the_address_is_claimed_until_it_is_confirmed(stranger: Client) -> None:
    stranger.post("/join/", ANSWERS)
    account = Account.objects.get()
    assert (account.email, account.email_claimed) == (None, "amara@example.org")


def test_joining_goes_on_to_where_one_came_from_but_never_elsewhere(stranger: Client) -> None:
    assert stranger.post("/join/", {**ANSWERS, "next": "/library/"}).headers["Location"] == "/library/"
    other = Client(SERVER_NAME="localhost")
    answers = {**ANSWERS, "email": "other@example.org", "next": "https://evil.example/"}
    assert other.post("/join/", answers).headers["Location"] == "/me/interests/"


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("name", "\u202e \u200b", "still empty"),
        ("email", "amara", "name@example.org"),
        ("passphrase", "short", "ten letters or longer"),
        ("passphrase", "password1234", "every list of guesses"),
        ("age_band", "", "true of you"),
        ("age_band", "17", "valid choice"),
        ("agrees", "", "holds to the norms"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(stranger: Client, field: str, given: str, words: str) -> None:
    response = stranger.post("/join/", {**ANSWERS, field: given})
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert 'href="#id_' + field in page
    for other in {"name", "email", "passphrase"} - {field}:
        assert f'value="{ANSWERS[other]}"' in page
    assert not Account.objects.exists()


def test_of_a_passphrase_that_is_too_short_nothing_else_is_said(stranger: Client) -> None:
    page = stranger.post("/join/", {**ANSWERS, "passphrase": "short"}).content.decode()
    assert "One thing needs another look" in page
    assert "ten letters or longer" in page


def test_names_are_unlike_each_other_and_nobodys_office(stranger: Client) -> None:
    for number, name in enumerate(["Amara", "Amara", "Host", "Амара", "李", "a" * 80]):
        Client(SERVER_NAME="localhost").post("/join/", {**ANSWERS, "name": name, "email": f"{number}@example.org"})
    assert list(Person.objects.order_by("created_at").values_list("name", flat=True)) == [
        "amara",
        "amara-2",
        "host-2",
        "person-2",
        "person-3",
        "a" * 35,
    ]


def test_joining_tells_nobody_that_an_address_is_taken(stranger: Client, person: Callable[..., Person]) -> None:
    person("amara")
    taken = stranger.post("/join/", {**ANSWERS, "passphrase": "another one altogether"})
    free = Client(SERVER_NAME="localhost").post("/join/", {**ANSWERS, "email": "free@example.org"})
    assert (taken.status_code, taken.headers["Location"]) == (free.status_code, free.headers["Location"])


def test_who_joins_twice_by_mistake_is_signed_in(stranger: Client, person: Callable[..., Person]) -> None:
    amara = person("amara")
    stranger.post("/join/", {**ANSWERS, "passphrase": PASSPHRASE})
    assert signed_in_as(stranger) == amara
    assert Account.objects.count() == 1


def test_where_mail_is_sent_a_letter_asks_to_confirm(stranger: Client, settings) -> None:
    settings.MAIL_IS_SENT = True
    stranger.post("/join/", ANSWERS)
    letter = Letter.objects.get()
    address = next(line for line in letter.words.split("\n") if "/sign-in/address/" in line)
    path = address.removeprefix(settings.ADDRESS)
    page = stranger.get(path)
    assert b"amara@example.org" in page.content
    assert Account.objects.get().email is None
    stranger.post(path)
    assert Account.objects.get().email == "amara@example.org"
    assert stranger.get(path).status_code == 404


def test_where_mail_is_sent_the_owner_of_a_taken_address_is_told(
    stranger: Client, settings, person: Callable[..., Person]
) -> None:
    settings.MAIL_IS_SENT = True
    person("amara")
    stranger.post("/join/", {**ANSWERS, "passphrase": "another one altogether"})
    assert "You have an account there already" in Letter.objects.get().words
    assert not OneTimeLink.objects.exists()


@pytest.mark.parametrize("path", ["/join/", "/join/class/"])
def test_the_younger_are_told_kindly_and_nothing_is_kept(stranger: Client, let_in: list[Person], path: str) -> None:
    response = stranger.post(path, {**ANSWERS, **CLASS_ANSWERS, "age_band": "younger"})
    assert "not your fault" in response.content.decode()
    assert PASSPHRASE not in response.content.decode()
    assert not Account.objects.exists()
    assert not Happening.objects.exists()


@pytest.mark.parametrize(
    ("signup_age", "band", "comes_in"),
    [
        (13, "13-15", True),
        (16, "13-15", False),
        (16, "16-17", True),
        (18, "16-17", False),
        (18, "adult", True),
    ],
)
def test_the_host_sets_the_age(stranger: Client, commons: Commons, signup_age: int, band: str, comes_in: bool) -> None:
    Commons.objects.update(signup_age=signup_age)
    stranger.post("/join/", {**ANSWERS, "age_band": band})
    assert Account.objects.exists() == comes_in


def test_by_invitation_only(stranger: Client, commons: Commons, let_in: list[Person]) -> None:
    Commons.objects.update(joining=Joining.INVITED)
    assert "by invitation" in stranger.get("/join/").content.decode()
    assert stranger.post("/join/", ANSWERS).status_code == 200
    assert not Account.objects.exists()
    assert "works no longer" in stranger.get("/join/?invitation=lapsed").content.decode()
    assert "The Mending Table" in stranger.get("/join/?invitation=open").content.decode()
    response = stranger.post("/join/", ANSWERS)
    assert response.headers["Location"] == "/norms/"
    assert [person.name for person in let_in] == ["amara"]
    assert "invitation" not in stranger.session


def test_an_invitation_for_somebody_who_is_here_goes_to_its_own_page(person, sign_in) -> None:
    response = sign_in(person("amara")).get("/join/?invitation=open")
    assert response.headers["Location"] == "/invitation/open/"


def test_an_invited_person_who_has_an_account_takes_it_up_by_its_own_page(stranger, let_in, person) -> None:
    person("amara")
    assert "/sign-in/?next=/invitation/open/" in stranger.get("/join/?invitation=open").content.decode()
    assert stranger.post("/join/", ANSWERS).headers["Location"] == "/invitation/open/"
    assert not let_in


def test_the_last_place_can_go_meanwhile(stranger: Client, let_in: list[Person]) -> None:
    stranger.get("/join/?invitation=open")
    response = stranger.post("/join/", {**ANSWERS, "name": "Late"})
    assert response.status_code == 422
    assert "All its places are taken." in response.content.decode()
    assert not Account.objects.exists()


def test_a_class_code_lets_in_without_e_mail(stranger: Client, commons: Commons, let_in: list[Person]) -> None:
    Commons.objects.update(joining=Joining.INVITED)
    assert 'value="MAPLE7"' in stranger.get("/join/class/?code=MAPLE7").content.decode()
    response = stranger.post("/join/class/", CLASS_ANSWERS)
    assert response.headers["Location"] == "/norms/"
    dov = let_in[0]
    assert (dov.account.username, dov.account.email, dov.name, dov.is_minor) == ("dov.k", None, "dovk", True)


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("code", "OAK", "opens nothing"),
        ("username", "amara", "has this name already"),
        ("username", "host", "has this name already"),
        ("username", "dov@example.org", "small letters"),
        ("username", "d", "small letters"),
    ],
)
def test_a_class_form_says_what_is_wrong(stranger, let_in, person, field: str, given: str, words: str) -> None:
    person("amara")
    response = stranger.post("/join/class/", {**CLASS_ANSWERS, field: given})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not let_in


def test_class_codes_cannot_be_guessed_for_long(stranger: Client, let_in: list[Person]) -> None:
    for _ in range(120):
        stranger.post("/join/class/", {**CLASS_ANSWERS, "code": "OAK"})
    assert stranger.post("/join/class/", CLASS_ANSWERS).status_code == 429
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert stranger.post("/join/class/", CLASS_ANSWERS).status_code == 302


BEGINNING = {
    "commons_name": "North Library",
    "language": "en",
    "zone": "Africa/Lagos",
    "signup_age": "16",
    "name": "Nkechi",
    "username": "nkechi",
    "email": "",
    "passphrase": PASSPHRASE,
    "age_band": "adult",
}


def test_the_first_visitor_with_the_link_becomes_host(stranger: Client, commons: Commons) -> None:
    token = hosting.host_link(commons)
    assert token not in Commons.objects.get().host_link_digest
    assert stranger.get(f"/begin/{token}/").status_code == 200
    response = stranger.post(f"/begin/{token}/", BEGINNING)
    assert response.headers["Location"] == "/host/"
    nkechi = Person.objects.get()
    assert nkechi.is_host
    assert signed_in_as(stranger) == nkechi
    commons.refresh_from_db()
    assert (commons.name, commons.zone, commons.signup_age, commons.host_link_digest) == (
        "North Library",
        "Africa/Lagos",
        16,
        "",
    )
    again = Client(SERVER_NAME="localhost")
    assert again.post(f"/begin/{token}/", {**BEGINNING, "username": "second"}).status_code == 404
    assert Person.objects.count() == 1


@pytest.mark.parametrize("path", ["/", "/join/"])
def test_before_there_is_a_host_pages_say_so(stranger: Client, commons: Commons, path: str) -> None:
    token = hosting.host_link(commons)
    page = stranger.get(path).content.decode()
    assert "This commons is being prepared" in page
    assert token not in page
    assert "being prepared" in stranger.post(path, {"name": "Ines"}).content.decode()
    stranger.post(f"/begin/{token}/", BEGINNING)
    assert "being prepared" not in Client(SERVER_NAME="localhost").get(path).content.decode()


def test_no_other_link_makes_a_host(stranger: Client, commons: Commons) -> None:
    assert stranger.get("/begin/guessed/").status_code == 404
    first = hosting.host_link(commons)
    second = hosting.host_link(commons)
    assert stranger.get(f"/begin/{first}/").status_code == 404
    assert stranger.get(f"/begin/{second}/").status_code == 200


def test_beginning_says_what_is_wrong_and_keeps_the_link(stranger: Client, commons: Commons) -> None:
    token = hosting.host_link(commons)
    response = stranger.post(f"/begin/{token}/", {**BEGINNING, "zone": "Mars/Base", "passphrase": "short"})
    assert response.status_code == 422
    assert 'value="North Library"' in response.content.decode()
    assert stranger.get(f"/begin/{token}/").status_code == 200


@pytest.mark.parametrize("path", ["/join/", "/join/class/", "/sign-in/", "/sign-in/link/", "/norms/", "/privacy/"])
def test_pages_of_strangers_take_few_queries(stranger: Client, path: str, django_assert_num_queries, settings) -> None:
    settings.DEMO = False
    with django_assert_num_queries(1):
        assert stranger.get(path).status_code == 200
