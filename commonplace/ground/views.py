import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from commonplace.ground.apart import stopped_by
from commonplace.ground.causes import cause_of


def healthz(request: HttpRequest) -> JsonResponse:
    """Says that the server answers and reaches its database. For machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def trouble_page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    """A page that says what went wrong, and leads on."""
    came_from = request.headers.get("Referer", "")
    back = came_from if came_from.startswith(f"{request.scheme}://{request.get_host()}/") else ""
    context = {"title": title, "words": words, "back": back, "is_missing": status == 404}
    return render(request, "ground/trouble.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what this person may not see: the page does not tell the two apart."""
    return trouble_page(
        request,
        404,
        _("There is no such page for you"),
        _(
            "It may have been moved or deleted, or it is open only to some people. If somebody gave you this address, ask them."
        ),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for what this person can see but may not do."""
    return trouble_page(
        request, 403, _("This is not yours to do"), str(exception or "") or _("Ask a facilitator, or the host.")
    )


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what no browser of ours would send, and 413 for what is more than a form takes."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        words = _("Nothing was saved. Go back with your browser’s back button: your words are still there. Send fewer.")
        return trouble_page(request, 413, _("This is more than one page can take"), words)
    return bad_request(request, exception)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token, mostly one that lay open across a sign-in."""
    return trouble_page(
        request,
        403,
        _("This form lay open for too long"),
        _(
            "Nothing was saved yet. Go back with your browser’s back button: your words are still there. Reload, and send it again."
        ),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500; 503 or 507 where the database or the disk stood in the way. Says what to do and shows nothing of the inside."""
    cause = cause_of(sys.exception())
    if cause is not None:
        return stopped_by(request, cause)
    return trouble_page(
        request,
        500,
        _("Something broke on our side"),
        _(
            "It has been written down for the host. Go back and try again; if it breaks again, tell the host what you were doing."
        ),
    )


def offline(request: HttpRequest) -> HttpResponse:
    """What a browser shows where it has no connection and kept no page."""
    return render(request, "ground/offline.html")
