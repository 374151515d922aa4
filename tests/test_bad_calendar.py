"""Calendar files of nonsense: read or refused within two seconds and 300 MB."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_ALMOST = 1_000_000


def _calendar(*parts: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(parts) + "END:VCALENDAR\r\n").encode()


def _event(line: str = "", begins: str = "DTSTART:20300101T100000Z") -> str:
    return f"BEGIN:VEVENT\r\nUID:a\r\n{begins}\r\n{line}\r\nEND:VEVENT\r\n"


def _zone(rules: int, rule: str, since: str) -> str:
    changes = "".join(
        f"BEGIN:STANDARD\r\nDTSTART:{since}0101T00{minute // 60:02d}{minute % 60:02d}\r\nTZOFFSETFROM:+0100\r\n"
        f"TZOFFSETTO:+0000\r\nRRULE:{rule}\r\nEND:STANDARD\r\n"
        for minute in range(rules)
    )
    return f"BEGIN:VTIMEZONE\r\nTZID:X\r\n{changes}END:VTIMEZONE\r\n" + _event(begins="DTSTART;TZID=X:20300101T100000")


_TAKEN = {
    "every second for ever": _calendar(_event("RRULE:FREQ=SECONDLY") * 400),
    "every second of a list": _calendar(_event("RRULE:FREQ=SECONDLY;BYSECOND=" + ",".join(["1"] * 300_000))),
    "a long title": _calendar(_event("SUMMARY:" + "a" * _ALMOST)),
    "a title folded a quarter of a million times": _calendar(_event("SUMMARY:a" + "\r\n a" * 200_000)),
    "many parameters": _calendar(_event("SUMMARY" + ";X=1" * 200_000 + ":a")),
    "many categories": _calendar(_event("CATEGORIES:" + "," * _ALMOST)),
    "many unknown lines": _calendar(_event("X-A:b\r\n" * 120_000)),
    "many dates": _calendar(_event("RDATE:" + ",".join(["20300101T100000Z"] * 55_000))),
    "a zone that changes daily": _calendar(_zone(60, "FREQ=DAILY", "1601")),
    "a zone of many changes": _calendar(_zone(400, "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "1601")),
    "every day for ever": _calendar(_event("RRULE:FREQ=DAILY") * 400),
    "every day for very long": _calendar(_event("RRULE:FREQ=DAILY;COUNT=999") * 400),
    "each 30 February": _calendar(_event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") * 400),
}
_LONG_AGO = "DTSTART:19010131T100000Z"
_REFUSED = {
    "numbered Mondays since 1901": _calendar(
        _event("RRULE:FREQ=YEARLY;COUNT=999;BYDAY=" + ",".join(f"{n}MO" for n in range(1, 14)), _LONG_AGO) * 400
    ),
    "leap days since 1901": _calendar(
        _event("RRULE:FREQ=YEARLY;COUNT=99;BYYEARDAY=366;BYDAY=MO,TU,WE,TH,FR,SA,SU", _LONG_AGO) * 400
    ),
    "one that lasts for ever": _calendar(_event("DURATION:P" + "9" * 100_000 + "D")),
    "a zone from the year one": _calendar(_zone(40, "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "0001")),
    "begun and never ended": b"BEGIN:VEVENT\r\n" * (_ALMOST // 14),
    "tens of thousands of events": _calendar("BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 60_000),
    "parts in parts": b"BEGIN:X\r\n" * 50_000 + b"END:X\r\n" * 50_000,
    "ten megabytes": b"BEGIN:VCALENDAR\r\n" * 600_000,
    "noise": bytes(range(256)) * 3_900,
    "no lines": b":" * _ALMOST,
    "nothing but lines": b"\r\n" * (_ALMOST // 2),
    "nothing": b"",
}

pytest.importorskip("resource", reason="what each needs is measured as Unix does")

_MEASURED = """
import json, os, resource, sys, time
import django
django.setup()
from commonplace.stages.gather.calendar_import import ImportTrouble, read_calendar
for path in sys.argv[1:]:
    sys.stdout.flush()
    if os.fork():
        os.wait()
        continue
    data = open(path, "rb").read()
    begun = time.process_time()
    try:
        said = len(read_calendar(data, "Europe/Berlin").events)
    except ImportTrouble as refused:
        said = str(refused)
    seconds, most = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([os.path.basename(path), said, seconds, most]))
    sys.stdout.flush()
    os._exit(0)
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, float, float]]:
    """What became of each file, in how many seconds, with how many megabytes."""
    folder: Path = tmp_path_factory.mktemp("calendars")
    files = {**_TAKEN, **_REFUSED}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *(str(folder / name) for name in files)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "commonplace.project.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = map(json.loads, done.stdout.splitlines())
    return {name: (said, seconds, megabytes) for name, said, seconds, megabytes in rows}


@pytest.mark.parametrize("name", [*_TAKEN, *_REFUSED])
def test_nonsense_is_read_or_refused_soon(name: str, measured: dict[str, Any]) -> None:
    said, seconds, megabytes = measured[name]
    assert (seconds < 2, megabytes < 300) == (True, True), f"{seconds:.1f} s, {megabytes:.0f} MB"
    assert isinstance(said, int) if name in _TAKEN else "calendar" in said
