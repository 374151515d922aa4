"""The sessions of a board that is agreed on, in calendars: of their gathering, of feeds, and of those who go there."""

import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from icalendar import Calendar

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience, delete_entries
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.actions import cancel_gathering, change_gathering
from commonplace.stages.gather.calendar_import import read_calendar
from commonplace.stages.gather.calendar_taking import look_through
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.written import write_missing
from commonplace.stages.open_space import actions
from commonplace.stages.open_space.models import AgreedSession
from commonplace.stages.open_space.own import leave_open_spaces
from commonplace.stages.open_space.tests.conftest import Told

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[..., Client]


def _put(told: Told, name: str, time: int, room: str) -> None:
    slot = told.space.slots.order_by("starts_after")[time]
    actions.put_in(told.sessions[name], told.people["nkechi"], slot, told.space.venues.get(name=room))


@pytest.fixture
def agreed(told: Told) -> Told:
    """Lamps and Zyxbikes first, Radios an hour later; Kettles has no place."""
    for name, time, room in (("ines", 0, "Hall"), ("leila", 0, "Kitchen"), ("dov", 1, "Hall")):
        _put(told, name, time, room)
    told.wish("dov", "ines")
    actions.agree(told.space, told.people["nkechi"])
    return told


def _events(answer: Any) -> dict[str, Any]:
    """The events of a calendar by their names, without their site."""
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    events = {str(event["UID"]).partition("@")[0]: event for event in found}
    assert len(events) == len(found)
    return events


def _of(told: Told, client: Client, address: str = "") -> dict[str, Any]:
    """The events of the sessions alone, by who proposed them."""
    events = _events(client.get(address or f"{told.gathering.entry.address}gathering.ics"))
    assert ids.written(told.gathering.pk) in events
    by_key = {ids.written(proposal_key): name for name, proposal_key in KEYS.items()}
    return {by_key[key]: event for key, event in events.items() if key in by_key}


KEYS: dict[str, int] = {}


@pytest.fixture(autouse=True)
def keys(told: Told) -> None:
    """What is deleted has no key any more, but calendars know it."""
    KEYS.clear()
    KEYS.update({name: proposal.pk for name, proposal in told.sessions.items()})


@pytest.fixture
def own(sign_in: SignIn) -> Callable[[Person], tuple[Client, str]]:
    """A program that reads somebody's own calendar, and the address at which it does."""

    def make(somebody: Person) -> tuple[Client, str]:
        page = sign_in(somebody).post("/me/calendar/", {"make": "yes"}, follow=True).text
        found = re.search(r"/calendar/[\w-]{43}\.ics", page)
        assert found
        return sign_in(), found[0]

    return make


def test_a_gathering_holds_its_sessions_with_rooms_and_times_once_they_are_agreed_on(
    told: Told, sign_in: SignIn
) -> None:
    for name, time, room in (("ines", 0, "Hall"), ("dov", 1, "Kitchen")):
        _put(told, name, time, room)
    client = sign_in(told.people["leila"])
    assert _of(told, client) == {}
    actions.agree(told.space, told.people["nkechi"])
    change_gathering(
        Gathering.objects.get(pk=told.gathering.pk), told.people["nkechi"], based_on=1, place="12 Mill Lane"
    )
    for address in ("", "/c/the-mending-table/calendar.ics", "/c/the-mending-table/programme.ics", "/calendar.ics"):
        found = _of(told, client, address)
        assert set(found) == {"ines", "dov"}
        lamps, radios, begins = found["ines"], found["dov"], told.gathering.starts_at
        assert (str(lamps["SUMMARY"]), str(lamps["LOCATION"])) == ("Lamps", "Hall, 12 Mill Lane")
        assert (lamps["DTSTART"].dt, lamps["DTEND"].dt) == (begins, begins + timedelta(minutes=45))
        assert radios["DTSTART"].dt == begins + timedelta(minutes=60)
        assert str(radios["LOCATION"]) == "Kitchen, 12 Mill Lane"
        assert str(radios["URL"]) == f"http://localhost{told.sessions['dov'].address}"
        assert str(radios["RELATED-TO"]).startswith(ids.written(told.gathering.pk))
        assert str(radios["STATUS"]) == "CONFIRMED"


def test_ones_own_calendar_holds_the_sessions_that_one_hosts_or_wants_to_go_to(agreed: Told, own: Any) -> None:
    for name, there in {"dov": {"dov", "ines"}, "ines": {"ines"}, "leila": {"leila"}, "nkechi": set()}.items():
        client, address = own(agreed.people[name])
        assert set(_of(agreed, client, address)) == there
    client, address = own(agreed.people["leila"])
    assert str(_of(agreed, client, address)["leila"]["SUMMARY"]) == "Zyxbikes"


