"""A rhythm in words."""

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commonplace.ground.moments import locale_here
from commonplace.stages.gather.rhythms import Rhythm

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
    (-1, pgettext_lazy("weekday in a month", "last")),
]


def said(rhythm: Rhythm) -> str:
    """“Every second week, on Tuesday”; when it ends is not said, since the days stand beside."""
    steps = _every_second(rhythm.step) if rhythm.every == 2 else _every(rhythm.step, rhythm.every)
    days = _listed([str(words) for number, words in WEEKDAYS if number in rhythm.weekdays])
    if rhythm.which:
        which = _listed([str(words) for number, words in WHICH if number in rhythm.which])
        return _("%(every)s, on the %(which)s %(days)s") % {"every": steps, "which": which, "days": days}
    return _("%(every)s, on %(days)s") % {"every": steps, "days": days} if days else steps


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
