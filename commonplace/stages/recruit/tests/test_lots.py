"""Seats drawn by lot among all who answered while a call was open."""

from collections import Counter
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Commons
from commonplace.ground import clock
from commonplace.stages.recruit.actions import NoSeatLeft, accept, answer_call, settle_lines, take_seat, withdraw
from commonplace.stages.recruit.calling import change_call, end_call, open_call
from commonplace.stages.recruit.models import Application, Call
from commonplace.stages.recruit.tasks import forget_applications, pass_on_lapsed

CALL = "/c/the-mending-table/call/"
JOIN = "/c/the-mending-table/join/"
APPLICATIONS = "/c/the-mending-table/applications/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN)


@pytest.fixture
def call(table, carrier):
    closes = clock.now() + timedelta(days=3)
    return open_call(table, carrier, words="Come and sit.", seats=2, draws_lots=True, closes_at=closes)


@pytest.fixture
def answered(call, person):
    return [answer_call(call, person(name), {}) for name in ("amara", "wen", "dov", "hana", "iko")]


def states(call):
    return Counter(call.applications.values_list("state", flat=True))


def once_closed():
    return clock.at(clock.now() + timedelta(days=3, minutes=1))


def test_nobody_has_a_seat_before_the_lot_is_drawn_and_the_page_says_when(call, person, carrier, sign_in):
    wen = person("wen")
    page = sign_in(wen).get(JOIN).text
    assert "Nobody gains by being first." in page
    assert "Put me in the lot" in page
    sign_in(wen).post(JOIN, {"agrees": "on"})
    settle_lines()
    assert states(call) == {"waitlisted": 1}
    assert "Your answer is in the lot." in sign_in(wen).get(JOIN).text
    page = sign_in(carrier).get(APPLICATIONS).text
    assert "In the lot" in page
    assert "Give a seat" not in page
    with pytest.raises(NoSeatLeft, match="drawn by lot"):
        accept(Application.objects.get(), carrier)


def test_the_seats_are_offered_in_the_order_drawn_and_everybody_is_told_once(
    call, answered, carrier, sign_in, run_tasks
):
    run_tasks()
    Notice.objects.all().delete()
    with once_closed():
        settle_lines()
        settle_lines()  # a second time changes nothing
        run_tasks()
        drawn = list(call.applications.order_by("drawn").select_related("person"))
        assert [one.drawn for one in drawn] == [1, 2, 3, 4, 5]
        assert [one.state for one in drawn] == ["offered"] * 2 + ["waitlisted"] * 3
        told = Counter(Notice.objects.values_list("kind", flat=True))
        assert told == {"seat.offered": 2, "lots.drawn": 3}
        assert "You were drawn as number 3." in sign_in(drawn[2].person).get(JOIN).text
        take_seat(drawn[0])
        withdraw(drawn[1])
        assert call.applications.get(drawn=3).state == "offered"  # and not whoever came first
        page = sign_in(carrier).get(APPLICATIONS).text
        assert "In the order that was drawn." in page
        assert page.index(drawn[3].person.display_name) < page.index(drawn[4].person.display_name)


def test_it_is_drawn_by_itself_when_the_call_closes(call, answered, run_tasks):
    run_tasks()
    waiting = DBTaskResult.objects.get(task_path=pass_on_lapsed.module_path, run_after__gt=clock.now())
    assert waiting.run_after == call.closes_at
    pass_on_lapsed.call()
    assert states(call) == {"waitlisted": 5}
    with once_closed():
        pass_on_lapsed.call()
        assert states(call) == {"offered": 2, "waitlisted": 3}


def test_chance_decides_and_not_who_came_first(table, carrier, person):
    """Of twenty draws of one among ten, it is not always the same one: one chance in ten to the nineteenth."""
    people, first = [person(f"person{number}") for number in range(10)], set()
    for _turn in range(20):
        call = open_call(
            table, carrier, words="Come", seats=1, draws_lots=True, closes_at=clock.now() + timedelta(days=3)
        )
        for somebody in people:
            answer_call(call, somebody, {})
        with once_closed():
            settle_lines()
            first.add(call.applications.get(drawn=1).person_id)
            end_call(Call.objects.get(pk=call.pk), carrier)
    assert len(first) > 1


def test_whoever_comes_after_the_draw_stands_behind_all(call, answered, carrier, person):
    with once_closed():
        settle_lines()
        standing = Call.objects.get(pk=call.pk)
        change_call(standing, carrier, based_on=1, closes_at=clock.now() + timedelta(days=9), seats=5)
        late = answer_call(call, person("late"), {})
        assert (late.state, late.drawn) == ("waitlisted", None)
        assert states(call) == {"offered": 5, "waitlisted": 1}


def test_a_call_that_ended_before_draws_nothing(call, answered, carrier):
    end_call(call, carrier)
    with once_closed():
        settle_lines()
    assert states(call) == {"waitlisted": 5}
    accept(answered[2], carrier)  # then those who carry it decide


def test_the_form_asks_for_a_last_day_and_keeps_its_word(table, carrier, person, sign_in):
    client = sign_in(carrier)
    typed = {"words": "Come", "seats": "3", "seats_go": "lot", "lines": "2", "based_on": ""}
    assert "Say which day is the last" in client.post(CALL, typed).text
    day = f"{clock.now() + timedelta(days=4):%Y-%m-%d}"
    assert client.post(CALL, {**typed, "closes_on": day}).status_code == 302
    call = Call.objects.get()
    assert (call.draws_lots, call.asks_approval) == (True, False)
    changed = {**typed, "seats_go": "first", "closes_on": day, "based_on": "1"}
    answer_call(call, person("wen"), {})
    refused = client.post(CALL, changed)
    assert refused.status_code == 422
    assert "were told how seats are given" in refused.text
    assert client.post(CALL, {**changed, "seats_go": "lot", "seats": "4"}).status_code == 302


def test_with_fewer_seats_whoever_was_drawn_last_waits_again_and_not_who_came_last(call, answered, carrier):
    with once_closed():
        settle_lines()
        call.applications.filter(drawn=1).update(at=clock.now())  # came last, and was drawn first
        change_call(Call.objects.get(pk=call.pk), carrier, based_on=1, seats=1)
        assert dict(call.applications.filter(drawn__lte=2).values_list("drawn", "state")) == {
            1: "offered",
            2: "waitlisted",
        }


def test_a_seat_that_is_held_for_somebody_is_not_forgotten(call, answered):
    Commons.objects.update(outsiders_kept_days=1)
    Call.objects.update(offer_hours=72)
    with clock.at(call.closes_at + timedelta(hours=1)):
        settle_lines()
    with clock.at(call.closes_at + timedelta(hours=30)):
        forget_applications.call()
        assert states(call)["offered"] == 2
    with clock.at(call.closes_at + timedelta(hours=80)):
        forget_applications.call()
        assert not call.applications.exists()
