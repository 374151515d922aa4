"""A community says where it is, and somebody nearby finds it: by a pasted link, by their device, or by a place's name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, sign_in
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
IN_LEEDS = {"latitude": 53.8123, "longitude": -1.5432}


def test_somebody_nearby_finds_a_community_that_said_where_it_is(
    serve: Callable[..., Server], visit: Callable[..., Page], told: Path, tmp_path: Path
) -> None:
    server = serve(home=Path(shutil.copytree(told, tmp_path / "home")))
    keeper = sign_in(visit(server.address, width=320, scripts=False), "nkechi")
    keeper.goto("/c/the-mending-table/settings/")
    keeper.get_by_label("Place (if you like)").fill("The mill, Leeds")
    keeper.get_by_label("Where that is").fill("https://www.openstreetmap.org/#map=17/53.80084/-1.54911")
    keeper.get_by_role("button", name="Save").click()
    expect(keeper.get_by_label("Where that is")).to_have_value("53.801, -1.549")

    nearby = visit(server.address, width=320)
    nearby.context.grant_permissions(["geolocation"])
    nearby.context.set_geolocation(IN_LEEDS)
    nearby.goto("/c/")
    nearby.get_by_text("What, when and where").click()
    nearby.get_by_role("button", name="Where I am now").click()
    expect(nearby.get_by_label("Near", exact=True)).to_have_value("53.812, -1.543")
    nearby.get_by_label("Within").select_option("2 km")
    nearby.get_by_role("button", name="Show these").click()
    expect(nearby.get_by_role("main")).to_contain_text("The mill, Leeds, 1 km away")
    look_once(nearby)
    nearby.goto("/c/?near=mill&within_km=2")
    expect(nearby.get_by_role("link", name="The Mending Table")).to_be_visible()
    nearby.goto("/c/?near=51.507,-0.128&within_km=250")
    expect(nearby.get_by_role("main")).to_contain_text("None like this yet")

    shy = visit(server.address)
    shy.context.clear_permissions()
    shy.goto("/c/?near=nowhere")
    expect(shy.get_by_role("alert")).to_contain_text("No community here says where that is.")
    shy.get_by_role("button", name="Where I am now").click()
    expect(shy.get_by_text("This device did not say where it is.")).to_be_visible()
    look_once(shy)
