"""Rounds: put in, given out one at a time, kept for a day, and nobody left without."""

import random
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.critique import dealing_out
from commonplace.stages.critique.actions import stop_asking, write_critique
from commonplace.stages.critique.dealing_out import can_be_dealt, deal_out
from commonplace.stages.critique.models import Critique, Lease, OneMore, PutIn, Round
from commonplace.stages.critique.numbers import Numbers
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import (
    end_round,
    give_one,
    kept_for,
    look_after_rounds,
    not_heard_yet,
    open_round,
    put_in,
)
from commonplace.stages.critique.rules import may_read_in_round
from commonplace.stages.make.actions import share_work

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


def opened(place: Community, *, each: int = 3, is_exchange: bool = False) -> Round:
    keeper = Person.objects.get(name="nkechi")
    closes = clock.now() + timedelta(days=14)
    return open_round(
        place, keeper, title="First drafts", each=each, closes_at=closes, is_exchange=is_exchange, protocol="see"
    )


def with_theirs(this: Round, member: Any, count: int, **more: Any) -> list[Person]:
    people = [member(this.community, f"reader{number}") for number in range(count)]
    for one in people:
        made = share_work(one, title=f"By {one.name}", body="Words", community=this.community, **more)
        put_in(this, one, made.entry, question="Does it hold?")
    return people


def say(person: Person, entry: Entry) -> Critique:
    return write_critique(person, entry, protocol=protocol_of("see"), said={"see": "I see it."})


def test_a_round_is_opened_filled_and_read(place: Community, member: Any, sign_in: Callable[..., Client]) -> None:
    keeper, ines, dov = Person.objects.get(name="nkechi"), member(place, "ines"), member(place, "dov")
    client = sign_in(keeper)
    assert "No round is open" in client.get(f"{place.address}critique/").text
    last = (clock.now() + timedelta(days=9)).date().isoformat()
    sent = {"title": "First drafts", "closes_on": last, "each": "2", "way": "fresh", "protocol": "see"}
    refused = client.post(f"{place.address}critique/new/", {**sent, "closes_on": "2001-01-01"})
    assert refused.status_code == 422
    assert "First drafts" in refused.text
    assert client.post(f"{place.address}critique/new/", sent).status_code == 302
    this = Round.objects.get()
    assert (this.each, this.is_exchange, this.protocol) == (2, False, "see")
    entry = share_work(ines, title="A kettle", body="It sings.", community=place).entry
    address = f"{place.address}critique/{this.pk}/"
    assert "A kettle" in sign_in(ines).get(f"{address}put-in/").text
    assert "A kettle" not in sign_in(dov).get(f"{address}put-in/").text, "only one's own"
    assert sign_in(dov).post(f"{address}put-in/", {"entry": entry.pk, "question": "Hm?"}).status_code == 422
    assert sign_in(ines).post(f"{address}put-in/", {"entry": entry.pk, "question": ""}).status_code == 422
    assert sign_in(ines).post(f"{address}put-in/", {"entry": entry.pk, "question": "Is it long?"}).status_code == 302
    assert "First drafts" in sign_in(dov).get(f"{place.address}critique/").text
    assert "A kettle" in client.get(address).text, "those who carry it see who was not heard yet"
    given = sign_in(dov).post(f"{address}read/")
    assert given.headers["Location"] == f"{entry.address}critique/"
    assert "Is it long?" in sign_in(dov).get(given.headers["Location"]).text
    assert "Kept for you to read" in sign_in(dov).get(address).text
    assert sign_in(dov).post(f"{address}read/").headers["Location"] == f"{entry.address}critique/", (
        "the same, not another"
    )
    assert sign_in(ines).post(f"{address}read/").headers["Location"] == address, "nothing but her own"
    told = "I see a kettle that waits, and nobody hurries it along, at the end."
    sign_in(dov).post(f"{entry.address}critique/", {"see": told, "share": "1"})
    assert not_heard_yet(this) == []
    assert kept_for(this, dov) is None
    assert "A kettle" not in client.get(address).text


