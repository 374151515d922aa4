"""The command line, with one view beside the site that sends 1 KB without middleware: the static view of the load test.

It stands within the application that is served, so that both are asked for in the same way.
"""

from collections.abc import Callable
from typing import Any

from django.core import wsgi
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test.utils import override_settings
from django.urls import path

KILOBYTE = "/1kb/"
_site = wsgi.get_wsgi_application


def _with_kilobyte() -> Callable[..., Any]:
    from commonplace.project import urls

    site = _site()
    urls.urlpatterns.insert(0, path(KILOBYTE[1:], lambda _request: HttpResponse(b"a" * 1024)))
    with override_settings(MIDDLEWARE=[]):
        bare = WSGIHandler()
    return lambda environ, start: (bare if environ["PATH_INFO"] == KILOBYTE else site)(environ, start)


if __name__ == "__main__":
    wsgi.get_wsgi_application = _with_kilobyte  # type: ignore[assignment]
    from commonplace.project.command import main

    main()
