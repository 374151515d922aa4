"""A community follows a calendar elsewhere, which a real server on this machine serves."""

import re
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from commonplace.commons.communities.actions import leave_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience, delete_entry
from commonplace.ground import clock
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.calendar_import import read_calendar
from commonplace.stages.gather.calendar_taking import name_anew
from commonplace.stages.gather.calendars import uid_of
from commonplace.stages.gather.following import look_at, look_at_what_is_due
from commonplace.stages.gather.models import FollowedCalendar, Gathering

pytestmark = pytest.mark.django_db
PAGE = "/c/the-mending-table/gatherings/follow/"


class Serves(BaseHTTPRequestHandler):
    """Serves the calendar as it stands, 304 where that is known, or what it is told to."""

    def log_message(self, *_arguments):
        """Say nothing."""

    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        status, body = self.server.says
        etag = f'"{hash(body)}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def elsewhere(settings):
    settings.FETCHED_INSIDE = {"127.0.0.1"}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Serves)
    server.daemon_threads = True
    server.asked, server.says = [], (200, b"")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def calendar(**events):
    """A calendar of events by their names, so many days from now."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:elsewhere"]
    for name, days in events.items():
        day = f"{clock.now() + timedelta(days=days):%Y%m%d}"
        lines += ["BEGIN:VEVENT", f"UID:{name}@elsewhere", f"SUMMARY:{name}", f"DTSTART:{day}T180000Z", "END:VEVENT"]
    return 200, "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@pytest.fixture
def follow(table, carrier, elsewhere, sign_in, run_tasks):
    """Type its address into the page, and let the task run that reads it."""

    def press(says, audience=Audience.COMMUNITY):
        elsewhere.says = says
        typed = {"address": f"http://127.0.0.1:{elsewhere.server_port}/a.ics", "audience": int(audience)}
        answer = sign_in(carrier).post(PAGE, typed)
        run_tasks()
        return answer

    return press


@pytest.fixture
def hours_pass(run_tasks):
    """It is so many hours later, and what comes by has come by."""

    def pass_by(hours):
        with clock.at(clock.now() + timedelta(hours=hours)):
            look_at_what_is_due.call()
            run_tasks()

    return pass_by


def standing():
    rows = Gathering.objects.select_related("entry").order_by("starts_at")
    return {one.entry.title: "off" if one.cancelled_at else "on" for one in rows}


def test_what_is_to_come_there_stands_here_for_the_members(follow, table, sign_in, member):
    follow(calendar(soup=3, bread=9, past=-5))
    assert standing() == {"soup": "on", "bread": "on"}
    assert {one.entry.audience for one in Gathering.objects.all()} == {Audience.COMMUNITY}
    assert "soup" in sign_in(member(table, "ines")).get("/c/the-mending-table/gatherings/").text
    assert "soup" not in sign_in().get("/c/the-mending-table/gatherings/").text


def test_what_changes_there_changes_here_and_nothing_stands_twice(follow, elsewhere, hours_pass):
    follow(calendar(soup=3, bread=9))
    first = Gathering.objects.get(entry__title="soup")
    elsewhere.says = calendar(soup=4, bread=9)
    hours_pass(1.1)
    now = Gathering.objects.get(entry__title="soup")
    assert (now.pk, now.starts_at) == (first.pk, first.starts_at + timedelta(days=1))
    assert now.sequence > first.sequence
    assert Gathering.objects.count() == 2


def test_it_is_asked_gently_whether_anything_is_new(follow, elsewhere, hours_pass):
    follow(calendar(soup=3))
    hours_pass(0.5)
    assert len(elsewhere.asked) == 1
    hours_pass(1.1)
    assert len(elsewhere.asked) == 2
    assert elsewhere.asked[1]["If-None-Match"]
    assert "Commonplace" in elsewhere.asked[1]["User-Agent"]
    followed = FollowedCalendar.objects.get()
    assert (followed.trouble, followed.failures) == ("", 0)
    # Two tasks told of it at once look once.
    with clock.at(clock.now() + timedelta(hours=5)):
        look_at.call(followed.pk)
        look_at.call(followed.pk)
    assert len(elsewhere.asked) == 3


def test_what_is_gone_there_before_its_time_is_cancelled_here(follow, elsewhere, hours_pass):
    follow(calendar(soup=3, bread=9))
    elsewhere.says = calendar(bread=9)
    hours_pass(1.1)
    assert standing() == {"soup": "off", "bread": "on"}
    assert "no longer stands in the calendar" in Gathering.objects.get(entry__title="soup").cancel_reason


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ((500, b"oh"), "answered with an error (500)"),
        ((200, b"<html>sign in</html>"), "no calendar, or broke off"),
        ((200, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a"), "no calendar, or broke off"),
        ((200, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), "There are no events"),
    ],
)
def test_what_fails_is_said_takes_nothing_away_and_is_tried_more_seldom(
    follow, elsewhere, hours_pass, carrier, sign_in, says, words
):
    follow(calendar(soup=3))
    elsewhere.says = says
    waits = []
    for hours in (2, 6, 12):
        hours_pass(hours)
        followed = FollowedCalendar.objects.get()
        waits.append((followed.looks_next_at - followed.looked_at).total_seconds() / 3600)
    assert [round(wait) for wait in waits] == [1, 2, 4]
    assert standing() == {"soup": "on"}
    page = sign_in(carrier).get(PAGE).text
    assert "It could not be read." in page
    assert words in page
    elsewhere.says = calendar(soup=3)
    hours_pass(30)
    assert "It could not be read." not in sign_in(carrier).get(PAGE).text


def test_an_address_within_the_network_is_refused_in_words(follow, settings, carrier, sign_in, elsewhere):
    settings.FETCHED_INSIDE = set()
    follow(calendar(soup=3))
    assert elsewhere.asked == []
    assert "This address lies within a network that is not open." in sign_in(carrier).get(PAGE).text


def test_it_is_followed_no_more_and_again_with_one_press(follow, elsewhere, hours_pass, carrier, sign_in):
    follow(calendar(soup=3))
    client = sign_in(carrier)
    page = client.post(f"{PAGE}{FollowedCalendar.objects.get().pk}/stop/", follow=True).text
    hours_pass(2)
    assert len(elsewhere.asked) == 1
    assert standing() == {"soup": "on"}
    client.post(re.search(r'action="(/me/undo/\w+/)"', page)[1])
    elsewhere.says = calendar(bread=5)
    hours_pass(2)
    assert standing() == {"soup": "off", "bread": "on"}


def test_the_same_calendar_is_followed_once(follow):
    follow(calendar(soup=3))
    again = follow(calendar(soup=3))
    assert again.status_code == 422
    assert "This calendar is followed already." in again.text


def test_nobody_is_acted_for_who_no_longer_looks_after_the_community(
    follow, hours_pass, table, carrier, member, elsewhere
):
    member(table, "ines", role="facilitator")
    follow(calendar(soup=3))
    leave_community(table.memberships.get(person=carrier), carrier)
    elsewhere.says = calendar(soup=3, bread=5)
    hours_pass(2)
    assert standing() == {"soup": "on"}
    assert "looks after the community no more" in FollowedCalendar.objects.get().trouble


def test_strangers_never_read_through_it_the_name_of_somebody_under_18(
    follow, table, carrier, member, elsewhere, hours_pass
):
    member(table, "wendelin", age_band="13-15")
    follow(calendar(soup=3), audience=Audience.OPEN)
    assert not Gathering.objects.exists()  # the form does not offer it
    follow(calendar(soup=3))
    change_audience(Gathering.objects.get().entry, carrier, Audience.OPEN)
    before = Gathering.objects.get().starts_at
    status, body = calendar(soup=4)
    elsewhere.says = status, body.replace(b"SUMMARY:soup", b"SUMMARY:Soup by Wendelin")
    hours_pass(2)
    assert standing() == {"soup": "on"}
    assert Gathering.objects.get().starts_at == before + timedelta(days=1)


@pytest.mark.parametrize("who", ["ines", None])
def test_only_those_who_carry_the_community_follow_and_see_addresses(follow, table, member, sign_in, who):
    follow(calendar(soup=3))
    client = sign_in(member(table, who) if who else None)
    assert client.get(PAGE).status_code in (302, 403)
    assert client.post(f"{PAGE}{FollowedCalendar.objects.get().pk}/stop/").status_code in (302, 403)
    assert "a.ics" not in client.get("/c/the-mending-table/gatherings/").text
    assert isinstance(FollowedCalendar.objects.get().looked_at, datetime)


@pytest.mark.parametrize("more", [b"", b"\r\nSTATUS:CANCELLED"])
def test_what_was_planned_here_is_not_the_other_calendars_to_change(follow, gathering, more):
    """Our own names of events stand in calendars that everybody reads."""
    ours = gathering("Ours", hours=72)
    status, body = calendar(soup=3, bread=9)
    follow((status, body.replace(b"UID:soup@elsewhere", b"UID:" + uid_of(ours.entry).encode() + more)))
    assert standing() == {"Ours": "on", "bread": "on"}
    assert Gathering.objects.get(pk=ours.pk).starts_at == ours.starts_at


def test_what_is_deleted_here_stays_deleted_and_brought_back_it_stands_once(follow, elsewhere, hours_pass, carrier):
    follow(calendar(soup=3, bread=9))
    kept = delete_entry(Gathering.objects.get(entry__title="soup").entry, carrier)
    elsewhere.says = calendar(soup=3, bread=10)
    FollowedCalendar.objects.update(looks_next_at=clock.now())
    hours_pass(0)
    assert standing() == {"bread": "on"}
    bring_back(kept.pk, carrier)
    elsewhere.says = calendar(soup=4, bread=10)
    hours_pass(1.1)
    assert Gathering.objects.count() == 2
    assert f"{Gathering.objects.get(entry__title='soup').starts_at:%d}" == f"{clock.now() + timedelta(days=4):%d}"


def test_of_what_repeats_there_the_next_times_come_though_nothing_changed_there(follow, elsewhere, hours_pass):
    status, body = calendar(one=1)
    follow((status, body.replace(b"END:VEVENT", b"RRULE:FREQ=MONTHLY;BYMONTHDAY=1,15\r\nEND:VEVENT")))
    known = Gathering.objects.count()
    assert known >= 24
    for hour in range(24):
        hours_pass(40 * 24 + hour * 1.01)
    assert Gathering.objects.count() >= known + 2


def repeating(says, rule):
    status, body = says
    return status, body.replace(b"END:VEVENT", b"RRULE:" + rule + b"\r\nEND:VEVENT")


def test_what_begins_to_repeat_there_or_was_taken_over_as_its_first_time_alone_stays_and_stands_once(
    follow, elsewhere, hours_pass
):
    """Until rules were taken over whole, the first time of what repeats stood here under the name of all of them."""
    follow(calendar(soup=3))
    first = Gathering.objects.get()
    elsewhere.says = repeating(calendar(soup=3), b"FREQ=WEEKLY;COUNT=3")
    hours_pass(1.1)
    assert Gathering.objects.count() == 3
    assert not Gathering.objects.exclude(cancelled_at=None).exists()
    assert Gathering.objects.order_by("starts_at").first() == first
    elsewhere.says = calendar(soup=3)
    hours_pass(2.2)
    assert [one.pk for one in Gathering.objects.filter(cancelled_at=None)] == [first.pk]
    assert Gathering.objects.count() == 3


@pytest.mark.long
def test_what_is_further_ahead_than_is_taken_over_at_once_is_not_called_off(follow, elsewhere, hours_pass):
    follow(repeating(calendar(soup=1), b"FREQ=WEEKLY;INTERVAL=6"))
    assert Gathering.objects.count() == 9
    elsewhere.says = repeating(calendar(soup=1), b"FREQ=DAILY")
    hours_pass(1.1)
    assert Gathering.objects.count() > 100
    assert not Gathering.objects.exclude(cancelled_at=None).exists()


def test_another_calendar_cannot_take_the_name_of_what_comes_from_this_one(
    follow, elsewhere, hours_pass, table, carrier
):
    follow(calendar(soup=3))
    theirs = read_calendar(repeating(calendar(soup=3), b"FREQ=WEEKLY;COUNT=2")[1], "UTC").events
    name_anew(table, theirs, None)
    elsewhere.says = calendar(soup=3, bread=4)
    hours_pass(1.1)
    assert standing() == {"soup": "on", "bread": "on"}
