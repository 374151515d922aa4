"""What becomes of somebody's sessions and wishes when they delete their account."""

import pytest

from commonplace.edges.own.deletions import Deletion, replay
from commonplace.edges.own.leaving import leave
from commonplace.ground import clock
from commonplace.ground.models import PutAway
from commonplace.stages.open_space import actions
from commonplace.stages.open_space.models import Proposal, Wish
from commonplace.stages.open_space.tests.conftest import Told, told  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("keep", [True, False])
def test_who_deletes_their_account_wishes_nothing_more(told: Told, keep: bool) -> None:  # noqa: F811
    told.wish("dov", "ines", "nkechi")
    leave(told.people["dov"], keep=keep)
    assert not Wish.objects.filter(person=told.people["dov"]).exists()
    assert Proposal.objects.filter(pk=told.sessions["dov"].pk).exists() == keep
    assert not told.people["dov"].hosted_sessions.exists()


def test_who_deletes_their_account_leaves_nothing_to_be_brought_back(told: Told) -> None:  # noqa: F811
    told.wish("dov", "ines")
    actions.take_back(told.sessions["ines"], told.people["nkechi"])
    actions.take_back(told.sessions["dov"], told.people["nkechi"])
    leave(told.people["dov"], keep=False)
    packed = str(list(PutAway.objects.values_list("rows", flat=True)))
    assert "Radios" not in packed
    assert str(told.people["dov"].pk) not in packed


def test_a_session_taken_back_stays_gone_when_an_older_backup_is_restored(told: Told) -> None:  # noqa: F811
    key = told.sessions["dov"].pk
    count, _files = replay([Deletion("session.taken_back", key, clock.now().isoformat())])
    assert count == 1
    assert not Proposal.objects.filter(pk=key).exists()
