"""Seconds as people write and read them: 12:30, 1:02:30."""

import re

_WRITTEN = re.compile(r"([-−])?(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")


def said(second: int) -> str:
    """A second as it is read: minutes and seconds, with hours before them where there are any."""
    sign, second = ("-" if second < 0 else ""), abs(second)
    hours, rest = divmod(second, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}" if hours else f"{sign}{minutes:02}:{seconds:02}"


def read(words: str) -> int:
    """The second that somebody wrote. Raises ValueError for what is no time, and for 1:75:00."""
    found = _WRITTEN.fullmatch("".join(words.split()))
    if found is None:
        raise ValueError(words)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if found[2] is not None and minutes > 59:
        raise ValueError(words)
    second = (hours * 60 + minutes) * 60 + seconds
    return -second if found[1] else second
