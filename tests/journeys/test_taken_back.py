"""A community is published, somebody who is quoted takes it back, the page heals, and a stranger starts from it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server, sign_in
from tests.journeys.looking import TOO_WIDE, look_once

pytestmark = [pytest.mark.browser, pytest.mark.long]
WORDS = "I came to eat, and stayed for the percentages."
WALKED = f"""
from datetime import timedelta
from commonplace.commons.communities.actions import start_community, welcome_member
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock
from commonplace.stages.design.actions import begin_design, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.reflect.actions import write_reflection

nkechi = Person.objects.get(name="nkechi")
account = Account.objects.create_user("tam", "tam@example.org", "a kettle is a pot")
tam = Person.objects.create(account=account, name="tam", display_name="Tam Okri", age_band="adult")
place = start_community(nkechi, name="Six Loaves", purpose="To bake before school.", audience=Audience.OPEN)
welcome_member(place, tam)
design = begin_design(place, nkechi)
write_design(design, nkechi, based_on=design.entry.version, fields={{"need": "The oven stands cold."}},
    values=[("dignity", "dignity", ["Nobody asks why."])], predictions=["Ten people come."])
then = clock.now() - timedelta(days=2)
plan_gathering(place, nkechi, title="First morning", starts_at=then, ends_at=then + timedelta(hours=2))
write_reflection(tam, community=place, audience=Audience.COMMUNITY, may_quote=True, surprised="{WORDS}")
write_reflection(nkechi, community=place, audience=Audience.COMMUNITY, may_quote=True, surprised="The dial lied.")
Membership.objects.filter(community=place, person=tam).update(left_at=clock.now())
"""
LINK = """
from commonplace.stages.publish.consent_letters import page_of
from commonplace.stages.publish.models import Consent
print("link:", page_of(Consent.objects.get(person__name="tam")))
"""


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, WALKED)
    return serve(home=home)


def _publish(writer: Page) -> None:
    writer.goto("/c/six-loaves/case-study/")
    writer.get_by_role("button", name="Draft it from the record").click()
    writer.get_by_role("link", name="Who has answered, and whom the pictures show").click()
    expect(writer.get_by_role("row").filter(has_text="Tam Okri")).to_contain_text("was not asked yet")
    look_once(writer)
    writer.get_by_role("button", name="Ask the 2 who were not asked yet").or_(
        writer.get_by_role("button", name="Ask the one who was not asked yet")
    ).click()
    expect(writer.get_by_role("row").filter(has_text="Tam Okri")).to_contain_text("has not answered yet")
    writer.goto("/c/six-loaves/case-study/publish/")
    writer.get_by_role("button", name="Publish it").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text("Six Loaves")


def test_a_quoted_person_takes_it_back_and_a_stranger_starts_from_it(
    server: Server, visit: Callable[..., Page]
) -> None:
    writer, reader = visit(server.address), visit(server.address, width=320, scripts=False)
    sign_in(writer, "nkechi")
    _publish(writer)
    published = writer.url
    reader.goto(published)
    expect(reader.locator("main")).to_contain_text("The dial lied.")
    expect(reader.locator("main")).not_to_contain_text(WORDS)

    # By the link in the letter, on a phone, without an account or a script; she left the community since.
    link = re.search(r"link: (\S+)", run_in(server.home, LINK))
    assert link
    holder = visit(server.address, width=320)
    holder.goto(link[1])
    look_once(holder)
    tam = visit(server.address, width=320, scripts=False)
    tam.goto(link[1])
    expect(tam.locator("main")).to_contain_text(WORDS)
    tam.get_by_role("button", name="Yes, it may stand there").click()
    expect(tam.get_by_role("heading", level=1)).to_have_text("It may stand there")
    reader.reload()
    expect(reader.locator("main")).to_contain_text(WORDS)
    expect(reader.locator("main")).to_contain_text("Tam Okri")

    tam.get_by_role("button", name="Take me out of it").click()
    expect(tam.get_by_role("heading", level=1)).to_have_text("Nothing of yours stands there")
    reader.reload()
    expect(reader.locator("main")).not_to_contain_text(WORDS)
    expect(reader.locator("main")).not_to_contain_text("Tam Okri")
    expect(reader.locator("main")).to_contain_text("The dial lied.")
    # On paper it is the record alone, with what it needs and where it comes from.
    reader.emulate_media(media="print")
    expect(reader.get_by_role("heading", name="Six Loaves", level=1)).to_be_visible()
    expect(reader.get_by_text("The dial lied.")).to_be_visible()
    for words in ("Start from this", "BibTeX", "Sign in"):
        expect(reader.get_by_role("link", name=words).first).to_be_hidden()
    assert not reader.evaluate(TOO_WIDE)
    reader.emulate_media(media="screen")
    reader.goto("/library/")
    expect(reader.locator("main")).not_to_contain_text(WORDS)
    writer.goto("/c/six-loaves/case-study/")
    expect(writer.locator("main")).not_to_contain_text(WORDS)
    writer.goto("/c/six-loaves/case-study/asking/")
    expect(writer.locator("main")).not_to_contain_text("Remind")

    stranger = visit(server.address, width=320)
    stranger.goto(published)
    stranger.get_by_role("link", name="Start from this").click()
    sign_in(stranger, "ines")
    stranger.goto(published)
    stranger.get_by_role("link", name="Start from this").click()
    stranger.get_by_label("What will yours be called").fill("Seven Loaves")
    stranger.get_by_role("button", name="Start from this").click()
    expect(stranger.locator("main")).to_contain_text("Seven Loaves")
    expect(stranger.locator("main")).not_to_contain_text(WORDS)
