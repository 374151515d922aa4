"""The page of an entry, and what one does from it."""

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Comment, Entry, Notice
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.models import Block

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(community):
    return community(audience=Audience.OPEN)


@pytest.fixture
def post(table, member):
    ines = member(table, "ines")
    return write_entry(ines, "post", title="Kettles", body="Unplug *it*.", community=table, audience=Audience.OPEN)


def test_page_shows_what_an_entry_is(post, sign_in, member, table):
    entry = write_entry(
        member(table, "dov"), "post", title="The toaster’s turn", body="After Ines.", community=table, made_from=post,
        licence="CC-BY-4.0", audience=Audience.OPEN, interests=interests_named(["Toasters"]),
    )  # fmt: skip
    page = sign_in().get(entry.address).text
    assert "The toaster’s turn" in page
    assert '<a href="/@dov/"><bdi>Dov</bdi></a>' in page
    assert "Copy and change it, and name me (CC-BY-4.0)" in page
    assert '<a href="/i/toasters/" dir="auto">Toasters</a>' in page
    assert f'<a href="{post.address}" dir="auto">Kettles</a>' in page
    assert entry.address in sign_in().get(post.address).text, "what grew from it"


def test_lineage_names_only_what_the_viewer_may_see(post, sign_in, member, table):
    hidden = write_entry(member(table, "dov"), "post", title="CANARY", body="x", community=table, made_from=post)
    assert "CANARY" not in sign_in().get(post.address).text
    assert "CANARY" in sign_in(Entry.objects.get(pk=hidden.pk).authors.get()).get(post.address).text


def test_search_engines_may_index_only_what_is_open(post, sign_in, member, table):
    assert '<meta name="robots"' not in sign_in().get(post.address).text
    assert 'property="og:title" content="Kettles"' in sign_in().get(post.address).text
    assert '<meta name="robots" content="noindex">' in sign_in(member(table)).get(post.address).text


@pytest.mark.parametrize("many", [1, 3])
def test_page_costs_a_constant_number_of_queries(many, post, table, member, sign_in, django_assert_num_queries):
    dov = member(table, "dov")
    for number in range(many):
        said = comment_on(post, member(table, f"reader{number}"), "I see.")
        comment_on(post, dov, "So do I.", answers=said)
        write_entry(dov, "post", title="Grown", body="x", community=table, made_from=post)
    post.interests.set(interests_named(["a", "b", "c"][:many]))
    client = sign_in(dov)
    client.get(post.address)
    # session, account, commons, entry, authors, comments, interests, pictures, grown, their authors, unread notices
    with django_assert_num_queries(11):
        assert client.get(post.address).status_code == 200
    stranger = sign_in()
    with django_assert_num_queries(7):
        assert stranger.get(post.address).status_code == 200


def test_one_says_something_and_somebody_answers(post, member, table, sign_in, run_tasks):
    dov, ines = member(table, "dov"), member(table, "ines")
    response = sign_in(dov).post(f"{post.address}comment/", {"words": "At step four I stopped."})
    said = Comment.objects.get()
    assert response.url == f"{post.address}#c{said.pk and _written(said.pk)}"
    page = sign_in(ines).get(post.address).text
    assert "At step four I stopped." in page
    answer = f"{post.address}comment/?answers={_written(said.pk)}"
    assert answer in page
    assert "At step four" in sign_in(ines).get(answer).text
    sign_in(ines).post(answer, {"words": "Which is the live one, @dov?"})
    page = sign_in(dov).get(post.address).text
    assert 'class="answer"' in page
    assert 'Which is the live one, <a href="/@dov/"' in page
    run_tasks()
    assert [n.kind for n in Notice.objects.filter(person=dov)] == ["person.mentioned"]


def _written(pk):
    from commonplace.ground import ids

    return ids.written(pk)


def test_an_empty_comment_keeps_the_page_and_says_so(post, member, table, sign_in):
    response = sign_in(member(table, "dov")).post(f"{post.address}comment/", {"words": "  "})
    assert response.status_code == 422
    assert "Write something first." in response.text


def test_no_answer_to_a_comment_on_another_entry(post, member, table, sign_in):
    elsewhere = write_entry(member(table, "dov"), "post", title="Other", body="x", community=table)
    other = comment_on(elsewhere, member(table), "Words")
    response = sign_in(member(table)).post(f"{post.address}comment/?answers={_written(other.pk)}", {"words": "x"})
    assert response.status_code == 404
    with pytest.raises(ValueError, match="another entry"):
        comment_on(post, member(table), "x", answers=other)


