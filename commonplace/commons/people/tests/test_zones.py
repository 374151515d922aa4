"""A time zone is chosen by a city and what its clocks show."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from commonplace.commons.people.hosting import host_link
from commonplace.commons.people.models import Commons, Person
from commonplace.commons.people.zones import words_of, zones, zones_spoken_in

SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def _select(page: str) -> str:
    found = re.search(r'<select name="zone".*?</select>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("zone", "moment", "words"),
    [
        ("Europe/Berlin", SUMMER, "Berlin, UTC+2"),
        ("Europe/Berlin", WINTER, "Berlin, UTC+1"),
        ("Asia/Kolkata", WINTER, "Kolkata, UTC+5:30"),
        ("America/St_Johns", WINTER, "St. John’s, UTC−3:30"),
        ("America/Argentina/Buenos_Aires", WINTER, "Buenos Aires, UTC−3"),
        ("Europe/London", WINTER, "London, UTC"),
        ("UTC", WINTER, "UTC"),
    ],
)
def test_a_zone_goes_by_its_city_and_what_clocks_there_show(zone: str, moment: datetime, words: str) -> None:
    assert words_of(zone, moment) == words


def test_cities_have_the_names_that_readers_give_them() -> None:
    with translation.override("de"):
        assert words_of("Asia/Tokyo", WINTER) == "Tokio, UTC+9"


def test_cities_stand_under_their_part_of_the_world_with_the_likely_ones_first() -> None:
    with timezone.override("Europe/London"):
        likely, africa, *_rest = zones(["Asia/Calcutta", "Mars/Base", ""])
    assert [zone for zone, _words in likely[1]] == ["Asia/Calcutta", "Europe/London"]
    assert str(africa[0]) == "Africa"
    assert "Africa/Lagos" in dict(africa[1])


@pytest.mark.parametrize(
    ("languages", "zone"),
    [
        ("en-GB,en;q=0.9", "Europe/London"),
        ("de", "Europe/Berlin"),
        ("zh-Hant-TW", "Asia/Taipei"),
        ("sw-KE", "Africa/Nairobi"),
    ],
)
def test_a_browser_that_speaks_of_one_country_says_its_zone(languages: str, zone: str) -> None:
    assert zones_spoken_in(languages) == [zone]


@pytest.mark.parametrize("languages", ["", "en", "*", "en-XX", "x" * 9000, ",;q=", "-"])
def test_a_browser_that_speaks_of_no_country_says_none(languages: str) -> None:
    assert zones_spoken_in(languages) == []


def test_a_country_of_many_clocks_offers_one_zone_for_each() -> None:
    assert zones_spoken_in("en-US")[:4] == [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
    ]


def test_the_first_host_finds_their_own_zone_chosen(db: None, client: Client) -> None:
    address = f"/begin/{host_link(Commons.current())}/"
    page = client.get(address, headers={"accept-language": "de-DE,de;q=0.9"}).text
    assert '<option value="Europe/Berlin" selected>' in _select(page)
    assert _select(page).count(" selected") == 1


def test_settings_keep_a_zone_of_an_old_name(person: Callable[..., Person], sign_in: Callable[..., Client]) -> None:
    host = person(is_host=True)
    Commons.objects.update(zone="Asia/Calcutta")
    page = _select(sign_in(host).get("/host/settings/").text)
    assert page.index("Likely here") < page.index('value="Asia/Calcutta" selected') < page.index('label="Africa"')
