"""Notes that several write at once, moments with their second, who is heard, and who reads all of it."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.actions import close_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience, delete_entry, write_entry
from commonplace.commons.entries.open_words import words_beside
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.commons.people.taken_along import lists_of
from commonplace.ground import clock, ids
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.gather.actions import cancel_gathering
from commonplace.stages.room import seconds
from commonplace.stages.room.actions import Planned, keep_moment, name_voices, write_agenda, write_notes
from commonplace.stages.room.models import Moment, NotesRevision, Room, Voice
from commonplace.stages.room.rules import may_write_in_room
from tests.pressing import press_at_once

pytestmark = pytest.mark.django_db
UNDO = re.compile(r'action="(/me/undo/\w+/)"')


@pytest.fixture
def place(evening):
    """The address of the room of an open gathering, and the gathering."""
    gathering = evening()
    return f"{gathering.entry.address}room/", gathering


@given(second=st.integers(-(10**5), 3 * 10**5))
def test_a_second_is_read_as_it_was_said(second):
    assert seconds.read(seconds.said(second)) == second


@pytest.mark.parametrize("words", [" ", "12", "12:60", "1:75:00", "٣:٣٠", "12:30:", "a:bc", "12.30", "9999:00"])
def test_what_is_no_time_is_none(words):
    with pytest.raises(ValueError, match=re.escape(words)):
        seconds.read(words)


@pytest.mark.database
def test_two_who_write_in_the_notes_are_brought_together(place, carrier, ines, sign_in):
    address, gathering = place
    write_notes(gathering, carrier, "Tea first.\n\nThe kettle hums.", based_on=0)
    mine, theirs = sign_in(ines), sign_in(carrier)
    my_form, their_form, late = (form_on(one.get(f"{address}notes/")) for one in (mine, theirs, mine))
    sent = theirs.post(f"{address}notes/", their_form | {"notes": "Tea first.\n\nThe kettle hums in **G**."})
    assert sent.url == f"{address}#room-notes"
    assert (
        mine.post(f"{address}notes/", my_form | {"notes": "Tea first.\n\nThe kettle hums.\n\nDov left."}).status_code
        == 302
    )
    assert Room.objects.get().notes == "Tea first.\n\nThe kettle hums in **G**.\n\nDov left."
    clash = mine.post(f"{address}notes/", late | {"notes": "Tea first.\n\nThe kettle is silent."})
    assert clash.status_code == 409
    assert "The kettle is silent." in clash.text
    assert "The kettle hums in <strong>G</strong>.</p>\n<p>Dov left." in clash.text
    assert mine.post(f"{address}notes/", form_on(clash)).status_code == 302
    assert Room.objects.get().notes == "Tea first.\n\nThe kettle is silent."
    page = sign_in().get(address).text
    assert "The kettle is silent." in page
    assert 'id="room-notes"' in page


@pytest.mark.database
def test_earlier_notes_are_read_compared_and_brought_back(place, carrier, ines, person, sign_in):
    address, gathering = place
    history, client = f"{address}notes/history/", sign_in(ines)
    assert "Earlier notes" not in client.get(address).text
    assert "what they become is kept here" in client.get(history).text
    write_notes(gathering, carrier, "Tea first.\n\nThe kettle hums.", based_on=0)
    NotesRevision.objects.all().delete()  # as they stood before earlier notes were kept
    write_notes(gathering, ines, "Tea first.\n\nThe kettle hums in G.", based_on=1)
    write_notes(gathering, ines, "Tea first.\n\nThe kettle hums in A.", based_on=2)
    kept = gathering.notes_revisions.order_by("number")
    assert [(one.number, one.by, one.words[-5:]) for one in kept] == [(1, carrier, "hums."), (2, ines, "in A.")]
    page = client.get(address).text
    assert f'href="{history}"' in page
    assert "Sitting 2" in client.get(history).text
    beside = client.get(f"{history}compare/").text
    assert "Before" in beside
    assert " in A." in beside
    earlier = client.get(f"{history}1/")
    assert "The kettle hums.</p>" in earlier.text
    write_notes(gathering, carrier, "Somebody was quicker.", based_on=3)
    late = client.post(f"{history}1/", form_on(earlier), follow=True)
    assert "nothing was brought back" in late.text
    assert Room.objects.get().notes == "Somebody was quicker."
    back = client.post(f"{history}1/", form_on(client.get(f"{history}1/")))
    assert back.url == f"{address}#room-notes"
    assert Room.objects.get().notes == "Tea first.\n\nThe kettle hums."
    assert gathering.notes_revisions.count() == 4, "what stood there is kept, too"
    assert "These are the words as they stand now." in client.get(f"{history}4/").text
    wen = sign_in(person("wen"))
    for path in ("", "compare/", "1/"):
        assert wen.get(f"{history}{path}").status_code == 403
        assert sign_in().get(f"{history}{path}").status_code == 302
    assert client.get(f"{history}9/").status_code == 404
    assert "Earlier notes" not in sign_in().get(address).text


def test_earlier_notes_that_name_somebody_under_18_are_not_brought_back_to_an_open_page(
    place, ines, member, table, sign_in
):
    address, gathering = place
    leila = member(table, "leila", age_band="13-15")
    leila.display_name = "Leïla Ösei"
    leila.save()
    with clock.at(clock.now() - timedelta(days=1)):
        write_notes(gathering, ines, "Leïla Ösei tried.", based_on=0)
    write_notes(gathering, ines, "Somebody tried.", based_on=1)
    client, first = sign_in(ines), f"{address}notes/history/1/"
    told = client.post(first, form_on(client.get(first)), follow=True)
    assert "people under 18 are not named on open pages" in told.text
    assert Room.objects.get().notes == "Somebody tried."


def test_a_moment_is_kept_before_live_and_afterwards(place, ines, sign_in, begins):
    address, gathering = place
    client = sign_in(ines)

    def keep(**typed):
        return client.post(f"{address}moments/", typed)

    with clock.at(begins - timedelta(days=1)):
        assert keep(words="What is different about hearing it from a peer?", at="12:30").status_code == 302
        without = keep(words="And from a teacher?")
        assert without.status_code == 422
        assert "Say when, in minutes and seconds, as 7:40." in without.text
        assert "And from a teacher?</textarea>" in without.text
        assert "Take the time" not in without.text
    with clock.at(begins + timedelta(seconds=754)):
        assert keep(words="It hums.").status_code == 302
        taken = keep(take="now", words="Half a sen")
        assert 'value="12:34"' in taken.text
        assert "Half a sen</textarea>" in taken.text
        assert 'id="form-trouble"' not in taken.text
    with clock.at(begins + timedelta(days=1)):
        assert keep(words="One hears it break.", at="1:02:30").status_code == 302
        assert keep(words="", at="1").status_code == 422
    assert [(one.second, one.words) for one in gathering.moments.all()] == [
        (750, "What is different about hearing it from a peer?"),
        (754, "It hums."),
        (3750, "One hears it break."),
    ]
    page = client.get(address).text
    assert [">12:30<" in page, ">12:34<" in page, ">1:02:30<" in page] == [True] * 3


def test_a_moment_is_taken_away_by_whom_it_is_and_those_who_look_after_the_gathering(
    place, carrier, ines, member, table, sign_in
):
    address, gathering = place
    moment = keep_moment(gathering, ines, second=5, words="It hums.")
    delete = f"{address}moments/{ids.written(moment.pk)}/delete/"
    dov = sign_in(member(table, "dov"))
    assert delete not in dov.get(address).text
    for refused in (dov.get(delete), dov.post(delete)):
        assert refused.status_code == 403
        assert "Whoever kept this moment takes it away" in refused.text
    assert f'href="{delete}"' in sign_in(ines).get(address).text
    asked = sign_in(ines).get(delete)
    assert asked.status_code == 200, "a link leads there, so it has to be a page"
    assert ["It hums." in asked.text, '<form class="leaf" method="post">' in asked.text] == [True, True]
    assert Moment.objects.exists()
    for who in (ines, carrier):
        client = sign_in(who)
        gone = client.post(delete, follow=True)
        assert not Moment.objects.exists()
        assert "“It hums.” is taken away from “Things with a plug”." in gone.text
        client.post(UNDO.search(gone.text)[1])
        assert Moment.objects.get() == moment
    change_audience(gathering.entry, carrier, Audience.COMMUNITY)
    client = sign_in(ines)
    gone = client.post(delete, follow=True)
    close_community(table, carrier)
    assert "can no longer write" in client.post(UNDO.search(gone.text)[1], follow=True).text
    assert not Moment.objects.exists()


def test_hosts_guests_and_resources_are_named(place, carrier, ines, table, sign_in):
    address, gathering = place
    book = write_entry(carrier, "resource", title="Fuses, a book", community=table, audience=Audience.OPEN)
    client = sign_in(carrier)
    form = form_on(client.get(f"{address}people/"))
    typed = form | {
        "hosts": [ines.pk],
        "guests": "Kristen Swanson, Co-founder of a foundation\n\nWalter",
        "resources": [book.pk],
    }
    assert client.post(f"{address}people/", typed).url == gathering.entry.address
    stranger = sign_in()
    for page in (stranger.get(address).text, stranger.get(gathering.entry.address).text):
        assert "<bdi>Ines</bdi>" in page
        assert "Kristen Swanson</bdi>" in page
        assert "Co-founder of a foundation" in page
    assert "Fuses, a book" in stranger.get(address).text
    assert "Kristen Swanson, Co-founder of a foundation\nWalter</textarea>" in client.get(f"{address}people/").text
    typed |= {"marks": form_on(client.get(f"{address}people/"))["marks"]}
    refused = client.post(f"{address}people/", typed | {"guests": "Ruth\n, nobody"})
    assert refused.status_code == 422
    assert "Line 2: a name" in refused.text
    assert client.post(f"{address}people/", typed | {"hosts": ["9" * 30]}).status_code == 422


def test_whoever_sees_the_gathering_reads_its_room_and_nobody_else(evening, carrier, ines, person, sign_in):
    gathering = evening(Audience.COMMUNITY)
    address = f"{gathering.entry.address}room/"
    write_notes(gathering, ines, "zyxnotes", based_on=0)
    moment = keep_moment(gathering, ines, second=5, words="zyxmoment")
    delete = f"moments/{ids.written(moment.pk)}/delete/"
    routes = ["", "notes/", "moments/", delete, "agenda/", "people/", "recording/", "captions.vtt"]
    for route in routes:
        assert sign_in(person(f"outsider{len(route)}{route[:2].strip('/')}")).get(address + route).status_code == 404
    for client in (sign_in(carrier), sign_in(ines)):
        assert "zyxnotes" in client.get(address).text
    assert sign_in().get(address).status_code == 404
    change_audience(gathering.entry, carrier, Audience.OPEN)
    page = sign_in().get(address).text
    assert "zyxnotes" in page
    assert "zyxmoment" in page
    assert "Keep a moment" not in page
    assert sign_in(person("reader")).post(f"{address}moments/", {"words": "x", "at": "0:01"}).status_code == 403


def test_strangers_read_no_words_of_a_minor_and_nobody_those_across_a_block(
    place, carrier, ines, member, table, person, sign_in
):
    address, gathering = place
    young = member(table, "leila", age_band="13-15")
    keep_moment(gathering, young, second=5, words="zyxyoung")
    keep_moment(gathering, ines, second=9, words="zyxold")
    name_voices(gathering, carrier, hosts=[young, ines], guests=[])
    stranger = sign_in().get(address).text
    assert "zyxyoung" not in stranger
    assert "zyxold" in stranger
    assert "Leila" not in stranger + sign_in().get(gathering.entry.address).text
    inside = sign_in(carrier).get(address).text
    assert "zyxyoung" in inside
    assert "Leila" in inside
    apart = member(table, "dov")
    block(apart, ines)
    assert "zyxold" not in sign_in(apart).get(address).text


@pytest.mark.parametrize("whom", ["stranger", "member"])
def test_who_looks_as_somebody_else_sees_the_agenda_and_writes_nothing(whom, place, table, carrier, ines, sign_in):
    _address, gathering = place
    write_agenda(gathering, carrier, [Planned("Kettles", 20)])
    table.norms_changed_at = clock.now() - timedelta(days=1)
    table.save()
    sign_in(ines).get(gathering.entry.address)
    answer = sign_in(carrier).get(f"{gathering.entry.address}as/{whom}/")
    assert answer.status_code == 200
    assert "Kettles" in answer.text
    assert "Change the agenda" not in answer.text


@pytest.mark.parametrize(
    ("route", "typed"),
    [
        ("notes/", {"notes": "With Leïla Ösei."}),
        ("notes/", {"notes": "With Leïla Ösei.", "draft": "1"}),
        ("moments/", {"words": "Leïla Ösei asks.", "at": "1:00"}),
        ("agenda/", {"item-0-title": "Leïla Ösei reads", "item-0-minutes": "5"}),
        ("agenda/", {"item-0-title": "Reading", "item-0-minutes": "5", "item-0-led_by": "Leïla Ösei"}),
        ("people/", {"guests": "Leïla Ösei, who mends"}),
    ],
)
def test_nobody_under_18_is_named_where_strangers_read(route, typed, evening, carrier, member, table, sign_in):
    member(table, "leila", age_band="13-15")
    Person.objects.filter(name="leila").update(display_name="Leïla Ösei")
    client = sign_in(carrier)
    for audience, status in ((Audience.OPEN, 422), (Audience.COMMUNITY, 302)):
        gathering = evening(audience)
        address = f"{gathering.entry.address}room/"
        sheet = form_on(client.get(address + route)) if route != "moments/" else {}
        answer = client.post(address + route, sheet | typed)
        assert answer.status_code == status
        if status == 422:
            assert "is not named on open pages" in answer.text
            assert not any(words_beside([gathering.pk]))
        else:
            assert any("Leïla" in words for words in words_beside([gathering.pk])), "asked of when it is opened"
            widened = client.post(f"{gathering.entry.address}audience/", {"audience": Audience.OPEN})
            assert widened.status_code == 422


def test_where_nothing_is_written_any_more(evening, carrier, ines, table, sign_in):
    gathering, other = evening(), evening()
    cancel_gathering(gathering, carrier, "Snow")
    assert (
        sign_in(ines).post(f"{gathering.entry.address}room/moments/", {"words": "x", "at": "0:01"}).status_code == 403
    )
    close_community(table, carrier)
    other.entry.refresh_from_db()
    for who in (ines, carrier):
        answer = sign_in(who).get(f"{other.entry.address}room/notes/")
        assert answer.status_code == 403
        assert "is closed. Its record stays" in answer.text
    Person.objects.filter(pk=ines.pk).update(paused_at=clock.now())
    ines.refresh_from_db()
    assert not may_write_in_room(ines, other)


def test_ones_moments_are_in_ones_book(place, carrier, ines):
    _address, gathering = place
    keep_moment(gathering, ines, second=750, words="It hums.")
    keep_moment(gathering, carrier, second=3, words="Tea.")
    (row,) = lists_of(ines)["moments"]
    assert (row["gathering"], row["after_its_beginning"], row["words"]) == ("Things with a plug", "12:30", "It hums.")
    write_notes(gathering, ines, "Shared", based_on=0)
    assert [one["notes"] for one in lists_of(carrier)["rooms"]] == ["Shared"]
    assert not list(lists_of(ines)["rooms"])


def test_a_deleted_gathering_takes_its_room_along_and_brings_it_back(place, carrier, ines, sign_in):
    _address, gathering = place
    write_notes(gathering, ines, "Shared", based_on=0)
    moment = keep_moment(gathering, ines, second=750, words="It hums.")
    name_voices(gathering, carrier, hosts=[ines], guests=[("Ruth", "")])
    client = sign_in(carrier)
    gone = client.post(f"{gathering.entry.address}delete/", follow=True)
    assert not Room.objects.exists()
    assert not Moment.objects.exists()
    client.post(UNDO.search(gone.text)[1])
    assert Room.objects.get().notes == "Shared"
    assert Moment.objects.get() == moment
    assert Voice.objects.count() == 2
    delete_entry(gathering.entry, carrier)
    assert not Room.objects.exists()


def test_where_a_stranger_reads_nothing_of_it_no_record_is_offered(place, member, table, sign_in, begins):
    _address, gathering = place
    keep_moment(gathering, member(table, "leila", age_band="13-15"), second=5, words="It hums.")
    with clock.at(begins + timedelta(days=1)):
        assert "Read how it was" not in sign_in().get(gathering.entry.address).text


def test_what_answers_a_form_is_not_live_since_its_address_leads_elsewhere(place, ines, sign_in):
    address, _gathering = place
    client = sign_in(ines)
    assert "data-live" in client.get(address).text
    assert "data-live" not in client.post(f"{address}moments/", {"words": "", "at": ""}).text


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_who_name_hosts_at_once_leave_what_one_of_them_named(place, carrier, ines, sign_in):
    address, gathering = place
    name_voices(gathering, carrier, hosts=[carrier], guests=[])
    for turn in range(4):
        typed = {"hosts": str(ines.pk), "guests": f"Ruth {turn}"}
        assert press_at_once([(sign_in(carrier), f"{address}people/", typed) for _each in range(3)]) == [302] * 3
        assert [one.name for one in gathering.voices.all()] == ["", f"Ruth {turn}"]


@pytest.mark.database
def test_two_who_name_hosts_guests_and_resources_are_brought_together(evening, carrier, ines, member, table, sign_in):
    gathering = evening()
    address = f"{gathering.entry.address}room/people/"
    fuses = write_entry(carrier, "resource", title="Fuses", community=table, audience=Audience.OPEN)
    name_voices(gathering, carrier, hosts=[carrier], guests=[("Ruth", "who mends"), ("Walter", "")], resources=[fuses])
    dov = member(table, "dov", role="facilitator")
    mine, theirs = sign_in(carrier), sign_in(dov)
    my_form, their_form, late = (form_on(one.get(address)) for one in (mine, theirs, mine))
    said = their_form | {"hosts": [carrier.pk, ines.pk], "guests": "Ruth, who mends\nWalter, who sings"}
    assert theirs.post(address, said).status_code == 302
    said = my_form | {"hosts": [dov.pk], "guests": "Ruth, who mends\nWalter\nKristen", "resources": []}
    assert mine.post(address, said).status_code == 302
    assert {one.person for one in gathering.voices.all() if one.person} == {ines, dov}
    assert [str(one) + "|" + one.about for one in gathering.voices.all() if one.name] == [
        "Ruth|who mends",
        "Walter|who sings",
        "Kristen|",
    ]
    assert not gathering.room.resources.exists()
    clash = mine.post(address, late | {"hosts": [carrier.pk], "guests": "Ruth, who mends\nWalter, who dances"})
    assert clash.status_code == 409
    assert "Walter, who dances" in clash.text
    assert "Walter, who sings</li>" in clash.text
    again = form_on(clash)
    assert mine.post(address, again).status_code == 302
    assert "who dances" in [one.about for one in gathering.voices.all()]


def test_a_resource_that_is_named_stays_a_choice_when_forty_newer_ones_came(evening, carrier, table, sign_in):
    gathering = evening()
    address = f"{gathering.entry.address}room/people/"
    fuses = [write_entry(carrier, "resource", title=f"Fuse {number}", community=table) for number in range(42)]
    oldest = fuses[0]
    name_voices(gathering, carrier, hosts=[], guests=[], resources=[oldest])
    client = sign_in(carrier)
    page = client.get(address)
    assert "Fuse 0<" in page.text
    assert "Fuse 1<" not in page.text
    assert client.post(address, form_on(page) | {"resources": [oldest.pk]}).status_code == 302
    assert list(gathering.room.resources.all()) == [oldest]
