"""Calendars that other programs wrote, broken ones among them. Collected only where COMMONPLACE_VECTORS names them."""

from contextlib import suppress

import pytest

from commonplace.stages.gather.calendar_import import ImportTrouble
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.tests.conftest import CALENDARS

FILES = sorted(CALENDARS.glob("*.ics"))


@pytest.mark.django_db
def test_most_files_of_whole_calendars_hold_something(table, carrier):
    assert len(FILES) > 50
    taken = 0
    for file in FILES:
        with suppress(ImportTrouble):
            taken += import_calendar(table, carrier, file.read_bytes()).is_news
    assert taken >= 25


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_is_taken_over_or_refused_in_words(file, table, carrier, sign_in):
    with suppress(ImportTrouble):
        import_calendar(table, carrier, file.read_bytes())
        assert not import_calendar(table, carrier, file.read_bytes()).is_news
    assert all(gathering.ends_at > gathering.starts_at for gathering in Gathering.objects.all())
    assert sign_in(carrier).get("/c/the-mending-table/calendar.ics").status_code == 200
