"""What becomes of badges when somebody leaves, or an older backup is restored."""

import json

import pytest

from commonplace.edges.own import deletions
from commonplace.edges.own.leaving import leave
from commonplace.ground.models import Happening
from commonplace.stages.recognise.awarding import take_back
from commonplace.stages.recognise.backpack import take_out
from commonplace.stages.recognise.models import Award, Credential, Evidence, Goal
from commonplace.stages.recognise.tests.conftest import Table, table  # noqa: F401 - a fixture
from commonplace.stages.recognise.verdicts import verdict_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_what_was_taken_out_stays_out_when_a_backup_is_older(table: Table) -> None:  # noqa: F811
    kept = table.given()
    key, before = kept.pk, {name: getattr(kept, name) for name in ("person", "text", "digest", "result")}
    take_out(kept, table.ada)
    known = deletions._deletion(Happening.objects.get(kind="credential.deleted"))
    assert known is not None
    Credential.objects.create(pk=key, **before)
    assert deletions.replay([known])[0] == 1
    assert not Credential.objects.exists()


def test_whoever_leaves_leaves_no_badge_and_no_name(table: Table) -> None:  # noqa: F811
    kept = table.given()
    table.badge = table.designed("Can sew")
    table.offered(table.ada)
    Goal.objects.create(badge=table.badge, person=table.ada)
    Evidence.objects.create(badge=table.badge, person=table.ada, words="I did")
    text = json.loads(kept.text)
    leave(table.ada, keep=True)
    assert not Credential.objects.exists()
    assert not Goal.objects.exists()
    assert not Evidence.objects.exists()
    award = Award.objects.get()
    assert (award.person, award.words) == (None, "")
    assert verdict_of(text).holds, "what they took along still holds"
    take_back(award, table.carrier, "Why")
    assert not verdict_of(text).holds
