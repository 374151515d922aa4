"""Who is told of what happens in a community. Here, since communities know nothing of notices."""

from commonplace.commons.communities import actions
from commonplace.commons.entries.models import Notice


def test_who_carries_it_is_told_who_came_in(table, nkechi, ines, person, run_tasks):
    sol, let_in = person("sol"), person("wen")
    actions.welcome_member(table, sol)
    actions.welcome_member(table, let_in, by=nkechi)
    run_tasks()
    told = Notice.objects.filter(kind="membership.begun", person=nkechi)
    assert {notice.by for notice in told} == {ines, sol}


def test_members_are_told_of_the_end_and_of_a_team_and_a_role(table, nkechi, ines, rude, run_tasks):
    actions.form_team(table, nkechi, "Kettles", [ines])
    actions.change_role(table.membership_of(ines), "mentor", nkechi)
    actions.close_community(table, nkechi)
    run_tasks()
    kinds = Notice.objects.values_list("person__name", "kind")
    assert {kind for name, kind in kinds if name == "ines"} == {"team.formed", "membership.changed", "community.closed"}
    assert {kind for name, kind in kinds if name == "rude"} == {"community.closed"}
