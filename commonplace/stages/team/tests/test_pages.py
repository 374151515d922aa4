"""The pages on which teams are formed, through a browser's requests."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Community
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.ground import clock, live
from commonplace.ground.local_time import local_parts
from commonplace.stages.team import actions, tasks
from commonplace.stages.team.apart import Formed
from commonplace.stages.team.models import Forming, Seat, Statement
from commonplace.stages.team.moving import Move, moved
from commonplace.stages.team.scoring import Problem, Teams, figures_of
from commonplace.stages.team.standing import Standing, weights_of
from commonplace.stages.team.tests.conftest import NAMES, Forms

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[Person | None], Client]
QUERIES = 13


@pytest.fixture
def here(forms: Forms) -> str:
    return f"{forms.table.address}team-up/"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_those_who_carry_it_ask_and_change_what_they_ask(
    community: Callable[..., Community], person: Callable[..., Person], sign_in: SignIn
) -> None:
    carrier = person("nkechi")
    table = community(carrier)
    client, here = sign_in(carrier), f"{table.address}team-up/"
    assert f'href="{here}begin/">Ask what they would like' in text(client, here)
    day = (clock.now() + timedelta(days=9)).date()
    sent = {"closes_on": str(day), "size": 3, "outcomes": "a film\n\na garden", "values": "care", "groups": ""}
    sent |= {f"weight_{name}": 20 for name in ("hours", "outcomes", "values", "difference", "alone")}
    answer = client.post(f"{here}begin/", {**sent, "closes_on": "2001-01-01"})
    assert answer.status_code == 422
    assert "That day is over already" in answer.content.decode()
    assert client.post(f"{here}begin/", {**sent, "is_fair": "on"}).status_code == 302
    forming = Forming.objects.get()
    assert (forming.size, forming.outcomes, forming.values, forming.groups) == (3, ["a film", "a garden"], ["care"], [])
    assert (weights_of(forming).hours, weights_of(forming).is_fair) == (0.2, True)
    assert local_parts(forming.closes_at, forming.community.zone)[0] == day, "the day that was named, and not the next"
    page = text(client, f"{here}begin/")
    assert "There already: a film, a garden." in page
    assert f'value="{day}"' in page
    changed = {**sent, "outcomes": "a play", "based_on": forming.version}
    assert client.post(f"{here}begin/", changed).status_code == 302
    assert Forming.objects.get().outcomes == ["a film", "a garden", "a play"]
    again = client.post(f"{here}begin/", changed, follow=True)
    assert "Somebody changed the teams meanwhile" in again.content.decode()


def test_somebody_says_what_they_want_and_changes_it(forms: Forms, here: str, sign_in: SignIn) -> None:
    client = sign_in(forms.people["ada"])
    page = text(client, here)
    assert "a garden" in page
    assert "care" in page
    sent = {"outcomes": ["1"], "value_0": "3", "value_1": "0", "free": ["0-18", "6-23"], "background": "Nurse"}
    sent |= {"wishes": "Bo, @cy", "refusals": "di", "groups": ["0"], "keeps": "on"}
    assert client.post(f"{here}said/", sent).status_code == 302
    said = Statement.objects.get()
    assert said.hours is not None
    assert (said.hours.bit_count(), said.outcomes, said.values, said.keeps) == (2, [1], [3.0, 0.0], True)
    assert {(one.other.name, one.is_refusal) for one in said.named.all()} == {
        ("bo", False),
        ("cy", False),
        ("di", True),
    }
    page = text(client, here)
    assert "@bo, @cy" in page
    assert page.count(" checked") == 2 + 1 + 2 + 1 + 1, (
        "hours, an outcome, how much each value weighs, a group, and that it is kept"
    )
    answer = client.post(f"{here}said/", {**sent, "wishes": "Bo, Nobody At All", "background": "Gardener"})
    assert answer.status_code == 422
    assert "Nobody here is called Nobody At All" in answer.content.decode()
    assert "Gardener" in answer.content.decode()
    assert client.post(f"{here}said/back/").status_code == 302
    assert not Statement.objects.exists()


def test_where_there_is_nothing_to_choose_from_hours_and_names_are_asked_all_the_same(
    forms: Forms, here: str, sign_in: SignIn
) -> None:
    Forming.objects.update(outcomes=[], values=[], groups=[])
    page = text(sign_in(forms.people["ada"]), here)
    assert "When I am free" in page
    assert "Groups in which" not in page
    assert sign_in(forms.people["ada"]).post(f"{here}said/", {"free": ["0-1"]}).status_code == 302


def test_nobody_else_reads_what_somebody_said(forms: Forms, here: str, sign_in: SignIn) -> None:
    forms.say("ada", background="Beekeeper", wishes={forms.key("bo")}, refusals={forms.key("cy")}, groups=[0])
    forms.lay("ada bo", "cy di ed")
    for who in (forms.carrier, *(forms.people[name] for name in ("bo", "cy", "di"))):
        assert "Beekeeper" not in text(sign_in(who), here)
    overview = text(sign_in(forms.carrier), here)
    assert "A few said what they want." in overview


def test_only_those_who_may_see_and_do_it(
    forms: Forms, here: str, sign_in: SignIn, person: Callable[..., Person]
) -> None:
    stranger, outside, learner = sign_in(None), sign_in(person("zo")), sign_in(forms.people["ada"])
    assert stranger.get(here).status_code == 302
    assert outside.get(here).status_code in {403, 404}
    for path in ("begin/", "settle/", "give-up/", f"move/{forms.key('bo')}/"):
        assert learner.get(f"{here}{path}").status_code == 403
    for path in ("propose/", "tell/", f"welcome/{forms.key('bo')}/", "settle/", "give-up/"):
        assert learner.post(f"{here}{path}").status_code == 403
    assert Forming.objects.count() == 1


def test_teams_are_proposed_moved_told_answered_and_settled(
    forms: Forms,
    here: str,
    sign_in: SignIn,
    run_tasks: Callable[[], None],
) -> None:
    carrier, ada, bo = sign_in(forms.carrier), sign_in(forms.people["ada"]), sign_in(forms.people["bo"])
    forms.say("ada", hours=0b110, outcomes=[0], wishes={forms.key("bo")})
    forms.say("bo", hours=0b011, outcomes=[0], values=[1, 0])
    assert carrier.post(f"{here}propose/").status_code == 302
    assert "Teams are being formed: 0 % is done" in text(carrier, here)
    run_tasks()
    forms.lay("ada cy", "bo di ed")
    page = text(carrier, f"{here}move/{forms.key('ada')}/")
    assert "gains" in page
    choice = f"{forms.forming.teams.get(number=2).pk}-{forms.key('bo')}"
    assert f'value="{choice}"' in page
    version = forms.now().version
    assert (
        carrier.post(
            f"{here}move/{forms.key('cy')}/",
            {"move": f"{forms.forming.teams.get(number=2).pk}-{forms.key('bo')}", "based_on": version},
        ).status_code
        == 302
    )
    assert forms.teams() == [{"ada", "bo"}, {"cy", "di", "ed"}]
    assert carrier.post(f"{here}move/{forms.key('cy')}/", {"move": "x", "based_on": version}).status_code == 302
    assert "You are in team" not in text(ada, here)
    assert carrier.post(f"{here}tell/", {"based_on": forms.now().version}).status_code == 302
    page = text(ada, here)
    assert "You are in team 1" in page
    assert "Monday 01:00–02:00" in page
    assert "Others here want this as well: a film." in page
    assert "You wished to be with Bo." in page
    assert "You wished" not in text(bo, here)
    assert ada.post(f"{here}seat/", {"answer": "accept"}).status_code == 302
    assert bo.post(f"{here}seat/", {"words": ""}).status_code == 422
    assert bo.post(f"{here}seat/", {"words": "I know <b>Di</b>."}).status_code == 302
    page = text(carrier, here)
    assert "I know &lt;b&gt;Di&lt;/b&gt;." in page
    assert "accepts it" in page
    assert carrier.post(f"{here}settle/", {"based_on": forms.now().version, "name_1": "Kettles"}).status_code == 302
    assert {team.name for team in forms.table.teams.all()} == {"Kettles", "Team 2"}
    assert "No teams are being formed" in text(carrier, here)


def test_the_costs_of_every_move_are_those_that_it_has(forms: Forms, here: str, sign_in: SignIn) -> None:
    carrier = sign_in(forms.carrier)
    forms.say("ada", hours=0b110, wishes={forms.key("bo")})
    forms.say("bo", hours=0b011)
    forms.lay("ada cy", "bo di ed")
    told = carrier.get(f"{here}move/{forms.key('ada')}/costs/").json()
    team = forms.forming.teams.get(number=2).pk
    assert told["version"] == forms.now().version
    assert set(told["moves"]) == {f"{team}-0", *(f"{team}-{forms.key(name)}" for name in ("bo", "di", "ed"))}
    page = text(carrier, f"{here}move/{forms.key('ada')}/?team=2")
    standing = Standing(forms.now())
    _keys, teams = standing.teams()
    problem = standing.problem()

    def open_points(laid: Teams) -> float:
        return 100 * sum(figures_of(problem, team).open_worth for team in laid if team)

    for value, (points, *_hours) in told["moves"].items():
        assert f'value="{value}"' in page, "whoever does not drag can do all of it, too"
        other = int(value.partition("-")[2])
        after = moved(teams, Move(standing.number[forms.key("ada")], 1, standing.number[other] if other else None))
        assert points == round(open_points(after) - open_points(teams))
    assert any(points for points, *_hours in told["moves"].values())
    assert sign_in(forms.people["ada"]).get(f"{here}move/{forms.key('ada')}/costs/").status_code == 403
    assert carrier.get(f"{here}move/{forms.carrier.pk}/costs/").status_code == 404


def test_nobody_who_forms_teams_reads_who_refuses_whom(forms: Forms, here: str, sign_in: SignIn) -> None:
    """All exchanges side by side, or the figures of a team of two, would name a pair: also one that a block makes."""
    carrier = sign_in(forms.carrier)
    for name in NAMES:
        forms.say(name, hours=0b110, groups=[])
    forms.lay("ada bo", "cy di ed")

    def read() -> tuple[Any, list[dict[str, str]], str]:
        costs = carrier.get(f"{here}move/{forms.key('ada')}/costs/").json()["moves"]
        teams = [_facts(part) for part in text(carrier, here).split("<dl")[2:]]
        return costs, teams, text(carrier, f"{here}move/{forms.key('ada')}/").partition("<main")[2]

    before = read()
    forms.say("ada", hours=0b110, groups=[0], wishes={forms.key("di")}, refusals={forms.key("bo"), forms.key("cy")})
    block(forms.people["ed"], forms.people["ada"])
    assert read()[:2] == before[:2]
    told = re.findall(r"(?:gains|costs) \d+|changes little", read()[2])
    assert told == re.findall(r"(?:gains|costs) \d+|changes little", before[2])


def test_what_teams_come_to_adds_up_to_the_whole(forms: Forms, here: str, sign_in: SignIn) -> None:
    for name in NAMES:
        forms.say(
            name,
            hours=0b11,
            outcomes=[0],
            groups=[0] if name in {"ada", "cy", "di"} else [],
            refusals={forms.key("bo")},
        )
    forms.say("ada", hours=0b11, groups=[0], wishes={forms.key("bo")})
    forms.lay("ada bo", "cy di ed")
    page = text(sign_in(forms.carrier), here)
    whole, *teams = (_facts(part) for part in page.split("<dl")[1:])
    assert whole["Comes to"] == f"{sum(int(team['Comes to, of 100']) for team in teams)} of 200"
    assert whole["Wishes met"] == "1 of 1"
    assert not any("Wishes met" in team for team in teams), "of two people it would be known whose it is"


def test_nothing_is_found_by_moving_one_after_the_other(forms: Forms, here: str, sign_in: SignIn) -> None:
    """Also what all teams come to stays as it is with whomever somebody refuses or blocks, and which group they are of."""
    carrier = sign_in(forms.carrier)
    for name in NAMES:
        forms.say(name, hours=0b110, groups=[])
    forms.lay("ada bo", "cy di ed")
    before = [_facts(part) for part in text(carrier, here).split("<dl")[1:]]
    forms.say("ada", hours=0b110, groups=[0], refusals={forms.key("bo")})
    block(forms.people["cy"], forms.people["di"])
    assert [_facts(part) for part in text(carrier, here).split("<dl")[1:]] == before


def _facts(part: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", part.partition("</dl>")[0]))


def test_whoever_forms_teams_is_told_how_far_it_is(
    forms: Forms, here: str, sign_in: SignIn, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier, pages, streams = sign_in(forms.carrier), [], []

    def better(problem: Problem) -> Iterator[Formed]:
        for share in (0.0, 0.4, 0.41, 0.8):
            yield Formed([[0, 1], [2, 3, 4]], 0.0, share)
            pages.append(text(carrier, here))
            streams.append(live.since(forms.table.pk))

    monkeypatch.setattr(tasks, "formed_apart", better)
    carrier.post(f"{here}propose/")
    run_tasks()
    assert [re.search(r"(\d+) % is done", page)[1] for page in pages] == ["0", "40", "40", "80"]  # type: ignore[index]
    assert len(set(streams)) == 3, "it is told where it goes on, and not where it hardly does"
    assert f'data-live="{here}live/?since={streams[0]}"' in pages[0]
    assert "Take the best so far" in pages[0]
    assert "Teams as they are proposed" in text(carrier, here)


def test_whoever_has_waited_enough_takes_the_best_so_far(
    forms: Forms, here: str, sign_in: SignIn, run_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier, asked = sign_in(forms.carrier), []

    def better(problem: Problem) -> Iterator[Formed]:
        for share, teams in ((0.0, [[0, 1], [2, 3, 4]]), (0.1, [[0, 2], [1, 3, 4]]), (0.2, [[0, 3], [1, 2, 4]])):
            asked.append(share)
            yield Formed(teams, 0.0, share)
            carrier.post(f"{here}take-now/")

    monkeypatch.setattr(tasks, "formed_apart", better)
    carrier.post(f"{here}take-now/")
    assert not forms.now().takes_now, "nothing is being formed"
    carrier.post(f"{here}propose/")
    carrier.post(f"{here}take-now/")
    run_tasks()
    assert asked == [0.0, 0.1], "what chance dealt is not yet an answer"
    assert {frozenset(team) for team in forms.teams()} == {frozenset({"ada", "cy"}), frozenset({"bo", "di", "ed"})}
    carrier.post(f"{here}propose/")
    assert not forms.now().takes_now


def test_only_those_who_form_teams_listen(forms: Forms, here: str, sign_in: SignIn) -> None:
    """Whoever counts how often they are told would know how many have answered."""
    heard = {"HTTP_ACCEPT": "text/event-stream"}
    assert sign_in(forms.people["ada"]).get(f"{here}live/", **heard).status_code == 403
    assert "data-live" not in text(sign_in(forms.people["ada"]), here)
    carrier = sign_in(forms.carrier)
    assert carrier.get(f"{here}live/").status_code == 302
    answer = carrier.get(f"{here}live/?since=0", **heard)
    assert answer["Content-Type"] == "text/event-stream"
    told = iter(answer)
    assert next(told).startswith(b"retry:")
    assert next(told).startswith(b"event: changed")
    answer.close()


def test_once_it_is_settled_one_reads_which_team_is_ones_own_and_deletes_what_one_kept(
    forms: Forms, here: str, sign_in: SignIn
) -> None:
    forms.say("ada", hours=0b11, outcomes=[0], wishes={forms.key("bo")}, keeps=True)
    forms.say("bo", hours=0b01, outcomes=[0])
    forms.lay("ada bo", "cy di ed")
    forms.tell()
    actions.settle(forms.forming, forms.carrier, based_on=forms.now().version, names=["Kettles"])
    ada = sign_in(forms.people["ada"])
    page = text(ada, here)
    assert "Kettles" in page
    assert "Others here want this as well: a film." in page
    assert "You wished" not in page, "whom somebody named is deleted"
    assert "Accept this seat" not in page
    assert "kept for the next time" in page
    assert "kept for the next time" not in text(sign_in(forms.people["bo"]), here)
    assert ada.post(f"{here}said/back/").status_code == 302
    assert not Statement.objects.exists()
    assert "kept for the next time" not in text(ada, here)


def test_what_was_changed_meanwhile_is_said(forms: Forms, here: str, sign_in: SignIn) -> None:
    carrier = sign_in(forms.carrier)
    forms.lay("ada bo", "cy di ed")
    answer = carrier.post(f"{here}tell/", {"based_on": 0}, follow=True)
    assert "Somebody changed the teams meanwhile" in answer.content.decode()
    assert forms.now().told_at is None


def test_late_comers_are_seated_by_a_button(
    forms: Forms,
    here: str,
    sign_in: SignIn,
    member: Callable[..., Person],
) -> None:
    carrier = sign_in(forms.carrier)
    forms.lay("ada bo", "cy di ed")
    fay = member(forms.table, "fay")
    assert "Give Fay the best seat" in text(carrier, here)
    assert carrier.post(f"{here}welcome/{fay.pk}/").status_code == 302
    assert Seat.objects.get(person=fay).team.number == 1


def test_giving_up_deletes_what_was_said(forms: Forms, here: str, sign_in: SignIn) -> None:
    forms.say("ada", outcomes=[0])
    carrier = sign_in(forms.carrier)
    assert "cannot be undone" in text(carrier, f"{here}give-up/")
    assert carrier.post(f"{here}give-up/").status_code == 302
    assert not Statement.objects.exists()
    assert carrier.get(f"{here}give-up/").status_code == 404


@pytest.mark.parametrize("learners", [0, 6])
def test_pages_ask_as_much_for_many_as_for_few(
    forms: Forms,
    here: str,
    sign_in: SignIn,
    member: Callable[..., Person],
    learners: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    carrier = sign_in(forms.carrier)
    more = [member(forms.table, f"more{number}") for number in range(learners)]
    forms.people |= {person.name: person for person in more}
    forms.lay("ada bo", "cy di ed", *(person.name for person in more))
    carrier.get(here)
    with django_assert_num_queries(QUERIES):
        carrier.get(here)
