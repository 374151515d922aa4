"""What a page says to search engines in their own words (https://schema.org), as JSON-LD 1.1 (W3C, 2020)."""

import json
from typing import Any

from django.conf import settings
from markupsafe import Markup

from commonplace.commons.communities.models import Community
from commonplace.commons.people.veil import without_calls
from commonplace.ground.points import Point
from commonplace.ground.text import clean

# Nothing in it may end the script that it stands in. An @ of its own keywords is nobody's name, and is not to look like one.
_APART = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&@\u2028\u2029"}


def _plain(value: Any) -> Any:
    """The value without what is empty, its words on one line and with nobody called in them."""
    if isinstance(value, str):
        return " ".join(without_calls(clean(value)).split())
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one not in ("", None, [])}
    return value


def data_script(data: dict[str, Any]) -> Markup:
    """The data as a script that is none: browsers run nothing of this type, so that no policy has to let it through."""
    written = json.dumps({"@context": "https://schema.org", **_plain(data)}, ensure_ascii=False).translate(_APART)
    return Markup(f'<script type="application/ld+json">{written}</script>')  # noqa: S704 - made harmless above


def organisation(community: Community) -> dict[str, Any]:
    return {"@type": "Organization", "name": community.name, "url": settings.ADDRESS + community.address}


def place_called(words: str, point: Point | None = None) -> dict[str, Any] | None:
    """A place as people named it, and its point where they gave one: whether it is a name or an address, nobody asked them."""
    if not words and point is None:
        return None
    geo = point and {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
    return {"@type": "Place", "name": words, "address": words, "geo": geo}
