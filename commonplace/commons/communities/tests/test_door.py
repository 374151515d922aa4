"""Invitations and class codes."""

import re
from datetime import timedelta

import pytest

from commonplace.commons.communities import invitations
from commonplace.commons.communities.actions import close_community, leave_community
from commonplace.commons.communities.models import ClassCode, Invitation, Membership
from commonplace.commons.people import joining
from commonplace.ground import clock


@pytest.fixture
def nkechi(person):
    return person("nkechi")


@pytest.fixture
def table(community, nkechi):
    return community(nkechi, name="The Mending Table")


def _made(client, address="/c/the-mending-table/invitations/", **fields):
    page = client.post(address, {"role": "mentor", "places": "1", "days": "7", **fields}, follow=True).content.decode()
    return re.search(r"/invitation/([\w-]{43})/", page).group(1), page


def test_a_link_is_shown_once_with_its_square(table, nkechi, sign_in):
    client = sign_in(nkechi)
    token, page = _made(client)
    assert "<svg" in page
    assert 'action="/c/the-mending-table/invitations/"' in page
    assert token not in client.get("/c/the-mending-table/invitations/").content.decode()
    assert not Invitation.objects.filter(digest=token).exists()


def test_somebody_comes_in_by_it(table, nkechi, person, sign_in):
    token, _page = _made(sign_in(nkechi))
    wen = person("wen")
    client = sign_in(wen)
    assert "The Mending Table" in client.get(f"/invitation/{token}/").content.decode()
    assert client.post(f"/invitation/{token}/")["Location"] == "/c/the-mending-table/"
    membership = Membership.objects.get(person=wen)
    assert (membership.role, membership.agreed_norms_at) == ("mentor", None)
    second = client.get(f"/invitation/{token}/")
    assert second.status_code == 404
    assert "Ask whoever gave it to you" in second.content.decode()


def test_strangers_are_shown_both_ways_in(table, nkechi, sign_in):
    token, _page = _made(sign_in(nkechi))
    page = sign_in().get(f"/invitation/{token}/").content.decode()
    assert f"/join/?invitation={token}" in page
    assert f"/sign-in/?next=/invitation/{token}/" in page
    assert sign_in().post(f"/invitation/{token}/").status_code == 200
    assert Membership.objects.count() == 1


def test_who_is_in_already_uses_up_no_place(table, nkechi, sign_in):
    token, _page = _made(sign_in(nkechi))
    assert sign_in(nkechi).post(f"/invitation/{token}/").status_code == 302
    assert Invitation.objects.get().used == 0


