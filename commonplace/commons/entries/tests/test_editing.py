"""Changing an entry: nobody overwrites another silently, and nothing is lost."""

from datetime import timedelta

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import EditedMeanwhile, edit_entry, share_entry, write_entry
from commonplace.commons.entries.models import Entry
from commonplace.ground import clock
from commonplace.ground.models import Happening

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def table(community):
    return community(audience=Audience.OPEN)


@pytest.fixture
def ines(table, member):
    return member(table, "ines")


@pytest.fixture
def dov(table, member):
    return member(table, "dov")


@pytest.fixture
def post(table, ines, dov):
    return write_entry(ines, "post", title="Kettles", body="Unplug it.", community=table, co_authors=[dov])


def _typed(**changes):
    typed = {"title": "Kettles", "body": "Unplug it.", "interests": "", "audience": "2", "licence": "", "note": ""}
    return {**typed, "based_on": "1", **changes}


def test_writing_in_a_community(table, ines, sign_in):
    client = sign_in(ines)
    assert client.get(f"{table.address}write/").status_code == 200
    typed = {"body": "A kettle is a *pot* with a hot floor.", "interests": "kettles, tea", "audience": "2"}
    entry = Entry.objects.get(pk=_of(client.post(f"{table.address}write/", typed)))
    assert entry.title == "A kettle is a pot with a hot floor."
    assert (entry.kind, entry.audience, entry.is_draft) == ("post", Audience.COMMUNITY, False)
    assert sorted(entry.interests.values_list("name", flat=True)) == ["kettles", "tea"]
    asked = client.post(f"{table.address}write/?kind=question", {**typed, "title": "Which pin?", "draft": "1"})
    assert Entry.objects.filter(pk=_of(asked), kind="question", shared_at=None).exists()


def _of(response):
    from commonplace.ground import ids

    return ids.read(response.url.split("/")[2])


def test_a_form_with_errors_keeps_what_was_typed(table, ines, sign_in):
    typed = {"title": "My title", "body": "", "audience": "9", "interests": "tea"}
    response = sign_in(ines).post(f"{table.address}write/", typed)
    assert response.status_code == 422
    assert "My title" in response.text
    assert "Write something first." in response.text
    assert not Entry.objects.exists()


def test_only_members_write(table, person, sign_in):
    assert sign_in().get(f"{table.address}write/").url.startswith("/sign-in/?next=")
    assert sign_in(person("wen")).get(f"{table.address}write/").status_code == 403


def test_a_minor_cannot_open_anything_to_the_web(table, member, sign_in):
    young = sign_in(member(table, "beatriz", age_band="13-15"))
    assert "the open web" not in young.get(f"{table.address}write/").text
    typed = {"title": "", "body": "Words", "interests": "", "audience": "4", "licence": ""}
    assert young.post(f"{table.address}write/", typed).status_code == 422
    entry = write_entry(member(table, "beatriz"), "post", title="x", body="x", community=table, audience=Audience.OPEN)
    assert entry.audience == Audience.COMMONS
    edit_entry(entry, member(table, "beatriz"), based_on=1, audience=Audience.OPEN)
    assert Entry.objects.get(pk=entry.pk).audience == Audience.COMMONS


def test_without_a_community_the_narrow_audiences_are_oneself(ines):
    assert write_entry(ines, "post", title="x", audience=Audience.COMMUNITY).audience == Audience.ONLY_ME


def test_two_editors_never_overwrite_each_other_silently(post, ines, dov, sign_in):
    assert sign_in(ines).post(f"{post.address}edit/", _typed(body="Unplug it first.")).status_code == 302
    late = sign_in(dov).post(f"{post.address}edit/", _typed(title="Kettles and irons", body="Pull the plug."))
    assert late.status_code == 409
    assert "<bdi>Ines</bdi> changed this while you were writing" in late.text
    assert "Pull the plug." in late.text, "what was typed stays in the form"
    assert "Unplug it first." in late.text, "and the other's words stand beside it"
    assert 'name="based_on" value="2"' in late.text
    assert Entry.objects.get().body == "Unplug it first."
    both = _typed(title="Kettles and irons", body="Unplug it first: pull the plug.", based_on="2")
    assert sign_in(dov).post(f"{post.address}edit/", both).status_code == 302
    assert Entry.objects.get().title == "Kettles and irons"


def test_a_form_without_the_version_it_is_based_on_overwrites_nothing(post, ines, sign_in):
    assert sign_in(ines).post(f"{post.address}edit/", _typed(body="x", based_on="")).status_code == 409
    with pytest.raises(EditedMeanwhile):
        edit_entry(post, ines, based_on=7, body="x")
    assert Entry.objects.get().body == "Unplug it."


def test_others_cannot_edit(post, table, member, sign_in):
    assert sign_in(member(table, "wen")).get(f"{post.address}edit/").status_code == 403
    assert sign_in(member(table, "nkechi")).get(f"{post.address}edit/").status_code == 403, (
        "a post is its author's alone"
    )


