"""Editions turn with whatever changes, in the transaction that changes it, and with nothing else."""

from typing import Any

import pytest
from django.db import connection, transaction

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.people.actions import change_profile
from commonplace.commons.people.models import Person
from commonplace.ground.editions import editions_of
from commonplace.ground.happenings import record

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two(community: Any) -> tuple[Community, Community, Person]:
    here, there = community(), community(name="The Other Table")
    return here, there, here.memberships.get().person


def _editions(*groups: Community) -> list[tuple[int, ...] | None]:
    everything, within = editions_of(), [editions_of(group.pk) for group in groups]
    return [everything and everything[:1], *(found and found[1:] for found in within)]


def test_what_is_written_in_a_community_turns_its_edition_and_no_other(two: Any) -> None:
    here, there, carrier = two
    before = _editions(here, there)
    written = write_entry(carrier, "post", title="A kettle", community=here)
    comment_on(written, carrier, "It boils.")
    after = _editions(here, there)
    assert [was == now for was, now in zip(before, after, strict=True)] == [False, False, True]


def test_what_lies_beyond_communities_turns_all(two: Any) -> None:
    here, there, carrier = two
    before = _editions(here, there)
    change_profile(carrier, display_name="Nkechi A.")
    assert not set(before) & set(_editions(here, there))


def test_what_no_action_announced_turns_all(two: Any) -> None:
    here, there, _carrier = two
    before = _editions(here, there)
    here.memberships.update(role="mentor")
    with transaction.atomic():
        there.memberships.all().delete()
    assert not set(before) & set(_editions(here, there))


def test_what_was_taken_back_turns_nothing(two: Any) -> None:
    here, there, carrier = two
    before = _editions(here, there)
    with transaction.atomic():
        write_entry(carrier, "post", title="A kettle", community=here)
        assert _editions(here) == [None, None], "nothing that is shown meanwhile may be kept"
        transaction.set_rollback(True)
    assert _editions(here, there) == before


def test_reading_turns_nothing(two: Any, sign_in: Any) -> None:
    here, there, carrier = two
    client = sign_in(carrier)
    before = _editions(here, there)
    assert client.get(here.address).status_code == 200
    assert client.get("/notices/").status_code == 200
    assert _editions(here, there) == before


def test_a_statement_without_a_transaction_counts_too(two: Any) -> None:
    here, there, carrier = two
    before = _editions(here, there)
    assert not connection.in_atomic_block
    Person.objects.filter(pk=carrier.pk).update(brings="a lamp")
    assert not set(before) & set(_editions(here, there))


def test_what_was_announced_is_forgotten_with_its_transaction(two: Any) -> None:
    here, there, _carrier = two
    with transaction.atomic():
        record("nothing.changed", community=here)
    record("nothing.changed", community=here)
    before = _editions(here, there)
    there.memberships.update(role="mentor")
    assert not set(before) & set(_editions(here, there))
