"""A zine by somebody of fifteen goes to the open web, watched over; on a phone, from asking to the way back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.looking import look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
ZINE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.entries.actions import add_picture
from commonplace.commons.people.actions import register
from commonplace.commons.people.models import Account
from commonplace.stages.make.actions import share_work
from tests.pictures import small_picture

table = Community.objects.get()
Community.objects.update(audience=Audience.OPEN)
lio = register(display_name="Lio", age_band="13-15", username="lio")
lio.account.set_password("a kettle is a pot")
lio.account.save()
welcome_member(table, lio, "learner")
Membership.objects.filter(person=lio).update(agreed_norms_at=table.created_at)
work = share_work(lio, title="Plugs, a zine", form="zine", body="Nine plugs that we opened.", community=table,
    audience=Audience.COMMONS)
add_picture(work.entry, SimpleUploadedFile("plug.png", small_picture()), alternative="A plug, open")
print(work.entry.address)
"""


def test_a_zine_goes_public_watched_and_comes_back(
    serve: Callable[..., Server], visit: Callable[..., Page], told: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    zine = run_in(home, ZINE).strip().splitlines()[-1]
    server = serve(home=home)
    lio = sign_in(visit(server.address, width=320), "lio")
    lio.goto(f"{zine}audience/")
    expect(
        lio.get_by_text("Until you are 18, what you put in ends at this commons, unless somebody goes along.")
    ).to_be_visible()
    lio.get_by_role("link", name="Ask somebody to watch over it").click()
    look_once(lio)
    lio.get_by_label("Whom you would like to ask").select_option(label="Nkechi")
    lio.get_by_label("What you would like to tell them").fill("It is about our Saturday.")
    lio.get_by_role("button", name="Ask them").click()
    expect(lio.get_by_text("is asked, and has not answered yet")).to_be_visible()

    stranger = visit(server.address, width=320)
    stranger.goto(zine)
    expect(stranger.get_by_text("Nine plugs")).to_have_count(0)

    nkechi = sign_in(visit(server.address), "nkechi")
    nkechi.goto(f"{zine}watch/")
    expect(nkechi.get_by_text("It is about our Saturday.")).to_be_visible()
    look_once(nkechi)
    nkechi.get_by_role("button", name="I watch over it: open it").click()
    expect(nkechi.get_by_text("It is on the open web now")).to_be_visible()

    stranger.goto(zine)
    expect(stranger.get_by_text("Nine plugs that we opened.")).to_be_visible()
    expect(stranger.get_by_role("img", name="A plug, open")).to_be_visible()
    expect(stranger.get_by_text("Lio", exact=True)).to_have_count(0)
    look_once(stranger)

    ines = sign_in(visit(server.address), "ines")
    ines.goto(zine)
    ines.get_by_label("What you would like to say").fill("The ninth one is from my grandmother’s lamp.")
    ines.get_by_role("button", name="Say it in the margin").click()
    expect(ines.get_by_role("status")).to_contain_text("reads first what is said to it")
    lio.goto(zine)
    expect(lio.get_by_text("grandmother")).to_have_count(0)

    nkechi.reload()
    expect(nkechi.get_by_role("paragraph").filter(has_text="grandmother").first).to_be_visible()
    look_once(nkechi)
    nkechi.get_by_role("button", name="Let it through").click()
    lio.reload()
    expect(lio.get_by_role("paragraph").filter(has_text="grandmother").first).to_be_visible()

    lio.goto(f"{zine}watch/")
    look_once(lio)
    lio.get_by_role("button", name="Take it back").click()
    expect(lio.get_by_text("It is over")).to_be_visible()
    stranger.goto(zine)
    expect(stranger.get_by_text("Nine plugs")).to_have_count(0)
