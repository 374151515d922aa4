"""Opening a call, changing it, and ending it, as those who carry a community do."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Stage
from commonplace.commons.entries.models import Entry, Notice
from commonplace.ground import clock
from commonplace.ground.local_time import clock_changes, local_parts
from commonplace.stages.design.actions import start
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import change_call, open_call
from commonplace.stages.recruit.models import Call

pytestmark = pytest.mark.django_db
TYPED = {"words": "Bring what is broken.", "seats": "3", "seats_go": "first", "lines": "2", "based_on": ""}


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.COMMONS)


def test_a_call_is_opened_with_questions_of_its_own(table, carrier, sign_in):
    client = sign_in(carrier)
    typed = {**TYPED, "question_0": "What is broken?", "required_0": "on", "question_1": " "}
    assert client.post("/c/the-mending-table/call/", typed).status_code == 302
    call = Call.objects.get()
    assert (call.words, call.seats, call.is_open) == ("Bring what is broken.", 3, True)
    assert [(question.words, question.is_required) for question in call.questions.all()] == [("What is broken?", True)]
    table.refresh_from_db()
    assert table.stage == Stage.RECRUIT
    assert "Bring what is broken." in client.get("/c/the-mending-table/join/").text


def test_one_more_question_keeps_what_was_typed_and_saves_nothing(table, carrier, sign_in):
    page = sign_in(carrier).post("/c/the-mending-table/call/", {**TYPED, "question_0": "Why?", "more": "1"}).text
    assert "Bring what is broken." in page
    assert 'name="question_2"' in page
    assert 'value="Why?"' in page
    assert not Call.objects.exists()


def test_mistakes_are_named_beside_their_fields_and_all_stays(table, carrier, sign_in):
    typed = {**TYPED, "seats": "none", "opens_on": "2026-12-02", "closes_on": "2026-12-01"}
    response = sign_in(carrier).post("/c/the-mending-table/call/", typed)
    assert response.status_code == 422
    assert 'href="#id_seats"' in response.text
    assert 'href="#id_closes_on"' in response.text
    assert "Bring what is broken." in response.text


@pytest.mark.parametrize("nonsense", [{"lines": "9" * 5000}, {"lines": "-1"}, {"based_on": "x"}, {"seats_go": "?"}, {}])
def test_nonsense_is_an_error_and_no_failure(table, carrier, sign_in, nonsense):
    typed = {**TYPED, **nonsense} if nonsense else {}
    assert sign_in(carrier).post("/c/the-mending-table/call/", typed).status_code in {302, 422}


def test_a_narrow_page_has_to_be_widened_or_left_in_words(community, carrier, sign_in):
    narrow = community(carrier)
    client = sign_in(carrier)
    assert "nobody else would find this call" in client.get("/c/the-mending-table/call/").text
    response = client.post("/c/the-mending-table/call/", TYPED)
    assert response.status_code == 422
    assert "Choose who may see the page" in response.text
    client.post("/c/the-mending-table/call/", {**TYPED, "audience": "3"})
    narrow.refresh_from_db()
    assert narrow.audience == Audience.COMMONS
    assert Call.objects.count() == 1


def test_it_says_that_somebody_waits_only_where_somebody_does(table, carrier, person, sign_in):
    """A new notice of any kind made it say so: the page's frame has a word of the same name."""
    call = open_call(table, carrier, words="Come", seats=3, asks_approval=True)
    Notice.objects.create(person=carrier, happening_id=1, kind="membership.begun", by=person("ines"), community=table)
    client = sign_in(carrier)
    assert "Somebody waits for your word." not in client.get("/c/the-mending-table/call/").text
    answer_call(call, person("dov"), {})
    assert "Somebody waits for your word." in client.get("/c/the-mending-table/call/").text


