"""How many kept theirs private: never so that somebody could tell of anyone whether they did."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.reflect.kept_private import kept_private, said_of

COUNTS = st.integers(0, 60)


@given(unknown=COUNTS, data=st.data())
def test_whatever_is_said_each_of_them_may_have_and_may_not_have(unknown: int, data: Any) -> None:
    """Also for up to four who put together what they know of themselves."""
    private = data.draw(st.integers(0, unknown))
    said = said_of(private, unknown)
    if said is None:
        return
    assert 5 <= said <= private
    friends = data.draw(st.integers(0, min(4, unknown)))
    theirs = data.draw(st.integers(max(0, friends - (unknown - private)), min(friends, private)))
    others = unknown - friends
    possible = {k - theirs for k in range(unknown + 1) if said_of(k, unknown) == said} & set(range(others + 1))
    assert 0 not in possible, "said of nobody"
    assert others not in possible, "nor of all of the others"
    assert any(0 < k < others for k in possible)


@given(unknown=COUNTS, private=COUNTS)
def test_one_more_or_less_shows_at_most_where_five_are_full(unknown: int, private: int) -> None:
    before, after = said_of(private, unknown), said_of(private + 1, unknown)
    if before is not None and after is not None:
        assert after == before or (after == before + 5 and after % 5 == 0)


@pytest.fixture
def place(community: Any, member: Any) -> Community:
    place: Community = community()
    for number in range(14):
        member(place, f"learner{number}")
    return place


KINDS = st.lists(st.sampled_from(["none", "private", "open", "both"]), min_size=14, max_size=14)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS)
def test_of_no_member_can_it_be_told(kinds: list[str], place: Community) -> None:
    from commonplace.commons.entries.models import Entry

    Entry.objects.filter(kind="reflection").delete()
    people = [Person.objects.get(name=f"learner{number}") for number in range(14)]
    for person, kind in zip(people, kinds, strict=True):
        if kind in ("private", "both"):
            write_reflection(person, community=place, worked="Mine.")
        if kind in ("open", "both"):
            write_reflection(person, community=place, worked="Ours.", audience=Audience.COMMUNITY)
    carrier = Person.objects.get(name="nkechi")
    said = kept_private(carrier, place)
    quiet = [kind for kind in kinds if kind in ("none", "private")]
    assert said == said_of(quiet.count("private"), len(quiet))
    if said is not None:
        assert {"none", "private"} == set(quiet), "those who let nobody read theirs are of both sorts"


def test_it_is_not_said_where_all_who_are_left_over_did(place: Community) -> None:
    carrier = Person.objects.get(name="nkechi")
    for number in range(14):
        write_reflection(
            Person.objects.get(name=f"learner{number}"),
            community=place,
            worked="So.",
            audience=Audience.ONLY_ME if number < 6 else Audience.COMMUNITY,
        )
    assert kept_private(carrier, place) is None, "eight let them read theirs, so it was the other six"


def test_taking_somebody_out_of_the_community_changes_nothing(place: Community) -> None:
    carrier = Person.objects.get(name="nkechi")
    for number in range(5):
        write_reflection(Person.objects.get(name=f"learner{number}"), community=place, worked="Mine.")
    assert kept_private(carrier, place) == 5
    Membership.objects.filter(community=place, person__name="learner3").update(left_at=clock.now())
    assert kept_private(carrier, place) == 5
    write_reflection(carrier, community=place, worked="My own.")
    assert kept_private(carrier, place) == 5, "whoever looks is not counted"
    assert kept_private(Person.objects.get(name="learner9"), place) is None
