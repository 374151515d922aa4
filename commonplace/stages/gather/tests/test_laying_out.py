"""That rules give the days that they give elsewhere: in `python-dateutil`, which reads the same rule, and in npm's `ical.js`."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from commonplace.stages.gather.laying_out import WEEKDAYS, Effort, laid_out
from commonplace.stages.gather.rhythms import NoSuchRule, rhythm_of
from commonplace.stages.gather.rhythms_said import said
from commonplace.stages.gather.tests.test_repeating import rhythms

NAMES = st.sampled_from(WEEKDAYS)


def some(things, most=4):
    return st.lists(things, min_size=1, max_size=most, unique=True).map(lambda one: ",".join(map(str, one)))


@st.composite
def rules(draw):
    """Rules as calendars write them, those that people say and those that nobody would."""
    step = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": step, "INTERVAL": draw(st.integers(1, 6))}
    numbered = st.tuples(st.sampled_from([-5, -2, -1, 1, 2, 3, 5]), NAMES).map(lambda one: f"{one[0]}{one[1]}")
    # dateutil wants both at once where some weekdays have numbers and some have none.
    days = some(numbered) if step in ("MONTHLY", "YEARLY") and draw(st.booleans()) else some(NAMES)
    may_have = {"BYDAY": days, "BYMONTH": some(st.integers(1, 12))}
    if step in ("MONTHLY", "YEARLY"):
        may_have |= {"BYMONTHDAY": some(st.sampled_from([-31, -2, -1, 1, 13, 29, 30, 31]))}
    if step == "YEARLY":
        may_have |= {"BYYEARDAY": some(st.sampled_from([-366, -1, 1, 60, 200, 366]))}
    parts |= {name: draw(values) for name, values in may_have.items() if draw(st.booleans())}
    # dateutil counts places in the first week from the first day on, and not from where the week begins.
    if step in ("MONTHLY", "YEARLY") and len(parts) > 2 and draw(st.booleans()):
        parts["BYSETPOS"] = draw(some(st.sampled_from([-2, -1, 1, 2]), 2))
    if draw(st.booleans()):
        parts["WKST"] = draw(NAMES)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def test_no_more_days_are_looked_at_than_may_be():
    effort = Effort(3_000)
    leap_days = {"FREQ": "YEARLY", "BYYEARDAY": "366"}
    assert list(laid_out(leap_days, date(2024, 1, 1), effort=effort)) == [date(2024, 12, 31), date(2028, 12, 31)]
    assert effort.is_spent
    mondays = leap_days | {"BYDAY": "MO"}
    assert len(list(islice(laid_out(mondays, date(2024, 1, 1)), 105))) < 30, "one comes every 28 years"


@settings(max_examples=150, deadline=None)
@given(rule=rules(), first=st.dates(date(2000, 1, 1), date(2036, 1, 1)))
def test_a_rule_gives_the_days_that_it_gives_elsewhere(rule, first):
    parts = dict(part.split("=") for part in rule.split(";"))
    days = list(islice(laid_out(parts, first), 12))
    if len(days) == 12:  # else the other one would look for more until the year 9999
        elsewhere = rrulestr(rule, dtstart=datetime.combine(first, time()))
        assert [day.date() for day in islice(elsewhere, 12)] == days
    rhythm = rhythm_of(f"{rule};COUNT=12")
    assert rhythm.days(first) == days
    assert rhythm_of(rhythm.rule()) == rhythm
    with translation.override("en"):
        assert said(rhythm)


@settings(max_examples=60, deadline=None)
@given(rhythm=rhythms(), first=st.dates(date(2000, 1, 1), date(2036, 1, 1)))
def test_a_third_reader_agrees_on_whatever_the_form_can_say(rhythm, first, ical_js):
    """Where the first day is one of them: what else a rule means is left open by the RFC."""
    first = rhythm.days(first)[0]
    calendar = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{first:%Y%m%d}T120000Z\r\nRRULE:{rhythm.rule()}\r\n"
    )
    found = ical_js.read(f"{calendar}END:VEVENT\r\nEND:VCALENDAR\r\n".encode())
    assert [datetime.fromtimestamp(one["starts"], UTC).date() for one in found] == rhythm.days(first)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "Every Tuesday",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;UNTIL=20270231",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 200),
    ],
)
def test_what_is_no_rule_over_days_is_refused(rule):
    with pytest.raises(NoSuchRule):
        rhythm_of(rule)


def test_a_rule_without_days_comes_to_an_end():
    assert rhythm_of("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30").days(date(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Every month, on the last workday"),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "Every month, on the last day of the month"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Every year, in November, on the fourth Thursday"),
        ("FREQ=MONTHLY;BYDAY=1MO,3WE", "Every month, on the first Monday and the third Wednesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU", "Every second week, on Tuesday"),
        ("FREQ=YEARLY;BYYEARDAY=100", "By a rule of its own"),
    ],
)
def test_rules_are_said_in_words(rule, words):
    with translation.override("en"):
        assert said(rhythm_of(rule)) == words
