"""A closed community is read and nothing is added to it, whatever one tries; opened again, everything goes on.

Each line is something that somebody could do there until it was closed.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from commonplace.commons.communities import actions, invitations
from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.communities.rules import closed_words
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.joining import NoLongerOpen
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.actions import begin_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.recruit import actions as recruit
from commonplace.stages.recruit import calling
from commonplace.stages.recruit.models import Application

pytestmark = pytest.mark.django_db


class Table:
    """A community with one of everything that closing touches."""

    def __init__(self, person: Callable[..., Person], member: Callable[..., Person]) -> None:
        self.keeper = person("nkechi")
        self.community = actions.start_community(self.keeper, name="The Mending Table", audience=Audience.OPEN)
        begin_design(self.community, self.keeper)
        self.ines = member(self.community, "ines")
        Membership.objects.update(agreed_norms_at=clock.now())
        shared = {"community": self.community, "audience": Audience.OPEN}
        self.post = write_entry(self.ines, "post", title="A post", body="Words", **shared)
        self.work = share_work(self.ines, title="A work", body="Words", **shared).entry
        self.resource = share_resource(self.ines, title="A resource", link="https://example.org/", **shared).entry
        self.draft = write_entry(self.ines, "post", title="A draft", body="Words", share=False, **shared)
        soon = clock.now() + timedelta(days=1)
        ends = soon + timedelta(hours=2)
        self.gathering = plan_gathering(
            self.community, self.keeper, title="Evening", starts_at=soon, ends_at=ends, audience=Audience.OPEN
        )
        self.call = calling.open_call(self.community, self.keeper, words="Come", seats=9, asks_approval=True)
        self.dov = person("dov")
        self.application = recruit.answer_call(self.call, self.dov, {})
        self.team = actions.form_team(self.community, self.keeper, "Kettles", [self.ines])
        self.invitation = invitations.invite(self.keeper, self.community)


# Who does what: an address within the community or of an entry, and what is sent to it.
TRIED: list[tuple[str, str, dict[str, Any]]] = [
    ("ines", "{community}write/", {"body": "Words", "audience": "2", "licence": ""}),
    ("ines", "{community}write/?kind=question", {"body": "Why", "audience": "2", "licence": ""}),
    ("ines", "{community}make/", {"title": "A bag", "body": "Felt", "audience": "2", "share": ""}),
    ("ines", "{community}briefs/new/", {"title": "What boils", "audience": "2", "share": "1"}),
    ("ines", "{community}collections/new/", {"title": "Kettles", "body": "All.", "audience": "2"}),
    ("ines", "{community}gatherings/new/", {}),
    ("ines", "{community}reflect/", {"surprised": "Soup", "audience": "2"}),
    ("ines", "{post}edit/", {"body": "Other words", "audience": "4", "licence": "", "based_on": "1"}),
    ("ines", "{post}comment/", {"words": "More"}),
    ("dov", "{post}comment/", {"words": "More"}),
    ("ines", "{work}work/", {"title": "Other", "body": "Other", "audience": "4", "based_on": "1"}),
    ("ines", "{work}pieces/", {}),
    ("ines", "{work}recordings/", {}),
    ("ines", "{resource}resource/", {"title": "Other", "audience": "4", "based_on": "1"}),
    ("ines", "{gathering}coming/", {"answer": "yes"}),
    ("dov", "{gathering}coming/", {"answer": "maybe"}),
    ("nkechi", "{gathering}gathering/", {}),
    ("nkechi", "{gathering}cancel/", {"reason": "Rain"}),
    ("nkechi", "{community}gatherings/from-design/", {}),
    ("nkechi", "{community}design/edit/", {}),
    ("nkechi", "{community}call/", {"words": "Come", "seats": "3"}),
    ("nkechi", "{application}", {"decision": "accept"}),
    ("nkechi", "{application}", {"decision": "waitlist"}),
    ("nkechi", "{community}teams/", {"name": "Lamps", "people": []}),
    ("nkechi", "{team}", {"name": "Lamps", "people": []}),
    ("nkechi", "{community}invitations/", {"role": "learner", "places": "1", "days": "7"}),
    ("nkechi", "{community}invitations/letters/", {"addresses": "ada@example.org", "way": "at once"}),
    ("nkechi", "{community}class-code/", {"days": "7"}),
    ("nkechi", "{community}stage/", {"stage": "4"}),
    ("nkechi", "{community}team-up/begin/", {"closes_on": "2099-01-01", "size": "4"}),
]
# What stays possible.
LEFT: list[tuple[str, str, dict[str, Any]]] = [
    ("ines", "{post}audience/", {"audience": "0"}),
    ("ines", "{post}delete/", {}),
    ("ines", "{draft}edit/", {"body": "Other words", "audience": "2", "licence": "", "based_on": "1"}),
    ("ines", "{community}leave/", {}),
    ("nkechi", "{application}", {"decision": "decline"}),
    ("nkechi", "{community}reopen/", {}),
]


@pytest.fixture
def table(person: Callable[..., Person], member: Callable[..., Person]) -> Table:
    return Table(person, member)


@pytest.fixture
def attempt(table: Table, sign_in: Callable[..., Client]) -> Callable[..., HttpResponse]:
    places = {
        "community": table.community.address,
        "application": f"{table.community.address}applications/{table.application.pk}/",
        "team": f"{table.community.address}teams/{table.team.pk}/",
        **{name: getattr(table, name).address for name in ("post", "work", "resource", "draft")},
        "gathering": table.gathering.entry.address,
    }

    def make(who: str, address: str, sent: dict[str, Any]) -> HttpResponse:
        return sign_in(Person.objects.get(name=who)).post(address.format(**places), sent)

    return make


def _row(line: tuple[str, str, dict[str, Any]]) -> str:
    return f"{line[0]} {line[1]} {line[2].get('decision', '')}".strip()


@pytest.mark.parametrize("line", TRIED, ids=_row)
def test_nothing_is_added_to_a_closed_community(
    line: tuple[str, str, dict[str, Any]], table: Table, attempt: Callable[..., HttpResponse]
) -> None:
    actions.close_community(table.community, table.keeper)
    before = _standing(table)
    refused = attempt(*line)
    assert refused.status_code == 403
    assert closed_words(table.community) in refused.content.decode()
    assert _standing(table) == before
    actions.reopen_community(table.community, table.keeper)
    assert attempt(*line).status_code in {200, 302, 422}


def _standing(table: Table) -> list[Any]:
    return [
        list(Entry.objects.order_by("pk").values_list("pk", "body", "audience", "version", "shared_at")),
        list(Application.objects.values_list("state", flat=True)),
        table.gathering.coming.count(),
        Gathering.objects.filter(cancelled_at=None).count(),
        list(table.community.teams.values_list("name", flat=True)),
        table.community.memberships.filter(left_at=None).count(),
        table.community.invitations.count() + table.community.class_codes.count(),
        table.post.comments.count(),
        Community.objects.get(pk=table.community.pk).stage,
    ]


@pytest.mark.parametrize("line", LEFT, ids=_row)
def test_what_is_ones_own_can_still_be_narrowed_and_taken_away(
    line: tuple[str, str, dict[str, Any]], table: Table, attempt: Callable[..., HttpResponse]
) -> None:
    actions.close_community(table.community, table.keeper)
    assert attempt(*line).status_code == 302


def test_nothing_is_widened_in_a_closed_community(table: Table, attempt: Callable[..., HttpResponse]) -> None:
    Entry.objects.filter(pk=table.post.pk).update(audience=Audience.COMMUNITY)
    actions.close_community(table.community, table.keeper)
    assert attempt("ines", "{post}audience/", {"audience": "4"}).status_code == 422
    assert Entry.objects.get(pk=table.post.pk).audience == Audience.COMMUNITY


def test_the_pages_of_a_closed_community_offer_nothing_of_it(table: Table, sign_in: Callable[..., Client]) -> None:
    actions.close_community(table.community, table.keeper)
    keeper, dov = sign_in(table.keeper), sign_in(table.dov)
    assert "Give a seat" not in keeper.get(f"{table.community.address}applications/").text
    assert "Form this team" not in keeper.get(f"{table.community.address}teams/").text
    page = dov.get(table.gathering.entry.address).text
    assert "I am coming" not in page
    assert "Say it in the margin" not in page
    assert closed_words(table.community) in page
    assert dov.get(f"/invitation/{table.invitation.token}/").status_code == 404


def test_actions_hold_to_it_where_it_was_closed_a_moment_before(table: Table) -> None:
    """Somebody had the page open; the row they hold does not know yet."""
    held = Community.objects.get(pk=table.community.pk)
    actions.close_community(held, table.keeper)
    with pytest.raises(PermissionDenied):
        say_coming(table.gathering, table.dov, "yes")
    with pytest.raises(PermissionDenied):
        recruit.accept(table.application, table.keeper)
    with pytest.raises(PermissionDenied):
        calling.open_call(table.community, table.keeper, words="Come", seats=1)
    with pytest.raises(NoLongerOpen):
        invitations.accept_invitation(table.invitation.invitation, table.dov)
    recruit.decline(table.application, table.keeper)
