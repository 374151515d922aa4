"""What hosts do: settings, people, rights, links for new passphrases. And leaving."""

from collections.abc import Callable

import pytest
from django.test import Client

from commonplace.commons.people import hosting
from commonplace.commons.people.actions import (
    ask_helper,
    block,
    interests_named,
    leave_commons,
    register,
    set_interests,
)
from commonplace.commons.people.models import Account, Block, Commons, HelpRequest, Person
from commonplace.commons.people.rules import has_no_mail
from commonplace.ground import clock
from commonplace.ground.models import Happening

HOST_PAGES = ["/host/settings/", "/host/people/", "/host/people/amara/", "/host/people/amara/rights/", "/host/asked/"]
HOST_BUTTONS = ["/host/people/amara/reset/", "/host/people/amara/rights/", "/host/people/amara/age/", "/host/settings/"]
SETTINGS = {
    "name": "North Library",
    "line": "Open on Tuesdays",
    "welcome": "Come in.",
    "language": "en",
    "zone": "Europe/Berlin",
    "joining": "invited",
    "signup_age": "16",
    "outsiders_kept_days": "60",
    "norms": "Be *kind*.",
    "privacy": "",
    "contact": "Ask at the desk.",
}


@pytest.fixture
def nkechi(person: Callable[..., Person]) -> Person:
    return person("nkechi", is_host=True)


@pytest.fixture
def host(nkechi: Person, sign_in: Callable[[Person], Client]) -> Client:
    return sign_in(nkechi)


@pytest.mark.parametrize("path", HOST_PAGES)
def test_hosts_walk_every_page(host: Client, person, path: str) -> None:
    person("amara")
    assert host.get(path).status_code == 200


@pytest.mark.parametrize("path", [*HOST_PAGES, *HOST_BUTTONS])
def test_nobody_else_does(person, sign_in, path: str) -> None:
    amara = person("amara")
    paused = person("dov", is_host=True, paused_at=clock.now())
    for somebody in [amara, paused]:
        method = sign_in(somebody).post if path in HOST_BUTTONS else sign_in(somebody).get
        assert method(path, {"hosts": "yes"}).status_code == 403
    stranger = sign_in(None)
    assert (stranger.post if path in HOST_BUTTONS else stranger.get)(path).headers["Location"].startswith("/sign-in/")
    amara.refresh_from_db()
    assert not amara.is_host


class TestSettings:
    def test_they_are_kept_and_serve_at_once(self, host: Client, sign_in) -> None:
        assert host.post("/host/settings/", SETTINGS).status_code == 302
        commons = Commons.objects.get()
        assert (commons.name, commons.zone, commons.joining, commons.signup_age) == (
            "North Library",
            "Europe/Berlin",
            "invited",
            16,
        )
        assert commons.outsiders_kept_days == 60
        stranger = sign_in(None)
        assert "Be <em>kind</em>." in stranger.get("/norms/").content.decode()
        assert "Ask at the desk." in stranger.get("/contact/").content.decode()
        assert "Never your date of birth" in stranger.get("/privacy/").content.decode()

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("name", ""),
            ("zone", "Mars/Base"),
            ("joining", "nobody"),
            ("signup_age", "5"),
            ("outsiders_kept_days", "0"),
            ("line", "x" * 201),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, host: Client, field: str, given: str) -> None:
        response = host.post("/host/settings/", {**SETTINGS, field: given})
        assert response.status_code == 422
        assert "Ask at the desk." in response.content.decode()
        assert Commons.objects.get().name == "Commonplace"


