"""Time zones as people choose them: cities under their part of the world, with what clocks there show, the likely first."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from babel.core import get_global
from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonplace.ground import clock
from commonplace.ground.local_time import zone_called
from commonplace.ground.moments import city

Groups = list[tuple[str | Promise, list[tuple[str, str]]]]

_PARTS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
_MOST_LIKELY = 6
_COUNTRY = re.compile(r"^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _table() -> list[tuple[str, str]]:
    """Country and zone, as the database of zones lists them; within a country, where most people live comes early."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(row[0], row[2]) for row in rows]


def _minutes(zone: str, moment: datetime) -> int:
    ahead = moment.astimezone(zone_called(zone)).utcoffset()
    return round(ahead.total_seconds() / 60) if ahead else 0


def words_of(zone: str, moment: datetime) -> str:
    """“Kolkata, UTC+5:30”: the city, and how far its clocks are ahead at that moment."""
    minutes = _minutes(zone, moment)
    hours, rest = divmod(abs(minutes), 60)
    ahead = f"{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}" if minutes else ""
    return zone if zone == "UTC" else f"{city(zone)}, UTC{ahead}"


@lru_cache(maxsize=8)
def _parts_of_the_world(language: str | None, moment: datetime) -> Groups:
    """Kept for a language and an hour: four hundred cities take a moment."""
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for _country, zone in _table():
        parts[zone.partition("/")[0]].append((zone, words_of(zone, moment)))
    named = [(_PARTS[part], sorted(cities, key=lambda pair: pair[1].casefold())) for part, cities in parts.items()]
    return [*sorted(named, key=lambda group: str(group[0])), ("UTC", [("UTC", "UTC")])]


def zones(first: Iterable[str] = ()) -> Groups:
    """Every zone, for a select: `[(words, [("Africa/Lagos", "Lagos, UTC+1"), …]), …]`.

    Before the parts of the world stand the zones named `first` and the one that holds for this reader.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    likely = dict.fromkeys([*first, timezone.get_current_timezone_name()])
    known = [zone for zone in likely if zone and zone_called(zone).key == zone]
    return [
        (_("Likely here"), [(zone, words_of(zone, hour)) for zone in known]),
        *_parts_of_the_world(get_language(), hour),
    ]


def zones_spoken_in(languages: str) -> list[str]:
    """Where somebody may be whose browser asks for these languages (RFC 9110, 12.5.4); one zone for each time of day."""
    tag = languages.split(",")[0].split(";")[0].strip()
    found = _COUNTRY.match(tag)
    # "de" is most likely "de_Latn_DE"; of "en" alone nobody can tell.
    country = found[1].upper() if found else get_global("likely_subtags").get(tag, "").rpartition("_")[2]
    if tag == "en":
        return []
    moment = clock.now()
    by_clock: dict[int, str] = {}
    for of_country, zone in _table():
        if of_country == country:
            by_clock.setdefault(_minutes(zone, moment), zone)
    return list(by_clock.values())[:_MOST_LIKELY]


class ZoneField(forms.ChoiceField):
    """A time zone, chosen by its city. A script puts the zone of the reader's clock first, where there is one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        super().__init__(choices=zones, widget=forms.Select(attrs={"data-zones": "first"}), **options)

    def put_first(self, *names: str, empty: Any = None) -> None:
        """The zones that this reader most likely looks for; `empty` are the words for choosing none."""
        none_of_them = [] if empty is None else [("", empty)]
        self.choices = [*none_of_them, *zones(names)]
