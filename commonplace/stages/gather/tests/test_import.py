"""Taking events over from calendar files."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.commons.communities.actions import close_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Entry, Notice
from commonplace.ground import clock
from commonplace.stages.gather.actions import change_gathering
from commonplace.stages.gather.calendar_import import ImportTrouble, read_calendar
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.calendars import uid_of
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming

pytestmark = pytest.mark.django_db


def ics(*lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines, uid="one"):
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT"]


def test_events_become_gatherings(table, carrier, utc):
    data = ics(
        *event("SUMMARY:Tea\\, at four", "DTSTART:20270714T160000", "DURATION:PT1H30M", "LOCATION:Kitchen"),
        *event("SUMMARY:All day", "DTSTART;VALUE=DATE:20270715", uid="two"),
        *event("SUMMARY:Every week", "DTSTART:20270716T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2", uid="three"),
    )
    import_calendar(table, carrier, data)
    tea, day, weekly, again = Gathering.objects.select_related("entry").order_by("starts_at")
    assert (tea.entry.title, tea.place) == ("Tea, at four", "Kitchen")
    assert (tea.starts_at, tea.ends_at) == (utc(2027, 7, 14, 15), utc(2027, 7, 14, 16, 30))
    assert (day.starts_at, day.ends_at) == (utc(2027, 7, 14, 23), utc(2027, 7, 15, 23))
    assert (weekly.starts_at, again.starts_at) == (utc(2027, 7, 16, 10), utc(2027, 7, 23, 10))
    assert {weekly.entry.title, again.entry.title} == {"Every week"}


def test_the_same_file_twice_makes_nothing_twice(table, carrier):
    data = ics(*event("SUMMARY:Tea", "DTSTART:20270714T160000Z"))
    assert len(import_calendar(table, carrier, data).added) == 1
    again = import_calendar(table, carrier, data)
    assert (again.is_news, [event.title for event in again.there]) == (False, ["Tea"])
    assert Gathering.objects.count() == 1


def test_events_that_make_no_sense_are_left_out(table, carrier):
    data = ics(
        *event("SUMMARY:No beginning"),
        *event("SUMMARY:Ends first", "DTSTART:20270714T160000Z", "DTEND:20270714T150000Z", uid="two"),
        *event("SUMMARY:Tea", "DTSTART:20270714T160000Z", uid="three"),
    )
    assert [event.title for event in import_calendar(table, carrier, data).added] == ["Tea"]
    assert read_calendar(data, "UTC").left_out == 2


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"<html></html>", b"BEGIN:VCALENDAR", ics(), b"x" * 3_000_000])
def test_what_is_no_calendar_is_refused_in_words(table, carrier, data):
    with pytest.raises(ImportTrouble):
        import_calendar(table, carrier, data)
    assert not Gathering.objects.exists()


def tea(*lines, title="Tea", day="20270714", uid="one"):
    return event(f"SUMMARY:{title}", f"DTSTART:{day}T160000Z", f"DTEND:{day}T170000Z", *lines, uid=uid)


def test_a_changed_file_changes_its_gathering_and_makes_none_twice(table, carrier, utc):
    import_calendar(table, carrier, ics(*tea("LOCATION:Kitchen")))
    data = ics(*tea("LOCATION:Yard", title="Tea and cake", day="20270715"))
    found = import_calendar(table, carrier, data)
    assert [sorted(change.fields) for change in found.changed] == [["ends_at", "place", "starts_at", "title"]]
    planned = Gathering.objects.select_related("entry").get()
    assert (planned.entry.title, planned.place, planned.starts_at) == ("Tea and cake", "Yard", utc(2027, 7, 15, 16))
    assert planned.sequence == 1
    assert not import_calendar(table, carrier, data).is_news


def test_what_people_changed_here_stays_unless_the_file_changes_it(table, carrier):
    import_calendar(table, carrier, ics(*tea("LOCATION:Kitchen")))
    planned = Gathering.objects.select_related("entry__community").get()
    change_gathering(planned, carrier, based_on=1, title="Tea, and who mends the urn?", place="Upstairs")
    assert not import_calendar(table, carrier, ics(*tea("LOCATION:Kitchen"))).is_news
    import_calendar(table, carrier, ics(*tea("LOCATION:Yard")))
    planned = Gathering.objects.select_related("entry").get()
    assert (planned.entry.title, planned.place) == ("Tea, and who mends the urn?", "Yard")


def test_words_that_people_put_in_here_stay_beside_those_that_the_file_changes(table, carrier):
    def file(words):
        return ics(*event("SUMMARY:Tea", f"DESCRIPTION:{words}", "DTSTART:20270714T160000Z"))

    import_calendar(table, carrier, file("Bring a cup.\\n\\nWe begin at four."))
    tea = Gathering.objects.get()
    here = "Bring a cup.\n\nWe begin at four, in the yard.\n\nInes brings lemons."
    change_gathering(tea, carrier, based_on=tea.entry.version, body=here)
    import_calendar(table, carrier, file("Bring two cups.\\n\\nWe begin at four."))
    tea.entry.refresh_from_db()
    assert tea.entry.body == "Bring two cups.\n\nWe begin at four, in the yard.\n\nInes brings lemons."
    assert not import_calendar(table, carrier, file("Bring two cups.\\n\\nWe begin at four.")).is_news


def test_those_who_come_are_told_of_another_time_and_the_others_are_not_called(table, carrier, member, run_tasks):
    import_calendar(table, carrier, ics(*tea(), *tea(uid="two", title="Soup")))
    ines, wen = member(table, "ines"), member(table, "wen")
    member(table, "dov")
    planned = Gathering.objects.select_related("entry__community").get(calendar_uid="one")
    say_coming(planned, ines, "yes")
    say_coming(planned, wen, "no")
    run_tasks()
    Notice.objects.all().delete()
    import_calendar(table, carrier, ics(*tea(day="20270715"), *tea(uid="two", title="Leek soup")))
    run_tasks()
    assert list(Notice.objects.values_list("kind", "person__name")) == [("gathering.rescheduled", "ines")]


@pytest.mark.parametrize("way", ["status", "method"])
def test_what_is_cancelled_there_is_cancelled_here_and_stays_so(table, carrier, member, run_tasks, way):
    import_calendar(table, carrier, ics(*tea()))
    say_coming(Gathering.objects.select_related("entry__community").get(), member(table, "ines"), "maybe")
    off = ics(*tea("STATUS:CANCELLED")) if way == "status" else ics("METHOD:CANCEL", *tea())
    assert len(import_calendar(table, carrier, off).cancelled) == 1
    run_tasks()
    assert Notice.objects.filter(kind="gathering.cancelled", person__name="ines").exists()
    assert Gathering.objects.get().cancelled_at is not None
    assert not import_calendar(table, carrier, off).is_news
    assert not import_calendar(table, carrier, ics(*tea())).is_news


def test_what_was_called_off_before_it_came_here_is_not_added(table, carrier):
    found = import_calendar(table, carrier, ics(*tea("STATUS:CANCELLED")))
    assert (len(found.never_here), Gathering.objects.count()) == (1, 0)


def starts():
    return list(Gathering.objects.filter(cancelled_at=None).order_by("starts_at").values_list("starts_at", flat=True))


def test_a_rule_comes_in_whole_with_what_was_moved_added_and_left_out(table, carrier, utc):
    """On the clocks that it is written on, across the autumn change; the file's own moves are found again by their names."""
    weekly = event(
        "SUMMARY:Tea",
        "DTSTART;TZID=Europe/Berlin:20271014T183000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;UNTIL=20271118T173000Z",
        "EXDATE;TZID=Europe/Berlin:20271021T183000",
        "RDATE;TZID=Europe/Berlin:20271016T120000",
        "EXDATE;TZID=Europe/Berlin:20271111T183000",
    )
    moved = event(
        "SUMMARY:Tea, late",
        "DTSTART;TZID=Europe/Berlin:20271029T200000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20271028T183000",
        "SEQUENCE:1",
    )
    days = [utc(2027, 10, 14, 16, 30), utc(2027, 10, 16, 10), utc(2027, 11, 4, 17, 30), utc(2027, 11, 18, 17, 30)]
    with clock.at(utc(2027, 7, 1)):
        import_calendar(table, carrier, ics(*weekly))
        assert starts() == sorted([*days, utc(2027, 10, 28, 16, 30)])
        import_calendar(table, carrier, ics(*moved, *weekly))
        assert starts() == sorted([*days, utc(2027, 10, 29, 18)])
        assert not import_calendar(table, carrier, ics(*weekly, *moved)).is_news
    assert Gathering.objects.count() == 5


