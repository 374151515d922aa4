"""Moments and days as people read them: in the reader's language and zone, with the zone's name."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, get_timezone_gmt, get_timezone_location, get_timezone_name
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from commonplace.ground import clock
from commonplace.ground.local_time import zone_called

_DAY = 24 * 60  # minutes
_CLOCK = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(_DAY)]


def _language() -> str:
    return get_language() or "en"


@lru_cache
def _locale_called(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def locale_here() -> Locale:
    """The reader’s language, as Babel knows it."""
    return _locale_called(_language())


@lru_cache(maxsize=4096)
def _day_words(day: date, pattern: str, language: str) -> str:
    """A day as words. Lists name the same days again and again, and putting one into words takes long."""
    return format_date(day, pattern, locale=_locale_called(language))


def _here(moment: datetime, zone: str | None) -> datetime:
    return moment.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(moment)


def day(moment: date | datetime, zone: str | None = None) -> str:
    """“Tuesday 14 July”, with the year where it is not this one. A bare date has no zone."""
    local = _here(moment, zone).date() if isinstance(moment, datetime) else moment
    this_year = timezone.localtime(clock.now()).year == local.year
    return _day_words(local, "EEEE d MMMM" if this_year else "EEEE d MMMM y", _language())


def short_day(moment: date | datetime, zone: str | None = None) -> str:
    """“14 July”, with the year where it is not this one."""
    local = _here(moment, zone).date() if isinstance(moment, datetime) else moment
    this_year = timezone.localtime(clock.now()).year == local.year
    return _day_words(local, "d MMMM" if this_year else "d MMMM y", _language())


def span(first: date, last: date) -> str:
    """“6 to 19 July 2026”: two days, with what they share said once."""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s to %(last)s") % {
            "first": _day_words(first, "d", _language()),
            "last": short_day(last),
        }
    return _("%(first)s to %(last)s") % {"first": short_day(first), "last": short_day(last)}


def time(moment: datetime, zone: str | None = None) -> str:
    """“18:00”."""
    return f"{_here(moment, zone):%H:%M}"


def city(zone: str) -> str:
    """“Berlin” for Europe/Berlin, in the reader's language. A zone without a city keeps its name."""
    if "/" not in zone:
        return zone
    return str(get_timezone_location(zone_called(zone), locale=locale_here(), return_city=True)).rpartition("/")[2]


def zone_name(moment: datetime, zone: str | None = None) -> str:
    """“British Summer Time (London)”: the zone's name at that moment, and its city."""
    local, language = _here(moment, zone), _language()
    key = getattr(local.tzinfo, "key", "")
    season = key, local.utcoffset(), local.dst(), language
    if season not in _NAMES:  # of which there are a few for each zone
        _NAMES[season] = _name_in_season(local, key, language)
    return _NAMES[season]


_NAMES: dict[tuple[str, timedelta | None, timedelta | None, str], str] = {}


def _name_in_season(local: datetime, key: str, language: str) -> str:
    locale = _locale_called(language)
    name = get_timezone_name(local, locale=locale)
    if "/" in key and name == get_timezone_gmt(local, locale=locale):  # in Nepal clocks never change
        return _zone_of_all_seasons(key, language)
    return _with_city(name, key)


def _with_city(name: str, key: str) -> str:
    where = city(key)
    return f"{name} ({where})" if "/" in key and where not in name else name


def own_zone() -> str:
    """“Western European Time (Lisbon)”: the reader's zone, whatever the season, for a page on which several times stand."""
    key = timezone.get_current_timezone_name()
    return _zone_of_all_seasons(key, _language()) if "/" in key else zone_name(clock.now())


@lru_cache
def _zone_of_all_seasons(key: str, language: str) -> str:
    return _with_city(get_timezone_name(zone_called(key), locale=_locale_called(language)), key)


def when(moment: datetime, zone: str | None = None) -> str:
    """“Tuesday 14 July, 18:00, British Summer Time (London)”."""
    return f"{day(moment, zone)}, {time(moment, zone)}, {zone_name(moment, zone)}"


def iso(moment: date | datetime) -> str:
    """ISO 8601, for `<time datetime>`."""
    return moment.isoformat()


def ago(moment: datetime) -> Markup:
    """“Today, 18:00”, “Yesterday, 18:00”, or the day; as a `<time>` that tells machines the same, the moment or the day."""
    return telling_ago()(moment)


def telling_ago() -> Callable[[datetime], Markup]:
    """`ago` for this reader at this moment: lists tell of a hundred moments, and who reads is asked once."""
    zone = timezone.get_current_timezone()
    return _telling_ago(clock.now().astimezone(zone).date(), zone, _language())


@lru_cache(maxsize=256)
def _telling_ago(today: date, zone: tzinfo, language: str) -> Callable[[datetime], Markup]:
    yesterday, midnight, tomorrow = (_beginning(today + timedelta(days=days), zone) for days in (-1, 0, 1))
    offsets = {moment.astimezone(zone).utcoffset() or timedelta() for moment in (yesterday, midnight, tomorrow)}
    # Minutes to be added, where clocks do not change between yesterday and tomorrow: asking the zone takes longer than all of this.
    steady = offsets.pop() // timedelta(minutes=1) if len(offsets) == 1 else None
    of_today = escape(_("Today, %(time)s") % {"time": "\0"}).partition("\0")
    of_yesterday = escape(_("Yesterday, %(time)s") % {"time": "\0"}).partition("\0")

    def ago(moment: datetime) -> Markup:
        at = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
        if not yesterday <= at < tomorrow:
            return _day_said(at.astimezone(zone).date(), today.year, language)
        minute = at.hour * 60 + at.minute
        here = (minute + steady) % _DAY if steady is not None else _minute_of(at.astimezone(zone))
        before, _time, after = of_today if at >= midnight else of_yesterday
        # To the minute, which `isoformat` would not do.
        told = f"{_day_iso(at.date())}T{_CLOCK[minute]}Z"
        return str.__new__(Markup, f'<time datetime="{told}">{before}{_CLOCK[here]}{after}</time>')

    return ago


def _beginning(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _minute_of(local: datetime) -> int:
    return local.hour * 60 + local.minute


@lru_cache(maxsize=4096)
def _day_said(day: date, this_year: int, language: str) -> Markup:
    words = _day_words(day, "EEEE, d MMMM" if day.year == this_year else "d MMMM y", language)
    return Markup('<time datetime="%s">%s</time>') % (iso(day), words)


@lru_cache(maxsize=64)
def _day_iso(day: date) -> str:
    return day.isoformat()
