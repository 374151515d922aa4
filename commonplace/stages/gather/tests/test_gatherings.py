"""Planning, changing and cancelling gatherings, and saying whether one comes."""

import re
from datetime import date, time, timedelta

import pytest

from commonplace.commons.communities.actions import leave_community
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.models import Entry, Notice
from commonplace.ground import clock, ids
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.gather.actions import cancel_gathering, change_gathering, plan_from_design
from commonplace.stages.gather.models import Coming, Gathering
from commonplace.stages.gather.places import say_coming
from tests.pressing import press_at_once

pytestmark = pytest.mark.django_db
NEW = "/c/the-mending-table/gatherings/new/"
LIST = "/c/the-mending-table/gatherings/"
TYPED = {"title": "Things with a plug", "day": "2027-07-14", "begins": "18:00", "ends": "20:30", "audience": "4"}


def entry_of(gathering):
    return Entry.objects.get(pk=gathering.pk)


def test_a_gathering_is_planned_on_the_communitys_clocks(table, carrier, sign_in, utc):
    response = sign_in(carrier).post(NEW, {**TYPED, "place": "Lower floor", "capacity": "12"})
    assert response.status_code == 302
    planned = Gathering.objects.get()
    assert (planned.starts_at, planned.ends_at) == (utc(2027, 7, 14, 17), utc(2027, 7, 14, 19, 30))
    assert (planned.zone, planned.place, planned.capacity) == ("Europe/London", "Lower floor", 12)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Give it a name"),
        ({"day": "soon"}, "Write the day as"),
        ({"begins": "six"}, "Write the time as"),
        ({"ends": "17:00"}, "It has to end after it begins"),
        ({"day": "2027-03-28", "begins": "01:30"}, "The clocks go forward on that day"),
        ({"day": "0001-01-01"}, "Choose a day between 1970 and 2199"),
        ({"link": "javascript:alert(1)"}, "Copy the whole address"),
        ({"capacity": "many"}, "Write a whole number"),
        ({"audience": "9"}, "audience"),
    ],
)
def test_mistakes_are_named_and_all_stays(table, carrier, sign_in, typed, words):
    response = sign_in(carrier).post(NEW, {**TYPED, "body": "Yusuf brings soup.", **typed})
    assert response.status_code == 422
    assert words in response.text
    assert "Yusuf brings soup." in response.text
    assert not Gathering.objects.exists()


def test_an_end_that_comes_twice_is_the_first_after_the_beginning(table, carrier, sign_in, utc):
    sign_in(carrier).post(NEW, {**TYPED, "day": "2027-10-31", "begins": "01:30", "ends": "01:15"})
    planned = Gathering.objects.get()
    assert (planned.starts_at, planned.ends_at) == (utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 1, 15))


def test_a_form_left_as_it_was_moves_nothing_also_in_the_hour_that_comes_twice(gathering, carrier, sign_in, utc):
    planned = gathering(starts_at=utc(2027, 10, 31, 1, 30), ends_at=utc(2027, 10, 31, 1, 45))
    address = entry_of(planned).address + "gathering/"
    typed = {**TYPED, "day": "2027-10-31", "begins": "01:30", "ends": "01:45", "based_on": "1"}
    assert sign_in(carrier).post(address, typed).status_code == 302
    planned.refresh_from_db()
    assert (planned.starts_at, planned.ends_at) == (utc(2027, 10, 31, 1, 30), utc(2027, 10, 31, 1, 45))


def test_earlier_words_say_when_as_a_person_reads_it(gathering, carrier, sign_in, utc):
    planned = gathering(starts_at=utc(2027, 7, 14, 17), ends_at=utc(2027, 7, 14, 19))
    change_gathering(planned, carrier, based_on=1, starts_at=utc(2027, 7, 14, 17, 30))
    client, history = sign_in(carrier), entry_of(planned).address + "history/"
    page = client.get(history + "1/").text
    assert "Wednesday 14 July 2027, 18:30, British Summer Time (London)" in page
    assert "Wednesday 14 July 2027, 20:00, British Summer Time (London)" in page
    assert "Europe/London" not in page


def test_two_editors_do_not_overwrite_each_other(gathering, carrier, sign_in):
    planned = gathering(place="Upstairs")
    address = entry_of(planned).address + "gathering/"
    change_gathering(planned, carrier, based_on=1, place="In the yard", title="Moved out")
    response = sign_in(carrier).post(address, {**TYPED, "place": "In the cellar", "based_on": "1"})
    assert response.status_code == 409
    assert "In the yard" in response.text
    assert 'value="In the cellar"' in response.text
    assert 'name="based_on" value="2"' in response.text
    planned.refresh_from_db()
    assert planned.place == "In the yard"


