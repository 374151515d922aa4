"""What is logged of signing in, and what is not."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.attempts import MOST_FOR_NAME_HERE
from commonplace.ground.utc_log import InUtc
from conftest import PASSPHRASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.handler.setFormatter(InUtc(settings.LOGGING["formatters"]["timed"]["format"]))
    logger = logging.getLogger("commonplace.signing")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def test_signing_in_and_what_failed_stand_there_with_moment_way_and_network_and_without_names(
    person: Callable[..., Person], log: pytest.LogCaptureFixture
) -> None:
    account = person("amara").login
    client = Client(SERVER_NAME="localhost")
    for words in [*["not this one"] * MOST_FOR_NAME_HERE, "once more"]:
        client.post("/sign-in/", {"name": "amara", "passphrase": words})
    client.post("/sign-in/", {"name": account.email, "passphrase": PASSPHRASE})
    lines = [line.partition(" ") for line in log.text.splitlines() if " what=" in line or " account=" in line]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", moment) for moment, _space, _said in lines)
    said = [re.sub("name=[0-9a-f]{12} ", "name=… ", words) for _moment, _space, words in lines]
    assert said == [
        *["tried: what=sign-in name=… from=127.0.0.1"] * MOST_FOR_NAME_HERE,
        "held back: what=sign-in name=… from=127.0.0.1",
        f"signed in: account={account.pk} by=passphrase from=127.0.0.1",
    ]
    assert "amara" not in log.text
    assert "not this one" not in log.text
