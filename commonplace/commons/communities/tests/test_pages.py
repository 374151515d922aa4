"""The pages of a community, walked as people walk them."""

import pytest
from django.utils import timezone

from commonplace.commons.communities import actions
from commonplace.commons.communities.models import Community, Membership, Role, Stage, Team
from commonplace.commons.people.actions import block

MEMBERS_PAGES = ["people", "teams", "leave", "norms"]
CARRIERS_PAGES = ["settings", "stage", "close", "invitations", "class-code", "people/ines"]


@pytest.fixture
def table(community, person, member):
    made = community(person("nkechi"), name="The Mending Table")
    member(made, "ines")
    return made


@pytest.fixture
def nkechi(table):
    return Membership.objects.get(community=table, role=Role.FACILITATOR).person


@pytest.fixture
def ines(table):
    return Membership.objects.get(community=table, role=Role.LEARNER).person


@pytest.mark.parametrize("page", MEMBERS_PAGES + CARRIERS_PAGES)
def test_those_who_carry_it_open_every_page(table, nkechi, sign_in, page):
    response = sign_in(nkechi).get(f"/c/{table.slug}/{page}/")
    assert response.status_code == 200
    assert "The Mending Table" in response.content.decode()


@pytest.mark.parametrize("page", MEMBERS_PAGES)
def test_members_open_what_is_for_members(table, ines, sign_in, page):
    assert sign_in(ines).get(f"/c/{table.slug}/{page}/").status_code == 200


@pytest.mark.parametrize("page", CARRIERS_PAGES)
def test_members_do_not_look_after_it(table, ines, sign_in, page):
    assert sign_in(ines).get(f"/c/{table.slug}/{page}/").status_code == 403
    assert sign_in(ines).post(f"/c/{table.slug}/{page}/").status_code == 403


