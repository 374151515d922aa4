"""Calendars that other programs wrote, broken ones among them. Collected only where COMMONPLACE_VECTORS names them."""

import pytest

from commonplace.stages.gather.calendar_import import ImportTrouble, import_calendar
from commonplace.stages.gather.tests.conftest import CALENDARS

FILES = sorted(CALENDARS.glob("*.ics"))
# Files in which an event has a beginning that can be read.
WITH_EVENTS = {"calendars__rfc_6868.ics", "events__event_with_rsvp.ics"}


def test_there_are_files():
    assert len(FILES) > 50


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_is_taken_over_or_refused_in_words(file, table, carrier, sign_in):
    try:
        made = import_calendar(table, carrier, file.read_bytes())
    except ImportTrouble as trouble:
        assert str(trouble)
        return
    assert all(gathering.ends_at > gathering.starts_at for gathering in made)
    assert sign_in(carrier).get("/c/the-mending-table/calendar.ics").status_code == 200