def test_an_invitation_ends_by_time_by_hand_and_with_its_community(table, nkechi, person, sign_in):
    client, wen = sign_in(nkechi), sign_in(person("wen"))
    lapsed, revoked, closed = (_made(client)[0] for _each in range(3))
    first, second, _third = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=first.pk).update(lapses_at=clock.now() - timedelta(seconds=1))
    assert wen.post(f"/c/the-mending-table/invitations/{second.pk}/revoke/").status_code == 404
    assert client.post(f"/c/the-mending-table/invitations/{second.pk}/revoke/").status_code == 302
    assert client.post(f"/host/invitations/{second.pk}/revoke/").status_code == 403
    assert wen.get(f"/invitation/{closed}/").status_code == 200
    close_community(table, nkechi)
    for token in [lapsed, revoked, closed, "nothing"]:
        assert wen.get(f"/invitation/{token}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"places": "0"}, {"places": "x"}, {"days": "900"}, {"role": "king"}])
def test_a_wrong_invitation_is_not_made(table, nkechi, sign_in, wrong):
    given = {"role": "learner", "places": "1", "days": "7", **wrong}
    assert sign_in(nkechi).post("/c/the-mending-table/invitations/", given).status_code == 422
    assert not Invitation.objects.exists()


def test_who_was_removed_does_not_come_back_by_an_older_link(table, nkechi, member, sign_in):
    old, _page = _made(sign_in(nkechi), places="5")
    wen = member(table, "wen")
    leave_community(table.membership_of(wen), nkechi)
    refused = sign_in(wen).post(f"/invitation/{old}/")
    assert refused.status_code == 409
    assert "was ended by those who carry it" in refused.content.decode()
    new, _page = _made(sign_in(nkechi))
    assert sign_in(wen).post(f"/invitation/{new}/").status_code == 302


def test_who_is_paused_does_not_come_in(table, nkechi, person, sign_in):
    token, _page = _made(sign_in(nkechi))
    paused = person("wen", paused_at=clock.now(), pause_reason="Rest")
    assert sign_in(paused).post(f"/invitation/{token}/").status_code == 403


def test_joining_reads_invitations_and_codes(table, nkechi, person):
    made = invitations.invite(nkechi, table)
    admission = joining.invitation(made.token)
    assert admission.words == "You are invited to “The Mending Table”."
    assert admission.let_in(person("wen")) == "/c/the-mending-table/"
    with pytest.raises(joining.NoLongerOpen):
        admission.let_in(person("sol"))
    assert joining.invitation(made.token) is None
    code = invitations.make_class_code(table, nkechi, days=1).code
    typed = f" {code[:3].lower()}-{code[3:]} "
    assert joining.class_code(typed).let_in(person("dov")) == "/c/the-mending-table/"
    assert joining.class_code("AAAAAA") is None


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_of_invitations_asks_a_constant_number_of_times(
    table, nkechi, sign_in, others, django_assert_num_queries
):
    for _each in range(others):
        invitations.invite(nkechi, table)
    client = sign_in(nkechi)
    with django_assert_num_queries(6):
        assert client.get("/c/the-mending-table/invitations/").status_code == 200


def test_hosts_invite_to_the_commons(person, sign_in):
    host = person("holly", is_host=True)
    client = sign_in(host)
    assert client.get("/host/invitations/").status_code == 200
    token, _page = _made(client, "/host/invitations/")
    wen = person("wen")
    assert sign_in(wen).get("/host/invitations/").status_code == 403
    assert sign_in(wen).post(f"/invitation/{token}/")["Location"] == "/"
    assert Invitation.objects.get().used == 1
    token, _page = _made(client, "/host/invitations/")
    assert not joining.invitation(token).let_in(person("sol")), "whoever is new begins where all do who join"


@pytest.mark.parametrize("page", ["/c/the-mending-table/class-code/", "/c/the-mending-table/invitations/"])
def test_where_nobody_else_can_come_in_pages_say_how_to_serve_them(page, table, nkechi, sign_in, settings):
    client = sign_in(nkechi)
    client.post("/c/the-mending-table/class-code/", {"days": "1"})
    words = client.get(page).content.decode()
    assert "commonplace start … --lan" in words
    assert "127.0.0.1" not in words.partition("<main")[2]
    assert "<figure" not in words
    settings.ALLOWED_HOSTS = ["commons.example.org"]
    elsewhere = client.get(page, SERVER_NAME="commons.example.org")
    assert elsewhere.status_code == 200
    assert "commonplace start … --lan" not in elsewhere.content.decode()
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.ADDRESS = "http://192.0.2.7:8000"
    assert "commonplace start … --lan" not in client.get(page).content.decode()


def test_whoever_sits_at_the_serving_machine_hands_on_the_address_of_the_network(table, nkechi, sign_in, settings):
    settings.ADDRESS = "http://192.0.2.7:8000"
    client = sign_in(nkechi)
    client.post("/c/the-mending-table/class-code/", {"days": "1"})
    page = client.get("/c/the-mending-table/class-code/").content.decode()
    assert "http://192.0.2.7:8000/join/class/" in page
    assert "<figure" in page


def test_a_class_code_is_made_shown_replaced_and_ended(table, nkechi, sign_in, settings):
    settings.ADDRESS = "http://192.0.2.7:8000"
    client = sign_in(nkechi)
    address = "/c/the-mending-table/class-code/"
    assert client.post(address, {"days": "1"}).status_code == 302
    first = ClassCode.objects.get().code
    page = client.get(address).content.decode()
    assert first in page
    assert "/join/class/" in page
    assert client.post(address, {"days": "77"}).status_code == 422
    client.post(address, {"days": "7"})
    assert joining.class_code(first) is None
    second = invitations.present_class_code(table).code
    assert joining.class_code(second)
    client.post(address, {"end": "yes"})
    assert joining.class_code(second) is None
    assert invitations.present_class_code(table) is None
