"""What somebody wrote in a community stays theirs when they go: to read, to narrow, to take along, to delete."""

import pytest

from commonplace.commons.communities.actions import leave_community, welcome_member
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.entries.models import Entry
from commonplace.ground import clock

EDIT = {"title": "Kettles", "body": "Other words", "audience": "4", "licence": ""}


@pytest.fixture
def table(community):
    return community(name="The Mending Table", audience=Audience.OPEN)


@pytest.fixture
def ines(table, member):
    return member(table, "ines")


@pytest.fixture
def post(table, ines):
    return write_entry(
        ines, "post", title="Kettles", body="The first words", community=table, audience=Audience.COMMUNITY
    )


@pytest.fixture(params=["left", "removed"])
def gone(request, table, ines):
    membership = Membership.objects.get(community=table, person=ines)
    carrier = Membership.objects.exclude(person=ines).get().person
    leave_community(membership, ines if request.param == "left" else carrier)
    return ines


def test_they_read_and_find_it_but_its_words_stay(post, gone, sign_in):
    client = sign_in(gone)
    page = client.get(post.address).text
    assert "The first words" in page
    assert "Change it" not in page
    for link in ("audience/", "history/", "delete/"):
        assert f"{post.address}{link}" in page
    refused = client.post(f"{post.address}edit/", {**EDIT, "based_on": post.version})
    assert refused.status_code == 403
    assert "You no longer belong to “The Mending Table”" in refused.text
    assert client.get(f"{post.address}edit/").status_code == 403
    assert Entry.objects.get().body == "The first words"


def test_they_narrow_it_and_do_not_widen_it(post, gone, sign_in):
    client = sign_in(gone)
    offered = client.get(f"{post.address}audience/").text
    assert "Nobody but those who wrote it." in offered
    assert "Everybody who has signed in here." not in offered
    for wider in (Audience.COMMONS, Audience.OPEN):
        assert client.post(f"{post.address}audience/", {"audience": int(wider)}).status_code == 422
    assert client.post(f"{post.address}audience/", {"audience": 0}).status_code == 302
    assert Entry.objects.get().audience == Audience.ONLY_ME
    assert client.post(f"{post.address}audience/", {"audience": int(Audience.COMMUNITY)}).status_code == 422


def test_they_do_not_open_it_to_the_community_around(community, person, table, post, gone, sign_in):
    table.parent = community(person("sol"), name="Programme")
    table.save()
    client = sign_in(gone)
    assert "Programme" not in client.get(f"{post.address}audience/").text
    assert client.post(f"{post.address}audience/", {"audience": 2, "outer": "on"}).status_code == 302
    assert Entry.objects.get().opened_to is None
    Entry.objects.update(opened_to=table.parent)
    assert client.post(f"{post.address}audience/", {"audience": 2}).status_code == 302
    assert Entry.objects.get().opened_to is None


def test_they_bring_no_earlier_words_back(post, ines, table, sign_in):
    edit_entry(post, ines, based_on=post.version, body="Newer words", new_revision=True)
    leave_community(Membership.objects.get(community=table, person=ines), ines)
    client = sign_in(ines)
    assert client.get(f"{post.address}history/1/").status_code == 200
    client.post(f"{post.address}history/1/", {"based_on": post.version})
    assert Entry.objects.get().body == "Newer words"


def test_they_take_it_along_and_delete_it(post, gone, sign_in):
    client = sign_in(gone)
    assert client.get("/me/export/").status_code == 200
    assert client.post(f"{post.address}delete/").status_code == 302
    assert not Entry.objects.exists()


def test_a_draft_is_in_nobodys_record_and_can_be_written_on(table, ines, sign_in):
    draft = write_entry(ines, "post", title="Lamps", body="Words", community=table, share=False)
    leave_community(Membership.objects.get(community=table, person=ines), ines)
    client = sign_in(ines)
    assert client.post(f"{draft.address}edit/", {**EDIT, "based_on": 1}).status_code == 302
    assert client.post(f"{draft.address}share/").status_code == 403
    assert Entry.objects.get().is_draft


def test_who_comes_back_changes_it_again(post, gone, table, sign_in):
    welcome_member(table, gone, agreed=True)
    client = sign_in(gone)
    assert "Change it" in client.get(post.address).text
    assert client.post(f"{post.address}edit/", {**EDIT, "based_on": post.version}).status_code == 302
    entry = Entry.objects.get()
    assert (entry.body, entry.audience) == ("Other words", Audience.OPEN)


def test_a_co_author_who_stayed_goes_on_writing(table, ines, member, sign_in):
    dov = member(table, "dov")
    shared = write_entry(ines, "post", title="Ours", body="Words", community=table, co_authors=[dov])
    leave_community(Membership.objects.get(community=table, person=ines), ines)
    assert sign_in(ines).get(f"{shared.address}edit/").status_code == 403
    assert sign_in(dov).post(f"{shared.address}edit/", {**EDIT, "based_on": 1}).status_code == 302


@pytest.mark.parametrize("belongs", [True, False])
def test_their_page_asks_the_database_the_same_number_of_questions(
    post, ines, table, sign_in, belongs, django_assert_num_queries
):
    if not belongs:
        Membership.objects.filter(person=ines).update(left_at=clock.now())
    client = sign_in(ines)
    client.get(post.address)
    with django_assert_num_queries(11):
        assert client.get(post.address).status_code == 200
