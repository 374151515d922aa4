import pytest


@pytest.fixture
def carrier(person):
    return person("nkechi")
