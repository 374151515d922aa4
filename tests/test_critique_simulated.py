"""In a round that is simulated nobody is left out, under a rule that two others are measured beside."""

import gc

import pytest

from commonplace.stages.critique.allocation import Round
from tests.bench_critique import dealt, measure_rows, requests, simulated
from tests.critique_simulated import simulate

# The most works of a hundred that may be left without any critique, by how many never give.
AIMS = {0.0: 0.1, 0.3: 0.5, 0.5: 1.0}


@pytest.mark.parametrize(("never_givers", "most"), AIMS.items())
def test_hardly_anybody_is_left_without_a_critique(never_givers: float, most: float) -> None:
    ours, theirs = (simulate(rule, seed=0, never_givers=never_givers) for rule in ("ours", "oldest first"))
    assert 100 * ours.without / ours.works <= most
    assert 50 * ours.without <= theirs.without
    assert theirs.without > 40, "the people are such that it matters who reads what"
    assert 100 * ours.mutual / ours.pairs <= 1


def test_the_first_critique_comes_soon() -> None:
    ours, theirs = (simulate(rule, seed=0, never_givers=0.3) for rule in ("ours", "oldest first"))
    assert 20 * ours.wait <= theirs.wait


def test_in_an_exchange_those_who_are_read_read_back() -> None:
    ours = simulate("ours", seed=0, never_givers=0.3, is_exchange=True)
    fresh = simulate("ours", seed=0, never_givers=0.3)
    assert ours.without == 0
    assert ours.mutual > 20 * max(fresh.mutual, 1)


def test_the_same_seed_is_the_same_round_and_nobody_gets_their_own_or_one_twice() -> None:
    once, again = (simulate("ours", seed=3, never_givers=0.3, people=60) for _time in range(2))
    assert once == again
    assert len(set(once.given_out)) == len(once.given_out) > 60
    assert all(person != work for person, work in once.given_out)


def test_who_comes_to_a_round_is_the_same_under_every_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a rule asks chance itself."""
    met: list[tuple[int, ...]] = []
    made = Round.__init__

    def kept(this: Round, *given: object, **named: object) -> None:
        made(this, *given, **named)  # type: ignore[arg-type]
        met.append(this.works_carry)

    monkeypatch.setattr(Round, "__init__", kept)
    for rule in ("ours", "random", "oldest first"):
        simulate(rule, seed=1, never_givers=0.3, people=40)
    assert len(set(met)) == 1 < len(met)


@pytest.mark.long
@pytest.mark.parametrize(("never_givers", "most"), AIMS.items())
def test_what_critique_is_to_reach_in_five_rounds(never_givers: float, most: float) -> None:
    line = simulated(never_givers)
    assert line["ours"]["without"] <= most
    assert 50 * line["ours"]["without"] <= line["oldest first"]["without"]
    assert line["ours"]["mutual"] <= 1
    assert 20 * line["ours"]["wait"] <= line["oldest first"]["wait"] or never_givers != 0.3


@pytest.mark.long
@pytest.mark.alone
def test_what_giving_out_may_take() -> None:
    # What other tests left in this process is not looked through again and again while this one measures.
    gc.collect()
    gc.freeze()
    try:
        assert requests()["p99_ms"] <= 50
    finally:
        gc.unfreeze()
    for is_exchange in (False, True):
        assert dealt(4_000, is_exchange=is_exchange)["seconds"] <= 0.5
        assert dealt(40_000, is_exchange=is_exchange)["seconds"] <= 45


@pytest.mark.long
@pytest.mark.alone
def test_what_giving_out_may_take_with_all_its_rows() -> None:
    lines = measure_rows()
    assert [line["p50_ms"] <= 50 for line in lines if "p50_ms" in line] == [True] * 3, lines
    assert {line["people"]: line["seconds"] <= most for line, most in zip(lines[3:], (1, 45), strict=True)} == {
        4_000: True,
        40_000: True,
    }, lines
