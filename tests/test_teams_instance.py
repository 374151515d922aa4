"""The people that `make bench` forms teams of are the same everywhere, and of the shape of those who were published."""

from statistics import fmean

from tests.bench_teams import DIGEST, digest, instance


def test_the_people_are_the_committed_ones() -> None:
    assert digest(instance(4_000)) == DIGEST


def test_they_are_of_the_published_shape() -> None:
    """The published 400 have 19.2 free hours in the mean, of which each two share 2.2, and one in nine is in a group."""
    problem = instance(400)
    hours = [said.hours or 0 for said in problem.people]
    assert 18.5 < fmean(one.bit_count() for one in hours) < 20
    assert 2 < fmean((one & other).bit_count() for one in hours for other in hours if one is not other) < 2.6
    assert 30 < len(problem.groups[0]) < 65
    assert {len(said.outcomes) for said in problem.people} == {2}
