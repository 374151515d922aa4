"""Who reads what in a round: what holds of every round, on rounds that are made up."""

import json
import sys
import time
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.stages.critique.allocation import Round, Standing, cosine, next_work
from commonplace.stages.critique.apart import dealing_apart, read, written
from commonplace.stages.critique.dealing import Dealt, deal

ORDINARY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WINDOW = 336.0


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Up to twelve works of up to nine people, some by several, some people with several or none; blocks, and works not seen."""
    people, works = draw(st.integers(1, 9)), draw(st.integers(0, 12))
    somebody = st.integers(0, people - 1)
    makers = tuple(draw(st.frozensets(somebody, min_size=1, max_size=3)) for _work in range(works))
    interests = st.integers(0, 2**6 - 1)
    unseen = tuple(
        draw(st.frozensets(st.integers(0, works - 1), max_size=3)) if works else frozenset()
        for _person in range(people)
    )
    blocks = draw(st.sets(st.tuples(somebody, somebody), max_size=4))
    blocked = tuple(
        frozenset({b for a, b in blocks if a == me and b != me} | {a for a, b in blocks if b == me and a != me})
        for me in range(people)
    )
    return Round(
        k=draw(st.integers(1, 4)),
        makers=makers,
        works_carry=tuple(draw(interests) for _work in range(works)),
        people_follow=tuple(draw(interests) for _person in range(people)),
        unseen=unseen,
        blocked=blocked,
        is_exchange=draw(st.booleans()),
        seed=draw(st.integers(0, 2**32)),
    )


def of_single_makers(count: int, k: int = 3, *, is_exchange: bool = False, seed: int = 0) -> Round:
    """A round in which everybody made one work, with nothing in the way."""
    nothing: tuple[frozenset[int], ...] = (frozenset(),) * count
    interests = tuple(1 << number % 7 | 1 << number % 5 for number in range(count))
    makers = tuple(frozenset({number}) for number in range(count))
    return Round(k, makers, interests, interests, nothing, nothing, is_exchange, seed)


def assert_nobody_got_what_they_may_not(this: Round, given_out: list[tuple[int, int]]) -> None:
    """Person by person, with nothing of ours but the round itself."""
    for person, work in given_out:
        assert person not in this.makers[work], "somebody's own"
        assert work not in this.unseen[person], "one that they may not see"
        assert not any(maker in this.blocked[person] for maker in this.makers[work]), "one across a block"
    assert max(Counter(given_out).values(), default=1) == 1, "one twice"


@ORDINARY
@given(rounds(), st.data())
def test_whoever_asks_is_never_given_their_own_a_blocked_persons_an_unseen_or_a_doubled_one(
    this: Round, data: st.DataObject
) -> None:
    standing = Standing.at_the_beginning(this, [0.0 if number % 4 else None for number in range(len(this.makers))])
    given_out: list[tuple[int, int]] = []
    for hour in range(data.draw(st.integers(0, 40))):
        person = data.draw(st.integers(0, len(this.people_follow) - 1))
        work = next_work(this, standing, person, now=float(hour), window=WINDOW)
        if work is None:
            continue
        assert standing.since[work] is not None
        given_out.append((person, work))
        standing.had[person].add(work)
        if data.draw(st.booleans()):
            standing.received[work] += 1
            standing.given[person] += 1
            standing.readers[work].add(person)
        elif data.draw(st.booleans()):
            standing.leased[work] += 1
            standing.readers[work].add(person)
    assert_nobody_got_what_they_may_not(this, given_out)


@ORDINARY
@given(rounds(), st.booleans())
def test_a_round_that_is_dealt_gives_nobody_their_own_a_blocked_persons_an_unseen_or_a_doubled_one(
    this: Round, with_solver: bool
) -> None:
    dealt = _dealt(this, with_solver=with_solver)
    assert_nobody_got_what_they_may_not(this, dealt.given)
    assert dealt.gets == [Counter(work for _person, work in dealt.given)[number] for number in range(len(this.makers))]
    assert sum(dealt.gives) == len(dealt.given)
    most = this.k + this.is_exchange  # of an exchange of odd numbers, one pair too many
    assert max(dealt.gets, default=0) <= most
    assert max(dealt.gives, default=0) <= most


def _dealt(this: Round, *, with_solver: bool) -> Dealt:
    if with_solver:
        return deal(this)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "commonplace.stages.critique.solving", None)
        return deal(this)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 40), st.integers(1, 4), st.integers(0, 2**32), st.booleans())
def test_each_gives_and_gets_exactly_k_wherever_there_are_works_enough(
    count: int, k: int, seed: int, with_solver: bool
) -> None:
    dealt = _dealt(of_single_makers(count, k, seed=seed), with_solver=with_solver)
    if count > 2 * k:
        assert dealt.gives == dealt.gets == [k] * count
        assert dealt.short(k) == []
    reads = set(dealt.given)
    assert not any((other, one) in reads for one, other in reads), "of a pair one reads the other, and not both"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 40), st.integers(1, 4), st.integers(0, 2**32), st.booleans())
def test_in_an_exchange_pairs_read_each_other_and_nobody_has_fewer_than_k(
    count: int, k: int, seed: int, with_solver: bool
) -> None:
    dealt = _dealt(of_single_makers(count, k, is_exchange=True, seed=seed), with_solver=with_solver)
    reads = set(dealt.given)
    assert all((other, one) in reads for one, other in reads)
    if count > k + 1:
        assert dealt.gives == dealt.gets
        assert sorted(dealt.gets) == [k] * (count - count * k % 2) + [k + 1] * (count * k % 2)


@pytest.mark.parametrize("with_solver", [True, False])
@pytest.mark.parametrize("is_exchange", [True, False])
def test_of_many_only_some_pairs_are_weighed_and_k_is_kept_all_the_same(is_exchange: bool, with_solver: bool) -> None:
    """More than every pair of which is weighed, with blocks, works that some may not see, and people without interests."""
    count = 1_200
    this = of_single_makers(count, is_exchange=is_exchange, seed=5)
    blocked = [frozenset({(number + 1) % count, (number - 1) % count}) for number in range(count)]
    unseen = [
        frozenset(range(number + 2, min(number + 40, count))) if number % 3 == 0 else frozenset()
        for number in range(count)
    ]
    interests = tuple(carried if number % 10 else 0 for number, carried in enumerate(this.works_carry))
    this = replace(this, blocked=tuple(blocked), unseen=tuple(unseen), works_carry=interests, people_follow=interests)
    dealt = _dealt(this, with_solver=with_solver)
    assert_nobody_got_what_they_may_not(this, dealt.given)
    assert dealt.gives == dealt.gets == [3] * count
    assert dealt.has_solver is with_solver


def test_of_many_those_that_few_may_read_are_dealt_to_these_few() -> None:
    """Every thirtieth work is a team's of ten; most pairs are not weighed."""
    count = 1_200
    team = {work: range(work, work + 10) for work in range(0, count, 30)}
    unseen = tuple(frozenset(work for work, people in team.items() if number not in people) for number in range(count))
    this = replace(of_single_makers(count, seed=5), unseen=unseen)
    dealt = deal(this)
    assert_nobody_got_what_they_may_not(this, dealt.given)
    assert min(dealt.gets) >= 1
    # Of nine pairs, one direction each, chance may allow too few.
    assert len(dealt.given) >= 3 * count - len(team) // 4


