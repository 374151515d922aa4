"""`make bench`: what a page costs, as lines of JSON.

A commons of a thousand entries is told into a home of its own, and its pages are asked for through Django's handler,
signed out, with every middleware but without a network. Times are the median of many requests in milliseconds of
processor time, and mean little on another machine; `ratio`, to a view that only sends 1 KB, means more.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ENTRIES = 1000
REQUESTS = 60
os.environ["COMMONPLACE_HOME"] = home = tempfile.mkdtemp(prefix="commonplace-bench-")
os.environ["COMMONPLACE_URL"] = "http://localhost"
os.environ["DJANGO_SETTINGS_MODULE"] = "commonplace.project.settings"
os.environ.pop("COMMONPLACE_DATABASE", None)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402

from commonplace.commons.communities.models import Audience  # noqa: E402
from commonplace.commons.entries.actions import write_entry  # noqa: E402
from commonplace.commons.people.actions import register  # noqa: E402
from commonplace.project import urls  # noqa: E402
from commonplace.stages.design.actions import start  # noqa: E402
from commonplace.stages.publish.actions import draft_case_study, publish_case_study  # noqa: E402

STATIC = b"a" * 1024


def _static(request: HttpRequest) -> HttpResponse:
    return HttpResponse(STATIC)


def tell() -> str:
    """A thousand entries in ten open communities, each with its case study. Returns the first one's address."""
    people = [
        register(display_name=f"Person {number}", age_band="adult", username=f"person{number}") for number in range(20)
    ]
    communities = [
        start(people[n], name=f"Community {n}", purpose="To mend.", audience=Audience.OPEN) for n in range(10)
    ]
    for number in range(ENTRIES - 20):
        community, by = communities[number % 10], people[number % 10]
        write_entry(
            by,
            "post",
            title=f"Note {number}",
            body="Some words that say it. " * 20,
            community=community,
            audience=Audience.OPEN,
        )
    for by, community in zip(people, communities, strict=False):
        publish_case_study(draft_case_study(community, by), by)
    return communities[0].address


def measure(client: Client, address: str) -> dict[str, Any]:
    """One page: status, median milliseconds, queries, bytes as sent compressed."""

    def ask() -> Any:
        return client.get(address, headers={"Accept-Encoding": "gzip"})

    for _warm in range(5):
        response = ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    count = len(queries)  # the next request clears the log
    times = []
    for _again in range(REQUESTS):
        begun = time.process_time()
        ask()
        times.append((time.process_time() - begun) * 1000)
    return {
        "status": response.status_code,
        "ms": round(statistics.median(times), 2),
        "queries": count,
        "bytes": len(response.content),
    }


def main(write: Callable[[str], Any] = sys.stdout.write) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sys.stderr.write(f"Telling {ENTRIES} entries …\n")
    with transaction.atomic():
        community = tell()
    urls.urlpatterns.insert(0, path("bench-static/", _static))
    client = Client(SERVER_NAME="localhost")
    base = measure(client, "/bench-static/")
    for name, address in {
        "static 1 KB": "/bench-static/",
        "home": "/",
        "community": community,
        "library": "/library/",
        "calendar": "/calendar/",
    }.items():
        found = measure(client, address)
        write(
            json.dumps(
                {
                    "page": name,
                    "address": address,
                    "entries": ENTRIES,
                    **found,
                    "ratio": round(found["ms"] / base["ms"], 1),
                }
            )
            + "\n"
        )


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        shutil.rmtree(home, ignore_errors=True)
