"""Points on the earth: read as people paste them, and found near one another the same way here and in the database."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.ground.points import Point, distance_words, point_in

LONDON, LEEDS = Point(51.5074, -0.1278), Point(53.8008, -1.5491)
points = st.builds(Point, st.floats(-90, 90, allow_subnormal=False), st.floats(-180, 180, allow_subnormal=False))


@pytest.mark.parametrize(
    "pasted",
    [
        "51.5074, -0.1278",
        "51.5074 -0.1278",
        "51.5074°, -0.1278°",
        "51.5074 N, 0.1278 W",
        "51.5074° n 0.1278° w",
        "geo:51.5074,-0.1278",
        "geo:51.5074,-0.1278;u=35",
        "geo:51.5074,-0.1278?z=12",
        "https://www.openstreetmap.org/?mlat=51.5074&mlon=-0.1278#map=15/51.5/-0.1",
        "https://www.openstreetmap.org/#map=17/51.5074/-0.1278",
        "https://www.google.com/maps/place/London/@51.4,-0.2,10z/data=!3m1!4b1!8m2!3d51.5074!4d-0.1278",
        "https://www.google.com/maps/@51.5074,-0.1278,15z",
        "https://maps.google.com/?q=51.5074,-0.1278",
        "https://www.google.com/maps/search/?api=1&query=51.5074%2C-0.1278",
        "https://maps.apple.com/?ll=51.5074,-0.1278&z=12",
    ],
)
def test_a_point_is_read_from_whatever_maps_give_away(pasted: str) -> None:
    assert point_in(pasted) == LONDON


@pytest.mark.parametrize(
    "pasted", ["", "London", "51.5", "91, 0", "12, 181", "https://maps.example/place", "1, 2, 3", "geo:a,b", "٣, ٤, ٥"]
)
def test_what_names_no_point_is_none(pasted: str) -> None:
    assert point_in(pasted) is None


@given(points)
def test_what_is_shown_of_a_point_reads_as_the_same_point(point: Point) -> None:
    assert point_in(str(point.rounded)) == point.rounded
    assert point.kilometres_to(point.rounded) < 0.1


@given(st.text(max_size=60))
def test_anything_can_be_pasted(words: str) -> None:
    point = point_in(words)
    assert point is None or (abs(point.latitude) <= 90 and abs(point.longitude) <= 180)


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_no_more_than_half_around(one: Point, other: Point) -> None:
    there = one.kilometres_to(other)
    assert math.isclose(there, other.kilometres_to(one), abs_tol=1e-6)
    assert 0 <= there <= 20_016


def test_a_distance_as_maps_give_it() -> None:
    assert 272 < LONDON.kilometres_to(LEEDS) < 274
    assert distance_words(LONDON.kilometres_to(LEEDS)) == "272 km away"
    assert distance_words(0.4) == "less than 1 km away"
