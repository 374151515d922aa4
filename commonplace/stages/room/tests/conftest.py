"""A gathering of an open community, and those who come into its room."""

from datetime import UTC, datetime, timedelta

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.stages.gather.actions import plan_gathering

BEGINS = datetime(2027, 7, 14, 17, 30, tzinfo=UTC)


@pytest.fixture
def carrier(person):
    return person("nkechi", zone="Europe/London")


@pytest.fixture
def table(community, carrier):
    return community(carrier, audience=Audience.OPEN, zone="Europe/London")


@pytest.fixture
def ines(member, table):
    return member(table, "ines")


@pytest.fixture
def evening(table, carrier):
    """An hour at the table on a day in July; on the open web unless told otherwise."""

    def make(audience=Audience.OPEN, begins=BEGINS, **fields):
        fields.setdefault("title", "Things with a plug")
        ends = fields.pop("ends_at", begins + timedelta(hours=1))
        return plan_gathering(table, carrier, starts_at=begins, ends_at=ends, audience=audience, **fields)

    return make


@pytest.fixture
def begins():
    return BEGINS