@pytest.mark.parametrize("page", [page for page in MEMBERS_PAGES if page != "norms"] + CARRIERS_PAGES)
def test_to_others_the_pages_of_a_closed_circle_do_not_exist(table, person, sign_in, page):
    assert sign_in(person("outsider")).get(f"/c/{table.slug}/{page}/").status_code == 404
    response = sign_in().get(f"/c/{table.slug}/{page}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


def test_outsiders_of_an_open_community_see_no_members(table, person, sign_in):
    Community.objects.update(audience=4)
    assert sign_in(person("outsider")).get(f"/c/{table.slug}/people/").status_code == 403
    assert b"Ines" not in sign_in().get(f"/c/{table.slug}/norms/").content


@pytest.mark.parametrize("others", [1, 3])
def test_the_people_page_asks_as_often_for_three_as_for_one(
    table, ines, nkechi, member, sign_in, others, django_assert_num_queries
):
    for number in range(others):
        member(table, f"other-{number}")
    client = sign_in(ines)
    with django_assert_num_queries(6):
        assert client.get(f"/c/{table.slug}/people/").status_code == 200
    client = sign_in(nkechi)
    with django_assert_num_queries(6):
        assert client.get(f"/c/{table.slug}/people/").status_code == 200


def test_people_stand_by_the_alphabet_with_what_they_bring(table, ines, member, sign_in):
    ines.brings = "a soldering iron"
    ines.save()
    member(table, "abe", role="mentor")
    page = sign_in(ines).get(f"/c/{table.slug}/people/").content.decode()
    assert page.index("Abe") < page.index("a soldering iron") < page.index("Nkechi")
    assert "mentor" in page


def test_blocks_and_unlisted_people_are_left_out_for_members_only(table, ines, nkechi, member, sign_in):
    dov, wen = member(table, "dov"), member(table, "wen")
    block(dov, ines)
    assert sign_in(wen).post(f"/c/{table.slug}/listed/", {"listed": "no"}).status_code == 302
    seen_by_ines = sign_in(ines).get(f"/c/{table.slug}/people/").content.decode()
    assert "Dov" not in seen_by_ines
    assert "Wen" not in seen_by_ines
    seen_by_nkechi = sign_in(nkechi).get(f"/c/{table.slug}/people/").content.decode()
    assert "Dov" in seen_by_nkechi
    assert "Wen" in seen_by_nkechi


def test_a_role_is_changed_and_the_last_one_stays(table, ines, nkechi, sign_in):
    client = sign_in(nkechi)
    refused = client.post(f"/c/{table.slug}/people/nkechi/", {"role": "learner"})
    assert refused.status_code == 422
    assert "Make another person a facilitator first" in refused.content.decode()
    assert client.post(f"/c/{table.slug}/people/ines/", {"role": "king"}).status_code == 422
    assert client.post(f"/c/{table.slug}/people/ines/", {"role": "facilitator"}).status_code == 302
    stepped_down = client.post(f"/c/{table.slug}/people/nkechi/", {"role": "learner"}, follow=True)
    assert stepped_down.status_code == 200
    assert client.get(f"/c/{table.slug}/settings/").status_code == 403


def test_a_link_for_a_new_passphrase_is_for_those_without_mail(table, ines, nkechi, sign_in):
    address = f"/c/{table.slug}/people/ines/passphrase/"
    assert sign_in(nkechi).post(address).status_code == 403
    ines.account.email = None
    ines.account.save()
    assert sign_in(ines).post(address).status_code == 403
    assert sign_in(nkechi).get(address).status_code == 405
    shown = sign_in(nkechi).post(address)
    assert "/sign-in/new-passphrase/" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


def _filled(table, **fields):
    return {
        "based_on": table.version, "name": table.name, "purpose": "", "form": "workshop", "own_form": "",
        "audience": "3", "parent": "", "opened_to_outer": "on", "language": "en", "zone": "Europe/London",
        "place": "Holbeck", "starts_on": "2026-07-06", "ends_on": "2026-07-19", "norms": "",
        "interests_words": "felt, old radios", **fields,
    }  # fmt: skip


def test_settings_are_saved(table, nkechi, sign_in):
    client = sign_in(nkechi)
    assert client.post(f"/c/{table.slug}/settings/", _filled(table, norms="Be **kind**.")).status_code == 302
    table.refresh_from_db()
    assert (table.audience, table.zone, table.place) == (3, "Europe/London", "Holbeck")
    assert sorted(interest.name for interest in table.interests.all()) == ["felt", "old radios"]
    page = client.get(f"/c/{table.slug}/settings/").content.decode()
    assert 'value="felt, old radios"' in page
    assert "Holbeck" in page


def test_a_wrong_form_keeps_what_was_typed_and_changes_nothing(table, nkechi, sign_in):
    wrong = _filled(table, name="", purpose="Long and dear", starts_on="2026-07-19", ends_on="2026-07-06")
    response = sign_in(nkechi).post(f"/c/{table.slug}/settings/", wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Long and dear" in page
    assert "The last day comes before the first." in page
    assert '<h1 dir="auto">The Mending Table</h1>' in page
    assert client_sees(table) == ("The Mending Table", "")
    for bad in [
        {"zone": "Moon/Sea"},
        {"audience": "0"},
        {"based_on": "x"},
        {"interests_words": ",".join("abcdefghijklmno")},
    ]:
        assert sign_in(nkechi).post(f"/c/{table.slug}/settings/", _filled(table, **bad)).status_code == 422


def client_sees(table):
    found = Community.objects.get(pk=table.pk)
    return found.name, found.purpose


def test_settings_changed_meanwhile_are_shown_beside_ones_own(table, nkechi, sign_in):
    client = sign_in(nkechi)
    form = _filled(table, purpose="Mine")
    actions.change_community(table, nkechi, purpose="Theirs")
    response = client.post(f"/c/{table.slug}/settings/", form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mine" in page
    assert "Theirs" in page
    assert f'name="based_on" value="{table.version}"' in page
    assert client.post(f"/c/{table.slug}/settings/", {**form, "based_on": table.version}).status_code == 302
    assert client_sees(table)[1] == "Mine"


def test_a_community_is_put_within_one_of_ones_own_and_never_within_itself(table, nkechi, community, person, sign_in):
    programme = community(nkechi, name="Programme")
    foreign = community(person("stranger"), name="Foreign")
    client = sign_in(nkechi)
    assert client.post(f"/c/{table.slug}/settings/", _filled(table, parent=foreign.pk)).status_code == 422
    assert client.post(f"/c/{table.slug}/settings/", _filled(table, parent=table.pk)).status_code == 422
    assert client.post(f"/c/{table.slug}/settings/", _filled(table, parent=programme.pk)).status_code == 302
    round_about = client.post("/c/programme/settings/", _filled(programme, name="Programme", parent=table.pk))
    assert round_about.status_code == 422
    assert "lives within this community already" in round_about.content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_the_settings_page_asks_a_constant_number_of_times(
    table, nkechi, community, sign_in, others, django_assert_num_queries
):
    for number in range(others):
        community(nkechi, name=f"Other {number}")
    client = sign_in(nkechi)
    with django_assert_num_queries(8):
        assert client.get(f"/c/{table.slug}/settings/").status_code == 200


def test_it_moves_along_the_road_and_back(table, nkechi, sign_in):
    client = sign_in(nkechi)
    assert client.post(f"/c/{table.slug}/stage/", {"stage": int(Stage.GATHER)}).status_code == 302
    assert "It is live" in client.get(f"/c/{table.slug}/stage/").content.decode()
    assert client.post(f"/c/{table.slug}/stage/", {"stage": int(Stage.DESIGN)}).status_code == 302
    for wrong in ["8", "9", "-1", "", "x"]:
        assert client.post(f"/c/{table.slug}/stage/", {"stage": wrong}).status_code == 422
    table.refresh_from_db()
    assert table.stage == Stage.DESIGN


def test_leaving_by_the_button(table, ines, sign_in):
    client = sign_in(ines)
    assert client.post(f"/c/{table.slug}/leave/")["Location"] == "/c/"
    assert client.get(f"/c/{table.slug}/leave/").status_code == 404


def test_the_last_facilitator_hands_over_and_leaves(table, ines, nkechi, sign_in):
    client = sign_in(nkechi)
    assert "You are the last one who carries it" in client.get(f"/c/{table.slug}/leave/").content.decode()
    assert client.post(f"/c/{table.slug}/leave/").status_code == 422
    heir = Membership.objects.get(person=ines).pk
    assert client.post(f"/c/{table.slug}/leave/", {"heir": heir}).status_code == 302
    assert Membership.objects.get(person=ines).role == Role.FACILITATOR
    assert Membership.objects.get(person=nkechi).left_at


def test_alone_there_is_nobody_to_hand_over_to(community, person, sign_in):
    wen = person("wen")
    community(wen, name="Alone")
    page = sign_in(wen).get("/c/alone/leave/").content.decode()
    assert "Invite somebody first, or close it" in page
    assert "Hand it over and leave" not in page


def test_closing_and_opening_again(table, ines, nkechi, sign_in):
    client = sign_in(nkechi)
    for _twice in range(2):
        assert client.post(f"/c/{table.slug}/close/").status_code == 302
    assert "Closed since" in client.get(f"/c/{table.slug}/people/").content.decode()
    assert client.get(f"/c/{table.slug}/reopen/").status_code == 405
    assert sign_in(ines).post(f"/c/{table.slug}/reopen/").status_code == 403
    for _twice in range(2):
        assert client.post(f"/c/{table.slug}/reopen/").status_code == 302
    table.refresh_from_db()
    assert table.closed_at is None


def test_norms_are_agreed_once_and_lead_back(table, person, sign_in):
    sol = person("sol")
    actions.welcome_member(table, sol)
    client = sign_in(sol)
    assert "Before you write here" in client.get(f"/c/{table.slug}/people/").content.decode()
    there = {"next": f"/c/{table.slug}/people/"}
    assert client.post(f"/c/{table.slug}/norms/", there)["Location"] == there["next"]
    agreed = Membership.objects.get(person=sol).agreed_norms_at
    assert agreed
    assert client.post(f"/c/{table.slug}/norms/", {"next": "https://evil.example/"})["Location"] == f"/c/{table.slug}/"
    assert Membership.objects.get(person=sol).agreed_norms_at == agreed
    assert "Before you write here" not in client.get(f"/c/{table.slug}/people/").content.decode()


def test_teams_are_formed_of_members_and_changed(table, ines, nkechi, person, sign_in):
    client, outsider = sign_in(nkechi), person("outsider")
    address = f"/c/{table.slug}/teams/"
    assert client.post(address, {"name": "Kettles", "people": [ines.pk]}).status_code == 302
    assert client.post(address, {"name": "Kettles"}).status_code == 422
    assert client.post(address, {"name": "Others", "people": [outsider.pk]}).status_code == 422
    assert sign_in(ines).post(address, {"name": "Mine"}).status_code == 403
    team = Team.objects.get()
    assert client.get(f"{address}{team.pk}/").status_code == 200
    assert client.post(f"{address}{team.pk}/", {"name": "Pots", "people": [nkechi.pk]}).status_code == 302
    team.refresh_from_db()
    assert (team.name, list(team.people.all())) == ("Pots", [nkechi])
    assert client.get(f"{address}99999/").status_code == 404


@pytest.mark.parametrize("others", [1, 3])
def test_the_teams_page_asks_a_constant_number_of_times(
    table, ines, nkechi, sign_in, others, django_assert_num_queries
):
    for number in range(others):
        actions.form_team(table, nkechi, f"Team {number}", [ines, nkechi])
    client = sign_in(ines)
    with django_assert_num_queries(8):
        assert client.get(f"/c/{table.slug}/teams/").status_code == 200


def test_who_is_paused_reads_and_sees_why_and_looks_after_nothing(table, nkechi, sign_in):
    nkechi.paused_at, nkechi.pause_reason = timezone.now(), "Shouting at people"
    nkechi.save()
    client = sign_in(nkechi)
    assert client.get(f"/c/{table.slug}/people/").status_code == 200
    for page in ["people", "settings"]:
        assert "Shouting at people" in client.get(f"/c/{table.slug}/{page}/").content.decode()
    assert client.post(f"/c/{table.slug}/settings/", _filled(table)).status_code == 403


def test_no_account_is_taken_over_by_a_community_joined_later(table, ines, person, member, sign_in):
    """Only those whose class code made the account may make a link for a new passphrase."""
    ines.account.email = None
    ines.account.save()
    keeper = person("keeper")
    other = actions.start_community(keeper, name="Another place", audience=4)
    actions.welcome_member(other, ines)
    assert sign_in(keeper).post(f"/c/{other.slug}/people/ines/passphrase/").status_code == 403


def test_a_number_too_large_for_a_row_is_nobody(table, nkechi, sign_in):
    for number in ("9" * 30, "9223372036854775808", "-1", "²"):
        answer = sign_in(nkechi).post(f"/c/{table.slug}/teams/", {"name": "Kettles", "people": number})
        assert answer.status_code == 422, number
