"""Nobody is ever given what they may not be: rounds that are made up, through the rows, while blocks and audiences change."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Block, Interest, Person, PersonInterest
from commonplace.ground import clock
from commonplace.stages.critique import allocation
from commonplace.stages.critique.actions import stop_asking, write_critique
from commonplace.stages.critique.choosing import next_for
from commonplace.stages.critique.dealing_out import deal_out
from commonplace.stages.critique.models import Lease, PutIn, Round
from commonplace.stages.critique.numbers import Numbers
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import give_one, kept_for, open_round, put_in
from commonplace.stages.make.actions import share_work

pytestmark = pytest.mark.database

PEOPLE, WORKS = 6, 8
SOMEBODY, SOMETHING = st.integers(0, PEOPLE - 1), st.integers(0, WORKS - 1)
MAKERS = st.lists(st.sets(SOMEBODY, min_size=1, max_size=3), min_size=1, max_size=WORKS)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), SOMEBODY, st.sampled_from(["say", "keep", "let go"])),
        st.tuples(st.just("ask"), SOMEBODY, st.just("say")),
        st.tuples(st.just("block"), SOMEBODY, SOMEBODY),
        st.tuples(st.just("hide"), SOMETHING, st.sampled_from([Audience.ONLY_ME, Audience.TEAM, Audience.COMMUNITY])),
        st.tuples(st.just("join"), SOMETHING, SOMEBODY),
        st.tuples(st.just("stop"), SOMETHING, st.none()),
        st.tuples(st.just("leave"), SOMEBODY, st.none()),
        st.tuples(st.just("deal"), st.none(), st.none()),
    ),
    max_size=25,
)
ORDINARY = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@contextmanager
def _and_back() -> Iterator[None]:
    """What happens within is gone afterwards, so that each example begins anew."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people(place: Community, member: Any) -> list[Person]:
    made = [member(place, f"reader{number}") for number in range(PEOPLE)]
    interests = [Interest.objects.create(name=f"i{number}", slug=f"i{number}") for number in range(4)]
    for number, one in enumerate(made):
        for interest in interests[number % 3 : number % 3 + 2]:
            PersonInterest.objects.create(person=one, interest=interest)
    return made


def _opened(place: Community, people: list[Person], makers: list[set[int]], each: int, is_exchange: bool) -> Round:
    keeper = Person.objects.get(name="nkechi")
    closes = clock.now() + timedelta(days=14)
    this = open_round(
        place, keeper, title="First", each=each, closes_at=closes, is_exchange=is_exchange, protocol="see"
    )
    interests = list(Interest.objects.filter(slug__startswith="i").order_by("pk")[:4])
    for number, some in enumerate(makers):
        first, *others = (people[one] for one in sorted(some))
        made = share_work(first, title=f"Work {number}", body="Words", community=place, co_authors=others).entry
        made.interests.set(interests[number % 4 :][:2])
        put_in(this, first, made, question="Does it hold?")
    return this


def _may_not(person: Person, entry: Entry) -> str:
    """Why somebody may not be given something, asked of the rows one by one."""
    makers = set(Authorship.objects.filter(entry=entry).values_list("person", flat=True))
    if person.pk in makers:
        return "their own"
    pairs = Block.objects.values_list("by", "of")
    if any({one, other} == {person.pk, maker} for one, other in pairs for maker in makers):
        return "one across a block"
    if not Entry.objects.visible_to(person).filter(pk=entry.pk).exists():
        return "one that they may not see"
    return ""


@ORDINARY
@given(MAKERS, CHANGES, st.integers(1, 3), st.booleans())
def test_nobody_is_given_their_own_a_blocked_persons_an_unseen_or_a_doubled_one_whatever_changes_meanwhile(
    place: Community, people: list[Person], makers: list[set[int]], changes: list[Any], each: int, is_exchange: bool
) -> None:
    with _and_back():
        this = _opened(place, people, makers, each, is_exchange)
        works = [row.entry for row in PutIn.objects.select_related("entry").order_by("pk")]
        given_out: list[tuple[int, int]] = []
        for what, one, other in changes:
            if what == "ask":
                entry = give_one(this, people[one])
                if entry is None:
                    continue
                assert _may_not(people[one], entry) == ""
                assert kept_for(this, people[one]) == entry
                given_out.append((people[one].pk, entry.pk))
                if other == "say":
                    write_critique(people[one], entry, protocol=protocol_of("see"), said={"see": "I see it."})
                elif other == "let go":
                    Lease.objects.filter(person=people[one], entry=entry).update(ends_at=clock.now())
            elif what == "block" and one != other:
                block(people[one], people[other])
            elif what == "hide" and one < len(works):
                Entry.objects.filter(pk=works[one].pk).update(audience=other)
            elif what == "join" and one < len(works):
                Authorship.objects.get_or_create(entry=works[one], person=people[other])
            elif what == "stop" and one < len(works):
                stop_asking(works[one], people[0])
            elif what == "leave":
                people[one].memberships.update(left_at=clock.now())
            elif what == "deal":
                before = set(Lease.objects.values_list("pk", flat=True))
                deal_out(this, None)
                for lease in Lease.objects.exclude(pk__in=before).select_related("person", "entry"):
                    assert _may_not(lease.person, lease.entry) == ""
                    assert lease.person.memberships.filter(left_at=None).exists()
            # What is kept for somebody is shown to them only while they may see it.
            for person in people:
                kept = kept_for(this, person)
                assert kept is None or Entry.objects.visible_to(person).filter(pk=kept.pk).exists()
        leases = Counter(Lease.objects.values_list("person", "entry"))
        assert max(leases.values(), default=1) == 1, "one twice"
        assert set(given_out) <= set(leases)


@ORDINARY
@given(MAKERS, CHANGES, st.integers(1, 3), st.booleans())
def test_what_is_chosen_from_few_rows_is_what_the_rule_says_of_all(
    place: Community, people: list[Person], makers: list[set[int]], changes: list[Any], each: int, is_exchange: bool
) -> None:
    with _and_back():
        this = _opened(place, people, makers, each, is_exchange)
        works = [row.entry for row in PutIn.objects.select_related("entry").order_by("pk")]
        window = (this.closes_at - this.opens_at).total_seconds() / 3600
        for what, one, other in changes:
            if what == "ask":
                now = clock.now()
                numbers = Numbers(this, [people[one]])
                asks = numbers.number_of[people[one].pk]
                hours = now.timestamp() / 3600
                by_the_rule = allocation.next_work(numbers.round, numbers.standing, asks, now=hours, window=window)
                wanted = None if by_the_rule is None else numbers.entries[by_the_rule]
                assert next_for(this, people[one], now) == wanted
                entry = give_one(this, people[one])
                if entry is not None and other == "say":
                    write_critique(people[one], entry, protocol=protocol_of("see"), said={"see": "I see it."})
            elif what == "block" and one != other:
                block(people[one], people[other])
            elif what == "hide" and one < len(works):
                Entry.objects.filter(pk=works[one].pk).update(audience=other)
            elif what == "join" and one < len(works):
                Authorship.objects.get_or_create(entry=works[one], person=people[other])
