"""Critique: asked for with one's own question, given as a reader, and answered point by point."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience, delete_entry, edit_entry
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.stages.critique.actions import (
    answer_points,
    ask_for_critique,
    change_critique,
    points_in,
    write_critique,
)
from commonplace.stages.critique.looking_again import what_to_look_at
from commonplace.stages.critique.models import Answer, Asking, Critique, Point
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.protocols import PROTOCOLS
from commonplace.stages.make.actions import share_work

pytestmark = pytest.mark.database

WARM = "I stayed with the kettle, because it takes its time.\n\nIt holds where you let us wait."
COOL = "I lost the thread at the second picture."


@pytest.fixture
def work(place: Community, maker: Person) -> Entry:
    made = share_work(maker, title="A kettle", body="It sings.", community=place, audience=Audience.COMMONS)
    ask_for_critique(made.entry, maker, question="Is it too long?", not_about="The spelling", protocol="warm")
    return made.entry


def critique_by(reader: Person, work: Entry, *, share: bool = True) -> Critique:
    said = {"warm": WARM, "cool": COOL}
    return write_critique(reader, work, protocol=protocol_of("warm"), said=said, share=share)


def test_somebody_asks_for_critique_of_what_they_made(
    place: Community, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    entry = share_work(maker, title="A kettle", body="It sings.", community=place).entry
    client = sign_in(maker)
    assert "Ask for critique" in client.get(entry.address).text
    refused = client.post(f"{entry.address}ask/", {"question": "", "not_about": "The title", "protocol": "wish"})
    assert refused.status_code == 422
    assert "The title" in refused.text
    sent = {"question": "Is it too long?", "not_about": "The title", "protocol": "wish"}
    assert client.post(f"{entry.address}ask/", sent).status_code == 302
    page = sign_in(reader).get(entry.address).text
    assert "Is it too long?" in page
    assert "Not about:" in page
    assert "Answer as a reader" in page
    assert client.post(f"{entry.address}ask/", {**sent, "question": "Too short?"}).status_code == 302
    assert Asking.objects.get().question == "Too short?"
    assert client.post(f"{entry.address}ask/no-more/").status_code == 302
    assert "Too short?" not in sign_in(reader).get(entry.address).text


def test_nobody_asks_for_others_or_for_what_nobody_reads(
    place: Community, maker: Person, reader: Person, work: Entry, sign_in: Callable[..., Client]
) -> None:
    sent = {"question": "Why?", "protocol": "wish"}
    assert sign_in(reader).post(f"{work.address}ask/", sent).status_code == 403
    assert sign_in(reader).post(f"{work.address}ask/no-more/").status_code == 403
    alone = share_work(maker, title="Mine", body="Words", community=place, audience=Audience.ONLY_ME).entry
    draft = share_work(maker, title="Begun", body="Words", community=place, share=False).entry
    for entry in (alone, draft):
        assert sign_in(maker).post(f"{entry.address}ask/", sent).status_code == 403
    assert Asking.objects.get().question == "Is it too long?"


def test_a_reader_answers_and_whoever_made_it_is_told(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    client = sign_in(reader)
    form = client.get(f"{work.address}critique/").text
    assert "Is it too long?" in form
    assert "I lost the thread at …" in form
    assert client.post(f"{work.address}critique/", {"warm": " ", "cool": ""}).status_code == 422
    sent = {"warm": WARM, "cool": COOL, "share": "1"}
    assert client.post(f"{work.address}critique/", sent).status_code == 302
    critique = Critique.objects.get()
    assert [(point.part, point.words) for point in critique.points.all()] == [
        ("warm", "I stayed with the kettle, because it takes its time."),
        ("warm", "It holds where you let us wait."),
        ("cool", COOL),
    ]
    assert critique.entry.audience == Audience.COMMUNITY
    assert client.post(f"{work.address}critique/", sent).headers["Location"].endswith("/points/"), "and not twice"
    assert Critique.objects.count() == 1
    run_tasks()
    assert [notice.kind for notice in Notice.objects.filter(person=maker)] == ["critique.shared"]
    assert "From peers" in sign_in(maker).get(work.address).text
    page = sign_in(maker).get(critique.entry.address).text
    assert "takes its time" in page
    assert "Say what becomes of it" in page
    assert COOL not in sign_in(reader).get("/me/critique/").text, "nothing became of it yet"
    assert "Warm and cool" in sign_in(maker).get("/me/critique/").text


def test_whoever_read_it_learns_what_became_of_their_words(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    critique = critique_by(reader, work)
    first, second, third = critique.points.all()
    assert sign_in(reader).get(f"{critique.entry.address}became/").status_code == 403
    client = sign_in(maker)
    assert first.words in client.get(f"{critique.entry.address}became/").text
    sent = {
        f"answer_{first.pk}": "take up",
        f"said_{first.pk}": "It waits longer now",
        f"answer_{second.pk}": "keep",
    }
    assert client.post(f"{critique.entry.address}became/", {**sent, f"answer_{third.pk}": "burn"}).status_code == 422
    assert client.post(f"{critique.entry.address}became/", sent).status_code == 302
    run_tasks()
    assert Notice.objects.filter(person=reader, kind="critique.answered").count() == 1
    page = sign_in(reader).get(critique.entry.address).text
    assert "It waits longer now" in page
    assert "Keep mine as it is." in page
    assert "Warm and cool" in sign_in(reader).get("/me/critique/").text
    client.post(f"{critique.entry.address}became/", sent)  # nothing new is said, and nobody told again
    run_tasks()
    assert Notice.objects.filter(person=reader, kind="critique.answered").count() == 1


def test_a_draft_is_seen_by_whoever_writes_it_and_is_gone_on_with(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(reader)
    assert client.post(f"{work.address}critique/", {"warm": "Hm.", "draft": "1"}).status_code == 302
    critique = Critique.objects.get()
    assert sign_in(maker).get(critique.entry.address).status_code == 404
    assert "From peers" not in sign_in(maker).get(work.address).text
    assert client.get(f"{work.address}critique/").headers["Location"] == f"{critique.entry.address}points/"
    assert "Hm." in client.get(f"{critique.entry.address}points/").text
    sent = {"warm": WARM, "cool": "", "based_on": "1", "share": "1"}
    assert client.post(f"{critique.entry.address}points/", sent).status_code == 302
    critique.entry.refresh_from_db()
    assert not critique.entry.is_draft
    assert sign_in(maker).get(critique.entry.address).status_code == 200
    assert sign_in(maker).get(f"{critique.entry.address}points/").status_code == 403
    late = client.post(f"{critique.entry.address}points/", {"warm": "Mine", "based_on": "1"})
    assert late.status_code == 409
    assert "takes its time" in late.text


def test_points_that_stay_keep_what_was_answered(work: Entry, maker: Person, reader: Person) -> None:
    critique = critique_by(reader, work)
    kept = critique.points.get(part="cool")
    answer_points(critique, maker, {kept.pk: (Answer.TAKE_UP, "Yes")})
    change_critique(critique, reader, based_on=1, said={"warm": "Something else.", "cool": COOL})
    assert [(point.words, point.answer) for point in critique.points.all()] == [
        ("Something else.", ""),
        (COOL, "take up"),
    ]
    assert critique.points.get(part="cool").pk == kept.pk


def test_before_it_goes_somebody_may_look_again_and_sends_it_all_the_same(
    work: Entry, reader: Person, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(reader)
    harsh = {"warm": "It is stupid, and you always do this.", "share": "1"}
    looked = client.post(f"{work.address}critique/", harsh)
    assert looked.status_code == 422
    assert "It is stupid, and you always do this." in looked.text
    assert "“stupid” may be hard to hear" in looked.text
    assert "speaks of the person" in looked.text
    assert Critique.objects.count() == 0
    assert client.post(f"{work.address}critique/", {**harsh, "share": "anyway"}).status_code == 302
    assert not Critique.objects.get().entry.is_draft


@pytest.mark.parametrize(
    ("said", "looks"),
    [
        (WARM, 0),
        ("Nice.", 1),
        ("You’re lazy, it is rubbish and terrible, and I say so at some length here.", 4),
        ("The hateful king is a lazybones of the old school, as the second verse tells us twice.", 0),
    ],
)
def test_what_is_looked_at_again(said: str, looks: int) -> None:
    assert len(what_to_look_at([said])) == looks


def test_peers_and_mentors_stand_apart(
    work: Entry, place: Community, reader: Person, maker: Person, member: Any, sign_in: Callable[..., Client]
) -> None:
    critique_by(member(place, "noor", role="mentor"), work)
    critique_by(reader, work)
    page = sign_in(maker).get(work.address).text
    assert page.index("From peers") < page.index("Tomasz") < page.index("From mentors") < page.index("Noor")


def test_strangers_meet_neither_question_nor_critique(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    change_audience(work, maker, Audience.OPEN)
    critique = critique_by(reader, work)
    page = sign_in().get(work.address)
    assert page.status_code == 200
    assert "Is it too long?" not in page.text
    assert "Warm and cool" not in page.text
    assert sign_in().get(critique.entry.address).status_code == 404
    assert sign_in().get(f"{work.address}critique/").status_code == 302
    assert sign_in().get("/critique/").status_code == 200


def test_only_members_give_critique_in_a_community_and_anybody_of_what_stands_in_a_book(
    work: Entry, maker: Person, person: Any, sign_in: Callable[..., Client]
) -> None:
    outsider = person("outsider")
    refused = sign_in(outsider).post(f"{work.address}critique/", {"warm": WARM})
    assert refused.status_code == 403
    assert sign_in(maker).post(f"{work.address}critique/", {"warm": WARM}).status_code == 403
    own = share_work(maker, title="In my book", body="Words", audience=Audience.COMMONS).entry
    assert sign_in(outsider).post(f"{own.address}critique/", {"warm": WARM}).status_code == 403, "not asked yet"
    ask_for_critique(own, maker, question="Why?", protocol="see")
    assert sign_in(outsider).post(f"{own.address}critique/", {"see": WARM, "share": "1"}).status_code == 302
    assert sign_in(maker).get(Critique.objects.get().entry.address).status_code == 200


def test_across_a_block_nobody_gives_or_reads_critique(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    critique = critique_by(reader, work)
    block(maker, reader)
    assert sign_in(reader).get(f"{work.address}critique/").status_code == 404
    assert sign_in(maker).get(critique.entry.address).status_code == 404
    assert sign_in(maker).get(f"{critique.entry.address}became/").status_code == 404
    assert "Warm and cool" not in sign_in(maker).get("/me/critique/").text


def test_where_fewer_see_a_work_no_more_see_what_was_said_of_it(
    work: Entry, maker: Person, reader: Person, run_tasks: Callable[[], None]
) -> None:
    critique = critique_by(reader, work)
    change_audience(work, maker, Audience.ONLY_ME)
    run_tasks()
    critique.entry.refresh_from_db()
    assert critique.entry.audience == Audience.ONLY_ME


def test_a_critique_stays_with_whoever_wrote_it_when_the_work_is_gone(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    critique = critique_by(reader, work)
    delete_entry(work, maker)
    page = sign_in(reader).get(critique.entry.address)
    assert page.status_code == 200
    assert "A kettle" not in page.text
    assert Asking.objects.count() == 0
    assert sign_in(maker).get(f"{critique.entry.address}became/").status_code == 403


def test_what_somebody_may_not_see_is_not_named_on_a_critique(
    work: Entry, maker: Person, reader: Person, place: Community, member: Any, sign_in: Callable[..., Client]
) -> None:
    critique = critique_by(reader, work)
    Entry.objects.filter(pk=work.pk).update(audience=Audience.ONLY_ME)
    noor = member(place, "noor")
    page = sign_in(noor).get(critique.entry.address)
    assert page.status_code == 200
    assert "A kettle" not in page.text


def test_every_way_has_roles_times_beginnings_and_an_example() -> None:
    assert len(PROTOCOLS) == 6
    assert len({protocol.key for protocol in PROTOCOLS}) == 6
    for protocol in PROTOCOLS:
        assert protocol.roles
        assert protocol.minutes == sum(step.minutes for step in protocol.steps) > 10
        assert all(part.starters for part in protocol.parts)
        assert not what_to_look_at([str(protocol.example)]), "an example of a good one is not looked at again"


def test_every_way_is_shown(place: Community, sign_in: Callable[..., Client]) -> None:
    page = sign_in().get("/critique/").text
    for protocol in PROTOCOLS:
        assert str(protocol.name) in page
        assert str(protocol.example) in page


def test_an_empty_line_is_between_two_points() -> None:
    assert points_in("One.\nStill one.\n \n\nTwo.\n\n") == ["One.\nStill one.", "Two."]
    assert points_in(" \n ") == []


def test_the_words_of_a_critique_are_found_and_kept_as_text(work: Entry, reader: Person) -> None:
    critique = critique_by(reader, work)
    assert critique.entry.body.startswith("### Warm\n\nI stayed with the kettle")
    assert "### Cool" in critique.entry.body
    assert critique.entry.summary.startswith("I stayed with the kettle"), (
        "lists begin with a point, not with its heading"
    )
    assert Point.objects.count() == 3


def test_ones_book_holds_ones_critique_and_not_what_others_answered(
    work: Entry, maker: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    critique = critique_by(reader, work)
    answer_points(critique, maker, {critique.points.get(part="cool").pk: (Answer.KEEP, "Xylokeep it")})
    book = b"".join(sign_in(reader).post("/me/export/book.zip"))  # type: ignore[call-overload]
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert "I lost the thread at the second picture." in told
    assert "Xylokeep it" not in told


def test_what_was_taken_up_and_is_kept_as_it_was_after_all_is_not_told_as_taken_up(
    work: Entry, maker: Person, reader: Person, run_tasks: Callable[[], None]
) -> None:
    critique = critique_by(reader, work)
    point = critique.points.first()
    assert point is not None

    def answered(what: str) -> Point:
        answer_points(critique, maker, {point.pk: (what, "")})
        return Point.objects.get(pk=point.pk)

    answered(Answer.TAKE_UP)
    work.refresh_from_db()
    edit_entry(work, maker, based_on=work.version, body="It sings, and shorter.")
    run_tasks()
    assert Point.objects.get(pk=point.pk).taken_into == work.version
    assert answered(Answer.KEEP).taken_into is None
    assert answered(Answer.TAKE_UP).taken_into is None, "it is told anew with the next version"