def test_of_what_goes_on_for_ever_a_year_is_taken_over_and_the_next_one_later(table, carrier, utc):
    data = ics(*event("SUMMARY:Tea", "DTSTART:20200106T160000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=1MO"))
    with clock.at(utc(2027, 7, 1)):
        import_calendar(table, carrier, data)
        assert (starts()[0], starts()[-1]) == (utc(2026, 7, 6, 16), utc(2028, 6, 5, 16))
    with clock.at(utc(2027, 8, 1)):
        assert [one.starts_at for one in import_calendar(table, carrier, data).added] == [utc(2028, 7, 3, 16)]


@pytest.mark.parametrize("begins", ["DTSTART;VALUE=DATE:20270105", "DTSTART:20270105T183000"])
def test_in_another_zone_what_repeats_without_one_has_the_names_that_it_had(begins):
    data = ics(*event("SUMMARY:Market", begins, "RRULE:FREQ=WEEKLY;COUNT=3"))
    names = [{one.uid for one in read_calendar(data, zone).events} for zone in ("Europe/London", "America/New_York")]
    assert names[0] == names[1]


def test_a_day_that_repeats_and_gets_an_hour_once_stands_once():
    data = ics(
        *event("SUMMARY:Market", "DTSTART;VALUE=DATE:20270105", "RRULE:FREQ=WEEKLY;COUNT=3"),
        *event("SUMMARY:Late", "DTSTART:20270112T170000Z", "RECURRENCE-ID;VALUE=DATE:20270112"),
    )
    assert [one.title for one in read_calendar(data, "Europe/London").events] == ["Market", "Late", "Market"]


