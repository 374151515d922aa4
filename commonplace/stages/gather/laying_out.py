"""The days that a rule of RFC 5545 (3.3.10) gives, from a first day on.

Other libraries look for the days of a rule that has none, such as each 30 February, through eight thousand years. Here the looking
ends, so that a rule may come from anybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from itertools import count

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# So many days are looked at in a row, of which a rule gives none; and so many of one rule, a hundred leap days among them.
_PATIENCE, _MOST_LOOKED_AT = 12_000, 200_000
_A_DAY = timedelta(days=1)


@dataclass
class Effort:
    """How many days may still be looked at, for one rule or for many."""

    days: int = _MOST_LOOKED_AT

    @property
    def is_spent(self) -> bool:
        return self.days < 0


def laid_out(
    rule: Mapping[str, str],
    first: date,
    *,
    since: date | None = None,
    until: date = date.max,
    effort: Effort | None = None,
) -> Iterator[date]:
    """The days that a rule gives by its parts, which are well written; its COUNT and UNTIL are for whoever takes them.

    Those before `since` are passed over without being looked for, as are those after the period in which `until` is. Where the
    `effort` is spent, no more come.
    """
    since, effort = max(first, since or first), effort or Effort()
    days = _Days(rule, first)
    looked_at = 0
    for period in _periods(rule, first, since):
        if period[0] > until:
            return
        looked_at += len(period)
        effort.days -= len(period)
        if effort.is_spent:
            return
        for day in days.in_period(period):
            if day >= since:
                looked_at = 0
                yield day
        if looked_at > _PATIENCE:
            return


def _periods(rule: Mapping[str, str], first: date, since: date) -> Iterator[list[date]]:
    """The days of each day, week, month or year that counts, from that on in which `since` is, as far as there are days."""
    every, step = int(rule.get("INTERVAL", 1)), rule["FREQ"]
    monday = first - timedelta(days=(first.weekday() - WEEKDAYS.index(rule.get("WKST", "MO"))) % 7)
    gone = {
        "DAILY": (since - first).days,
        "WEEKLY": (since - monday).days // 7,
        "MONTHLY": (since.year - first.year) * 12 + since.month - first.month,
        "YEARLY": since.year - first.year,
    }
    for number in count(gone[step] // every * every, every):
        try:
            if step == "DAILY":
                begins, ends = first + number * _A_DAY, first + (number + 1) * _A_DAY
            elif step == "WEEKLY":
                begins, ends = monday + number * 7 * _A_DAY, monday + (number + 1) * 7 * _A_DAY
            else:
                months = number if step == "MONTHLY" else number * 12
                start = first.replace(day=1) if step == "MONTHLY" else first.replace(month=1, day=1)
                begins, ends = (
                    _month_later(start, months),
                    _month_later(start, months + (1 if step == "MONTHLY" else 12)),
                )
        except (OverflowError, ValueError):
            return
        yield list(map(date.fromordinal, range(begins.toordinal(), ends.toordinal())))


def _month_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    if start.year + years > MAXYEAR:
        raise OverflowError
    return date(start.year + years, month + 1, 1)


class _Days:
    """Which days of a period a rule means."""

    def __init__(self, rule: Mapping[str, str], first: date) -> None:
        self.step = rule["FREQ"]
        self.months, self.dates, self.in_year, self.places = (
            {int(one) for one in rule.get(name, "").split(",") if one}
            for name in ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS")
        )
        # Each weekday that is meant, with the numbers of it that are; 0 for all of them.
        self.weekdays: dict[int, set[int]] = {}
        for one in filter(None, rule.get("BYDAY", "").split(",")):
            self.weekdays.setdefault(WEEKDAYS.index(one[-2:]), set()).add(int(one[:-2] or 0))
        # What it does not say is as on the first day.
        if not (self.dates or self.in_year or self.weekdays):
            if self.step == "WEEKLY":
                self.weekdays = {first.weekday(): {0}}
            elif self.step in ("MONTHLY", "YEARLY"):
                self.dates = {first.day}
                self.months = self.months or ({first.month} if self.step == "YEARLY" else set())

    def in_period(self, period: list[date]) -> list[date]:
        months = self.months
        meant = [day for day in period if (not months or day.month in months) and self._is_meant(day)]
        if not self.places:
            return meant
        return [day for place, day in enumerate(meant) if {place + 1, place - len(meant)} & self.places]

    def _is_meant(self, day: date) -> bool:
        """Of a day in one of its months."""
        numbers = self.weekdays.get(day.weekday(), set()) if self.weekdays else {0}
        if not numbers:
            return False
        if self.dates and not {day.day, _from_end(day, self._month(day))} & self.dates:
            return False
        if self.in_year and self.in_year.isdisjoint(_numbers_in_year(day)):
            return False
        return 0 in numbers or not numbers.isdisjoint(self._numbers(day))

    def _numbers(self, day: date) -> tuple[int, int]:
        """Which of its weekday a day is in its month, or in its year, from the beginning and from the end."""
        is_of_month = self.step == "MONTHLY" or bool(self.months)
        begins, ends = self._month(day) if is_of_month else self._year(day)
        return (day - begins).days // 7 + 1, -((ends - day).days // 7 + 1)

    @staticmethod
    def _year(day: date) -> tuple[date, date]:
        return date(day.year, 1, 1), date(day.year, 12, 31)

    @staticmethod
    def _month(day: date) -> tuple[date, date]:
        begins = day.replace(day=1)
        return begins, (begins + 31 * _A_DAY).replace(day=1) - _A_DAY if (day.year, day.month) < (
            MAXYEAR,
            12,
        ) else day.replace(day=31)


@lru_cache(maxsize=1000)
def _ends_of(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def _numbers_in_year(day: date) -> tuple[int, int]:
    """Which day of its year it is, from the beginning and from the end."""
    at, (begins, ends) = day.toordinal(), _ends_of(day.year)
    return at - begins + 1, at - ends - 1


def _from_end(day: date, span: tuple[date, date]) -> int:
    return (day - span[1]).days - 1
