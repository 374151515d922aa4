"""Deleting one's account."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Authorship, Comment, Entry
from commonplace.commons.people.actions import register
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.names import trouble_with
from commonplace.edges.own import deletions, leaving
from commonplace.ground import clock
from commonplace.ground.models import PutAway
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.make.actions import share_work
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.room.actions import keep_moment, take_moment_away
from commonplace.stages.room.models import Moment
from conftest import PASSPHRASE
from tests.pictures import small_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(community: Any, member: Any) -> Person:
    """Somebody with a shared post, a post together with another, a draft, a private reflection and comments."""
    table = community()
    ines, tomasz = member(table, "ines"), member(table, "tomasz")
    shared = write_entry(ines, "post", title="Shared", community=table)
    write_entry(ines, "post", title="Together", community=table, co_authors=[tomasz])
    write_entry(ines, "post", title="Draft", community=table, share=False)
    write_entry(ines, "post", title="Of her own", audience=Audience.COMMONS)
    write_reflection(ines, community=table, worked="For me alone")
    answered = comment_on(shared, ines, "Asked aloud")
    comment_on(shared, tomasz, "An answer", answers=answered)
    comment_on(shared, ines, "Said and done")
    return ines


def leave(client: Any, what: str, passphrase: str = PASSPHRASE) -> Any:
    return client.post("/me/leave/", {"what": what, "passphrase": passphrase})


def titles() -> set[str]:
    return set(Entry.objects.filter(kind="post").values_list("title", flat=True))


def test_kept_without_a_name(ines: Person, sign_in: Any) -> None:
    client = sign_in(ines)
    assert leave(client, "keep").headers["Location"] == "/"
    assert titles() == {"Shared", "Together"}
    assert not Entry.objects.filter(kind="reflection").exists()
    ines.refresh_from_db()
    assert ines.left_at
    assert "ines" not in ines.name.lower() + ines.display_name.lower()
    assert not Account.objects.filter(username="ines").exists()
    assert not Membership.objects.filter(person=ines, left_at=None).exists()
    assert client.get("/me/export/").status_code == 302
    page = sign_in(Person.objects.get(name="tomasz")).get(Entry.objects.get(title="Shared").address)
    assert b"ines" not in page.content.lower().replace(b"lines", b"")


def test_all_deleted_but_others_words_stay(ines: Person, sign_in: Any) -> None:
    leave(sign_in(ines), "delete")
    assert titles() == {"Together"}
    assert not Authorship.objects.filter(person=ines).exists()
    assert not Comment.objects.filter(words__in=["Asked aloud", "Said and done"]).exists()


def test_what_a_minor_made_with_others_stays_as_closed_as_it_was(community: Any, member: Any, sign_in: Any) -> None:
    table = community(audience=Audience.OPEN)
    tomasz, young = member(table, "tomasz"), member(table, "zuzanna", age_band="13-15")
    picture = SimpleUploadedFile("a.png", small_picture(), "image/png")
    made = share_work(
        tomasz,
        title="Together",
        body="With Zuzanna",
        community=table,
        audience=Audience.OPEN,
        co_authors=[young],
        pictures=[(picture, "Her hands", "")],
    )
    leave(sign_in(young), "delete")
    page = sign_in().get(made.entry.address).content.decode()
    assert "from <bdi>The Mending Table</bdi>" in page
    assert "Her hands" not in page
    assert sign_in().get(made.entry.attachments.get().address).status_code == 404
    assert "zuzanna" not in sign_in(tomasz).get(made.entry.address).content.decode()
    leave(sign_in(tomasz), "delete")
    assert not Entry.objects.filter(pk=made.pk).exists(), "nobody is left who wrote it"


def test_nothing_that_lost_its_authors_is_open_but_what_was_written_together(
    person: Any, community: Any, member: Any, sign_in: Any
) -> None:
    table = community(audience=Audience.OPEN)
    young = member(table, "zuzanna", role="facilitator", age_band="16-17")
    entries = [
        write_entry(by, kind, title=f"{kind} by {by.name}", community=table, audience=Audience.OPEN)
        for by in (young, member(table, "dov"))
        for kind in ("post", "design")
    ]
    Entry.objects.update(audience=Audience.OPEN)
    for by in ("zuzanna", "dov"):
        leave(sign_in(Person.objects.get(name=by)), "delete")
    assert set(Entry.objects.visible_to(None).values_list("title", flat=True)) == {"design by dov"}
    Authorship.objects.all().delete()
    assert {entry.kind for entry in Entry.objects.visible_to(None)} == {"design"}
    assert len(entries) == 4


def test_nobody_takes_a_name_after_its_owner_and_strangers_do_not_read_it(
    community: Any, member: Any, person: Any, sign_in: Any
) -> None:
    table = community(audience=Audience.OPEN)
    zuzanna = member(table, "zuzanna", age_band="13-15")
    said = write_entry(
        person("tomasz"), "post", title="Thanks", body="To @zuzanna, and to @zuzanna-and-ines.", audience=Audience.OPEN
    )
    leave(sign_in(zuzanna), "keep")
    shown = sign_in().get(said.address).content.decode()
    assert "zuzanna" not in shown
    assert shown.count("somebody") >= 2
    assert register(display_name="Zuzanna", age_band="adult").name == "zuzanna-2"
    assert trouble_with("zuzanna")


def test_answers_of_others_outlive_what_they_answered(ines: Person, person: Any, sign_in: Any) -> None:
    tomasz = Person.objects.get(name="tomasz")
    entry = write_entry(tomasz, "post", title="His", community=Community.objects.get())
    asked = comment_on(entry, ines, "Why so")
    comment_on(entry, tomasz, "Because", answers=asked)
    leave(sign_in(ines), "delete")
    assert list(Comment.objects.filter(entry=entry).order_by("at").values_list("words", flat=True)) == ["", "Because"]


def test_the_passphrase_is_asked_and_what_was_chosen_is_kept(ines: Person, sign_in: Any) -> None:
    answer = leave(sign_in(ines), "delete", "something else")
    assert answer.status_code == 422
    assert "This is not your passphrase" in answer.content.decode()
    assert 'value="delete"' in answer.content.decode()
    assert Person.objects.get(pk=ines.pk).left_at is None


def test_without_a_passphrase_the_name_is_asked(person: Any, sign_in: Any) -> None:
    dov = person("dov")
    dov.account.set_unusable_password()
    dov.account.save()
    client = sign_in(dov)
    assert client.post("/me/leave/", {"what": "keep", "name": "somebody"}).status_code == 422
    assert client.post("/me/leave/", {"what": "keep", "name": "Dov"}).status_code == 302


def test_communities_are_inherited(person: Any, member: Any, sign_in: Any) -> None:
    amara = person("amara")
    programme = start_community(person("staffer"), name="The programme")
    Membership.objects.filter(community=programme).update(role=Role.STAFF)
    team = start_community(amara, name="The team", parent=programme)
    alone = start_community(amara, name="Alone")
    page = sign_in(amara).get("/me/leave/").content.decode()
    assert "The team" in page
    assert "Alone" in page
    leave(sign_in(amara), "keep")
    assert [m.person.name for m in team.memberships.filter(left_at=None)] == ["staffer"]
    alone.refresh_from_db()
    assert alone.closed_at


def test_the_last_host_stays(person: Any, sign_in: Any) -> None:
    host = person("host", is_host=True)
    write_entry(host, "post", title="Draft", share=False)
    answer = leave(sign_in(host), "delete")
    assert answer.status_code == 422
    assert "last host" in answer.content.decode()
    assert titles() == {"Draft"}


@pytest.mark.parametrize("communities", [1, 3])
def test_the_page_asks_little(person: Any, sign_in: Any, communities: int, django_assert_num_queries: Any) -> None:
    amara = person("amara")
    for number in range(communities):
        start_community(amara, name=f"Community {number}")
    client = sign_in(amara)
    with django_assert_num_queries(4):
        assert client.get("/me/leave/").status_code == 200


def test_a_seat_and_an_offer_of_one_go_on_when_whoever_has_them_leaves(community, person, run_tasks):
    table = community(audience=Audience.OPEN)
    call = open_call(table, table.memberships.get().person, words="Come", seats=1)
    seated, first, _ = (answer_call(call, person(name), {}) for name in ("amara", "wen", "dov"))
    leaving.leave(seated.person, keep=True)
    run_tasks()
    states = call.applications.order_by("at", "pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "offered", "waitlisted"]
    leaving.leave(first.person, keep=False)
    assert list(states.all()) == ["withdrawn", "withdrawn", "offered"]


@pytest.mark.parametrize("what", ["keep", "delete"])
def test_moments_of_gatherings_stay_without_a_name_or_go(what: str, ines: Person, sign_in: Any, run_tasks: Any) -> None:
    table = Community.objects.get()
    soon = clock.now() + timedelta(days=1)
    keeper = table.memberships.get(role=Role.FACILITATOR).person
    evening = plan_gathering(table, keeper, title="Kettles", starts_at=soon, ends_at=soon + timedelta(hours=1))
    moments = [keep_moment(evening, by, second=5, words="It hums.") for by in (ines, keeper, ines)]
    keys = [moment.pk for moment in moments]
    take_moment_away(moments[0], ines)
    leave(sign_in(ines), what)
    run_tasks()
    theirs = {keys[2]} if what == "keep" else set()
    assert set(Moment.objects.values_list("pk", flat=True)) == {keys[1]} | theirs
    assert not PutAway.objects.exists()
    logged = {deletion.id for deletion in deletions.known_here() if deletion.kind == "moment.deleted"}
    assert keys[0] in logged
    assert (keys[2] in logged) == (what == "delete")
    assert deletions.replay(one for one in deletions.known_here() if one.id == keys[1]) == (0, [])


def test_the_place_at_a_gathering_goes_to_the_next_in_line(person: Any, community: Any) -> None:
    carrier = person("nkechi")
    begins = clock.now() + timedelta(days=3)
    ends = begins + timedelta(hours=1)
    place = community(carrier, audience=Audience.COMMONS)
    planned = plan_gathering(
        place, carrier, title="Kettles", starts_at=begins, ends_at=ends, capacity=1, audience=Audience.COMMONS
    )
    ines, wen = person("ines"), person("wen")
    say_coming(planned, ines, "yes")
    say_coming(planned, wen, "yes")
    leaving.leave(ines, keep=False)
    assert list(planned.coming.values_list("person__name", "answer")) == [("wen", "offered")]
