"""The day of its days, by its own calendar."""

from datetime import UTC, date, datetime

from commonplace.commons.communities.models import Stage
from commonplace.commons.communities.road import MEANINGS
from commonplace.ground import clock


def test_every_stage_has_its_meaning():
    assert set(MEANINGS) == {int(stage) for stage in Stage}


def test_the_day_is_counted_where_the_community_is(community):
    made = community(zone="Pacific/Auckland", starts_on=date(2026, 7, 6), ends_on=date(2026, 7, 19))
    with clock.at(datetime(2026, 7, 5, 13, 0, tzinfo=UTC)):
        assert made.day_of_days == (1, 14)
    with clock.at(datetime(2026, 7, 5, 11, 0, tzinfo=UTC)):
        assert made.day_of_days is None
    made.zone = "Nowhere/Atall"
    with clock.at(datetime(2026, 7, 19, 23, 0, tzinfo=UTC)):
        assert made.day_of_days == (14, 14)
