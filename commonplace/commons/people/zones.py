"""Time zones as people choose them."""

from collections import defaultdict
from functools import lru_cache
from zoneinfo import available_timezones

# The rest of the database are old names and countries, kept for old files.
_PARTS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone under its part of the world, for a select: `[("Africa", [("Africa/Lagos", "Lagos"), …]), …]`."""
    parts = defaultdict(list)
    for name in sorted(available_timezones()):
        part, _slash, city = name.partition("/")
        if part in _PARTS:
            parts[part].append((name, city.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *parts.items()]