class TestPeople:
    @pytest.mark.parametrize(("words", "found"), [("ama", True), ("AMARA@", True), ("zzz", False), ("", True)])
    def test_they_are_found(self, host: Client, person, words: str, found: bool) -> None:
        person("amara")
        page = host.get("/host/people/", {"q": words}).content.decode()
        assert ("/host/people/amara/" in page) == found
        assert ("Nobody of this name" in page) != found

    def test_they_come_on_several_pages(self, host: Client, person) -> None:
        for number in range(26):
            person(f"amara-{number:02}")
        first = host.get("/host/people/?q=amara").content.decode()
        assert "Page 1 of 2" in first
        assert 'href="?page=2&amp;q=amara"' in first
        assert "/host/people/amara-25/" in host.get("/host/people/?q=amara&page=2").content.decode()

    def test_a_link_for_a_new_passphrase_is_shown_once(self, host: Client, nkechi: Person, person) -> None:
        amara = person("amara")
        response = host.post("/host/people/amara/reset/")
        page = response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        path = "/sign-in/new-passphrase/" + page.split("/sign-in/new-passphrase/")[1].split('"')[0]
        assert Client(SERVER_NAME="localhost").get(path).status_code == 200
        assert "/sign-in/new-passphrase/" not in host.get("/host/people/amara/").content.decode()
        happening = Happening.objects.get(kind="passphrase.reset")
        assert (happening.by_id, happening.data) == (nkechi.pk, {"person": amara.pk})

    def test_rights_are_given_and_taken(self, host: Client, person) -> None:
        amara = person("amara")
        host.post("/host/people/amara/rights/", {"hosts": "yes"})
        amara.refresh_from_db()
        assert amara.is_host
        host.post("/host/people/amara/rights/", {"hosts": "no"})
        amara.refresh_from_db()
        assert not amara.is_host
        assert Happening.objects.filter(kind__startswith="host.").count() == 2

    def test_the_last_host_stays(self, host: Client, nkechi: Person, person) -> None:
        person("paused", is_host=True, paused_at=clock.now())
        host.post("/host/people/nkechi/rights/", {"hosts": "no"})
        nkechi.refresh_from_db()
        assert nkechi.is_host
        assert "Make another person a host first" in host.get("/host/people/nkechi/").content.decode()

    def test_an_age_is_put_right(self, host: Client, person) -> None:
        amara = person("amara")
        host.post("/host/people/amara/age/", {"age_band": "13-15"})
        amara.refresh_from_db()
        assert amara.is_minor
        assert host.post("/host/people/amara/age/", {"age_band": "younger"}).status_code == 422

    def test_who_is_not_there_has_no_page(self, host: Client) -> None:
        for path in ["/host/people/nobody/", "/host/people/nobody/rights/"]:
            assert host.get(path).status_code == 404

    @pytest.mark.parametrize("others", [1, 3])
    def test_the_number_of_queries_is_constant(self, host, person, django_assert_num_queries, others: int) -> None:
        for number in range(others):
            person(f"amara-{number}")
        with django_assert_num_queries(6):
            host.get("/host/people/")
        with django_assert_num_queries(4):
            host.get("/host/people/amara-0/")
        with django_assert_num_queries(4):
            host.get("/host/settings/")


def test_contact_names_hosts_but_no_minor_to_strangers(person, sign_in) -> None:
    person("nkechi", is_host=True)
    dov = person("dov", is_host=True, age_band="16-17")
    assert "Dov" not in sign_in(None).get("/contact/").content.decode()
    assert "Nkechi" in sign_in(None).get("/contact/").content.decode()
    assert "Dov" in sign_in(dov).get("/contact/").content.decode()


def test_whom_a_facilitator_may_help_with_a_passphrase(person) -> None:
    dov = register(display_name="Dov", username="dov", age_band="13-15", password="a kettle is a pot")
    assert has_no_mail(dov)
    assert not has_no_mail(person("amara"))
    dov.is_host = True
    assert not has_no_mail(dov)


class TestLeaving:
    def test_nothing_they_said_of_themselves_is_left(self, person, sign_in) -> None:
        amara, dov = (
            person("amara", about="I mend kettles", about_html="<p>I mend kettles</p>", brings="tools"),
            person("dov"),
        )
        set_interests(amara, ["Bees"], ["Bicycles"])
        block(amara, dov)
        ask_helper(dov, amara, interests_named(["Bicycles"])[0], "Hm")
        browser = sign_in(amara)
        leave_commons(amara)
        assert not Account.objects.filter(username="amara").exists()
        left = Person.objects.get(pk=amara.pk)
        assert left.left_at
        assert not left.account_id
        assert "kettles" not in str(Person.objects.filter(pk=amara.pk).values())
        assert "mara" not in f"{left.name} {left.display_name}"
        for rows in (Block.objects, HelpRequest.objects, left.interests):
            assert not rows.exists()
        assert browser.get("/me/").status_code == 302
        assert left not in Person.objects.shown_to(dov)

    def test_nobody_takes_the_name_after_them(self, person) -> None:
        leave_commons(person("amara"))
        assert register(display_name="Amara", age_band="adult").name == "amara-2"

    def test_the_last_host_hands_over_first(self, nkechi: Person, person) -> None:
        with pytest.raises(hosting.LastHost):
            leave_commons(nkechi)
        assert Account.objects.filter(username="nkechi").exists()
        hosting.give_host_rights(person("dov"), nkechi)
        leave_commons(nkechi)
