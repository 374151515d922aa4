"""Every page asks the database a literal number of questions, however much stands on it.

Each address is opened in a commons with one of everything, and in one with three of everything. After a change that is
meant to ask more or less: `WRITE_QUERIES=1 .venv/bin/pytest tests/test_queries.py`, and read the difference.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonplace.commons.people.models import Person
from tests.everything import every_page, some_of_everything

TABLE = Path(__file__).with_name("queries.json")


def _count(client: Client, address: str) -> int | None:
    """How many questions a page asks the second time it is opened; None where it is no page for them."""
    first = client.get(address)
    b"".join(first)
    if first.status_code != 200:
        return None
    with CaptureQueriesContext(connection) as asked:
        b"".join(client.get(address))
    return len(asked)


@pytest.mark.parametrize("number", [1, 3])
def test_every_page_asks_a_literal_number_of_questions(
    number: int, person: Callable[..., Person], sign_in: Callable[..., Client], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True  # else nobody could come without an account
    keeper, table = some_of_everything(person, number)
    signed_in, stranger = sign_in(keeper), sign_in()
    counted = {}
    for route, address in sorted(every_page(table).items()):
        counts = {"keeper": _count(signed_in, address), "stranger": _count(stranger, address)}
        counted[route] = {who: count for who, count in counts.items() if count is not None}
    counted = {route: counts for route, counts in counted.items() if counts}
    if os.environ.get("WRITE_QUERIES"):
        TABLE.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n")
    literal = json.loads(TABLE.read_text())
    differing = {
        route: (counts, literal.get(route)) for route, counts in counted.items() if counts != literal.get(route)
    }
    assert not differing
    assert set(literal) == set(counted)
