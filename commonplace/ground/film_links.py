"""Which links lead to a film on a site that we know by its addresses. Nothing is asked of the site."""

import re
from urllib.parse import parse_qs, urlsplit

_KEY = re.compile(r"[\w-]{11}")
_YOUTUBE = re.compile(r"/(?:shorts|live|embed|v)/[\w-]{11}/?")
_VIMEO = re.compile(r"(?:/video|/channels/[\w-]+|/groups/[\w-]+/videos)?/\d+(?:/\w+)?/?")
# Wherever it runs: https://docs.joinpeertube.org names films by UUIDs, written in full or in base 58.
_PEERTUBE = re.compile(
    r"/w/[1-9A-HJ-NP-Za-km-z]{20,22}/?|/(?:videos/(?:watch|embed)|w)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/?"
)


def film_site(link: str) -> str:
    """The name of the site where a link leads to a film; empty for every other link."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    # To browsers a backslash ends the host: the card would name one site and lead to another. Nor is anybody signed in there.
    if parts.scheme not in {"http", "https"} or "\\" in link or "@" in parts.netloc:
        return ""
    host = re.sub(r"^(?:www|m|music|player)\.", "", parts.hostname or "")
    if host == "youtu.be" and _KEY.fullmatch(parts.path.strip("/")):
        return "YouTube"
    if host in {"youtube.com", "youtube-nocookie.com"}:
        asked = parse_qs(parts.query).get("v", [""])[0] if parts.path == "/watch" else ""
        return "YouTube" if _KEY.fullmatch(asked) or _YOUTUBE.fullmatch(parts.path) else ""
    if host == "vimeo.com":
        return "Vimeo" if _VIMEO.fullmatch(parts.path) else ""
    return host if _PEERTUBE.fullmatch(parts.path) else ""
