"""How often something takes place, and the days that this gives.

A rhythm is kept as a rule of RFC 5545 (3.3.10) over days. Moments are made of days last, on the clocks of a zone, so that what
begins at half past six does so all the year.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from commonplace.ground.local_time import NoSuchTime, moment_at, nearest_moment

# As many gatherings as two a week give in a year.
MOST_DAYS = 104
_STEPS = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


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
        names = [_WEEKDAYS[day] for day in self.weekdays]
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
        days = rrulestr(self.rule(), dtstart=datetime.combine(first, time()))
        return [day.date() for day in islice(days, MOST_DAYS + 1)]

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
            weekdays=tuple(dict.fromkeys(_WEEKDAYS.index(name[-2:]) for name in names)),
            which=tuple(which),
            times=int(said["COUNT"]) if "COUNT" in said else None,
            until=datetime.strptime(until, "%Y%m%d").date() if until else None,
        )

    def ending(self, last: date) -> "Rhythm":
        """The same, until a day."""
        return replace(self, times=None, until=last)

    def moved(self, days: int) -> "Rhythm | None":
        """The same so many days later; None where no rhythm says that, as of the day after each second Tuesday."""
        if days == 0 or self.step == "days":
            return self
        if self.step != "weeks":
            return None
        return replace(self, weekdays=tuple(sorted((day + days) % 7 for day in self.weekdays)))


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