def test_it_is_known_from_when_on_a_file_goes_on():
    data = ics(*event("SUMMARY:Bread", "DTSTART:20260101T060000Z", "RRULE:FREQ=DAILY"), *tea(uid="two"))
    read = read_calendar(data, "UTC")
    last = max((one for one in read.events if one.title == "Bread"), key=lambda one: one.starts_at)
    assert read.may_hold(last.uid, last.starts_at + timedelta(days=1))
    assert not read.may_hold(last.uid, last.starts_at - timedelta(days=1))
    assert not read.may_hold("two", last.starts_at + timedelta(days=1))


def test_what_repeats_by_the_hour_comes_once_and_says_so(table, carrier):
    import_calendar(table, carrier, ics(*tea("RRULE:FREQ=HOURLY")))
    assert "it repeats" in Gathering.objects.select_related("entry").get().entry.body


def test_our_own_file_brought_back_doubles_nothing_and_keeps_the_words(gathering, table, carrier, sign_in):
    gathering("Tea", body="Bring a cup.\n\nAnd a friend.", place="Kitchen")
    data = sign_in(carrier).get("/c/the-mending-table/calendar.ics").content
    assert not import_calendar(table, carrier, data).is_news
    import_calendar(table, carrier, data.replace(b"Kitchen", b"Yard"))
    planned = Gathering.objects.select_related("entry").get()
    assert (planned.place, planned.entry.body) == ("Yard", "Bring a cup.\n\nAnd a friend.")


def test_gatherings_that_one_may_not_see_are_left_as_they_are(gathering, table, carrier, member):
    gathering(audience=0, by=member(table, "ines", role="facilitator"), calendar_uid="one")
    assert not import_calendar(table, carrier, ics(*tea())).is_news
    assert Entry.objects.get(kind="gathering").title == "Things with a plug"


BRING = "/c/the-mending-table/gatherings/bring/"


def chosen(data, name="club.ics"):
    return {"calendar": SimpleUploadedFile(name, data, "text/calendar")}


def found_on(page):
    return re.search(r'name="found" value="([^"]+)"', page)[1]


