"""Calendars among what the command line brings in."""

from pathlib import Path
from typing import Any

import pytest

from commonplace.edges.own.importing import import_path
from commonplace.stages.gather.models import Gathering

pytestmark = pytest.mark.django_db
_EVENT = "BEGIN:VEVENT\nUID:one\nSUMMARY:Tea\nDTSTART:20270714T160000Z\nEND:VEVENT\n"
TEA = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{_EVENT}END:VCALENDAR\n"


def test_a_calendar_is_new_then_the_same_then_changed(community: Any, person: Any, tmp_path: Path) -> None:
    nkechi = person("nkechi")
    place, file = community(nkechi), tmp_path / "club.ics"
    told = []
    for day in ("14", "14", "15"):
        file.write_text(TEA.replace("20270714", f"202707{day}"))
        told += [(one.title, one.outcome) for one in import_path(file, place, nkechi, progress=str)]
    assert told == [("Tea", "new"), ("Tea", "same"), ("Tea", "changed")]
    assert Gathering.objects.count() == 1
