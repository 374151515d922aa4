"""The pages of an open space, as people use them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience
from commonplace.ground import ids
from commonplace.ground.models import Happening
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.open_space import actions, tasks
from commonplace.stages.open_space.models import OpenSpace, Proposal, Wish
from commonplace.stages.open_space.outcomes import Outcome
from commonplace.stages.open_space.showing import in_words
from commonplace.stages.open_space.tests.conftest import Told

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]


def _plainly(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_from_nothing_to_a_programme(told: Told, sign_in: SignIn, run_tasks: Callable[[], None]) -> None:
    OpenSpace.objects.all().delete()
    address = told.space.address
    keeper, ines, dov = (sign_in(told.people[name]) for name in ("nkechi", "ines", "dov"))
    assert "Begin an open space" in keeper.get(told.gathering.entry.address).text
    assert "Begin an open space" not in ines.get(told.gathering.entry.address).text
    assert ines.get(address).status_code == 404
    assert "as few wishes as possible clash" in keeper.get(address).text
    venues = keeper.post(address, follow=True)
    assert venues.redirect_chain[-1][0] == f"{address}rooms/"
    sent = keeper.post(f"{address}rooms/", form_on(venues) | {"venue_0_name": "Hall", "venue_1_name": "Garden"})
    assert sent.status_code == 302
    assert told.now().slots.count() == 3, "three times of 45 minutes were suggested in three hours"
    for client, title in ((ines, "Lamps"), (dov, "Radios")):
        proposed = client.post(f"{address}propose/", {"title": title, "topic": "", "words": "", "with_whom": ""})
        assert proposed.status_code == 302
    keys = [ids.written(key) for key in Proposal.objects.values_list("pk", flat=True)]
    assert dov.post(f"{address}wishes/", {"shown": keys, "wanted": keys}).status_code == 302
    assert Wish.objects.filter(person=told.people["dov"]).count() == 2
    keeper.post(f"{address}fill/")
    assert "The board is being filled." in dov.get(address).text
    run_tasks()
    page = _plainly(dov.get(address).text)
    assert "Your day" in page
    assert "How it came out" in page
    agreed = keeper.post(f"{address}agree/", {"based_on": told.now().version}, follow=True)
    assert "This is the programme now." in agreed.text
    assert "What is proposed" not in _plainly(ines.get(address).text)
    assert dov.post(f"{address}wishes/", {"shown": keys, "wanted": []}).status_code == 403
    assert dov.get(f"{address}propose/").status_code == 403
    assert "The programme" in ines.get(told.gathering.entry.address).text


def test_who_may_what(told: Told, sign_in: SignIn, person: Any) -> None:
    address, stranger, outsider = told.space.address, sign_in(), sign_in(person("outsider"))
    for part in ("fill/", "undo/", "agree/"):
        assert sign_in(told.people["ines"]).post(address + part).status_code == 403
        assert outsider.post(address + part).status_code == 403
        assert stranger.post(address + part).status_code == 302
    for part in ("rooms/", f"{ids.written(told.sessions['ines'].pk)}/place/"):
        assert sign_in(told.people["ines"]).get(address + part).status_code == 403
    assert outsider.post(f"{address}wishes/").status_code == 403
    assert outsider.get(f"{address}propose/").status_code == 403
    assert sign_in(told.people["dov"]).get(f"{told.sessions['ines'].address}edit/").status_code == 403
    assert sign_in(told.people["dov"]).get(f"{told.sessions['ines'].address}delete/").status_code == 403
    assert sign_in(told.people["nkechi"]).get(f"{told.sessions['ines'].address}delete/").status_code == 200


def test_strangers_read_no_words_of_people_under_18(told: Told, sign_in: SignIn, run_tasks: Callable[[], None]) -> None:
    tasks.ask_to_fill(told.now(), told.people["nkechi"])
    run_tasks()
    stranger = sign_in()
    page = stranger.get(told.space.address).text
    assert "Lamps" in page
    assert "Zyxbikes" not in page
    assert told.people["leila"].display_name not in page
    assert "A session of this community" in page
    assert "wishes" not in page
    assert stranger.get(told.sessions["leila"].address).status_code == 404
    assert stranger.get(told.sessions["ines"].address).status_code == 200
    assert "Zyxbikes" in sign_in(told.people["dov"]).get(told.space.address).text


def test_who_does_not_see_the_gathering_sees_nothing_of_its_open_space(
    told: Told, sign_in: SignIn, person: Any
) -> None:
    change_audience(told.gathering.entry, told.people["nkechi"], Audience.COMMUNITY)
    for client in (sign_in(), sign_in(person("outsider"))):
        for address in (told.space.address, told.sessions["ines"].address):
            assert client.get(address).status_code == 404
        assert client.get(f"{told.space.address}board-a4.pdf").status_code in {302, 404}


def test_nobody_reads_where_somebody_else_wants_to_go(told: Told, sign_in: SignIn) -> None:
    told.wish("dov", "ines")
    for name in ("ines", "nkechi", "leila"):
        assert "checked" not in sign_in(told.people[name]).get(told.space.address).text
    assert sign_in(told.people["dov"]).get(told.space.address).text.count(" checked") == 1


def test_a_title_that_nobody_can_see_is_none(told: Told, sign_in: SignIn) -> None:
    typed = {"title": "\u200b\u2060", "topic": "", "words": "", "with_whom": ""}
    assert sign_in(told.people["ines"]).post(f"{told.space.address}propose/", typed).status_code == 422
    assert Proposal.objects.count() == 4


def test_a_session_without_a_title_comes_back_with_what_was_typed(told: Told, sign_in: SignIn) -> None:
    answer = sign_in(told.people["ines"]).post(f"{told.space.address}propose/", {"title": "", "words": "These stay."})
    assert answer.status_code == 422
    assert "These stay." in answer.text
    unknown = {"title": "With somebody", "with_whom": "@nobodyatall"}
    answer = sign_in(told.people["ines"]).post(f"{told.space.address}propose/", unknown)
    assert answer.status_code == 422
    assert "Nobody here is called @nobodyatall" in answer.text


def test_a_session_that_was_changed_meanwhile_shows_both(told: Told, sign_in: SignIn) -> None:
    lamps, ines = told.sessions["ines"], told.people["ines"]
    client = sign_in(ines)
    form = form_on(client.get(f"{lamps.address}edit/"))
    actions.change_proposal(lamps, ines, based_on=1, title="Lamps and cords", words="", topic="", hosts=[])
    answer = client.post(f"{lamps.address}edit/", form | {"title": "Lamps in the dark"})
    assert answer.status_code == 409
    assert "Lamps and cords" in answer.text
    assert "Lamps in the dark" in answer.text
    assert client.post(f"{lamps.address}edit/", form_on(answer)).status_code == 302
    lamps.refresh_from_db()
    assert lamps.title == "Lamps in the dark"


def test_rooms_that_were_changed_meanwhile_show_both(told: Told, sign_in: SignIn) -> None:
    keeper = sign_in(told.people["nkechi"])
    form = form_on(keeper.get(f"{told.space.address}rooms/"))
    actions.set_venues_and_times(
        told.space, told.people["nkechi"], [actions.VenueRow(None, "Attic", 3)], [actions.SlotRow(None, 0, 30)]
    )
    answer = keeper.post(f"{told.space.address}rooms/", form | {"venue_2_name": "Cellar"})
    assert answer.status_code == 409
    assert "Attic" in answer.text
    assert 'value="Cellar"' in answer.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"venue_1_name": "hall"}, "Another room has this name, too."),
        ({"venue_2_holds": "4"}, "Give this room a name."),
        ({"venue_0_holds": "many"}, "Write a whole number"),
        ({"slot_1_begins": ""}, "Say from when until when."),
        ({"slot_0_begins": "00:00", "slot_0_ends": "00:01"}, "The gathering is not on then."),
    ],
)
def test_rooms_and_times_that_cannot_be(told: Told, sign_in: SignIn, typed: dict[str, str], says: str) -> None:
    keeper = sign_in(told.people["nkechi"])
    form = form_on(keeper.get(f"{told.space.address}rooms/"))
    answer = keeper.post(f"{told.space.address}rooms/", form | typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert told.space.venues.count() == 2


def test_the_page_of_places_says_what_each_costs_and_moves_without_a_script(told: Told, sign_in: SignIn) -> None:
    keeper, lamps = sign_in(told.people["nkechi"]), told.sessions["ines"]
    page = keeper.get(f"{lamps.address}place/")
    assert "a few wishes more can be met" in page.text
    slot, venue = told.space.slots.first(), told.space.venues.get(name="Kitchen")
    sent = keeper.post(f"{lamps.address}place/", {"based_on": told.now().version, "place": f"{slot.pk}-{venue.pk}"})
    assert sent.status_code == 302
    assert "fixed by hand" in keeper.get(told.space.address).text
    assert "Take the last step back" in keeper.get(told.space.address).text
    overtaken = keeper.post(f"{lamps.address}place/", {"based_on": 1, "place": f"{slot.pk}-{venue.pk}"})
    assert overtaken.status_code == 409
    keeper.post(f"{lamps.address}place/", {"place": "loose"})
    assert "fixed by hand" not in keeper.get(told.space.address).text
    assert keeper.post(f"{lamps.address}place/", {"based_on": told.now().version}).status_code == 422
    keeper.post(f"{told.space.address}undo/", {"based_on": told.now().version})
    assert "fixed by hand" in keeper.get(told.space.address).text


@pytest.mark.parametrize("size", ["a4", "a3", "letter"])
def test_the_board_on_paper(told: Told, sign_in: SignIn, run_tasks: Callable[[], None], size: str) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    client = sign_in(told.people["ines"])
    empty = client.get(f"{told.space.address}board-{size}.pdf")
    assert empty.headers["Content-Type"] == "application/pdf"
    tasks.ask_to_fill(told.now(), told.people["nkechi"])
    run_tasks()
    pages = PdfReader(BytesIO(client.get(f"{told.space.address}board-{size}.pdf").content)).pages
    assert len(pages) == 1
    assert pages[0].mediabox.width > pages[0].mediabox.height
    words = pages[0].extract_text()
    for said in ("A day of it", "Lamps", "Zyxbikes", "Hall", told.people["ines"].display_name):
        assert said in words
    assert told.people["leila"].display_name not in words


def test_a_board_of_many_goes_on_to_further_pages(told: Told, sign_in: SignIn) -> None:
    venues = [actions.VenueRow(None, f"Room {count}", None) for count in range(16)]
    actions.set_venues_and_times(
        told.space, told.people["nkechi"], venues, [actions.SlotRow(None, at * 10, 10) for at in range(12)]
    )
    places = [(slot, venue) for slot in told.space.slots.all() for venue in told.space.venues.all()]
    for count, (slot, venue) in enumerate(places[:120]):
        one = Proposal.objects.create(space=told.space, title=f"A session with a rather long title, number {count}")
        one.hosts.set([])
        actions.Place.objects.create(proposal=one, slot=slot, venue=venue)
    answer = sign_in(told.people["ines"]).get(f"{told.space.address}board-a4.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    page = sign_in(told.people["ines"]).get(told.space.address)
    assert page.status_code == 200


def test_a_cancelled_gathering_takes_no_sessions(told: Told, sign_in: SignIn) -> None:
    from commonplace.stages.gather.actions import cancel_gathering

    cancel_gathering(told.gathering, told.people["nkechi"], "Rain")
    assert sign_in(told.people["ines"]).get(f"{told.space.address}propose/").status_code == 403


def test_days_are_chosen_where_a_gathering_has_several(told: Told, sign_in: SignIn) -> None:
    from datetime import timedelta

    begins = told.gathering.starts_at
    weekend = plan_gathering(
        told.community, told.people["nkechi"], title="Weekend", starts_at=begins, ends_at=begins + timedelta(days=2)
    )
    space = actions.begin_open_space(weekend, told.people["nkechi"])
    keeper = sign_in(told.people["nkechi"])
    form = form_on(keeper.get(f"{space.address}rooms/"))
    blank = {name: "" for name in form if name.startswith("slot_") and not name.endswith("_day")}
    typed = {"venue_0_name": "Hall", "slot_0_day": "1", "slot_0_begins": "10:00", "slot_0_ends": "10:45"}
    assert keeper.post(f"{space.address}rooms/", form | blank | typed).status_code == 302
    slot = space.slots.get()
    assert slot.minutes == 45
    assert (slot.starts_at(weekend) - begins).days <= 1


def test_the_links_to_rooms_are_for_members_and_those_who_come(told: Told, sign_in: SignIn, person: Any) -> None:
    nkechi, amara = told.people["nkechi"], person("amara")
    venues = [actions.VenueRow(None, "Hall", 40, "https://meet.example/hall")]
    actions.set_venues_and_times(told.now(), nkechi, venues, [actions.SlotRow(None, 0, 45)])
    space = told.now()
    actions.put_in(told.sessions["ines"], nkechi, space.slots.first(), space.venues.first())
    address = told.space.address
    pages = [address, told.sessions["ines"].address]
    for page in pages:
        assert "meet.example" in sign_in(told.people["dov"]).get(page).text
        assert "meet.example" not in sign_in(amara).get(page).text
    say_coming(told.gathering, amara, "yes")
    for page in pages:
        assert "meet.example" in sign_in(amara).get(page).text


def test_a_number_of_which_there_is_no_room_is_a_new_room(told: Told, sign_in: SignIn) -> None:
    address = f"{told.space.address}rooms/"
    keeper = sign_in(told.people["nkechi"])
    typed = form_on(keeper.get(address)) | {"venue_0_key": "9" * 40}
    assert keeper.post(address, typed).status_code == 302
    assert sorted(told.now().venues.values_list("name", flat=True)) == ["Hall", "Kitchen"]


@pytest.mark.parametrize(("nowhere", "says"), [(0, "9 clash"), (2, "At least"), (5, "5 are for sessions")])
def test_no_number_under_five_can_be_worked_out_from_the_others(nowhere: int, says: str) -> None:
    outcome = Outcome("", wishes=40, clashing=9, before_full_doors=6, without_a_place=nowhere, pairs=[])
    said = " ".join(in_words(outcome))
    assert says in said
    assert ("9 clash" in said) == (nowhere != 2)


def test_that_the_board_is_being_filled_stands_within_what_is_live(told: Told, sign_in: SignIn) -> None:
    client, heard = sign_in(told.people["ines"]), Happening.objects.filter(kind="board.filling")
    before = heard.count()
    tasks.ask_to_fill(told.now(), told.people["nkechi"])
    assert heard.count() == before + 1, "whoever looks at the board is told"
    page = client.get(told.space.address).text
    live = page[page.index('id="board"') : page.index('id="proposed"')]
    assert "The board is being filled." in live
    OpenSpace.objects.update(filling_since=None, trouble=True)
    page = sign_in(told.people["nkechi"]).get(told.space.address).text
    live = page[page.index('id="board"') : page.index('id="proposed"')]
    assert "The board could not be filled." in live
