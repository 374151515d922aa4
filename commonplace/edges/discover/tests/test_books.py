"""Books: what somebody shows, in their order; all of it for themselves alone; several audiences at once; and the feed."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.models import Person
from commonplace.ground import clock

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def ines(person: Any) -> Person:
    return person("ines")


def post(by: Person, title: str, audience: int = Audience.OPEN, **more: Any) -> Entry:
    return write_entry(by, "post", title=title, body=more.pop("body", f"Words of {title}"), audience=audience, **more)


def titles(client: Client, address: str = "/@ines/") -> list[str]:
    return re.findall(r'<a class="p-name u-url" href="/e/[^"]+">([^<]+)</a>', client.get(address).text)


def arrange(client: Client, places: dict[Entry, Any], out: tuple[Entry, ...] = ()) -> Any:
    sent = {f"place_{entry.pk}": place for entry, place in places.items()} | {f"out_{entry.pk}": "on" for entry in out}
    return client.post("/me/book/", sent)


def test_a_book_stands_in_its_owners_order(ines: Person, person: Any, sign_in: Callable[..., Client]) -> None:
    one, two, three, four = (post(ines, title) for title in ("One", "Two", "Three", "Four"))
    assert titles(sign_in()) == ["Four", "Three", "Two", "One"]
    client = sign_in(ines)
    assert arrange(client, {two: "1", one: "2", three: "", four: ""}, (four,)).status_code == 302
    assert titles(sign_in()) == ["Two", "One", "Three"]
    assert titles(sign_in(person("dov"))) == ["Two", "One", "Three"]
    assert titles(client) == ["Two", "One", "Four", "Three"], "she herself sees all of it"
    assert sign_in().get(four.address).status_code == 200, "left out of a book, it is read where it is"
    refused = arrange(client, {one: "first", two: "7"})
    assert refused.status_code == 422
    assert 'value="first"' in refused.text
    assert titles(sign_in()) == ["Two", "One", "Three"]


def test_an_order_shows_nobody_more_than_they_may_see(
    ines: Person, person: Any, sign_in: Callable[..., Client]
) -> None:
    own, draft = post(ines, "Own", Audience.ONLY_ME), post(ines, "Draft", share=False)
    there = post(ines, "Open")
    arrange(sign_in(ines), {own: "1", draft: "2", there: "3"})
    assert titles(sign_in()) == ["Open"]
    theirs = post(person("dov"), "Not hers")
    arrange(sign_in(ines), {theirs: "1"}, (theirs,))
    assert titles(sign_in(), "/@dov/") == ["Not hers"], "nobody arranges the book of another"


def test_a_book_is_read_by_interest(ines: Person, sign_in: Callable[..., Client]) -> None:
    post(ines, "Kettle", interests=interests_named(["tin"]))
    post(ines, "Bag", interests=interests_named(["felt"]))
    post(ines, "Secret", Audience.ONLY_ME, interests=interests_named(["love letters"]))
    page = sign_in().get("/@ines/").text
    assert "?interest=felt" in page
    assert "love letters" not in page
    assert titles(sign_in(), "/@ines/?interest=felt") == ["Bag"]
    assert titles(sign_in(ines), "/@ines/?interest=love-letters") == ["Secret"]


def test_all_of_it_is_for_its_owner_alone(ines: Person, sign_in: Callable[..., Client]) -> None:
    post(ines, "Own", Audience.ONLY_ME)
    post(ines, "Open")
    page = sign_in(ines).get("/me/book/").text
    assert "Who can see this: only me" in page
    assert "Who can see this: the open web" in page
    assert sign_in().get("/me/book/").status_code == 302


def change(client: Client, audience: int, *entries: Entry) -> str:
    sent = {"entry": [entry.pk for entry in entries], "audience": audience}
    return client.post("/me/book/audience/", sent, follow=True).text


def audiences(*entries: Entry) -> list[int]:
    return [Entry.objects.get(pk=entry.pk).audience for entry in entries]


def test_several_audiences_change_at_once_by_the_rules_for_one(
    ines: Person, community: Callable[..., Community], member: Any, person: Any, sign_in: Callable[..., Client]
) -> None:
    narrow = community(audience=Audience.COMMUNITY)
    member(narrow, "ines")
    own, within = post(ines, "Own", Audience.ONLY_ME), post(ines, "Within", Audience.COMMUNITY, community=narrow)
    theirs = post(person("dov"), "Not hers", Audience.COMMONS)
    page = change(sign_in(ines), Audience.OPEN, own, within, theirs)
    assert audiences(own, within, theirs) == [Audience.OPEN, Audience.COMMUNITY, Audience.COMMONS]
    assert "“Own” is seen by the open web now." in page
    assert "“Within” stays as it was. Nothing reaches further than the page of “The Mending Table” itself." in page
    page = change(sign_in(ines), Audience.ONLY_ME, own, within)
    assert audiences(own, within) == [0, 0]
    assert "“Own”, “Within”" in page or "“Within”, “Own”" in page
    assert "Nothing is changed." in change(sign_in(ines), 9, own)


def test_who_left_a_community_lets_fewer_see_theirs_and_no_more(
    ines: Person, community: Callable[..., Community], member: Any, sign_in: Callable[..., Client]
) -> None:
    place = community(audience=Audience.OPEN)
    member(place, "ines")
    left = post(ines, "Left", Audience.COMMUNITY, community=place)
    Membership.objects.filter(person=ines).update(left_at=clock.now())
    assert "You no longer belong to" in change(sign_in(ines), Audience.OPEN, left)
    assert audiences(left) == [Audience.COMMUNITY]
    change(sign_in(ines), Audience.ONLY_ME, left)
    assert audiences(left) == [Audience.ONLY_ME]


def test_nothing_of_a_minors_reaches_strangers(person: Any, sign_in: Callable[..., Client]) -> None:
    pia = person("pia", age_band="13-15")
    own = post(pia, "Own", Audience.ONLY_ME)
    assert "Until you are 18" in change(sign_in(pia), Audience.OPEN, own)
    change(sign_in(pia), Audience.COMMONS, own)
    assert audiences(own) == [Audience.COMMONS]
    assert sign_in().get("/@pia/").status_code == sign_in().get("/@pia/feed.atom").status_code == 404
    assert sign_in(person("dov")).get("/@pia/feed.atom").status_code == 404, "the feed is what strangers read"


def test_what_names_somebody_under_18_is_not_opened_along_with_others(
    ines: Person, community: Callable[..., Community], member: Any, sign_in: Callable[..., Client]
) -> None:
    place = community(audience=Audience.OPEN)
    young = member(place, "wilhelmina", age_band="13-15")
    Person.objects.filter(pk=young.pk).update(display_name="Wilhelmina Applebaum")
    member(place, "ines")
    named = post(ines, "Named", Audience.COMMUNITY, community=place, body="With Wilhelmina Applebaum")
    other = post(ines, "Other", Audience.COMMUNITY, community=place)
    page = change(sign_in(ines), Audience.OPEN, named, other)
    assert audiences(named, other) == [Audience.COMMUNITY, Audience.OPEN]
    assert "“Named” stays as it was. Its page asks something first." in page


def feed(client: Client, **headers: str) -> Any:
    return client.get("/@ines/feed.atom", headers=headers)


def test_the_feed_is_atom(ines: Person, person: Any, sign_in: Callable[..., Client]) -> None:
    """What RFC 4287 asks of a feed, and of each entry in it."""
    young = person("pia", age_band="13-15", display_name="Pia Secretname")
    hers = post(ines, "Tin & <felt>", body="Hot, says @pia. [See](/i/tin/)", interests=interests_named(["tin"]))
    post(ines, "Together", co_authors=[young])
    post(ines, "Own", Audience.COMMONS)
    answer = feed(sign_in())
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = parent.findall(f"{ATOM}{name}")
            assert (found.text or "").strip()
        assert datetime.fromisoformat(parent.findtext(f"{ATOM}updated", "").replace("Z", "+00:00")).tzinfo
        assert parent.findtext(f"{ATOM}id", "").startswith("http")
        assert [author.findtext(f"{ATOM}name") for author in parent.findall(f"{ATOM}author")] == ["Ines"]
        alternate = [link for link in parent.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternate) == 1
    selves = [link.get("href", "") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [one.endswith("/@ines/feed.atom") for one in selves] == [True]
    entries = root.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == ["Together", "Tin & <felt>"]
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == 2
    content = entries[1].find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert 'href="/i/tin/"' in (content.text or "")
    assert root.get("{http://www.w3.org/XML/1998/namespace}base")
    assert entries[1].find(f"{ATOM}category") is not None
    assert entries[1].findtext(f"{ATOM}id", "").endswith(hers.address)
    assert "pia" not in answer.text.lower().replace("copia", "")
    assert "Own" not in answer.text


def test_the_feed_is_fetched_again_only_when_something_changed(ines: Person, sign_in: Callable[..., Client]) -> None:
    stranger = sign_in()
    empty = feed(stranger)
    assert feed(stranger, if_none_match=empty["ETag"]).status_code == 304, "an empty one, too, stays as it is"
    with clock.at(clock.now()):
        written = post(ines, "One")
    named = feed(stranger, if_none_match=empty["ETag"])
    assert named.status_code == 200
    assert feed(stranger, if_none_match=named["ETag"]).status_code == 304
    arrange(sign_in(ines), {written: ""}, (written,))
    left_out = feed(stranger, if_none_match=named["ETag"])
    assert left_out.status_code == 200
    assert "<entry>" not in left_out.text


def test_machines_read_whose_book_it_is_and_what_is_in_it(ines: Person, sign_in: Callable[..., Client]) -> None:
    """By https://microformats.org/wiki/h-card and /h-entry."""
    written = post(ines, "One")
    page = sign_in().get("/@ines/").text
    card = page.partition("h-card")[2].partition("</header>")[0]
    assert re.search(r'<a class="p-name u-url u-uid" href="/@ines/">Ines</a>', card)
    entry = page.partition('class="h-entry"')[2].partition("</li>")[0]
    assert f'<a class="p-name u-url" href="{written.address}">One</a>' in entry
    published = re.search(r'<data class="dt-published" value="([^"]+)">', entry)
    assert published
    assert datetime.fromisoformat(published[1]).tzinfo
    assert '<p class="p-summary" dir="auto">Words of One</p>' in entry
    assert 'type="application/atom+xml"' in page


def test_a_book_asks_a_literal_number_of_questions(
    ines: Person, sign_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client, stranger = sign_in(ines), sign_in()
    for number in range(3):
        post(ines, f"Entry {number}", interests=interests_named([f"thing {number}"]))
        stranger.get("/@ines/")
        with django_assert_num_queries(7):
            stranger.get("/@ines/")
        client.get("/me/book/")
        with django_assert_num_queries(6):
            client.get("/me/book/")
