"""The library finds by what people held to."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import write_design
from commonplace.stages.publish import finding, views_library
from commonplace.stages.publish.actions import publish_case_study
from commonplace.stages.publish.models import CaseStudy
from commonplace.stages.publish.shelf import marked

Told = Callable[..., CaseStudy]


@pytest.fixture
def shelf(told: Told) -> None:
    told(
        "Kitchen Arithmetic",
        form="after-school",
        value="equity",
        practice="Bus fares are in an envelope by the door, unseen.",
    )
    told("Porch School", form="camp", value="equity", practice="We come to the porch that asks.", language="cy")
    told("Night Owls", form="camp", value="unhurriedness", practice="The clock was taken down.")
    for name, people, days, point in (
        ("Kitchen Arithmetic", None, 1, (None, None)),
        ("Porch School", 24, 12, (53.4, -3.0)),
        ("Night Owls", 140, 30, (51.9, -1.9)),
    ):
        CaseStudy.objects.filter(community__name=name).update(people=people, days=days)
        Community.objects.filter(name=name).update(latitude=point[0], longitude=point[1], place="The Owl Barn")
    Community.objects.filter(name="Porch School").update(place="A porch")


def titles(page: str) -> set[str]:
    return {
        title for title in ("Kitchen Arithmetic", "Porch School", "Night Owls") if title in page.partition("<main")[2]
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Kitchen Arithmetic", "Porch School", "Night Owls"}),
        ("?value=equity", {"Kitchen Arithmetic", "Porch School"}),
        ("?value=unhurriedness", {"Night Owls"}),
        ("?value=equity&value=unhurriedness", set()),
        ("?form=camp", {"Porch School", "Night Owls"}),
        ("?form=camp&form=after-school", {"Kitchen Arithmetic", "Porch School", "Night Owls"}),
        ("?form=camp&value=equity", {"Porch School"}),
        ("?language=cy", {"Porch School"}),
        ("?practice=Bus+FARES", {"Kitchen Arithmetic"}),
        ("?practice=porch", {"Porch School"}),
        ("?q=equity", {"Kitchen Arithmetic", "Porch School"}),
        ("?q=envelope", {"Kitchen Arithmetic"}),
        ("?q=owls", {"Night Owls"}),
        ("?interest=kettles", set()),
        ("?value=nothing-like-it", set()),
    ],
)
def test_it_finds(shelf: None, sign_in: Callable[..., Any], query: str, found: set[str]) -> None:
    response = sign_in(None).get(f"/library/{query}")
    assert response.status_code == 200
    assert titles(response.content.decode()) == found


def test_it_finds_by_place_scale_length_and_what_was_misspelt(shelf: None, sign_in: Callable[..., Any]) -> None:
    client = sign_in(None)
    for query, found in (
        ("?near=51.9,-1.9&within=5", {"Night Owls"}),
        ("?near=the+owl+barn&within=500", {"Night Owls", "Porch School"}),
        ("?near=the+owl+barn&value=equity&within=500", {"Porch School"}),
        ("?near=Atlantis", set()),
        ("?scale=13-30", {"Porch School"}),
        ("?scale=13-30&scale=101-", {"Porch School", "Night Owls"}),
        ("?length=1", {"Kitchen Arithmetic"}),
        ("?length=6-20&scale=13-30", {"Porch School"}),
        ("?scale=nonsense", set()),
        ("?q=envelpoe", {"Kitchen Arithmetic"}),
        ("?q=rithmetic", {"Kitchen Arithmetic"}),
        ("?q=zzzzzz", set()),
    ):
        assert titles(client.get(f"/library/{query}").content.decode()) == found, query


def test_interests_narrow_too(shelf: None, sign_in: Callable[..., Any]) -> None:
    entry = CaseStudy.objects.get(community__name="Night Owls").entry
    entry.interests.create(slug="owls", name="owls")
    assert titles(sign_in(None).get("/library/?interest=owls").content.decode()) == {"Night Owls"}


def test_a_form_of_their_own_stands_under_its_own_name(
    shelf: None, told: Told, sign_in: Callable[..., Any], run_tasks: Callable[[], None]
) -> None:
    for name, own in (("Injera on Sundays", "Sunday kitchen"), ("A Bench", ""), ("A Second Kitchen", "Sunday kitchen")):
        told(name)
        community = Community.objects.get(name=name)
        change_community(community, Person.objects.get(name="nkechi"), form="own", own_form=own)
    run_tasks()
    client = sign_in(None)
    page = client.get("/library/narrow/").content.decode()
    assert '<span dir="auto">Sunday kitchen</span>' in page
    assert '<span aria-hidden="true">2</span>' in page.partition('value="Sunday kitchen"')[2].partition("</label>")[0]
    kitchens = client.get("/library/?form=Sunday+kitchen").content.decode()
    assert "A Second Kitchen" in kitchens
    assert "A Bench" not in kitchens
    without_words = client.get("/library/?form=own").content.decode()
    assert "A Bench" in without_words
    assert "Injera on Sundays" not in without_words


def test_records_of_before_stand_under_form_and_language_too(told: Told) -> None:
    told("Porch School", form="camp", language="cy")
    told("Injera on Sundays", form="own", own_form="Sunday kitchen")
    said = CaseStudy.objects.order_by("pk").values_list("form", "language")
    as_drafted = list(said)
    CaseStudy.objects.update(form="", language="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("commonplace.stages.publish.migrations.0007_form_and_language").SAID)
    assert list(said.all()) == as_drafted == [("camp", "cy"), ("Sunday kitchen", "en")]


def test_what_was_looked_for_is_marked(shelf: None, sign_in: Callable[..., Any]) -> None:
    client = sign_in(None)
    page = client.get("/library/?value=equity").content.decode()
    assert "<mark>Bus fares are in an envelope by the door</mark>, unseen." in page
    assert "2 records practise equity" in page
    assert "<mark>porch</mark>" in client.get("/library/?practice=porch").content.decode()


def test_where_nothing_is_found_one_thing_can_be_taken_away(shelf: None, sign_in: Callable[..., Any]) -> None:
    page = sign_in(None).get("/library/?value=equity&form=conference").content.decode()
    assert "Take “<bdi>Conference</bdi>” away</a>, and 2 records remain" in page
    assert 'href="/library/?value=equity"' in page


def test_what_nothing_is_known_by_is_said_and_is_no_box_to_tick(shelf: None, sign_in: Callable[..., Any]) -> None:
    """A value of a community's own is known wherever a record holds to it, and stays ticked."""
    asked = (
        "value=nothing-like-it&value=unhurriedness&value=mastery&form=sky+school&form=camp&interest=owls&language=xx"
    )
    page = sign_in(None).get(f"/library/?{asked}").content.decode()
    for words in ("nothing like it", "sky school", "owls", "xx"):
        assert f"Nothing here is known by “<bdi>{words}</bdi>”." in page
    kept = re.findall(r'<input type="hidden" form="find" name="(\w+)" value="([^"]*)"', page)
    assert kept == [("value", "unhurriedness"), ("value", "mastery"), ("form", "camp")], "so another search keeps them"
    boxes = sign_in(None).get(f"/library/narrow/?{asked}").content.decode()
    ticked = re.findall(r'name="(?:value|form|interest|language)" value="([^"]*)" checked', boxes)
    assert ticked == ["mastery", "unhurriedness", "camp"]
    page = sign_in(None).get("/library/?form=sky+school&form=camp").content.decode()
    assert "Nothing here is known by “<bdi>sky school</bdi>”." in page, "also where the rest finds something"
    assert "Night Owls" in page
    assert 'value="sky school"' not in page


