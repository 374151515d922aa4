"""Making something from what another made: who may, under which licence, and the picture of what came from what."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience, delete_entry, write_entry
from commonplace.commons.entries.models import Entry, Licence
from commonplace.commons.people.models import Person
from commonplace.ground import ids
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.make.models import Work

pytestmark = pytest.mark.database

OPEN = Audience.OPEN


@pytest.fixture
def maker(person: Any) -> Person:
    return person("ines")


def made(by: Person, title: str, source: Entry | None = None, **more: Any) -> Entry:
    more.setdefault("licence", "CC-BY-4.0")
    return share_work(by, title=title, body="", audience=more.pop("audience", OPEN), made_from=source, **more).entry


def drawn(client: Client, entry: Entry) -> list[str]:
    """The titles in the picture's list, in their order."""
    page = client.get(entry.address).text
    return re.findall(r"<(?:b|a) [^>]*>([^<]+)</", page.partition('class="lineage')[2].partition("</section>")[0])


def test_anything_whose_licence_allows_it_can_be_built_upon(
    maker: Person, person: Any, sign_in: Callable[..., Client]
) -> None:
    other = sign_in(person("dov"))
    free, shut = {"audience": OPEN, "licence": "CC-BY-4.0"}, {"audience": OPEN, "licence": ""}
    for kind in ("post", "question"):
        entry = write_entry(maker, kind, title="Why", body="does it leak", **free)
        link = f"/make/?from={ids.written(entry.pk)}"
        assert link in other.get(entry.address).text, kind
        assert link not in sign_in().get(entry.address).text
        sent = {"title": f"From a {kind}", "audience": "4", "share": "1"}
        assert other.post(link, sent).status_code == 302, kind
        assert Work.objects.latest("pk").entry.made_from == entry
    for entry in (
        write_entry(maker, "post", title="Mine", body="alone", **shut),
        write_entry(maker, "reflection", title="It was good", body="Soup", **free),
    ):
        assert "/make/?from=" not in other.get(entry.address).text
        assert other.get(f"/make/?from={ids.written(entry.pk)}").status_code == 403


@pytest.mark.parametrize("licence", [Licence.BY_SA, Licence.BY_NC_SA])
def test_what_asks_to_be_passed_on_alike_is(
    licence: str, maker: Person, person: Any, sign_in: Callable[..., Client]
) -> None:
    source, dov = made(maker, "A zine", licence=licence), person("dov")
    client, address = sign_in(dov), f"/make/?from={ids.written(source.pk)}"
    page = client.get(address).text
    assert re.findall(r'name="licence" value="([^"]*)"', page) == [licence]
    assert "passed on under the same words" in page
    for sent in ({"licence": licence}, {}):
        client.post(address, {"title": "Mine now", "audience": "4", "share": "1", **sent})
        work = Work.objects.latest("pk")
        assert work.entry.licence == licence, "said or not"
        edited = {"title": "Mine still", "licence": Licence.ZERO, "based_on": work.entry.version}
        assert client.post(f"{work.entry.address}work/", edited).status_code == 422
        client.post(f"{work.entry.address}work/", {**edited, "licence": ""})
        work.entry.refresh_from_db()
        assert (work.entry.title, work.entry.licence) == ("Mine still", licence)
    third = share_work(person("yuki"), title="Third", body="", made_from=work.entry, licence=Licence.ZERO)
    assert third.entry.licence == licence, "along the whole line"


def test_ones_own_words_bind_one_to_nothing_but_those_of_others_do(maker: Person, person: Any) -> None:
    alone = made(maker, "Alone", licence=Licence.BY_SA)
    together = made(maker, "Together", licence=Licence.BY_SA, co_authors=[person("dov")])
    book = share_resource(maker, title="A book", licence=Licence.BY_SA, audience=OPEN).entry
    licences = [made(maker, "Next", source, licence=Licence.ZERO).licence for source in (alone, together, book)]
    assert licences == [Licence.ZERO, Licence.BY_SA, Licence.BY_SA]


