"""Protocols of a community's own: written, changed, opened to others, and made from each other's with their lineage."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.stages.critique.actions import (
    answer_points,
    ask_for_critique,
    change_critique,
    said_in,
    write_critique,
)
from commonplace.stages.critique.models import Critique, OwnProtocol, Point
from commonplace.stages.critique.own_protocols import as_protocol, key_of, protocol_of, take_over, words_in
from commonplace.stages.critique.protocols import PROTOCOLS
from commonplace.stages.make.actions import share_work

pytestmark = pytest.mark.database

SENT = {
    "name": "Soup and salt",
    "about": "For recipes",
    "part_1": "Soup",
    "asks_1": "What is in it?",
    "starters_1": "I taste …\nIt begins with …",
    "part_2": "Salt",
    "asks_2": "What is missing?",
    "starters_2": "",
    "steps": "2 All taste.\n10 Each says one thing.",
    "roles": "One of us holds the spoon.",
    "example": "I taste leek before I taste salt.",
}


@pytest.fixture
def elsewhere(person: Callable[..., Person]) -> Community:
    """Another community, which somebody else looks after."""
    made = start_community(person("dov"), name="The Oven", purpose="To bake")
    Community.objects.filter(pk=made.pk).update(audience=Audience.COMMONS)
    made.refresh_from_db()
    return made


def test_a_community_writes_its_own_and_it_is_chosen_given_by_and_done_in_steps(
    place: Community, keeper: Person, member: Any, sign_in: Callable[..., Client]
) -> None:
    client, ines = sign_in(keeper), member(place, "ines")
    assert client.post(f"{place.address}critique/ways/new/", SENT).status_code == 302
    row = OwnProtocol.objects.get()
    assert row.steps == [[2, "All taste."], [10, "Each says one thing."]]
    assert as_protocol(row).minutes == 12
    page = sign_in(ines).get(f"{place.address}critique/ways/").text
    assert "Soup and salt" in page
    assert "Put it aside" not in page
    made = share_work(ines, title="Leek soup", body="Leeks.", community=place).entry
    asked = sign_in(ines).post(f"{made.address}ask/", {"question": "Salt?", "protocol": key_of(row)})
    assert asked.status_code == 302
    tomasz = member(place, "tomasz")
    form = sign_in(tomasz).get(f"{made.address}critique/").text
    assert "I taste …" in form
    sent = {"part1": "I taste leek before I taste any salt, and that is how it should be.", "part2": "", "share": "1"}
    assert sign_in(tomasz).post(f"{made.address}critique/", sent).status_code == 302
    assert "Soup and salt" in sign_in(ines).get(made.address).text
    refused = sign_in(ines).post(f"{made.address}ask/", {"question": "Salt?", "protocol": "own-999"})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"part_1": ""},
        {"part_2": "Soup"},
        {"steps": "All taste."},
        {"steps": "0 All taste."},
        {"steps": "121 All taste."},
        {"steps": "²4 All taste."},
        {"steps": "\n".join(["2 All taste."] * 13)},
    ],
)
def test_what_cannot_be_done_is_asked_again(
    place: Community, keeper: Person, wrong: dict[str, str], sign_in: Callable[..., Client]
) -> None:
    refused = sign_in(keeper).post(f"{place.address}critique/ways/new/", SENT | wrong)
    assert refused.status_code == 422
    assert "I taste leek before I taste salt." in refused.text
    assert not OwnProtocol.objects.exists()


def test_those_who_look_after_it_write_and_nobody_else(
    place: Community, keeper: Person, member: Any, sign_in: Callable[..., Client]
) -> None:
    ines = sign_in(member(place, "ines"))
    assert ines.post(f"{place.address}critique/ways/new/", SENT).status_code == 403
    assert ines.post(f"{place.address}critique/ways/take/", {"from": "warm"}).status_code == 403
    row = take_over(place, keeper, PROTOCOLS[0])
    assert ines.post(f"{place.address}critique/ways/{row.pk}/", SENT).status_code == 403
    assert ines.post(f"{place.address}critique/ways/{row.pk}/aside/").status_code == 403
    assert Client().get(f"{place.address}critique/ways/").status_code == 302


def test_parts_that_are_changed_keep_what_was_said_in_them(
    place: Community, keeper: Person, member: Any, sign_in: Callable[..., Client]
) -> None:
    client, ines = sign_in(keeper), member(place, "ines")
    client.post(f"{place.address}critique/ways/new/", SENT)
    row = OwnProtocol.objects.get()
    made = share_work(ines, title="Leek soup", body="Leeks.", community=place).entry
    ask_for_critique(made, ines, question="Salt?", protocol=key_of(row))
    critique = write_critique(
        keeper, made, protocol=protocol_of(key_of(row)), said={"part1": "Leek", "part2": "None at all"}
    )
    changed = SENT | {"part_1": "Salt", "asks_1": "Where is it?", "part_2": "Bread", "asks_2": "With what?"}
    assert client.post(f"{place.address}critique/ways/{row.pk}/", changed).status_code == 302
    row.refresh_from_db()
    assert [(part["key"], part["name"]) for part in row.parts] == [("part2", "Salt"), ("part3", "Bread")]
    assert set(Point.objects.values_list("words", flat=True)) == {"Leek", "None at all"}
    page = sign_in(ines).get(critique.entry.address).text
    assert page.index("Salt") < page.index("None at all")
    assert "Leek" in page, "what has no part any more stands under the first"
    client.post(f"{place.address}critique/ways/{row.pk}/aside/")
    assert "None at all" in sign_in(ines).get(critique.entry.address).text
    assert "Soup and salt" not in sign_in(ines).get(f"{made.address}ask/").text
    assert "Take it out again" in client.get(f"{place.address}critique/ways/").text
    client.post(f"{place.address}critique/ways/{row.pk}/aside/")
    assert "Soup and salt" in sign_in(ines).get(f"{made.address}ask/").text


def test_a_part_whose_name_is_corrected_keeps_answers(
    place: Community, keeper: Person, member: Any, sign_in: Callable[..., Client]
) -> None:
    client, ines = sign_in(keeper), member(place, "ines")
    client.post(f"{place.address}critique/ways/new/", SENT)
    row = OwnProtocol.objects.get()
    made = share_work(ines, title="Leek soup", body="Leeks.", community=place).entry
    way = key_of(row)
    ask_for_critique(made, ines, question="Salt?", protocol=way)
    critique = write_critique(keeper, made, protocol=protocol_of(way), said={"part1": "Leek", "part2": "None at all"})
    answer_points(critique, ines, {point.pk: ("take up", "I will") for point in critique.points.all()})
    client.post(f"{place.address}critique/ways/{row.pk}/", SENT | {"part_1": f"{SENT['part_1']}, and how"})
    critique = Critique.objects.get()
    change_critique(critique, keeper, based_on=critique.entry.version, said=said_in(critique))
    assert set(critique.points.values_list("words", "said")) == {("Leek", "I will"), ("None at all", "I will")}


def test_another_community_makes_its_own_from_what_was_opened_and_says_from_what(
    place: Community, keeper: Person, elsewhere: Community, sign_in: Callable[..., Client]
) -> None:
    sign_in(keeper).post(f"{place.address}critique/ways/new/", SENT)
    source = OwnProtocol.objects.get()
    baker = sign_in(Person.objects.get(name="dov"))
    page = f"{elsewhere.address}critique/ways/"
    assert "Soup and salt" not in baker.get(page).text
    assert baker.post(f"{page}take/", {"from": source.pk}).status_code == 404, "it was not opened"
    sign_in(keeper).post(f"{place.address}critique/ways/{source.pk}/", SENT | {"is_open": "on"})
    assert "Soup and salt" in baker.get(page).text
    taken = baker.post(f"{page}take/", {"from": source.pk})
    assert taken.status_code == 302
    mine = OwnProtocol.objects.get(community=elsewhere)
    assert (mine.made_from, mine.steps, mine.is_open) == (source, source.steps, False)
    baker.post(f"{page}{mine.pk}/", SENT | {"name": "Crust and crumb"})
    source.refresh_from_db()
    assert source.name == "Soup and salt", "what they change, they change for themselves"
    assert "Made from" in baker.get(page).text
    sign_in(keeper).post(f"{place.address}critique/ways/{source.pk}/", SENT)
    assert "Soup and salt" not in baker.get(page).text, "closed again, its name is no longer told"
    Community.objects.filter(pk=place.pk).update(audience=Audience.COMMUNITY)
    OwnProtocol.objects.filter(pk=source.pk).update(is_open=True)
    assert "Soup and salt" not in baker.get(page).text, "nor where its community is not seen"
    assert baker.post(f"{page}take/", {"from": source.pk}).status_code == 404
    assert baker.get(f"{place.address}critique/ways/").status_code == 404
    assert baker.post(f"{page}take/", {"from": "line"}).status_code == 302, "and from ours"
    assert OwnProtocol.objects.get(made_from_key="line").parts[0]["name"] == "Place by place"


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.key)
def test_what_is_made_from_one_of_ours_says_the_same(place: Community, keeper: Person, protocol: Any) -> None:
    made = as_protocol(take_over(place, keeper, protocol))
    assert words_in(made) == words_in(protocol)
