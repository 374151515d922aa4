"""Collections: chosen from anywhere, each for a reason, in an order by hand, and nobody learns of what they may not see."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience, edit_entry, write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.edges.collections.models import Choice, Collection
from commonplace.edges.collections.reading import in_ones_book
from commonplace.ground import ids

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def place(community: Callable[..., Community]) -> Community:
    return community(audience=Audience.OPEN)


@pytest.fixture
def keeper(place: Community) -> Person:
    return Person.objects.get(name="nkechi")


@pytest.fixture
def posts(place: Community, keeper: Person) -> list[Entry]:
    return [
        write_entry(keeper, "post", title=f"Kettle {name}", body="It boils.", community=place, audience=Audience.OPEN)
        for name in ("one", "two", "three")
    ]


@pytest.fixture
def collection(keeper: Person, posts: list[Entry]) -> Collection:
    made = begin_collection(keeper, title="Kettles", body="What boils.", audience=Audience.OPEN)
    for post in posts:
        choose(made, keeper, post, f"Because of {post.title}")
    return made


def titles(page: Any) -> list[str]:
    return re.findall(r"Kettle (one|two|three)</a></h3>", page.text)


def form_of(client: Client, collection: Collection) -> dict[str, str]:
    """What the page's form would send as it stands."""
    page = client.get(f"{collection.entry.address}choices/").text
    fields = {name: html.unescape(words).strip() for name, words in re.findall(
        r'<textarea name="(reason_\d+)"[^>]*>([^<]*)</textarea>', page
    )}  # fmt: skip
    marks, based_on = (
        re.search(r'name="marks" value="([^"]*)"', page),
        re.search(r'name="based_on" value="(\d+)"', page),
    )
    assert marks
    assert based_on
    return {**fields, "marks": html.unescape(marks[1]), "based_on": based_on[1]}


