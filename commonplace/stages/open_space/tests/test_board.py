"""Making a board: filling it beside the pages, changing it by hand, taking steps back, agreeing on it, leaving."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from commonplace.commons.communities.actions import close_community, leave_community
from commonplace.commons.entries.actions import delete_entry
from commonplace.commons.entries.models import Notice
from commonplace.ground.models import Happening
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.actions import change_gathering
from commonplace.stages.open_space import actions, tasks
from commonplace.stages.open_space.boards import Board, own_day
from commonplace.stages.open_space.models import OpenSpace, Place, Proposal, Wish
from commonplace.stages.open_space.outcomes import Outcome, changes_for
from commonplace.stages.open_space.planning import value_at
from commonplace.stages.open_space.tests.conftest import Told

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Run = Callable[[], None]


def _filled(told: Told, run_tasks: Run) -> Board:
    tasks.ask_to_fill(told.now(), told.people["nkechi"])
    run_tasks()
    return Board(told.now())


def _where(told: Told, name: str) -> tuple[int, str] | None:
    place = Place.objects.filter(proposal=told.sessions[name]).select_related("slot", "venue").first()
    return (place.slot.starts_after, place.venue.name) if place else None


def test_a_board_is_filled_so_that_nothing_clashes_where_that_can_be(told: Told, run_tasks: Run) -> None:
    told.wish("ines", "nkechi", "ines")
    told.wish("dov", "leila", "dov")
    board = _filled(told, run_tasks)
    outcome = Outcome.of(told.now().outcome)
    assert outcome is not None
    assert outcome.is_best
    assert outcome.unmet == 0 == value_at(board.problem, board.in_numbers()).unmet
    assert len(board.places) == 4
    assert told.now().filling_since is None


def test_times_move_along_with_the_gathering(told: Told) -> None:
    entry, gathering = told.gathering.entry, told.gathering
    later = gathering.starts_at + timedelta(days=7)
    entry.refresh_from_db()
    change_gathering(
        gathering, told.people["nkechi"], based_on=entry.version, title=entry.title, body="", place="", link="",
        starts_at=later, ends_at=later + timedelta(hours=3), capacity=None, company=0, audience=entry.audience,
    )  # fmt: skip
    board = Board(told.now())
    assert [slot.starts_at(told.now().gathering) for slot in board.slots] == [later, later + timedelta(hours=1)]


def test_what_was_put_somewhere_by_hand_stays_there(told: Told, run_tasks: Run) -> None:
    slot, venue = told.space.slots.last(), told.space.venues.get(name="Kitchen")
    actions.put_in(told.sessions["dov"], told.people["nkechi"], slot, venue)
    for name in ("ines", "dov", "leila"):
        told.wish(name, "dov", "ines")
    _filled(told, run_tasks)
    assert _where(told, "dov") == (60, "Kitchen")
    assert _where(told, "ines")[0] == 0, "who wants to go to both can"


def test_a_filled_board_is_not_laid_over_what_somebody_changed_meanwhile(told: Told, run_tasks: Run) -> None:
    nkechi = told.people["nkechi"]
    tasks.ask_to_fill(told.now(), nkechi)
    slot, venue = told.space.slots.first(), told.space.venues.get(name="Hall")
    # The task read the board before this, as `version` tells.
    asked = told.now()
    board = Board(asked)
    actions.put_in(told.sessions["dov"], nkechi, slot, venue)
    filled = tasks.Filled(places=[(1, 0), (1, 1), (0, 0), None], is_best=False, has_solver=True)
    tasks._bring(asked, board.from_numbers(filled.places), filled, nkechi)
    assert _where(told, "dov") == (0, "Hall")
    assert _where(told, "nkechi") is None
    assert told.now().waiting is not None
    tasks.lay_waiting(told.now(), nkechi, based_on=told.now().version)
    assert _where(told, "dov") == (0, "Hall"), "fixed by hand"
    assert _where(told, "nkechi") == (60, "Hall")
    assert told.now().waiting is None


def test_asked_twice_a_board_is_filled_once(told: Told, run_tasks: Run) -> None:
    tasks.ask_to_fill(told.now(), told.people["nkechi"])
    tasks.ask_to_fill(told.now(), told.people["nkechi"])
    run_tasks()
    assert Happening.objects.filter(kind="board.changed").count() == 2  # rooms and times, and one filling


def test_a_filling_that_ends_badly_changes_nothing_and_says_so(
    told: Told, run_tasks: Run, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[..., Client]
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    _filled(told, run_tasks)
    assert told.now().trouble
    page = sign_in(told.people["nkechi"]).get(told.space.address).text
    assert "The board could not be filled." in page


def test_moving_by_hand_changes_places_and_can_be_taken_back(told: Told, run_tasks: Run) -> None:
    nkechi = told.people["nkechi"]
    before = dict.fromkeys(told.sessions)
    _filled(told, run_tasks)
    before = {name: _where(told, name) for name in told.sessions}
    there = Place.objects.select_related("slot", "venue").get(proposal=told.sessions["leila"])
    actions.put_in(told.sessions["ines"], nkechi, there.slot, there.venue)
    assert (_where(told, "ines"), _where(told, "leila")) == (before["leila"], before["ines"])
    assert actions.take_step_back(told.now(), nkechi)
    assert {name: _where(told, name) for name in told.sessions} == before
    assert actions.take_step_back(told.now(), nkechi)
    assert not Place.objects.exists(), "before it was filled nothing stood there"


def test_nobody_is_put_in_two_places_at_once(told: Told) -> None:
    nkechi, ines = told.people["nkechi"], told.people["ines"]
    both = actions.propose(told.space, told.people["dov"], title="Two", hosts=[ines])
    first = told.space.slots.first()
    hall, kitchen = told.space.venues.order_by("name")
    actions.put_in(told.sessions["ines"], nkechi, first, hall)
    with pytest.raises(actions.HostElsewhere, match="Ines"):
        actions.put_in(both, nkechi, first, kitchen)
    assert not Place.objects.filter(proposal=both).exists()
    blocked = {
        change.venue: change.blocked_by for change in changes_for(Board(told.now()), both.pk) if change.slot == first.pk
    }
    assert blocked[kitchen.pk] == [ines.display_name]
    actions.put_in(told.sessions["leila"], nkechi, first, kitchen)
    with pytest.raises(actions.HostElsewhere):
        actions.change_proposal(
            told.sessions["leila"], told.people["leila"], based_on=1, title="x", words="", topic="", hosts=[ines]
        )


def test_what_each_place_would_cost_is_what_it_costs(told: Told, run_tasks: Run) -> None:
    for name in ("ines", "dov", "leila"):
        told.wish(name, "dov", "ines", "leila")
    _filled(told, run_tasks)
    for session in told.sessions.values():
        for change in changes_for(Board(told.now()), session.pk):
            board = Board(told.now())
            before = value_at(board.problem, board.in_numbers()).unmet
            slot, venue = told.space.slots.get(pk=change.slot), told.space.venues.get(pk=change.venue)
            actions.put_in(session, told.people["nkechi"], slot, venue)
            after = Board(told.now())
            assert value_at(after.problem, after.in_numbers()).unmet - before == change.costs
            actions.take_step_back(told.now(), told.people["nkechi"])


def test_who_moves_an_older_board_is_told(told: Told) -> None:
    slot, venue = told.space.slots.first(), told.space.venues.first()
    actions.put_in(told.sessions["dov"], told.people["nkechi"], slot, venue)
    with pytest.raises(actions.BoardChanged):
        actions.put_in(told.sessions["ines"], told.people["nkechi"], slot, venue, based_on=told.now().version - 1)


def test_an_agreed_board_is_the_programme(told: Told, run_tasks: Run) -> None:
    nkechi, dov = told.people["nkechi"], told.people["dov"]
    told.wish("dov", "ines")
    _filled(told, run_tasks)
    actions.agree(told.now(), nkechi)
    run_tasks()
    told_of = set(Notice.objects.filter(kind="open_space.agreed").values_list("person__name", flat=True))
    assert told_of == {"ines", "dov", "leila"}
    with pytest.raises(PermissionDenied):
        actions.propose(told.space, dov, title="Late")
    with pytest.raises(PermissionDenied):
        told.wish("dov", "leila")
    with pytest.raises(PermissionDenied):
        actions.put_in(told.sessions["dov"], nkechi, None, None)
    actions.open_again(told.now(), nkechi)
    told.wish("dov", "leila")


def test_ones_own_day_tells_what_clashes_and_one_can_choose(told: Told) -> None:
    nkechi, dov = told.people["nkechi"], told.people["dov"]
    told.wish("dov", "nkechi", "ines")
    first = told.space.slots.first()
    for venue, name in zip(told.space.venues.all(), ("nkechi", "ines"), strict=True):
        actions.put_in(told.sessions[name], nkechi, first, venue)
    board = Board(told.now())
    wanted = set(Wish.objects.filter(person=dov).values_list("proposal_id", flat=True))
    assert [part.clash for part in own_day(board, wanted, dov)] == [True]
    actions.rather_go(told.sessions["ines"], dov)
    assert list(Wish.objects.filter(person=dov).values_list("proposal__title", flat=True)) == ["Lamps"]


def test_a_session_taken_back_comes_back_with_its_place_and_wishes(told: Told, run_tasks: Run) -> None:
    told.wish("dov", "ines")
    _filled(told, run_tasks)
    before = _where(told, "ines")
    kept = actions.take_back(told.sessions["ines"], told.people["ines"])
    assert not Wish.objects.filter(person=told.people["dov"]).exists()
    bring_back(kept.pk, told.people["ines"])
    assert _where(told, "ines") == before
    assert Wish.objects.filter(person=told.people["dov"]).count() == 1


def test_a_session_that_was_taken_back_before_its_room_was_called_a_venue_comes_back_to_it(told: Told) -> None:
    nkechi, first = told.people["nkechi"], told.space.slots.first()
    actions.put_in(told.sessions["dov"], nkechi, first, told.space.venues.get(name="Kitchen"))
    kept = actions.take_back(told.sessions["dov"], nkechi)
    for label, row in kept.rows:
        if label == "open_space.place":
            row["room_id"] = row.pop("venue_id")
    kept.save()
    bring_back(kept.pk, nkechi)
    assert Place.objects.get(proposal=told.sessions["dov"]).venue.name == "Kitchen"


def test_a_session_comes_back_without_its_place_where_another_has_it(told: Told, run_tasks: Run) -> None:
    _filled(told, run_tasks)
    place = Place.objects.select_related("slot", "venue").get(proposal=told.sessions["ines"])
    kept = actions.take_back(told.sessions["ines"], told.people["ines"])
    actions.put_in(told.sessions["dov"], told.people["nkechi"], place.slot, place.venue)
    bring_back(kept.pk, told.people["ines"])
    assert _where(told, "ines") is None
    assert Proposal.objects.filter(pk=told.sessions["ines"].pk).exists()


def test_a_deleted_gathering_comes_back_with_its_open_space(told: Told, run_tasks: Run) -> None:
    told.wish("dov", "ines")
    _filled(told, run_tasks)
    kept = delete_entry(told.gathering.entry, told.people["nkechi"])
    assert not OpenSpace.objects.exists()
    bring_back(kept.pk, told.people["nkechi"])
    assert len(Board(told.now()).places) == 4
    assert Wish.objects.count() == 1


def test_who_leaves_the_community_wants_to_go_nowhere_there(told: Told, run_tasks: Run) -> None:
    told.wish("dov", "ines")
    told.community.audience = 2
    told.community.save()
    leave_community(told.people["dov"].memberships.get(community=told.community), told.people["dov"])
    run_tasks()
    assert not Wish.objects.filter(person=told.people["dov"]).exists()


def test_in_a_closed_community_nothing_is_added(told: Told) -> None:
    close_community(told.community, told.people["nkechi"])
    told.space = told.now()
    for press in (
        lambda: actions.propose(told.space, told.people["dov"], title="Late"),
        lambda: told.wish("dov", "ines"),
        lambda: tasks.ask_to_fill(told.space, told.people["nkechi"]),
    ):
        with pytest.raises(PermissionDenied):
            press()


def test_ones_book_holds_ones_sessions_and_wishes(told: Told) -> None:
    from commonplace.stages.open_space.own import in_ones_book

    told.wish("dov", "ines")
    rows: dict[str, Any] = {row["title"]: row for row in in_ones_book(told.people["dov"])}
    assert set(rows) == {"Radios", "Lamps"}
    assert rows["Radios"]["proposed"]
    assert rows["Lamps"]["wants_to_go"]


def test_a_board_that_was_asked_for_before_it_was_agreed_on_is_laid_down_no_more(told: Told) -> None:
    nkechi = told.people["nkechi"]
    tasks.ask_to_fill(told.now(), nkechi)
    asked = told.now()
    actions.agree(told.now(), nkechi)
    actions.open_again(told.now(), nkechi)
    tasks.ask_to_fill(told.now(), nkechi)
    filled = tasks.Filled(places=[(0, 0), None, None, None], is_best=False, has_solver=True)
    tasks._bring(asked, Board(asked).from_numbers(filled.places), filled, nkechi)
    assert not Place.objects.exists()
    assert told.now().filling_since is not None, "the second is on its way"


def test_what_is_put_on_the_board_while_it_is_fetched_breaks_nothing(told: Told) -> None:
    slot, venue = told.space.slots.first(), told.space.venues.first()

    def beside(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and 'FROM "open_space_place"' in sql and not Place.objects.exists():
            late = Proposal.objects.create(space=told.space, title="Late")
            Place.objects.create(proposal=late, slot=slot, venue=venue)
        return execute(sql, params, many, context)

    found = Proposal.objects.all()
    with connection.execute_wrapper(_once(beside)):
        board = Board(told.now())
    assert found.count() == 5
    assert board.in_numbers() == [None] * 4
    assert board.sessions_at(slot) == []


def _once(wrapper: Any) -> Any:
    """The wrapper, but not around what it does itself."""
    busy = False

    def wrapped(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal busy
        if busy:
            return execute(sql, params, many, context)
        busy = True
        try:
            return wrapper(execute, sql, params, many, context)
        finally:
            busy = False

    return wrapped
