"""People from outside are wanted as testers: found as such, coming as guests do, seeing what was opened to them alone."""

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.stages.gather.actions import change_gathering
from commonplace.stages.gather.models import Coming, Gathering, Guest

pytestmark = pytest.mark.django_db
LOOKS = "They look for testers."


@pytest.fixture(autouse=True)
def mail_is_sent(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def trial(gathering):
    return gathering("Try our game", seeks_testers=True, audience=Audience.OPEN)


def test_what_looks_for_testers_is_found_as_such_and_nothing_else_with_it(trial, gathering, sign_in):
    gathering("A meeting of ours")
    calendar = sign_in().get("/calendar/").text
    assert "A meeting of ours" in calendar
    assert "looks for testers" in calendar
    testers = sign_in().get("/calendar/?testers=1").text
    assert "Try our game" in testers
    assert "A meeting of ours" not in testers
    assert "looks for testers" in sign_in().get("/c/the-mending-table/").text
    assert "Looks for testers" in sign_in().get("/c/the-mending-table/gatherings/").text


def test_where_nobody_looks_for_testers_the_page_says_so(gathering, sign_in):
    gathering("A meeting of ours")
    assert "Nobody looks for testers at present" in sign_in().get("/calendar/?testers=1").text


def test_somebody_without_an_account_comes_as_guests_do(trial, sign_in):
    address = Entry.objects.get(pk=trial.pk).address
    page = sign_in().get(address).text
    assert LOOKS in page
    assert "Come as a tester, without an account" in page
    sign_in().post(f"{address}guest/", {"age_band": "adult", "name": "Ada", "email": "ada@elsewhere.example"})
    assert Guest.objects.get().gathering == trial


def test_somebody_with_an_account_comes_by_one_press_and_sees_what_was_opened_to_them_alone(
    trial, table, carrier, person, sign_in
):
    within = write_entry(carrier, "post", title="Among us", community=table, audience=Audience.COMMUNITY)
    ines, address = person("ines"), Entry.objects.get(pk=trial.pk).address
    client = sign_in(ines)
    assert "I am coming, as a tester" in client.get(address).text
    client.post(f"{address}coming/", {"answer": "yes"})
    assert Coming.objects.get().person == ines
    assert client.get(within.address).status_code == 404
    assert table.membership_of(ines) is None


def test_a_facilitator_says_so_in_the_form_and_only_where_somebody_from_outside_can_see_it(table, carrier, sign_in):
    client = sign_in(carrier)
    typed = {
        "title": "Try our game", "day": "2099-01-02", "begins": "18:00", "ends": "19:00", "seeks_testers": "on",
        "audience": str(Audience.COMMUNITY.value),
    }  # fmt: skip
    answer = client.post("/c/the-mending-table/gatherings/new/", typed)
    assert answer.status_code == 422
    assert "Testers come from outside" in answer.text
    assert client.post("/c/the-mending-table/gatherings/new/", typed | {"audience": "4"}).status_code == 302
    planned = Gathering.objects.get()
    assert planned.seeks_testers
    page = client.get(f"{planned.entry.address}gathering/").text
    assert 'name="seeks_testers"' in page
    change_gathering(planned, carrier, based_on=planned.entry.version, seeks_testers=False)
    assert LOOKS not in sign_in().get(planned.entry.address).text
