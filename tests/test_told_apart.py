"""Links and fields of one kind on one page are called differently, for whoever hears them without what stands around."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import interests_named, set_interests
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.design.models import Design
from commonplace.stages.make.actions import share_work
from commonplace.stages.recruit.calling import open_call
from tests.pictures import small_picture

pytestmark = pytest.mark.django_db

People = dict[str, Person]


@pytest.fixture
def people(person: Callable[..., Person]) -> People:
    """Who looks at a community with a design, a call, a work of one picture, and a post that somebody answered."""
    carrier, member, host = person("carrier"), person("member"), person("host", is_host=True)
    place = start(carrier, name="The Mending Table", purpose="To mend", audience=Audience.OPEN)
    welcome_member(place, member, agreed=True)
    write_design(place.design, carrier, based_on=place.design.entry.version, values=[("dignity", "", ["Nobody asks."])])
    file = SimpleUploadedFile("a.png", small_picture(), "image/png")
    share_work(member, title="A kettle", body="", community=place, pictures=[(file, "A kettle", "")], licence="CC0-1.0")
    post = write_entry(member, "post", title="Hello", body="Words", community=place, audience=Audience.COMMUNITY)
    comment_on(post, carrier, "Welcome")
    open_call(place, carrier, words="Come", seats=2, questions=[("Why?", True)], asks_approval=True)
    return {"carrier": carrier, "member": member, "host": host}


def _called(page: str, words: str) -> list[str]:
    """How links that begin with these words are called, in full."""
    found = re.findall(rf"<a\b[^>]*>\s*({words}.*?)</a>", page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in found]


def test_two_comments_of_one_person(people: People, sign_in: Callable[..., Client]) -> None:
    post = Entry.objects.get(kind="post")
    for words in ("The fuse is *gone*.", "No, it was the clip, and nobody would have thought of looking there at all."):
        comment_on(post, people["carrier"], words)
    page = sign_in(people["member"]).get(post.address).text
    assert _called(page, "Answer") == [
        "Answer Carrier, “Welcome”",
        "Answer Carrier, “The fuse is gone.”",
        "Answer Carrier, “No, it was the clip, and nobody would …”",
    ]
    assert len(set(_called(page, "Report"))) == len(_called(page, "Report")) == 3


def test_two_people_who_can_help(people: People, sign_in: Callable[..., Client]) -> None:
    set_interests(people["carrier"], [], ["mending"])
    set_interests(people["member"], [], ["mending"])
    assert interests_named(["mending"])
    page = sign_in(people["host"]).get("/i/mending/").text
    assert sorted(_called(page, "Ask for help")) == ["Ask for help: Carrier", "Ask for help: Member"]


def test_pictures_are_counted_on_from_those_that_are_there(
    people: People,
    sign_in: Callable[..., Client],
) -> None:
    work = Entry.objects.get(kind="work")
    page = sign_in(people["member"]).get(f"{work.address}pieces/").text
    legends = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<legend>(.*?)</legend>", page)]
    assert [one for one in legends if one.startswith("Picture")] == ["Picture 1", "Picture 2", "Picture 3", "Picture 4"]


def test_parts_of_a_design(people: People, sign_in: Callable[..., Client]) -> None:
    design = Design.objects.get()
    write_design(
        design, people["carrier"], based_on=design.entry.version, predictions=["Ten come.", "Five stay.", "Soup."]
    )
    page = sign_in(people["carrier"]).get(f"{Community.objects.get().address}design/edit/").text
    examples = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<summary>(.*?)</summary>", page, re.S)]
    assert "The need: An example, from Kitchen Arithmetic" in examples
    assert len(examples) == len(set(examples))
    more = re.findall(r"… and that ….*?</label>", page, re.S)
    assert len(more) == len(set(more)) > 1


def test_questions_of_a_call(people: People, sign_in: Callable[..., Client]) -> None:
    page = sign_in(people["carrier"]).get(f"{Community.objects.get().address}call/").text
    groups = re.findall(r'role="group" aria-label="([^"]+)"', page)
    assert groups[:2] == ["Question 1", "Question 2"]
    assert len(groups) == len(set(groups)) == page.count("Everybody has to answer it")