@pytest.mark.parametrize(
    ("chosen", "tick", "reach"),
    [("4", {"open_design": "on"}, 4), ("4", {}, 2), ("leave", {"open_design": "on"}, 2)],
)
def test_a_call_that_opens_the_page_opens_the_design_where_that_is_ticked(carrier, sign_in, chosen, tick, reach):
    community = start(carrier, name="The Mending Table")
    client = sign_in(carrier)
    page = client.get("/c/the-mending-table/call/").text
    assert "Open its design just as far" in page
    assert "Only members of this community can read its design." in page
    assert client.post("/c/the-mending-table/call/", {**TYPED, "audience": chosen, **tick}).status_code == 302
    assert Entry.objects.get(kind="design").audience == reach
    community.refresh_from_db()
    assert community.audience == (Audience.OPEN if chosen == "4" else Audience.COMMUNITY)
    # The page is as open as it should be now, so the form asks no more.
    assert ("Open its design" in client.get("/c/the-mending-table/call/").text) is (chosen == "leave")


def test_a_minor_cannot_widen_it_to_the_open_web(community, person, sign_in):
    community(person("wen", age_band="16-17"))
    client = sign_in(person_named("wen"))
    assert "The open web" not in client.get("/c/the-mending-table/call/").text
    assert client.post("/c/the-mending-table/call/", {**TYPED, "audience": "4"}).status_code == 422


def person_named(name):
    from commonplace.commons.people.models import Person

    return Person.objects.get(name=name)


def test_two_editors_do_not_overwrite_each_other(table, carrier, sign_in):
    call = open_call(table, carrier, words="Ours", seats=3)
    change_call(call, carrier, based_on=1, words="Theirs, meanwhile")
    response = sign_in(carrier).post("/c/the-mending-table/call/", {**TYPED, "based_on": "1"})
    assert response.status_code == 409
    assert "Theirs, meanwhile" in response.text
    assert "Bring what is broken." in response.text
    assert 'name="based_on" value="2"' in response.text
    call.refresh_from_db()
    assert call.words == "Theirs, meanwhile"


def test_two_who_open_a_call_at_once_do_not_open_two(table, carrier, sign_in):
    open_call(table, carrier, words="Theirs", seats=3)
    assert sign_in(carrier).post("/c/the-mending-table/call/", TYPED).status_code == 409
    assert Call.objects.count() == 1


def test_answers_to_a_question_outlive_it(table, carrier, person, sign_in):
    call = open_call(table, carrier, words="Come", seats=3, questions=[("What is broken?", False)])
    answer_call(call, person("ines"), {call.questions.get().pk: "a kettle"})
    change_call(call, carrier, based_on=1, questions=[("What do you bring?", False)])
    page = sign_in(carrier).get("/c/the-mending-table/applications/").text
    assert "What is broken?" in page
    assert "a kettle" in page
    assert "What is broken?" not in sign_in(person("dov")).get("/c/the-mending-table/join/").text


def test_a_last_day_that_is_over_is_an_error_and_opens_nothing(table, carrier, sign_in):
    response = sign_in(carrier).post("/c/the-mending-table/call/", {**TYPED, "closes_on": "2020-01-01"})
    assert response.status_code == 422
    assert "This day is over." in response.text
    assert not Call.objects.exists()


def test_the_address_to_pass_on_is_whole(table, carrier, sign_in):
    page = sign_in(carrier).post("/c/the-mending-table/call/", TYPED, follow=True).text
    assert page.count("http://localhost/c/the-mending-table/join/") >= 2  # in the message, and beside the call


def test_the_last_day_ends_by_the_clocks_of_the_community(community, carrier, sign_in):
    community(carrier, audience=Audience.COMMONS, zone="America/New_York")
    typed = {**TYPED, "opens_on": "2027-03-01", "closes_on": "2027-03-14"}
    sign_in(carrier).post("/c/the-mending-table/call/", typed)
    call = Call.objects.get()
    assert call.opens_at == datetime(2027, 3, 1, 5, tzinfo=UTC)
    assert call.closes_at == datetime(2027, 3, 15, 3, 59, 59, tzinfo=UTC)  # clocks went forward on the 14th
    with clock.at(datetime(2027, 3, 15, 3, 59, tzinfo=UTC)):
        assert call.is_open
    with clock.at(datetime(2027, 3, 15, 4, tzinfo=UTC)):
        assert not call.is_open