def test_who_does_what_in_a_round(place: Community, member: Any, person: Any, sign_in: Callable[..., Client]) -> None:
    ines, outsider, this = member(place, "ines"), person("outsider"), opened(place)
    address = f"{place.address}critique/"
    assert sign_in().get(address).status_code == 302
    assert sign_in(outsider).get(address).status_code == 403
    assert sign_in(outsider).post(f"{address}{this.pk}/read/").status_code == 403
    assert sign_in(ines).get(f"{address}new/").status_code == 403
    assert sign_in(ines).post(f"{address}{this.pk}/end/").status_code == 403
    assert sign_in(outsider).get(f"{address}{this.pk}/").status_code == 403
    assert "Not heard from anybody yet" not in sign_in(ines).get(f"{address}{this.pk}/").text
    assert sign_in(Person.objects.get(name="nkechi")).post(f"{address}{this.pk}/end/").status_code == 302
    assert sign_in(ines).get(f"{address}{this.pk}/put-in/").status_code == 403
    assert sign_in(ines).post(f"{address}{this.pk}/read/").status_code == 403
    other = sign_in(ines).post(f"{address}999/read/")
    assert other.status_code == 404


@pytest.mark.parametrize(("seed", "is_exchange"), [(1, False), (2, True)])
def test_everybody_gets_some_and_nobody_what_they_may_not(
    place: Community, member: Any, seed: int, is_exchange: bool
) -> None:
    """Fourteen people in an order by chance; some across a block, some works for a team alone, one made by two."""
    chance = random.Random(seed)
    this = opened(place, each=2, is_exchange=is_exchange)
    people = with_theirs(this, member, 14)
    for one, other in ((0, 1), (2, 3), (4, 5)):
        block(people[one], people[other])
    team = place.teams.create(name="Kettles")
    team.people.add(*people[:9])
    apart = share_work(
        people[0], title="Apart", body="Words", community=place, audience=Audience.TEAM, co_authors=[people[8]]
    )
    Entry.objects.filter(pk=apart.pk).update(team=team)
    apart.entry.refresh_from_db()
    put_in(this, people[0], apart.entry, question="Does it hold?")
    for _turn in range(3):
        for one in chance.sample(people, len(people)):
            entry = give_one(this, one)
            if entry is None:
                continue
            assert Entry.objects.visible_to(one).filter(pk=entry.pk).exists()
            if chance.random() < 0.8:
                say(one, entry)
            else:
                Lease.objects.filter(person=one, entry=entry).update(ends_at=clock.now())
    given = [(lease.person_id, lease.entry_id) for lease in Lease.objects.all()]
    assert len(set(given)) == len(given)
    across = {frozenset((people[one].pk, people[other].pk)) for one, other in ((0, 1), (2, 3), (4, 5))}
    for person, entry in given:
        makers = set(Entry.objects.get(pk=entry).authors.values_list("pk", flat=True))
        assert person not in makers
        assert not any(frozenset((person, maker)) in across for maker in makers)
        assert entry != apart.pk or person in {one.pk for one in people[:9]}
    assert not_heard_yet(this) == []
    assert max(Counter(person for person, _entry in given).values()) <= 3


