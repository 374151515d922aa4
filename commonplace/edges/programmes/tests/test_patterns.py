"""What many expected and few saw, across the teams of a programme: without a number of people, and quoting with consent."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.edges.programmes.patterns import Share, patterns_in, share_of
from commonplace.stages.design.actions import begin_design, open_design, write_design
from commonplace.stages.publish.actions import draft_case_study, publish_case_study
from commonplace.stages.publish.tests.agreeing import everybody_agrees
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.reflect.came import mark_of

MANY_COME, SOUP = "Thirty people come.", "The soup lasts."


@pytest.fixture
def teams(team: Callable[..., Community], member: Any) -> list[Community]:
    """Two teams under one value, which expect the same; three people in each look back, open to the commons."""
    made = []
    for number, name in enumerate(("Kettles", "Lamps")):
        place = team(name)
        carrier = Person.objects.get(name="teo")
        design = begin_design(place, carrier)
        write_design(
            design,
            carrier,
            based_on=design.entry.version,
            values=[("dignity", "dignity", ["Nobody asks why."])],
            predictions=[MANY_COME, SOUP],
        )
        open_design(design, carrier, Audience.COMMONS, to_outer=False)
        for learner in range(3):
            write_reflection(
                member(place, f"learner{number}{learner}"),
                community=place,
                audience=Audience.COMMONS,
                may_quote=True,
                surprised=f"Few came, I counted {number}{learner}.",
                came={mark_of(MANY_COME): "no", mark_of(SOUP): "yes"}
                if learner or number
                else {mark_of(MANY_COME): "no"},
            )
        made.append(place)
    return made


def test_what_many_expected_and_few_saw_stands_first(teams: list[Community], programme: Community, ruth: Any) -> None:
    (pattern,) = patterns_in(programme, ruth)
    assert pattern.value == "dignity"
    assert [one.name for one in pattern.teams] == ["Kettles", "Lamps"]
    assert [(one.words, one.teams, one.share) for one in pattern.expected] == [
        (MANY_COME, 2, Share.FEW),
        (SOUP, 2, Share.MOST),
    ]


def test_what_fewer_than_five_said_is_not_told(teams: list[Community], programme: Community, ruth: Any) -> None:
    from commonplace.commons.entries.models import Entry

    Entry.objects.filter(kind="reflection", authors__name__in=["learner00", "learner01"]).update(
        audience=Audience.ONLY_ME
    )
    (pattern,) = patterns_in(programme, ruth)
    assert {one.share for one in pattern.expected} == {Share.UNTOLD}, "four are left that she may read"
    assert pattern.share == Share.UNTOLD


def test_the_page_is_for_staff_and_quotes_with_consent(
    teams: list[Community], programme: Community, ruth: Any, sign_in: Any
) -> None:
    teo, address = Person.objects.get(name="teo"), f"{programme.address}programme/patterns/"
    study = draft_case_study(teams[0], teo)
    publish_case_study(study, teo)
    client = sign_in(ruth)
    page = client.get(address).text
    assert "few saw it come" in page
    assert "I counted" not in page
    everybody_agrees(study, by="teo")
    assert "I counted 01" in client.get(address).text
    assert sign_in(teo).get(address).status_code in {403, 404}
    assert sign_in(None).get(address).status_code == 302
    assert sign_in(Person.objects.get(name="learner00")).get(address).status_code in {403, 404}


SAID = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["yes", "partly", "no", ""])), max_size=40)


@given(said=SAID)
def test_a_share_is_of_five_at_least_and_each_counts_once(said: list[tuple[int, str]]) -> None:
    people = {person for person, came in said if came}
    share = share_of(said)
    assert (share == Share.UNTOLD) == (len(people) < 5)
    assert share_of(said + [one for one in said if one[0] in (0, 1)]) == share, "saying it twice weighs nothing"