def test_whom_to_name_stands_there_by_itself(maker: Person, person: Any, sign_in: Callable[..., Client]) -> None:
    source = made(maker, "A zine", licence=Licence.BY_SA)
    book = share_resource(maker, title="A book", made_by="Ada L.", licence=Licence.BY, audience=OPEN).entry
    dov = person("dov")
    page = sign_in().get(made(dov, "Mine", source).address).text
    facts = page.partition("Made from</dt>")[2].partition("<dt>")[0]
    for said in (source.address, "A zine", "/@ines/", "CC-BY-SA-4.0", "pass it on under the same words"):
        assert said in facts
    page = sign_in().get(made(dov, "From a book", book).address).text
    facts = page.partition("Made from</dt>")[2].partition("</dd>")[0]
    assert "Ada L." in facts
    assert "/@ines/" not in facts, "who brought it has not made it"


def test_the_line_is_drawn_both_ways(maker: Person, person: Any, sign_in: Callable[..., Client]) -> None:
    first = made(maker, "First")
    second = made(person("dov"), "Second", first)
    third = made(maker, "Third", second)
    made(maker, "Beside third", second)
    made(person("yuki"), "Fourth", third)
    stranger = sign_in()
    titles = [one for one in drawn(stranger, second) if one not in {"Ines", "Dov", "Yuki"}]
    assert titles == ["First", "Second", "Beside third", "Third", "Fourth"]
    page = stranger.get(second.address).text
    assert 'aria-current="true">Second' in page
    for source, grown in (("Second", 2), ("Third", 1)):
        assert page.count(f"Made from “{source}”:") == grown
    assert page.count('<ol class="branching"') == 1, "two were made from one; all else is one line"
    assert "Where it comes from" not in stranger.get(made(maker, "Alone").address).text


def test_the_line_goes_from_one_community_to_another(
    maker: Person, person: Any, community: Callable[..., Community], sign_in: Callable[..., Client]
) -> None:
    here, there = (community(name=name, audience=OPEN) for name in ("The Mending Table", "The Map Room"))
    dov = person("dov")
    welcome_member(here, maker)
    welcome_member(there, dov)
    first = made(maker, "First", community=here)
    second = made(dov, "Second", first, community=there)
    for entry in (first, second):
        assert {"First", "Second"} <= set(drawn(sign_in(), entry))
    assert (first.community, second.community) == (here, there)


def test_a_line_that_runs_in_a_ring_is_drawn_once(maker: Person, sign_in: Callable[..., Client]) -> None:
    first = made(maker, "First")
    second = made(maker, "Second", first)
    Entry.objects.filter(pk=first.pk).update(made_from=second)
    page = sign_in().get(first.address)
    assert page.status_code == 200
    assert [one for one in drawn(sign_in(), first) if one != "Ines"] == ["Second", "First"]


def test_what_one_may_not_see_is_not_in_the_picture_nor_what_lies_behind_it(
    maker: Person, person: Any, sign_in: Callable[..., Client]
) -> None:
    first = made(maker, "First")
    second = made(maker, "Second", first)
    third = made(maker, "Third", second)
    change_audience(second, maker, Audience.ONLY_ME)
    stranger = sign_in()
    assert drawn(stranger, first) == drawn(stranger, third) == []
    assert "Second" not in stranger.get(first.address).text + stranger.get(third.address).text
    assert "Second" in sign_in(maker).get(third.address).text
    delete_entry(second, maker)
    assert stranger.get(third.address).status_code == 200


def test_a_new_remix_stands_on_the_kept_page_at_once(
    maker: Person, person: Any, sign_in: Callable[..., Client]
) -> None:
    first, stranger = made(maker, "First"), sign_in()
    assert drawn(stranger, first) == []
    made(person("dov"), "Second", first)
    assert "Second" in drawn(stranger, first)


def test_many_that_grew_stay_a_small_picture(
    maker: Person, sign_in: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    first = made(maker, "First")
    for number in range(15):
        child = made(maker, f"Child {number}", first)
        made(maker, f"Grandchild {number}", child)
    stranger = sign_in()
    with django_assert_max_num_queries(10):
        page = stranger.get(first.address).text
    assert "More grew from it than is drawn here." in page
    assert page.count("Grandchild 14<") == 1
    assert "Child 2<" not in page


def test_minors_are_left_out_of_what_strangers_see(maker: Person, person: Any, sign_in: Callable[..., Client]) -> None:
    first, pia = made(maker, "First"), person("pia", age_band="13-15")
    made(pia, "Secretly hers", first)
    assert drawn(sign_in(), first) == []
    assert "Secretly hers" in drawn(sign_in(maker), first)
