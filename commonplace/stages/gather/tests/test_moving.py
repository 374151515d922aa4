"""Moving a community's dates: shown first, moved in one step with the hours kept, told once, taken back with one press."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from commonplace.commons.communities.actions import change_community, close_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.ground.local_time import local_parts, nearest_moment
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.gather.actions import (
    cancel_gathering,
    change_gathering,
    plan_from_design,
)
from commonplace.stages.gather.models import Gathering, Series
from commonplace.stages.gather.moved import OtherThanShown, move_dates
from commonplace.stages.gather.moving import Shift, what_moves
from commonplace.stages.gather.repeating import plan_series
from commonplace.stages.gather.rhythms import Hours, Rhythm
from commonplace.stages.recruit.models import Call

pytestmark = pytest.mark.django_db
MOVE = "/c/the-mending-table/gatherings/move/"
FILE = "/c/the-mending-table/calendar.ics"
TWO_WEEKS = {"number": "2", "unit": "weeks later", "zone": "Europe/London", "stays": "hours"}
# Before the clocks go forward in London, on 28 March 2027.
TODAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def table(march_table):
    return march_table


def local(gathering):
    return local_parts(Gathering.objects.get(pk=gathering.pk).starts_at, "Europe/London")


def offered(page):
    """What a page shows that moves, and whether it is ticked."""
    found = re.findall(r'name="moves" value="([^"]*)"( checked)?', page)
    return {value: bool(ticked) for value, ticked in found}


def press(client, typed, *left_out):
    page = client.post(MOVE, typed).text
    shown = re.search(r'name="shown" value="([^"]*)"', page)[1]
    ticked = [one for one in offered(page) if not any(part in one for part in left_out)]
    return client.post(MOVE, {**typed, "shown": shown, "moves": ticked, "move": "yes"})


def test_all_of_it_is_shown_with_old_and_new_and_nothing_has_moved(table, kettles, carrier, sign_in):
    page = sign_in(carrier).post(MOVE, TWO_WEEKS)
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "Kettles was Tuesday 16 March, 18:30 , Greenwich Mean Time (London)" in text
    assert "becomes Tuesday 30 March, 18:30 , British Summer Time (London)" in text
    assert "First day was Tuesday 16 March becomes Tuesday 30 March" in text
    assert "An idea was Tuesday 23 March becomes Tuesday 6 April" in text
    assert "The call closes was Sunday 14 March, 20:00 becomes Sunday 28 March, 20:00" not in text  # another season
    assert "In London clocks go forward on Sunday 28 March." in text
    assert list(offered(page.text).values()) == [True] * 5
    assert local(kettles) == (date(2027, 3, 16), time(18, 30))


def test_everything_moves_in_one_step_and_half_past_six_stays_half_past_six(table, kettles, carrier, sign_in):
    version = table.version
    assert press(sign_in(carrier), TWO_WEEKS).status_code == 302
    assert local(kettles) == (date(2027, 3, 30), time(18, 30))
    table.refresh_from_db()
    assert (table.starts_on, table.ends_on) == (date(2027, 3, 30), date(2027, 4, 13))
    assert table.version > version
    assert [day.on for day in table.design.arc.all()] == [date(2027, 3, 30), date(2027, 4, 6)]
    assert local_parts(table.calls.get().closes_at, "Europe/London") == (date(2027, 3, 28), time(20))
    # What was typed once is not planned again.
    assert plan_from_design(table.design, carrier) == []
    words = kettles.entry.revisions.order_by("-number").first().words
    assert words["begins"] == "2027-03-30 18:30 Europe/London"


def test_what_is_left_out_stays(table, kettles, carrier, sign_in):
    press(sign_in(carrier), TWO_WEEKS, f"g{kettles.pk}", "closes_at")
    assert local(kettles) == (date(2027, 3, 16), time(18, 30))
    table.refresh_from_db()
    assert table.starts_on == date(2027, 3, 30)
    assert table.calls.get().closes_at == datetime(2027, 3, 14, 20, tzinfo=UTC)
    assert table.design.arc.first().on == date(2027, 3, 16)


def test_a_new_first_day_moves_everything_as_far(table, kettles, carrier, sign_in):
    press(sign_in(carrier), {**TWO_WEEKS, "number": "", "first_day": "2027-03-10"})
    assert local(kettles) == (date(2027, 3, 10), time(18, 30))
    table.refresh_from_db()
    assert table.ends_on == date(2027, 3, 24)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": ""}, "Nothing moves like this"),
        ({"first_day": "2027-03-20"}, "Say one of the two"),
        ({"number": "", "first_day": "2090-03-20"}, "more than ten years away"),
        ({"number": "9999"}, "3660"),
        ({"number": "two"}, "Write a whole number"),
        ({"zone": "Europe/Nowhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_move_is_said(table, carrier, sign_in, typed, words):
    page = sign_in(carrier).post(MOVE, {**TWO_WEEKS, **typed})
    assert page.status_code == 422
    assert words in page.text


def test_what_was_or_is_on_or_was_cancelled_never_moves(table, gathering, kettles, carrier, move):
    was = gathering("Was", into=table, starts_at=TODAY - timedelta(days=3))
    is_on = gathering("Is on", into=table, starts_at=TODAY - timedelta(minutes=5))
    off = gathering("Off", into=table)
    cancel_gathering(off, carrier)
    move(table, carrier, Shift(14))
    for one, at in ((was, was.starts_at), (is_on, is_on.starts_at), (off, off.starts_at)):
        assert Gathering.objects.get(pk=one.pk).starts_at == at


def test_nothing_is_moved_to_before_now(table, kettles, carrier, sign_in):
    page = sign_in(carrier).post(MOVE, {**TWO_WEEKS, "unit": "weeks earlier", "number": "3"}).text
    assert "That day is past, so it stays where it is." in page
    assert sum(offered(page).values()) < len(offered(page))
    shown = [one.as_shown for one in what_moves(table, carrier, Shift(-21))]
    with pytest.raises(OtherThanShown):
        move_dates(table, carrier, Shift(-21), shown)
    assert local(kettles) == (date(2027, 3, 16), time(18, 30))


def test_what_was_not_shown_does_not_move(table, kettles, carrier):
    shown = [one.as_shown for one in what_moves(table, carrier, Shift(14))]
    change_gathering(kettles, carrier, based_on=kettles.entry.version, starts_at=kettles.starts_at - timedelta(hours=1))
    with pytest.raises(OtherThanShown):
        move_dates(table, carrier, Shift(14), shown)
    table.refresh_from_db()
    assert table.starts_on == date(2027, 3, 16)


def test_what_changed_since_it_was_shown_is_shown_again(table, kettles, carrier, sign_in):
    client = sign_in(carrier)
    page = client.post(MOVE, TWO_WEEKS).text
    shown = re.search(r'name="shown" value="([^"]*)"', page)[1]
    cancel_gathering(kettles, carrier)
    again = client.post(MOVE, {**TWO_WEEKS, "shown": shown, "moves": list(offered(page)), "move": "yes"})
    assert again.status_code == 409
    assert "Look once more, and press again." in again.text
    assert len(offered(again.text)) == len(offered(page)) - 1
    table.refresh_from_db()
    assert table.starts_on == date(2027, 3, 16)


def test_another_zone_keeps_the_hours_on_the_clock_unless_the_moments_are_meant(table, kettles, carrier, sign_in):
    """“Wrong times after a zone change.”"""
    client = sign_in(carrier)
    press(client, {**TWO_WEEKS, "number": "", "zone": "Africa/Lagos"})
    moved = Gathering.objects.get(pk=kettles.pk)
    assert local_parts(moved.starts_at, "Africa/Lagos") == (date(2027, 3, 16), time(18, 30))
    assert moved.zone == Community.objects.get(pk=table.pk).zone == "Africa/Lagos"
    press(client, {**TWO_WEEKS, "number": "", "zone": "Asia/Tokyo", "stays": "moments"})
    kept = Gathering.objects.get(pk=kettles.pk)
    assert (kept.starts_at, kept.zone) == (moved.starts_at, "Asia/Tokyo")


def test_on_other_clocks_the_last_day_of_a_call_ends_with_their_midnight(table, kettles, carrier, sign_in):
    day, last_second = date(2027, 3, 14), timedelta(seconds=59)
    late = nearest_moment(day, time(23, 59), "Europe/London") + last_second
    Call.objects.filter(community=table).update(closes_at=late)
    client = sign_in(carrier)
    press(client, {**TWO_WEEKS, "number": "", "zone": "America/New_York"})
    first = PutAway.objects.get(kind="dates")
    there = nearest_moment(day, time(23, 59), "America/New_York") + last_second
    assert Call.objects.get(community=table).closes_at == there
    press(client, {**TWO_WEEKS, "number": "", "zone": "Asia/Tokyo", "stays": "moments"})
    assert Call.objects.get(community=table).closes_at == there
    bring_back(first.pk, carrier)
    assert Call.objects.get(community=table).closes_at == late


def test_where_the_settings_name_another_zone_what_is_planned_asks_what_stays(table, kettles, carrier, sign_in):
    """“Wrong times after a zone change.”"""
    client = sign_in(carrier)
    change_community(table, carrier, zone="Africa/Lagos")
    assert "Some of these are planned on the clocks of London" in client.get("/c/the-mending-table/gatherings/").text
    press(client, {**TWO_WEEKS, "number": "", "zone": "Africa/Lagos"})
    moved = Gathering.objects.get(pk=kettles.pk)
    assert local_parts(moved.starts_at, "Africa/Lagos") == (date(2027, 3, 16), time(18, 30))
    assert "planned on the clocks of" not in client.get("/c/the-mending-table/gatherings/").text


@pytest.fixture
def weekly(table, carrier):
    """Four Tuesdays from 23 February, the first of which was."""
    days = [date(2027, 2, 23) + timedelta(weeks=count) for count in range(4)]
    hours = Hours(time(19), time(20), 0, "Europe/London")
    rhythm = Rhythm("weeks", 1, (1,), times=4)
    return plan_series(table, carrier, rhythm=rhythm, days=days, hours=hours, title="Soup", audience=Audience.OPEN)


def test_of_a_series_what_is_to_come_moves_and_is_one_of_its_own(table, weekly, carrier, move):
    kept = move(table, carrier, Shift(1))
    stayed, *moved = Gathering.objects.filter(pk__in=[one.pk for one in weekly]).order_by("starts_at")
    assert [one.series_day for one in moved] == [date(2027, 3, 3) + timedelta(weeks=count) for count in range(3)]
    assert {one.series.rule for one in moved} == {"FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;UNTIL=20270317"}
    assert stayed.series.rule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20270223"
    for one in moved:
        assert (one.starts_at, one.ends_at) == one.series.hours.on(one.series_day)
    bring_back(kept.pk, carrier)
    (series,) = Series.objects.all()
    assert series.rule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=4"
    rows = Gathering.objects.filter(series=series).order_by("starts_at")
    assert [one.series_day for one in rows] == [date(2027, 2, 23) + timedelta(weeks=count) for count in range(4)]


def test_one_press_takes_it_all_back_and_calendars_learn_of_it(table, kettles, carrier, sign_in):
    client = sign_in(carrier)
    before = Calendar.from_ical(client.get(FILE).content).walk("VEVENT")[0]
    press(client, TWO_WEEKS)
    moved = Calendar.from_ical(client.get(FILE).content).walk("VEVENT")[0]
    page = client.get("/c/the-mending-table/gatherings/").text
    client.post(re.search(r'action="(/me/undo/\w+/)"', page)[1])
    after = Calendar.from_ical(client.get(FILE).content).walk("VEVENT")[0]
    assert before["UID"] == moved["UID"] == after["UID"]
    assert before["SEQUENCE"] < moved["SEQUENCE"] < after["SEQUENCE"]
    assert before["DTSTART"].dt == after["DTSTART"].dt
    assert moved["DTSTART"].dt == datetime(2027, 3, 30, 17, 30, tzinfo=UTC)
    table.refresh_from_db()
    assert (table.starts_on, table.ends_on) == (date(2027, 3, 16), date(2027, 3, 30))
    assert [day.on for day in table.design.arc.all()] == [date(2027, 3, 16), date(2027, 3, 23)]
    assert table.calls.get().closes_at == datetime(2027, 3, 14, 20, tzinfo=UTC)


def test_what_somebody_changed_since_stays_as_they_made_it(table, gathering, kettles, carrier, move):
    other = gathering("Other", into=table, starts_at=datetime(2027, 3, 17, 18, tzinfo=UTC))
    kept = move(table, carrier, Shift(14))
    kettles = Gathering.objects.select_related("entry").get(pk=kettles.pk)
    later = kettles.starts_at + timedelta(minutes=15)
    change_gathering(kettles, carrier, based_on=kettles.entry.version, starts_at=later)
    bring_back(kept.pk, carrier)
    assert Gathering.objects.get(pk=kettles.pk).starts_at == later
    assert Gathering.objects.get(pk=other.pk).starts_at == other.starts_at


def test_it_cannot_be_taken_back_once_the_community_is_closed(table, kettles, carrier, move):
    kept = move(table, carrier, Shift(14))
    close_community(table, carrier)
    with pytest.raises(CannotComeBack, match="is closed"):
        bring_back(kept.pk, carrier)
    assert PutAway.objects.get(pk=kept.pk).back_at is None


@pytest.mark.parametrize("who", ["learner", "outsider", "stranger"])
def test_only_those_who_carry_the_community_move_its_dates(table, kettles, member, person, sign_in, who):
    somebody = {"learner": lambda: member(table, "ines"), "outsider": lambda: person("dov")}.get(who, lambda: None)()
    client = sign_in(somebody)
    for address in (MOVE, f"{MOVE}tell/"):
        assert client.post(address, TWO_WEEKS).status_code in (302, 403)
    assert local(kettles) == (date(2027, 3, 16), time(18, 30))
    assert "gatherings/move/" not in client.get("/c/the-mending-table/gatherings/").text


# Three weeks earlier the first day would be over, so that it cannot move; the last could.
@pytest.mark.parametrize(
    ("number", "unit", "left_out"),
    [("9", "weeks later", ["ends_on"]), ("3", "weeks earlier", ["starts_on", "closes_at", "g"])],
)
def test_the_last_day_never_comes_to_lie_before_the_first(table, carrier, sign_in, number, unit, left_out):
    typed, client = {**TWO_WEEKS, "number": number, "unit": unit}, sign_in(carrier)
    answer = press(client, typed, *left_out)
    assert answer.status_code == 422
    assert "would end before it begins" in answer.text
    table.refresh_from_db()
    assert (table.starts_on, table.ends_on) == (date(2027, 3, 16), date(2027, 3, 30))
    assert press(client, typed, *left_out, "starts_on", "ends_on").status_code == 302