def test_sessions_are_seen_by_those_alone_who_see_the_gathering(
    agreed: Told, sign_in: SignIn, own: Any, person: Any, run_tasks: Any
) -> None:
    change_audience(agreed.gathering.entry, agreed.people["nkechi"], Audience.COMMUNITY)
    file = f"{agreed.gathering.entry.address}gathering.ics"
    for client in (sign_in(), sign_in(person("outsider"))):
        assert client.get(file).status_code == 404
        for address in ("/c/the-mending-table/calendar.ics", "/c/the-mending-table/programme.ics", "/calendar.ics"):
            assert "Lamps" not in client.get(address).text
            assert "Hall" not in client.get(address).text
    client, address = own(agreed.people["dov"])
    assert set(_of(agreed, client, address)) == {"dov", "ines"}
    change_audience(agreed.gathering.entry, agreed.people["nkechi"], Audience.ONLY_ME)
    assert "Lamps" not in client.get(address).text
    assert "Radios" not in client.get(address).text


def test_strangers_read_no_words_of_people_under_18_in_calendars(agreed: Told, sign_in: SignIn) -> None:
    found = _of(agreed, sign_in())
    assert str(found["ines"]["SUMMARY"]) == "Lamps"
    assert str(found["leila"]["SUMMARY"]) == "A session of this community"
    assert str(found["leila"]["URL"]) == f"http://localhost{agreed.space.address}"
    assert ids.written(agreed.sessions["leila"].pk) not in str(found["leila"]["DESCRIPTION"])


def test_nobody_is_called_by_name_in_what_lies_with_others(told: Told, sign_in: SignIn, own: Any) -> None:
    lamps, ines = told.sessions["ines"], told.people["ines"]
    actions.change_proposal(lamps, ines, based_on=1, title="Lamps with @leila", words="", topic="", hosts=[])
    _put(told, "ines", 0, "Hall")
    actions.agree(told.space, told.people["nkechi"])
    for client, address in ((sign_in(), ""), own(ines)):
        assert "leila" not in str(_of(told, client, address)["ines"]["SUMMARY"])
    assert "@leila" in str(_of(told, sign_in(ines))["ines"]["SUMMARY"])


def test_a_board_that_is_open_again_is_said_as_it_was_until_it_is_agreed_on_anew(
    agreed: Told, sign_in: SignIn, own: Any
) -> None:
    client, keeper = sign_in(agreed.people["dov"]), agreed.people["nkechi"]
    before = _of(agreed, client)
    actions.open_again(agreed.space, keeper)
    _put(agreed, "ines", 1, "Kitchen")
    actions.put_in(agreed.sessions["leila"], keeper, None, None)
    _put(agreed, "nkechi", 0, "Hall")
    between = _of(agreed, client)
    assert set(between) == set(before)
    for name, event in between.items():
        assert [event[part] for part in ("DTSTART", "LOCATION", "STATUS")] == [
            before[name][part] for part in ("DTSTART", "LOCATION", "STATUS")
        ]
    actions.agree(agreed.space, keeper)
    after = _of(agreed, client)
    assert {name: str(event["STATUS"]) for name, event in after.items()} == {
        "ines": "CONFIRMED", "dov": "CONFIRMED", "nkechi": "CONFIRMED", "leila": "CANCELLED",
    }  # fmt: skip
    assert str(after["ines"]["LOCATION"]) == "Kitchen"
    assert after["ines"]["DTSTART"].dt == agreed.gathering.starts_at + timedelta(minutes=60)
    assert all(after[name]["SEQUENCE"] > before[name]["SEQUENCE"] for name in before)
    assert all(after[name]["UID"] == before[name]["UID"] for name in before)
    mine = _of(agreed, *own(agreed.people["leila"]))
    assert str(mine["leila"]["STATUS"]) == "CANCELLED", "it is taken off the calendar of whoever wanted to go"
    actions.open_again(agreed.space, keeper)
    _put(agreed, "leila", 0, "Kitchen")
    actions.agree(agreed.space, keeper)
    again = _of(agreed, client)["leila"]
    assert (str(again["STATUS"]), again["SEQUENCE"] > after["leila"]["SEQUENCE"]) == ("CONFIRMED", True)


def test_a_title_that_was_changed_meanwhile_has_a_higher_number(agreed: Told, sign_in: SignIn) -> None:
    client, lamps = sign_in(agreed.people["dov"]), agreed.sessions["ines"]
    before = _of(agreed, client)["ines"]
    actions.open_again(agreed.space, agreed.people["nkechi"])
    actions.change_proposal(lamps, agreed.people["ines"], based_on=1, title="Cords", words="", topic="", hosts=[])
    actions.agree(agreed.space, agreed.people["nkechi"])
    after = _of(agreed, client)["ines"]
    assert (str(after["SUMMARY"]), after["SEQUENCE"] > before["SEQUENCE"]) == ("Cords", True)


