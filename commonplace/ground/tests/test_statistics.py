"""What SQLite is told of its tables leads it to the few rows that hold something, however many hold nothing."""

import pytest
from django.db import connection

from commonplace.ground import statistics

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def _plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        return "; ".join(row[3] for row in cursor.fetchall())


@pytest.mark.parametrize("looked_at", [150, 100_000])
def test_an_index_of_which_almost_all_is_empty_still_finds_the_few(
    looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "_LOOKED_AT", looked_at)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sprout (id integer PRIMARY KEY, grown_from bigint, bed bigint, kind text)")
        cursor.execute("CREATE INDEX sprout_from ON sprout (grown_from)")
        cursor.execute("CREATE INDEX sprout_bed ON sprout (bed)")
        cursor.execute("CREATE INDEX sprout_kind ON sprout (kind)")
        cursor.executemany(
            "INSERT INTO sprout (bed, kind) VALUES (%s, 'bean')", [(number % 50,) for number in range(600)]
        )
    statistics.gather_statistics()
    assert "sprout_from" in _plan("SELECT id FROM sprout WHERE grown_from IN (1, 2, 3)")
    assert "sprout_bed" in _plan("SELECT id FROM sprout WHERE kind = 'bean' AND bed = 3")
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = 'sprout' ORDER BY idx")
        assert cursor.fetchall() == [("sprout_bed",), ("sprout_kind",)]
