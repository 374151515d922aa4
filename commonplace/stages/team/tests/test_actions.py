"""Learners say what they want, teams are proposed and told, people answer, and what was said is gone."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from commonplace.commons.communities.actions import close_community, leave_community
from commonplace.commons.communities.models import Membership, Stage
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Block, Person
from commonplace.ground import clock
from commonplace.stages.team import actions, saying, tasks
from commonplace.stages.team.apart import Formed
from commonplace.stages.team.models import Forming, Named, Seat, Statement
from commonplace.stages.team.rules import forming_in_hand_of, may_form_teams, may_say_for_teams
from commonplace.stages.team.saying import DAYS_AFTER, said_before, take_back
from commonplace.stages.team.scoring import Problem, Weights
from commonplace.stages.team.standing import Standing
from commonplace.stages.team.tests.conftest import NAMES, Forms

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_what_is_said_is_kept_and_can_be_changed_and_taken_back(forms: Forms) -> None:
    forms.say("ada", hours=0b101 << 100, outcomes=[1, 7], values=[2, 0], background=" Nurse\n", groups=[0], keeps=True)
    said = said_before(forms.people["ada"], forms.forming)
    assert said is not None
    assert (said.hours, said.outcomes, said.values) == (0b101 << 100, [1], [2.0, 0.0])
    assert (said.background, said.groups, said.keeps) == ("Nurse", [0], True)
    forms.say("ada", hours=0)
    said = Statement.objects.get(person=forms.people["ada"])
    assert (said.hours, said.outcomes, said.keeps) == (0, [], False)
    take_back(forms.forming, forms.people["ada"])
    assert said_before(forms.people["ada"], forms.forming) is None


def test_only_those_who_are_here_can_be_named_and_a_refusal_stands(forms: Forms, person: Callable[..., Person]) -> None:
    outside = person("zo")
    wished = {forms.key("bo"), forms.key("cy"), forms.key("ada"), outside.pk}
    forms.say("ada", wishes=wished, refusals={forms.key("cy")})
    named = {(one.other.name, one.is_refusal) for one in Named.objects.select_related("other")}
    assert named == {("bo", False), ("cy", True)}


def test_nothing_is_said_after_it_closes(forms: Forms) -> None:
    forms.say("ada", outcomes=[0])
    with clock.at(clock.now() + timedelta(days=4)):
        assert not may_say_for_teams(forms.people["ada"], forms.now())
        for late in (lambda: forms.say("ada", outcomes=[1]), lambda: take_back(forms.forming, forms.people["ada"])):
            with pytest.raises(PermissionDenied, match="over"):
                late()
    assert Statement.objects.get().outcomes == [0]


def test_who_may_do_what(forms: Forms, member: Callable[..., Person], person: Callable[..., Person]) -> None:
    mentor, outside = member(forms.table, "mo", role="mentor"), person("zo")
    allowed = {
        who.name: (may_form_teams(who, forms.table), may_say_for_teams(who, forms.forming))
        for who in (forms.carrier, forms.people["ada"], mentor, outside)
    }
    assert allowed == {"nkechi": (True, False), "ada": (False, True), "mo": (False, False), "zo": (False, False)}


def test_a_community_forms_teams_once_at_a_time(forms: Forms) -> None:
    assert forms.table.stage == Stage.TEAM
    with pytest.raises(actions.AlreadyForming):
        actions.begin_forming(forms.table, forms.carrier, closes_at=clock.now())
    actions.give_up(forms.forming, forms.carrier)
    assert forming_in_hand_of(forms.table) is None
    close_community(forms.table, forms.carrier)
    with pytest.raises(PermissionDenied):
        actions.begin_forming(forms.table, forms.carrier, closes_at=clock.now())


def test_lists_grow_and_what_was_chosen_stays_what_it_was(forms: Forms) -> None:
    forms.say("ada", outcomes=[1], values=[0, 3])
    version = forms.now().version
    actions.change_forming(
        forms.forming,
        forms.carrier,
        based_on=version,
        outcomes=["a play", "A FILM", " "],
        values=["grit"],
        size=3,
        weights=Weights(is_fair=True),
    )
    assert forms.now().outcomes == ["a film", "a garden", "a play"]
    problem = Standing(forms.forming).problem()
    ada = problem.people[Standing(forms.forming).number[forms.key("ada")]]
    assert (ada.outcomes, ada.values) == (frozenset({1}), (0.0, 3.0, 0.0))
    assert (problem.weights, sorted(problem.sizes)) == (Weights(is_fair=True), [2, 3])
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_forming(forms.forming, forms.carrier, based_on=version, size=4)


def test_everybody_counts_and_blocks_keep_apart(forms: Forms, member: Callable[..., Person]) -> None:
    member(forms.table, "mo", role="mentor")
    forms.say("ada", wishes={forms.key("bo")}, groups=[0], background="Nurse")
    forms.say("cy", wishes={forms.key("di")}, background=" nurse ")
    Block.objects.create(by=forms.people["bo"], of=forms.people["ed"])
    Block.objects.create(by=forms.people["cy"], of=forms.people["di"])
    standing = Standing(forms.now())
    problem, number = standing.problem(), {name: standing.number[forms.key(name)] for name in NAMES}
    assert len(problem.people) == 5
    assert problem.wishes == {(number["ada"], number["bo"])}
    assert problem.refusals == {(number["bo"], number["ed"]), (number["cy"], number["di"])}
    assert problem.groups == (frozenset({number["ada"]}),)
    assert problem.people[number["ada"]].background == problem.people[number["cy"]].background is not None
    assert problem.people[number["ed"]].hours is None


def test_teams_are_proposed_beside_the_pages(forms: Forms, run_tasks: Callable[[], None]) -> None:
    forms.say("ada", wishes={forms.key("ed")})
    assert tasks.ask_to_form(forms.forming, forms.carrier)
    assert not tasks.ask_to_form(forms.forming, forms.carrier)
    run_tasks()
    forming = forms.now()
    assert (forming.forming_since, forming.trouble, forming.share) == (None, False, 1.0)
    assert forming.is_best
    assert sorted(map(len, forms.teams())) == [2, 3]
    assert any({"ada", "ed"} <= team for team in forms.teams())


def test_forming_that_fails_says_so(
    forms: Forms, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(problem: Problem) -> Iterator[Formed]:
        raise OSError("no process can be begun")

    monkeypatch.setattr(tasks, "formed_apart", fails)
    tasks.ask_to_form(forms.forming, forms.carrier)
    run_tasks()
    assert forms.now().trouble
    assert forms.now().forming_since is None


def test_teams_that_come_after_it_was_given_up_are_let_go(
    forms: Forms, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(problem: Problem) -> Iterator[Formed]:
        actions.give_up(forms.forming, forms.carrier)
        yield Formed([[0, 1], [2, 3, 4]], 0.0, 1.0)

    monkeypatch.setattr(tasks, "formed_apart", meanwhile)
    tasks.ask_to_form(forms.forming, forms.carrier)
    run_tasks()
    assert not Forming.objects.exists()
    assert not Seat.objects.exists()


def test_people_are_moved_and_asked_anew(forms: Forms) -> None:
    forms.lay("ada bo", "cy di ed")
    forms.tell()
    actions.answer_seat(forms.forming, forms.people["ada"], accepts=False, words="I know Cy.")
    actions.answer_seat(forms.forming, forms.people["bo"], accepts=True)
    actions.answer_seat(forms.forming, forms.people["cy"], accepts=True)
    forms.move("ada", 2, "cy")
    assert forms.teams() == [{"bo", "cy"}, {"ada", "di", "ed"}]
    said = dict(Seat.objects.filter(forming=forms.forming).values_list("person__name", "said"))
    assert said == {"ada": "", "bo": "accepted", "cy": "", "di": "", "ed": ""}
    forms.move("ed", 1)
    assert forms.teams() == [{"bo", "cy", "ed"}, {"ada", "di"}]
    for wrong in (
        lambda: forms.move("ed", 1),
        lambda: forms.move("ed", 2, "bo"),
        lambda: forms.move("ada", 1, based_on=1),
    ):
        with pytest.raises(actions.ChangedMeanwhile):
            wrong()


def test_whoever_comes_late_gets_the_best_seat(forms: Forms, member: Callable[..., Person]) -> None:
    forms.say("ada", outcomes=[0])
    forms.lay("ada bo", "cy di", "ed")
    fay = member(forms.table, "fay")
    with pytest.raises(PermissionDenied, match="no team yet"):
        forms.tell()
    actions.welcome(forms.now(), forms.carrier, fay.pk)
    assert forms.teams() == [{"ada", "bo"}, {"cy", "di"}, {"ed", "fay"}]
    forms.people["gus"] = member(forms.table, "gus")
    forms.people["fay"] = fay
    forms.say("gus", outcomes=[0])
    actions.welcome(forms.now(), forms.carrier, forms.key("gus"))
    assert forms.teams()[0] == {"ada", "bo", "gus"}
    with pytest.raises(actions.ChangedMeanwhile):
        actions.welcome(forms.now(), forms.carrier, forms.key("gus"))


def test_reasons_are_kept_and_name_people_as_one_named_them_oneself(forms: Forms) -> None:
    forms.say("ada", hours=0b110, outcomes=[0], wishes={forms.key("bo"), forms.key("cy")})
    forms.say("bo", hours=0b011, outcomes=[0, 1], wishes={forms.key("ada")})
    forms.lay("ada bo", "cy di ed")
    forms.tell()
    ada = Seat.objects.get(person=forms.people["ada"]).reasons
    assert (ada["hours"], ada["outcomes"]) == (0b010, [0])
    assert (ada["wished_here"], ada["wished_elsewhere"]) == ([forms.key("bo")], [forms.key("cy")])
    assert Seat.objects.get(person=forms.people["cy"]).reasons["wished_here"] == []
    forms.move("ada", 2, "cy")
    ada = Seat.objects.get(person=forms.people["ada"]).reasons
    assert (ada["hours"], ada["wished_here"]) == (None, [])


def test_answers_are_given_once_people_were_told(forms: Forms, person: Callable[..., Person]) -> None:
    forms.lay("ada bo", "cy di ed")
    with pytest.raises(PermissionDenied, match="no seat"):
        actions.answer_seat(forms.forming, forms.people["ada"], accepts=True)
    forms.tell()
    with pytest.raises(PermissionDenied, match="no seat"):
        actions.answer_seat(forms.forming, person("zo"), accepts=True)


def test_settling_makes_teams_and_deletes_what_was_said(forms: Forms) -> None:
    forms.table.teams.create(name="Team 2")
    forms.say("ada", outcomes=[0], wishes={forms.key("bo")}, keeps=True)
    forms.say("bo", outcomes=[0], refusals={forms.key("cy")})
    forms.lay("ada bo", "cy di ed")
    with pytest.raises(PermissionDenied, match="Tell people first"):
        actions.settle(forms.forming, forms.carrier, based_on=forms.now().version)
    forms.tell()
    actions.settle(forms.forming, forms.carrier, based_on=forms.now().version, names=["The Kettles"])
    teams = {team.name: {one.name for one in team.people.all()} for team in forms.table.teams.all()}
    assert teams == {"The Kettles": {"ada", "bo"}, "Team 2": set(), "Team 2 2": {"cy", "di", "ed"}}
    assert [said.person.name for said in Statement.objects.select_related("person")] == ["ada"]
    assert not Named.objects.exists()
    with pytest.raises(PermissionDenied, match="settled"):
        forms.move("ada", 2)
    following = actions.begin_forming(forms.table, forms.carrier, closes_at=clock.now() + timedelta(days=1))
    kept = said_before(forms.people["ada"], following)
    assert kept is not None
    assert said_before(forms.people["bo"], following) is None


def test_what_was_said_is_gone_some_time_after_it_closed(forms: Forms) -> None:
    forms.say("ada", outcomes=[0], wishes={forms.key("bo")}, keeps=True)
    forms.say("bo", outcomes=[0])
    for days, left, named in ((DAYS_AFTER + 2, 2, 1), (DAYS_AFTER + 4, 1, 0)):
        with clock.at(clock.now() + timedelta(days=days)):
            tasks.forget_statements.func()
        assert (Statement.objects.count(), Named.objects.count()) == (left, named)


def test_whoever_leaves_has_said_nothing(forms: Forms, run_tasks: Callable[[], None]) -> None:
    forms.say("ada", wishes={forms.key("bo")}, keeps=True)
    forms.say("bo", wishes={forms.key("ada")})
    forms.lay("ada bo", "cy di ed")
    leave_community(Membership.objects.get(person=forms.people["ada"], community=forms.table), forms.carrier)
    run_tasks()
    assert [said.person.name for said in Statement.objects.select_related("person")] == ["bo"]
    assert not Named.objects.exists()
    assert forms.teams() == [{"bo"}, {"cy", "di", "ed"}]


def test_learners_are_told(forms: Forms, run_tasks: Callable[[], None]) -> None:
    run_tasks()
    asked = Notice.objects.filter(kind="teams.asked").values_list("person__name", flat=True)
    assert set(asked) == set(NAMES)
    forms.lay("ada bo", "cy di ed")
    forms.tell()
    run_tasks()
    told = Notice.objects.filter(kind="teams.told").values_list("person__name", flat=True)
    assert set(told) == set(NAMES)


def test_what_one_said_is_in_ones_book(forms: Forms) -> None:
    forms.say("ada", hours=0b11, outcomes=[1], values=[1, 2], groups=[0], wishes={forms.key("bo")}, keeps=True)
    forms.say("bo", refusals={forms.key("ada")})
    (row,) = saying.in_ones_book(forms.people["ada"])
    assert row["free_hours_of_the_week_in_utc"] == [0, 1]
    assert (row["outcomes"], row["values"]) == (["a garden"], {"care": 1.0, "play": 2.0})
    assert (row["to_be_with"], row["not_to_be_with"]) == (["Bo"], [])
    assert row["counted_in"] == ["first in the family to study"]
