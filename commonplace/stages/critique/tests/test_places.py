"""Critique of somewhere: of words, of a region of a picture, of a time in a recording; asked for, given, and read beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import add_picture, edit_entry
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.ground.recordings import prepare
from commonplace.ground.text import render
from commonplace.stages.critique.actions import Spot, ask_for_critique, say_somewhere, write_critique
from commonplace.stages.critique.forms import PointForm
from commonplace.stages.critique.models import Critique, Point
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.places import blocks_of, laid_beside, marked
from commonplace.stages.make.actions import share_work
from tests.pictures import small_picture
from tests.recordings import sound

BODY = "It sings at *night* & nobody hears.\n\nThe lid rattles.\n\n- one\n- two"


@pytest.fixture
def work(place: Community, maker: Person) -> Entry:
    made = share_work(maker, title="A kettle", body=BODY, community=place, audience=Audience.COMMONS).entry
    add_picture(made, SimpleUploadedFile("a.png", small_picture(), "image/png"), alternative="The kettle", caption="")
    add_recording(made, prepare(SimpleUploadedFile("voice.m4a", sound())), words="It sings")
    ask_for_critique(made, maker, question="Is it too long?", protocol="warm")
    return made


def pieces(work: Entry) -> tuple[Attachment, Attachment]:
    rows = list(work.attachments.order_by("pk"))
    picture = next(one for one in rows if one.is_picture)
    return picture, next(one for one in rows if not one.is_picture)


@pytest.mark.database
def test_somebody_asks_about_one_place(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    picture, recording = pieces(work)
    client = sign_in(maker)
    sent = {"question": "Is this clear?", "protocol": "warm"}
    for wrong in (
        {"passage": "It sings by day"},
        {"passage": "The lid rattles.", "piece": picture.pk},
        {"left": "10", "top": "10", "wide": "20", "high": "20"},
        {"piece": picture.pk, "left": "10", "top": "10"},
        {"piece": picture.pk, "second": "0:01"},
        {"piece": recording.pk, "second": "1:40"},
        {"piece": recording.pk, "second": "soon"},
        {"piece": "12"},
    ):
        refused = client.post(f"{work.address}ask/", sent | wrong)
        assert refused.status_code == 422, wrong
    region = {"piece": picture.pk, "left": "10", "top": "20", "wide": "30", "high": "40"}
    assert client.post(f"{work.address}ask/", sent | region).status_code == 302
    page = sign_in(reader).get(work.address).text
    assert "From 10 % of its left and 20 % of its top, 30 % wide and 40 % high." in page
    assert '<rect x="10" y="20" width="30" height="40"/>' in page
    again = sign_in(maker).get(f"{work.address}ask/").text
    assert f'value="{picture.pk}"' in again
    assert 'value="30"' in again
    assert client.post(f"{work.address}ask/", sent | {"piece": recording.pk, "second": "0:01"}).status_code == 302
    assert f"{recording.address}#t=1" in sign_in(reader).get(work.address).text
    assert client.post(f"{work.address}ask/", sent | {"passage": "sings at night & nobody"}).status_code == 302
    assert "<blockquote" in sign_in(reader).get(work.address).text
    assert client.post(f"{work.address}ask/", sent).status_code == 302, "and of the whole again"
    assert "<blockquote" not in sign_in(reader).get(work.address).text


@pytest.mark.database
def test_a_reader_says_something_of_words_of_a_region_and_of_a_time(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    picture, recording = pieces(work)
    client = sign_in(reader)
    begun = client.post(f"{work.address}critique/", {"warm": "", "cool": "", "somewhere": "1"})
    critique = Critique.objects.get()
    assert begun.headers["Location"] == f"{critique.entry.address}points/somewhere/"
    assert critique.entry.is_draft
    address = begun.headers["Location"]
    assert client.get(address).status_code == 200
    assert client.post(address, {"part": "cool", "words": "Here"}).status_code == 422, "somewhere has to be said"
    assert client.post(address, {"part": "cool", "words": "", "passage": "The lid rattles."}).status_code == 422
    for said in (
        {"part": "cool", "words": "I woke up here", "passage": "The lid rattles."},
        {"part": "warm", "words": "Its spout", "piece": picture.pk, "left": 50, "top": 0, "wide": 60, "high": 50},
        {"part": "warm", "words": "This note", "piece": recording.pk, "second": "0:01"},
    ):
        assert client.post(address, said).status_code == 302, said
    assert [(point.part, point.words, point.wide, point.second) for point in critique.points.all()] == [
        ("cool", "I woke up here", 0, None),
        ("warm", "Its spout", 50, None),
        ("warm", "This note", 0, 1),
    ]
    critique.entry.refresh_from_db()
    assert "> The lid rattles.\n\nI woke up here" in critique.entry.body
    assert "(00:01)" in critique.entry.body
    assert sign_in(maker).get(critique.entry.address).status_code == 404, "it is a draft still"
    page = client.get(f"{critique.entry.address}points/").text
    assert "I woke up here" in page
    sent = {"warm": "It holds where it sings, because it is a kettle", "cool": "", "share": "anyway"}
    version = critique.entry.version
    assert client.post(f"{critique.entry.address}points/", sent | {"based_on": version}).status_code == 302
    assert critique.points.count() == 4, "what was said of places stays"
    assert "Its spout" in sign_in(maker).get(critique.entry.address).text
    first = critique.points.get(words="I woke up here")
    assert sign_in(maker).post(f"{critique.entry.address}points/{first.pk}/away/").status_code == 403
    assert client.post(f"{critique.entry.address}points/{first.pk}/away/").status_code == 302
    critique.entry.refresh_from_db()
    assert "I woke up here" not in critique.entry.body


@pytest.mark.database
def test_what_is_said_of_places_stands_beside_them_for_those_who_may_read_it(
    place: Community, work: Entry, maker: Person, reader: Person, member: Any, sign_in: Callable[..., Client]
) -> None:
    picture, recording = pieces(work)
    critique = write_critique(reader, work, protocol=protocol_of("warm"), said={"warm": "It holds."})
    say_somewhere(critique, reader, part="cool", words="I woke", somewhere=Spot(passage="sings at night & nobody"))
    say_somewhere(critique, reader, part="cool", words="Rattling", somewhere=Spot(passage="The lid rattles."))
    say_somewhere(critique, reader, part="warm", words="Spout", somewhere=Spot(piece=picture, wide=10, high=10))
    say_somewhere(critique, reader, part="warm", words="Tone", somewhere=Spot(piece=recording, second=1))
    draft = write_critique(member(place, "ruth"), work, protocol=protocol_of("warm"), said={}, share=False)
    say_somewhere(draft, draft.entry.authors.get(), part="warm", words="Begun", somewhere=Spot(piece=picture))
    page = sign_in(maker).get(f"{work.address}places/").text
    assert "Begun" not in page
    assert "<mark>The lid rattles.</mark>" in page
    order = [
        page.index(words) for words in ("Spout", "Tone", "sings at", "I woke", "<mark>The lid", "Rattling", "<li>two")
    ]
    assert order == sorted(order), "each stands after what it speaks of, and before what comes next"
    assert f"{work.address}places/" in sign_in(maker).get(work.address).text
    other = member(place, "dov")
    block(other, reader)
    assert "Rattling" not in sign_in(other).get(f"{work.address}places/").text
    edit_entry(work, maker, based_on=work.version, body="It sings at *night* & nobody hears.")
    page = sign_in(maker).get(f"{work.address}places/").text
    assert page.index("Of what is no longer there") < page.index("Rattling"), "what is gone is told apart"
    picture.delete()
    assert Point.objects.get(words="Spout").words in sign_in(maker).get(critique.entry.address).text
    assert Client().get(f"{work.address}places/").status_code == 302
    Entry.objects.filter(pk=work.pk).update(audience=Audience.ONLY_ME)
    assert sign_in(reader).get(f"{work.address}places/").status_code == 404


@given(
    st.lists(
        st.sampled_from(["# A *b*", "one & <two>", "- a\n- b", "> said\n> more", "line  \nnext", "---", "`x < y`"])
    )
)
def test_the_blocks_of_words_are_all_of_them_in_their_order(parts: list[str]) -> None:
    html = render("\n\n".join(parts))
    assert "".join("".join(blocks_of(html)).split()) == "".join(html.split())


def test_a_passage_is_marked_where_it_stands_and_nowhere_within_a_tag() -> None:
    assert marked('<p><a href="/sings">It</a> sings &amp; waits</p>', "sings & waits") == (
        '<p><a href="/sings">It</a> <mark>sings &amp; waits</mark></p>'
    )
    assert marked("<p>a &lt;b&gt; c</p>", "<b>") == "<p>a <mark>&lt;b&gt;</mark> c</p>"
    assert marked("<p>It <em>sings</em></p>", "It sings") == "<p>It <em>sings</em></p>"


@pytest.mark.database
def test_a_piece_for_members_is_told_to_nobody_else(
    work: Entry, reader: Person, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    picture, recording = pieces(work)
    critique = write_critique(reader, work, protocol=protocol_of("warm"), said={"warm": "Sings"})
    say_somewhere(critique, reader, part="warm", words="Its spout", somewhere=Spot(piece=picture))
    Attachment.objects.filter(pk=picture.pk).update(for_members=True, alternative="zyxsecret")
    critique = Critique.objects.select_related("entry").get()
    say_somewhere(critique, reader, part="warm", words="This note", somewhere=Spot(piece=recording, second=1))
    entry = Entry.objects.get(pk=critique.pk)
    assert "zyxsecret" not in entry.body + entry.summary
    Entry.objects.filter(pk=critique.pk).update(audience=Audience.COMMONS)
    stranger = sign_in(person("zo"))
    for page in (f"{work.address}places/", work.address, critique.entry.address):
        told = stranger.get(page)
        assert told.status_code == 200
        assert "zyxsecret" not in told.text
        assert picture.address not in told.text
    assert "Its spout" in stranger.get(critique.entry.address).text, "what its reader said is theirs to show"
    assert "zyxsecret" in sign_in(reader).get(f"{work.address}places/").text


def test_words_are_copied_from_the_page_as_they_stand_there(place: Community, maker: Person, reader: Person) -> None:
    """With a space that does not break, as French has before a question mark; and over the end of a paragraph."""
    body = "Elle chante\u00a0? Oui.\n\nEt puis elle se tait.\n\n- one"
    made = share_work(maker, title="A kettle", body=body, community=place).entry
    ask_for_critique(made, maker, question="Oui ?", protocol="warm", somewhere=Spot(passage="se tait. one"))
    critique = write_critique(reader, made, protocol=protocol_of("warm"), said={"warm": "Sings"})
    for passage in ("chante ? Oui", "Oui. Et puis", "nowhere"):
        say_somewhere(critique, reader, part="warm", words=passage, somewhere=Spot(passage=passage))
    form = PointForm(None, person=reader, entry=critique.entry, of=made, pieces=[], protocol=protocol_of("warm"))
    form.cleaned_data = {"passage": "chante\u00a0? Oui"}
    assert form.clean_passage() == "chante ? Oui"
    laid = laid_beside(made, reader)
    assert [[note.point.words for note in block.notes] for block in laid.blocks] == [
        ["chante ? Oui", "Oui. Et puis"],
        [],
        [],
    ]
    assert [note.point.words for note in laid.gone] == ["nowhere"]
    assert "<mark>chante" in laid.blocks[0].html
    assert [block.asked is not None for block in laid.blocks] == [False, True, False]


@pytest.mark.database
def test_the_same_pressed_twice_is_said_twice_and_loses_nothing(
    work: Entry, reader: Person, sign_in: Callable[..., Client]
) -> None:
    critique = write_critique(reader, work, protocol=protocol_of("warm"), said={"warm": "Sings"})
    for number in range(2):
        somewhere = Spot(passage="The lid rattles.")
        # Both fetched it before either wrote.
        say_somewhere(critique, reader, part="warm", words=f"Here {number}", somewhere=somewhere)
        critique.entry = Entry.objects.get(pk=critique.pk)
        critique.entry.version -= number
    assert Entry.objects.get(pk=critique.pk).body.count("Here") == 2