def test_the_page_says_when_in_both_zones_with_their_names(gathering, person, sign_in, utc):
    with clock.at(utc(2027, 7, 14, 10)):
        planned = gathering(starts_at=utc(2027, 7, 14, 17), ends_at=utc(2027, 7, 14, 19, 30))
        page = sign_in(person("beatriz", zone="Europe/Berlin")).get(entry_of(planned).address).text
        here = sign_in(person("dov", zone="Europe/London")).get(entry_of(planned).address).text
    assert "Today" in page
    assert "19:00" in page
    assert "Central European Summer Time" in page
    assert "British Summer Time" in page
    assert "18:00" in page
    assert here.count("British Summer Time") == 1


def test_the_link_is_for_members_and_those_who_come(gathering, table, member, person, sign_in):
    link = "https://meet.example/canary"
    planned = gathering(link=link)
    address = entry_of(planned).address
    guest = sign_in(person("dov"))
    assert link not in sign_in(None).get(address).text
    assert link not in guest.get(address).text
    assert link in sign_in(member(table, "ines")).get(address).text
    guest.post(address + "coming/", {"answer": "yes"})
    assert link in guest.get(address).text
    for path in (address + "gathering.ics", "/calendar.ics", "/c/the-mending-table/calendar.ics", LIST):
        assert link not in guest.get(path).text


def test_names_are_for_members_and_numbers_begin_at_five(gathering, table, member, person, sign_in):
    planned = gathering()
    address = entry_of(planned).address
    ines = member(table, "ines")
    for name in ("zadie", "amara", "bela", "chen"):
        say_coming(planned, person(name), "yes")
    stranger = sign_in(None)
    assert "people have said" not in stranger.get(address).text
    say_coming(planned, ines, "yes")
    page = sign_in(ines).get(address).text.partition("Who is coming")[2]
    assert page.index("Amara") < page.index("Bela") < page.index("Ines") < page.index("Zadie")
    assert "5 people have said" in stranger.get(address).text
    assert "Zadie" not in stranger.get(address).text
    assert "Zadie" not in sign_in(person("dov")).get(address).text


def test_saying_so_again_changes_the_answer(gathering, person, sign_in):
    planned = gathering()
    client = sign_in(person("dov"))
    for answer in ("yes", "maybe", "no"):
        client.post(entry_of(planned).address + "coming/", {"answer": answer})
        assert Coming.objects.get().answer == answer
    assert client.post(entry_of(planned).address + "coming/", {"answer": "<script>"}).status_code == 302
    assert client.get(entry_of(planned).address + "coming/").status_code == 302
    assert Coming.objects.get().answer == "no"


def test_no_more_come_than_fit(gathering, person, sign_in):
    planned = gathering(capacity=1)
    address = entry_of(planned).address
    sign_in(person("dov")).post(address + "coming/", {"answer": "yes"})
    page = sign_in(person("wen")).post(address + "coming/", {"answer": "yes"}, follow=True).text
    assert "All places are taken" in page
    assert Coming.objects.filter(answer="waitlisted").count() == 1
    assert Coming.objects.filter(answer="yes").count() == 1
    sign_in(person("hana")).post(address + "coming/", {"answer": "maybe"})
    assert Coming.objects.filter(answer="maybe").count() == 1


def test_what_is_over_or_cancelled_takes_no_answers(gathering, person, sign_in):
    over = gathering(hours=-24)
    client = sign_in(person("dov"))
    client.post(entry_of(over).address + "coming/", {"answer": "yes"})
    assert not Coming.objects.exists()


def test_cancelling_keeps_it_and_tells_those_who_meant_to_come(
    gathering, table, carrier, member, person, sign_in, run_tasks
):
    planned = gathering()
    ines, dov, wen = member(table, "ines"), person("dov"), member(table, "wen")
    say_coming(planned, dov, "maybe")
    say_coming(planned, wen, "no")
    address = entry_of(planned).address
    client = sign_in(carrier)
    assert "Cancel it?" in client.get(address + "cancel/").text
    client.post(address + "cancel/", {"reason": "The roof leaks."})
    run_tasks()
    page = sign_in(None).get(address).text
    assert "Cancelled" in page
    assert "The roof leaks." in page
    told = set(Notice.objects.filter(kind="gathering.cancelled").values_list("person__name", flat=True))
    assert told == {"ines", "dov"}
    assert ines.name in told
    assert client.get(address + "gathering/").status_code == 403
    assert "STATUS:CANCELLED" in sign_in(None).get(address + "gathering.ics").text
    assert "The roof leaks." in sign_in(None).get(LIST).text


