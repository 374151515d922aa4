"""What those who look after a round learn of what became of critique: in groups of five and more, and nothing by subtracting."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.critique.actions import answer_points, write_critique
from commonplace.stages.critique.models import Answer
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import open_round, put_in
from commonplace.stages.critique.uptake import ANSWERS, counted
from commonplace.stages.make.actions import share_work

PEOPLE = st.integers(0, 8)
POINTS = st.lists(st.tuples(st.sampled_from(list(ANSWERS)), PEOPLE, PEOPLE), max_size=60)


def _of(points: list[tuple[str, int, int]]) -> list[tuple[str, frozenset[int], frozenset[int]]]:
    return [(answer, frozenset({wrote}), frozenset({made})) for answer, wrote, made in points]


@given(POINTS)
def test_no_number_is_of_fewer_than_five_people(points: list[tuple[str, int, int]]) -> None:
    told = counted(_of(points))
    if len({wrote for _answer, wrote, _made in points}) < 5 or len({made for _answer, _wrote, made in points}) < 5:
        assert told == {}
    for answer, number in told.items():
        if number is not None:
            those = [(wrote, made) for one, wrote, made in points if one == answer]
            assert min(len({wrote for wrote, _made in those}), len({made for _wrote, made in those})) >= 5
            assert number % 5 == 0
            assert number <= len(those) < number + 5


@given(POINTS, PEOPLE)
def test_what_somebody_knows_of_their_own_tells_them_of_nobody_else(
    points: list[tuple[str, int, int]], me: int
) -> None:
    """Whoever takes away what is theirs from what is told finds at least four others behind every number."""
    for answer, number in counted(_of(points)).items():
        if number is not None:
            those = [(wrote, made) for one, wrote, made in points if one == answer]
            assert len({made for _wrote, made in those} - {me}) >= 4
            assert len({wrote for wrote, _made in those} - {me}) >= 4


@pytest.mark.database
def test_those_who_look_after_a_round_learn_it_and_only_once_five_more_have_answered(
    community: Callable[..., Community],
    member: Any,
    sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
) -> None:
    place = community(audience=Audience.OPEN)
    keeper = Person.objects.get(name="nkechi")
    closes = clock.now() + timedelta(days=3)
    this = open_round(place, keeper, title="First", each=1, closes_at=closes, is_exchange=False, protocol="see")
    people = [member(place, f"reader{number}") for number in range(12)]
    works = []
    for one in people:
        works.append(share_work(one, title=f"By {one.name}", body="Words", community=place).entry)
        put_in(this, one, works[-1], question="Does it hold?")
    said = [
        write_critique(people[number - 1], work, protocol=protocol_of("see"), said={"see": "I see it."})
        for number, work in enumerate(works)
    ]
    page = f"{place.address}critique/{this.pk}/"

    def answered(numbers: range) -> str:
        for number in numbers:
            answer_points(said[number], people[number], {said[number].points.get().pk: (Answer.TAKE_UP, "")})
        run_tasks()
        return sign_in(keeper).get(page).text

    assert "What became of it" not in answered(range(4))
    shown = answered(range(4, 5))
    assert "What became of it" in shown
    assert "5 or more" in shown
    assert "of fewer than five people" in shown
    this.refresh_from_db()
    before = this.uptake
    answered(range(5, 9))
    this.refresh_from_db()
    assert this.uptake == before, "four more change nothing"
    assert "10 or more" in answered(range(9, 10))
    assert "What became of it" not in sign_in(people[0]).get(page).text, "it is for those who look after it"
    assert "Too few people wrote, or were read, for figures." in sign_in(keeper).get(page).text, "mentors wrote nothing"
