"""What others read of open calls, communities and gatherings: data, share cards, and a list on another website."""

import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.gather.actions import cancel_gathering, plan_gathering
from commonplace.stages.recruit.calling import open_call

pytestmark = pytest.mark.django_db
FRONT = "/c/the-mending-table/"


@pytest.fixture
def carrier(person):
    return person("nkechi")


@pytest.fixture
def table(community, carrier):
    made = community(
        carrier,
        audience=Audience.OPEN,
        form="workshop",
        purpose="To mend </script><b>with @minor</b>\n@minor & \u200b@minor",
        place="Old Post Office, Leith",
        zone="Europe/London",
        starts_on=date(2031, 7, 6),
        ends_on=date(2031, 7, 19),
    )
    open_call(made, carrier, words="Come with @minor", seats=9)
    return made


@pytest.fixture
def evening(table, carrier):
    def make(**fields):
        begins = fields.pop("starts_at", datetime(2031, 7, 8, 17, tzinfo=UTC))
        fields.setdefault("audience", Audience.OPEN)
        return plan_gathering(
            table, carrier, title="Things with a plug", starts_at=begins, ends_at=begins + timedelta(hours=2), **fields
        )

    return make


def _data(page: str) -> dict:
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(written)


def _said(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))


def test_an_open_call_is_a_course_with_its_dates(table, sign_in):
    data = _data(sign_in().get(FRONT).text)
    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["name"]) == ("Course", "The Mending Table")
    assert data["provider"]["@type"] == "Organization"
    run = data["hasCourseInstance"]
    assert (run["startDate"], run["endDate"], run["courseMode"]) == ("2031-07-06", "2031-07-19", "onsite")
    assert run["location"]["name"] == "Old Post Office, Leith"
    assert data["image"].endswith(FRONT + "card.png")


def test_a_gathering_is_an_event_on_the_clocks_of_its_community(evening, sign_in):
    gathering = evening(place="The back room")
    data = _data(sign_in().get(gathering.entry.address).text)
    assert (data["@type"], data["name"]) == ("Event", "Things with a plug")
    assert (data["startDate"], data["endDate"]) == ("2031-07-08T18:00:00+01:00", "2031-07-08T20:00:00+01:00")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert (data["location"]["@type"], data["location"]["name"]) == ("Place", "The back room")
    assert data["organizer"]["name"] == "The Mending Table"


def test_the_link_to_a_room_is_in_no_data(evening, sign_in):
    gathering = evening(place="The back room", link="https://rooms.example.org/secret")
    page = sign_in().get(gathering.entry.address).text
    data = _data(page)
    assert "rooms.example.org" not in page
    assert [where["@type"] for where in data["location"]] == ["Place", "VirtualLocation"]
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    gathering = evening(link="https://rooms.example.org/secret")
    data = _data(sign_in().get(gathering.entry.address).text)
    assert data["location"] == {"@type": "VirtualLocation", "url": data["url"]}


def test_a_cancelled_gathering_says_so(evening, carrier, sign_in):
    gathering = evening()
    cancel_gathering(gathering, carrier, "Snow")
    assert _data(sign_in().get(gathering.entry.address).text)["eventStatus"] == "https://schema.org/EventCancelled"


def test_no_data_calls_somebody_or_ends_its_script(table, person, sign_in):
    person("minor", age_band="13-15")
    person("context")  # whose name is no keyword of data
    page = sign_in().get(FRONT).text
    assert "minor" not in page
    assert _data(page)["@context"] == "https://schema.org"
    assert _data(page)["description"] == "To mend </script><b>with </b> &"


def test_somebody_called_as_a_keyword_changes_no_data(table, person, sign_in):
    for name in ("context", "type"):
        person(name, age_band="13-15")
    assert _data(sign_in().get(FRONT).text)["@type"] == "Course"