def test_taking_a_comment_away_leaves_the_answers_of_others(post, member, table, sign_in):
    dov = member(table, "dov")
    said = comment_on(post, dov, "First words")
    comment_on(post, member(table), "Other words", answers=said)
    address = f"{post.address}comment/{_written(said.pk)}/delete/"
    assert "First words" in sign_in(dov).get(address).text
    assert sign_in(member(table, "wen")).post(address).status_code == 403
    assert sign_in(dov).post(address).status_code == 302
    page = sign_in(dov).get(post.address).text
    assert "First words" not in page
    assert "Other words" in page


def test_strangers_read_no_words_and_no_names_of_minors(post, member, table, sign_in):
    young = member(table, "beatriz", age_band="13-15")
    said = comment_on(post, young, "YOUNG WORDS")
    comment_on(post, member(table, "dov"), "OLD ANSWER", answers=said)
    comment_on(post, member(table, "dov"), "Thank you, @beatriz, and @ines.")
    page = sign_in().get(post.address).text
    assert "YOUNG WORDS" not in page
    assert "OLD ANSWER" not in page, "an answer to what is left out is left out with it"
    assert "beatriz" not in page.lower()
    assert "Thank you, somebody, and <a" in page
    assert "@beatriz" in sign_in(member(table)).get(post.address).text


def test_what_a_minor_co_wrote_carries_the_name_of_the_community(table, member, sign_in):
    young = member(table, "beatriz", age_band="16-17")
    ines = member(table)
    both = write_entry(ines, "post", title="Ours", community=table, audience=Audience.OPEN, co_authors=[young])
    page = sign_in().get(both.address).text
    assert "Ours" in page
    assert "Beatriz" not in page
    assert "Ines" not in page
    assert "from <bdi>The Mending Table</bdi>" in page


def test_across_a_block_neither_reads_the_other(post, member, table, sign_in):
    dov, ines = member(table, "dov"), member(table, "ines")
    comment_on(post, member(table, "wen"), "WEN SAYS")
    Block.objects.create(by=dov, of=ines)
    Block.objects.create(by=member(table, "wen"), of=member(table, "yusuf"))
    assert sign_in(dov).get(post.address).status_code == 404
    assert "WEN SAYS" not in sign_in(member(table, "yusuf")).get(post.address).text
    assert "WEN SAYS" in sign_in(ines).get(post.address).text


def test_a_closed_community_takes_no_more_comments(post, member, table, sign_in):
    from commonplace.commons.communities.actions import close_community

    close_community(table, member(table, "nkechi"))
    client = sign_in(member(table, "dov"))
    assert "“The Mending Table” is closed." in client.get(post.address).text
    assert client.post(f"{post.address}comment/", {"words": "x"}).status_code == 403


def test_drafts_and_hidden_entries_say_so_to_those_who_see_them(table, member, sign_in):
    ines = member(table)
    draft = write_entry(ines, "post", title="Not yet", body="x", community=table, share=False)
    assert "A draft." in sign_in(ines).get(draft.address).text
    assert sign_in(member(table, "dov")).get(draft.address).status_code == 404
    sign_in(ines).post(f"{draft.address}share/")
    assert sign_in(member(table, "dov")).get(draft.address).status_code == 200
    Entry.objects.filter(pk=draft.pk).update(hidden_at=table.created_at)
    assert "Hidden." in sign_in(ines).get(draft.address).text
    assert "Hidden." in sign_in(member(table, "nkechi")).get(draft.address).text
    assert sign_in(member(table, "dov")).get(draft.address).status_code == 404


def test_deleting_asks_first_and_leaves_nothing(post, table, member, sign_in):
    ines = member(table)
    comment_on(post, member(table, "dov"), "Words")
    client = sign_in(ines)
    assert "Delete it?" in client.get(f"{post.address}delete/").text
    assert sign_in(member(table, "dov")).post(f"{post.address}delete/").status_code == 403
    assert client.post(f"{post.address}delete/").url == table.address
    assert not Entry.objects.exists()
    assert not Comment.objects.exists()


def test_an_edit_of_the_words_makes_the_summary_anew(post, member, table):
    assert post.summary == "Unplug it."
    edit_entry(post, member(table), based_on=1, body="Nothing of that.")
    assert post.summary == "Nothing of that."
