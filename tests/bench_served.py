"""What `tests/bench.py` serves: the site, beside a view that sends 1 KB without middleware, with a mark at each request.

Between the marks of two requests lies all the processor time of the first, the server's own included, since one thread answers
one request after another.
"""

import json
import time
from collections.abc import Callable
from typing import Any

# First of all, since it sets Django up.
from commonplace.project.wsgi import application as gate, site  # isort: skip

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from commonplace.commons.entries.kept import pages
from commonplace.project import urls

KILOBYTE = "/1kb/"
urls.urlpatterns.insert(0, path("1kb/", lambda _request: HttpResponse(b"a" * 1024)))
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()

_marks: list[float] = []


def _plain(start: Callable[..., Any], text: str) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [text.encode()]


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    """Answers `/bench/…` itself: the marks so far, and forgetting what was kept."""
    _marks.append(time.process_time())
    asked = environ["PATH_INFO"]
    if asked == "/bench/marks/":
        return _plain(start, json.dumps(_marks))
    if asked == "/bench/forget/":
        pages.clear()
        return _plain(start, "")
    if asked == KILOBYTE:
        return bare(environ, start)
    if "HTTP_X_COUNT" in environ:
        return _counted(environ, start)
    return gate(environ, start)


def _counted(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    # Behind the gate, which lends connections of its own.
    with CaptureQueriesContext(connection) as captured:
        head: list[Any] = []
        body = b"".join(site(environ, lambda status, headers, *_more: head.extend([status, headers])))
    start(head[0], [*head[1], ("X-Queries", str(len(captured)))])
    return [body]
