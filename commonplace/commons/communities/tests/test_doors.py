"""The doors that other packages put before their pages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from commonplace.commons.communities import actions, doors
from commonplace.commons.communities.models import Community
from commonplace.ground import clock


@doors.taking_part
def write(request, community):
    return HttpResponse(community.name)


@pytest.fixture
def ask(rf):
    def ask(somebody, slug="the-mending-table"):
        request = rf.get("/c/the-mending-table/write/?kind=post")
        request.person = somebody
        return write(request, slug)

    return ask


def test_members_who_agreed_come_through_and_others_are_told_why(ask, community, member, person):
    table = community(audience=3)
    assert ask(member(table, "ines")).content == b"The Mending Table"
    assert ask(None)["Location"].startswith("/sign-in/?next=")
    with pytest.raises(PermissionDenied, match="Only members"):
        ask(person("outsider"))
    new = person("new")
    actions.welcome_member(table, new)
    assert ask(new)["Location"] == "/c/the-mending-table/norms/?next=%2Fc%2Fthe-mending-table%2Fwrite%2F%3Fkind%3Dpost"
    paused = member(table, "paused")
    paused.paused_at, paused.pause_reason = clock.now(), "Shouting"
    with pytest.raises(PermissionDenied, match="Shouting"):
        ask(paused)
    actions.close_community(Community.objects.get(), new)
    with pytest.raises(PermissionDenied, match="is closed"):
        ask(member(table, "ines"))


def test_what_one_may_not_see_is_not_there(ask, community, person):
    community(audience=2)
    with pytest.raises(Http404):
        ask(person("outsider"))
