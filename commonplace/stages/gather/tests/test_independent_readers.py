"""What two readers that others wrote make of our calendars: the same instants, numbers and states, whatever was planned and moved.

One is `icalendar`, the other npm's `ical.js`, which lays out what repeats.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.kept import pages
from commonplace.ground import clock
from commonplace.stages.gather.actions import cancel_gathering, change_gathering, plan_gathering
from commonplace.stages.gather.calendars import uid_of
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.moved import move_dates
from commonplace.stages.gather.moving import Shift, what_moves
from commonplace.stages.gather.repeating import cancel_later, change_later, plan_series
from commonplace.stages.gather.rhythms import Hours
from commonplace.stages.gather.tests.test_repeating import ZONES, rhythms

FEED = "/c/the-mending-table/calendar.ics"
TODAY = datetime(2027, 1, 1, 12, tzinfo=UTC)
DAYS = st.dates(date(2027, 1, 5), date(2027, 12, 31))
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
SOME = st.integers(0, 11)
STEPS = st.one_of(
    st.tuples(st.just("move one"), SOME, st.integers(-60, 60).filter(bool)),
    st.tuples(st.just("move later ones"), SOME, st.integers(-60, 60).filter(bool)),
    st.tuples(st.just("cancel one"), SOME),
    st.tuples(st.just("cancel later ones"), SOME),
    st.tuples(st.just("move all"), st.integers(1, 300)),
    st.tuples(st.just("move to other clocks"), st.sampled_from(ZONES), st.booleans()),
)


def said_by_icalendar(feed):
    return {
        str(event["UID"]): (
            event["DTSTART"].dt.timestamp(),
            event["DTEND"].dt.timestamp(),
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
        )
        for event in Calendar.from_ical(feed).walk("VEVENT")
    }


def said_by_ical_js(feed, reader):
    events = reader.read(feed)
    said = {one["uid"]: (one["starts"], one["ends"], one["sequence"], one["status"]) for one in events}
    assert len(said) == len(events)  # each is a single event with a name of its own
    assert {one["zone"] for one in events} <= {"UTC"}
    return said


def stands():
    """What is in the database, told as a reader of calendars would."""
    return {
        uid_of(one.entry): (
            one.starts_at.timestamp(),
            one.ends_at.timestamp(),
            one.sequence,
            "CANCELLED" if one.cancelled_at else "CONFIRMED",
        )
        for one in Gathering.objects.select_related("entry")
    }


def take(step, community, by):
    """Do what people do, to one of what is left."""
    community.refresh_from_db()
    gatherings = list(
        Gathering.objects.filter(cancelled_at=None).select_related("entry__community", "series").order_by("pk")
    )
    if not gatherings:
        return
    what, number, *more = step
    one = gatherings[number % len(gatherings)] if isinstance(number, int) else None
    if what.startswith("move") and what.endswith(("one", "ones")):
        span = {name: getattr(one, name) + timedelta(days=1, minutes=more[0]) for name in ("starts_at", "ends_at")}
        change = change_gathering if what == "move one" else change_later
        change(one, by, based_on=one.entry.version, **span)
    elif what == "cancel one":
        cancel_gathering(one, by)
    elif what == "cancel later ones":
        cancel_later(one, by)
    else:
        shift = Shift(days=number) if what == "move all" else Shift(zone=number, keeps_moments=more[0])
        shown = [move.as_shown for move in what_moves(community, by, shift) if not move.is_past]
        if shown:
            move_dates(community, by, shift, shown)


@contextmanager
def undone():
    """Nothing that is written in here stays, neither in the database nor in what is kept of pages."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            pages.clear()


@pytest.mark.long
@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rhythm=rhythms(),
    first=DAYS,
    begins=TIMES,
    minutes=st.integers(1, 20 * 60),
    zone=st.sampled_from(ZONES),
    left_out=st.sets(SOME, max_size=3),
    steps=st.lists(STEPS, min_size=1, max_size=4),
)
def test_two_readers_have_the_instants_whatever_was_planned_left_out_moved_and_cancelled(
    rhythm, first, begins, minutes, zone, left_out, steps, table, carrier, sign_in, ical_js
):
    client = sign_in(carrier)
    end = datetime.combine(first, begins) + timedelta(minutes=minutes)
    hours = Hours(begins, end.time(), (end.date() - first).days, zone)
    days = [day for number, day in enumerate(rhythm.days(first)) if number not in left_out]
    with undone(), clock.at(TODAY):
        Community.objects.filter(pk=table.pk).update(zone=zone)
        table.refresh_from_db()
        starts_at, ends_at = hours.on(first)
        plan_gathering(table, carrier, title="Once", starts_at=starts_at, ends_at=ends_at)
        if days:
            plan_series(table, carrier, rhythm=rhythm, days=days, hours=hours, title="Soup")
        told = [stands()]
        for step in [None, *steps]:
            if step:
                take(step, table, carrier)
            feed = client.get(FEED).content
            told.append(stands())
            assert said_by_icalendar(feed) == told[-1]
            assert said_by_ical_js(feed, ical_js) == told[-1]
    for before, after in pairwise(told):
        assert before.keys() == after.keys()
        for uid, (*span, number, state) in after.items():
            *span_before, number_before, state_before = before[uid]
            is_other = (span, state) != (span_before, state_before)
            assert number > number_before if is_other else number >= number_before


def test_the_other_reader_lays_out_rules_moves_and_what_is_left_out(ical_js):
    """That the reader itself knows what it has to judge: of a calendar with a zone, across the spring change of clocks."""
    calendar = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//EN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:soup
DTSTART;TZID=Europe/London:20270323T183000
DTEND;TZID=Europe/London:20270323T200000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/London:20270330T183000
END:VEVENT
BEGIN:VEVENT
UID:soup
RECURRENCE-ID;TZID=Europe/London:20270406T183000
DTSTART;TZID=Europe/London:20270407T183000
DTEND;TZID=Europe/London:20270407T190000
SEQUENCE:2
END:VEVENT
END:VCALENDAR
"""
    found = [
        (datetime.fromtimestamp(one["starts"], UTC), one["ends"] - one["starts"]) for one in ical_js.read(calendar)
    ]
    assert found == [
        (datetime.combine(date(2027, 3, 23), time(18, 30), UTC), 90 * 60),
        (datetime.combine(date(2027, 4, 7), time(17, 30), UTC), 30 * 60),
        (datetime.combine(date(2027, 4, 13), time(17, 30), UTC), 90 * 60),
    ]