def test_links_to_open_pages_are_shown_with_their_card(table, evening, sign_in):
    gathering = evening()
    for address, title, kind in (
        (FRONT, "The Mending Table", "website"),
        (gathering.entry.address, "Things with a plug", "article"),
    ):
        said = _said(sign_in().get(address).text)
        assert (said["og:title"], said["og:type"]) == (title, kind)
        assert said["og:url"].endswith(address)
        assert said["og:image"] == said["og:url"] + "card.png"
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert title in said["og:image:alt"]
        card = sign_in().get(address + "card.png")
        assert Image.open(io.BytesIO(card.content)).size == (1200, 630)


def test_data_and_cards_are_on_open_pages_alone(table, carrier, sign_in):
    page = sign_in(carrier).get(FRONT).text
    assert "ld+json" not in page
    assert not _said(page)


@pytest.mark.django_db(transaction=True)
def test_a_card_may_be_kept_and_is_sent_once(table, sign_in):
    card = sign_in().get(FRONT + "card.png")
    assert (card["Content-Type"], card["Cache-Control"]) == ("image/png", "public, max-age=300")
    assert sign_in().get(FRONT + "card.png", headers={"If-None-Match": card["ETag"]}).status_code == 304


def test_a_card_shows_what_changed(table, carrier, sign_in):
    before = sign_in().get(FRONT + "card.png").content
    change_community(table, carrier, name="The Other Table")
    assert sign_in().get(FRONT + "card.png").content != before


def test_nobody_meets_the_card_of_what_is_not_open(table, evening, carrier, sign_in):
    """Not even those who may open the page: whoever has a card could pass it on."""
    narrow = evening(audience=Audience.COMMONS).entry.address
    assert sign_in(carrier).get(narrow).status_code == 200
    assert sign_in(carrier).get(narrow + "card.png").status_code == 404
    change_community(table, carrier, audience=Audience.COMMONS)
    for viewer in (None, carrier):
        assert sign_in(viewer).get(FRONT + "card.png").status_code == 404


def test_a_minors_gathering_has_no_card(evening, carrier, sign_in):
    address = evening().entry.address
    Person.objects.filter(pk=carrier.pk).update(age_band="16-17")
    assert sign_in().get(address + "card.png").status_code == 404


def test_a_card_calls_nobody_whom_strangers_may_not_meet(table, carrier, person, sign_in):
    """The card of a name that calls them is the card of a name that calls “somebody”."""
    person("minor", age_band="13-15")
    cards = []
    for name in ("With @minor", "With somebody"):
        change_community(table, carrier, name=name)
        cards.append(sign_in().get(FRONT + "card.png").content)
    assert cards[0] == cards[1]


def test_where_no_font_has_the_letters_the_card_shows_the_address(table, carrier, sign_in):
    cards = []
    for name in ("𐀀𐀁", "𐀂𐀃", "Stół"):
        change_community(table, carrier, name=name)
        cards.append(sign_in().get(FRONT + "card.png").content)
    assert cards[0] == cards[1] != cards[2]


def test_another_website_may_show_what_is_open(table, evening, sign_in):
    evening(starts_at=clock.now() + timedelta(days=1))
    response = sign_in().get("/embed/")
    assert "The Mending Table" in response.text
    assert "Things with a plug" in response.text
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert not response.cookies
    assert "<form" not in response.text
    assert "<script" not in response.text


def test_other_pages_are_framed_by_nobody(table, sign_in):
    response = sign_in().get(FRONT)
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_what_is_framed_shows_open_things_alone_whoever_looks(table, evening, carrier, sign_in):
    evening(starts_at=clock.now() + timedelta(days=1), audience=Audience.COMMUNITY)
    page = sign_in(carrier).get("/embed/").text
    assert "Things with a plug" not in page
    change_community(table, carrier, audience=Audience.COMMONS)
    assert "The Mending Table" not in sign_in(carrier).get("/embed/").text


def test_the_host_finds_the_line_for_another_website(person, sign_in):
    page = sign_in(person("host", is_host=True)).get("/host/").text
    assert '/embed/" title="Commonplace"' in page
