"""A rhythm in words."""

from babel.dates import get_month_names
from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commonplace.ground.moments import locale_here
from commonplace.stages.gather.laying_out import WEEKDAYS as NAMES
from commonplace.stages.gather.rhythms import OtherRhythm, Rhythm

WEEKDAYS = [
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
]
WHICH = [
    (1, pgettext_lazy("weekday in a month", "first")),
    (2, pgettext_lazy("weekday in a month", "second")),
    (3, pgettext_lazy("weekday in a month", "third")),
    (4, pgettext_lazy("weekday in a month", "fourth")),
    (5, pgettext_lazy("weekday in a month", "fifth")),
    (-1, pgettext_lazy("weekday in a month", "last")),
]
_WORKDAYS = set(NAMES[:5])
_STEPS = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}


def said(rhythm: Rhythm | OtherRhythm) -> str:
    """“Every second week, on Tuesday”; when it ends is not said, since the days stand beside."""
    if isinstance(rhythm, OtherRhythm):
        return _said_of_rule(rhythm)
    steps = _every_second(rhythm.step) if rhythm.every == 2 else _every(rhythm.step, rhythm.every)
    days = _listed([str(words) for number, words in WEEKDAYS if number in rhythm.weekdays])
    if rhythm.which:
        which = _listed([str(words) for number, words in WHICH if number in rhythm.which])
        return _("%(every)s, on the %(which)s %(days)s") % {"every": steps, "which": which, "days": days}
    return _("%(every)s, on %(days)s") % {"every": steps, "days": days} if days else steps


def _said_of_rule(rule: OtherRhythm) -> str:
    """“Every month, on the last workday”; of what few people have words for, only that it goes by a rule."""
    if rule.said("BYYEARDAY"):
        return _("By a rule of its own")
    every, step = int(rule.said("INTERVAL") or 1), _STEPS[rule.said("FREQ")]
    parts = [_every_second(step) if every == 2 else _every(step, every)]
    if months := rule.said("BYMONTH"):
        names = get_month_names("wide", locale=locale_here())
        parts.append(_("in %(months)s") % {"months": _listed([names[int(one)] for one in months.split(",")])})
    days, dates, places = rule.said("BYDAY"), rule.said("BYMONTHDAY"), rule.said("BYSETPOS")
    if dates and (days or places):
        return _("By a rule of its own")
    if dates:
        parts.append(_listed([_date_in_month(int(one)) for one in dates.split(",")]))
    if days and places:
        which = _listed([_place(int(one)) for one in places.split(",")])
        parts.append(_("on the %(which)s %(days)s") % {"which": which, "days": _one_of(days.split(","))})
    elif days:
        parts.append(_("on %(days)s") % {"days": _listed([_weekday(one) for one in days.split(",")])})
    elif places:
        return _("By a rule of its own")
    return ", ".join(parts)


def _date_in_month(number: int) -> str:
    if number == -1:
        return _("on the last day of the month")
    if number < 0:
        return _("%(count)s days before the month ends") % {"count": -number - 1}
    return _("on day %(number)s of the month") % {"number": number}


def _place(number: int) -> str:
    words = {place: str(name) for place, name in WHICH}
    return words.get(number) or _("no. %(number)s") % {"number": number}


def _one_of(names: list[str]) -> str:
    """What one of these days is called, of which a rule takes the first or the last."""
    if set(names) == _WORKDAYS:
        return _("workday")
    if set(names) == set(NAMES):
        return _("day")
    return format_list([_weekday(name) for name in names], style="or", locale=locale_here())


def _weekday(name: str) -> str:
    """The name of a weekday, with which of them it is where the rule says so."""
    day = str(WEEKDAYS[NAMES.index(name[-2:])][1])
    return _("the %(which)s %(day)s") % {"which": _place(int(name[:-2])), "day": day} if name[:-2] else day


def _every(step: str, number: int) -> str:
    words = {
        "days": ngettext("Every day", "Every %(count)s days", number),
        "weeks": ngettext("Every week", "Every %(count)s weeks", number),
        "months": ngettext("Every month", "Every %(count)s months", number),
        "years": ngettext("Every year", "Every %(count)s years", number),
    }
    return words[step] % {"count": number}


def _every_second(step: str) -> str:
    words = {
        "days": _("Every second day"),
        "weeks": _("Every second week"),
        "months": _("Every second month"),
        "years": _("Every second year"),
    }
    return words[step]


def _listed(words: list[str]) -> str:
    return format_list(words, locale=locale_here())
