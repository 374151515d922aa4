"""The pages that are put together from many rooms."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.actions import move_stage, start_community
from commonplace.commons.communities.models import Audience, Community, Membership, Stage
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.people import hosting
from commonplace.commons.people.actions import interests_named, set_interests
from commonplace.commons.people.models import Commons, Person
from commonplace.edges.discover import first_steps, fronts
from commonplace.ground import clock
from commonplace.ground.models import Happening
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.recruit.calling import open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def grow(person: Callable[..., Person]) -> Callable[[int], Community]:
    """Make `number` of everything that the first pages show; returns one of the communities."""
    keeper = person("keeper")

    def make(number: int) -> Community:
        for count in range(number):
            community = start_community(keeper, name=f"Table {count}", purpose="To mend things", audience=Audience.OPEN)
            move_stage(community, keeper, Stage.GATHER)
            open_call(community, keeper, words="Come in", seats=4, questions=[])
            for part in range(number):
                soon = clock.now() + timedelta(days=1 + part)
                plan_gathering(
                    community,
                    keeper,
                    title=f"Evening {part}",
                    starts_at=soon,
                    ends_at=soon + timedelta(hours=2),
                    audience=4,
                )
                entry = write_entry(keeper, "post", title=f"Post {part}", body="Words", community=community, audience=4)
                comment_on(entry, keeper, "A word")
            set_interests(keeper, ["mending", f"thing {count}"], ["felt"])
        return community

    return make


PAGES = {
    "/": 9,
    "/c/": 3,
    "/c/table-0/": 12,
    "/c/table-0/stream/": 8,
    "/c/?within=table-0": 3,
    "/i/": 3,
    "/i/mending/": 7,
    "/search/?q=post": 7,
    "/calendar/": 2,
    "/sitemap.xml": 3,
    "/@keeper/": 7,
}


@pytest.mark.parametrize(("address", "queries"), PAGES.items())
@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_database_the_same_number_of_questions(
    address: str,
    queries: int,
    number: int,
    grow: Callable[[int], Community],
    sign_in: Callable[..., Client],
    django_assert_num_queries,
) -> None:
    grow(number)
    client = sign_in()
    client.get(address)
    with django_assert_num_queries(queries):
        response = client.get(address)
        assert response.status_code == 200
        b"".join(response)


def test_a_stranger_sees_what_is_live_what_recruits_what_is_on_and_first_steps(
    grow: Callable[[int], Community], sign_in: Callable[..., Client]
) -> None:
    grow(1)
    first_steps.bring_back_ours()
    page = sign_in().get("/").content.decode()
    for words in ("Table 0", "Evening 0", "4 of 4 seats left", "Write down one thing"):
        assert words in page, words


def test_a_commons_that_has_begun_offers_our_first_steps_once(
    person: Callable[..., Person], sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    commons, host = Commons.current(), person("nur")
    hosting.host_link(commons)
    assert hosting.begin_commons(commons, host, name="North Library", language="en")
    run_tasks()
    assert "Write down one thing" in sign_in().get("/").content.decode()
    first_steps.FirstStep.objects.exclude(link="/library/").delete()
    first_steps.begin_with_ours(Happening(kind="commons.begun"))
    assert first_steps.FirstStep.objects.count() == 1


def test_the_first_page_of_an_empty_commons_says_what_will_be_here(sign_in: Callable[..., Client]) -> None:
    page = sign_in().get("/").content.decode()
    assert "First steps" not in page
    assert "The library is still empty" in page
    assert "Nothing is open to everybody this week" in page
    for shelf in ("/c/", "/library/"):
        assert "Show these" not in sign_in().get(shelf).content.decode(), "nothing can be narrowed"


def test_whoever_finds_only_closed_doors_begins_with_first_steps_and_a_community_of_their_own(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    start_community(person("keeper"), name="The closed table", audience=Audience.COMMUNITY)
    first_steps.bring_back_ours()
    page = sign_in(person("newcomer")).get("/").content.decode()
    assert "The closed table" not in page
    told = [
        page.index(words)
        for words in (
            "You do not belong to a community yet", "Whoever carries one can invite you", "Write down one thing",
            "Nothing is open to you this week", "Say what you are curious about", "The library is still empty",
        )
    ]  # fmt: skip
    assert told == sorted(told)
    assert page.count("Write down one thing") == 1
    assert "Look for one below" not in page


def test_a_front_shows_the_end_of_its_stream_and_leads_to_all_of_it(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    keeper = person("keeper")
    table = start_community(keeper, name="Table", audience=Audience.OPEN)
    for number in range(38):
        write_entry(keeper, "post", title=f"Post {number}.", body="Words", community=table, audience=Audience.OPEN)
    # Two may be shared at one moment.
    table.entries.update(shared_at=clock.now())
    client = sign_in()
    page = client.get(table.address).content.decode()
    met = [set(re.findall(r"Post \d+", page))]
    while onward := re.search(r'href="([^"]*\?before=[^"]*)"', page):
        page = client.get(
            onward[1] if onward[1].startswith("/") else f"{table.address}stream/{onward[1]}"
        ).content.decode()
        met.append(set(re.findall(r"Post \d+", page)))
    assert [len(posts) for posts in met] == [10, 25, 3]
    assert len(set.union(*met)) == 38
    assert len(set(re.findall(r"Post \d+", client.get(f"{table.address}stream/").content.decode()))) == 25


@pytest.mark.parametrize(
    "before", ["", "x", "-", "1-", "99999999999999999999-1", "-5-5", "0-99999999999999999999", "%00"]
)
def test_odd_places_in_a_stream_do_no_harm(
    before: str, grow: Callable[[int], Community], sign_in: Callable[..., Client]
) -> None:
    grow(1)
    assert sign_in().get(f"/c/table-0/stream/?before={before}").status_code == 200


def test_many_communities_within_one_have_a_page_of_their_own(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    keeper = person("keeper")
    outer = start_community(keeper, name="A programme", audience=Audience.OPEN)
    for number in range(8):
        start_community(keeper, name=f"Table {number}", audience=Audience.OPEN, parent=outer)
    start_community(keeper, name="Elsewhere", audience=Audience.OPEN)
    start_community(keeper, name="A quiet room", parent=outer)
    front = sign_in().get(outer.address).content.decode()
    assert "Table 5" in front
    assert "Table 6" not in front
    assert 'href="/c/?within=a-programme"' in front
    page = sign_in().get("/c/?within=a-programme").content.decode()
    assert "Table 7" in page
    assert "Elsewhere" not in page
    assert "A quiet room" not in page


def test_a_narrow_community_is_not_there_for_strangers(
    community: Callable[..., Community], sign_in: Callable[..., Client]
) -> None:
    hidden = community(name="A quiet room")
    assert sign_in().get(hidden.address).status_code == 404
    assert "A quiet room" not in sign_in().get("/c/").content.decode()
    assert "A quiet room" not in sign_in().get("/search/?q=quiet").content.decode()
    assert hidden.address not in b"".join(sign_in().get("/sitemap.xml")).decode()


def test_names_of_members_are_for_members(
    community: Callable[..., Community], member: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    table = community(audience=Audience.OPEN)
    ines = member(table, "ines")
    assert "Ines" not in sign_in().get(table.address).content.decode()
    assert "Ines" in sign_in(ines).get(table.address).content.decode()


def test_a_front_says_as_what_one_is_here(
    community: Callable[..., Community], member: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    table = community()
    for name, role, words in (
        ("ines", "mentor", "You are a mentor here"),
        ("ola", "staff", "You are on the staff here"),
    ):
        assert words in sign_in(member(table, name, role=role)).get(table.address).content.decode()


def test_ones_own_book_shows_drafts_and_a_visitor_does_not(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    amara = person("amara")
    write_entry(amara, "post", title="Half a thought", body="…", audience=Audience.OPEN, share=False)
    assert "Half a thought" in sign_in(amara).get("/@amara/").content.decode()
    assert "Half a thought" not in sign_in().get("/@amara/").content.decode()


def test_an_interest_shows_who_is_curious_and_who_can_help(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    set_interests(person("amara"), ["felt"], [])
    set_interests(person("wen"), [], ["felt"])
    set_interests(person("kit", age_band="13-15"), ["felt"], [])
    page = sign_in().get("/i/felt/").content.decode()
    assert "Amara" in page
    assert "Wen" in page
    assert "Kit" not in page, "minors stand on no open page"


@pytest.mark.parametrize("asked", ["", "%00", "'\"*", "a" * 5000, "NEAR(", "\ud83e", "(((", "page=-1", "ا"])
def test_search_takes_anything(asked: str, sign_in: Callable[..., Client]) -> None:
    assert sign_in().get("/search/", {"q": asked.encode("utf-8", "replace").decode(), "page": "x"}).status_code == 200


def test_the_host_writes_first_steps_and_nobody_else(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    assert sign_in(person("amara")).get("/host/first-steps/").status_code == 403
    host = sign_in(person("host", is_host=True))
    assert host.get("/host/").status_code == 200
    host.post("/host/first-steps/", {"ours": "1"})
    page = host.get("/host/first-steps/")
    # What is not there yet cannot be deleted.
    assert re.findall(r'name="form-(\d)-(?:DELETE|title)"', page.content.decode()) == list("0011223345")
    form = {
        f"form-{key}": value
        for key, value in {"TOTAL_FORMS": 5, "INITIAL_FORMS": 4, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 12}.items()
    }
    for number, step in enumerate(
        page.context["formset"].queryset if page.context else first_steps.FirstStep.objects.all()
    ):
        form |= {f"form-{number}-id": step.pk, f"form-{number}-title": step.title, f"form-{number}-link": step.link}
    form |= {"form-0-DELETE": "on", "form-4-title": "Bring a broken thing", "form-4-words": "Tonight"}
    assert host.post("/host/first-steps/", form).status_code == 302
    titles = list(first_steps.FirstStep.objects.values_list("title", flat=True))
    assert titles[-1] == "Bring a broken thing"
    assert len(titles) == 4


def test_an_interest_of_what_one_may_not_see_is_not_there(
    person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    """Drafts, members' communities and minors have interests, too; their words would tell of them."""
    author, young, hidden = person("author"), person("young", age_band="13-15"), person("hidden", shown_openly=False)
    write_entry(author, "post", title="Mine", body="alone", share=False, interests=interests_named(["zyx drafts"]))
    narrow = start_community(author, name="A narrow place", audience=Audience.COMMUNITY)
    narrow.interests.set(interests_named(["zyx narrow"]))
    set_interests(young, ["zyx young"], [])
    set_interests(hidden, ["zyx hidden"], [])
    seen = {
        None: set(),
        person("outsider"): {"zyx young", "zyx hidden"},
        author: {"zyx drafts", "zyx narrow", "zyx young", "zyx hidden"},
    }
    for viewer, words in seen.items():
        client = sign_in(viewer)
        pages = "".join(client.get(address).content.decode() for address in ("/", "/i/", "/search/?q=ZYX"))
        for word in ("zyx drafts", "zyx narrow", "zyx young", "zyx hidden"):
            assert (word in pages) == (word in words), (viewer, word)
            there = client.get(f"/i/{word.replace(' ', '-')}/").status_code
            assert there == (200 if word in words else 404), (viewer, word)


