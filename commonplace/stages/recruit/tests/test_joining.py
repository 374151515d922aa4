"""Answering a call, and what comes of it."""

from datetime import timedelta

import pytest

from commonplace.commons.communities.actions import change_community, leave_community
from commonplace.commons.communities.invitations import admission_by_class_code, invite, make_class_code
from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.joining import NoLongerOpen
from commonplace.ground import clock
from commonplace.stages.recruit.actions import accept, answer_call, free_seats_of, take_seat, withdraw
from commonplace.stages.recruit.calling import end_call, open_call
from commonplace.stages.recruit.models import Answer, Application
from commonplace.stages.recruit.seats import seats_taken
from commonplace.stages.recruit.tasks import forget_applications
from tests.pressing import press_at_once

JOIN = "/c/the-mending-table/join/"
APPLICATIONS = "/c/the-mending-table/applications/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN)


@pytest.fixture
def call(table, carrier):
    return open_call(table, carrier, words="Come and sit.", seats=2, questions=[("What is broken?", True)])


@pytest.fixture
def slow_call(table, carrier):
    return open_call(table, carrier, words="Come and sit.", seats=1, questions=[("Why?", False)], asks_approval=True)


def answered(call, somebody, words="a kettle"):
    return answer_call(call, somebody, {call.questions.get().pk: words})


def test_a_stranger_reads_the_call_and_signs_in_before_typing(call, sign_in):
    page = sign_in(None).get(JOIN).text
    assert "Come and sit." in page
    assert "2 of 2 seats left" in page
    assert "What is broken?" in page
    assert "/sign-in/?next=/c/the-mending-table/join/" in page
    assert "<textarea" not in page


def test_first_come_takes_a_seat_at_once(call, table, person, sign_in):
    ines = person("ines")
    client = sign_in(ines)
    typed = {f"answer_{call.questions.get().pk}": "a kettle", "agrees": "on"}
    assert client.post(JOIN, typed).status_code == 302
    assert "You have a seat." in client.get(JOIN).text
    assert Membership.objects.get(community=table, person=ines).agreed_norms_at is not None
    assert Application.objects.get().answers.get().words == "a kettle"


def test_the_norms_have_to_be_agreed_to_and_questions_answered(call, person, sign_in):
    question = call.questions.get().pk
    client = sign_in(person("ines"))
    response = client.post(JOIN, {f"answer_{question}": "a kettle that sings"})
    assert response.status_code == 422
    assert "a kettle that sings" in response.text
    assert 'href="#id_agrees"' in response.text
    response = client.post(JOIN, {"agrees": "on"})
    assert response.status_code == 422
    assert f'href="#id_answer_{question}"' in response.text
    assert not Application.objects.exists()


def test_with_approval_somebody_reads_first(slow_call, table, carrier, person, sign_in, run_tasks):
    ines = person("ines")
    answered(slow_call, ines, "I like felt")
    run_tasks()
    assert Notice.objects.filter(person=carrier, kind="call.answered").exists()
    assert "Your answer is with them." in sign_in(ines).get(JOIN).text
    assert table.membership_of(ines) is None
    client = sign_in(carrier)
    page = client.get(APPLICATIONS).text
    assert "I like felt" in page
    application = Application.objects.get()
    client.post(f"{APPLICATIONS}{application.pk}/", {"decision": "accept", "reply": "Bring a lamp."})
    assert "Bring a lamp." in sign_in(ines).get(JOIN).text
    assert (
        Membership.objects.get(community=table, person=ines).agreed_norms_at
        == Application.objects.get().agreed_norms_at
    )


def test_no_seat_is_given_twice_and_the_reply_is_kept(slow_call, carrier, person, sign_in):
    first, second = answered(slow_call, person("ines")), answered(slow_call, person("dov"))
    client = sign_in(carrier)
    client.post(f"{APPLICATIONS}{first.pk}/", {"decision": "accept"})
    response = client.post(f"{APPLICATIONS}{second.pk}/", {"decision": "accept", "reply": "Welcome, Dov"})
    assert response.status_code == 409
    assert "All seats are taken." in response.text
    assert "Welcome, Dov" in response.text
    client.post(f"{APPLICATIONS}{second.pk}/", {"decision": "waitlist"})
    assert seats_taken(slow_call) == 1
    second.refresh_from_db()
    assert second.state == "waitlisted"


def test_two_who_decide_at_once_are_told(slow_call, carrier, person, sign_in):
    application = answered(slow_call, person("ines"))
    accept(application, carrier)
    response = sign_in(carrier).post(f"{APPLICATIONS}{application.pk}/", {"decision": "decline", "reply": "No"})
    assert response.status_code == 409
    application.refresh_from_db()
    assert application.state == "accepted"