def test_an_empty_library_says_what_will_be_there(commons: Any, sign_in: Callable[..., Any]) -> None:
    assert "still empty" in sign_in(None).get("/library/").content.decode()
    asked = sign_in(None).get("/library/?value=equity").content.decode()
    assert "Design the first one" in asked
    assert "remain" not in asked, "nothing is found by asking for less"


def test_odd_addresses_do_no_harm(shelf: None, sign_in: Callable[..., Any]) -> None:
    for query in ("?q=%00%22*", "?value=%27%22%3Cb%3E", "?page=99999", "?page=x", "?practice=%25_", "?q=" + "a" * 5000):
        response = sign_in(None).get(f"/library/{query}")
        assert response.status_code == 200
        assert "<b>" not in response.content.decode()


def test_values_stay_as_they_were_when_it_was_published(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told("Kitchen Arithmetic", value="equity")
    design = Community.objects.get().design
    by = study.entry.authors.get()
    write_design(design, by, based_on=design.entry.version, values=[("dignity", "", ["Other."])])
    assert titles(sign_in(None).get("/library/?value=equity").content.decode()) == {"Kitchen Arithmetic"}
    publish_case_study(study, by)
    assert titles(sign_in(None).get("/library/?value=equity").content.decode()) == set()


def test_it_costs_the_same_for_one_record_and_three(
    told: Told, sign_in: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    client = sign_in(None)
    told("Kitchen Arithmetic")
    for address, queries in (("/library/", 9), ("/library/narrow/", 6)):
        with django_assert_num_queries(queries):
            client.get(address)
    told("Porch School")
    told("Night Owls")
    for address, queries in (("/library/", 9), ("/library/narrow/", 6)):
        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.parametrize("word", ["(a+)+$", "[", "\\", ".*", "a|b", "(?i)x", "*"])
def test_words_with_signs_of_patterns_are_looked_for_as_they_are(word: str) -> None:
    line = f"Aab {word}s lie by the door"
    assert [piece for piece, is_marked in marked(line, [word], whole=False) if is_marked] == [f"{word}s"]


def test_marks() -> None:
    assert marked("One, two.", [], whole=True) == [("One", True), (", two.", False)]
    assert marked("One two", [], whole=True) == [("One two", True), ("", False)]
    assert marked("Kettles and kettle ropes", ["kettle"], whole=False) == [
        ("Kettles", True),
        (" and ", False),
        ("kettle", True),
        (" ropes", False),
    ]


def test_it_says_how_many_records_there_are_of_each_scale_and_length(shelf: None, sign_in: Callable[..., Any]) -> None:
    page = sign_in(None).get("/library/narrow/?scale=13-30").content.decode()
    for words in ("13 to 30 people", "101 people or more", "6 to 20 days"):
        assert f'<span dir="auto">{words}</span>' in page
    assert "one day</span>" not in page, "lengths are those of what was found"
    assert "people</span>" not in page.partition('value="13-30"')[0].rpartition("How many took part")[2], (
        "none below five"
    )


def test_what_was_misspelt_is_said_kindly(shelf: None, sign_in: Callable[..., Any]) -> None:
    page = sign_in(None).get("/library/?q=arithmetik").content.decode()
    assert 'Did you mean <a href="/library/?q=arithmetic"><bdi>arithmetic</bdi></a>?' in page
    assert "says where “<bdi>Atlantis</bdi>” is" in sign_in(None).get("/library/?near=Atlantis").content.decode()


def test_of_very_many_the_newest_are_shown_and_counted(
    shelf: None, sign_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST", 2)
    monkeypatch.setattr(views_library, "MOST", 2)
    monkeypatch.setattr(views_library, "FIRST", 2)
    client = sign_in(None)
    page = client.get("/library/").content.decode()
    assert titles(page) == {"Porch School", "Night Owls"}
    for words in ("More than 2 records", "These were the newest 2."):
        assert words in page
    assert "Counted among the newest 2." in client.get("/library/narrow/").content.decode()


def test_the_first_pages_look_through_no_more_than_they_show(
    shelf: None, told: Told, sign_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told("A Bench")
    for name, number in (("A_PAGE", 1), ("FIRST", 2), ("MOST", 3)):
        monkeypatch.setattr(views_library, name, number)
    client = sign_in(None)
    pages = [client.get(f"/library/?page={number}").content.decode() for number in (1, 2, 3, 4)]
    assert "More than 2 records" in pages[0]
    assert all("More than 3 records" in page for page in pages[1:])
    shown = [re.findall(r'<h3 dir="auto"><a [^>]*>([^<]*)', page) for page in pages]
    assert shown == [["A Bench"], ["Night Owls"], ["Porch School"], ["Porch School"]], "each once, the newest first"
    assert ["These were the newest" in page for page in pages] == [False, False, True, True]


def test_values_nearby_are_those_that_most_of_the_records_shown_hold_to(
    told: Told, sign_in: Callable[..., Any]
) -> None:
    for name, values in (("One", ["equity", "mastery", "dignity"]), ("Two", ["equity", "mastery"])):
        study = told(name)
        by = study.entry.authors.get()
        write_design(
            study.community.design,
            by,
            based_on=study.community.design.entry.version,
            values=[(one, "", ["Yes."]) for one in values],
        )
        publish_case_study(study, by)
    page = sign_in(None).get("/library/?value=equity").content.decode()
    nearby = page.partition("Values nearby:")[2].partition("</p>")[0]
    assert re.findall(r'href="([^"]*)"', nearby) == [
        "/library/?value=equity&amp;value=mastery",
        "/library/?value=equity&amp;value=dignity",
    ]
