"""The open space that `make bench` fills is the same everywhere, and the best board known for it is what it is said to be."""

import pytest

from tests.bench_open_space import DIGEST, best_known, digest, instance, measure


def test_the_instance_is_the_committed_one() -> None:
    problem = instance()
    assert digest(problem) == DIGEST
    assert best_known(problem).unmet <= 2837


@pytest.mark.long
@pytest.mark.alone
def test_filling_it_comes_within_two_percent_in_a_minute() -> None:
    measured = measure()
    assert measured["from_best"] <= 2
    assert measured["seconds"] <= 60
