"""A freed seat is offered to the next in line, held for a time, and passed on."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from commonplace.commons.communities.actions import close_community, leave_community, reopen_community, welcome_member
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.ground import clock
from commonplace.ground.happenings import tell
from commonplace.ground.models import Happening
from commonplace.stages.recruit.actions import (
    AlreadyDecided,
    NoSeatLeft,
    accept,
    answer_call,
    decline,
    put_on_waitlist,
    take_seat,
    withdraw,
)
from commonplace.stages.recruit.calling import change_call, end_call, open_call
from commonplace.stages.recruit.models import Application
from commonplace.stages.recruit.seats import seats_taken
from commonplace.stages.recruit.tasks import pass_on_lapsed
from tests.pressing import press_at_once

JOIN = "/c/the-mending-table/join/"
OFFER = JOIN + "offer/"
APPLICATIONS = "/c/the-mending-table/applications/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN)


@pytest.fixture
def call(table, carrier):
    return open_call(table, carrier, words="Come and sit.", seats=1)


@pytest.fixture
def line(call, person):
    """Somebody with the one seat, and three in line behind them."""
    people = [person(name) for name in ("amara", "wen", "dov", "hana")]
    return [answer_call(call, somebody, {}) for somebody in people]


def states(call):
    return list(call.applications.order_by("at", "pk").values_list("state", flat=True))


def hours_later(hours):
    return clock.at(clock.now() + timedelta(hours=hours))


def test_a_seat_given_up_is_offered_to_the_next_in_line_and_taken_with_one_button(
    call, line, carrier, sign_in, run_tasks
):
    sign_in(line[0].person).post(JOIN + "withdraw/")
    assert states(call) == ["withdrawn", "offered", "waitlisted", "waitlisted"]
    run_tasks()
    assert Notice.objects.filter(person=carrier, kind="seat.freed").count() == 1
    client = sign_in(line[1].person)
    assert f'href="{OFFER}"' in client.get(JOIN).text
    assert "is offered to you, and held for you for a time." in client.get("/notices/").text
    assert "Take the seat" in client.get(OFFER).text
    assert "Let it go" in client.get(OFFER).text
    assert states(call)[1] == "offered"  # looking changed nothing
    assert call.community.membership_of(line[1].person) is None
    client.post(OFFER, {"said": "take"})
    assert states(call) == ["withdrawn", "accepted", "waitlisted", "waitlisted"]
    assert Membership.objects.get(person=line[1].person).agreed_norms_at is not None
    assert client.post(OFFER, {"said": "take"}).status_code == 302  # pressed twice
    assert seats_taken(call) == 1


def test_the_page_says_until_when_in_the_zone_of_whoever_reads_it(call, line, person, sign_in):
    withdraw(line[0])
    Person.objects.filter(pk=line[1].person_id).update(zone="Asia/Tokyo")
    until = Application.objects.get(pk=line[1].pk).offered_until
    assert abs(until - clock.now() - timedelta(hours=24)) < timedelta(minutes=1)
    page = sign_in(Person.objects.get(pk=line[1].person_id)).get(OFFER).text
    assert f"{until.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}, Japan Standard Time (Tokyo)" in page


def test_a_call_says_itself_for_how_long_a_seat_is_held(call, line, carrier, sign_in):
    typed = {"words": "Come", "seats": "1", "seats_go": "first", "lines": "2", "based_on": "1", "offer_hours": "3"}
    assert sign_in(carrier).post("/c/the-mending-table/call/", typed).status_code == 302
    withdraw(line[0])
    with hours_later(2.9):
        assert states(call)[1] == Application.objects.get(pk=line[1].pk).stands == "offered"
    with hours_later(3.1):
        assert Application.objects.get(pk=line[1].pk).stands == "lapsed"
    refused = sign_in(carrier).post("/c/the-mending-table/call/", {**typed, "based_on": "2", "offer_hours": "9999"})
    assert refused.status_code == 422
    assert "Two weeks" in refused.text


def test_a_seat_let_go_is_offered_to_the_next_and_one_may_ask_again_behind_the_others(call, line, carrier, sign_in):
    withdraw(line[0])
    client = sign_in(line[1].person)
    assert "Thank you for saying so." in client.post(OFFER, {"said": "let go"}, follow=True).text
    assert states(call) == ["withdrawn", "let go", "offered", "waitlisted"]
    assert "let the offered seat go" in sign_in(carrier).get(APPLICATIONS).text
    client.post(JOIN, {"agrees": "on"})
    assert states(call) == ["withdrawn", "offered", "waitlisted", "waitlisted"]
    assert call.applications.order_by("at").last().person == line[1].person


def test_an_answer_that_is_neither_asks_again(call, line, sign_in):
    withdraw(line[0])
    assert sign_in(line[1].person).post(OFFER, {"said": "?"}).status_code == 422
    assert states(call)[1] == "offered"


def test_a_lapsed_offer_passes_on_and_says_so(call, line, sign_in, run_tasks):
    withdraw(line[0])
    run_tasks()
    with hours_later(25):
        pass_on_lapsed.call()
        run_tasks()
        assert states(call) == ["withdrawn", "lapsed", "offered", "waitlisted"]
        assert Notice.objects.filter(person=line[1].person, kind="offer.lapsed").count() == 1
        assert Notice.objects.filter(person=line[2].person, kind="seat.offered").count() == 1
        page = sign_in(line[1].person).get(JOIN).text
        assert "went to the next in line" in page
        assert "You can answer again" in page
        pass_on_lapsed.call()
        assert states(call) == ["withdrawn", "lapsed", "offered", "waitlisted"]


def test_when_the_task_is_late_the_row_decides(call, line, carrier, person, sign_in):
    withdraw(line[0])
    with hours_later(25):
        assert seats_taken(call) == 0
        client = sign_in(line[1].person)
        assert client.get(OFFER).status_code == 302
        assert "does not hold any more" in client.post(OFFER, {"said": "take"}, follow=True).text
        with pytest.raises(AlreadyDecided):
            take_seat(line[1])
        page = sign_in(carrier).get(APPLICATIONS).text
        assert "It passes on now." in page
        assert answer_call(call, person("late"), {}).state == "waitlisted"  # nobody passes those who wait
        assert states(call) == ["withdrawn", "lapsed", "offered", "waitlisted", "waitlisted"]


def test_the_offer_passes_on_by_itself_at_its_moment(call, line, run_tasks):
    withdraw(line[0])
    run_tasks()
    waiting = DBTaskResult.objects.get(task_path=pass_on_lapsed.module_path, run_after__gt=clock.now())
    assert waiting.run_after == Application.objects.get(pk=line[1].pk).offered_until


def test_an_offer_counts_as_a_taken_seat(call, line, table, carrier, person, sign_in):
    withdraw(line[0])
    assert "All seats are taken" in sign_in(None).get(JOIN).text
    assert "All seats are taken" in sign_in(None).get("/c/the-mending-table/").text
    change_call(call, carrier, based_on=1, asks_approval=True)
    newcomer = answer_call(call, person("newcomer"), {})
    with pytest.raises(NoSeatLeft):
        accept(newcomer, carrier)


@pytest.mark.parametrize("way", ["leaves", "is sent away", "one more seat"])
def test_whatever_frees_a_seat_offers_it(way, call, line, carrier, run_tasks):
    if way == "one more seat":
        change_call(call, carrier, based_on=1, seats=2)
    else:
        leave_community(Membership.objects.get(person=line[0].person), line[0].person if way == "leaves" else carrier)
    run_tasks()
    assert states(call)[1:] == ["offered", "waitlisted", "waitlisted"]


@pytest.mark.parametrize("way", ["declined", "takes it back"])
def test_an_offer_goes_on_when_whoever_has_it_is_gone(way, call, line, carrier):
    withdraw(line[0])
    if way == "declined":
        decline(line[1], carrier, "We are full of kettles")
    else:
        withdraw(line[1])
    assert states(call)[1] in {"declined", "withdrawn"}
    assert states(call)[2:] == ["offered", "waitlisted"]


def test_whoever_cannot_take_a_seat_is_passed_over_and_keeps_their_place(call, line, table, carrier):
    Person.objects.filter(pk=line[1].person_id).update(paused_at=clock.now())
    welcome_member(table, line[2].person)
    withdraw(line[0])
    assert states(call) == ["withdrawn", "waitlisted", "waitlisted", "offered"]


def test_whoever_is_paused_takes_no_offered_seat_and_may_let_it_go(call, line, sign_in):
    withdraw(line[0])
    Person.objects.filter(pk=line[1].person_id).update(paused_at=clock.now())
    client = sign_in(line[1].person)
    assert client.post(OFFER, {"said": "take"}).status_code == 403
    assert states(call)[1] == "offered"
    client.post(OFFER, {"said": "let go"})
    assert states(call)[1:3] == ["let go", "offered"]


@pytest.mark.parametrize("way", ["the call ends", "the community closes", "fewer seats"])
def test_an_offer_that_cannot_be_kept_is_taken_back_kindly(way, call, line, table, carrier, sign_in, run_tasks):
    change_call(call, carrier, based_on=1, seats=2)
    run_tasks()
    assert states(call) == ["accepted", "offered", "waitlisted", "waitlisted"]
    if way == "the call ends":
        end_call(call, carrier)
    elif way == "the community closes":
        close_community(table, carrier)
        assert sign_in(line[1].person).post(OFFER, {"said": "take"}).status_code == 403
    else:
        change_call(call, carrier, based_on=2, seats=1)
    run_tasks()
    assert states(call) == ["accepted", "waitlisted", "waitlisted", "waitlisted"]
    assert Notice.objects.filter(person=line[1].person, kind="offer.withdrawn").count() == 1
    assert "Your place in line stays yours." in sign_in(line[1].person).get("/notices/").text
    if way == "the community closes":
        reopen_community(table, carrier)
        run_tasks()
        assert states(call) == ["accepted", "offered", "waitlisted", "waitlisted"]


def test_after_the_end_of_a_call_those_who_carry_it_can_still_let_somebody_in(call, line, carrier, sign_in):
    withdraw(line[0])
    end_call(call, carrier)
    sign_in(carrier).post(f"{APPLICATIONS}{line[2].pk}/", {"decision": "accept"})
    assert states(call) == ["withdrawn", "waitlisted", "accepted", "waitlisted"]


def test_those_who_carry_a_community_see_the_line_in_order_with_each_offer(call, line, carrier, sign_in):
    withdraw(line[0])
    page = sign_in(carrier).get(APPLICATIONS).text
    assert page.index("Wen") < page.index("A seat is offered to them, held until") < page.index("Dov")
    assert page.index("Dov") < page.index("Hana")
    assert page.count("A seat is offered to them") == 1


def test_whoever_is_put_in_line_while_a_seat_is_free_is_offered_it(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=1, asks_approval=True)
    waiting = answer_call(call, person("ines"), {})
    client = sign_in(carrier)
    assert "Offer a seat" in client.get(APPLICATIONS).text
    page = client.post(f"{APPLICATIONS}{waiting.pk}/", {"decision": "waitlist", "reply": "Bring gloves"}, follow=True)
    assert "A seat is offered to Ines" in page.text
    assert "Bring gloves" in sign_in(waiting.person).get(OFFER).text
    other = answer_call(call, person("dov"), {})
    put_on_waitlist(other, carrier)
    assert other.state == "waitlisted"


@pytest.mark.parametrize(("rhythm", "letters"), [("at once", 1), ("daily", 1), ("never", 0)])
def test_an_offer_is_mailed_at_once_unless_one_wants_no_letters(rhythm, letters, call, line, settings, run_tasks):
    settings.MAIL_IS_SENT = True
    run_tasks()
    Person.objects.filter(pk=line[1].person_id).update(mail_rhythm=MailRhythm(rhythm))
    mail.outbox.clear()
    withdraw(line[0])
    run_tasks()
    to_them = [letter for letter in mail.outbox if letter.to == ["wen@example.org"]]
    assert len(to_them) == letters
    assert all(OFFER in letter.body for letter in to_them)
    tell.call(Happening.objects.get(kind="seat.offered").pk)
    run_tasks()
    assert len([letter for letter in mail.outbox if letter.to == ["wen@example.org"]]) == letters


def test_an_offer_is_open_to_nobody_else(call, line, sign_in):
    withdraw(line[0])
    assert sign_in(None).get(OFFER).status_code == 302
    for somebody in (line[2].person, call.community.memberships.get(role="facilitator").person):
        assert sign_in(somebody).post(OFFER, {"said": "take"}).status_code == 302
    assert states(call) == ["withdrawn", "offered", "waitlisted", "waitlisted"]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_forty_whopress_at_once_get_ten_seats_and_what_they_give_up_is_offered_once(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=10)
    clients = {somebody.pk: sign_in(somebody) for somebody in (person(f"person{n}") for n in range(40))}
    assert press_at_once([(client, JOIN, {"agrees": "on"}) for client in clients.values()]) == [302] * 40
    assert Counter(states(call)) == {"accepted": 10, "waitlisted": 30}
    seated = call.applications.filter(state="accepted").values_list("person", flat=True)
    assert press_at_once([(clients[pk], JOIN + "withdraw/", {}) for pk in list(seated)[:4]]) == [302] * 4
    assert Counter(states(call)) == {"accepted": 6, "withdrawn": 4, "offered": 4, "waitlisted": 26}
    in_line = list(call.applications.filter(state__in=["offered", "waitlisted"]).order_by("at", "pk"))
    assert [one.state for one in in_line[:4]] == ["offered"] * 4
    # Everybody in line presses twice, though only four have an offer; and newcomers press meanwhile.
    presses = [(clients[one.person_id], OFFER, {"said": "take"}) for one in in_line * 2][:36]
    newcomers = [sign_in(person(f"newcomer{n}")) for n in range(4)]
    press_at_once(presses + [(client, JOIN, {"agrees": "on"}) for client in newcomers])
    assert Counter(states(call)) == {"accepted": 10, "withdrawn": 4, "waitlisted": 30}
    assert table.memberships.filter(left_at=None).exclude(person=carrier).count() == seated.count() == 10


def test_offers_that_lapse_at_one_moment_pass_to_as_many_in_their_order_once(table, carrier, person, run_tasks):
    call = open_call(table, carrier, words="Come", seats=2)
    taken = [answer_call(call, person(name), {}) for name in ("amara", "wen")]
    waiting = [answer_call(call, person(name), {}) for name in ("dov", "hana", "iko", "juno", "kai")]
    with clock.at(clock.now()):
        for one in taken:
            withdraw(one)
        run_tasks()
        assert states(call) == ["withdrawn"] * 2 + ["offered"] * 2 + ["waitlisted"] * 3
        for one in waiting[:2]:  # to the microsecond the same
            Application.objects.filter(pk=one.pk).update(offered_until=clock.now() + timedelta(hours=24))
    with hours_later(24):
        for _again in range(3):
            pass_on_lapsed.call()
        run_tasks()
        assert states(call) == ["withdrawn"] * 2 + ["lapsed"] * 2 + ["offered"] * 2 + ["waitlisted"]
        told = Notice.objects.filter(kind="seat.offered").values_list("person__name", flat=True)
        assert sorted(told) == ["dov", "hana", "iko", "juno"]
        assert seats_taken(call) == 2


def test_whoever_comes_in_by_another_way_passes_on_the_seat_that_was_held(call, line, table, run_tasks):
    withdraw(line[0])
    run_tasks()
    welcome_member(table, line[1].person, "mentor")
    run_tasks()
    assert states(call) == ["withdrawn", "lapsed", "offered", "waitlisted"]
    assert not Notice.objects.filter(person=line[1].person, kind="offer.lapsed").exists(), (
        "they are in: it went to nobody"
    )


def test_where_answers_are_read_no_more_the_unread_come_before_whoever_answers_now(table, carrier, person, run_tasks):
    call = open_call(table, carrier, words="Come", seats=2, asks_approval=True)
    sent_away = person("zed")
    welcome_member(table, sent_away)
    leave_community(table.membership_of(sent_away), carrier)
    first = [answer_call(call, somebody, {}) for somebody in (sent_away, *map(person, ("amara", "wen", "dov")))]
    assert states(call) == ["waiting"] * 4
    call = change_call(call, carrier, based_on=1, asks_approval=False)
    assert answer_call(call, person("hana"), {}).state == "waitlisted"
    assert states(call) == ["waiting", "offered", "offered", "waitlisted", "waitlisted"]
    run_tasks()
    assert Notice.objects.filter(person=first[1].person, kind="seat.offered").exists()
    take_seat(first[1])
    assert seats_taken(call) == 2
