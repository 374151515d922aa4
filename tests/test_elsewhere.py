"""No page becomes dearer because more stands elsewhere in the commons.

Each page is opened in a commons with one of everything, and once more after two thousand entries, two hundred people and
twenty communities came to it that the page has nothing to do with. What the database does is counted in the instructions
of SQLite's own machine (https://sqlite.org/opcode.html), which neither time nor other work change. A statement that looks
at all entries, say since it first asks for all that somebody may see, is found here, and not on the day the commons is large.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commonplace.commons.people.models import Person
from commonplace.ground.statistics import gather_statistics
from tests.bench_commons import Many, put_in_bulk
from tests.everything import every_page, some_of_everything

pytestmark = pytest.mark.sqlite

ELSEWHERE = 2_000
# To look at each new entry takes twenty times as many; what is sorted in from an index takes fewer.
MOST_MORE = 5 * ELSEWHERE
# These are about the whole commons: what there is to find, to come to, and to be curious about.
ABOUT_ALL = {"sitemap.xml", "calendar.ics", "i/", "me/interests/"}
_STEP = 50


@contextmanager
def _counted() -> Iterator[list[int]]:
    counted = [0]

    def count() -> int:
        counted[0] += _STEP
        return 0

    connection.connection.set_progress_handler(count, _STEP)
    try:
        yield counted
    finally:
        connection.connection.set_progress_handler(None, _STEP)


def _cost(client: Client, address: str) -> int | None:
    """What a page asks of the database the second time it is opened; None where it is no page for them."""
    first = client.get(address)
    b"".join(first)
    if first.status_code != 200:
        return None
    with _counted() as counted:
        b"".join(client.get(address))
    return counted[0]


def test_no_page_becomes_dearer_because_more_stands_elsewhere(
    person: Callable[..., Person], sign_in: Callable[..., Client], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True  # else nobody could come without an account
    keeper, table = some_of_everything(person, 1)
    clients = {"keeper": sign_in(keeper), "stranger": sign_in()}
    visits = {route: address for route, address in every_page(table).items() if route not in ABOUT_ALL}

    def costs() -> dict[tuple[str, str], int]:
        gather_statistics()
        asked = {
            (route, who): _cost(client, visits[route]) for route in sorted(visits) for who, client in clients.items()
        }
        return {page: cost for page, cost in asked.items() if cost is not None}

    before = costs()
    put_in_bulk(Many(ELSEWHERE), [])
    after = costs()
    dearer = {page: (cost, after[page]) for page, cost in before.items() if after[page] - cost > MOST_MORE}
    assert not dearer
    assert len(before) > 100