def test_a_no_comes_with_its_words_and_is_not_answered_again(slow_call, carrier, person, sign_in):
    ines = person("ines")
    application = answered(slow_call, ines)
    url = f"{APPLICATIONS}{application.pk}/"
    sign_in(carrier).post(url, {"decision": "decline", "reply": "Next month, please"})
    page = sign_in(ines).get(JOIN).text
    assert "Not this time." in page
    assert "Next month, please" in page
    assert "Send my answer" not in page
    assert answered(slow_call, ines).state == "declined"


def test_whoever_took_an_answer_back_may_answer_again_behind_the_others(call, person):
    ines = person("ines")
    application = answered(call, ines)
    withdraw(application)
    call.community = Community.objects.get(pk=call.community_id)
    assert answered(call, ines, "a radio").answers.get().words == "a radio"
    assert Application.objects.count() == 1


def test_leaving_the_community_frees_the_seat(call, table, person, run_tasks):
    ines = person("ines")
    answered(call, ines)
    leave_community(Membership.objects.get(person=ines), ines)
    run_tasks()
    assert seats_taken(call) == 0
    assert Application.objects.get().state == "withdrawn"


def test_whoever_was_sent_away_is_read_first(call, table, carrier, person):
    ines = person("ines")
    answered(call, ines)
    Membership.objects.filter(person=ines).update(left_at=clock.now(), was_removed=True)
    Application.objects.update(state="withdrawn")
    assert answered(call, ines).state == "waiting"


def test_closed_calls_say_so(call, carrier, person, sign_in):
    client = sign_in(person("ines"))
    with clock.at(clock.now() + timedelta(days=1)):
        call.closes_at = clock.now() - timedelta(hours=1)
        call.save()
        page = client.get(JOIN).text
        assert "This call is closed." in page
        typed = {f"answer_{call.questions.get().pk}": "a kettle", "agrees": "on"}
        response = client.post(JOIN, typed)
        assert response.status_code == 409
        assert "This call is not open any more." in response.text
    end_call(call, carrier)
    assert "No call is open" in client.get(JOIN).text


def test_members_are_told_that_they_belong(call, carrier, sign_in):
    page = sign_in(carrier).get(JOIN).text
    assert "You belong to this community" in page
    assert "Take a seat" not in page


def test_a_hidden_community_has_no_call_for_others(community, carrier, person, sign_in):
    open_call(community(carrier), carrier, words="Come", seats=2)
    assert sign_in(person("ines")).get(JOIN).status_code == 404
    assert sign_in(person("dov")).post(JOIN, {"agrees": "on"}).status_code == 404
    assert sign_in(None).get(JOIN).status_code == 404


def test_a_paused_person_takes_no_seat(call, person, sign_in):
    ines = person("ines")
    type(ines).objects.filter(pk=ines.pk).update(paused_at=clock.now())
    typed = {f"answer_{call.questions.get().pk}": "a kettle", "agrees": "on"}
    assert sign_in(ines).post(JOIN, typed).status_code == 409
    assert not Application.objects.exists()


def test_answers_to_another_communitys_call_are_out_of_reach(call, community, person, sign_in):
    application = answered(call, person("ines"))
    other = person("tomasz")
    community(other, name="Elsewhere")
    url = f"/c/elsewhere/applications/{application.pk}/"
    assert sign_in(other).post(url, {"decision": "decline"}).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_pages_ask_the_database_as_often_for_one_answer_as_for_three(
    slow_call, carrier, person, sign_in, people, django_assert_num_queries
):
    somebody = [person(f"person{n}") for n in range(people)]
    for each in somebody:
        answered(slow_call, each)
    carriers, ones = sign_in(carrier), sign_in(somebody[0])
    with django_assert_num_queries(9):
        carriers.get(APPLICATIONS)
    with django_assert_num_queries(10):
        ones.get(JOIN)
    with django_assert_num_queries(6):
        sign_in(None).get(JOIN)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_eight_who_press_at_once_get_three_seats(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=3)
    clients = [sign_in(person(f"person{n}")) for n in range(8)]
    assert press_at_once([(client, JOIN, {"agrees": "on"}) for client in clients]) == [302] * 8
    states = sorted(Application.objects.values_list("state", flat=True))
    assert states == ["accepted"] * 3 + ["waitlisted"] * 5
    assert Membership.objects.filter(community=table, left_at=None).exclude(person=carrier).count() == 3
    assert Community.objects.get(pk=table.pk).membership_of(carrier)
    assert seats_taken(call) == 3


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_eight_who_use_one_link_at_once_get_three_seats_and_the_others_wait(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=3)
    link = f"/invitation/{invite(carrier, table, places=8).token}/"
    clients = [sign_in(person(f"person{n}")) for n in range(8)]
    assert press_at_once([(client, link, {}) for client in clients]) == [302] * 8
    states = sorted(Application.objects.values_list("state", flat=True))
    assert states == ["accepted"] * 3 + ["waitlisted"] * 5
    assert Membership.objects.filter(community=table, left_at=None).exclude(person=carrier).count() == 3
    assert seats_taken(call) == 3


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_link_and_the_call_pressed_at_once_share_the_seats(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=2)
    link = f"/invitation/{invite(carrier, table, places=8).token}/"
    clients = [sign_in(person(f"person{n}")) for n in range(6)]
    presses = [(client, (link, JOIN)[n % 2], {"agrees": "on"}) for n, client in enumerate(clients)]
    assert press_at_once(presses) == [302] * 6
    assert seats_taken(call) == 2
    assert Membership.objects.filter(community=table, left_at=None).exclude(person=carrier).count() == 2


