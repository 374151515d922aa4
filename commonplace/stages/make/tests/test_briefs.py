"""Briefs: one topic, open in form; works that answer them; and how differently they were answered."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience, share_entry
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import Person
from commonplace.ground import ids
from commonplace.stages.make.briefs import answer_brief, copy_briefs, pose_brief
from commonplace.stages.make.models import Brief, Work

pytestmark = pytest.mark.database

PROPOSED = {"form": "A song", "tools": "two spoons", "goals": "Whether a kettle keeps time", "to_be_read": "Aloud"}


@pytest.fixture
def place(community: Callable[..., Community]) -> Community:
    return community(audience=Audience.OPEN)


@pytest.fixture
def brief(place: Community) -> Brief:
    keeper = Person.objects.get(name="nkechi")
    return pose_brief(
        keeper, title="What boils", body="In any form.", community=place, audience=Audience.OPEN, licence="CC-BY-4.0"
    )


def answered(brief: Brief, by: Person, form: str, *, audience: int = Audience.OPEN, share: bool = True) -> Work:
    community = brief.entry.community
    said = {"form": form, "tools": "", "goals": f"goal of {by.name}", "to_be_read": ""}
    work = answer_brief(brief, by, title=f"By {by.name}", community=community, **said)
    if share:
        share_entry(work.entry, by, audience=audience)
    return work


def test_a_member_poses_a_brief(place: Community, member: Any, sign_in: Callable[..., Client]) -> None:
    ines = member(place)
    client = sign_in(ines)
    address = f"{place.address}briefs/new/"
    sent = {"title": "What boils", "body": "Say it.", "matters": "Care", "answered_by": "2027-03-14", "audience": "4"}
    refused = client.post(address, {**sent, "title": ""})
    assert refused.status_code == 422
    assert "Care" in refused.text
    assert client.post(address, {**sent, "share": "1"}).status_code == 302
    brief = Brief.objects.get()
    assert (brief.answered_by, brief.matters, brief.entry.is_draft) == (date(2027, 3, 14), "Care", False)
    page = sign_in().get(brief.entry.address).text
    assert "posed by" in page
    assert "14 March 2027" in page
    assert "What boils" in sign_in().get(f"{place.address}briefs/").text
    assert sign_in(Person.objects.get(name="nkechi")).get(f"{place.address}briefs/").status_code == 200


def test_nobody_else_poses_or_changes_one(
    brief: Brief, place: Community, person: Any, member: Any, sign_in: Callable[..., Client]
) -> None:
    outsider, ines = sign_in(person("outsider")), sign_in(member(place))
    assert outsider.post(f"{place.address}briefs/new/", {"title": "Mine"}).status_code == 403
    assert ines.post(f"{brief.entry.address}brief/", {"title": "Mine"}).status_code == 403
    assert Brief.objects.count() == 1


def test_two_who_change_a_brief_at_once_are_shown_both(brief: Brief, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Person.objects.get(name="nkechi"))
    address = f"{brief.entry.address}brief/"
    marks = re.search(r'name="marks" value="([^"]*)"', client.get(address).text)
    assert marks
    sent = {"title": "What boils", "based_on": "1", "marks": marks[1].replace("&#34;", '"').replace("&quot;", '"')}
    assert client.post(address, {**sent, "body": "First."}).status_code == 302
    merged = client.post(address, {**sent, "body": "In any form.", "matters": "Care"})
    assert merged.status_code == 302, "each changed something else"
    clash = client.post(address, {**sent, "body": "Second."})
    assert clash.status_code == 409
    assert "First." in clash.text
    assert "Second." in clash.text
    brief.refresh_from_db()
    assert (brief.entry.body, brief.matters) == ("First.", "Care")


def test_whoever_answers_says_what_they_set_out_to_do(
    brief: Brief, place: Community, member: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(member(place))
    assert "Answer this" in client.get(brief.entry.address).text
    assert client.post(f"{brief.entry.address}answer/", PROPOSED).status_code == 422, "it has no name yet"
    begun = client.post(f"{brief.entry.address}answer/", {**PROPOSED, "title": "Kettle song"})
    work = Work.objects.get()
    assert begun["Location"] == f"{work.entry.address}work/"
    assert (work.answers, work.entry.community, work.entry.is_draft) == (brief, place, True)
    assert "A song" in client.get(begun["Location"]).text
    sent = {"title": "Kettle song", "form": "A song", "body": "La.", "audience": "4", "share": "1", "based_on": "2"}
    assert client.post(begun["Location"], sent).status_code == 302
    page = sign_in().get(work.entry.address).text
    for said in ("What boils", "two spoons", "Whether a kettle keeps time", "Aloud"):
        assert said in page
    assert "two spoons" in sign_in().get(brief.entry.address).text
    assert work.entry.revisions.get().words["tools"] == "two spoons"


def test_who_is_not_of_the_community_answers_from_their_own_book(
    brief: Brief, person: Any, sign_in: Callable[..., Client]
) -> None:
    begun = sign_in(person("outsider")).post(f"{brief.entry.address}answer/", {**PROPOSED, "title": "Mine"})
    assert begun.status_code == 302
    work = Work.objects.get()
    assert (work.entry.community, work.entry.audience) == (None, Audience.ONLY_ME)


def test_a_work_that_is_there_is_said_to_answer(
    brief: Brief, place: Community, member: Any, sign_in: Callable[..., Client]
) -> None:
    ines = member(place)
    work = answered(brief, ines, "A map")
    client, address = sign_in(ines), f"{work.entry.address}proposal/"
    assert client.post(address, {**PROPOSED, "answers": "", "based_on": "2"}).status_code == 302
    work.refresh_from_db()
    assert (work.answers, work.form) == (None, "A song")
    assert client.post(address, {**PROPOSED, "answers": brief.pk, "based_on": "3"}).status_code == 302
    assert sign_in(Person.objects.get(name="nkechi")).post(address, PROPOSED).status_code == 403
    work.refresh_from_db()
    assert work.answers == brief


def test_the_page_shows_only_what_each_may_see_and_counts_nobody(
    brief: Brief, place: Community, member: Any, sign_in: Callable[..., Client]
) -> None:
    people = [member(place, f"maker{number}") for number in range(5)]
    for somebody, form in zip(people, ["A map", "a map", "A song", "A poem", "A bed"], strict=True):
        answered(brief, somebody, form)
    answered(brief, people[0], "A secret film", audience=Audience.ONLY_ME)
    answered(brief, people[1], "A hidden draft", share=False)
    page = sign_in().get(brief.entry.address).text
    assert "secret film" not in page
    assert "hidden draft" not in page
    assert "hidden draft" not in sign_in(people[1]).get(brief.entry.address).text, "an answer is one once it is shared"
    drawing = page.partition('class="fan')[2].partition("</ul>")[0]
    assert re.findall(r"<li[^>]*>([^<]+)<", drawing) == ["A bed", "A map", "A poem", "A song"]
    change_audience(Work.objects.get(form="A bed").entry, people[4], Audience.COMMUNITY)
    assert 'class="fan' not in sign_in().get(brief.entry.address).text, "of four people nothing is drawn"


def test_a_brief_that_is_gone_leaves_works_and_comes_back_with_its_answers(
    brief: Brief, place: Community, member: Any, sign_in: Callable[..., Client]
) -> None:
    work = answered(brief, member(place), "A map")
    client = sign_in(Person.objects.get(name="nkechi"))
    gone = client.post(f"{brief.entry.address}delete/", follow=True).text
    work.refresh_from_db()
    assert (work.answers, work.goals) == (None, "goal of ines")
    back = re.search(r'action="(/me/undo/[^"]+)"', gone)
    assert back
    client.post(back[1])
    work.refresh_from_db()
    assert work.answers_id == brief.pk


def test_a_brief_is_posed_anew_elsewhere_with_its_words_and_no_answers(
    brief: Brief, place: Community, person: Any, member: Any, community: Any, sign_in: Callable[..., Client]
) -> None:
    answered(brief, member(place), "A map")
    other = person("dov")
    there = community(other, name="Another table")
    client = sign_in(other)
    assert f"{there.address}briefs/new/?from=" in client.get(f"{brief.entry.address}elsewhere/").text
    address = f"{there.address}briefs/new/?from={ids.written(brief.pk)}"
    assert "In any form." in client.get(address).text
    client.post(address, {"title": "What boils here", "audience": "2", "share": "1"})
    copy = Brief.objects.exclude(pk=brief.pk).get()
    assert (copy.entry.made_from, copy.works.count()) == (brief.entry, 0)
    Entry.objects.filter(pk=brief.pk).update(licence="")
    assert client.get(address).status_code == 403


def test_those_who_start_from_a_community_take_its_briefs_along_as_drafts(
    brief: Brief, place: Community, person: Any, community: Any
) -> None:
    pose_brief(Person.objects.get(name="nkechi"), title="Inside", body="", community=place)
    there = community(person("dov"), name="Another table")
    copies = copy_briefs(place, Person.objects.get(name="dov"), there)
    assert [(one.entry.title, one.entry.is_draft) for one in copies] == [("What boils", True)]


def test_of_another_community_only_briefs_that_may_be_built_upon_are_taken_along(
    brief: Brief, place: Community, person: Any, community: Any
) -> None:
    keeper, dov = Person.objects.get(name="nkechi"), person("dov")
    pose_brief(keeper, title="Mine alone", body="", community=place, audience=Audience.OPEN)
    there = community(dov, name="Another table")
    assert [one.entry.title for one in copy_briefs(place, dov, there)] == ["What boils"]
    again = community(keeper, name="The same table, again")
    assert [one.entry.title for one in copy_briefs(place, keeper, again)] == ["What boils", "Mine alone"]


def test_whoever_posed_it_is_told_of_an_answer_that_they_may_see(
    brief: Brief, place: Community, member: Any, run_tasks: Any
) -> None:
    ines = member(place)
    answered(brief, ines, "A map")
    answered(brief, ines, "A secret", audience=Audience.ONLY_ME)
    run_tasks()
    run_tasks()
    assert Notice.objects.filter(kind="brief.answered", person__name="nkechi").count() == 1


def test_a_brief_asks_a_literal_number_of_questions(
    brief: Brief, place: Community, member: Any, sign_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    stranger = sign_in()
    for number in range(3):
        answered(brief, member(place, f"maker{number}"), f"Form {number}")
        stranger.get(brief.entry.address)
        Entry.objects.filter(pk=brief.pk).update(summary=f"turned {number}")
        with django_assert_num_queries(10):
            assert stranger.get(brief.entry.address).status_code == 200