def test_only_its_planner_and_those_who_carry_change_it(gathering, table, member, person, sign_in):
    planned = gathering()
    address = entry_of(planned).address
    for path in ("gathering/", "cancel/"):
        assert sign_in(member(table, "ines")).get(address + path).status_code == 403
        assert sign_in(None).get(address + path).status_code == 302
        hidden = gathering(audience=Audience.ONLY_ME)
        assert sign_in(person(f"dov{path[0]}")).get(entry_of(hidden).address + path).status_code == 404


def test_guests_and_others_plan_nothing(table, member, person, sign_in):
    assert sign_in(member(table, "guest", role="guest")).post(NEW, TYPED).status_code == 403
    assert sign_in(person("dov")).post(NEW, TYPED).status_code == 403
    assert sign_in(None).post(NEW, TYPED).status_code == 302
    assert sign_in(member(table, "ines")).post(NEW, TYPED).status_code == 302
    assert Gathering.objects.count() == 1


def test_a_minor_cannot_open_it_to_the_web(table, member, sign_in):
    client = sign_in(member(table, "wen", age_band="13-15"))
    assert client.post(NEW, TYPED).status_code == 422
    assert client.post(NEW, {**TYPED, "audience": "3"}).status_code == 302
    assert Entry.objects.get(kind="gathering").audience == Audience.COMMONS


def arc(*days):
    return [{"title": title, "words": "", "on": on, "starts": starts, "minutes": 90} for title, on, starts in days]


def designed(by, *days):
    community = start(by, name="The Mending Table", zone="Europe/London")
    design = community.design
    write_design(design, by, based_on=design.entry.version, fields={}, values=[], arc=arc(*days), predictions=[])
    design.refresh_from_db()
    return design


DAYS = [
    ("Open it", date(2027, 3, 27), time(18)),
    ("Close it", date(2027, 3, 28), time(1, 30)),
    ("Some time", None, None),
]


def test_the_designs_days_become_gatherings_once(carrier, sign_in, utc):
    designed(carrier, *DAYS)
    client = sign_in(carrier)
    assert "Make gatherings from the design’s days" in client.get(LIST).text
    for _again in range(2):
        client.post(LIST + "from-design/")
    made = Gathering.objects.order_by("starts_at")
    # Half past one does not exist on the night in which clocks go forward: it is an hour later.
    assert [gathering.starts_at for gathering in made] == [utc(2027, 3, 27, 18), utc(2027, 3, 28, 1, 30)]
    assert "Make gatherings from the design’s days" not in client.get(LIST).text


def test_a_design_written_anew_doubles_nothing(carrier):
    design = designed(carrier, *DAYS)
    assert len(plan_from_design(design, carrier)) == 2
    design.arc.all().delete()
    design.entry.refresh_from_db()
    write_design(design, carrier, based_on=design.entry.version, fields={}, values=[], arc=arc(*DAYS), predictions=[])
    assert plan_from_design(design, carrier) == []
    assert Gathering.objects.filter(arc_day__isnull=False).count() == 2


def test_members_get_one_notice_of_all_days(carrier, member, run_tasks):
    design = designed(carrier, *DAYS)
    ines = member(design.community, "ines")
    plan_from_design(design, carrier)
    run_tasks()
    assert list(ines.notices.values_list("kind", flat=True)) == ["gatherings.planned"]


def test_leaving_frees_the_place(gathering, table, member, run_tasks):
    ines = member(table, "ines")
    say_coming(gathering(capacity=1), ines, "yes")
    leave_community(Membership.objects.get(person=ines, community=table), ines)
    run_tasks()
    assert not Coming.objects.exists()


