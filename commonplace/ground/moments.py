"""Moments and days as people read them: in the reader's language and zone, with the zone's name."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, get_timezone_location, get_timezone_name
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonplace.ground import clock
from commonplace.ground.local_time import zone_called


def _locale() -> Locale:
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _here(moment: datetime, zone: str | None) -> datetime:
    return moment.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(moment)


def day(moment: date | datetime, zone: str | None = None) -> str:
    """“Tuesday 14 July”, with the year where it is not this one. A bare date has no zone."""
    local = _here(moment, zone) if isinstance(moment, datetime) else moment
    this_year = timezone.localtime(clock.now()).year == local.year
    return format_date(local, "EEEE d MMMM" if this_year else "EEEE d MMMM y", locale=_locale())


def short_day(moment: date | datetime, zone: str | None = None) -> str:
    """“14 July”, with the year where it is not this one."""
    local = _here(moment, zone) if isinstance(moment, datetime) else moment
    this_year = timezone.localtime(clock.now()).year == local.year
    return format_date(local, "d MMMM" if this_year else "d MMMM y", locale=_locale())


def span(first: date, last: date) -> str:
    """“6 to 19 July 2026”: two days, with what they share said once."""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s to %(last)s") % {
            "first": format_date(first, "d", locale=_locale()),
            "last": short_day(last),
        }
    return _("%(first)s to %(last)s") % {"first": short_day(first), "last": short_day(last)}


def time(moment: datetime, zone: str | None = None) -> str:
    """“18:00”."""
    return format_time(_here(moment, zone), "HH:mm", locale=_locale())


def city(zone: str) -> str:
    """“Berlin” for Europe/Berlin, in the reader's language. A zone without a city keeps its name."""
    if "/" not in zone:
        return zone
    return str(get_timezone_location(zone_called(zone), locale=_locale(), return_city=True)).rpartition("/")[2]


def zone_name(moment: datetime, zone: str | None = None) -> str:
    """“British Summer Time (London)”: the zone's name at that moment, and its city."""
    local = _here(moment, zone)
    name = get_timezone_name(local, locale=_locale())
    key = getattr(local.tzinfo, "key", "")
    where = city(key)
    return f"{name} ({where})" if "/" in key and where not in name else name


def when(moment: datetime, zone: str | None = None) -> str:
    """“Tuesday 14 July, 18:00, British Summer Time (London)”."""
    return f"{day(moment, zone)}, {time(moment, zone)}, {zone_name(moment, zone)}"


def iso(moment: date | datetime) -> str:
    """ISO 8601, for `<time datetime>`."""
    return moment.isoformat()


def ago(moment: datetime) -> str:
    """“Today, 18:00”, “Yesterday, 18:00”, or the day."""
    local, today = timezone.localtime(moment), timezone.localtime(clock.now()).date()
    if local.date() == today:
        return _("Today, %(time)s") % {"time": time(moment)}
    if local.date() == today - timedelta(days=1):
        return _("Yesterday, %(time)s") % {"time": time(moment)}
    pattern = "EEEE, d MMMM" if local.year == today.year else "d MMMM y"
    return format_datetime(local, pattern, locale=_locale())
