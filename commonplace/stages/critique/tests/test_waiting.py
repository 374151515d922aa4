"""Peers first: what mentors write waits until peers have spoken, and never for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.entries.actions import edit_entry
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.actions import pause
from commonplace.ground import clock
from commonplace.stages.critique.actions import (
    answer_points,
    ask_for_critique,
    change_critique,
    stop_asking,
    write_critique,
)
from commonplace.stages.critique.models import Answer, Critique
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import end_round, give_one, kept_for, look_after_rounds, open_round, put_in
from commonplace.stages.critique.waiting import let_go
from commonplace.stages.make.actions import share_work

pytestmark = pytest.mark.database


@pytest.fixture
def mentor(place: Community, member: Any) -> Person:
    one = member(place, "ruth")
    Membership.objects.filter(person=one).update(role=Role.MENTOR)
    return one


@pytest.fixture
def work(place: Community, maker: Person) -> Entry:
    made = share_work(maker, title="A kettle", body="It sings.", community=place).entry
    ask_for_critique(made, maker, question="Is it too long?", protocol="see", peers_first=True)
    return made


def say(person: Person, work: Entry, words: str = "I see it.") -> Critique:
    return write_critique(person, work, protocol=protocol_of("see"), said={"see": words})


def is_read(critique: Critique) -> bool:
    critique.entry.refresh_from_db()
    return critique.entry.shared_at is not None


def test_a_mentors_words_wait_and_go_by_themselves_once_a_peer_has_spoken(
    place: Community,
    work: Entry,
    maker: Person,
    mentor: Person,
    member: Any,
    sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
) -> None:
    client = sign_in(mentor)
    sent = {"see": "I see a kettle that has been on the fire for a very long time.", "share": "1"}
    done = client.post(f"{work.address}critique/", sent, follow=True)
    assert "kept until peers have spoken" in done.text
    critique = Critique.objects.get()
    assert sign_in(maker).get(critique.entry.address).status_code == 404
    assert "on the fire" not in sign_in(maker).get(f"{work.address}places/").text
    run_tasks()
    assert not Notice.objects.filter(person=maker).exists(), "nobody is told that somebody waits"
    say(member(place, "dov"), work)
    run_tasks()
    assert is_read(critique)
    page = sign_in(maker).get(work.address).text
    assert page.index("From peers") < page.index("From mentors and those who look after the community")
    assert {notice.kind for notice in Notice.objects.filter(person=maker)} == {"critique.shared"}
    assert Notice.objects.filter(person=maker).count() == 2
    run_tasks()
    assert is_read(say(mentor, work)), "now nothing waits any more"


def test_a_draft_of_a_mentor_waits_when_it_is_sent_and_can_still_be_changed(work: Entry, mentor: Person) -> None:
    draft = write_critique(mentor, work, protocol=protocol_of("see"), said={"see": "I see"}, share=False)
    assert draft.waits_since is None
    change_critique(draft, mentor, based_on=1, said={"see": "I see it"}, share=True)
    assert draft.waits_since is not None
    assert not is_read(draft)
    change_critique(draft, mentor, based_on=2, said={"see": "I see it all"})
    assert not is_read(draft)


def test_nobody_waits_for_ever(work: Entry, maker: Person, mentor: Person, run_tasks: Callable[[], None]) -> None:
    critique = say(mentor, work)
    look_after_rounds()
    assert not is_read(critique)
    with clock.at(clock.now() + timedelta(days=8)):
        look_after_rounds()
        assert is_read(critique)


def test_asked_no_more_it_goes_at_once(
    work: Entry, maker: Person, mentor: Person, run_tasks: Callable[[], None]
) -> None:
    critique = say(mentor, work)
    stop_asking(work, maker)
    run_tasks()
    assert is_read(critique)


def test_in_a_round_it_waits_for_as_many_as_the_round_asks_for_or_for_its_end(
    place: Community, work: Entry, maker: Person, mentor: Person, member: Any, run_tasks: Callable[[], None]
) -> None:
    keeper = Person.objects.get(name="nkechi")
    closes = clock.now() + timedelta(days=3)
    this = open_round(
        place, keeper, title="First", each=2, closes_at=closes, is_exchange=False, protocol="see", peers_first=True
    )
    other = share_work(maker, title="A pot", body="It waits.", community=place).entry
    for entry in (work, other):
        put_in(this, maker, entry, question="Does it hold?")
    given = give_one(this, mentor)
    assert given is not None
    first = say(mentor, given)
    assert kept_for(this, mentor) is None, "what waits was sent"
    second_given = give_one(this, mentor)
    assert {given, second_given} == {work, other}
    assert second_given is not None
    second = say(mentor, second_given)
    work, other = given, second_given
    say(member(place, "dov"), work)
    run_tasks()
    assert not is_read(first), "two are to speak"
    say(member(place, "pia"), work)
    run_tasks()
    assert is_read(first)
    assert not is_read(second)
    end_round(this, keeper)
    run_tasks()
    assert is_read(second)


def test_peers_do_not_wait_and_where_it_was_not_asked_for_nobody_does(
    place: Community, maker: Person, mentor: Person, member: Any, work: Entry
) -> None:
    assert is_read(say(member(place, "dov"), work))
    other = share_work(maker, title="A pot", body="It waits.", community=place).entry
    ask_for_critique(other, maker, question="Well?", protocol="see")
    assert is_read(say(mentor, other))


def test_the_next_version_shows_what_was_taken_up_and_whoever_said_it_is_told(
    place: Community,
    work: Entry,
    maker: Person,
    member: Any,
    sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
) -> None:
    dov, kept = member(place, "dov"), member(place, "pia")
    critique, other = say(dov, work, "I see a lid.\n\nI see a spout."), say(kept, work, "I see nothing.")
    lid, spout = critique.points.all()
    answer_points(critique, maker, {lid.pk: (Answer.TAKE_UP, "It is gone"), spout.pk: (Answer.KEEP, "")})
    answer_points(other, maker, {other.points.get().pk: (Answer.THINK, "")})
    run_tasks()
    assert "Taken up" not in sign_in(dov).get(work.address).text
    edit_entry(work, maker, based_on=work.version, body="It sings without a lid.")
    run_tasks()
    page = sign_in(dov).get(work.address).text
    assert page.index("Taken up") < page.index("I see a lid.") < page.index("In version 2")
    assert "I see a spout." not in page[: page.index("From peers")]
    assert "It is in version 2." in sign_in(dov).get(critique.entry.address).text
    told = Notice.objects.filter(kind="critique.taken_into")
    assert [notice.person for notice in told] == [dov]
    led = sign_in(dov).get(f"/notices/{told.get().pk}/")
    assert led.headers["Location"] == critique.entry.address
    edit_entry(work, maker, based_on=work.version, body="It sings.")
    run_tasks()
    assert told.count() == 1, "once for each version in which something is taken up"
    lid.refresh_from_db()
    assert lid.taken_into == 2
    critique.entry.audience = Audience.ONLY_ME
    critique.entry.save()
    assert "I see a lid." not in sign_in(kept).get(work.address).text, "only where its critique is seen"


def test_what_waits_is_a_draft_again_where_its_writer_keeps_it_back(
    work: Entry, mentor: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    critique = say(mentor, work)
    since = critique.waits_since
    assert since is not None
    client, here = sign_in(mentor), f"{critique.entry.address}points/"
    sent = {"see": "I see it, and more of it than before.", "based_on": critique.entry.version}
    assert "kept until peers have spoken" in client.post(here, sent | {"share": "anyway"}, follow=True).text
    critique.refresh_from_db()
    assert critique.waits_since == since, "its week does not begin anew"
    sent["based_on"] = Entry.objects.get(pk=critique.pk).version
    assert "kept as a draft" in client.post(here, sent | {"draft": "1"}, follow=True).text
    say(reader, work)
    let_go(work)
    assert not is_read(critique)


def test_what_is_sent_at_last_waits_no_more(
    work: Entry, mentor: Person, reader: Person, sign_in: Callable[..., Client]
) -> None:
    critique = say(mentor, work)
    say(reader, work)
    sent = {"see": "I see it, and more of it than before.", "based_on": critique.entry.version, "share": "anyway"}
    answer = sign_in(mentor).post(f"{critique.entry.address}points/", sent, follow=True).text
    assert "It is sent. You will be told" in answer
    critique.refresh_from_db()
    assert critique.waits_since is None
    assert is_read(critique)


@pytest.mark.parametrize("why", ["the work is gone", "nobody reads the work", "the mentor is paused"])
def test_nothing_goes_by_itself_that_could_not_be_sent(
    why: str, work: Entry, mentor: Person, reader: Person, keeper: Person
) -> None:
    critique = say(mentor, work)
    say(reader, work)
    if why == "the work is gone":
        Critique.objects.update(of=None)
    elif why == "nobody reads the work":
        Entry.objects.filter(pk=work.pk).update(audience=Audience.ONLY_ME)
    else:
        pause(keeper, "to rest", person=mentor)
    for _days in (0, 8):
        with clock.at(clock.now() + timedelta(days=_days)):
            let_go()
        assert not is_read(critique)
    critique.refresh_from_db()
    assert critique.waits_since is None, "after its week it is a draft like others"
