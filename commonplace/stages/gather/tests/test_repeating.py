"""Gatherings that repeat: their days, shown before anything is planned; changing and cancelling one, or it and later ones."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import Person
from commonplace.ground.local_time import NoSuchTime, local_parts, moment_at
from commonplace.stages.gather.actions import change_gathering
from commonplace.stages.gather.calendars import calendar_of
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.places import say_coming
from commonplace.stages.gather.repeating import plan_series
from commonplace.stages.gather.rhythms import Hours, Rhythm
from commonplace.stages.gather.rhythms_said import said

NEW = "/c/the-mending-table/gatherings/new/"
FILE = "/c/the-mending-table/calendar.ics"
TYPED = {"title": "Soup", "day": "2027-03-09", "begins": "18:30", "ends": "20:00", "audience": "4"}
FORTNIGHTLY = {**TYPED, "step": "weeks", "every": "2", "times": "4"}
DAYS = [date(2027, 3, 9), date(2027, 3, 23), date(2027, 4, 6), date(2027, 4, 20)]


def boxes(page):
    """The days that a page offers, and whether each is ticked."""
    found = re.findall(r'name="takes_place" value="([\d-]+)"( checked)?', page)
    return {day: bool(ticked) for day, ticked in found}


def shown(page):
    return re.search(r'name="shown" value="([^"]*)"', page)[1]


def plan(client, typed, *left_out):
    """Press twice, as people do who look at the days in between."""
    page = client.post(NEW, typed).text
    days = [day for day in boxes(page) if day not in left_out]
    return client.post(NEW, {**typed, "shown": shown(page), "takes_place": days})


def clocks(gatherings, zone="Europe/London"):
    return [(*local_parts(one.starts_at, zone), local_parts(one.ends_at, zone)[1]) for one in gatherings]


@pytest.fixture
def series(table, carrier):
    """Every second Tuesday, four times, across the spring change of clocks."""
    hours = Hours(time(18, 30), time(20), 0, "Europe/London")
    rhythm = Rhythm("weeks", 2, (1,), times=4)
    return plan_series(
        table, carrier, rhythm=rhythm, days=DAYS, hours=hours, title="Soup", place="Hall", audience=Audience.OPEN
    )


def in_order():
    return list(Gathering.objects.select_related("entry", "series").order_by("series_day"))


@pytest.mark.django_db
def test_every_second_tuesday_is_shown_first_and_planned_then_at_the_same_time_of_day(table, carrier, sign_in):
    client = sign_in(carrier)
    page = client.post(NEW, {**FORTNIGHTLY, "show": "days"})
    assert page.status_code == 200
    assert not Gathering.objects.exists()
    assert boxes(page.text) == dict.fromkeys((day.isoformat() for day in DAYS), True)
    assert "Every second week, on Tuesday" in page.text
    assert "Tuesday 6 April 2027, 18:30" in page.text
    assert plan(client, FORTNIGHTLY).status_code == 302
    assert clocks(in_order()) == [(day, time(18, 30), time(20)) for day in DAYS]
    assert Gathering.objects.values("series").distinct().count() == 1


@pytest.mark.django_db
def test_nothing_is_planned_whose_days_were_not_shown(table, carrier, sign_in):
    client = sign_in(carrier)
    page = client.post(NEW, FORTNIGHTLY).text
    again = client.post(NEW, {**FORTNIGHTLY, "times": "5", "shown": shown(page), "takes_place": list(boxes(page))})
    assert again.status_code == 200
    assert len(boxes(again.text)) == 5
    assert not Gathering.objects.exists()


@pytest.mark.django_db
def test_days_are_left_out(table, carrier, sign_in):
    client = sign_in(carrier)
    plan(client, FORTNIGHTLY, "2027-03-23")
    assert [one.series_day for one in in_order()] == [DAYS[0], *DAYS[2:]]
    page = client.post(NEW, FORTNIGHTLY).text
    none = client.post(NEW, {**FORTNIGHTLY, "shown": shown(page)})
    assert none.status_code == 422
    assert "Leave a tick at one of the days" in none.text
    page = client.post(NEW, {**FORTNIGHTLY, "show": "days", "shown": shown(page), "takes_place": "2027-03-09"}).text
    assert list(boxes(page).values()) == [True, False, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "days", "words"),
    [
        (
            {"step": "months", "weekdays": "5", "which": "-1", "until": "2027-06-30"},
            ["2027-03-27", "2027-04-24", "2027-05-29", "2027-06-26"],
            "Every month, on the last Saturday",
        ),
        (
            {"step": "months", "weekdays": "1", "which": ["1", "3"], "times": "3"},
            ["2027-03-16", "2027-04-06", "2027-04-20"],
            "Every month, on the first and third Tuesday",
        ),
        (
            {"step": "weeks", "weekdays": ["1", "3"], "times": "3"},
            ["2027-03-09", "2027-03-11", "2027-03-16"],
            "Every week, on Tuesday and Thursday",
        ),
        ({"step": "months", "day": "2027-01-31", "times": "2"}, ["2027-01-31", "2027-03-31"], "Every month"),
        ({"step": "days", "every": "3", "times": "2"}, ["2027-03-09", "2027-03-12"], "Every 3 days"),
        ({"step": "years", "times": "2"}, ["2027-03-09", "2028-03-09"], "Every year"),
        (
            {"rule": "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "times": "3"},
            ["2027-03-31", "2027-04-30", "2027-05-31"],
            "Every month, on the last workday",
        ),
        (
            {"rule": "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3"},
            ["2027-03-09", "2027-03-11", "2027-03-16"],
            "Every week, on Tuesday and Thursday",
        ),
        (
            {"dates": "2027-03-20\n2027-03-11, 2027-05-01"},
            ["2027-03-09", "2027-03-11", "2027-03-20", "2027-05-01"],
            "On the days that you named",
        ),
    ],
)
def test_rhythms_and_their_days(table, carrier, sign_in, typed, days, words):
    page = sign_in(carrier).post(NEW, {**TYPED, **typed}).text
    assert list(boxes(page)) == days
    assert f"{words}." in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Say how many times, or until which day."),
        ({"times": "3", "until": "2027-06-30"}, "Say one of the two"),
        ({"last_day": "2190-01-01", "times": "3"}, "What repeats lasts a month at most"),
        ({"until": "2027-03-01"}, "No day is left like this"),
        ({"step": "days", "until": "2028-03-01"}, "more than 104 gatherings"),
        ({"times": "105"}, "less than or equal to 104"),
        ({"step": "years", "every": "99", "times": "9"}, "between 1970 and 2199"),
        ({"step": "months", "weekdays": "1", "times": "3"}, "Say which of these weekdays"),
        ({"weekdays": "9", "times": "3"}, "9 is not one of"),
    ],
)
def test_mistakes_in_a_rhythm_are_named_and_all_stays(table, carrier, sign_in, typed, words):
    response = sign_in(carrier).post(NEW, {**TYPED, "step": "weeks", "body": "Bring a spoon.", **typed})
    assert response.status_code == 422
    assert words in response.text
    assert "Bring a spoon." in response.text
    assert not Gathering.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"rule": "FREQ=HOURLY"}, "no rule over days that we can read"),
        ({"rule": "FREQ=DAILY"}, "Say how many times, or until which day."),
        ({"rule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "times": "3"}, "No day is left like this"),
        ({"rule": "FREQ=DAILY;COUNT=3", "step": "days"}, "Say in one way only"),
        ({"rule": "FREQ=DAILY;COUNT=300"}, "more than 104 gatherings"),
        ({"dates": "28.3.2027"}, "Write each day as 2027-03-28."),
        ({"dates": "2027-03-28", "times": "3"}, "These days are all that there are"),
    ],
)
def test_mistakes_in_another_rhythm_are_named_too(table, carrier, sign_in, typed, words):
    response = sign_in(carrier).post(NEW, {**TYPED, **typed})
    assert response.status_code == 422
    assert words in response.text
    assert not Gathering.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "rule", "words"),
    [
        (
            {"rule": "FREQ=MONTHLY;BYMONTHDAY=-1", "times": "3"},
            "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
            "last day of the month",
        ),
        ({"dates": "2027-03-20"}, "", "Again on"),
    ],
)
def test_another_rhythm_is_planned_and_its_later_ones_move_along(table, carrier, sign_in, typed, rule, words):
    client = sign_in(carrier)
    assert plan(client, {**TYPED, **typed}).status_code == 302
    assert list(Series.objects.values_list("rule", flat=True)) == [rule]
    first = in_order()[0]
    assert words in client.get(first.entry.address).text
    days = [day for day, *_hours in clocks(in_order())]
    typed = {**TYPED, "day": f"{days[0] + timedelta(days=1)}", "based_on": "1", "reach": "later"}
    assert client.post(f"{first.entry.address}gathering/", typed).status_code == 302
    assert [day for day, *_hours in clocks(in_order())] == [day + timedelta(days=1) for day in days]


@pytest.mark.django_db
def test_members_get_one_notice_of_many(table, carrier, member, sign_in, run_tasks):
    ines = member(table, "ines")
    run_tasks()
    Notice.objects.all().delete()
    plan(sign_in(carrier), FORTNIGHTLY)
    run_tasks()
    assert [notice.kind for notice in Notice.objects.filter(person=ines)] == ["series.planned"]


@pytest.mark.django_db
def test_one_is_moved_and_the_others_stay(series, carrier, sign_in):
    second = in_order()[1]
    address = second.entry.address + "gathering/"
    assert "This one and the 2 later ones" in sign_in(carrier).get(address).text
    typed = {**TYPED, "day": "2027-03-24", "begins": "19:00", "based_on": "1", "reach": "one"}
    assert sign_in(carrier).post(address, typed).status_code == 302
    assert clocks(in_order())[1] == (date(2027, 3, 24), time(19), time(20))
    assert [day for day, *_hours in clocks(in_order())] == [DAYS[0], date(2027, 3, 24), *DAYS[2:]]
    assert in_order()[1].series_day == DAYS[1]


@pytest.mark.django_db
def test_it_and_later_ones_move_but_what_was_changed_alone_stays(series, carrier, sign_in):
    first, second, third, fourth = in_order()
    change_gathering(third, carrier, based_on=1, place="Garden", starts_at=third.starts_at - timedelta(hours=2))
    typed = {**TYPED, "title": "Stew", "day": "2027-03-25", "begins": "19:00", "place": "Kitchen"}
    address = second.entry.address + "gathering/"
    assert sign_in(carrier).post(address, {**typed, "based_on": "1", "reach": "later"}).status_code == 302
    first, second, third, fourth = after = in_order()
    assert clocks(after) == [
        (DAYS[0], time(18, 30), time(20)),
        (date(2027, 3, 25), time(19), time(20)),
        (DAYS[2], time(16, 30), time(20)),
        (date(2027, 4, 22), time(19), time(20)),
    ]
    assert [one.entry.title for one in after] == ["Soup", "Stew", "Stew", "Stew"]
    assert [one.place for one in after] == ["Hall", "Kitchen", "Garden", "Kitchen"]
    assert first.series.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270309"
    assert second.series.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20270422"
    assert second.series == fourth.series != first.series


@pytest.mark.django_db
def test_later_ones_move_twice_and_no_empty_series_is_left(series, carrier, sign_in):
    first = in_order()[0]
    address = first.entry.address + "gathering/"
    for version, day in enumerate(["2027-03-10", "2027-03-11"], start=1):
        sign_in(carrier).post(address, {**TYPED, "day": day, "based_on": version, "reach": "later"})
    assert [day for day, *_hours in clocks(in_order())] == [day + timedelta(days=2) for day in DAYS]
    assert [one.rule for one in Series.objects.all()] == ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20270422"]


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["gathering", "cancel"])
def test_a_change_of_many_is_told_once_and_not_to_those_who_do_not_come(
    series, table, carrier, member, person, sign_in, run_tasks, what
):
    ines, tomasz, dov = member(table, "ines"), member(table, "tomasz"), person("dov")
    for one in in_order()[1:]:
        say_coming(one, tomasz, "no")
    say_coming(in_order()[1], ines, "no")
    say_coming(in_order()[3], dov, "yes")
    run_tasks()
    Notice.objects.all().delete()
    typed = {**TYPED, "day": "2027-03-23", "begins": "17:00", "place": "Hall", "based_on": "1", "reach": "later"}
    sign_in(carrier).post(f"{in_order()[1].entry.address}{what}/", typed)
    run_tasks()
    kind = "series.moved" if what == "gathering" else "series.cancelled"
    told = Notice.objects.exclude(person=carrier).values_list("person__name", "kind")
    assert sorted(told) == [("dov", kind), ("ines", kind)]


@pytest.mark.django_db
def test_it_and_later_ones_are_cancelled(series, carrier, sign_in):
    response = sign_in(carrier).post(in_order()[2].entry.address + "cancel/", {"reach": "later", "reason": "Flood"})
    assert response.status_code == 302
    assert [one.cancel_reason for one in in_order()] == ["", "", "Flood", "Flood"]
    one = in_order()[1]
    sign_in(carrier).post(one.entry.address + "cancel/", {"reason": "Ill"})
    assert [bool(one.cancelled_at) for one in in_order()] == [False, True, True, True]


@pytest.mark.django_db
def test_later_ones_that_somebody_may_not_see_are_left_as_they_are(series, table, carrier, member, sign_in):
    last = in_order()[3].entry
    Entry.objects.filter(pk=last.pk).update(audience=Audience.ONLY_ME)
    ines = member(table, "ines", role="facilitator")
    page = sign_in(ines).get(in_order()[1].entry.address + "gathering/").text
    assert "This one and the later one" in page
    sign_in(ines).post(in_order()[1].entry.address + "cancel/", {"reach": "later"})
    assert [bool(one.cancelled_at) for one in in_order()] == [False, True, True, False]


@pytest.mark.django_db
def test_a_name_of_somebody_under_18_reaches_no_open_one_along_with_a_narrow_one(
    series, table, carrier, member, sign_in
):
    Person.objects.filter(pk=member(table, "wen", age_band="13-15").pk).update(display_name="Wenling Osei")
    first = in_order()[0].entry
    Entry.objects.filter(pk=first.pk).update(audience=Audience.COMMUNITY)
    typed = {**TYPED, "title": "Soup by Wenling Osei", "audience": "2", "based_on": "1"}
    response = sign_in(carrier).post(first.address + "gathering/", {**typed, "reach": "later"})
    assert response.status_code == 422
    assert {one.entry.title for one in in_order()} == {"Soup"}


@pytest.mark.django_db
def test_its_page_says_how_often_and_when_again(series, sign_in):
    page = sign_in(None).get(in_order()[0].entry.address).text
    assert "Every second week, on Tuesday" in page
    assert [f'href="{one.entry.address}"' in page for one in in_order()[1:]] == [True] * 3
    assert "Again on" not in sign_in(None).get(in_order()[3].entry.address).text


@pytest.mark.django_db
def test_a_series_in_a_feed_is_single_events_with_names_of_their_own(series, carrier, sign_in):
    change_gathering(in_order()[1], carrier, based_on=1, starts_at=datetime(2027, 3, 24, 12, tzinfo=UTC),
                     ends_at=datetime(2027, 3, 24, 13, tzinfo=UTC))  # fmt: skip
    events = Calendar.from_ical(sign_in(None).get(FILE).content).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [one.starts_at for one in in_order()]
    assert len({str(event["UID"]) for event in events}) == 4
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 0, 0]
    assert not any("RRULE" in event for event in events)


ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Asia/Gaza"]


@st.composite
def rhythms(draw):
    """Whatever the form can say."""
    step = draw(st.sampled_from(["days", "weeks", "months", "years"]))
    numbers = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(sorted).map(tuple)
    weekdays = draw(numbers) if step in ("weeks", "months") else ()
    positions = st.lists(st.sampled_from([1, 2, 3, 4, -1]), min_size=1, max_size=5, unique=True).map(tuple)
    which = draw(positions) if step == "months" else ()
    return Rhythm(step, draw(st.integers(1, 12)), weekdays, which, times=draw(st.integers(1, 12)))


@settings(deadline=None)
@given(rhythm=rhythms(), first=st.dates(date(2000, 1, 1), date(2036, 1, 1)))
def test_a_rhythm_is_read_as_it_was_written_and_gives_the_same_days(rhythm, first):
    assert Rhythm.read(rhythm.rule()) == rhythm
    days = rhythm.days(first)
    assert len(days) == rhythm.times
    assert rhythm.ending(days[-1]).days(first) == days
    with translation.override("en"):
        assert said(rhythm)
    moved = rhythm.moved(1)
    if moved and rhythm.every == 1:
        assert moved.days(first + timedelta(days=1)) == [day + timedelta(days=1) for day in days]


@settings(max_examples=50, deadline=None)
@given(
    rhythm=rhythms(),
    first=st.dates(date(2000, 1, 1), date(2036, 1, 1)),
    begins=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    minutes=st.integers(1, 20 * 60),
    zone=st.sampled_from(ZONES),
)
def test_our_feed_gives_the_same_instants_and_the_clocks_show_the_same_time_all_the_year(
    rhythm, first, begins, minutes, zone, ical_js
):
    end = datetime.combine(first, begins) + timedelta(minutes=minutes)
    hours = Hours(begins, end.time(), (end.date() - first).days, zone)
    days = rhythm.days(first)
    entries = []
    for key, day in enumerate(days, start=1):
        starts_at, ends_at = hours.on(day)
        entry = Entry(pk=key, kind="gathering", title="Soup", changed_at=starts_at)
        entry.as_gathering = Gathering(entry=entry, starts_at=starts_at, ends_at=ends_at, zone=zone)
        entries.append(entry)
    calendar = calendar_of(entries, "Soup")
    events = Calendar.from_ical(calendar).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(days)
    assert [one["starts"] for one in ical_js.read(calendar)] == [event["DTSTART"].dt.timestamp() for event in events]
    for day, entry, event in zip(days, entries, events, strict=True):
        starts_at, ends_at = event["DTSTART"].dt, event["DTEND"].dt
        assert (starts_at, ends_at) == (entry.as_gathering.starts_at, entry.as_gathering.ends_at)
        assert ends_at > starts_at
        try:
            moment_at(day, begins, zone)
        except NoSuchTime:
            assert local_parts(starts_at, zone) > (day, begins)  # as much later as clocks jump
        else:
            assert local_parts(starts_at, zone) == (day, begins)


@pytest.mark.django_db
@pytest.mark.parametrize(("reach", "left"), [("later", 1), ("all", 0)])
def test_a_series_or_its_rest_is_deleted_and_comes_back_with_one_press(series, carrier, member, sign_in, reach, left):
    say_coming(series[2], member(series[0].community, "ines"), "yes")
    client, (rule,) = sign_in(carrier), Series.objects.values_list("rule", flat=True)
    address = f"{series[1].entry.address}series/delete/"
    page = client.get(address).text
    assert "This one and its later ones, 3 in all" in page
    assert "To tell them, cancel it instead." in page
    page = client.post(address, {"reach": reach}, follow=True).text
    assert "gatherings are deleted" in page
    assert (Gathering.objects.count(), Series.objects.count()) == (left, left)
    assert len(Calendar.from_ical(sign_in().get(FILE).content).walk("VEVENT")) == left
    client.post(re.search(r'action="(/me/undo/\w+/)"', page)[1])
    assert clocks(in_order()) == [(day, time(18, 30), time(20)) for day in DAYS]
    assert list(Series.objects.values_list("rule", flat=True)) == [rule]
    assert series[2].coming.count() == 1
    assert len(Calendar.from_ical(sign_in().get(FILE).content).walk("VEVENT")) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ines", None])
def test_only_whoever_planned_a_series_deletes_it(series, member, sign_in, name):
    client = sign_in(member(series[0].community, name) if name else None)
    assert client.post(f"{series[0].entry.address}series/delete/", {"reach": "all"}).status_code in (302, 403)
    assert Gathering.objects.count() == 4
    assert "series/delete" not in client.get(series[0].entry.address).text