def test_a_lease_ends_after_a_day_with_one_reminder_and_what_is_sent_later_counts(
    place: Community, member: Any, run_tasks: Callable[[], None]
) -> None:
    this = opened(place)
    ines, dov = with_theirs(this, member, 2)
    ruth = member(place, "ruth")
    entry = give_one(this, ruth)
    assert entry is not None
    theirs = ines if entry.authors.get() != ines else dov
    begun = clock.now()
    for hours, told in ((6, 0), (13, 1), (14, 1), (23, 1)):
        with clock.at(begun + hours * HOUR):
            look_after_rounds()
            run_tasks()
            assert Notice.objects.filter(person=ruth, kind="critique.lease_ends").count() == told
            assert kept_for(this, ruth) == entry
    with clock.at(begun + 25 * HOUR):
        assert kept_for(this, ruth) is None
        assert give_one(this, theirs) == entry, "somebody else is given it"
        say(ruth, entry)
        assert [row.pk for row in Critique.objects.filter(of=entry)] != []
        other = give_one(this, ruth)
        assert other is not None
        assert other != entry, "and nobody twice"


def test_whoever_gave_theirs_is_invited_to_one_more_once_where_somebody_has_none(
    place: Community, member: Any, run_tasks: Callable[[], None], sign_in: Callable[..., Client]
) -> None:
    this = opened(place, each=1)
    ines, dov = with_theirs(this, member, 2)
    for one in (ines, dov):
        entry = give_one(this, one)
        assert entry is not None
        say(one, entry)
    assert give_one(this, ines) is None, "everybody has one"
    begun = clock.now()
    ruth = member(place, "ruth")
    late = share_work(ruth, title="Late", body="Words", community=place).entry
    put_in(this, ruth, late, question="Too late?")
    look_after_rounds()
    assert OneMore.objects.count() == 0, "it waits for a while first"
    for hours in (2, 3, 26):
        with clock.at(begun + hours * HOUR):
            look_after_rounds()
            run_tasks()
    told = Notice.objects.filter(kind="critique.one_more")
    assert {notice.person for notice in told} == {ines, dov}
    assert told.count() == OneMore.objects.count() == 2, "each of them once"
    led = sign_in(ines).get(f"/notices/{told.get(person=ines).pk}/")
    assert led.headers["Location"] == f"{place.address}critique/"
    assert give_one(this, ines) == late
    assert give_one(this, dov) is None, "somebody reads it"


def test_what_is_asked_no_more_is_given_to_nobody(place: Community, member: Any) -> None:
    this = opened(place)
    ines, dov = with_theirs(this, member, 2)
    entry = give_one(this, dov)
    assert entry is not None
    stop_asking(entry, ines)
    assert kept_for(this, dov) is None
    assert give_one(this, dov) is None
    assert PutIn.objects.filter(round=this).count() == 2, "asked again, it is in again"


def test_what_somebody_wrote_about_of_their_own_accord_is_not_given_to_them(place: Community, member: Any) -> None:
    this = opened(place)
    ines, dov, ruth = with_theirs(this, member, 3)
    first = Entry.objects.get(title="By reader0")
    say(ruth, first)
    entry = give_one(this, ruth)
    assert entry is not None
    assert entry.title == "By reader1"
    assert {ines, dov}


def test_when_a_round_is_over_what_was_begun_is_sent_and_nothing_more_given(place: Community, member: Any) -> None:
    this = opened(place)
    _ines, dov = with_theirs(this, member, 2)
    entry = give_one(this, dov)
    assert entry is not None
    end_round(this, Person.objects.get(name="nkechi"))
    assert kept_for(this, dov) == entry
    say(dov, entry)
    assert give_one(this, dov) is None


