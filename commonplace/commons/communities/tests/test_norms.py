"""When what people agreed on changes, they are asked again: kindly, and before they write."""

from datetime import timedelta

import pytest

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.people.hosting import change_commons
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock


@pytest.fixture
def nkechi(person):
    return person("nkechi")


@pytest.fixture
def table(community, nkechi):
    return community(nkechi, audience=Audience.OPEN, norms="Ask before you borrow.")


@pytest.fixture
def ines(table, member):
    ines = member(table, "ines")
    Membership.objects.update(agreed_norms_at=clock.now())
    return ines


WRITE = "/c/the-mending-table/write/"
NORMS = "/c/the-mending-table/norms/"


def test_a_community_asks_again_when_its_norms_change(table, nkechi, ines, sign_in):
    client = sign_in(ines)
    assert client.get(WRITE).status_code == 200
    change_community(table, nkechi, norms="Ask before you borrow. Bring it back.")
    assert sign_in(nkechi).get(WRITE).status_code == 200, "whoever wrote them holds to them"

    front = client.get("/c/the-mending-table/")
    assert front.status_code == 200
    assert "Since you agreed, it has changed." in front.text
    asked = client.get(WRITE)
    assert (asked.status_code, asked["Location"].partition("?")[0]) == (302, NORMS)
    page = client.get(asked["Location"]).text
    assert "so you are asked again" in page
    assert "Bring it back." in page
    assert "How it read before" in page
    assert client.post(NORMS, {"next": WRITE})["Location"] == WRITE
    assert client.get(WRITE).status_code == 200
    after = client.get(NORMS).text
    assert "You agreed to these on" in after
    assert "How it read before" not in after


@pytest.mark.parametrize("norms", ["Ask before you borrow.", " Ask before you borrow. ", ""])
def test_norms_that_stay_or_go_ask_nobody(table, nkechi, ines, sign_in, norms):
    change_community(table, nkechi, norms=norms, place="The library")
    assert sign_in(ines).get(WRITE).status_code == 200


def test_the_settings_page_asks_again_where_the_norms_are_others(table, nkechi, ines, sign_in):
    change_community(table, nkechi, norms="Ask.\nBring it back.")
    Membership.objects.update(agreed_norms_at=clock.now())
    for norms, status in (("Ask.\r\nBring it back.", 200), ("Ask.\r\nBring it back soon.", 302)):
        table.refresh_from_db()
        typed = {
            "based_on": table.version, "name": table.name, "form": "own", "audience": "4", "language": "en",
            "zone": "UTC", "norms": norms,
        }  # fmt: skip
        assert sign_in(nkechi).post("/c/the-mending-table/settings/", typed).status_code == 302
        assert sign_in(ines).get(WRITE).status_code == status


def test_the_commons_asks_again_when_its_norms_change(table, nkechi, ines, person, sign_in, commons):
    host = person("holly", is_host=True)
    Person.objects.update(agreed_norms_at=clock.now() - timedelta(hours=1))
    client = sign_in(ines)
    assert "has changed" not in client.get("/c/").text
    change_commons(commons, host, norms="Be kind.")
    assert "has changed" not in sign_in(host).get("/c/").text
    assert "What everybody here agrees on has changed." in client.get("/c/").text
    for address in (WRITE, "/make/", "/c/new/"):
        assert "/norms/?next=" in client.get(address)["Location"], address
    assert "I hold to these" in client.get("/norms/").text
    assert client.post("/norms/", {"next": "/make/"})["Location"] == "/make/"
    assert client.get("/make/").status_code == 200
    assert client.get(WRITE).status_code == 200, "the community's own norms are the same as before"
    assert "has changed" not in client.get("/c/").text
    assert "I hold to these" not in client.get("/norms/").text


def test_agreeing_in_a_community_is_agreeing_to_the_norms_of_the_commons_beside_it(
    table, ines, person, sign_in, commons
):
    change_commons(commons, person("holly", is_host=True), norms="Be kind.")
    client = sign_in(ines)
    page = client.get(NORMS).text
    assert "Be kind." in page
    assert client.post(NORMS, {"next": WRITE})["Location"] == WRITE
    assert client.get(WRITE).status_code == 200
    assert "has changed" not in client.get("/c/").text


def test_a_newcomer_and_a_stranger_are_not_asked_again(table, person, sign_in, commons):
    change_commons(commons, person("holly", is_host=True), norms="Be kind.")
    assert "has changed" not in sign_in(person("dov")).get("/c/").text
    assert "has changed" not in sign_in().get("/c/").text
    assert sign_in().post("/norms/", {"next": "//elsewhere.example/"})["Location"] == "/"
    assert Commons.current().norms_changed_at is not None


@pytest.mark.parametrize("changed", [False, True])
def test_asking_again_asks_the_database_nothing_more(
    table, nkechi, ines, person, sign_in, commons, changed, django_assert_num_queries
):
    if changed:
        change_community(table, nkechi, norms="Other norms")
        change_commons(commons, person("holly", is_host=True), norms="Be kind.")
    client = sign_in(ines)
    client.get("/c/the-mending-table/people/")
    with django_assert_num_queries(6):
        assert client.get("/c/the-mending-table/people/").status_code == 200