def test_anybody_puts_what_they_see_into_a_collection_of_their_own(
    posts: list[Entry], person: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(person("dov"))
    page = client.get(posts[0].address).text
    link = re.search(r'href="(/collect/\?entry=[^"]+)"', page)
    assert link
    assert "Begin a new collection" in client.get(link[1]).text
    number = ids.written(posts[0].pk)
    begun = client.post(f"/collections/new/?entry={number}", {"title": "Kettles", "body": "All.", "audience": "4"})
    assert begun["Location"].endswith(f"choices/?add={number}")
    page = client.get(begun["Location"]).text
    what = re.search(r'name="what" value="([^"]+)"', page)
    assert what
    made = Collection.objects.get()
    assert client.post(f"{made.entry.address}choices/add/", {"what": what[1], "reason": "It sings."}).status_code == 302
    assert f"{made.entry.address}choices/?add=" in client.get(link[1]).text
    shown = sign_in().get(made.entry.address).text
    assert "put together by" in shown
    assert "It sings." in shown
    assert posts[0].address in shown


def test_what_one_may_not_see_cannot_be_put_in(
    posts: list[Entry], keeper: Person, collection: Collection, person: Any, sign_in: Callable[..., Client]
) -> None:
    hidden = write_entry(person("dov"), "post", title="Hidden", body="Dov's own")
    draft = write_entry(keeper, "post", title="Draft", body="Not yet", share=False)
    client = sign_in(keeper)
    for address in (hidden.address, draft.address, "nonsense", "/e/0000000000001/", collection.entry.address):
        refused = client.post(f"{collection.entry.address}choices/add/", {"what": address, "reason": "Kept words"})
        assert refused.status_code == 422
        assert "Kept words" in refused.text
    assert client.get(f"/collect/?entry={ids.written(hidden.pk)}").status_code == 404
    assert Choice.objects.count() == 3


def test_a_reader_meets_only_what_they_may_see_and_no_sign_of_the_rest(
    collection: Collection, posts: list[Entry], keeper: Person, sign_in: Callable[..., Client]
) -> None:
    before = sign_in().get(collection.entry.address)
    assert titles(before) == ["one", "two", "three"]
    change_audience(posts[1], keeper, Audience.COMMUNITY)
    page = sign_in().get(collection.entry.address)
    assert titles(page) == ["one", "three"]
    assert "two" not in page.text
    assert "Because of Kettle two" not in page.text
    for words in ("Kettle+two", "Because"):
        assert collection.entry.address not in sign_in().get(f"/search/?q={words}").text, "search finds no reason"
    assert titles(sign_in(keeper).get(collection.entry.address)) == ["one", "two", "three"]


def test_it_is_put_in_order_by_hand(collection: Collection, keeper: Person, sign_in: Callable[..., Client]) -> None:
    client = sign_in(keeper)
    last = collection.choices.last()
    for _press in range(2):
        client.post(f"{collection.entry.address}choices/", {**form_of(client, collection), "move": f"{last.pk}:up"})
    assert titles(sign_in().get(collection.entry.address)) == ["three", "one", "two"]


def test_moving_leaves_what_the_mover_does_not_see_where_it_is(
    collection: Collection,
    posts: list[Entry],
    keeper: Person,
    member: Any,
    place: Community,
    sign_in: Callable[..., Client],
) -> None:
    ines = member(place)
    collection.entry.authorships.create(person=ines, place=1)
    change_audience(posts[1], keeper, Audience.ONLY_ME)
    client, third = sign_in(ines), collection.choices.last()
    page = client.get(f"{collection.entry.address}choices/").text
    assert "Kettle two" not in page
    client.post(f"{collection.entry.address}choices/", {**form_of(client, collection), "move": f"{third.pk}:up"})
    assert titles(sign_in(keeper).get(collection.entry.address)) == ["three", "two", "one"]
    assert collection.choices.get(entry=posts[1]).reason == "Because of Kettle two"


def test_two_who_change_it_at_once_are_brought_together(
    collection: Collection, keeper: Person, place: Community, member: Any, sign_in: Callable[..., Client]
) -> None:
    ines = member(place)
    collection.entry.authorships.create(person=ines, place=1)
    first, second, third = collection.choices.all()
    one, other = sign_in(keeper), sign_in(ines)
    mine, theirs = form_of(one, collection), form_of(other, collection)
    address = f"{collection.entry.address}choices/"
    assert one.post(address, {**mine, f"reason_{first.pk}": "It sings"}).status_code == 302
    assert (
        other.post(address, {**theirs, f"reason_{second.pk}": "It hums", "move": f"{third.pk}:up"}).status_code == 302
    )
    assert list(collection.choices.values_list("reason", flat=True)) == [
        "It sings",
        "Because of Kettle three",
        "It hums",
    ]
    clash = other.post(address, {**theirs, f"reason_{first.pk}": "It rattles"})
    assert clash.status_code == 409
    assert "It rattles" in clash.text
    assert "It sings" in clash.text
    first.refresh_from_db()
    assert first.reason == "It sings"
    again = {**theirs, f"reason_{first.pk}": "It rattles"}
    fresh = form_of(other, collection)
    assert other.post(address, {**again, "marks": fresh["marks"], "based_on": fresh["based_on"]}).status_code == 302


def test_what_somebody_put_in_meanwhile_stays_as_it_is(
    collection: Collection, keeper: Person, place: Community, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(keeper)
    sent = form_of(client, collection)
    more = write_entry(keeper, "post", title="Fourth", body="It leaks.", community=place)
    choose(collection, keeper, more, "Added meanwhile")
    edit_entry(collection.entry, keeper, based_on=collection.entry.version, body="What boils, and leaks.")
    assert client.post(f"{collection.entry.address}choices/", sent).status_code == 302
    assert collection.choices.last().reason == "Added meanwhile"


def test_what_is_taken_out_comes_back_in_its_place(
    collection: Collection, keeper: Person, posts: list[Entry], sign_in: Callable[..., Client]
) -> None:
    client, middle = sign_in(keeper), collection.choices.all()[1]
    sent = {**form_of(client, collection), "remove": middle.pk}
    gone = client.post(f"{collection.entry.address}choices/", sent, follow=True)
    assert titles(sign_in().get(collection.entry.address)) == ["one", "three"]
    assert Entry.objects.filter(pk=posts[1].pk).exists()
    button = re.search(r'action="(/me/undo/[^"]+)"', gone.text)
    assert button
    client.post(button[1])
    assert titles(sign_in().get(collection.entry.address)) == ["one", "two", "three"]
    assert collection.choices.all()[1].reason == "Because of Kettle two"


def test_who_did_not_put_it_together_changes_nothing(
    collection: Collection, posts: list[Entry], person: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(person("dov"))
    assert client.get(f"{collection.entry.address}choices/").status_code == 403
    assert client.post(f"{collection.entry.address}choices/add/", {"what": posts[0].address}).status_code == 403
    assert client.get(f"{posts[0].address}choices/").status_code == 404


def test_several_put_one_together_in_a_community(
    place: Community, keeper: Person, posts: list[Entry], member: Any, sign_in: Callable[..., Client]
) -> None:
    ines = member(place)
    sent = {"title": "Ours", "body": "All.", "audience": "2", "co_authors": ines.pk}
    assert sign_in(keeper).post(f"{place.address}collections/new/", sent).status_code == 302
    made = Collection.objects.get()
    assert sign_in(ines).post(
        f"{made.entry.address}choices/add/", {"what": posts[0].address, "reason": "Hers"}
    ).status_code == 302  # fmt: skip
    assert made.choices.get().reason == "Hers"


def test_ones_book_takes_the_choices_along(collection: Collection, keeper: Person) -> None:
    rows = list(in_ones_book(keeper))
    assert [(row["collection"], row["chosen"]) for row in rows][:1] == [("Kettles", "Kettle one")]
    assert len(rows) == 3


def test_a_collection_asks_a_literal_number_of_questions(
    collection: Collection,
    keeper: Person,
    posts: list[Entry],
    sign_in: Callable[..., Client],
    django_assert_num_queries: Any,
) -> None:
    stranger = sign_in()
    for post in posts:
        collection.choices.filter(entry=post).delete()
        stranger.get(collection.entry.address)
        Entry.objects.filter(pk=post.pk).update(summary="turned")
        with django_assert_num_queries(10 if collection.choices.exists() else 8):
            assert stranger.get(collection.entry.address).status_code == 200


def test_ones_book_holds_no_reason_for_what_one_may_not_see(
    collection: Collection, keeper: Person, posts: list[Entry], member: Any, place: Community, sign_in: Any
) -> None:
    ines = member(place)
    collection.entry.authorships.create(person=ines, place=1)
    change_audience(posts[1], keeper, Audience.ONLY_ME)
    packed = b"".join(sign_in(ines).post("/me/export/book.zip").streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as book:
        facts = " ".join(book.read(name).decode() for name in book.namelist())
    assert "Because of Kettle one" in facts
    assert "Kettle two" not in facts
