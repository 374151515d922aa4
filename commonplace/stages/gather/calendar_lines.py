"""The lines of a calendar file that we read, and no others.

The library that parses calendars makes something of every line, and lays out every date on which a time zone changes.
A file of a few kilobytes can keep it busy for minutes, so it is handed only what a gathering is made of.
"""

import re
from collections import Counter
from collections.abc import Iterator

MOST_EVENTS = 500
_READ = {
    "VCALENDAR": {"VERSION", "PRODID", "METHOD"},
    "VEVENT": {
        "UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "RRULE", "RDATE", "EXDATE", "STATUS",
        "SEQUENCE", "RECURRENCE-ID",
    },
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"},
}  # fmt: skip
# What each part stands in. Whatever stands anywhere else is passed over, so nothing is ever deeper than this.
_STANDS_IN = {
    "VCALENDAR": {""}, "VEVENT": {"", "VCALENDAR"}, "VTIMEZONE": {"VCALENDAR"},
    "STANDARD": {"VTIMEZONE"}, "DAYLIGHT": {"VTIMEZONE"},
}  # fmt: skip
_FOLDED = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]+")
# How zones really change: once a year, on one day, and not before there were clocks to set.
_OF_A_ZONE = {
    "RRULE": re.compile(
        r"RRULE:FREQ=YEARLY(;(BYMONTH|BYDAY|BYMONTHDAY|UNTIL|INTERVAL|WKST|COUNT)=[^;,]*)*", re.IGNORECASE
    ),
    "DTSTART": re.compile(r"DTSTART[^:]*:(1[6-9]|20)\d\d.*", re.IGNORECASE),
}
_MOST_RULES = 40
_MOST_OF = {"VCALENDAR": 500, "VEVENT": MOST_EVENTS + 1, "VTIMEZONE": 200, "STANDARD": 500, "DAYLIGHT": 500}
_LONGEST_LINE = 50_000
# Dates of what repeats: many programs write a line for each, others all of them in one.
_DATES = {"RDATE", "EXDATE"}
_MOST_DATE_LINES = 200
_LONGEST_DATES = 4_000


def read_lines(text: str) -> str:
    """The file with what we read of it. Raises ValueError where nothing in it begins as a calendar does."""
    kept = list(_kept(_FOLDED.sub("", text).splitlines()))
    if not any(line.upper() in {"BEGIN:VCALENDAR", "BEGIN:VEVENT"} for line in kept):
        raise ValueError("no calendar begins here")
    return "\r\n".join([*kept, ""])


def _kept(lines: list[str]) -> Iterator[str]:
    within: list[tuple[str, Counter[str]]] = []  # the parts that are open, and what was read in each
    begun: Counter[str] = Counter()
    passed_over, rules = 0, 0
    for line in lines:
        word, _colon, part = line[:_LONGEST_LINE].strip().upper().partition(":")
        if word == "BEGIN":
            stands_in = within[-1][0] if within else ""
            if passed_over or stands_in not in _STANDS_IN.get(part, ()) or begun[part] == _MOST_OF[part]:
                passed_over += 1
                continue
            begun[part] += 1
            within.append((part, Counter()))
            yield f"BEGIN:{part}"
        elif word == "END" and passed_over:
            passed_over -= 1
        elif word == "END":
            if within and within[-1][0] == part:
                within.pop()
                yield f"END:{part}"
        elif within and not passed_over and _is_read(line, *within[-1]):
            is_rule_of_zone = word.startswith("RRULE") and within[-1][0] != "VEVENT"
            rules += is_rule_of_zone
            if not is_rule_of_zone or rules <= _MOST_RULES:
                yield _shortened(line)


def _is_read(line: str, part: str, seen: Counter[str]) -> bool:
    """Whether this line says something that we read of such a part, for the first time where it can be said once."""
    name = _NAME.match(line)
    word = name[0].upper() if name else ""
    if word not in _READ[part] or seen[word] >= (_MOST_DATE_LINES if word in _DATES else 1):
        return False
    if part in {"STANDARD", "DAYLIGHT"} and word in _OF_A_ZONE and not _OF_A_ZONE[word].fullmatch(line.strip()):
        return False
    seen[word] += 1
    return True


def _shortened(line: str) -> str:
    if line[:6].upper().startswith(tuple(_DATES)) and len(line) > _LONGEST_DATES:
        return line[:_LONGEST_DATES].rpartition(",")[0]
    return line[:_LONGEST_LINE]
