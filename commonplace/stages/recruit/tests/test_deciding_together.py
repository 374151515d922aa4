"""Forty seats are not given one by one: several answers are ticked, and decided on together."""

import pytest

from commonplace.commons.communities.actions import close_community, welcome_member
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Notice
from commonplace.stages.recruit.actions import answer_call, withdraw
from commonplace.stages.recruit.calling import open_call

APPLICATIONS = "/c/the-mending-table/applications/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN)


@pytest.fixture
def call(table, carrier):
    return open_call(table, carrier, words="Come and sit.", seats=3, asks_approval=True)


@pytest.fixture
def answers(call, person):
    return [answer_call(call, person(name), {}) for name in ("amara", "wen", "dov", "hana", "iko")]


@pytest.fixture
def decide(call, carrier, sign_in):
    def press(decision, *answers):
        typed = {"decision": decision, "who": [one.pk for one in answers]}
        return sign_in(carrier).post(f"{APPLICATIONS}?call={call.pk}", typed)

    return press


def states(call):
    return list(call.applications.order_by("at", "pk").values_list("state", flat=True))


def test_several_have_seats_at_one_press_and_the_others_stand_in_line(
    call, answers, decide, sign_in, carrier, run_tasks
):
    page = sign_in(carrier).get(APPLICATIONS).text
    assert page.count('name="who"') == 5
    said = decide("accept", answers[0], answers[2], answers[4])
    assert said.status_code == 302
    assert states(call) == ["accepted", "waiting", "accepted", "waiting", "accepted"]
    page = sign_in(carrier).get(APPLICATIONS).text
    assert "Give each a seat" not in page
    decide("waitlist", answers[1], answers[3])
    assert states(call) == ["accepted", "waitlisted", "accepted", "waitlisted", "accepted"]
    run_tasks()
    told = Notice.objects.filter(kind__startswith="application.").values_list("person__name", "kind")
    assert sorted(told) == [
        ("amara", "application.accepted"),
        ("dov", "application.accepted"),
        ("hana", "application.waitlisted"),
        ("iko", "application.accepted"),
        ("wen", "application.waitlisted"),
    ]


def test_more_than_there_are_seats_changes_nothing_and_keeps_what_was_ticked(call, answers, decide):
    said = decide("accept", *answers[:4])
    assert said.status_code == 409
    assert "3 seats are left, and you ticked 4 people." in said.text
    assert said.text.count(" checked>") == 4
    assert states(call) == ["waiting"] * 5


def test_whom_somebody_decided_on_meanwhile_is_decided_on_by_them(call, answers, decide):
    withdraw(answers[1])
    said = decide("decline", *answers[:3])
    assert said.status_code == 409
    assert "decided or taken back meanwhile" in said.text
    assert states(call) == ["waiting", "withdrawn", "waiting", "waiting", "waiting"]


def test_offered_together_the_seats_go_in_the_order_in_which_they_came(call, answers, decide):
    decide("waitlist", *reversed(answers))
    assert states(call) == ["offered"] * 3 + ["waitlisted"] * 2


@pytest.mark.parametrize("who", [[], ["?"], ["٣"], ["9" * 30]])
def test_nobody_ticked_is_said(who, call, answers, sign_in, carrier):
    said = sign_in(carrier).post(APPLICATIONS, {"decision": "accept", "who": who})
    assert said.status_code == 422
    assert "Tick those whom you decide on" in said.text


def test_only_those_who_carry_it_decide_and_on_its_own_answers(
    table, call, answers, decide, community, sign_in, carrier, member
):
    other = open_call(
        community(carrier, name="Elsewhere", audience=Audience.OPEN), carrier, words="Come", seats=2, asks_approval=True
    )
    away = answer_call(other, answers[0].person, {})
    assert decide("accept", away).status_code == 409
    assert states(other) == ["waiting"]
    typed = {"decision": "accept", "who": [answers[0].pk]}
    assert sign_in(member(table, "zed")).post(APPLICATIONS, typed).status_code == 403
    close_community(table, carrier)
    assert decide("accept", answers[0]).status_code == 403
    assert decide("decline", answers[0]).status_code == 302
    assert states(call) == ["declined"] + ["waiting"] * 4


def test_whoever_came_in_by_another_way_is_said_to_be_here(table, call, answers, sign_in, carrier):
    words = "Belongs here already, by another way"
    assert words not in sign_in(carrier).get(APPLICATIONS).text
    welcome_member(table, answers[1].person, "mentor")
    assert sign_in(carrier).get(APPLICATIONS).text.count(words) == 1
