from collections.abc import Callable
from datetime import timedelta

import pytest

from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.people.models import Person
from commonplace.ground import clock


@pytest.fixture
def programme(person: Callable[..., Person]) -> Community:
    """A programme that began ten weeks ago, carried by Ruth."""
    with clock.at(clock.now() - timedelta(weeks=10)):
        return start_community(person("ruth"), name="The Long Term", form="programme", audience=Audience.COMMONS)


@pytest.fixture
def ruth(programme: Community) -> Person:
    return Person.objects.get(name="ruth")


@pytest.fixture
def team(programme: Community, person: Callable[..., Person]) -> Callable[..., Community]:
    """Start a team of the programme: `team("Kettles", by=…, stage=…)`; without `by`, somebody called teo carries it."""

    def make(name: str, *, by: Person | None = None, **fields: object) -> Community:
        carrier = by or Person.objects.filter(name="teo").first() or person("teo")
        fields = {"parent": programme, "audience": Audience.COMMONS, **fields}
        return start_community(carrier, name=name, **fields)

    return make


@pytest.fixture
def student(programme: Community, member: Callable[..., Person]) -> Callable[..., Person]:
    """Somebody who came into the programme ten weeks ago."""

    def make(name: str, **more: str) -> Person:
        somebody = member(programme, name, **more)
        Membership.objects.filter(person=somebody, community=programme).update(joined_at=programme.created_at)
        return somebody

    return make