def test_whoever_comes_by_a_link_waits_for_a_seat_and_is_asked_of_the_norms_once_in(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=1, asks_approval=True)
    first, second = sign_in(person("amara")), sign_in(person("wen"))
    link = f"/invitation/{invite(carrier, table, places=3).token}/"
    assert first.post(link).url == "/c/the-mending-table/", "the link stands for approval"
    assert Membership.objects.get(person__name="amara").agreed_norms_at is None
    answer = second.post(link)
    assert answer.url == JOIN
    assert "waitlist" in second.get(JOIN).text
    assert not Membership.objects.filter(person__name="wen").exists()
    leave_community(Membership.objects.get(person__name="amara"), call.applications.get(person__name="amara").person)
    free_seats_of(table.pk, call.applications.get(person__name="amara").person_id)
    take_seat(call.applications.get(person__name="wen"))
    assert Membership.objects.get(person__name="wen").agreed_norms_at is None


def test_mentors_and_those_who_come_after_the_call_need_no_seat(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=1)
    answer_call(call, person("amara"), None)
    as_mentor = f"/invitation/{invite(carrier, table, role=Role.MENTOR).token}/"
    assert sign_in(person("dov")).post(as_mentor).url == "/c/the-mending-table/"
    end_call(call, carrier)
    later = f"/invitation/{invite(carrier, table).token}/"
    assert sign_in(person("wen")).post(later).url == "/c/the-mending-table/"
    assert seats_taken(call) == 1


def test_nobody_waits_by_a_link_or_a_code_in_a_line_that_they_cannot_look_at(community, carrier, person, sign_in):
    narrow = community(carrier, name="Among Us", audience=Audience.COMMUNITY)
    call = open_call(narrow, carrier, words="Come", seats=1)
    answer_call(call, person("amara"), None)
    made, code = invite(carrier, narrow), make_class_code(narrow, carrier, days=3)
    refused = sign_in(person("wen")).post(f"/invitation/{made.token}/")
    assert refused.status_code == 409
    assert "All seats are taken at present." in refused.text
    made.invitation.refresh_from_db()
    assert made.invitation.used == 0, "it stays good"
    dov = person("dov")
    with pytest.raises(NoLongerOpen):
        admission_by_class_code(code.code).let_in(dov)
    end_call(call, carrier)
    assert admission_by_class_code(code.code).let_in(dov) == narrow.address


def test_answers_from_outside_leave_some_time_after_the_end_and_members_keep_theirs(table, carrier, person):
    call = open_call(table, carrier, words="Come", seats=1, questions=[("Why?", False)])
    question = call.questions.get()
    amara, wen = person("amara"), person("wen")
    answer_call(call, amara, {question.pk: "Kettles"})
    answer_call(call, wen, {question.pk: "Lamps"})
    with clock.at(clock.now() + timedelta(days=365)):
        forget_applications.call()
        assert call.applications.count() == 2  # it is open still
        end_call(call, carrier)
    with clock.at(clock.now() + timedelta(days=365 + 89)):
        forget_applications.call()
        assert call.applications.count() == 2
    with clock.at(clock.now() + timedelta(days=365 + 91)):
        forget_applications.call()
        assert list(Answer.objects.values_list("words", flat=True)) == ["Kettles"]
        leave_community(table.membership_of(amara) or table.memberships.get(person=amara), amara)
        forget_applications.call()
        assert call.applications.count() == 1
    with clock.at(clock.now() + timedelta(days=365 + 91 + 91)):
        forget_applications.call()
        assert not call.applications.exists()


def test_answers_leave_after_the_last_day_of_a_community_whose_call_nobody_ended(table, carrier, person):
    last_day = clock.now() + timedelta(days=10)
    change_community(table, carrier, ends_on=last_day.date())
    call = open_call(table, carrier, words="Come", seats=1)
    for name in ("amara", "wen"):
        answer_call(call, person(name), {})
    with clock.at(last_day + timedelta(days=60)):
        answer_call(call, person("dov"), {})
    with clock.at(last_day + timedelta(days=89)):
        forget_applications.call()
        assert call.applications.count() == 3
    with clock.at(last_day + timedelta(days=92)):
        forget_applications.call()
        assert set(call.applications.values_list("person__name", flat=True)) == {"amara", "dov"}