def test_a_revision_is_one_sitting(post, ines, dov):
    begun = clock.now()
    sittings = [(1, ines, "a"), (20, ines, "b"), (45, ines, "c"), (80, ines, "d"), (81, dov, "e"), (82, ines, "f")]
    for minutes, who, body in sittings:
        with clock.at(begun + timedelta(minutes=minutes)):
            edit_entry(post, who, based_on=post.version, body=body)
    kept = [(r.number, r.by.name, r.words["body"]) for r in post.revisions.order_by("number").select_related("by")]
    assert kept == [(1, "ines", "c"), (2, "ines", "d"), (3, "dov", "e"), (4, "ines", "f")]


def test_earlier_words_come_back_and_the_present_ones_are_kept(post, ines, table, member, sign_in):
    edit_entry(post, ines, based_on=1, new_revision=True, body="Second words")
    client = sign_in(ines)
    assert "Sitting 2" in client.get(f"{post.address}history/").text
    assert client.get(f"{post.address}history/1/").text.count("Unplug it.") == 1, "and no summary made of them"
    late = client.post(f"{post.address}history/1/", {"based_on": "1"})
    assert late.url == f"{post.address}history/", "it was changed meanwhile"
    assert client.post(f"{post.address}history/1/", {"based_on": "2"}).url == post.address
    assert Entry.objects.get().body == "Unplug it."
    assert [r.words["body"] for r in post.revisions.order_by("number")] == ["Unplug it.", "Second words", "Unplug it."]
    assert sign_in(member(table, "wen")).get(f"{post.address}history/").status_code == 403
    assert sign_in(member(table, "wen")).get(f"{post.address}history/1/").status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_history_costs_a_constant_number_of_queries(many, post, ines, sign_in, django_assert_num_queries):
    for number in range(many):
        edit_entry(post, ines, based_on=post.version, new_revision=True, body=str(number))
    client = sign_in(ines)
    # session, account, commons, entry, authors, revisions and their number, unread notices
    with django_assert_num_queries(7):
        client.get(f"{post.address}history/")


def test_a_draft_is_shared_once(ines, table):
    draft = write_entry(ines, "post", title="x", community=table, share=False)
    share_entry(draft, ines)
    share_entry(Entry.objects.get(pk=draft.pk), ines)
    assert Happening.objects.filter(kind="post.shared").count() == 1


def test_changing_who_can_see_it(post, ines, table, member, sign_in):
    client = sign_in(ines)
    page = client.get(f"{post.address}audience/").text
    assert "The people of “The Mending Table”, and whoever joins later." in page, "three people are not counted"
    for name in ("wen", "yusuf"):
        member(table, name)
    assert "The 5 people of “The Mending Table”" in client.get(f"{post.address}audience/").text
    assert client.post(f"{post.address}audience/", {"audience": "4"}).url == post.address
    assert Entry.objects.get().audience == Audience.OPEN
    assert client.post(f"{post.address}audience/", {"audience": "1"}).status_code == 422, "there is no team"
    assert sign_in(member(table, "wen")).get(f"{post.address}audience/").status_code == 403


def test_opening_to_the_outer_community(ines, table, community, member, sign_in):
    programme = community(member(table, "hana"), name="Programme")
    table.parent = programme
    table.save()
    entry = write_entry(ines, "post", title="x", body="x", community=table)
    assert "Open it to the people of Programme as well" in sign_in(ines).get(f"{entry.address}audience/").text
    sign_in(ines).post(f"{entry.address}audience/", {"audience": "2", "outer": "on"})
    assert Entry.objects.get(pk=entry.pk).opened_to == programme
    sign_in(ines).post(f"{entry.address}audience/", {"audience": "2"})
    assert Entry.objects.get(pk=entry.pk).opened_to is None


def test_looking_at_it_as_somebody_else(post, ines, table, member, sign_in):
    client = sign_in(ines)
    as_stranger, as_member = f"{post.address}as/stranger/", f"{post.address}as/member/"
    assert "a stranger sees nothing of this" in client.get(as_stranger).text
    shown = client.get(as_member)
    assert "This is what another member of “The Mending Table” sees." in shown.text
    assert "Change it" not in shown.text
    Entry.objects.update(audience=Audience.OPEN)
    young = member(table, "beatriz", age_band="13-15")
    post.authorships.create(person=young, place=2)
    shown = client.get(as_stranger).text
    assert "This is what a stranger sees." in shown
    assert "Unplug it." in shown
    assert "Ines" not in shown, "a minor wrote it too, so it carries the community's name"
    assert '<meta name="robots" content="noindex">' in shown
    assert client.get(f"{post.address}as/host/").status_code == 404
    assert sign_in(member(table, "wen")).get(as_member).status_code == 403
    assert sign_in().get(as_stranger).url.startswith("/sign-in/")


def test_looking_as_a_member_leaves_nobody_behind(post, ines, sign_in):
    from commonplace.commons.people.models import Person

    before = Person.objects.count()
    sign_in(ines).get(f"{post.address}as/member/")
    assert Person.objects.count() == before