def test_ending_a_call_asks_first(table, carrier, sign_in):
    open_call(table, carrier, words="Come", seats=3)
    client = sign_in(carrier)
    assert "End the call?" in client.get("/c/the-mending-table/call/end/").text
    assert Call.objects.get().ended_at is None
    client.post("/c/the-mending-table/call/end/")
    assert Call.objects.get().ended_at is not None
    assert "No call is open" in client.get("/c/the-mending-table/join/").text


def test_only_those_who_carry_a_community_open_its_call(table, member, person, sign_in):
    for path in ("call/", "call/end/", "applications/"):
        assert sign_in(member(table, "ines")).get(f"/c/the-mending-table/{path}").status_code == 403
        assert sign_in(None).get(f"/c/the-mending-table/{path}").status_code == 302
    assert sign_in(member(table, "ines")).post("/c/the-mending-table/call/", TYPED).status_code == 403
    assert not Call.objects.exists()


@pytest.mark.parametrize("questions", [1, 3])
def test_the_form_asks_the_database_as_often_for_one_question_as_for_three(
    table, carrier, sign_in, questions, django_assert_num_queries
):
    open_call(table, carrier, words="Come", seats=3, questions=[(f"Why {n}?", False) for n in range(questions)])
    client = sign_in(carrier)
    client.get("/c/the-mending-table/call/")
    with django_assert_num_queries(9):
        client.get("/c/the-mending-table/call/")


def test_a_call_that_opens_later_says_when(table, carrier, person, sign_in):
    open_call(table, carrier, words="Come", seats=3, opens_at=clock.now() + timedelta(days=2))
    page = sign_in(person("ines")).get("/c/the-mending-table/join/").text
    assert "Not open yet" in page
    assert "Take a seat" not in page


def test_on_other_clocks_a_call_that_is_saved_as_it_was_closes_when_it_did(table, carrier, sign_in):
    client = sign_in(carrier)
    day = f"{clock.now() + timedelta(days=9):%Y-%m-%d}"
    assert client.post("/c/the-mending-table/call/", {**TYPED, "opens_on": day, "closes_on": day}).status_code == 302
    call = Call.objects.get()
    for zone in ("Asia/Tokyo", "America/New_York", "Pacific/Apia"):
        change_community(table, carrier, zone=zone)
        page = client.get("/c/the-mending-table/call/").text
        shown = {name: re.search(f'name="{name}" value="([0-9-]*)"', page)[1] for name in ("opens_on", "closes_on")}
        based_on = Call.objects.get().version
        changed = {**TYPED, **shown, "words": f"Come, in {zone}", "based_on": based_on}
        assert client.post("/c/the-mending-table/call/", changed).status_code == 302
        now = Call.objects.get()
        assert (now.version, now.opens_at, now.closes_at) == (based_on + 1, call.opens_at, call.closes_at)


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Santiago", "America/Havana", "Asia/Beirut"])
def test_a_last_day_is_that_day_also_where_its_midnight_is_jumped_over_or_comes_twice(zone, table, carrier, sign_in):
    change_community(table, carrier, zone=zone)
    client, based_on = sign_in(carrier), ""
    with clock.at(datetime(2027, 1, 1, tzinfo=UTC)):
        for change, _forward in clock_changes(date(2027, 1, 2), date(2027, 12, 30), zone):
            for day in (change - timedelta(days=1), change):
                typed = {**TYPED, "closes_on": f"{day:%Y-%m-%d}", "based_on": based_on}
                assert client.post("/c/the-mending-table/call/", typed).status_code == 302
                call = Call.objects.get()
                based_on = call.version
                assert local_parts(call.closes_at, zone) == (day, time(23, 59))
                assert f'value="{day:%Y-%m-%d}"' in client.get("/c/the-mending-table/call/").text
                with clock.at(call.closes_at + timedelta(seconds=1)):
                    assert not call.is_open
                    assert local_parts(clock.now(), zone)[0] > day
