"""Inviting by e-mail: letters, what their links open, and being left alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.actions import leave_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Account, Commons, Joining, Person
from commonplace.ground import clock
from commonplace.ground.models import Letter
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.recruit.actions import answer_call, decline, leave_lines
from commonplace.stages.recruit.calling import change_call, end_call, open_call
from commonplace.stages.recruit.forms_inviting import addresses_in
from commonplace.stages.recruit.inviting import MOST_A_DAY, MOST_TO_ONE, invite_addresses, take_back, take_up
from commonplace.stages.recruit.models import Application, InvitedAddress, LeftAlone
from commonplace.stages.recruit.tasks import forget_applications

HERE = "/c/the-mending-table/invitations/letters/"
JOIN = "/c/the-mending-table/join/"
ADA = "ada@elsewhere.example"
Way, State = InvitedAddress.Way, Application.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_go_out(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN)


@pytest.fixture
def call(table, carrier):
    return open_call(table, carrier, words="Come.", seats=2, questions=[("Why?", True)], asks_approval=True)


def invite(table, by, way=Way.AT_ONCE, address=ADA):
    """The invitation, and its page as it stands in the letter."""
    (invited,) = invite_addresses(table, by, [address], way).invited
    return invited, re.search(r"/invited/[^/\s]+/", Letter.objects.get(to=address).words)[0]


def test_addresses_are_pasted_and_each_gets_a_letter_with_a_link_of_its_own(table, carrier, call, sign_in):
    client = sign_in(carrier)
    typed = {"addresses": f"Ada <{ADA}>, Bo@Elsewhere.example\nada@elsewhere.example", "way": "trusted"}
    page = client.post(HERE, typed, follow=True).text
    assert "2 letters are on their way." in page
    assert "no answer yet" not in page
    assert "letter on its way" in page
    links = {re.search(r"/invited/\S+/", letter.words)[0] for letter in Letter.objects.all()}
    assert len(links) == 2
    again = client.post(HERE, typed, follow=True).text
    assert "Invited already, so no second letter went out: ada@elsewhere.example, bo@elsewhere.example" in again
    assert Letter.objects.count() == 2


def test_each_address_is_checked_and_nothing_goes_out_before_all_are_right(table, carrier, sign_in):
    answer = sign_in(carrier).post(HERE, {"addresses": f"{ADA}\nada@elsewhere", "way": "at once"})
    assert answer.status_code == 422
    assert "“ada@elsewhere” is no address." in answer.text
    assert f"{ADA}\nada@elsewhere</textarea>" in answer.text
    assert not Letter.objects.exists()


_ADDRESSES = st.builds(
    "{}@{}.example".format, st.text("abXZ09!#$%&*+-/=?^_`{|}~.", min_size=1, max_size=9), st.text("aZ0-", min_size=1)
)


@given(st.lists(_ADDRESSES, max_size=6, unique_by=str.lower), st.sampled_from([", ", "\n", ";", "\r\n", " , \n", "\t"]))
def test_however_a_list_is_pasted_the_same_addresses_are_read(addresses, between):
    plain = [address for address in addresses if not set(address) & set(",;<>\"' ")]
    named = [f"Some Body <{address}>" for address in plain]
    for written in (plain, named):
        assert list(addresses_in(between.join(written))) == [address.lower() for address in plain]


def test_nobody_writes_to_more_than_so_many_in_a_day(table, carrier, sign_in):
    many = [f"somebody{number}@elsewhere.example" for number in range(MOST_A_DAY)]
    invite_addresses(table, carrier, many[:-1], Way.AT_ONCE)
    answer = sign_in(carrier).post(HERE, {"addresses": f"{many[-1]} {ADA}", "way": "at once"})
    assert answer.status_code == 422
    assert "One is left for today; these are 2." in answer.text
    assert len(invite_addresses(table, carrier, [many[-1], ADA], Way.AT_ONCE).invited) == 1
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert invite_addresses(table, carrier, [ADA], Way.AT_ONCE).invited


def test_where_no_letters_go_out_the_page_says_so(table, carrier, sign_in, settings):
    settings.MAIL_IS_SENT = False
    page = sign_in(carrier).get(HERE).text
    assert "This commons sends no letters" in page
    assert "<textarea" not in page
    sign_in(carrier).post(HERE, {"addresses": ADA, "way": "at once"})
    assert not InvitedAddress.objects.exists()


def test_looking_at_the_link_changes_nothing_and_one_press_lets_in(table, carrier, person, sign_in):
    _invited, link = invite(table, carrier)
    assert "The Mending Table" in sign_in(None).get(link).text
    ines = person("ines")
    assert "Come in" in sign_in(ines).get(link).text
    assert InvitedAddress.objects.get().said == ""
    assert sign_in(ines).post(link, {}).status_code == 422, "the norms are agreed to first"
    assert sign_in(ines).post(link, {"agrees": "on"}, follow=True).redirect_chain[-1][0] == table.address
    assert not Community.objects.get().asks_to_agree(ines)
    assert sign_in(person("dov")).post(link, {"agrees": "on"}).status_code == 404, "it let one person in"
    assert "took it up" in sign_in(carrier).get(HERE).text


def test_whoever_invites_and_is_under_18_is_not_named_to_strangers(table, carrier, person, sign_in):
    Person.objects.filter(pk=carrier.pk).update(age_band="16-17")
    _invited, link = invite(table, Person.objects.get(pk=carrier.pk))
    assert "Nkechi" not in Letter.objects.get().words
    assert "Nkechi" not in sign_in(None).get(link).text
    assert "Nkechi" in sign_in(person("ines")).get(link).text


def test_a_trusted_invitation_stands_for_approval_and_the_questions_are_asked_unless_the_facilitator_says_so(
    table, carrier, call, person, sign_in
):
    _invited, link = invite(table, carrier, Way.TRUSTED)
    question = call.questions.get()
    ines, dov = person("ines"), person("dov")
    assert sign_in(ines).post(link, {"agrees": "on"}).status_code == 422
    sign_in(ines).post(link, {"agrees": "on", f"answer_{question.pk}": "a kettle"})
    seated = Application.objects.get(person=ines)
    assert (seated.state, seated.answers.get().words, seated.invited_by) == (State.ACCEPTED, "a kettle", carrier)
    assert "invited by" in sign_in(carrier).get("/c/the-mending-table/applications/").text
    _invited, link = invite(table, carrier, Way.AT_ONCE, "dov@elsewhere.example")
    assert "Why?" not in sign_in(dov).get(link).text
    sign_in(dov).post(link, {"agrees": "on"})
    assert Application.objects.get(person=dov).state == State.ACCEPTED


def test_nobody_is_let_in_beyond_the_seats(table, carrier, call, person, sign_in):
    for name in ("ines", "dov", "wen"):
        invited, _link = invite(table, carrier, Way.AT_ONCE, f"{name}@elsewhere.example")
        take_up(invited, person(name), None)
    assert Application.objects.get(person__name="wen").state == State.WAITLISTED
    assert table.memberships.filter(left_at=None).count() == 3


def test_an_ordinary_invitation_leads_to_an_answer_that_is_read_and_knows_what_was_answered_before(
    table, carrier, call, person, sign_in
):
    ines = person("ines")
    question = call.questions.get()
    decline(answer_call(call, ines, {question.pk: "My grandmother’s kettle"}), carrier)
    _invited, link = invite(table, carrier, Way.ANSWERS)
    client = sign_in(ines)
    assert "My grandmother’s kettle" in client.get(link).text
    page = client.post(link, {"agrees": "on", f"answer_{question.pk}": "Hers, still"}, follow=True)
    assert page.redirect_chain[-1][0] == JOIN
    assert "Your answer is with them." in page.text
    assert Application.objects.get().state == State.WAITING


def test_who_waits_to_be_read_and_is_then_trusted_keeps_what_they_answered(table, carrier, call, person):
    ines = person("ines")
    answer_call(call, ines, {call.questions.get().pk: "a kettle"})
    invited, _link = invite(table, carrier)
    take_up(invited, ines, None)
    seated = Application.objects.get()
    assert (seated.state, seated.answers.get().words) == (State.ACCEPTED, "a kettle")


def test_somebody_without_an_account_makes_one_and_nobody_makes_another_by_the_same_letter(table, carrier, sign_in):
    Commons.objects.update(joining=Joining.INVITED)
    _invited, link = invite(table, carrier)
    token = link.split("/")[2]
    typed = {
        "name": "Ada", "email": ADA, "passphrase": "the kettle sings at four", "age_band": "adult", "agrees": "on"
    }  # fmt: skip
    client = sign_in(None)
    assert "You are invited to “The Mending Table”." in client.get(f"/join/?invitation={token}").text
    page = client.post("/join/", typed, follow=True)
    assert page.redirect_chain[-1][0] == link
    assert client.post(link, {"agrees": "on"}, follow=True).redirect_chain[-1][0] == table.address
    other = sign_in(None)
    other.get(f"/join/?invitation={token}")
    other.post("/join/", typed | {"email": "bo@elsewhere.example"})
    assert Account.objects.filter(email="bo@elsewhere.example").count() == 0


def test_who_is_too_young_makes_no_account_by_a_letter(table, carrier, sign_in):
    _invited, link = invite(table, carrier)
    client = sign_in(None)
    client.get(f"/join/?invitation={link.split('/')[2]}")
    typed = {
        "name": "Bo",
        "email": ADA,
        "passphrase": "the kettle sings at four",
        "age_band": "younger",
        "agrees": "on",
    }
    client.post("/join/", typed)
    assert not Person.objects.filter(display_name="Bo").exists()


def test_one_says_no_once_and_is_never_written_to_from_there(table, carrier, sign_in, person, community):
    _invited, link = invite(table, carrier)
    stranger = sign_in(None)
    assert "No more invitations" in stranger.get(f"{link}stop/").text
    assert not LeftAlone.objects.exists()
    assert "You are left alone" in stranger.post(f"{link}stop/").text
    assert stranger.get(link).status_code == 404
    assert not Letter.objects.exists(), "it had not gone out yet"
    client = sign_in(carrier)
    assert "said no" in client.get(HERE).text
    again = client.post(HERE, {"addresses": ADA, "way": "at once"}, follow=True)
    assert f"They want no letters from you, so none went out: {ADA}" in again.text
    assert not Letter.objects.exists()
    other = community(person("wen"), name="The Other Table")
    assert invite_addresses(other, person("lin"), [ADA], Way.AT_ONCE).invited, "elsewhere nobody asked for that"


def test_mail_programs_end_it_without_a_page_of_ours(table, carrier, sign_in):
    _invited, link = invite(table, carrier)
    assert Letter.objects.get().stop_address.endswith(f"{link}stop/")
    assert Client(enforce_csrf_checks=True).post(f"{link}stop/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert LeftAlone.objects.exists()


def test_it_is_taken_back_and_brought_back(table, carrier, person, sign_in):
    invited, link = invite(table, carrier)
    client = sign_in(carrier)
    page = client.post(f"{HERE}{invited.pk}/", follow=True)
    assert "lets nobody in any more" in page.text
    assert "taken back" in page.text
    assert sign_in(person("ines")).get(link).status_code == 404
    kept = re.search(r'action="(/me/undo/\w+/)"', page.text)[1]
    client.post(kept)
    assert sign_in(person("dov")).get(link).status_code == 200


def test_it_does_not_come_back_where_the_address_is_invited_again(table, carrier):
    invited, _link = invite(table, carrier)
    kept = take_back(invited, carrier)
    invite_addresses(table, carrier, [ADA], Way.AT_ONCE)
    with pytest.raises(CannotComeBack):
        bring_back(kept.pk, carrier)


def test_it_lapses_and_is_forgotten_with_its_letter(table, carrier, person, sign_in):
    Commons.objects.update(outsiders_kept_days=10)
    _invited, link = invite(table, carrier)
    with clock.at(clock.now() + timedelta(days=31)):
        assert sign_in(person("ines")).get(link).status_code == 404
        assert "lapsed without an answer" in sign_in(carrier).get(HERE).text
        forget_applications.call()
        assert InvitedAddress.objects.exists()
    with clock.at(clock.now() + timedelta(days=41)):
        forget_applications.call()
    assert not InvitedAddress.objects.exists()
    assert not Letter.objects.exists()


def test_who_was_sent_away_after_it_was_written_does_not_come_back_by_it(table, carrier, member, sign_in):
    _invited, link = invite(table, carrier)
    ines = member(table, "ines")
    leave_community(table.membership_of(ines), carrier)
    answer = sign_in(ines).post(link, {"agrees": "on"})
    assert answer.status_code == 409
    assert "was ended by those who carry it" in answer.text


def test_members_learners_and_strangers_see_no_addresses(table, carrier, member, sign_in):
    invited, _link = invite(table, carrier)
    for somebody in (None, member(table, "ines")):
        assert ADA not in sign_in(somebody).get(HERE, follow=True).text
        assert sign_in(somebody).post(f"{HERE}{invited.pk}/").status_code in {302, 403}
    assert InvitedAddress.objects.get().revoked_at is None


def test_a_narrow_community_asks_for_no_answers_that_could_not_be_looked_at(table, carrier, call, person, sign_in):
    Community.objects.update(audience=Audience.COMMUNITY)
    assert 'value="answers"' not in sign_in(carrier).get(HERE).text
    for name in ("ines", "dov"):
        invited, _link = invite(table, carrier, Way.AT_ONCE, f"{name}@elsewhere.example")
        take_up(invited, person(name), None)
    _invited, link = invite(table, carrier)
    answer = sign_in(person("wen")).post(link, {"agrees": "on"})
    assert answer.status_code == 409
    assert "Your invitation stays" in answer.text
    assert InvitedAddress.objects.get(email=ADA).said == ""


def test_who_leaves_the_commons_leaves_no_address_behind(table, carrier, person):
    invited, _link = invite(table, carrier)
    ines = person("ines")
    take_up(invited, ines, None)
    leave_lines(ines)
    assert not InvitedAddress.objects.exists()


def test_a_letter_that_is_still_here_does_not_go_out_once_it_is_taken_back_and_does_when_it_comes_back(
    table, carrier, person, sign_in
):
    invited, link = invite(table, carrier)
    words = Letter.objects.get().words
    kept = take_back(invited, carrier)
    assert not Letter.objects.exists()
    bring_back(kept.pk, carrier)
    letter = Letter.objects.get()
    assert (letter.words, InvitedAddress.objects.get().letter) == (words, letter)
    assert "letter on its way" in sign_in(carrier).get(HERE).text
    assert sign_in(person("ines")).get(link).status_code == 200


def test_a_letter_that_went_out_stays_in_the_list_when_it_is_taken_back(table, carrier):
    invited, _link = invite(table, carrier)
    Letter.objects.update(sent_at=clock.now())
    take_back(invited, carrier)
    assert Letter.objects.exists()


def test_nobody_is_flooded_by_taking_back_and_inviting_again_or_from_many_communities(
    table, carrier, person, community, sign_in
):
    for _time in range(MOST_TO_ONE - 1):
        take_back(invite(table, carrier)[0], carrier)
    other = community(person("wen"), name="The Other Table")
    invite_addresses(other, person("lin"), [ADA], Way.AT_ONCE)
    page = sign_in(carrier).post(HERE, {"addresses": ADA, "way": "at once"}, follow=True).text
    assert f"Invited often enough this week, so no letter went out. Try again in a few days: {ADA}" in page
    assert InvitedAddress.objects.filter(email=ADA).count() == MOST_TO_ONE
    with clock.at(clock.now() + timedelta(days=8)):
        assert invite_addresses(table, carrier, [ADA], Way.AT_ONCE).invited


def test_whoever_got_a_no_does_not_write_from_another_community(table, carrier, community, sign_in):
    _invited, link = invite(table, carrier)
    sign_in(None).post(f"{link}stop/")
    other = community(carrier, name="The Other Table")
    assert invite_addresses(other, carrier, [ADA], Way.AT_ONCE).left_alone == [ADA]


def test_whoever_blocks_who_invites_gets_no_letter_and_nobody_is_told(table, carrier, person, sign_in):
    block(person("ines"), carrier)
    client = sign_in(carrier)
    page = client.post(HERE, {"addresses": "ines@example.org", "way": "at once"}, follow=True).text
    assert not Letter.objects.exists()
    assert "One letter is on its way." in page
    assert "letter sent" in page


def test_many_addresses_that_get_no_letter_are_said_in_few_words(table, carrier, sign_in):
    many = [f"somebody.with.a.long.name.{number}@elsewhere.example" for number in range(MOST_A_DAY // 2)]
    invite_addresses(table, carrier, many, Way.AT_ONCE)
    page = sign_in(carrier).post(HERE, {"addresses": " ".join(many), "way": "at once"}, follow=True).text
    assert f"{many[7]}, and {len(many) - 8} more" in page


@pytest.mark.parametrize("window", ["before it opens", "when it has closed"])
def test_the_seats_of_a_call_are_heeded_until_it_is_ended(table, carrier, call, person, sign_in, window):
    hours = {"before it opens": (1, 9), "when it has closed": (-9, -1)}[window]
    opens, closes = (clock.now() + timedelta(hours=count) for count in hours)
    change_call(call, carrier, based_on=call.version, opens_at=opens, closes_at=closes)
    for name in ("ines", "dov", "wen"):
        invited, _link = invite(table, carrier, Way.TRUSTED, f"{name}@elsewhere.example")
        take_up(invited, person(name), {call.questions.get().pk: "a kettle"})
    states = list(Application.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.ACCEPTED, State.ACCEPTED, State.WAITLISTED]
    assert table.memberships.filter(left_at=None).count() == 3
    assert "Why?" in sign_in(person("lin")).get(invite(table, carrier, Way.TRUSTED)[1]).text
    end_call(call, carrier)
    take_up(InvitedAddress.objects.get(email=ADA), Person.objects.get(name="lin"), None)
    assert table.memberships.filter(left_at=None).count() == 4


def test_an_ordinary_invitation_waits_while_no_answers_are_taken(table, carrier, call, person, sign_in):
    _invited, link = invite(table, carrier, Way.ANSWERS)
    change_call(call, carrier, based_on=call.version, closes_at=clock.now())
    answer = sign_in(person("ines")).post(link, {"agrees": "on"})
    assert answer.status_code == 409
    assert "takes no answers at present" in answer.text
    assert InvitedAddress.objects.get().said == ""


def test_who_has_no_confirmed_address_writes_to_nobody_and_takes_back_what_others_wrote(
    table, carrier, member, sign_in
):
    invite(table, carrier)
    new = member(table, "new", role="facilitator")
    Account.objects.filter(person=new).update(email=None, email_claimed="new@elsewhere.example")
    client = sign_in(Person.objects.get(pk=new.pk))
    page = client.get(HERE).text
    assert "where letters reach you" in page
    assert "<textarea" not in page
    assert "Take it back" in page
    client.post(HERE, {"addresses": "bo@elsewhere.example", "way": "at once"})
    assert not InvitedAddress.objects.filter(email="bo@elsewhere.example").exists()