@pytest.mark.parametrize("is_exchange", [False, True])
def test_a_round_is_dealt_at_once_and_whoever_comes_later_is_given_one(
    place: Community,
    member: Any,
    is_exchange: bool,
    sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
) -> None:
    this = opened(place, each=2, is_exchange=is_exchange)
    people = with_theirs(this, member, 12)
    block(people[0], people[1])
    keeper = sign_in(Person.objects.get(name="nkechi"))
    address = f"{place.address}critique/{this.pk}/"
    assert "Deal them all now" in keeper.get(address).text
    assert sign_in(people[3]).post(f"{address}deal/").status_code == 403
    assert keeper.post(f"{address}deal/").status_code == 302
    run_tasks()
    run_tasks()
    given = list(Lease.objects.values_list("person", "entry__authorships__person"))
    assert set(Counter(reader for reader, _maker in given).values()) == {2}
    assert set(Counter(maker for _reader, maker in given).values()) == {2}
    assert len(set(given)) == 24
    assert all(reader != maker for reader, maker in given)
    assert not {(people[0].pk, people[1].pk), (people[1].pk, people[0].pk)} & set(given)
    mutual = {pair for pair in given if pair[::-1] in given}
    assert mutual == (set(given) if is_exchange else set())
    assert set(Lease.objects.values_list("ends_at", flat=True)) == {this.closes_at}
    assert Notice.objects.filter(kind="critique.dealt").count() == 12
    assert not can_be_dealt(this)
    assert "Deal them all now" not in keeper.get(address).text
    assert keeper.post(f"{address}deal/").status_code == 403
    late = member(place, "late")
    made = share_work(late, title="Late", body="Words", community=place)
    put_in(this, late, made.entry, question="Too late?")
    assert give_one(this, late) is not None
    first = kept_for(this, people[5])
    assert first is not None
    say(people[5], first)
    assert kept_for(this, people[5]) not in {None, first}, "and then the next"


def test_what_was_dealt_is_looked_at_again_before_it_is_kept(
    place: Community, member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should numbers not know who sees what, nobody is given what they may not see all the same."""
    this = opened(place, each=2)
    people = with_theirs(this, member, 12)
    team = place.teams.create(name="Kettles")
    team.people.add(*people[:3])
    apart = Entry.objects.get(title="By reader0")
    Entry.objects.filter(pk=apart.pk).update(audience=Audience.TEAM, team=team)
    monkeypatch.setattr(Numbers, "_narrow", lambda self, this: set())
    deal_out(this, None)
    assert set(Lease.objects.filter(entry=apart).values_list("person", flat=True)) <= {people[1].pk, people[2].pk}
    assert Lease.objects.count() >= 20


@pytest.mark.parametrize("is_exchange", [False, True])
def test_many_are_dealt_to_beside_this_process(
    place: Community, member: Any, is_exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dealing_out, "_HERE", 5)
    this = opened(place, each=2, is_exchange=is_exchange)
    with_theirs(this, member, 9)
    deal_out(this, None)
    assert set(Counter(Lease.objects.values_list("person", flat=True)).values()) == {2}


def test_a_critique_whose_writer_is_gone_stands_in_no_rounds_way(place: Community, member: Any) -> None:
    this = opened(place, each=1)
    with_theirs(this, member, 3)
    said = say(member(place, "ruth"), Entry.objects.get(title="By reader0"))
    said.entry.authorships.all().delete()
    assert Entry.objects.get(title="By reader0").pk not in not_heard_yet(this)
    deal_out(this, None)
    assert this.leases.count() == 3


def test_a_process_that_ends_badly_deals_nothing(
    place: Community, member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dealing_out, "_HERE", 1)
    monkeypatch.setattr("sys.executable", "/bin/false")
    this = opened(place, each=1)
    with_theirs(this, member, 3)
    with pytest.raises(subprocess.CalledProcessError):
        deal_out(this, None)
    assert not Lease.objects.exists()


def test_nobody_is_dealt_to_who_takes_part_no_more(place: Community, member: Any) -> None:
    this = opened(place, each=1)
    people = with_theirs(this, member, 6)
    Person.objects.filter(pk=people[2].pk).update(paused_at=clock.now())
    assert may_read_in_round(people[4], this), "and it was known on this object"
    people[4].memberships.update(left_at=clock.now())
    deal_out(this, None)
    assert not Lease.objects.filter(person__in=[people[2], people[4]]).exists()
    assert Lease.objects.count() == 4, "each of the others reads one"
    deal_out(this, None)
    assert Lease.objects.count() == 4, "and it is dealt once"
