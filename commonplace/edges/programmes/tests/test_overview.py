"""Staff see how every team of their programme stands, what waits there and who has not been heard from; nobody else does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from commonplace.commons.communities.actions import move_stage, start_community, welcome_member
from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.actions import report
from commonplace.ground import clock
from commonplace.stages.design.actions import start
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import open_call

pytestmark = pytest.mark.django_db
PAGE = "/c/the-long-term/programme/"


def _line(page: str, team: str) -> str:
    """The row of one team."""
    return next(row for row in page.split("<tr>") if f"<bdi>{team}</bdi>" in row)


def _order(page: str, teams: str) -> list[str]:
    return sorted(teams.split(), key=lambda name: page.index(f"<bdi>{name}</bdi>"))


def _quiet(page: str) -> str:
    return page.partition('id="quiet"')[2].partition("<footer")[0]


def _plan(team: Community, by: Person, title: str, days: int, **more: object) -> None:
    soon = clock.now() + timedelta(days=days)
    plan_gathering(team, by, title=title, starts_at=soon, ends_at=soon + timedelta(hours=1), **more)


def test_staff_see_each_team_with_its_stage_its_next_gathering_and_what_waits(
    programme: Community, ruth: Person, team: Callable, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    kettles, teo = team("Kettles"), Person.objects.get(name="teo")
    move_stage(kettles, teo, Stage.RECRUIT)
    closes = clock.now() + timedelta(days=3)
    call = open_call(kettles, teo, words="Come", seats=5, questions=[], asks_approval=True, closes_at=closes)
    answer_call(call, person("wen"), {})
    _plan(kettles, teo, "Later", 9, audience=Audience.COMMONS)
    _plan(kettles, teo, "Sooner", 2, audience=Audience.COMMONS)
    _plan(kettles, teo, "Among ourselves", 1, audience=Audience.COMMUNITY)
    start(teo, name="Sums", parent=programme)
    move_stage(team("Idle"), teo, Stage.GATHER)
    page = sign_in(ruth).get(PAGE).content.decode()
    row = _line(page, "Kettles")
    assert "Recruit" in row
    assert "Sooner" in row
    assert "Later" not in row
    assert "Among ourselves" not in row, "its gathering is for its own members"
    assert "One answer to its call is unread" in row
    assert "with 5 seats left" in row
    assert "Wen" not in page, "who answered is read by those who carry the team"
    assert "Its design: Whose need it is: still open; and" in _line(page, "Sums")
    assert "No gathering that is open to you is planned" in _line(page, "Idle")


def test_teams_stand_by_name_or_by_stage_and_closed_ones_last(
    programme: Community, ruth: Person, team: Callable, sign_in: Callable[..., Client]
) -> None:
    for name, stage in (("Anvil", Stage.GATHER), ("Brook", Stage.DESIGN), ("Candle", Stage.REFLECT)):
        team(name, stage=stage)
    team("Ash", closed_at=clock.now())
    staff = sign_in(ruth)
    names = "Anvil Brook Candle Ash"
    assert _order(staff.get(PAGE).content.decode(), names) == ["Anvil", "Brook", "Candle", "Ash"]
    assert _order(staff.get(PAGE + "?by=stage").content.decode(), names) == ["Brook", "Anvil", "Candle", "Ash"]


def test_a_team_that_keeps_its_page_to_itself_is_counted_and_not_named(
    ruth: Person, team: Callable, sign_in: Callable[..., Client]
) -> None:
    team("Secretive", opened_to_outer=False, audience=Audience.COMMUNITY)
    page = sign_in(ruth).get(PAGE).content.decode()
    assert "Secretive" not in page
    assert "One community within it keeps its page" in page


def test_a_report_stands_there_for_whoever_reads_it(
    programme: Community, ruth: Person, team: Callable, member: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    kettles, teo = team("Kettles"), Person.objects.get(name="teo")
    tomasz = member(kettles, "tomasz")
    report(tomasz, "Unkind", entry=write_entry(teo, "post", title="Words", body="Words", community=kettles))
    page = sign_in(ruth).get(PAGE).content.decode()
    assert "One report waits for you" in _line(page, "Kettles"), "it is about whoever carries the team"
    assert f"{programme.address}reports/" in _line(page, "Kettles")
    member(programme, "joel", role="staff")
    report(tomasz, "Unkind too", person=Person.objects.get(name="joel"), community=programme)
    assert "2 reports" not in sign_in(Person.objects.get(name="joel")).get(PAGE).content.decode()


def test_whoever_shared_said_or_answered_nothing_for_weeks_is_named_with_their_teams(
    programme: Community, ruth: Person, team: Callable, student: Callable, sign_in: Callable[..., Client]
) -> None:
    kettles = team("Kettles")
    silent, wrote, said, younger = (student(name) for name in ("dov", "wen", "hana", "pia"))
    with clock.at(clock.now() - timedelta(weeks=5)):
        welcome_member(kettles, silent)
        post = write_entry(silent, "post", title="Long ago", body="Words", community=kettles)
    write_entry(wrote, "post", title="Lately", body="Words", community=programme)
    comment_on(post, said, "A word")
    with clock.at(clock.now() - timedelta(weeks=3, hours=1)):
        comment_on(post, younger, "A word")
    quiet = _quiet(sign_in(ruth).get(PAGE).content.decode())
    assert "Dov" in quiet
    assert "Kettles" in quiet
    assert "Pia" in quiet
    assert "Wen" not in quiet
    assert "Hana" not in quiet
    assert "Ruth" not in quiet, "whoever looks after it is not looked after here"
    assert "Pia" not in _quiet(sign_in(ruth).get(PAGE + "?weeks=4").content.decode())


def test_only_what_is_shared_within_the_programme_is_a_sign(
    programme: Community, ruth: Person, student: Callable, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    elsewhere = start_community(person("ines"), name="Elsewhere", audience=Audience.OPEN)
    dov, wen = student("dov"), student("wen")
    welcome_member(elsewhere, dov)
    write_entry(dov, "post", title="There", body="Words", community=elsewhere)
    write_entry(dov, "post", title="For me", body="Words", community=programme, audience=Audience.ONLY_ME)
    block(wen, ruth)
    quiet = _quiet(sign_in(ruth).get(PAGE).content.decode())
    assert "Dov" in quiet
    assert "Wen" not in quiet, "whoever blocked somebody is not shown to them"


@pytest.mark.parametrize("viewer", ["stranger", "student", "teo", "guest", "other staff", "host", "paused staff"])
def test_nobody_but_those_who_carry_the_programme_gets_anything_of_it(
    viewer: str, programme: Community, team: Callable, student: Callable, member: Callable, person: Callable,
    sign_in: Callable[..., Client],
) -> None:  # fmt: skip
    team("Kettles")
    dov = student("dov")
    other = start_community(person("hana"), name="Another", form="programme", audience=Audience.COMMONS)
    viewers = {
        "stranger": None,
        "student": dov,
        "teo": member(programme, "teo"),
        "guest": member(programme, "guest", role="guest"),
        "other staff": member(other, "orla", role="staff"),
        "host": person("hosting", is_host=True),
        "paused staff": member(programme, "joel", role="staff"),
    }
    Person.objects.filter(name="joel").update(paused_at=clock.now())
    answer = sign_in(viewers[viewer]).get(PAGE)
    assert answer.status_code in ({302, 404} if viewer == "stranger" else {403})
    assert "Not heard from" not in answer.content.decode()
    front = sign_in(viewers[viewer]).get(programme.address)
    assert f'href="{PAGE}"' not in front.content.decode() or viewer == "paused staff"


def test_a_community_of_another_form_has_no_such_page(ruth: Person, sign_in: Callable[..., Client]) -> None:
    start_community(ruth, name="A table", form="workshop")
    assert sign_in(ruth).get("/c/a-table/programme/").status_code == 404


@pytest.mark.parametrize("number", [3, 30])
def test_the_overview_asks_as_much_for_thirty_teams_as_for_three(
    number: int, programme: Community, ruth: Person, team: Callable, student: Callable, person: Callable,
    sign_in: Callable[..., Client], django_assert_num_queries: Callable,
) -> None:  # fmt: skip
    teo = person("teo")
    for count in range(number):
        kettles = start(teo, name=f"Team {count}", parent=programme, audience=Audience.COMMONS)
        welcome_member(kettles, student(f"student{count}"))
        call = open_call(kettles, teo, words="Come", seats=5, questions=[], asks_approval=True)
        answer_call(call, ruth, {})
        _plan(kettles, teo, "Evening", 2, audience=Audience.COMMONS)
        report(None, "Unkind", community=kettles)
        start(teo, name=f"Early {count}", parent=programme)
        student(f"silent{count}")
    staff = sign_in(ruth)
    staff.get(PAGE)
    with django_assert_num_queries(18):
        page = staff.get(PAGE).content.decode()
    assert page.count("One answer to its call is unread") == page.count(">Evening<") == number


def test_what_waits_in_the_programme_itself_stands_there_before_any_team_is(
    programme: Community, ruth: Person, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    staff = sign_in(ruth)
    page = staff.get(PAGE).content.decode()
    assert "In the programme itself" not in page
    assert "Nobody is here yet but those who carry it." in page
    closes = clock.now() + timedelta(days=3)
    call = open_call(programme, ruth, words="Come", seats=40, asks_approval=True, closes_at=closes)
    for name in ("wen", "dov"):
        answer_call(call, person(name), {})
    report(None, "Unkind", community=programme)
    page = staff.get(PAGE).content.decode().partition('id="here"')[2].partition("</section>")[0]
    assert f'<a href="{programme.address}applications/" dir="auto">2 answers to its call are unread</a>' in page
    assert f'<a href="{programme.address}call/" dir="auto">Its call ends ' in page
    assert "with 40 seats left" in page
    assert "One report waits for you" in page
    welcome_member(programme, Person.objects.get(name="wen"))
    assert "You have heard from everybody." in staff.get(PAGE).content.decode()
