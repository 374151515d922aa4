"""Badges of a community: designed on a page, changed, awarded no more, deleted, and set as a goal."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree
from PIL import Image, ImageColor

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.recognise import designing, drawing
from commonplace.stages.recognise.models import Badge, Goal
from commonplace.stages.recognise.tests.conftest import Table
from tests.pictures import small_picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]
SENT = {
    "name": "Can solder",
    "says": "Solders without burning the board.",
    "criteria": "Solder ten joints.\nShow one to a friend.",
    "given_by": "peers",
    "readers": "3",
    "shape": "hexagon",
    "mark": "spark",
    "colour": "sea",
}


def test_a_badge_is_designed_on_a_page(table: Table, sign_in: SignIn) -> None:
    client = sign_in(table.carrier)
    here = f"{table.community.address}badges/new/"
    assert client.get(here).status_code == 200
    assert client.post(here, {**SENT, "name": ""}).status_code == 422
    answer = client.post(here, {**SENT, "comes_after": [str(table.badge.pk)], "lasts_months": "12"})
    badge = Badge.objects.get(name="Can solder")
    assert answer["Location"] == badge.address
    assert (badge.needed, badge.lasts_months, badge.drawn["mark"]) == (3, 12, "spark")
    page = sign_in(None).get(badge.address).content.decode()
    assert "3 members who see it" in page
    assert "Solder ten joints." in page
    assert "Can mend" in page, "the step before it"
    assert "Can solder" in sign_in(None).get(table.badge.address).content.decode(), "and where it leads"
    picture = client.get(badge.picture_address)
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<title>Can solder</title>" in picture.content
    assert badge.picture_within.startswith("data:image/svg+xml;base64,")


def test_a_picture_that_was_brought_along_stands_in_place_of_the_drawn_one(table: Table, sign_in: SignIn) -> None:
    client, here = sign_in(table.carrier), f"{table.community.address}badges/new/"
    refused = client.post(here, {**SENT, "picture": SimpleUploadedFile("a.png", b"no picture")})
    assert refused.status_code == 422
    client.post(here, {**SENT, "picture": SimpleUploadedFile("a.png", small_picture())})
    badge = Badge.objects.get(name="Can solder")
    picture = client.get(badge.picture_address)
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert badge.picture_within.startswith("data:image/png;base64,")
    client.post(f"{badge.address}change/", {**SENT, "based_on": "1", "keeps_picture": "on"})
    assert Badge.objects.get(pk=badge.pk).picture
    client.post(f"{badge.address}change/", {**SENT, "based_on": "2"})
    assert not Badge.objects.get(pk=badge.pk).picture


def test_two_who_change_it_at_once_are_told_of_each_other(table: Table, sign_in: SignIn) -> None:
    client, here = sign_in(table.carrier), f"{table.badge.address}change/"
    assert client.post(here, {**SENT, "based_on": "1"}).status_code == 302
    again = client.post(here, {**SENT, "name": "Mends well", "based_on": "1"})
    assert again.status_code == 409
    page = again.content.decode()
    assert "Mends well" in page
    assert "Can solder" in page
    based_on = re.search(r'name="based_on" value="(\d+)"', page)
    assert based_on
    assert client.post(here, {**SENT, "name": "Mends well", "based_on": based_on[1]}).status_code == 302


def test_nobody_under_18_is_named_in_a_badge_also_of_a_narrow_community(
    table: Table, sign_in: SignIn, member: Any
) -> None:
    Community.objects.update(audience=Audience.COMMUNITY)
    pupil = member(table.community, "leila", age_band="13-15")
    Person.objects.filter(pk=pupil.pk).update(display_name="Leila Osei")
    here = f"{table.community.address}badges/new/"
    refused = sign_in(table.carrier).post(here, {**SENT, "says": "As Leila Osei does."})
    assert refused.status_code == 422
    assert "“Leila Osei” is not named on open pages" in refused.content.decode()
    refused = sign_in(table.carrier).post(here, {**SENT, "criteria": "Ask @nkechi."})
    assert "call nobody by @name in it" in refused.content.decode(), "whoever that is"


def test_only_those_who_carry_it_design(table: Table, sign_in: SignIn, person: Any) -> None:
    here = table.community.address
    for somebody, status in ((None, 302), (table.ada, 403), (table.mentor, 403), (person("zo"), 403)):
        client = sign_in(somebody)
        assert client.post(f"{here}badges/new/", SENT).status_code == status
        for path in ("change/", "close/", "delete/"):
            assert client.post(f"{table.badge.address}{path}", SENT).status_code == status
    Community.objects.update(closed_at=clock.now())
    assert sign_in(table.carrier).post(f"{here}badges/new/", SENT).status_code == 403
    assert list(Badge.objects.values_list("name", "closed_at")) == [("Can mend", None)]


def test_a_badge_is_seen_by_whoever_sees_its_community(table: Table, sign_in: SignIn, person: Any) -> None:
    addresses = [table.badge.address, table.badge.picture_address, f"{table.community.address}badges/"]
    Community.objects.update(audience=Audience.COMMUNITY)
    for address in addresses:
        assert sign_in(None).get(address).status_code == 404
        assert sign_in(person(f"zo{len(address)}")).get(address).status_code == 404
        assert sign_in(table.ada).get(address).status_code == 200


def test_it_is_awarded_no_more_deleted_and_brought_back(table: Table, sign_in: SignIn) -> None:
    client = sign_in(table.carrier)
    client.post(f"{table.badge.address}close/")
    assert "It is awarded no more" in client.get(table.badge.address).content.decode()
    bring_back(PutAway.objects.latest("at").pk, table.carrier)
    assert Badge.objects.get().closed_at is None
    other = table.designed("Can sew", comes_after=[table.badge])
    designing.set_goal(other, table.ada, wants=True)
    key = other.pk
    kept = designing.delete_badge(other, table.carrier)
    assert not Badge.objects.filter(pk=key).exists()
    bring_back(kept.pk, table.carrier)
    other = Badge.objects.get(pk=key)
    assert list(other.comes_after.all()) == [table.badge]
    assert Goal.objects.get().badge == other
    kept = designing.delete_badge(other, table.carrier)
    table.community.memberships.filter(person=table.carrier).update(role="learner")
    with pytest.raises(CannotComeBack):
        bring_back(kept.pk, table.carrier)
    table.community.memberships.filter(person=table.carrier).update(role="facilitator")
    table.given()
    assert client.post(f"{table.badge.address}delete/").status_code == 403


def test_a_goal_is_seen_by_nobody_else(table: Table, sign_in: SignIn) -> None:
    client = sign_in(table.ada)
    client.post(f"{table.badge.address}goal/", {"wants": "1"})
    assert "It is my goal no more" in client.get(table.badge.address).content.decode()
    assert "Can mend" in client.get("/me/badges/").content.decode()
    assert "It is my goal no more" not in sign_in(table.bo).get(table.badge.address).content.decode()
    client.post(f"{table.badge.address}goal/", {"wants": "0"})
    assert not Goal.objects.exists()


def _lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [value / 255 for value in ImageColor.getrgb(colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", drawing.COLOURS.values(), ids=list(drawing.COLOURS))
def test_what_stands_in_a_drawing_is_seen_on_its_ground(colour: drawing.Colour) -> None:
    lighter, darker = sorted([_lightness(colour.ground), _lightness(colour.mark)], reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("shape", drawing.SHAPES)
@pytest.mark.parametrize("mark", drawing.MARKS)
def test_every_drawing_is_a_picture_in_both_forms(shape: str, mark: str) -> None:
    drawn = {"shape": shape, "mark": mark, "colour": "sea"}
    svg = etree.fromstring(drawing.as_svg(drawn, '<&">'))
    assert svg[0].text == '<&">'
    picture = Image.open(io.BytesIO(drawing.as_png(drawn))).convert("RGBA")
    assert picture.size == (drawing.SIDE, drawing.SIDE)
    colours = {pixel[:3] for _count, pixel in picture.getcolors(100_000) if pixel[3] == 255}
    assert ImageColor.getrgb(drawing.COLOURS["sea"].ground) in colours
    assert ImageColor.getrgb(drawing.COLOURS["sea"].mark) in colours


def test_a_drawing_of_what_is_not_known_is_a_plain_one() -> None:
    assert drawing.proper({"shape": "dragon", "mark": "leaf"}) == {**drawing.PLAIN, "mark": "leaf"}
