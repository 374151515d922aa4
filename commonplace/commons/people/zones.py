"""Time zones as people choose them."""

from collections import defaultdict
from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The rest of the database are old names and countries, kept for old files.
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


@lru_cache(maxsize=1)
def zones() -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Every zone under its part of the world, for a select: `[("Africa", [("Africa/Lagos", "Lagos"), …]), …]`."""
    parts: dict[str | Promise, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(available_timezones()):
        part, _slash, city = name.partition("/")
        if part in _PARTS:
            parts[_PARTS[part]].append((name, city.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *parts.items()]
