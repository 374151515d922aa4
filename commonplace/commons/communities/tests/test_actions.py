"""What people do with communities, without pages."""

import pytest

from commonplace.commons.communities import actions
from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.communities.rules import may_carry, may_take_part
from commonplace.commons.people.models import Person


def test_names_in_addresses_are_free_and_never_those_of_pages(community):
    assert community(name="New").slug == "new-2"
    assert community(name="Search").slug == "search-2"
    assert community(name="The Mending Table").slug == "the-mending-table"
    assert community(name="The Mending Table").slug == "the-mending-table-2"
    assert community(name="編み物").slug == "community"


def test_norms_are_rendered_harmless_when_they_are_written(community):
    table = community(norms="Be *kind*. <script>alert(1)</script>")
    assert "<em>kind</em>" in table.norms_html
    assert "<script" not in table.norms_html


def test_two_people_never_overwrite_each_other(community, person):
    table = community()
    dov = person("dov")
    actions.change_community(table, dov, based_on=1, purpose="First")
    with pytest.raises(actions.ChangedMeanwhile) as changed:
        actions.change_community(table, dov, based_on=1, purpose="Second")
    assert changed.value.current.purpose == "First"


def test_who_has_not_agreed_to_the_norms_does_not_take_part_yet(community, person):
    table, ines = community(), person("ines")
    membership = actions.welcome_member(table, ines)
    assert not may_take_part(ines, table)
    actions.agree_to_norms(membership)
    assert may_take_part(ines, Community.objects.get(pk=table.pk))


def test_the_last_facilitator_neither_leaves_nor_steps_down(community, person, member):
    nkechi = person("nkechi")
    table = community(nkechi)
    membership = table.membership_of(nkechi)
    with pytest.raises(actions.LastOneCarrying):
        actions.leave_community(membership, nkechi)
    with pytest.raises(actions.LastOneCarrying):
        actions.change_role(membership, Role.LEARNER, nkechi)
    ines = member(table, "ines")
    actions.hand_over_and_leave(membership, Membership.objects.get(person=ines))
    assert may_carry(ines, Community.objects.get(pk=table.pk))
    assert table.membership_of(nkechi) is None


def test_of_a_closed_community_the_last_one_may_leave(community, person):
    nkechi = person("nkechi")
    table = community(nkechi)
    actions.close_community(table, nkechi)
    actions.leave_community(table.membership_of(nkechi), nkechi)
    assert not table.memberships.filter(left_at=None).exists()


def test_leaving_takes_one_out_of_its_teams(community, person, member):
    table = community()
    ines = member(table, "ines")
    team = actions.form_team(table, person("wen"), "Kettles", [ines])
    actions.leave_community(table.membership_of(ines), ines)
    assert list(team.people.all()) == []


def test_staff_of_the_outer_community_inherit(community, person, member):
    programme = community(name="Summer Programme")
    staff = member(programme, "sol", role="staff")
    actions.leave_community(programme.membership_of(Person.objects.get(name="nkechi")), staff)
    amara = person("amara")
    inner = community(amara, name="Inner", parent=programme)
    member(inner, "ines")
    actions.inherit_communities(amara)
    assert inner.memberships.get(person=staff).role == Role.STAFF


def test_without_an_outer_community_the_first_adult_member_inherits(community, person, member):
    amara = person("amara")
    table = community(amara)
    member(table, "young", age_band="13-15")
    member(table, "guest", role="guest")
    ines = member(table, "ines")
    actions.inherit_communities(amara)
    assert table.memberships.get(person=ines).role == Role.FACILITATOR
    assert table.memberships.get(person__name="young").role == Role.LEARNER


def test_with_nobody_to_inherit_it_is_closed(community, person):
    amara = person("amara")
    table = community(amara)
    actions.inherit_communities(amara)
    table.refresh_from_db()
    assert table.closed_at is not None


def test_what_others_carry_too_is_left_alone(community, person, member):
    amara = person("amara")
    table = community(amara)
    dov = member(table, "dov", role="facilitator")
    ines = member(table, "ines")
    actions.inherit_communities(amara)
    assert table.memberships.get(person=ines).role == Role.LEARNER
    assert table.memberships.get(person=dov).role == Role.FACILITATOR


def test_who_sees_the_page_of_a_community(community, person, member):
    programme = community(name="Programme", audience=Audience.OPEN)
    inner = community(name="Inner", parent=programme)
    outsider, outer, insider = person("outsider"), member(programme, "outer"), member(inner, "insider")

    def seen_by(viewer):
        return {found.name for found in Community.objects.visible_to(viewer)}

    assert seen_by(None) == {"Programme"}
    assert seen_by(outsider) == {"Programme"}
    assert seen_by(outer) == {"Programme", "Inner"}
    assert seen_by(insider) == {"Programme", "Inner"}
    Community.objects.filter(pk=inner.pk).update(opened_to_outer=False)
    assert seen_by(outer) == {"Programme"}
