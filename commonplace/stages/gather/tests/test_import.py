"""Taking events over from calendar files."""

import pytest

from commonplace.stages.gather.calendar_import import ImportTrouble, import_calendar
from commonplace.stages.gather.models import Gathering

pytestmark = pytest.mark.django_db


def ics(*lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines, uid="one"):
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT"]


def test_events_become_gatherings(table, carrier, utc):
    data = ics(
        *event("SUMMARY:Tea\\, at four", "DTSTART:20270714T160000", "DURATION:PT1H30M", "LOCATION:Kitchen"),
        *event("SUMMARY:All day", "DTSTART;VALUE=DATE:20270715", uid="two"),
        *event("SUMMARY:Every week", "DTSTART:20270716T100000Z", "RRULE:FREQ=WEEKLY", uid="three"),
    )
    tea, day, weekly = import_calendar(table, carrier, data)
    assert (tea.entry.title, tea.place) == ("Tea, at four", "Kitchen")
    assert (tea.starts_at, tea.ends_at) == (utc(2027, 7, 14, 15), utc(2027, 7, 14, 16, 30))
    assert (day.starts_at, day.ends_at) == (utc(2027, 7, 14, 23), utc(2027, 7, 15, 23))
    assert "it repeats" in weekly.entry.body


def test_the_same_file_twice_makes_nothing_twice(table, carrier):
    data = ics(*event("SUMMARY:Tea", "DTSTART:20270714T160000Z"))
    assert len(import_calendar(table, carrier, data)) == 1
    assert import_calendar(table, carrier, data) == []
    assert Gathering.objects.count() == 1


def test_events_that_make_no_sense_are_left_out(table, carrier):
    data = ics(
        *event("SUMMARY:No beginning"),
        *event("SUMMARY:Ends first", "DTSTART:20270714T160000Z", "DTEND:20270714T150000Z", uid="two"),
        *event("SUMMARY:Tea", "DTSTART:20270714T160000Z", uid="three"),
    )
    assert [made.entry.title for made in import_calendar(table, carrier, data)] == ["Tea"]


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"<html></html>", b"BEGIN:VCALENDAR", ics(), b"x" * 3_000_000])
def test_what_is_no_calendar_is_refused_in_words(table, carrier, data):
    with pytest.raises(ImportTrouble):
        import_calendar(table, carrier, data)
    assert not Gathering.objects.exists()
