"""Coming to an open gathering without an account: by a letter, a link that can be taken back, and a later claim."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import delete_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.letters import confirm_address
from commonplace.commons.people.models import Account, Commons, Person
from commonplace.ground import clock
from commonplace.ground.happenings import tell
from commonplace.ground.models import Happening, Letter
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.actions import cancel_gathering, change_gathering
from commonplace.stages.gather.attending import check_in
from commonplace.stages.gather.guest_letters import link_of
from commonplace.stages.gather.guests import ask_to_come
from commonplace.stages.gather.models import Coming, Guest
from commonplace.stages.gather.places import places_taken, say_coming
from commonplace.stages.gather.tasks import forget_guests, remind
from tests.pressing import press_at_once

pytestmark = pytest.mark.django_db
TYPED = {"age_band": "adult", "name": "Ada", "email": "ada@elsewhere.example"}


@pytest.fixture(autouse=True)
def mail_is_sent(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def planned(gathering):
    return gathering(hours=72, capacity=1, place="Lower floor", link="https://meet.example/canary")


@pytest.fixture
def letters(run_tasks):
    """The letters that came to an address since it was last asked."""

    def to(address="ada@elsewhere.example"):
        run_tasks()
        found = [letter for letter in mail.outbox if letter.to == [address]]
        mail.outbox[:] = [letter for letter in mail.outbox if letter.to != [address]]
        return found

    return to


def address_of(gathering):
    return Entry.objects.get(pk=gathering.pk).address


def link_in(letter):
    return re.search(r"http://[^/]+(/guests/[^\s]+)", letter.body)[1]


@pytest.fixture
def ask(sign_in):
    def make(gathering, **typed):
        return sign_in(None).post(f"{address_of(gathering)}guest/", TYPED | typed)

    return make


def test_a_guest_comes_is_reminded_changes_their_mind_and_the_next_is_offered_the_place(
    planned, ask, letters, sign_in, person, run_tasks
):
    stranger = sign_in(None)
    page = stranger.get(address_of(planned)).text
    assert "Come without an account" in page
    form = stranger.get(f"{address_of(planned)}guest/").text
    assert form.index("How old are you?") < form.index("Your name") < form.index("E-mail address")
    assert "A letter is on its way" in stranger.post(f"{address_of(planned)}guest/", TYPED, follow=True).text
    (asking,) = letters()
    assert "Lower floor" not in asking.body
    assert "Ada" not in asking.body  # nobody is written to in words that somebody else typed
    link = link_in(asking)
    assert "Yes, I am coming" in stranger.get(link).text
    assert places_taken(planned) == 0  # looking changed nothing
    page = stranger.post(link, {"answer": "yes"}, follow=True).text
    assert "You are coming" in page
    assert "meet.example/canary" in page
    assert "calendar.google.com" in page
    (confirmed,) = letters()
    assert link in confirmed.body
    assert [kind for _content, kind in confirmed.alternatives] == ["text/calendar; method=PUBLISH"]
    wen = person("wen")
    assert say_coming(planned, wen, "yes").answer == "waitlisted"
    with clock.at(planned.starts_at - timedelta(hours=47)):
        remind.call()
        (reminder,) = letters()
        assert "Hello Ada," in reminder.body
        assert link in reminder.body
        assert "I cannot come" in stranger.get(link).text
        stranger.post(link, {"answer": "no"})
        assert Coming.objects.get(person=wen).answer == "offered"
        run_tasks()
        assert "I am coming after all" in stranger.get(link).text


def test_a_later_join_by_the_same_address_claims_what_was_said(planned, ask, letters, sign_in, run_tasks):
    ask(planned)
    link = link_in(letters()[0])
    client = sign_in(None)
    client.post(link, {"answer": "yes"})
    letters()
    joining = {"name": "Ada", "email": TYPED["email"], "passphrase": "a kettle is a pot", "age_band": "adult"}
    client.post("/join/", {**joining, "agrees": "on"})
    assert Guest.objects.exists(), "an address that nobody confirmed claims nothing"
    confirming = re.search(r"http://[^/]+(/sign-in/address/[^\s]+)", letters()[0].body)[1]
    client.post(confirming)
    run_tasks()
    assert not Guest.objects.exists()
    assert Coming.objects.get().person == Person.objects.get(display_name="Ada")
    assert Coming.objects.get().answer == "yes"
    assert client.get(link).status_code == 404


def test_nobody_learns_who_has_an_account_or_came_before(planned, ask, letters, person):
    person("dov")
    first = ask(planned)
    again = ask(planned)
    known = ask(planned, email="dov@example.org")
    assert {(answer.status_code, answer["Location"]) for answer in (first, again, known)} == {
        (302, f"{address_of(planned)}guest/?asked")
    }
    assert len(letters()) == 2
    (to_dov,) = letters("dov@example.org")
    assert "You have an account here" in to_dov.body
    assert "/guests/" not in to_dov.body
    assert Guest.objects.count() == 1


def test_what_was_confirmed_is_changed_by_nobody_who_merely_types_the_address(planned, ask, letters, sign_in):
    ask(planned)
    link = link_in(letters()[0])
    sign_in(None).post(link, {"answer": "yes"})
    ask(planned, name="Somebody else", age_band="13-15")
    assert Guest.objects.get().name == "Ada"
    assert link_in(letters()[-1]) == link
    assert places_taken(planned) == 1


def test_the_young_say_how_old_they_are_first_and_the_youngest_are_not_kept(planned, ask, letters):
    refused = ask(planned, age_band="younger")
    assert "Nothing that you typed was kept" in refused.text
    Commons.objects.update(signup_age=16)
    assert "Nothing that you typed was kept" in ask(planned, age_band="13-15").text
    assert letters() == []
    assert not Guest.objects.exists()
    assert ask(planned, age_band="").status_code == 422
    assert ask(planned, age_band="16-17").status_code == 302


def test_a_guests_name_is_for_those_who_planned_it_alone(
    planned, carrier, table, member, ask, letters, sign_in, person
):
    ask(planned, name="Canary Ada")
    sign_in(None).post(link_in(letters()[0]), {"answer": "yes"})
    assert "Canary Ada" in sign_in(carrier).get(address_of(planned)).text
    for somebody in (None, person("dov"), member(table, "ines")):
        assert "Canary Ada" not in sign_in(somebody).get(address_of(planned)).text


@pytest.mark.parametrize("token", ["nonsense", "1", "1.", "1.forged", "99999999999999999999.x", "1.é"])
def test_a_forged_link_opens_nothing(token, planned, ask, sign_in):
    ask(planned)
    assert sign_in(None).get(f"/guests/{token}/").status_code == 404


def test_one_guests_link_is_worth_nothing_for_another(planned, ask):
    ask(planned)
    ask(planned, email="bo@elsewhere.example")
    first, second = (link_of(guest).rpartition("/guests/")[2] for guest in Guest.objects.order_by("pk"))
    assert first.partition(".")[2] != second.partition(".")[2]


def test_who_wants_to_be_forgotten_is_and_their_place_goes_on(planned, ask, letters, sign_in, person):
    ask(planned)
    link = link_in(letters()[0])
    client = sign_in(None)
    client.post(link, {"answer": "yes"})
    say_coming(planned, person("wen"), "yes")
    client.post(link, {"answer": "forget"})
    assert not Guest.objects.exists()
    assert Coming.objects.get().answer == "offered"
    assert client.get(link).status_code == 404


def test_a_guest_in_line_is_written_to_once_when_a_place_is_offered(planned, ask, letters, sign_in, person, run_tasks):
    dov = person("dov")
    say_coming(planned, dov, "yes")
    ask(planned)
    link = link_in(letters()[0])
    client = sign_in(None)
    assert "You are in line" in client.post(link, {"answer": "yes"}, follow=True).text
    assert "in line for one" in letters()[0].body
    say_coming(planned, dov, "no")
    (offer,) = letters()
    assert "is offered to you, and held for you until" in offer.body.replace("\n", " ")
    tell.call(Happening.objects.get(kind="place.offered").pk)  # heard twice, after a crash
    assert letters() == []
    assert "meet.example" not in client.get(link).text
    assert "Take the place" in client.get(link).text
    client.post(link, {"answer": "yes"})
    assert Coming.objects.get(guest__isnull=False).answer == "yes"


def test_guests_are_told_of_another_time_and_that_it_is_off(planned, carrier, ask, letters, sign_in, run_tasks):
    ask(planned)
    sign_in(None).post(link_in(letters()[0]), {"answer": "yes"})
    letters()
    later = planned.starts_at + timedelta(days=1)
    change_gathering(planned, carrier, based_on=1, starts_at=later, ends_at=later + timedelta(hours=1))
    (moved,) = letters()
    assert "has another time or place" in moved.body
    assert "SEQUENCE:1" in moved.alternatives[0][0]
    cancel_gathering(planned, carrier, "Rain")
    (off,) = letters()
    assert "does not take place. Rain" in off.body
    assert "STATUS:CANCELLED" in off.alternatives[0][0]
    assert "METHOD:CANCEL" in off.alternatives[0][0]
    assert off.alternatives[0][1] == "text/calendar; method=CANCEL"
    assert all("ORGANIZER;" in letter.alternatives[0][0] for letter in (moved, off))


def test_what_strangers_may_not_see_takes_no_guests_and_tells_them_nothing(
    planned, carrier, gathering, ask, letters, sign_in
):
    ask(planned)
    link = link_in(letters()[0])
    sign_in(None).post(link, {"answer": "yes"})
    letters()
    change_gathering(planned, carrier, based_on=1, audience=Audience.COMMUNITY, place="Secret place", title="Canary")
    page = sign_in(None).get(link).text
    assert "Canary" not in page
    assert "Secret place" not in page
    assert "Forget my address" in page
    assert letters() == []
    with clock.at(planned.starts_at - timedelta(hours=47)):
        remind.call()
    assert letters() == []
    assert ask(gathering("Inside", audience=Audience.COMMONS)).status_code == 404


def test_no_place_is_held_for_a_guest_who_could_not_be_told(planned, carrier, ask, letters, sign_in, person):
    dov, wen = person("dov"), person("wen")
    say_coming(planned, dov, "yes")
    ask(planned)
    sign_in(None).post(link_in(letters()[0]), {"answer": "yes"})
    say_coming(planned, wen, "yes")
    change_gathering(planned, carrier, based_on=1, audience=Audience.COMMONS)
    say_coming(planned, dov, "no")
    assert Coming.objects.get(guest__isnull=False).answer == "waitlisted"
    assert Coming.objects.get(person=wen).answer == "offered"


def test_without_a_mail_server_nobody_is_asked_for_an_address(planned, ask, sign_in, settings):
    settings.MAIL_IS_SENT = False
    assert "Come without an account" not in sign_in(None).get(address_of(planned)).text
    assert ask(planned)["Location"] == address_of(planned)
    assert not Guest.objects.exists()


def test_who_asks_again_and_again_has_to_wait(planned, ask):
    answers = [ask(planned).status_code for _again in range(9)]
    assert answers == [302] * 8 + [429]


def test_guests_are_forgotten_some_time_after_and_a_week_after_confirming_nothing(
    planned, ask, letters, sign_in, carrier
):
    ask(planned)
    sign_in(None).post(link_in(letters()[0]), {"answer": "yes"})
    ask(planned, email="bo@elsewhere.example")
    with clock.at(clock.now() + timedelta(days=8)):
        forget_guests.call()
        assert list(Guest.objects.values_list("email", flat=True)) == [TYPED["email"]]
    Commons.objects.update(outsiders_kept_days=30)
    with clock.at(planned.ends_at + timedelta(days=29)):
        forget_guests.call()
        assert Guest.objects.exists()
    with clock.at(planned.ends_at + timedelta(days=31)):
        forget_guests.call()
        assert not Guest.objects.exists()
        assert not Coming.objects.exists()
    assert not Letter.objects.exists(), "nor what was written to them"


def test_who_has_an_account_since_says_so_there(planned, ask, letters, sign_in):
    ask(planned)
    link = link_in(letters()[0])
    Account.objects.create_user("ada", TYPED["email"], "a kettle is a pot")
    page = sign_in(None).post(link, {"answer": "yes"}, follow=True).text
    assert "You have an account by this address" in page
    assert not Coming.objects.exists()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_guests_and_members_who_press_at_once_are_as_many_as_fit(gathering, person, sign_in):
    planned = gathering(hours=72, capacity=5)
    for n in range(10):
        ask_to_come(planned, name=f"Guest {n}", email=f"guest{n}@elsewhere.example", age_band="adult")
    links = [link_of(guest) for guest in Guest.objects.select_related("gathering")]
    page = f"{address_of(planned)}coming/"
    presses = [(sign_in(None), re.sub(r"^https?://[^/]+", "", link), {"answer": "yes"}) for link in links]
    presses += [(sign_in(person(f"person{n}")), page, {"answer": "yes"}) for n in range(10)]
    assert press_at_once(presses) == [302] * 20
    assert places_taken(planned) == 5
    assert Coming.objects.filter(answer="waitlisted").count() == 15


def test_a_gathering_that_is_brought_back_has_its_guests_again(planned, carrier, ask, letters, sign_in):
    ask(planned)
    link = link_in(letters()[0])
    sign_in(None).post(link, {"answer": "yes"})
    check_in(planned, Guest.objects.get(), how="list", by=carrier)
    kept = delete_entry(Entry.objects.get(pk=planned.pk), carrier)
    assert sign_in(None).get(link).status_code == 404
    assert not Guest.objects.exists()
    bring_back(kept.pk, carrier)
    assert "You are coming" in sign_in(None).get(link).text
    assert planned.attendances.get().guest == Guest.objects.get()


def test_of_who_is_forgotten_no_letter_is_kept_and_none_goes_out_any_more(planned, ask, letters, sign_in):
    ask(planned)
    link = link_in(letters()[0])
    sign_in(None).post(link, {"answer": "yes"})
    sign_in(None).post(link, {"answer": "forget"})
    assert not letters()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("answer", ["no", "maybe"])
def test_who_does_not_say_yes_at_once_is_not_told_that_they_are_in_line(answer, planned, ask, letters, sign_in):
    ask(planned)
    sign_in(None).post(link_in(letters()[0]), {"answer": answer})
    assert not letters()


def test_who_left_or_joined_while_a_gathering_was_away_stands_right_when_it_is_back(
    gathering, carrier, ask, letters, sign_in, person, run_tasks
):
    planned, ines, ada = gathering(), person("ines"), person("ada")
    say_coming(planned, ines, "yes")
    ask(planned)
    sign_in(None).post(link_in(letters()[0]), {"answer": "yes"})
    kept = delete_entry(Entry.objects.get(pk=planned.pk), carrier)
    leave_commons(ines)
    confirm_address(ada.login, TYPED["email"])
    run_tasks()
    bring_back(kept.pk, carrier)
    assert Coming.objects.get().person == ada
    assert not Guest.objects.exists()


def test_whoever_joins_says_anew_how_old_they_are_and_that_counts(planned, ask, letters, sign_in, run_tasks, carrier):
    """An address was said to be an adult's; whoever has it makes an account as somebody under 18, in another spelling."""
    ask(planned, name="Ada the Great")
    sign_in(None).post(link_in(letters()[0]), {"answer": "yes"})
    letters()
    joining = {"name": "Ada Lovelace-Nine", "email": "ADA@Elsewhere.Example", "passphrase": "a kettle is a pot"}
    client = sign_in(None)
    client.post("/join/", {**joining, "age_band": "13-15", "agrees": "on"})
    client.post(re.search(r"http://[^/]+(/sign-in/address/[^\s]+)", letters()[0].body)[1])
    run_tasks()
    ada = Person.objects.get(display_name="Ada Lovelace-Nine")
    assert (ada.age_band, Coming.objects.get().person) == ("13-15", ada)
    assert not Guest.objects.exists()
    page = sign_in(carrier).get(f"{address_of(planned)}check-in/").text
    assert "Ada the Great" not in page
    assert "Ada Lovelace-Nine" in page
    assert "Lovelace" not in sign_in(None).get(address_of(planned)).text
