"""Links to recordings elsewhere, so that they open at a second."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

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