FRONT_OF_A_MEMBER = 13


def test_a_front_shows_those_who_carry_a_community_before_the_many_who_came_later(
    client: Client, person: Callable[..., Person], django_assert_num_queries: Any
) -> None:
    keeper = person("zora")
    community = start_community(keeper, name="Table 0", purpose="To mend things", audience=Audience.OPEN)
    client.force_login(keeper.account)
    with django_assert_num_queries(FRONT_OF_A_MEMBER):
        client.get("/c/table-0/")
    many, later = list[Person](), Membership.objects.get().pk + 1
    for number in range(149):
        one = Person(pk=later + number, name=f"p{number:03}", display_name=f"Person {number:03}", age_band="adult")
        many.append(one)
    Person.objects.bulk_create(many)
    Membership.objects.bulk_create(Membership(pk=one.pk, community=community, person=one) for one in many)
    Membership.objects.filter(person__name="p148").update(role="facilitator")
    with django_assert_num_queries(FRONT_OF_A_MEMBER):
        page = client.get("/c/table-0/").content.decode()
    shown = re.findall(r'href="/@(p\d{3}|zora)/"', page[page.index('id="who"') :])
    assert shown[:4] == ["p148", "zora", "p109", "p110"]
    assert len(shown) == fronts.FEW_PEOPLE
