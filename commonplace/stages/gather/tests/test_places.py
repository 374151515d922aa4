"""The places of a gathering: company counts, and a place that is given up is offered to the next in line."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail

from commonplace.commons.communities.actions import close_community, leave_community, reopen_community
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.ground import clock
from commonplace.stages.gather.actions import cancel_gathering, change_gathering
from commonplace.stages.gather.coming_forms import CompanyForm
from commonplace.stages.gather.models import Coming
from commonplace.stages.gather.places import TooMany, forget_coming, places_taken, say_coming
from commonplace.stages.gather.tasks import pass_on_lapsed
from tests.pressing import press_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(gathering):
    """A gathering in three days for which there is one place."""
    return gathering(hours=72, capacity=1, company=3)


@pytest.fixture
def line(small, person):
    """Somebody with the one place, and three in line behind them."""
    people = [person(name) for name in ("amara", "wen", "dov", "hana")]
    for somebody in people:
        say_coming(small, somebody, "yes")
    return people


def answers(gathering):
    return [row.answer for row in gathering.coming.order_by("person__created_at", "pk")]


def page_of(gathering):
    return Entry.objects.get(pk=gathering.pk).address + "coming/"


def later(**span):
    return clock.at(clock.now() + timedelta(**span))


def test_a_place_given_up_is_offered_to_the_next_in_line_and_taken_with_one_button(small, line, sign_in, run_tasks):
    address = page_of(small)
    sign_in(line[0]).post(address, {"answer": "no"})
    assert answers(small) == ["no", "offered", "waitlisted", "waitlisted"]
    run_tasks()
    client = sign_in(line[1])
    assert "is offered to you, and held for you for a time." in client.get("/notices/").text
    assert "A place is offered to you" in client.get(address.removesuffix("coming/")).text
    page = client.get(address).text
    assert "Take the place" in page
    assert "It is held for you until" in page
    assert answers(small)[1] == "offered"  # looking changed nothing
    client.post(address, {"answer": "yes"})
    assert answers(small) == ["no", "yes", "waitlisted", "waitlisted"]
    client.post(address, {"answer": "yes"})  # pressed twice
    assert places_taken(small) == 1


def test_who_lets_a_place_go_hands_it_to_the_next(small, line, sign_in):
    say_coming(small, line[0], "maybe")
    sign_in(line[1]).post(page_of(small), {"answer": "no"})
    assert answers(small) == ["maybe", "no", "offered", "waitlisted"]


def test_a_lapsed_offer_passes_on_and_one_may_ask_again_behind_the_others(small, line, sign_in, run_tasks):
    say_coming(small, line[0], "no")
    with later(hours=25):
        pass_on_lapsed.call()
        run_tasks()
        assert answers(small) == ["no", "lapsed", "offered", "waitlisted"]
        assert Notice.objects.filter(person=line[1], kind="place.lapsed").count() == 1
        client = sign_in(line[1])
        assert "went to the next in line" in client.get(page_of(small)).text
        client.post(page_of(small), {"answer": "yes"})
        assert answers(small) == ["no", "waitlisted", "offered", "waitlisted"]
        assert small.coming.order_by("at").last().person == line[1]


def test_when_the_task_is_late_the_row_decides(small, line, sign_in):
    say_coming(small, line[0], "no")
    with later(hours=25):
        assert places_taken(small) == 0
        client = sign_in(line[1])
        assert "Ask for a place again" in client.get(page_of(small)).text
        client.post(page_of(small), {"answer": "yes"})
        assert answers(small) == ["no", "waitlisted", "offered", "waitlisted"]


def test_an_offer_for_what_is_near_is_held_for_half_of_the_time_that_is_left(gathering, person):
    near = gathering(hours=4, capacity=1)
    amara, wen = person("amara"), person("wen")
    say_coming(near, amara, "yes")
    say_coming(near, wen, "yes")
    say_coming(near, amara, "no")
    held = Coming.objects.get(person=wen).offered_until - clock.now()
    assert timedelta(hours=2, minutes=50) < held < timedelta(hours=3, minutes=1)


def test_company_takes_places_and_is_limited_by_the_gathering(gathering, table, member, person, sign_in):
    planned = gathering(capacity=5, company=2)
    ines = sign_in(member(table, "ines"))
    address = page_of(planned)
    assert "You may bring 2." in ines.post(address, {"answer": "yes", "company": "3"}).text
    assert not Coming.objects.exists()
    ines.post(address, {"answer": "yes", "company": "2"})
    assert places_taken(planned) == 3
    assert "and 2 who come along" in ines.get(address.removesuffix("coming/")).text
    assert "2 people come with you." in ines.get(address).text
    ines.post(address, {"answer": "yes"})  # says nothing of company, and loses none
    assert places_taken(planned) == 3
    wen = sign_in(person("wen"))
    wen.post(address, {"answer": "yes", "company": "2"})
    assert answers(planned) == ["yes", "waitlisted"]
    refused = ines.post(address, {"answer": "yes", "company": "1"}) and wen.get(address).text
    assert "A place for you" in refused  # there is room for three now
    assert places_taken(planned) == 5
    with pytest.raises(TooMany):
        say_coming(planned, Person.objects.get(name="ines"), "yes", 2)
    assert places_taken(planned) == 5


def test_who_would_bring_more_than_ever_fit_waits_for_nothing(gathering, person):
    planned = gathering(capacity=2, company=3)
    with pytest.raises(TooMany):
        say_coming(planned, person("amara"), "yes", 2)
    assert not planned.coming.exists()


def test_whoever_would_bring_more_than_fit_by_now_comes_with_as_many_as_do(gathering):
    shrunk = gathering(capacity=1, company=2)
    form = CompanyForm({"answer": "yes"}, gathering=shrunk, before=2)
    assert "company" not in form.fields
    assert form.is_valid()
    assert form.brought() == 0


def test_who_needs_more_places_than_are_free_keeps_theirs_in_line(gathering, person):
    planned = gathering(capacity=2, company=2)
    amara, ines, wen, dov = (person(name) for name in ("amara", "ines", "wen", "dov"))
    say_coming(planned, amara, "yes")
    say_coming(planned, ines, "yes")
    say_coming(planned, wen, "yes", 1)
    say_coming(planned, dov, "yes")
    say_coming(planned, amara, "no")
    assert answers(planned) == ["no", "yes", "waitlisted", "offered"]
    say_coming(planned, dov, "no")
    say_coming(planned, wen, "yes", 0)  # comes alone after all
    assert answers(planned) == ["no", "yes", "yes", "no"]


@pytest.mark.parametrize("way", ["leaves the community", "leaves the commons", "one more place", "no end of places"])
def test_whatever_frees_a_place_offers_it(way, small, table, line, carrier, member, person, sign_in, run_tasks):
    if way == "leaves the community":
        member(table, "amara")
        leave_community(Membership.objects.get(person=line[0]), line[0])
    elif way == "leaves the commons":
        forget_coming(line[0].pk)
    else:
        change_gathering(small, carrier, based_on=1, capacity=2 if way == "one more place" else None)
    run_tasks()
    expected = ["offered"] * 3 if way == "no end of places" else ["offered", "waitlisted", "waitlisted"]
    assert answers(small)[-3:] == expected


@pytest.mark.parametrize("way", ["the community closes", "fewer places"])
def test_an_offer_that_cannot_be_kept_is_taken_back_kindly(way, small, line, table, carrier, sign_in, run_tasks):
    change_gathering(small, carrier, based_on=1, capacity=2)
    assert answers(small) == ["yes", "offered", "waitlisted", "waitlisted"]
    if way == "the community closes":
        close_community(table, carrier)
    else:
        change_gathering(small, carrier, based_on=Entry.objects.get(pk=small.pk).version, capacity=1)
    run_tasks()
    assert answers(small) == ["yes", "waitlisted", "waitlisted", "waitlisted"]
    assert "Your place in line stays yours." in sign_in(line[1]).get("/notices/").text
    if way == "the community closes":
        reopen_community(table, carrier)
        run_tasks()
        assert answers(small) == ["yes", "offered", "waitlisted", "waitlisted"]


def test_whoever_is_paused_is_passed_over_and_keeps_their_place(small, line):
    Person.objects.filter(pk=line[1].pk).update(paused_at=clock.now())
    say_coming(small, line[0], "no")
    assert answers(small) == ["no", "waitlisted", "offered", "waitlisted"]


def test_who_may_not_see_it_any_more_is_passed_over_and_keeps_their_place(gathering, table, member, person):
    planned = gathering(capacity=1, audience=Audience.COMMONS)
    dov = member(table, "dov")
    for somebody in (dov, person("wen"), member(table, "ines")):
        say_coming(planned, somebody, "yes")
    Entry.objects.filter(pk=planned.pk).update(audience=Audience.COMMUNITY)
    say_coming(planned, dov, "no")
    assert answers(planned) == ["no", "waitlisted", "offered"]


def test_nothing_is_offered_at_what_does_not_take_place(small, line, carrier, run_tasks):
    cancel_gathering(small, carrier, "Rain")
    pass_on_lapsed.call()
    forget_coming(line[0].pk)
    run_tasks()
    assert set(answers(small)) == {"waitlisted"}


def test_an_offer_is_mailed_at_once_also_to_those_who_want_one_letter_a_day(small, line, settings, run_tasks):
    settings.MAIL_IS_SENT = True
    run_tasks()
    Person.objects.filter(pk=line[1].pk).update(mail_rhythm=MailRhythm.DAILY)
    mail.outbox.clear()
    say_coming(small, line[0], "no")
    run_tasks()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["wen@example.org"]]
    assert page_of(small) in letter.body


def test_who_waits_does_not_see_the_link_to_the_room(gathering, person, sign_in):
    planned = gathering(capacity=1, link="https://meet.example/canary")
    amara, wen = person("amara"), person("wen")
    say_coming(planned, amara, "yes")
    say_coming(planned, wen, "yes")
    for address in (page_of(planned), page_of(planned).removesuffix("coming/")):
        assert "meet.example/canary" in sign_in(amara).get(address).text
        assert "meet.example/canary" not in sign_in(wen).get(address).text


def test_after_saying_yes_it_goes_into_ones_calendar_without_anybodys_script(gathering, person, sign_in, utc):
    planned = gathering(starts_at=utc(2027, 7, 14, 17), place="Lower floor")
    client = sign_in(person("dov"))
    page = client.post(page_of(planned), {"answer": "yes"}, follow=True).text
    assert "You are coming" in page
    assert 'gathering.ics"' in page
    google = "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=Things+with+a+plug"
    assert f"{google}&amp;dates=20270714T170000Z%2F20270714T190000Z&amp;location=Lower+floor" in page
    assert "https://outlook.live.com/calendar/0/action/compose?rru=addevent" in page
    assert "startdt=2027-07-14T17%3A00%3A00Z" in page
    for answer in ("maybe", "no"):
        page = client.post(page_of(planned), {"answer": answer}, follow=True).text
        assert "calendar.google.com" not in page


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_forty_who_say_yes_at_once_get_ten_places_and_what_they_give_up_is_offered_once(gathering, person, sign_in):
    planned = gathering(hours=72, capacity=10, company=1)
    address = page_of(planned)
    clients = {somebody.pk: sign_in(somebody) for somebody in (person(f"person{n}") for n in range(40))}
    assert press_at_once([(one, address, {"answer": "yes"}) for one in clients.values()]) == [302] * 40
    assert Counter(answers(planned)) == {"yes": 10, "waitlisted": 30}
    placed = list(planned.coming.filter(answer="yes").values_list("person", flat=True))
    press_at_once([(clients[pk], address, {"answer": "no"}) for pk in placed[:4]])
    assert Counter(answers(planned)) == {"yes": 6, "no": 4, "offered": 4, "waitlisted": 26}
    in_line = planned.coming.filter(answer__in=["offered", "waitlisted"]).order_by("at", "pk")
    assert [one.answer for one in in_line[:4]] == ["offered"] * 4
    # Everybody in line presses, though only four have an offer; half of them with somebody beside them.
    presses = [
        (clients[one.person_id], address, {"answer": "yes", "company": str(n % 2)}) for n, one in enumerate(in_line)
    ]
    press_at_once(presses)
    assert places_taken(planned) == 10
    taken = planned.coming.filter(answer="yes")
    assert sum(one.needs for one in taken) <= 10
    assert not planned.coming.filter(answer="yes", person__in=placed[:4]).exists()


def test_nobody_is_asked_for_more_company_than_would_ever_fit(gathering, person, sign_in):
    for capacity, company, most in ((1, 2, 0), (2, 3, 1), (9, 2, 2), (None, 2, 2)):
        soup = gathering(hours=72, capacity=capacity, company=company)
        dov = sign_in(person("dov") if capacity == 1 else Person.objects.get(name="dov"))
        page = dov.get(soup.entry.address).text
        assert ("How many come with you" in page) is (most > 0)
        assert f'max="{most}"' in page or not most
        dov.post(f"{soup.entry.address}coming/", {"answer": "yes", "company": str(most)})
        assert places_taken(soup) == 1 + most
        page = dov.get(f"{soup.entry.address}coming/").text
        assert ("Your company" in page) is (most > 0)
        assert (f"You may bring {most}." in page) is (most > 1)
