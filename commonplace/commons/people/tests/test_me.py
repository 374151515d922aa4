"""One's own pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from commonplace.commons.people.actions import block, interests_named, set_interests
from commonplace.commons.people.models import Account, Interest, Person, Stance
from commonplace.ground import clock
from commonplace.ground.models import Happening, Letter

PASSPHRASE = "a kettle is a pot"
OWN_PAGES = [
    "/me/",
    "/me/interests/",
    "/me/notices/",
    "/me/address/",
    "/me/age/",
    "/me/sign-in/",
    "/me/sign-in/codes/",
    "/me/passphrase/",
    "/me/people/",
    "/me/asked/",
    "/me/asked/1/",
    "/@dov/block/",
    "/@dov/ask/",
]
PROFILE = {"display_name": "Amara", "about": "", "brings": "", "looks_for": "", "language": "", "zone": ""}


@pytest.fixture
def amara(person: Callable[..., Person]) -> Person:
    return person("amara")


@pytest.fixture
def browser(amara: Person, sign_in: Callable[[Person], Client]) -> Client:
    return sign_in(amara)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_strangers_are_asked_to_sign_in_and_brought_back(sign_in, commons, path: str) -> None:
    response = sign_in(None).get(path)
    assert response.headers["Location"].startswith("/sign-in/?next=%2F")


class TestProfile:
    def test_it_is_changed_and_made_harmless(self, browser: Client, amara: Person) -> None:
        words = {"about": "I mend *kettles*.\n\n<script>alert(1)</script>", "brings": "a soldering\u202e iron"}
        assert browser.post("/me/", {**PROFILE, **words, "zone": "Africa/Lagos"}).status_code == 302
        amara.refresh_from_db()
        assert amara.about_html.startswith("<p>I mend <em>kettles</em>.</p>")
        assert "<script>" not in amara.about_html
        assert (amara.brings, amara.zone) == ("a soldering iron", "Africa/Lagos")
        assert Happening.objects.get(kind="person.changed").data["fields"]

    @pytest.mark.parametrize(
        ("field", "given"), [("display_name", " "), ("zone", "Mars/Base"), ("about", "x" * 4001), ("brings", "x" * 201)]
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, browser, amara, field: str, given: str) -> None:
        response = browser.post("/me/", {**PROFILE, "looks_for": "a reader", field: given})
        assert response.status_code == 422
        assert 'value="a reader"' in response.content.decode()
        amara.refresh_from_db()
        assert amara.looks_for == ""

    def test_only_adults_choose_to_be_seen_by_strangers(self, browser, amara, person, sign_in) -> None:
        assert "shown_openly" in browser.get("/me/").content.decode()
        assert "shown_openly" not in sign_in(person("dov", age_band="16-17")).get("/me/").content.decode()
        browser.post("/me/", PROFILE)
        assert amara not in Person.objects.shown_to(None)
        browser.post("/me/", {**PROFILE, "shown_openly": "on"})
        assert amara in Person.objects.shown_to(None)

    def test_hosts_rights_cannot_be_slipped_in(self, browser, amara) -> None:
        browser.post("/me/", {**PROFILE, "is_host": "on", "age_band": "adult", "name": "host"})
        amara.refresh_from_db()
        assert (amara.is_host, amara.name) == (False, "amara")


class TestInterests:
    def test_in_own_words_by_line_or_comma(self, browser: Client, amara: Person) -> None:
        answers = {"curious": "Sourdough, bees\n bees \n\nC++", "helps": "bicycles; C#"}
        assert browser.post("/me/interests/", answers).headers["Location"] == "/@amara/"
        named = lambda stance: set(  # noqa: E731
            amara.interests.filter(person_interests__stance=stance).values_list("name", flat=True)
        )
        assert named(Stance.CURIOUS) == {"Sourdough", "bees", "C++"}
        assert named(Stance.HELPS) == {"bicycles", "C#"}
        assert "C++\nSourdough\nbees<" in browser.get("/me/interests/").content.decode()

    def test_the_same_interest_is_found_again_in_any_script_or_case(self, db: None) -> None:
        first = interests_named(["Sourdough", "養蜂"])
        assert interests_named([" sourdough ", "養蜂", "SOURDOUGH"]) == first
        assert interests_named(["…", "  "]) == []

    def test_what_others_follow_can_be_ticked(self, browser: Client, amara: Person, person) -> None:
        set_interests(person("dov"), ["Kites"], [])
        assert 'value="Kites"' in browser.get("/me/interests/").content.decode()
        browser.post("/me/interests/", {"curious": "bees", "also": ["Kites"], "helps": ""})
        assert set(amara.interests.values_list("name", flat=True)) == {"bees", "Kites"}
        assert "Others here" not in browser.get("/me/interests/").content.decode()

    @pytest.mark.parametrize("given", ["x" * 61, ",".join(str(number) for number in range(31))])
    def test_too_much_is_said_kindly_and_kept(self, browser: Client, given: str) -> None:
        response = browser.post("/me/interests/", {"curious": given, "helps": ""})
        assert response.status_code == 422
        assert given in response.content.decode()
        assert not Interest.objects.exists()


class TestLetters:
    def test_a_new_address_is_confirmed_before_letters_go_there(self, browser, amara, settings) -> None:
        settings.MAIL_IS_SENT = True
        browser.post("/me/address/", {"email": "New@example.org"})
        browser.post("/me/notices/", {"mail_rhythm": "never"})
        account = Account.objects.get()
        assert (account.email, account.email_claimed) == ("amara@example.org", "new@example.org")
        assert "Another e-mail address" in Letter.objects.get(to="amara@example.org").words
        path = (
            "/sign-in/address/"
            + Letter.objects.get(to="new@example.org").words.split("/sign-in/address/")[1].split("\n")[0]
        )
        browser.post(path)
        account.refresh_from_db()
        assert (account.email, account.email_claimed) == ("new@example.org", "")
        amara.refresh_from_db()
        assert amara.mail_rhythm == "never"

    def test_a_confirmed_address_is_taken_from_nobody(self, browser, person, settings) -> None:
        settings.MAIL_IS_SENT = True
        person("dov")
        browser.post("/me/address/", {"email": "dov@example.org"})
        assert "You have an account there already" in Letter.objects.get(to="dov@example.org").words
        assert Account.objects.get(username="dov").email == "dov@example.org"

    def test_an_address_can_be_taken_back(self, browser: Client) -> None:
        browser.post("/me/address/", {"email": ""})
        assert Account.objects.get().email is None

    def test_it_says_where_no_mail_is_sent(self, browser: Client) -> None:
        assert "sends no mail" in browser.get("/me/notices/").content.decode()


class TestAge:
    def test_nobody_grows_younger(self, browser: Client, amara: Person) -> None:
        assert browser.post("/me/age/", {"age_band": "13-15"}).status_code == 422

    def test_becoming_18_opens_nothing(self, person, sign_in) -> None:
        dov = person("dov", age_band="16-17")
        browser = sign_in(dov)
        with clock.at(clock.now() + timedelta(days=10)):
            browser.post("/me/age/", {"age_band": "adult"})
        dov.refresh_from_db()
        assert not dov.is_minor
        assert dov not in Person.objects.shown_to(None)
        assert not dov.is_named_openly
        assert Happening.objects.get(kind="age.changed").data == {"before": "16-17", "after": "adult"}

    def test_not_now_leads_on(self, browser: Client) -> None:
        assert 'href="/library/"' in browser.get("/me/age/?next=/library/").content.decode()
        assert "evil.example" not in browser.get("/me/age/?next=https://evil.example/").content.decode()


class TestPassphrase:
    NEW = "a new one altogether"

    def test_this_session_goes_on_and_others_end(self, browser: Client, amara: Person, sign_in) -> None:
        elsewhere = sign_in(amara)
        assert browser.post("/me/passphrase/", {"present": PASSPHRASE, "passphrase": self.NEW}).status_code == 302
        assert browser.get("/me/").status_code == 200
        assert elsewhere.get("/me/").status_code == 302

    def test_the_present_one_is_needed_and_cannot_be_guessed_for_long(self, browser: Client) -> None:
        for _ in range(8):
            response = browser.post("/me/passphrase/", {"present": "wrong", "passphrase": self.NEW})
            assert "not your present passphrase" in response.content.decode()
        response = browser.post("/me/passphrase/", {"present": PASSPHRASE, "passphrase": self.NEW})
        assert response.status_code == 429
        assert Account.objects.get().check_password(PASSPHRASE)


class TestBlocks:
    def test_a_block_is_asked_for_kept_and_taken_back(self, browser: Client, amara: Person, person) -> None:
        dov = person("dov")
        assert "Block <bdi>Dov</bdi>?" in browser.get("/@dov/block/").content.decode()
        assert dov in Person.objects.shown_to(amara)
        browser.post("/@dov/block/")
        assert dov not in Person.objects.shown_to(amara)
        assert amara not in Person.objects.shown_to(dov)
        assert "Dov" in browser.get("/me/people/").content.decode()
        browser.post("/me/people/", {"name": "dov"})
        assert dov in Person.objects.shown_to(amara)

    def test_not_oneself_and_nobody_who_is_not_there(self, browser: Client) -> None:
        assert browser.post("/@amara/block/").status_code == 404
        assert browser.post("/@nobody/block/").status_code == 404
        assert browser.post("/me/people/", {"name": "nobody"}).status_code == 404


@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/me/", 3),
        ("/me/interests/", 5),
        ("/me/notices/", 3),
        ("/me/age/", 3),
        ("/me/passphrase/", 3),
        ("/me/people/", 4),
        ("/contact/", 4),
    ],
)
def test_the_number_of_queries_is_constant(
    browser, amara, person, django_assert_num_queries, path: str, queries: int, others: int
) -> None:
    for number in range(others):
        other = person(f"other-{number}", is_host=True)
        set_interests(other, [f"Interest {number}", "Bees"], [])
        block(amara, other)
    set_interests(amara, [f"Own {number}" for number in range(others)], [])
    with django_assert_num_queries(queries):
        assert browser.get(path).status_code == 200
