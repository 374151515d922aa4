"""Links to recordings, here and elsewhere, so that they open at a second."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from commonplace.commons.entries.models import Entry
from commonplace.ground import ids
from commonplace.stages.room.models import Moment

# How sites want to be asked for a second, by their host; all others get a media fragment (https://www.w3.org/TR/media-frags/).
_IN_QUERY = {"youtube.com": "t", "youtu.be": "t"}


def at_second(link: str, second: int) -> str:
    """The address at which a recording elsewhere plays from a second on."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in _IN_QUERY:
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != _IN_QUERY[host]]
        return urlunsplit(parts._replace(query=urlencode([*query, (_IN_QUERY[host], f"{second}s")])))
    if "/w/" in parts.path or "/videos/watch/" in parts.path:  # PeerTube, wherever it runs
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "start"]
        return urlunsplit(parts._replace(query=urlencode([*query, ("start", f"{second}s")])))
    return urlunsplit(parts._replace(fragment=f"t={second}"))


def moment_address(moment: Moment, entry: Entry) -> str:
    """Where a moment of the gathering with this entry stands, with its second of the recording."""
    room = getattr(moment.gathering, "room", None)
    second = moment.second - (room.recording_begins if room else 0)
    at = f"?at={second}" if second >= 0 else ""
    return f"{entry.address}room/{at}#m{ids.written(moment.pk)}"