def test_of_many_whom_nobody_may_read_hold_nobody_up() -> None:
    """A tenth have no reader at all: what is looked for in vain is not looked for again and again."""
    count = 1_500
    apart = frozenset(range(0, count, 10))
    unseen = tuple(apart - {number} for number in range(count))
    this = replace(of_single_makers(count, seed=5), unseen=unseen)
    begun = time.process_time()
    dealt = deal(this)
    assert time.process_time() - begun < 10, "it was half a minute and more"
    assert all(dealt.gets[work] == (0 if work in apart else 3) for work in range(count))


@settings(max_examples=3, deadline=None)
@given(rounds())
def test_a_round_is_dealt_beside_this_process_as_within_it(this: Round) -> None:
    every = frozenset(range(len(this.makers)))
    this = replace(this, unseen=(every, *this.unseen[1:]))
    assert read(json.loads(json.dumps(written(this)))) == this
    other = replace(this, seed=this.seed + 1)
    with dealing_apart() as dealt:
        assert [dealt(this), dealt(other)] == [deal(this), deal(other)]


def test_interests_meet_where_there_is_a_solver() -> None:
    this = of_single_makers(100, seed=2)
    heeded, not_heeded = (
        sum(this.fit(person, work) for person, work in _dealt(this, with_solver=one).given) for one in (True, False)
    )
    assert heeded > 2 * not_heeded


def test_what_several_made_together_is_dealt_like_any_other_and_its_makers_read_in_turn() -> None:
    nothing: tuple[frozenset[int], ...] = (frozenset(),) * 24
    makers = tuple(frozenset({2 * number, 2 * number + 1}) for number in range(12))
    this = Round(4, makers, (0,) * 12, (0,) * 24, nothing, nothing)
    dealt = deal(this)
    assert dealt.gives == dealt.gets == [4] * 12
    assert set(Counter(person for person, _work in dealt.given).values()) == {2}


def test_where_k_cannot_be_kept_it_is_said_which_works_are_short() -> None:
    """Four works cannot each be read by three without two reading each other; five can where one stays out by a block."""
    dealt = deal(of_single_makers(4))
    assert len(dealt.given) == 6, "as many as there are pairs"
    assert dealt.short(3) == [0, 1, 2, 3]
    this = of_single_makers(9)
    others = frozenset(range(1, 9))
    apart = tuple(others if number == 0 else frozenset({0}) for number in range(9))
    dealt = deal(replace(this, blocked=apart))
    assert dealt.short(3) == [0]
    assert dealt.gets[1:] == dealt.gives[1:] == [3] * 8