def test_the_list_shows_what_is_to_come_and_what_was(gathering, sign_in):
    gathering("Last week", hours=-24 * 7)
    gathering("Next week", hours=24 * 7)
    gathering("Secret", audience=Audience.COMMUNITY)
    page = sign_in(None).get(LIST).text
    assert page.index("Next week") < page.index("What was") < page.index("Last week")
    assert "Secret" not in page
    assert sign_in(None).get(LIST + "?page=nonsense").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_pages_ask_the_database_as_often_for_one_as_for_three(
    gathering, table, member, person, sign_in, items, django_assert_num_queries
):
    for n in range(items):
        planned = gathering(hours=24 + n)
        gathering(hours=-24 - n)
    for n in range(items):
        say_coming(planned, person(f"person{n}"), "yes")
    client = sign_in(member(table, "ines"))
    with django_assert_num_queries(10):
        client.get(LIST)
    with django_assert_num_queries(7):
        sign_in(None).get(LIST)
    with django_assert_num_queries(21):
        client.get(entry_of(planned).address)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_eight_who_say_yes_at_once_are_as_many_as_fit(gathering, person, sign_in):
    planned = gathering(capacity=3)
    address = entry_of(planned).address + "coming/"
    clients = [sign_in(person(f"person{n}")) for n in range(8)]
    assert press_at_once([(client, address, {"answer": "yes"}) for client in clients]) == [302] * 8
    assert Coming.objects.filter(answer="yes").count() == 3


def test_a_long_gathering_shows_both_its_days(gathering, sign_in, utc):
    with clock.at(utc(2027, 7, 1, 10)):
        planned = gathering(starts_at=utc(2027, 7, 14, 17), ends_at=utc(2027, 7, 14, 17) + timedelta(days=2))
        page = sign_in(None).get(entry_of(planned).address).text
    assert "14 July" in page
    assert "16 July" in page


def first_buttons(page):
    """The words of each first button on a page."""
    return re.findall(r'class="btn first"[^>]*>([^<]+)<', page)


def test_a_gathering_has_one_first_button_that_fits_the_reader(gathering, table, member, person, sign_in):
    ines, dov = sign_in(member(table, "ines")), sign_in(person("dov"))
    planned = entry_of(gathering()).address
    live = entry_of(gathering("Online", link="https://meet.example/room")).address
    over = entry_of(gathering("Over", hours=-24, link="https://meet.example/room")).address
    assert first_buttons(dov.get(planned).text) == ["I am coming"]
    dov.post(planned + "coming/", {"answer": "maybe"})
    assert first_buttons(dov.get(planned).text) == ["Say it in the margin"]
    assert first_buttons(ines.get(live).text) == ["Come into the room"]
    assert first_buttons(ines.get(over).text) == ["Say it in the margin"]


def test_a_gathering_says_what_it_is_about_before_it_can_be_reported(gathering, sign_in):
    page = sign_in().get(entry_of(gathering(body="Bring a kettle.")).address).content.decode()
    assert (
        page.index('id="when"') < page.index("Bring a kettle.</p>") < page.index('id="who"') < page.index("Report it")
    )


def test_who_looks_as_a_stranger_finds_no_heading_over_nothing(gathering, carrier, sign_in):
    address = entry_of(gathering()).address
    assert 'id="who"' in sign_in().get(address).content.decode(), "strangers can sign in to say whether they come"
    page = sign_in(carrier).get(f"{address}as/stranger/").content.decode()
    assert "This is what a stranger sees" in page
    assert 'id="who"' not in page


def test_what_was_cancelled_is_planned_again_and_not_changed(gathering, table, carrier, member, person, sign_in, utc):
    planned = gathering(
        "Plugs", body="Bring a lamp.", place="Upstairs", starts_at=utc(2027, 7, 14, 17), audience=Audience.COMMONS
    )
    address = entry_of(planned).address
    client = sign_in(carrier)
    assert "Change it" in client.get(address).text
    assert "Plan it again" not in client.get(address).text
    cancel_gathering(planned, carrier, "Rain")
    page = client.get(address).text
    assert "Change it" not in page
    assert "Who is coming" not in page
    again = f"{NEW}?again={ids.written(planned.pk)}"
    assert f'href="{again}"' in page
    form = client.get(again).text
    assert "Bring a lamp." in form
    assert 'value="18:00"' in form
    assert "2027-07-14" not in form
    assert '<option value="3" selected>' in form
    assert "Plan it again" not in sign_in(person("dov")).get(address).text
    for nonsense in ("x", ids.written(7)):
        assert client.get(f"{NEW}?again={nonsense}").status_code == 200
    hidden = gathering("Hidden words", audience=Audience.ONLY_ME)
    assert "Hidden words" not in sign_in(member(table, "ines")).get(f"{NEW}?again={ids.written(hidden.pk)}").text