def test_a_calendar_is_looked_at_before_anything_is_written(table, carrier, sign_in):
    import_calendar(table, carrier, ics(*tea(), *tea(uid="four", title="Stays"), *tea(uid="three", title="Off")))
    client = sign_in(carrier)
    assert f'href="{BRING}"' in client.get("/c/the-mending-table/gatherings/").text
    data = ics(
        *tea(day="20270715"),
        *event("SUMMARY:Soup", "DTSTART:20270716T180000", "DTEND:20270716T190000", uid="two"),
        *tea("STATUS:CANCELLED", uid="three", title="Off"),
        *tea(uid="four", title="Stays"),
        *event("SUMMARY:No day", uid="five"),
    )
    page = client.post(BRING, chosen(data)).text
    places = [page.index(words) for words in ("One will be added", "Soup", "One will be changed", "Until now:")]
    assert places == sorted(places)
    assert page.index("One will be cancelled") < page.index("Off") < page.index("One stands here already")
    assert "One entry has no proper day" in page
    assert "18:00</time>" in page
    assert "British Summer Time" in page
    assert Gathering.objects.count() == 3
    told = client.post(BRING, {"found": found_on(page), "audience": "4"}, follow=True).text
    assert "One gathering was added. One was changed. One was cancelled." in told
    assert Gathering.objects.count() == 4
    assert Entry.objects.get(title="Soup").audience == 4
    again = client.post(BRING, chosen(data)).text
    assert "There is nothing new in it" in again
    assert 'name="found"' not in again
    # Pressed twice, or by two at once, nothing stands here twice.
    assert (
        "stands in the calendar already"
        in client.post(BRING, {"found": found_on(page), "audience": "4"}, follow=True).text
    )
    assert Gathering.objects.count() == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty"),
        (b"<html></html>", "not a calendar that we can read"),
        (b"\x89PNG\r\n\x00\xff", "not a calendar that we can read"),
        (ics(), "There are no events"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (ics(*(line for n in range(501) for line in tea(uid=str(n)))), "more than 500 events"),
    ],
)
def test_nonsense_is_refused_in_words_beside_the_field(table, carrier, sign_in, data, words):
    response = sign_in(carrier).post(BRING, chosen(data))
    assert response.status_code == 422
    assert words in response.text
    assert not Gathering.objects.exists()


def test_no_file_and_what_nobody_read_here_write_nothing(table, carrier, sign_in, community, person):
    client = sign_in(carrier)
    assert "Choose a file first." in client.post(BRING, {}).text
    assert "Please choose it again" in client.post(BRING, {"found": "made up", "audience": "2"}, follow=True).text
    community(carrier, name="Elsewhere")
    signed = found_on(client.post(BRING.replace("the-mending-table", "elsewhere"), chosen(ics(*tea()))).text)
    assert "Please choose it again" in client.post(BRING, {"found": signed, "audience": "2"}, follow=True).text
    assert not Gathering.objects.exists()


def test_an_audience_that_makes_no_sense_keeps_what_was_found(table, carrier, sign_in):
    client = sign_in(carrier)
    signed = found_on(client.post(BRING, chosen(ics(*tea()))).text)
    response = client.post(BRING, {"found": signed, "audience": "9"})
    assert response.status_code == 422
    assert "Tea" in response.text
    assert client.post(BRING, {"found": found_on(response.text), "audience": "2"}).status_code == 302
    assert Gathering.objects.count() == 1


@pytest.mark.parametrize("way", ["our own file", "begins to repeat"])
def test_what_strangers_read_is_not_given_the_name_of_somebody_under_18(
    gathering, table, carrier, member, sign_in, way
):
    member(table, "wendelin", age_band="13-15")
    if way == "our own file":
        name, rule = uid_of(gathering("Tea").entry), []
    else:
        import_calendar(table, carrier, ics(*tea()), audience=Audience.OPEN)
        name, rule = "one", ["RRULE:FREQ=WEEKLY;COUNT=2"]
    client = sign_in(carrier)
    signed = found_on(client.post(BRING, chosen(ics(*tea(*rule, uid=name, title="Tea with Wendelin")))).text)
    response = client.post(BRING, {"found": signed, "audience": int(Audience.COMMUNITY)})
    assert response.status_code == 422
    assert set(Entry.objects.values_list("title", flat=True)) <= {"Tea"}


def test_those_who_carry_the_community_bring_calendars(table, carrier, member, person, sign_in):
    assert sign_in(member(table, "ines")).get(BRING).status_code == 403
    assert sign_in(member(table, "ines")).post(BRING, chosen(ics(*tea()))).status_code == 403
    assert sign_in(person("dov")).get(BRING).status_code == 403
    assert sign_in(None).get(BRING).status_code == 302
    assert BRING not in sign_in(member(table, "ines")).get("/c/the-mending-table/gatherings/").text
    close_community(table, carrier)
    assert sign_in(carrier).get(BRING).status_code == 403


def test_looking_through_asks_the_database_as_often_for_one_as_for_three(
    table, carrier, sign_in, django_assert_num_queries
):
    client = sign_in(carrier)
    for number in (1, 3):
        lines = [line for n in range(number) for line in tea(uid=str(n))]
        import_calendar(table, carrier, ics(*lines))
        lines = [line for n in range(number * 2) for line in tea(uid=str(n), day="20270715")]
        client.get(BRING)
        with django_assert_num_queries(8):
            client.post(BRING, chosen(ics(*lines)))
