"""How often something takes place, and the days that this gives.

A rhythm is kept as a rule of RFC 5545 (3.3.10) over days. Moments are made of days last, on the clocks of a zone, so that what
begins at half past six does so all the year.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from commonplace.ground.local_time import NoSuchTime, moment_at, nearest_moment
from commonplace.stages.gather.laying_out import WEEKDAYS, laid_out

# As many gatherings as two a week give in a year.
MOST_DAYS = 104
_STEPS = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}


@dataclass(frozen=True)
class Rhythm:
    """Every so many days, weeks, months or years, so many times or until a day.

    `weekdays` count from Monday, which is 0. In months, `which` of them are meant: 1 is the first, -1 the last; where none is
    named, it is the date of the first day.
    """

    step: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    which: tuple[int, ...] = ()
    times: int | None = None
    until: date | None = None

    def rule(self) -> str:
        """The rule as calendars write it, without its first day."""
        parts = [f"FREQ={_STEPS[self.step]}", f"INTERVAL={self.every}"]
        names = [WEEKDAYS[day] for day in self.weekdays]
        if self.which:
            names = [f"{number}{name}" for number in self.which for name in names]
        if names:
            parts.append("BYDAY=" + ",".join(names))
        if self.times is not None:
            parts.append(f"COUNT={self.times}")
        elif self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def days(self, first: date) -> list[date]:
        """Its days from `first` on; of more than `MOST_DAYS`, one more than that."""
        return _days_of(self.rule(), first)

    @classmethod
    def read(cls, rule: str) -> "Rhythm":
        """The rhythm whose `rule` this is."""
        said = dict(part.split("=", 1) for part in rule.split(";"))
        names = [name for name in said.get("BYDAY", "").split(",") if name]
        which = dict.fromkeys(int(name[:-2]) for name in names if name[:-2])
        until = said.get("UNTIL")
        return cls(
            step=next(step for step, name in _STEPS.items() if name == said["FREQ"]),
            every=int(said.get("INTERVAL", 1)),
            weekdays=tuple(dict.fromkeys(WEEKDAYS.index(name[-2:]) for name in names)),
            which=tuple(which),
            times=int(said["COUNT"]) if "COUNT" in said else None,
            until=datetime.strptime(until, "%Y%m%d").date() if until else None,
        )

    @property
    def is_sayable(self) -> bool:
        """Whether the form can say it: only weeks have bare weekdays, and only months have the first or the last of some."""
        fits = self.step == ("months" if self.which else "weeks") if self.weekdays else self.step != "weeks"
        return fits and set(self.which) <= {1, 2, 3, 4, 5, -1}

    def ending(self, last: date) -> "Rhythm":
        """The same, until a day."""
        return replace(self, times=None, until=last)

    def so_often(self, times: int) -> "Rhythm":
        """The same, so many times."""
        return replace(self, times=times, until=None)

    def moved(self, days: int) -> "Rhythm | None":
        """The same so many days later; None where no rhythm says that, as of the day after each second Tuesday."""
        if days == 0 or self.step == "days":
            return self
        if self.step != "weeks":
            return None
        return replace(self, weekdays=tuple(sorted((day + days) % 7 for day in self.weekdays)))


@dataclass(frozen=True)
class OtherRhythm:
    """A rule of RFC 5545 that a `Rhythm` does not say: pasted by somebody, or taken over from a calendar.

    `parts` are those of the rule in their order, such as ("BYSETPOS", "-1"); its end is a day or a number of times.
    """

    parts: tuple[tuple[str, str], ...]

    def rule(self) -> str:
        """The rule as calendars write it, without its first day."""
        return ";".join(f"{name}={value}" for name, value in self.parts)

    def days(self, first: date) -> list[date]:
        """Its days from `first` on; of more than `MOST_DAYS`, one more than that."""
        return _days_of(self.rule(), first)

    def said(self, name: str) -> str:
        """What one of its parts says; empty where it has no such part."""
        return dict(self.parts).get(name, "")

    def _endless(self) -> tuple[tuple[str, str], ...]:
        return tuple(part for part in self.parts if part[0] not in ("COUNT", "UNTIL"))

    def ending(self, last: date) -> "OtherRhythm":
        """The same, until a day."""
        return OtherRhythm((*self._endless(), ("UNTIL", f"{last:%Y%m%d}")))

    def so_often(self, times: int) -> "OtherRhythm":
        """The same, so many times."""
        return OtherRhythm((*self._endless(), ("COUNT", str(times))))

    def moved(self, days: int) -> "OtherRhythm | None":
        """The same so many days later, which no rule says."""
        return self if days == 0 else None


class NoSuchRule(ValueError):
    """What was pasted is no rule over days."""


_PARTS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d?",
    "COUNT": r"[1-9]\d{0,2}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "BYDAY": r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)",
    "BYMONTHDAY": r"[+-]?([1-9]|[12]\d|3[01])",
    "BYYEARDAY": r"[+-]?[1-9]\d{0,2}",
    "BYMONTH": r"[1-9]|1[0-2]",
    "BYSETPOS": r"[+-]?[1-9]\d{0,2}",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_LISTS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYMONTH", "BYSETPOS")
_LONGEST = 260


def _is_day(digits: str) -> bool:
    try:
        return bool(datetime.strptime(digits, "%Y%m%d"))
    except ValueError:
        return False


def rhythm_of(rule: str) -> Rhythm | OtherRhythm:
    """The rhythm whose rule this is, as calendars write it, with or without `RRULE:` before it.

    Of a day with a time until which it goes, the day counts. Raises NoSuchRule for what is no rule over days.
    """
    bare = re.sub(r"\s+", "", rule).upper().removeprefix("RRULE:").strip(";")
    parts = tuple((name, value) for name, _equals, value in (part.partition("=") for part in bare.split(";")))
    names = [name for name, _value in parts]
    if len(bare) > _LONGEST or len(set(names)) < len(names) or "FREQ" not in names or {"COUNT", "UNTIL"} <= set(names):
        raise NoSuchRule
    for name, value in parts:
        values = value.split(",") if name in _LISTS else [value]
        if name not in _PARTS or not all(re.fullmatch(_PARTS[name], one) for one in values):
            raise NoSuchRule
    if "UNTIL" in names and not _is_day(dict(parts)["UNTIL"][:8]):
        raise NoSuchRule
    other = OtherRhythm(tuple((name, value[:8] if name == "UNTIL" else value) for name, value in parts))
    # The RFC has numbers before weekdays in months and years alone; and a place needs something of which it is one.
    is_numbered, step = bool(re.search(r"\d", other.said("BYDAY"))), other.said("FREQ")
    chosen_from = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYMONTH")
    if (is_numbered and step not in ("MONTHLY", "YEARLY")) or (
        other.said("BYSETPOS") and not any(map(other.said, chosen_from))
    ):
        raise NoSuchRule
    plain = Rhythm.read(other.rule())
    written = {("INTERVAL", "1"), *other.parts} if not other.said("INTERVAL") else set(other.parts)
    is_plain = plain.is_sayable and {tuple(part.split("=")) for part in plain.rule().split(";")} == written
    return plain if is_plain else other


def _days_of(rule: str, first: date) -> list[date]:
    """The days from `first` on that a rule gives; of more than `MOST_DAYS`, one more than that."""
    said = dict(part.split("=", 1) for part in rule.split(";"))
    until = datetime.strptime(said["UNTIL"], "%Y%m%d").date() if "UNTIL" in said else date.max
    times = min(int(said.get("COUNT", MOST_DAYS + 1)), MOST_DAYS + 1)
    return list(islice(takewhile(lambda day: day <= until, laid_out(said, first)), times))


@dataclass(frozen=True)
class Hours:
    """From when until when on the clocks of a zone; `nights` is how many days later it ends."""

    begins: time
    ends: time
    nights: int
    zone: str

    def on(self, day: date) -> tuple[datetime, datetime]:
        """When this begins and ends, beginning on a day. A time that clocks jump over is as much later as they jump."""
        starts_at = nearest_moment(day, self.begins, self.zone)
        last_day = day + timedelta(days=self.nights)
        try:
            ends_at = moment_at(last_day, self.ends, self.zone, after=starts_at)
        except NoSuchTime:
            ends_at = nearest_moment(last_day, self.ends, self.zone)
        if ends_at <= starts_at:  # clocks jumped over its end, or over the hour between
            length = datetime.combine(last_day, self.ends) - datetime.combine(day, self.begins)
            ends_at = starts_at + max(length, timedelta(minutes=1))
        return starts_at, ends_at
