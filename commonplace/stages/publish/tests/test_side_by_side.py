"""How different communities lived one value, two of them side by side, and who is near to whom and why."""

from collections.abc import Callable
from typing import Any

import pytest

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.ground import ids
from commonplace.stages.publish.models import CaseStudy

Told = Callable[..., CaseStudy]


@pytest.fixture
def three(told: Told) -> list[CaseStudy]:
    made = [
        told("Kitchen Arithmetic", form="after-school", value="equity", practice="Bus fares lie by the door."),
        told("Porch School", form="camp", value="equity", practice="We come to the porch that asks.", language="cy"),
        told("Night Owls", form="after-school", value="equity", practice="The clock was taken down."),
    ]
    for study, people, point in zip(made, (8, 40, 9), ((55.9, -3.2), (52.0, -4.0), (55.9, -3.3)), strict=True):
        CaseStudy.objects.filter(pk=study.pk).update(people=people)
        Community.objects.filter(pk=study.community_id).update(latitude=point[0], longitude=point[1])
    return made


def _beside(one: CaseStudy, other: CaseStudy) -> str:
    return f"{one.entry.address}beside/{ids.written(other.pk)}/"


def test_a_value_shows_how_different_communities_lived_it(
    three: list[CaseStudy], sign_in: Callable[..., Any], person: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(None)
    page = client.get("/library/values/equity/").content.decode()
    for words in (
        "Bus fares lie by the door.",
        "We come to the porch that asks.",
        "Expected beforehand: Ten people come.",
    ):
        assert words in page
    order = [page.index(f">{title}</a>") for title in ("Night Owls", "Porch School", "Kitchen Arithmetic")]
    assert order == sorted(order), "the second after-school comes after the camp"
    change_community(three[1].community, three[1].entry.authors.get(), audience=Audience.COMMONS)
    with django_assert_num_queries(10):
        assert "porch that asks" not in client.get("/library/values/equity/").content.decode()
    assert "porch that asks" in sign_in(person("outsider")).get("/library/values/equity/").content.decode()
    assert "Design the first one" in client.get("/library/values/mastery/").content.decode()
    for slug in ("nobody-knows-it", "%00", "…"):
        assert client.get(f"/library/values/{slug}/").status_code == 404


def test_two_stand_side_by_side_as_far_as_one_may_read_both(
    three: list[CaseStudy], sign_in: Callable[..., Any]
) -> None:
    kitchen, porch, _owls = three
    client = sign_in(None)
    page = client.get(_beside(kitchen, porch)).content.decode()
    for words in ("After-school", "Camp", "8 people", "40 people", "Cymraeg", "Bus fares lie by", "porch that asks"):
        assert words in page
    assert "“The soup ran out first.”" in page
    change_community(porch.community, porch.entry.authors.get(), audience=Audience.COMMONS)
    assert client.get(_beside(kitchen, porch)).status_code == 404
    assert client.get(_beside(porch, kitchen)).status_code == 404
    assert client.get(_beside(kitchen, kitchen)).status_code == 404


def test_neighbours_are_near_in_values_or_quite_different_and_say_why(
    three: list[CaseStudy], told: Told, sign_in: Callable[..., Any]
) -> None:
    told("Elsewhere", value="mastery")
    for number in range(2):
        told(f"Another evening {number}", form="after-school", value="equity")
    page = sign_in(None).get(three[0].entry.address).content.decode().partition('id="near"')[2]
    near, _label, different = page.partition("quite another way")
    assert "Both hold to <bdi>equity</bdi>." in near
    assert "Night Owls" in near
    assert "Porch School" not in near
    assert "Porch School" in different
    assert "</bdi>. The other one did it differently: " in different
    assert "another form (Camp), with more people, in Cymraeg, 437 km away" in different
    assert "Elsewhere" not in page
    assert _beside(three[0], three[1]) in different
