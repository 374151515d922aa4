"""What becomes of what somebody said for a team when they delete their account, and when an older backup is restored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import serializers

from commonplace.edges.own import deletions
from commonplace.edges.own.leaving import leave
from commonplace.ground import clock, put_away
from commonplace.stages.team import actions, saying
from commonplace.stages.team.models import Forming, Named, ProposedTeam, Seat, Statement
from commonplace.stages.team.tests.conftest import Forms, forms  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("keep", [True, False])
def test_who_deletes_their_account_has_said_nothing_and_nobody_named_them(forms: Forms, keep: bool) -> None:  # noqa: F811
    forms.say("bo", wishes={forms.key("ada")}, keeps=True)
    forms.say("cy", wishes={forms.key("bo")}, refusals={forms.key("di")})
    forms.lay("ada bo", "cy di ed")
    leave(forms.people["bo"], keep=keep)
    assert [said.person.name for said in Statement.objects.select_related("person")] == ["cy"]
    assert [named.other.name for named in Named.objects.select_related("other")] == ["di"]
    assert not Seat.objects.filter(person=forms.people["bo"]).exists()


@contextmanager
def _restored(run_tasks: Callable[[], None]) -> Iterator[None]:
    """What is done within the block is done after a backup was made, which is restored at its end."""
    tables = (Forming, ProposedTeam, Seat, Statement, Named)
    kept = [serializers.serialize("json", table.objects.all()) for table in tables]
    yield
    run_tasks()
    known = set(deletions.read_log(deletions.log_file()))
    for table in reversed(tables):
        table.objects.all().delete()
    for rows in kept:
        for row in serializers.deserialize("json", rows):
            row.save()
    deletions.replay(known)
    assert deletions.replay(known) == (0, [])


def _said() -> list[str]:
    return sorted(said.person.name for said in Statement.objects.select_related("person"))


@pytest.fixture
def in_time(forms: Forms) -> Forms:  # noqa: F811
    """Two said something, of whom one keeps it; both named somebody, and were told where they are."""
    forms.say("ada", outcomes=[0], wishes={forms.key("bo")}, keeps=True)
    forms.say("bo", outcomes=[0], refusals={forms.key("cy")})
    forms.lay("ada bo", "cy di ed")
    forms.tell()
    return forms


def test_what_went_with_the_deadline_stays_gone_when_an_older_backup_is_restored(
    in_time: Forms, run_tasks: Callable[[], None]
) -> None:
    with _restored(run_tasks):
        actions.settle(in_time.forming, in_time.carrier, based_on=in_time.now().version)
    assert _said() == ["ada"]
    assert not Named.objects.exists()
    assert not any("wished_here" in seat.reasons for seat in Seat.objects.all())


def test_what_was_not_kept_after_all_is_not_brought_back_as_kept(in_time: Forms, run_tasks: Callable[[], None]) -> None:
    Forming.objects.update(told_at=None)
    with _restored(run_tasks):
        in_time.say("ada", outcomes=[0], keeps=False)
        in_time.tell()
        actions.settle(in_time.forming, in_time.carrier, based_on=in_time.now().version)
    assert _said() == []


def test_what_is_gone_days_after_it_closed_stays_gone(in_time: Forms, run_tasks: Callable[[], None]) -> None:
    with _restored(run_tasks), clock.at(clock.now() + timedelta(days=saying.DAYS_AFTER + 4)):
        saying.forget_what_is_over()
        assert {str(seat.reasons) for seat in Seat.objects.all()} == {"{}"}
    assert (_said(), Named.objects.count()) == (["ada"], 0)


@pytest.mark.parametrize("how", ["taken back", "given up", "no longer kept", "left the community"])
def test_what_somebody_deleted_stays_deleted(in_time: Forms, run_tasks: Callable[[], None], how: str) -> None:
    ada = in_time.people["ada"]
    Forming.objects.update(told_at=None)
    if how == "no longer kept":
        in_time.tell()
        actions.settle(in_time.forming, in_time.carrier, based_on=in_time.now().version)
    with _restored(run_tasks):
        if how == "taken back":
            saying.take_back(in_time.forming, ada)
        elif how == "given up":
            actions.give_up(in_time.forming, in_time.carrier)
        elif how == "no longer kept":
            saying.delete_kept(in_time.table, ada)
        else:
            saying.forget_person(ada.pk, [in_time.table.pk])
    assert "ada" not in _said()
    assert Forming.objects.exists() == (how != "given up")


def test_what_somebody_brought_back_is_there_when_an_older_backup_is_restored(
    in_time: Forms, run_tasks: Callable[[], None]
) -> None:
    Forming.objects.update(told_at=None)
    with _restored(run_tasks):
        kept = saying.take_back(in_time.forming, in_time.people["ada"])
        assert kept is not None
        run_tasks()
        put_away.bring_back(kept.pk, in_time.people["ada"])
    assert "ada" in _said()