def test_what_is_taken_back_or_hidden_is_cancelled_and_its_words_are_gone(agreed: Told, sign_in: SignIn) -> None:
    reader, keeper = sign_in(agreed.people["leila"]), agreed.people["nkechi"]
    before = _of(agreed, reader)
    kept = actions.take_back(agreed.sessions["dov"], agreed.people["dov"])
    actions.set_hidden(agreed.sessions["ines"], clock.now())
    for client in (reader, sign_in(), sign_in(keeper)):
        found = _of(agreed, client)
        for name, words in (("dov", "Radios"), ("ines", "Lamps")):
            assert str(found[name]["STATUS"]) == "CANCELLED"
            assert found[name]["SEQUENCE"] > before[name]["SEQUENCE"]
            assert words not in found[name].to_ical().decode()
    actions.set_hidden(agreed.sessions["ines"], None)
    shown = _of(agreed, reader)["ines"]
    assert (str(shown["STATUS"]), str(shown["SUMMARY"])) == ("CANCELLED", "Lamps"), "it has no place any more"
    hidden_at = _of(agreed, reader)["dov"]["SEQUENCE"]
    actions.open_again(agreed.space, keeper)
    bring_back(kept.pk, agreed.people["dov"])
    back = _of(agreed, reader)["dov"]
    assert (str(back["STATUS"]), str(back["SUMMARY"])) == ("CONFIRMED", "Radios")
    assert back["SEQUENCE"] > hidden_at


def test_sessions_move_and_are_cancelled_with_their_gathering(agreed: Told, sign_in: SignIn) -> None:
    client, keeper = sign_in(), agreed.people["nkechi"]
    before = _of(agreed, client)["ines"]
    gathering = Gathering.objects.select_related("entry__community").get(pk=agreed.gathering.pk)
    times = {name: getattr(gathering, name) + timedelta(days=7) for name in ("starts_at", "ends_at")}
    change_gathering(gathering, keeper, based_on=1, **times)
    moved = _of(agreed, client)["ines"]
    assert moved["DTSTART"].dt == before["DTSTART"].dt + timedelta(days=7)
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    cancel_gathering(gathering, keeper, "The roof leaks")
    gone = _of(agreed, client)
    assert {str(event["STATUS"]) for event in gone.values()} == {"CANCELLED"}
    assert gone["ines"]["SEQUENCE"] > moved["SEQUENCE"]


def test_a_gathering_that_is_deleted_and_brought_back_has_its_sessions(agreed: Told, sign_in: SignIn) -> None:
    before = sign_in().get("/calendar.ics").content
    kept = delete_entries([agreed.gathering.entry], agreed.people["nkechi"], "Gone.", "/")
    assert not AgreedSession.objects.exists()
    bring_back(kept.pk, agreed.people["nkechi"])
    assert sign_in().get("/calendar.ics").content == before


def test_whoever_left_with_their_words_leaves_a_cancelled_session(agreed: Told, sign_in: SignIn) -> None:
    leave_open_spaces(agreed.people["dov"], keep=False)
    gone = _of(agreed, sign_in(agreed.people["ines"]))["dov"]
    assert (str(gone["STATUS"]), str(gone["SUMMARY"])) == ("CANCELLED", "A session of this community")


def test_our_own_file_that_is_brought_in_again_makes_no_gatherings_of_sessions(agreed: Told, sign_in: SignIn) -> None:
    data = sign_in(agreed.people["nkechi"]).get("/c/the-mending-table/calendar.ics").content
    events = read_calendar(data, agreed.community.zone).events
    assert len(events) == 4
    assert not look_through(agreed.community, agreed.people["nkechi"], events).is_news


@pytest.mark.parametrize("sessions", [1, 3])
def test_sessions_are_asked_for_at_once(
    told: Told, sign_in: SignIn, own: Any, sessions: int, django_assert_num_queries: Any
) -> None:
    for name, time, room in (("ines", 0, "Hall"), ("leila", 0, "Kitchen"), ("dov", 1, "Hall"))[:sessions]:
        _put(told, name, time, room)
    actions.agree(told.space, told.people["nkechi"])
    write_missing()
    client, address = own(told.people["ines"])
    with django_assert_num_queries(3):
        client.get(f"{told.gathering.entry.address}gathering.ics")
    with django_assert_num_queries(3):
        client.get("/calendar.ics")
    with django_assert_num_queries(4):
        client.get(address)


def test_the_programme_leads_into_calendars(agreed: Told, sign_in: SignIn) -> None:
    page = sign_in(agreed.people["dov"]).get(agreed.space.address).text
    assert f'href="{agreed.gathering.entry.address}gathering.ics"' in page
    assert 'href="/me/calendar/"' in page


def test_boards_that_were_agreed_on_before_stand_in_calendars_after_an_update(agreed: Told) -> None:
    before = list(AgreedSession.objects.order_by("pk").values("pk", "proposal", "starts_after", "minutes", "room"))
    AgreedSession.objects.all().delete()
    import_module("commonplace.stages.open_space.migrations.0004_agreed_sessions").fill(apps, None)
    after = AgreedSession.objects.order_by("pk")
    assert list(after.values("pk", "proposal", "starts_after", "minutes", "room")) == before
    assert {one.changed_at for one in after} == {agreed.now().agreed_at}
