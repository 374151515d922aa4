"""Points on the earth: how they are written, how far they lie apart, and how rows near one are found.

Points are kept to a thousandth of a degree, which is some hundred metres: enough to find a street, too little for a door.
"""

import math
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils.translation import gettext as _

# Mean radius in km (IUGG; Moritz, Geodetic Reference System 1980).
_RADIUS = 6371.0088
_DECIMALS = 3
_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,20})?"
_BETWEEN = r"(?:\s*,\s*|\s+)"
# Two numbers alone; a geo URI (RFC 5870); and as the links of common maps hold them, the mark before what is merely in view.
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"^({_NUMBER})\s*°?{_BETWEEN}({_NUMBER})\s*°?$",
        rf"^geo:({_NUMBER}),({_NUMBER})(?:[,;?].*)?$",
        rf"!3d({_NUMBER})!4d({_NUMBER})",
        rf"[?&#]mlat=({_NUMBER})&mlon=({_NUMBER})",
        rf"[?&](?:q|query|ll|sll|center|destination)=(?:loc:)?({_NUMBER}),\s*({_NUMBER})",
        rf"/@({_NUMBER}),({_NUMBER})",
        rf"#map=\d{{1,2}}(?:\.\d+)?/({_NUMBER})/({_NUMBER})",
    )
]
_WITH_LETTERS = re.compile(
    r"^(\d{1,3}(?:\.\d{1,20})?)\s*°?\s*([NS])[\s,]+(\d{1,3}(?:\.\d{1,20})?)\s*°?\s*([EW])$", re.IGNORECASE
)
_LONGEST = 2000


@dataclass(frozen=True)
class Point:
    """A latitude and a longitude in degrees (WGS 84), north and east positive."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.latitude:.{_DECIMALS}f}, {self.longitude:.{_DECIMALS}f}"

    @property
    def rounded(self) -> "Point":
        """As it is kept and shown. Nothing tells minus nought from nought."""
        return self._to(_DECIMALS)

    @property
    def vague(self) -> "Point":
        """To a kilometre or so: where somebody under 18 says it, who may be saying where they live."""
        return self._to(_DECIMALS - 1)

    def _to(self, decimals: int) -> "Point":
        return Point(round(self.latitude, decimals) + 0.0, round(self.longitude, decimals) + 0.0)

    def kilometres_to(self, other: "Point") -> float:
        """How far it is along the surface, by the haversine formula (Sinnott, Sky and Telescope 68, 1984)."""
        first, second = math.radians(self.latitude), math.radians(other.latitude)
        half_up, half_along = (second - first) / 2, math.radians(other.longitude - self.longitude) / 2
        part = math.sin(half_up) ** 2 + math.cos(first) * math.cos(second) * math.sin(half_along) ** 2
        return 2 * _RADIUS * math.asin(math.sqrt(min(1.0, part)))


def point_in(words: str) -> Point | None:
    """The point that two numbers, a geo URI or the link of a map names; None where there is none on this earth."""
    text = unquote(words[:_LONGEST]).strip()
    if lettered := _WITH_LETTERS.match(text):
        north, ns, east, ew = lettered.groups()
        pair = (float(north) * (-1 if ns in "Ss" else 1), float(east) * (-1 if ew in "Ww" else 1))
    else:
        found = next((match for pattern in _PATTERNS if (match := pattern.search(text))), None)
        if found is None:
            return None
        pair = (float(found[1]), float(found[2]))
    latitude, longitude = pair
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return Point(latitude, longitude) if is_on_earth else None


def box_around(point: Point, kilometres: float) -> Q:
    """The condition that a row's `latitude` and `longitude` lie in the box around the circle; by it an index is used.

    Near a pole the box goes all around, and across the 180th meridian it has two halves.
    """
    angle = kilometres / _RADIUS
    reach = math.degrees(angle)
    south, north = point.latitude - reach, point.latitude + reach
    box = Q(latitude__gte=south, latitude__lte=north)
    if south <= -90 or north >= 90:
        return box
    across = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(point.latitude)))))
    west, east = point.longitude - across, point.longitude + across
    if west < -180:
        return box & (Q(longitude__lte=east) | Q(longitude__gte=west + 360))
    if east > 180:
        return box & (Q(longitude__gte=west) | Q(longitude__lte=east - 360))
    return box & Q(longitude__gte=west, longitude__lte=east)


def kilometres_from(point: Point) -> Combinable:
    """How far a row's `latitude` and `longitude` are, as the database reckons it: `Point.kilometres_to`."""

    def number(value: float) -> Any:
        return Value(value, output_field=FloatField())

    latitude, longitude = Radians(F("latitude")), Radians(F("longitude"))
    half_up = Power(Sin((latitude - number(math.radians(point.latitude))) / number(2.0)), number(2.0))
    half_along = Power(Sin((longitude - number(math.radians(point.longitude))) / number(2.0)), number(2.0))
    part = half_up + number(math.cos(math.radians(point.latitude))) * Cos(latitude) * half_along
    return number(2 * _RADIUS) * ASin(Sqrt(Least(number(1.0), part)))


def distance_words(kilometres: float) -> str:
    """A distance as people say it. What is kept is not exact enough for less than a kilometre."""
    if kilometres < 1:
        return _("less than 1 km away")
    return _("%(kilometres)s km away") % {"kilometres": round(kilometres)}
