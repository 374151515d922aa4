"""Calendars to subscribe to: of a programme, of oneself at a secret address, of the whole commons."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from commonplace.commons.communities.actions import close_community, leave_community, welcome_member
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.leaving import leave_commons
from commonplace.ground import clock
from commonplace.stages.gather.actions import cancel_gathering
from commonplace.stages.gather.feeds import MOST_IN_CALENDARS
from commonplace.stages.gather.models import CalendarAddress, Gathering
from commonplace.stages.gather.places import say_coming

pytestmark = pytest.mark.django_db
OWN = "/me/calendar/"


def titles(answer):
    assert answer.status_code == 200
    return {str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def programme(community, carrier, gathering):
    """A programme with a gathering of its own, an open team and one that keeps to itself."""
    programme = community(carrier, name="The Summer", audience=Audience.OPEN)
    gathering("Check-in", into=programme)
    for name, audience in (("Open Kitchen", Audience.OPEN), ("Quiet Room", Audience.COMMUNITY)):
        team = community(carrier, name=name, audience=audience, parent=programme, opened_to_outer=False)
        gathering(f"{name} meets", into=team)
        gathering(f"{name} among themselves", into=team, audience=Audience.COMMUNITY)
    return programme


def test_a_programmes_calendar_holds_what_its_reader_may_see_of_all_within_it(programme, carrier, member, sign_in):
    address = "/c/the-summer/programme.ics"
    assert titles(sign_in().get(address)) == {"Check-in", "Open Kitchen meets"}
    assert titles(sign_in(member(programme, "ines")).get(address)) == {"Check-in", "Open Kitchen meets"}
    assert titles(sign_in(carrier).get(address)) == {
        "Check-in",
        "Open Kitchen meets",
        "Open Kitchen among themselves",
        "Quiet Room meets",
        "Quiet Room among themselves",
    }
    assert address in sign_in().get("/c/the-summer/gatherings/").text


@pytest.fixture
def secret(sign_in):
    """Make somebody's address, and give it as they read it."""

    def make(person):
        page = sign_in(person).post(OWN, {"make": "yes"}, follow=True).text
        return re.search(r"/calendar/[\w-]{43}\.ics", page)[0]

    return make


def test_ones_own_calendar_is_read_by_whoever_has_its_address(
    table, gathering, member, person, community, secret, sign_in
):
    elsewhere = community(person("dov"), name="Elsewhere", audience=Audience.OPEN)
    ines = member(table, "ines")
    gathering("Ours", audience=Audience.COMMUNITY)
    gathering("Not for us", audience=Audience.TEAM)
    coming, _other = (
        gathering(name, into=elsewhere, by=elsewhere.memberships.get().person) for name in ("I come", "Others come")
    )
    say_coming(coming, ines, "maybe")
    address = secret(ines)
    assert titles(sign_in().get(address)) == {"Ours", "I come"}
    leave_community(table.memberships.get(person=ines), ines)
    assert titles(sign_in().get(address)) == {"I come"}


def test_who_has_it_already_is_told_so_until_something_moves(table, gathering, member, carrier, secret, sign_in):
    ours = gathering("Ours")
    address, client = secret(member(table, "ines")), sign_in()
    first = client.get(address)
    assert "private" in first["Cache-Control"]
    same = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    cancel_gathering(ours, carrier)
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert Calendar.from_ical(changed.content).walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_the_address_is_shown_once_and_to_nobody_else(table, gathering, member, carrier, secret, sign_in):
    ines = member(table, "ines")
    address = secret(ines)
    token = address.split("/")[-1].removesuffix(".ics")
    assert token not in sign_in(ines).get(OWN).text
    assert token not in CalendarAddress.objects.get().digest
    for page in (OWN, "/@ines/", "/c/the-mending-table/people/"):
        assert token not in sign_in(carrier).get(page).text


def test_made_anew_the_old_address_leads_nowhere(table, member, secret, sign_in):
    ines = member(table, "ines")
    old, new = secret(ines), secret(ines)
    assert sign_in().get(old).status_code == 404
    assert sign_in().get(new).status_code == 200


def test_it_is_ended_and_one_press_makes_it_work_again(table, member, secret, sign_in):
    ines = member(table, "ines")
    address, client = secret(ines), sign_in(ines)
    page = client.post(OWN, {"end": "yes"}, follow=True).text
    assert sign_in().get(address).status_code == 404
    client.post(re.search(r'action="(/me/undo/\w+/)"', page)[1])
    assert sign_in().get(address).status_code == 200


def test_who_has_left_has_no_calendar_here(table, gathering, member, secret, sign_in, run_tasks):
    ines = member(table, "ines")
    address = secret(ines)
    leave_commons(ines)
    assert sign_in().get(address).status_code == 404
    run_tasks()
    assert not CalendarAddress.objects.exists()


def test_names_that_open_pages_do_not_name_are_not_in_it(table, gathering, member, secret, sign_in):
    member(table, "wen", age_band="13-15")
    ines = welcome_member(table, member(table, "ines")).person
    gathering("Ask @wen to bring the lamp", audience=Audience.COMMUNITY)
    address = secret(ines)
    for client in (sign_in(), sign_in(ines)):
        assert b"@wen" not in client.get(address).content


def test_the_calendar_of_the_commons_holds_what_is_open_to_its_reader(programme, carrier, sign_in):
    client = sign_in()
    first = client.get("/calendar.ics")
    assert titles(first) == {"Check-in", "Open Kitchen meets"}
    assert client.get("/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert len(titles(sign_in(carrier).get("/calendar.ics"))) == 5


def test_what_a_closed_community_had_planned_is_not_what_is_next(gathering, table, carrier, sign_in):
    gathering("Soup for everybody")
    assert "Soup for everybody" in sign_in().get("/").text
    close_community(table, carrier)
    for address in ("/", table.address, "/calendar/"):
        assert "Soup for everybody" not in sign_in().get(address).text
    assert "Soup for everybody" in sign_in().get(f"{table.address}gatherings/").text


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_of_very_many_gatherings_the_latest_stand_in_the_feed_and_whoever_has_it_is_told_so_at_once(
    table, sign_in, django_assert_max_num_queries
):
    begins, many = clock.now() - timedelta(days=MOST_IN_CALENDARS), MOST_IN_CALENDARS + 3
    entries = [
        Entry(pk=number, kind="gathering", title=f"Evening {number}", community=table, audience=Audience.OPEN,
              shared_at=begins)
        for number in range(1_000, 1_000 + many)
    ]  # fmt: skip
    Entry.objects.bulk_create(entries)
    Gathering.objects.bulk_create(
        Gathering(entry=entry, community=table, starts_at=begins + timedelta(days=number),
                  ends_at=begins + timedelta(days=number, hours=1), zone="UTC")
        for number, entry in enumerate(entries)
    )  # fmt: skip
    answer = sign_in().get("/c/the-mending-table/calendar.ics")
    held = [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]
    assert held == [entry.title for entry in entries[3:]]
    with django_assert_max_num_queries(3):
        assert (
            sign_in().get("/c/the-mending-table/calendar.ics", headers={"If-None-Match": answer["ETag"]}).status_code
            == 304
        )
    assert sign_in().get("/c/the-mending-table/calendar.ics").content == answer.content
