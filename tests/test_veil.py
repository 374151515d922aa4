"""Whatever people write, strangers do not read in it whom open pages may not name.

Every place where people's words reach strangers calls a girl of 15 by @name. Each address is opened as a stranger: her
name stands nowhere, and each of the places is met somewhere, with “somebody” in it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.actions import change_community, move_stage
from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.entries.actions import add_picture, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Attachment, Comment, Entry
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.actions import change_profile, interests_named
from commonplace.commons.people.models import Commons, Person
from commonplace.edges.discover.models import FirstStep
from commonplace.ground import clock, ids
from commonplace.ground.recordings import prepare
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.gather.actions import cancel_gathering, plan_gathering
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.publish.actions import draft_case_study, publish_case_study, write_case_study
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.reflect.actions import write_reflection
from tests.pictures import small_picture
from tests.recordings import sound
from tests.routes import Examples, all_routes, visits

pytestmark = pytest.mark.django_db

OPEN = Audience.OPEN


class Places:
    """Makes words for each place, and remembers it: `places("the title")` is “the title calls @zuzanna”."""

    def __init__(self) -> None:
        self.named: list[str] = []

    def __call__(self, place: str) -> str:
        self.named.append(place)
        return f"{place} calls @zuzanna"


def _of_the_commons(places: Places, keeper: Person) -> None:
    columns = ("line", "welcome", "norms", "privacy", "contact")
    Commons.objects.update(**{column: places(f"commons {column}") for column in columns})
    FirstStep.objects.create(
        title=places("first step"), words=places("first step more"), link="/c/", link_words="@Zuzanna"
    )
    change_profile(
        keeper, about=places("about"), brings=places("brings"), looks_for=places("looks for"), display_name="Keeper"
    )


def _designed(places: Places, keeper: Person) -> Community:
    table = start(keeper, name="The Mending Table", purpose=places("purpose"), audience=OPEN, form="own")
    change_community(table, keeper, norms=places("community norms"), own_form=places("own form"))
    sections = ("need", "who", "included", "roles", "tools", "safety", "recruiting", "open_questions")
    write_design(
        table.design,
        keeper,
        based_on=table.design.entry.version,
        fields={"place": places("community place"), **{name: places(f"design {name}") for name in sections}},
        values=[("", places("own value"), [places("practice")])],
        arc=[{"title": places("arc title"), "words": places("arc words"), "on": None, "starts": None, "minutes": 60}],
        predictions=[places("prediction")],
    )
    Entry.objects.filter(kind="design").update(audience=OPEN, shared_at=clock.now())
    table.refresh_from_db()
    return table


def _gathered(places: Places, keeper: Person, table: Community) -> None:
    for name, days in (("soon", 1), ("cancelled", 2)):
        begins = clock.now() + timedelta(days=days)
        gathering = plan_gathering(
            table,
            keeper,
            title=places(f"gathering {name}"),
            body=places(f"gathering words {name}"),
            place=places(f"gathering place {name}"),
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            audience=OPEN,
        )
        if name == "cancelled":
            cancel_gathering(gathering, keeper, places("cancel reason"))


def _written(places: Places, keeper: Person, table: Community) -> None:
    post = write_entry(
        keeper,
        "post",
        title=places("title"),
        summary=places("summary"),
        body=places("body") + ", [her](/@zuzanna/)",
        community=table,
        audience=OPEN,
        interests=interests_named(["mending"]),
    )
    picture = SimpleUploadedFile("a.png", small_picture(), "image/png")
    add_picture(post, picture, alternative=places("alternative"), caption=places("caption"))
    add_recording(post, prepare(SimpleUploadedFile("voice.m4a", sound())), words=places("recording"))
    answered = comment_on(post, keeper, places("comment"))
    comment_on(post, keeper, places("answer"), answers=answered)
    share_work(keeper, title=places("work"), body="x", form=places("work form"), community=table, audience=OPEN)
    resource = {name: places(f"resource {name}") for name in ("title", "body", "made_by", "source")}
    share_resource(keeper, link="https://example.org/@zuzanna", community=table, audience=OPEN, **resource)
    answers = {
        name: places(f"reflection {name}")
        for name in ("body", "worked", "did_not", "matched", "surprised", "differently")
    }
    write_reflection(keeper, community=table, audience=OPEN, may_quote=True, **answers)


def _told(places: Places, keeper: Person, table: Community) -> None:
    study = draft_case_study(table, keeper)
    said: list[tuple[str, str, int | None]] = [
        (section, places(f"statement {section}"), None)
        for section in ("beginning", "people", "arc", "works", "matched", "voices")
    ]
    title, summary = places("case study"), places("case study summary")
    write_case_study(study, keeper, based_on=study.entry.version, title=title, summary=summary, statements=said)
    publish_case_study(study, keeper, audience=OPEN)


@pytest.fixture
def places(person: Callable[..., Person]) -> Places:
    places, keeper = Places(), person("keeper")
    person("zuzanna", age_band="13-15")
    _of_the_commons(places, keeper)
    table = _designed(places, keeper)
    _gathered(places, keeper, table)
    _written(places, keeper, table)
    _told(places, keeper, table)
    move_stage(table, keeper, Stage.RECRUIT)
    open_call(table, keeper, words=places("call"), seats=4, questions=[(places("question"), False)])
    return places


def _addresses() -> Iterator[str]:
    examples = Examples(
        communities=list(Community.objects.values_list("slug", flat=True)),
        people=["keeper"],
        entries=[ids.written(pk) for pk in Entry.objects.values_list("pk", flat=True)],
        attachments=[ids.written(pk) for pk in Attachment.objects.values_list("pk", flat=True)],
        comments=[ids.written(pk) for pk in Comment.objects.values_list("pk", flat=True)],
        interests=["mending"],
    )
    for route in all_routes():
        yield from visits(route, examples)
    yield from (
        "/search/?q=calls",
        "/search/?q=@zuzanna+calls",
        "/library/?practice=calls",
        "/library/?q=@zuzanna+calls",
    )


def _text(response: Any) -> str:
    words = (b"".join(response) if response.streaming else response.content).decode("utf-8", "replace")
    if response["Content-Type"].startswith("text/calendar"):
        words = words.replace("\r\n ", "")
    return words + str(response.headers)


def test_strangers_read_nowhere_whom_open_pages_may_not_name(places: Places, sign_in: Callable[..., Client]) -> None:
    stranger = sign_in()
    met: set[str] = set()
    for address in _addresses():
        response = stranger.get(address)
        text = _text(response)
        if response.status_code == 200:
            met |= {place for place in places.named if f"{place} calls somebody" in re.sub("</?mark>", "", text)}
        # What one typed oneself stays in its field, and in addresses.
        read = re.sub(r"<input\b[^>]*>|%40zuzanna", "", text)
        assert "zuzanna" not in read.lower(), address
    assert set(places.named) - met == set(), "each place is met somewhere by a stranger"


def test_calendars_veil_names_that_folding_would_part(places: Places, sign_in: Callable[..., Client]) -> None:
    keeper, table = Person.objects.get(name="keeper"), Community.objects.get()
    begins = clock.now() + timedelta(days=3)
    for length in range(40, 76, 5):
        title = "x" * length + " @zuzanna"
        plan_gathering(table, keeper, title=title, starts_at=begins, ends_at=begins + timedelta(hours=1), audience=OPEN)
    for address in ("/calendar.ics", f"{table.address}calendar.ics"):
        words = _text(sign_in().get(address))
        assert "zuzanna" not in words
        assert words.count("x somebody") == 8, address
        assert "zuzanna" in _text(sign_in(keeper).get(address)), "those who signed in read it"


def test_seen_as_a_stranger_is_what_a_stranger_sees(places: Places, sign_in: Callable[..., Client]) -> None:
    keeper = sign_in(Person.objects.get(name="keeper"))
    for entry in Entry.objects.visible_to(None):
        assert "zuzanna" in keeper.get(entry.address).content.decode().lower()
        shown = keeper.get(f"{entry.address}as/stranger/").content.decode()
        theirs = sign_in().get(entry.address).content.decode()
        assert "zuzanna" not in shown.lower()
        assert re.findall(r"<p\b.*?somebody.*?</p>", theirs) == re.findall(r"<p\b.*?somebody.*?</p>", shown)
