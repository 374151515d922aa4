"""A community in which somebody made something, and somebody reads it."""

from collections.abc import Callable
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person


@pytest.fixture
def place(community: Callable[..., Community]) -> Community:
    return community(audience=Audience.OPEN)


@pytest.fixture
def maker(place: Community, member: Any) -> Person:
    return member(place, "ines")


@pytest.fixture
def reader(place: Community, member: Any) -> Person:
    return member(place, "tomasz")


@pytest.fixture
def keeper(place: Community) -> Person:
    return Person.objects.get(name="nkechi")