def _standing(this: Round, **changes: object) -> Standing:
    standing = Standing.at_the_beginning(this, [0.0] * len(this.makers))
    return replace(standing, **changes)


def test_first_comes_a_work_without_any_critique_then_the_one_that_needs_most() -> None:
    this = of_single_makers(4, is_exchange=True)
    standing = _standing(this, received=[0, 0, 1, 3], leased=[0, 1, 0, 0])
    assert next_work(this, standing, 3, now=1, window=WINDOW) == 0
    standing.leased[0] = 1
    # Of those with one each, what has waited longer.
    standing.since = [0.0, 9.0, 0.0, 0.0]
    assert next_work(this, standing, 0, now=10, window=WINDOW) == 2
    standing.received[2] = 2
    assert next_work(this, standing, 0, now=10, window=WINDOW) == 1


def test_of_works_that_need_as_much_the_one_that_suits_best() -> None:
    nothing: tuple[frozenset[int], ...] = (frozenset(),) * 5
    makers = tuple(frozenset({number}) for number in range(4))
    this = Round(3, makers, (0b0011, 0b0110, 0b1100, 0b1100), (0, 0, 0, 0, 0b0110), nothing, nothing)
    standing = _standing(this)
    assert cosine(0b0011, 0b0110) == pytest.approx(0.5)
    assert next_work(this, standing, 4, now=0, window=WINDOW) == 1
    standing.given = [
        3,
        0,
        0,
        0,
        0,
    ]  # half a point for whoever gave all theirs does not outweigh the better half of a fit
    assert next_work(this, standing, 4, now=0, window=WINDOW) == 1
    standing.since = [0.0, 336.0, 336.0, 336.0]  # but with the time that the first has waited for, it does
    assert next_work(this, standing, 4, now=336, window=WINDOW) == 0


def test_with_fresh_eyes_whoever_is_read_by_somebody_reads_others() -> None:
    this = of_single_makers(30, seed=4)
    standing = _standing(this, received=[1] * 30, readers=[{(number - 1) % 30} for number in range(30)])
    for person in range(30):
        work = next_work(this, standing, person, now=0, window=WINDOW)
        assert work is not None
        assert this.reads(person, work)
        assert work != (person - 1) % 30


def test_nobody_is_left_with_none_because_of_the_one_direction() -> None:
    """The only one who has none is given to somebody whom they read, since that is better than nothing."""
    this = of_single_makers(3)
    standing = _standing(this, received=[1, 0, 3], readers=[{1}, set(), {0, 1}])
    assert next_work(this, standing, 0, now=0, window=WINDOW) == 1


def test_in_an_exchange_one_reads_those_who_read_one() -> None:
    this = of_single_makers(30, is_exchange=True)
    standing = _standing(this, received=[1] * 30, readers=[{(number - 1) % 30} for number in range(30)])
    assert next_work(this, standing, 7, now=0, window=WINDOW) == 6


def test_whoever_gave_theirs_is_given_one_more_only_where_somebody_has_none() -> None:
    this = of_single_makers(6)
    standing = _standing(this, received=[1] * 6, given=[3, 0, 0, 0, 0, 0])
    assert next_work(this, standing, 0, now=0, window=WINDOW) is None
    standing.received[4] = 0
    assert standing.has_none(4)
    assert next_work(this, standing, 0, now=0, window=WINDOW) == 4


def test_whoever_made_nothing_is_given_something_too() -> None:
    """Mentors, for example."""
    nothing: tuple[frozenset[int], ...] = (frozenset(),) * 3
    this = Round(2, (frozenset({0}), frozenset({1})), (0, 0), (0, 0, 0), nothing, nothing)
    assert next_work(this, _standing(this), 2, now=0, window=WINDOW) == 0


def test_who_reads_whom_stays_when_works_come_and_go() -> None:
    this = replace(of_single_makers(9, seed=3), keys=tuple(range(100, 109)))
    later = replace(of_single_makers(5, seed=3), keys=(100, 102, 103, 107, 108))
    for one in range(5):
        for other in range(5):
            if one != other:
                before = this.reads(later.keys[one] - 100, later.keys[other] - 100)
                assert later.reads(one, other) == before
    many = replace(of_single_makers(40, seed=3), keys=tuple(range(100, 140)))
    assert all(many.reads(person, work) for person, work in deal(many).given), "and the solver goes by the same keys"


def test_what_one_of_many_pairs_says_is_what_the_solver_says_of_all() -> None:
    import numpy as np

    from commonplace.stages.critique.solving import _is_onward

    this = of_single_makers(40, seed=12345678901234567890)
    low, high = np.triu_indices(40, 1)
    assert [*_is_onward(this.seed, low, high)] == [
        this.reads(int(one), int(other)) for one, other in zip(low, high, strict=True)
    ]
