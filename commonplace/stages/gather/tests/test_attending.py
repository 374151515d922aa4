"""Checking in, and whom nobody has seen for a while."""

import re
from datetime import timedelta

import pytest

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock
from commonplace.stages.gather.attending import check_in, code_of
from commonplace.stages.gather.claiming import claim_guests, forget_guest
from commonplace.stages.gather.guests import say_as_guest
from commonplace.stages.gather.models import Attendance, Guest
from commonplace.stages.gather.places import say_coming

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(gathering):
    """A gathering that begins in half an hour."""
    return gathering(hours=0.5, company=2)


@pytest.fixture
def guest(live):
    ada = Guest.objects.create(
        gathering=live, email="ada@elsewhere.example", name="Ada", age_band="16-17", language="en"
    )
    say_as_guest(ada, "yes", 0)
    return ada


def address_of(gathering):
    return Entry.objects.get(pk=gathering.pk).address


def kept(gathering):
    return [(one.person and one.person.name, one.how) for one in gathering.attendances.order_by("pk")]


def test_the_list_is_ticked_and_a_tick_is_taken_back(live, table, carrier, member, person, guest, sign_in):
    dov = person("dov")
    say_coming(live, dov, "yes", 2)
    member(table, "ines")
    client, address = sign_in(carrier), f"{address_of(live)}check-in/"
    page = client.get(address).text
    assert page.index("Ada") < page.index("a guest under 18") < page.index("Dov") < page.index("and 2 more")
    assert page.index("Other members") < page.index("Ines")
    keys = dict(re.findall(r'name="who" value="([^"]+)">\s*<button[^>]*>Is here<span[^>]*>: <bdi>(\w+)', page))
    by_name = {name: key for key, name in keys.items()}
    for name in ("Ada", "Dov", "Dov"):  # pressed twice
        client.post(address, {"who": by_name[name], "said": "here"})
    assert kept(live) == [(None, "list"), ("dov", "list")]
    assert set(live.attendances.values_list("by__name", flat=True)) == {carrier.name}
    client.post(address, {"who": by_name["Dov"], "said": "undo"})
    assert kept(live) == [(None, "list")]
    for nonsense in ("", "person-x", "guest-999999", f"guest-{'9' * 40}", "person-" + by_name["Ada"]):
        assert client.post(address, {"who": nonsense, "said": "here"}).status_code == 302
    assert len(kept(live)) == 1


def test_the_code_on_the_wall_opens_one_button(live, table, carrier, member, sign_in):
    page = sign_in(carrier).get(f"{address_of(live)}check-in/").text
    path = f"{address_of(live)}here/?code={code_of(live)}"
    assert path in page
    assert "<svg" in page
    ines = sign_in(member(table, "ines"))
    assert "I am here" in ines.get(path).text
    assert kept(live) == []  # looking changed nothing
    assert "You are here" in ines.post(path, {"said": "here"}, follow=True).text
    assert kept(live) == [("ines", "code")]
    assert "Are you here?" in ines.post(path, {"said": "undo"}, follow=True).text
    assert kept(live) == []
    ines.post(f"{address_of(live)}here/?code=guessed", {"said": "here"})
    assert kept(live) == [("ines", "self")]


def test_one_says_so_oneself_from_an_hour_before_until_the_end(live, table, member, sign_in):
    ines, address = sign_in(member(table, "ines")), f"{address_of(live)}here/"
    for moment in (live.starts_at - timedelta(minutes=61), live.ends_at):
        with clock.at(moment):
            assert "I am here" not in ines.get(address).text
            ines.post(address, {"said": "here"})
            assert kept(live) == []
    assert f'href="{address}"' in ines.get(address_of(live)).text
    ines.post(address, {"said": "here"})
    assert kept(live) == [("ines", "self")]


def test_who_was_there_is_ticked_and_seen_by_those_who_look_after_it_alone(live, table, member, person, sign_in, guest):
    for somebody in (member(table, "ines"), person("dov")):
        assert sign_in(somebody).get(f"{address_of(live)}check-in/").status_code == 403
        assert sign_in(somebody).get("/c/the-mending-table/gatherings/not-seen/").status_code == 403
    for path in (f"{address_of(live)}check-in/", f"{address_of(live)}here/"):
        assert sign_in(None).get(path).status_code == 302


def test_what_a_guest_did_is_theirs_once_they_joined_and_nameless_once_they_are_forgotten(live, guest, carrier):
    check_in(live, guest, how="list", by=carrier)
    account = Account.objects.create_user("ada", guest.email, "a kettle is a pot")
    ada = Person.objects.create(account=account, name="ada", display_name="Ada", age_band="16-17")
    claim_guests(ada)
    assert kept(live) == [("ada", "list")]
    bo = Guest.objects.create(gathering=live, email="bo@elsewhere.example", name="Bo", age_band="adult", language="en")
    check_in(live, bo, how="list", by=carrier)
    forget_guest(bo)
    assert Attendance.objects.filter(person=None, guest=None).count() == 1
    assert live.attendances.count() == 2


def test_who_was_at_none_of_the_last_three_is_named_by_the_alphabet(gathering, table, carrier, member, sign_in):
    people = {name: member(table, name) for name in ("wen", "ines", "dov")}
    member(table, "visitor", role="guest")
    table.memberships.update(joined_at=clock.now() - timedelta(days=60))
    member(table, "newcomer")
    client, page = sign_in(carrier), "/c/the-mending-table/gatherings/not-seen/"
    assert "Nobody was ticked yet" in client.get(page).text
    held = [gathering(f"Evening {n}", hours=-24 * (5 - n)) for n in range(4)]
    gathering("Nobody was ticked here", hours=-2)
    check_in(held[0], people["ines"], how="list", by=carrier)
    for evening in held[1:]:
        check_in(evening, people["dov"], how="list", by=carrier)
    text = client.get(page).text.partition('id="missed"')[2]
    assert "Evening 0" not in text
    assert "Nobody was ticked here" not in text
    names = re.findall(r'href="/@(\w+)/"', text)
    assert names == ["ines", "nkechi", "wen"]
    assert text.index("here on") < text.index("not met yet")


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_as_for_three(
    many, live, table, carrier, member, person, sign_in, django_assert_num_queries
):
    for n in range(many):
        say_coming(live, person(f"person{n}"), "yes")
        member(table, f"member{n}")
    client, address = sign_in(carrier), f"{address_of(live)}check-in/"
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
