"""Moments as credentials write them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

# VC Data Model 2.0, section 4.8: XML Schema's dateTimeStamp. The zone is asked for, save in what was written before it was.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,30}))?(Z|[+-]\d\d:\d\d)?")


class NotATime(ValueError):
    """It is no moment."""


def moment(written: Any) -> datetime:
    """The moment that is written there, in UTC where it names no zone. Raises NotATime."""
    found = _MOMENT.fullmatch(written) if isinstance(written, str) else None
    if not found:
        raise NotATime(f"“{str(written)[:60]}” is no moment")
    day, fraction, zone = found.groups()
    try:
        read = datetime.fromisoformat(day + (zone or "Z").replace("Z", "+00:00"))
        return read.astimezone(UTC) + timedelta(microseconds=int((fraction or "0")[:6].ljust(6, "0")))
    except (ValueError, OverflowError) as trouble:
        raise NotATime(f"“{written}” is no moment") from trouble


def written(at: datetime) -> str:
    """A moment in UTC, to the second: `2026-11-27T18:30:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
