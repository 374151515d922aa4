"""Who can read a design, and opening it along with its community's page."""

import pytest

from commonplace.commons.communities.actions import change_community, welcome_member
from commonplace.commons.communities.models import Audience, Role
from commonplace.commons.entries.models import Entry
from commonplace.stages.design import actions
from commonplace.stages.design.tests.pages import form_on

pytestmark = pytest.mark.django_db
DESIGN = "/c/physics-on-wheels/design/"
SETTINGS = "/c/physics-on-wheels/settings/"


def reach():
    return Entry.objects.get(kind="design").audience


@pytest.mark.parametrize(
    ("page", "design", "words"),
    [
        (Audience.COMMUNITY, Audience.COMMUNITY, "Only members of this community can read its design."),
        (Audience.COMMUNITY, Audience.OPEN, "Only members of this community can read its design."),
        (Audience.OPEN, Audience.TEAM, "Only those who carry this community can read its design."),
        (Audience.OPEN, Audience.COMMONS, "Everybody who has an account here can read this design."),
        (Audience.OPEN, Audience.OPEN, "Everybody can read this design, also without an account."),
    ],
)
def test_those_who_carry_it_are_told_who_reads_it_and_where_that_changes(
    wheels, beatriz, sign_in, member, page, design, words
):
    change_community(wheels.community, beatriz, audience=page)
    actions.open_design(wheels, beatriz, design, to_outer=False)
    shown = sign_in(beatriz).get(DESIGN).text
    assert words in shown
    assert 'href="/c/physics-on-wheels/design/edit/#id_audience"' in shown
    assert ("open to more people" in shown) is (page > design)
    if design > Audience.TEAM:
        assert "Change who reads it" not in sign_in(member(wheels.community, "ines")).get(DESIGN).text


def test_the_outer_community_is_named_where_it_may_read(wheels, beatriz, sign_in, community):
    change_community(wheels.community, beatriz, parent=community(name="Programme"))
    actions.open_design(wheels, beatriz, Audience.COMMUNITY, to_outer=True)
    assert "and of “Programme” around it" in sign_in(beatriz).get(DESIGN).text


@pytest.mark.parametrize("tick", [True, False])
def test_settings_that_open_the_page_open_the_design_where_that_is_ticked(wheels, beatriz, sign_in, community, tick):
    programme = community(name="Programme")
    welcome_member(programme, beatriz)
    change_community(wheels.community, beatriz, parent=programme)
    actions.open_design(wheels, beatriz, Audience.COMMUNITY, to_outer=True)
    client = sign_in(beatriz)
    page = client.get(SETTINGS)
    assert "Open its design just as far" in page.text
    assert "Members of this community, and of “Programme” around it, can read its design." in page.text
    said = form_on(page) | {"audience": ["4"]} | ({"open_design": ["on"]} if tick else {})
    assert client.post(SETTINGS, said).status_code == 302
    entry = Entry.objects.get(kind="design")
    assert (entry.audience, entry.opened_to) == (Audience.OPEN if tick else Audience.COMMUNITY, programme)
    assert ("Open its design just as far" in client.get(SETTINGS).text) is not tick


def test_a_tick_opens_no_further_than_the_page_and_never_closes(wheels, beatriz, sign_in):
    client = sign_in(beatriz)
    said = form_on(client.get(SETTINGS))
    client.post(SETTINGS, said | {"audience": ["2"], "open_design": ["on"]})
    assert reach() == Audience.COMMUNITY
    client.post(SETTINGS, form_on(client.get(SETTINGS)) | {"audience": ["3"], "open_design": ["on"]})
    assert reach() == Audience.COMMONS
    client.post(SETTINGS, form_on(client.get(SETTINGS)) | {"audience": ["2"], "open_design": ["on"]})
    assert reach() == Audience.COMMONS


def test_a_minor_opens_it_to_the_commons_at_most(wheels, sign_in, person):
    wen = person("wen", age_band="16-17")
    welcome_member(wheels.community, wen, Role.FACILITATOR)
    client = sign_in(wen)
    client.post(SETTINGS, form_on(client.get(SETTINGS)) | {"audience": ["4"], "open_design": ["on"]})
    assert reach() == Audience.COMMONS
    assert "Open its design just as far" not in client.get(SETTINGS).text
