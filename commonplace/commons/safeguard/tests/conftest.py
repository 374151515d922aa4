"""A community with somebody who carries it, a member, one who writes badly, and a host."""

import pytest

from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on


@pytest.fixture
def nkechi(person):
    return person("nkechi")


@pytest.fixture
def host(person):
    return person("holly", is_host=True)


@pytest.fixture
def table(community, nkechi):
    return community(nkechi, name="The Mending Table", audience=3)


@pytest.fixture
def ines(table, member):
    return member(table, "ines")


@pytest.fixture
def rude(table, member):
    return member(table, "rude")


@pytest.fixture
def entry(table, rude):
    return write_entry(rude, "post", title="A rude post", body="Canary words", community=table)


@pytest.fixture
def comment(table, entry, rude):
    return comment_on(entry, rude, "Rude canary")
