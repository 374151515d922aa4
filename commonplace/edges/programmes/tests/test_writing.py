"""Staff write to everybody, to the teams of one stage, or to one team: shown first, sent once, read by those it is for."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.actions import change_role, close_community, leave_community, welcome_member
from commonplace.commons.communities.models import Community, Stage
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.ground.models import Letter

pytestmark = pytest.mark.django_db
PAGE = "/c/the-long-term/programme/write/"
WORDS = {"title": "Bring soup", "body": "On *Thursday*, all of you."}


def _look(staff: Client, to: str) -> str:
    return staff.post(PAGE, {**WORDS, "to": to}).content.decode()


def _key(page: str) -> str:
    found = re.search(r'name="send" value="([^"]+)"', page)
    assert found
    return found[1]


def _send(staff: Client, to: str) -> None:
    assert staff.post(PAGE, {**WORDS, "to": to, "send": _key(_look(staff, to))}).status_code == 302


def _told() -> set[str]:
    return set(Notice.objects.filter(kind="circular.sent").values_list("person__name", flat=True))


@pytest.fixture
def two_teams(team: Callable, student: Callable) -> tuple[Community, Community]:
    """Kettles at the design with Dov and Hana; Sums at the gathering with Wen and Hana. Teo carries both, from outside."""
    kettles, sums = team("Kettles", stage=Stage.DESIGN), team("Sums", stage=Stage.GATHER)
    for name, places in (("dov", [kettles]), ("wen", [sums]), ("hana", [kettles, sums]), ("orla", [])):
        somebody = student(name)
        for place in places:
            welcome_member(place, somebody)
    return kettles, sums


def test_nothing_goes_out_before_it_was_shown_with_how_many_it_reaches(
    ruth: Person, two_teams: Any, sign_in: Callable[..., Client], run_tasks: Callable[[], None], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True
    block(Person.objects.get(name="wen"), ruth)
    Person.objects.filter(name="hana").update(mail_rhythm="never")
    page = _look(sign_in(ruth), "everybody")
    assert "<em>Thursday</em>" in page
    assert "It reaches 3 people." in page, "Dov, Hana and Orla: not Wen, who wants nothing to do with Ruth"
    assert "2 get a letter as well" in page
    page = _look(sign_in(ruth), "team-kettles")
    assert '<option value="stage-1">Design</option>' in page
    assert "It reaches 3 people." in page, "Dov, Hana and Teo"
    run_tasks()
    assert not Entry.objects.filter(title="Bring soup").exists()


def test_the_teams_of_one_stage_read_it_each_among_themselves(
    programme: Community, ruth: Person, two_teams: Any, member: Callable, team: Callable,
    sign_in: Callable[..., Client], run_tasks: Callable[[], None],
) -> None:  # fmt: skip
    joel = member(programme, "joel", role="staff")
    other = team("Also designing", stage=Stage.DESIGN, by=Person.objects.get(name="wen"))
    _send(sign_in(ruth), "stage-1")
    run_tasks()
    assert _told() == {"dov", "hana", "teo", "wen"}
    read_by = {entry.opened_to: entry for entry in Entry.objects.filter(title="Bring soup")}
    assert set(read_by) == {two_teams[0], other}
    for name, status in (("dov", 200), ("teo", 200), ("joel", 200), ("orla", 404), ("wen", 404)):
        reader = joel if name == "joel" else Person.objects.get(name=name)
        assert sign_in(reader).get(read_by[two_teams[0]].address).status_code == status, name
    assert sign_in().get(read_by[two_teams[0]].address).status_code == 404
    assert "Bring soup" in sign_in(joel).get(PAGE).content.decode(), "other staff find it too"


def test_everybody_is_told_once_however_often_the_button_is_pressed(
    ruth: Person, two_teams: Any, sign_in: Callable[..., Client], run_tasks: Callable[[], None], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True
    Person.objects.filter(name="dov").update(mail_rhythm="at once")
    staff = sign_in(ruth)
    key = _key(_look(staff, "everybody"))
    for _press in range(2):
        staff.post(PAGE, {**WORDS, "to": "everybody", "send": key})
        run_tasks()
    assert Entry.objects.filter(title="Bring soup").count() == 1
    assert _told() == {"dov", "wen", "hana", "orla"}, "members of the programme"
    assert list(Letter.objects.values_list("to", flat=True)) == ["dov@example.org"], "others get theirs in the morning"
    assert "Ruth wrote to you and others" in Letter.objects.get().subject.replace("\u2068", "").replace("\u2069", "")


def test_somebody_in_two_teams_is_said_to_find_it_in_each(
    programme: Community, ruth: Person, two_teams: Any, sign_in: Callable[..., Client]
) -> None:
    Community.objects.filter(pk=two_teams[1].pk).update(stage=Stage.DESIGN)
    page = _look(sign_in(ruth), "stage-1")
    assert "It reaches 4 people." in page
    assert "2 people are in more than one of these teams" in page, "Hana and Teo"


def test_nothing_goes_out_for_somebody_who_was_taken_off_the_staff_meanwhile(
    programme: Community, ruth: Person, two_teams: Any, member: Callable,
    sign_in: Callable[..., Client], run_tasks: Callable[[], None],
) -> None:  # fmt: skip
    joel = member(programme, "joel", role="staff")
    _send(sign_in(joel), "everybody")
    change_role(programme.memberships.get(person=joel), "learner", ruth)
    run_tasks()
    assert not Entry.objects.filter(title="Bring soup").exists()


def test_a_closed_programme_and_closed_teams_are_not_written_to(
    programme: Community, ruth: Person, two_teams: Any, sign_in: Callable[..., Client]
) -> None:
    close_community(two_teams[0], ruth)
    staff = sign_in(ruth)
    assert "team-kettles" not in staff.get(PAGE).content.decode()
    assert staff.post(PAGE, {**WORDS, "to": "team-kettles"}).status_code == 422
    close_community(programme, ruth)
    assert staff.post(PAGE, {**WORDS, "to": "everybody"}).status_code == 403
    assert "Look at it first" not in staff.get(PAGE).content.decode()


def test_whoever_left_a_team_is_told_nothing_and_members_cannot_write_to_many(
    ruth: Person, two_teams: Any, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    dov, teo = Person.objects.get(name="dov"), Person.objects.get(name="teo")
    leave_community(two_teams[0].memberships.get(person=dov), dov)
    _send(sign_in(ruth), "team-kettles")
    run_tasks()
    assert _told() == {"hana", "teo"}
    for somebody in (dov, teo, None):
        assert sign_in(somebody).post(PAGE, {**WORDS, "to": "everybody"}).status_code in {302, 403, 404}
        assert "Look at it first" not in sign_in(somebody).get(PAGE).content.decode()
